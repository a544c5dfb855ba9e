//! What a draft means for this shop: a new product, a change of one that is there, or nothing, and what stands against it.
//!
//! A variant is found again by its SKU, then by a barcode; a list without either finds products by name and brand. What the file does not
//! say stays as it is, and barcodes are only added.

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;

use super::super::problem::Problem;
use super::super::store as imports_store;
use super::columns::Field;
use super::draft::{ProductDraft, VariantDraft};
use super::row::{Reading, StateWish, TaxWish};
use crate::base::{Error, Message, ProductId, Result, TaxCategoryId, UnitPrice, VariantId};
use crate::products::{self, Kind, Product, ProductInput, State, VariantInput, VariantState};
use crate::say;
use crate::tax::{TaxCategory, list_tax_categories};

/// What writing a variant would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is not there yet.
    New,
    /// It is there and reads otherwise.
    Changed,
    /// It is there and reads the same.
    Unchanged,
}

/// A product ready to be written.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The product that is there.
    pub existing: Option<ProductId>,
    /// What it is to be.
    pub input: ProductInput,
    /// For each variant: where it stands in the file and what becomes of it.
    pub variants: Vec<(VariantDraft, Effect)>,
}

/// What planning asks the shop.
pub struct Planning<'a> {
    db: &'a Connection,
    reading: &'a Reading,
    categories: Vec<TaxCategory>,
    today: NaiveDate,
}

impl<'a> Planning<'a> {
    /// Plans against this state of the shop.
    ///
    /// # Errors
    /// A failing disk.
    pub fn new(db: &'a Connection, reading: &'a Reading, today: NaiveDate) -> Result<Self> {
        Ok(Self { db, reading, categories: list_tax_categories(db)?, today })
    }

    /// What becomes of a draft. Variants with a problem are left out; without any variant left there is nothing to write.
    ///
    /// # Errors
    /// A failing disk.
    pub fn plan(&self, mut draft: ProductDraft) -> Result<(Option<Planned>, Vec<Problem>)> {
        let mut problems = Vec::new();
        let existing = self.existing(&mut draft, &mut problems)?;
        while !draft.variants.is_empty() {
            let (input, refused) = self.input(&draft, existing.as_ref())?;
            let refused = match refused {
                Some(refused) => refused,
                None => match input.clone().tidied().check() {
                    Ok(()) => return Ok((Some(planned(draft, input, existing)), problems)),
                    Err(error) => self.refusal(&draft, &error),
                },
            };
            for index in refused.rows.iter().rev() {
                let variant = draft.variants.remove(*index);
                problems.push(self.problem(&variant, refused.field, refused.message.clone()));
            }
        }
        Ok((None, problems))
    }

    /// The product that the draft's codes belong to. Variants whose code belongs to another one are refused.
    fn existing(&self, draft: &mut ProductDraft, problems: &mut Vec<Problem>) -> Result<Option<Product>> {
        let mut found: Option<ProductId> = None;
        let mut kept = Vec::with_capacity(draft.variants.len());
        for variant in std::mem::take(&mut draft.variants) {
            match (self.variant_there(&variant)?, found) {
                (Some((product, _)), Some(known)) if product != known => {
                    let message = say!(
                        "This code belongs to another product of the shop than the rows before it. Correct the code, or put the row apart."
                    );
                    let field = if variant.sku.is_empty() { Field::Barcode } else { Field::Sku };
                    problems.push(self.problem(&variant, Some(field), message));
                    continue;
                }
                (Some((product, _)), _) => found = Some(product),
                (None, _) => {}
            }
            kept.push(variant);
        }
        draft.variants = kept;
        let has_no_codes = draft.variants.iter().all(|variant| variant.sku.is_empty() && variant.barcodes.is_empty());
        if found.is_none() && has_no_codes {
            found = imports_store::product_by_name(self.db, &draft.name, &draft.brand)?;
        }
        found.map(|id| products::find_product(self.db, id)).transpose()
    }

    fn variant_there(&self, variant: &VariantDraft) -> Result<Option<(ProductId, VariantId)>> {
        if !variant.sku.is_empty() {
            return products::find_by_sku(self.db, &variant.sku);
        }
        for barcode in &variant.barcodes {
            if let Some(found) = products::find_by_barcode(self.db, barcode)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn input(&self, draft: &ProductDraft, existing: Option<&Product>) -> Result<(ProductInput, Option<Refusal>)> {
        let mut input = existing.cloned().map_or_else(new_product, ProductInput::from);
        let old = std::mem::take(&mut input.variants);
        said(&mut input.name, &draft.name);
        said(&mut input.brand, &draft.brand);
        said(&mut input.description, &draft.description);
        let names = [&mut input.option_1_name, &mut input.option_2_name, &mut input.option_3_name];
        for (name, new) in names.into_iter().zip(&draft.option_names) {
            said(name, new);
        }
        let is_there = existing.is_some_and(|product| same_path(&product.category_path, &draft.category));
        if !draft.category.is_empty() && !is_there {
            input.category_path.clone_from(&draft.category);
        }
        match draft.state {
            StateWish::Unsaid => {}
            StateWish::Draft => input.state = State::Draft,
            StateWish::Active => input.state = State::Active,
            StateWish::Archived => input.state = State::Archived,
        }
        for (index, variant) in draft.variants.iter().enumerate() {
            match self.variant_input(variant, &old, existing)? {
                Ok(variant) => input.variants.push(variant),
                Err((field, message)) => return Ok((input, Some(Refusal { rows: vec![index], field: Some(field), message }))),
            }
        }
        Ok((input, None))
    }

    /// One variant as it is to be, or the column that stands against it and why.
    fn variant_input(
        &self,
        draft: &VariantDraft,
        old: &[VariantInput],
        existing: Option<&Product>,
    ) -> Result<std::result::Result<VariantInput, (Field, Message)>> {
        let own = self
            .variant_there(draft)?
            .filter(|(product, _)| existing.is_some_and(|known| known.id == *product))
            .map(|(_, id)| id);
        let same_options = |variant: &&VariantInput| {
            let options = [&variant.option_1, &variant.option_2, &variant.option_3];
            options.iter().zip(&draft.options).all(|(old, new)| old.eq_ignore_ascii_case(new))
        };
        let there = match own {
            Some(id) => old.iter().find(|variant| variant.id == Some(id)),
            None => old.iter().find(same_options),
        };
        if let (None, Some(twin)) = (own, there)
            && !draft.sku.is_empty()
            && !twin.sku.is_empty()
        {
            let message = say!(
                "The product has a variant with these options already, under the SKU {sku}. Use that SKU, or name the options differently.",
                sku = twin.sku
            );
            return Ok(Err((Field::Sku, message)));
        }
        let mut variant = there.cloned().unwrap_or_else(new_variant);
        for (option, new) in [&mut variant.option_1, &mut variant.option_2, &mut variant.option_3].into_iter().zip(&draft.options)
        {
            said(option, new);
        }
        said(&mut variant.sku, &draft.sku);
        for barcode in &draft.barcodes {
            if let Some((product, id)) = products::find_by_barcode(self.db, barcode)?
                && Some(id) != variant.id
            {
                let name = products::find_product(self.db, product)?.name;
                return Ok(Err((
                    Field::Barcode,
                    say!(
                        "The barcode {barcode} belongs to \"{name}\" already. Remove it there or correct the digits.",
                        barcode,
                        name
                    ),
                )));
            }
            if !variant.barcodes.contains(barcode) {
                variant.barcodes.push(barcode.clone());
            }
        }
        variant.price_millionths = draft.price.unwrap_or(variant.price_millionths);
        variant.reorder_point_thousandths = draft.reorder_point.or(variant.reorder_point_thousandths);
        variant.reorder_target_thousandths = draft.reorder_target.or(variant.reorder_target_thousandths);
        variant.track_stock = draft.track_stock.unwrap_or(variant.track_stock);
        variant.track_lots = draft.track_lots.unwrap_or(variant.track_lots);
        match self.tax(&draft.tax) {
            Ok(tax) => variant.tax_category_id = tax.or(variant.tax_category_id),
            Err(refused) => return Ok(Err(refused)),
        }
        Ok(Ok(variant))
    }

    fn tax(&self, wish: &TaxWish) -> std::result::Result<Option<TaxCategoryId>, (Field, Message)> {
        let holds_today = |category: &&TaxCategory, rate| {
            let today = self.today;
            category.rates.iter().any(|known| {
                known.rate_millionths == rate && known.valid_from <= today && known.valid_until.is_none_or(|end| end >= today)
            })
        };
        let names = || self.categories.iter().map(|category| category.name.as_str()).collect::<Vec<_>>().join(", ");
        match wish {
            TaxWish::Unsaid => Ok(None),
            TaxWish::Category(name) => {
                let is_it = |category: &&TaxCategory| {
                    category.name.eq_ignore_ascii_case(name) || category.code.eq_ignore_ascii_case(name)
                };
                let found = self.categories.iter().find(is_it).map(|category| Some(category.id));
                found.ok_or_else(|| {
                    (
                        Field::TaxCategory,
                        say!("The shop has no tax category \"{name}\". Use one of: {names}.", name, names = names()),
                    )
                })
            }
            TaxWish::Rate(rate) => {
                let found =
                    self.categories.iter().find(|category| holds_today(category, *rate)).map(|category| Some(category.id));
                found.ok_or_else(|| {
                    (
                        Field::TaxRate,
                        say!(
                            "No tax category of the shop has the rate {rate} today. Use one of: {names}.",
                            rate,
                            names = names()
                        ),
                    )
                })
            }
        }
    }

    /// Which rows an error of the products' own check is about.
    fn refusal(&self, draft: &ProductDraft, error: &Error) -> Refusal {
        let name = error.fields.first().map_or("", |field| field.field.as_str());
        let of_variant = name.strip_prefix("variants[").and_then(|rest| rest.split_once("]."));
        let index = of_variant.and_then(|(index, _)| index.parse().ok()).filter(|index| *index < draft.variants.len());
        let field = field_named(of_variant.map_or(name, |(_, name)| name), self.reading);
        let rows = index.map_or_else(|| (0..draft.variants.len()).collect(), |index| vec![index]);
        Refusal { rows, field, message: error.message.clone() }
    }

    /// A problem of a variant's row.
    #[must_use]
    pub fn problem(&self, variant: &VariantDraft, field: Option<Field>, message: Message) -> Problem {
        let value = match field {
            Some(Field::Sku) => variant.sku.clone(),
            Some(Field::Barcode) => variant.barcodes.join(" | "),
            _ => String::new(),
        };
        Problem {
            file_line: variant.file_line,
            column: field.map(|field| self.reading.column_name(field)).unwrap_or_default(),
            value,
            message,
            content: variant.content.clone(),
        }
    }
}

/// Rows that cannot be written.
struct Refusal {
    /// Places in the draft, ascending.
    rows: Vec<usize>,
    field: Option<Field>,
    message: Message,
}

fn said(old: &mut String, new: &str) {
    if !new.is_empty() {
        new.clone_into(old);
    }
}

fn same_path(left: &[String], right: &[String]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| left.to_lowercase() == right.to_lowercase())
}

fn planned(draft: ProductDraft, input: ProductInput, existing: Option<Product>) -> Planned {
    let id = existing.as_ref().map(|product| product.id);
    let old = existing.map(ProductInput::from);
    let head =
        |input: &ProductInput| serde_json::to_value(ProductInput { variants: Vec::new(), ..input.clone() }).unwrap_or_default();
    let is_same_product = old.as_ref().is_some_and(|old| head(old) == head(&input));
    let effect = |variant: &VariantInput| {
        let before = old.iter().flat_map(|old| &old.variants).find(|before| variant.id.is_some() && before.id == variant.id);
        match before {
            None => Effect::New,
            Some(before) if is_same_product && serde_json::to_value(before).ok() == serde_json::to_value(variant).ok() => {
                Effect::Unchanged
            }
            Some(_) => Effect::Changed,
        }
    };
    let effects: Vec<Effect> = input.variants.iter().map(effect).collect();
    Planned { existing: id, input, variants: draft.variants.into_iter().zip(effects).collect() }
}

fn field_named(name: &str, reading: &Reading) -> Option<Field> {
    Some(match name {
        "name" => Field::Name,
        "brand" => Field::Brand,
        "description" => Field::Description,
        "category_path" | "category_id" => Field::Category,
        "sku" => Field::Sku,
        "barcodes" => Field::Barcode,
        "price_millionths" => Field::Price,
        "tax_category_id" if reading.has(Field::TaxRate) => Field::TaxRate,
        "tax_category_id" => Field::TaxCategory,
        "option_1" => Field::Option1Value,
        "option_2" => Field::Option2Value,
        "option_3" => Field::Option3Value,
        "reorder_point_thousandths" => Field::ReorderPoint,
        "reorder_target_thousandths" => Field::ReorderTarget,
        "track_lots" => Field::TrackLots,
        _ => return None,
    })
}

/// A product of which nothing is said yet.
pub(in crate::imports) fn new_product() -> ProductInput {
    ProductInput {
        name: String::new(),
        brand: String::new(),
        description: String::new(),
        category_id: None,
        category_path: Vec::new(),
        kind: Kind::Goods,
        state: State::Active,
        option_1_name: String::new(),
        option_2_name: String::new(),
        option_3_name: String::new(),
        variants: Vec::new(),
    }
}

/// A variant of which nothing is said yet.
pub(in crate::imports) fn new_variant() -> VariantInput {
    VariantInput {
        id: None,
        option_1: String::new(),
        option_2: String::new(),
        option_3: String::new(),
        swatch: None,
        sku: String::new(),
        barcodes: Vec::new(),
        price_millionths: UnitPrice::default(),
        tax_category_id: None,
        unit: "piece".to_owned(),
        content_thousandths: None,
        content_unit: String::new(),
        reorder_point_thousandths: None,
        reorder_target_thousandths: None,
        track_stock: true,
        track_lots: false,
        state: VariantState::Active,
    }
}
