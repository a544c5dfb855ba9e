//! Products and variants in words and rules. Nothing here reads or writes.

use serde::{Deserialize, Serialize};

use super::barcode;
use super::state::{Kind, State, VariantState};
use crate::base::{CategoryId, Error, Money, ProductId, Quantity, Result, TaxCategoryId, Timestamp, UnitPrice, VariantId, text};
use crate::say;

/// Most variants of one product.
pub const VARIANTS_MAX: usize = 500;
/// Most barcodes of one variant.
pub const BARCODES_MAX: usize = 50;
/// Largest price of one unit: what a JSON reader with 53-bit numbers still counts exactly.
pub const PRICE_MAX: i64 = 9_007_199_254_740_991;

/// A product as it is typed, imported or sent: for a new one, and as the whole of a changed one.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductInput {
    /// Name.
    pub name: String,
    /// Brand or maker.
    #[serde(default)]
    pub brand: String,
    /// What customers should know.
    #[serde(default)]
    pub description: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// Instead of the id: the names from the root of the tree. What is missing of them is made.
    #[serde(default)]
    pub category_path: Vec<String>,
    /// Thing or service.
    #[serde(default)]
    pub kind: Kind,
    /// Whether it is offered.
    #[serde(default)]
    pub state: State,
    /// Name of the first option, such as Shade; empty when there is none.
    #[serde(default)]
    pub option_1_name: String,
    /// Name of the second option, such as Size.
    #[serde(default)]
    pub option_2_name: String,
    /// Name of the third option.
    #[serde(default)]
    pub option_3_name: String,
    /// At least one. When a product is changed, variants that are not named stay as they are.
    pub variants: Vec<VariantInput>,
}

/// A variant as it is typed, imported or sent.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VariantInput {
    /// The variant to change; absent for a new one.
    pub id: Option<VariantId>,
    /// Value of the first option.
    #[serde(default)]
    pub option_1: String,
    /// Value of the second option.
    #[serde(default)]
    pub option_2: String,
    /// Value of the third option.
    #[serde(default)]
    pub option_3: String,
    /// Colour of the shade, as `#RRGGBB`.
    pub swatch: Option<String>,
    /// The shop's own article number; may be empty.
    #[serde(default)]
    pub sku: String,
    /// Barcodes, the one to print first.
    #[serde(default)]
    pub barcodes: Vec<String>,
    /// Price of one unit.
    #[schema(minimum = 0)]
    pub price_millionths: UnitPrice,
    /// How it is taxed; the first category of the shop when absent.
    pub tax_category_id: Option<TaxCategoryId>,
    /// What a quantity of one is.
    #[serde(default = "default_unit")]
    pub unit: String,
    /// How much is in one, such as 50 000 for 50 ml.
    pub content_thousandths: Option<Quantity>,
    /// The unit of the content, such as ml.
    #[serde(default)]
    pub content_unit: String,
    /// Low stock begins at this quantity.
    pub reorder_point_thousandths: Option<Quantity>,
    /// Up to this quantity it is ordered again.
    pub reorder_target_thousandths: Option<Quantity>,
    /// Whether its stock is counted. Never for a service.
    #[serde(default = "default_true")]
    pub track_stock: bool,
    /// Whether its stock is counted by lot and expiry.
    #[serde(default)]
    pub track_lots: bool,
    /// Whether it is offered.
    #[serde(default)]
    pub state: VariantState,
}

fn default_unit() -> String {
    "piece".into()
}

fn default_true() -> bool {
    true
}

impl ProductInput {
    /// The same without spaces around its texts, and a service without stock.
    #[must_use]
    pub fn tidied(mut self) -> Self {
        let texts = [
            &mut self.name,
            &mut self.brand,
            &mut self.description,
            &mut self.option_1_name,
            &mut self.option_2_name,
            &mut self.option_3_name,
        ];
        for text in texts.into_iter().chain(&mut self.category_path) {
            *text = text.trim().to_owned();
        }
        self.category_path.retain(|name| !name.is_empty());
        for variant in &mut self.variants {
            let texts = [
                &mut variant.option_1,
                &mut variant.option_2,
                &mut variant.option_3,
                &mut variant.sku,
                &mut variant.unit,
                &mut variant.content_unit,
            ];
            for text in texts.into_iter().chain(&mut variant.barcodes) {
                *text = text.trim().to_owned();
            }
            variant.barcodes.retain(|barcode| !barcode.is_empty());
            variant.swatch = variant.swatch.take().filter(|swatch| !swatch.is_empty());
            variant.track_stock &= self.kind == Kind::Goods;
            variant.track_lots &= variant.track_stock;
        }
        self
    }

    /// Checks everything that can be checked without looking at other products.
    ///
    /// # Errors
    /// Names the first field that does not make sense.
    pub fn check(&self) -> Result<()> {
        text::demand_some("name", &self.name, 200)?;
        text::demand_short("brand", &self.brand, 100)?;
        text::demand_short("description", &self.description, 20_000)?;
        for (field, value) in [("name", &self.name), ("brand", &self.brand), ("description", &self.description)] {
            text::demand_no_card_number(field, value)?;
        }
        for (field, name) in [
            ("option_1_name", &self.option_1_name),
            ("option_2_name", &self.option_2_name),
            ("option_3_name", &self.option_3_name),
        ] {
            text::demand_short(field, name, 50)?;
        }
        if self.category_path.len() > 8 {
            return Err(Error::field(
                "category_path",
                say!("A category lies at most 8 levels deep. Nothing was changed; shorten its path."),
            ));
        }
        for name in &self.category_path {
            text::demand_some("category_path", name, 100)?;
        }
        if self.variants.is_empty() || self.variants.len() > VARIANTS_MAX {
            return Err(Error::field(
                "variants",
                say!(
                    "A product has between one and {variants_max} variants. Nothing was changed; add one or split the product.",
                    variants_max = VARIANTS_MAX
                ),
            ));
        }
        self.variants
            .iter()
            .enumerate()
            .try_for_each(|(index, variant)| variant.check().map_err(|error| at_variant(index, error)))
    }
}

/// Says which variant an error is about.
#[must_use]
pub fn at_variant(index: usize, mut error: Error) -> Error {
    for field in &mut error.fields {
        field.field = format!("variants[{index}].{}", field.field);
    }
    error
}

impl VariantInput {
    fn check(&self) -> Result<()> {
        for (field, value) in [("option_1", &self.option_1), ("option_2", &self.option_2), ("option_3", &self.option_3)] {
            text::demand_short(field, value, 100)?;
            text::demand_no_card_number(field, value)?;
        }
        text::demand_short("sku", &self.sku, 64)?;
        text::demand_some("unit", &self.unit, 20)?;
        text::demand_short("content_unit", &self.content_unit, 20)?;
        if self.barcodes.len() > BARCODES_MAX {
            return Err(Error::field(
                "barcodes",
                say!(
                    "A variant has at most {barcodes_max} barcodes. Nothing was changed; remove some.",
                    barcodes_max = BARCODES_MAX
                ),
            ));
        }
        for code in &self.barcodes {
            barcode::check(code)?;
        }
        if !(0..=PRICE_MAX).contains(&self.price_millionths.0) {
            return Err(Error::field(
                "price_millionths",
                say!("The price must lie between zero and nine billion. Nothing was changed; check what was typed."),
            ));
        }
        let is_colour = |swatch: &String| {
            swatch.len() == 7 && swatch.starts_with('#') && swatch[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        if !self.swatch.iter().all(is_colour) {
            return Err(Error::field(
                "swatch",
                say!("The colour of a shade is written like #A01B2C. Nothing was changed; choose it again."),
            ));
        }
        let quantities = [
            ("content_thousandths", self.content_thousandths),
            ("reorder_point_thousandths", self.reorder_point_thousandths),
            ("reorder_target_thousandths", self.reorder_target_thousandths),
        ];
        for (field, quantity) in quantities {
            let Some(quantity) = quantity else { continue };
            Quantity::checked(quantity.0)?;
            if quantity < Quantity::ZERO {
                return Err(Error::field(
                    field,
                    say!("This quantity cannot be below zero. Nothing was changed; leave it empty if there is none."),
                ));
            }
        }
        Ok(())
    }
}

/// A product with everything that is known about it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Name.
    pub name: String,
    /// Brand or maker.
    pub brand: String,
    /// What customers should know.
    pub description: String,
    /// Its category.
    pub category_id: Option<CategoryId>,
    /// The names of its category from the root of the tree.
    pub category_path: Vec<String>,
    /// Thing or service.
    pub kind: Kind,
    /// Whether it is offered.
    pub state: State,
    /// Name of the first option; empty when there is none.
    pub option_1_name: String,
    /// Name of the second option.
    pub option_2_name: String,
    /// Name of the third option.
    pub option_3_name: String,
    /// When it was made.
    pub created_at_ms: Timestamp,
    /// Its variants in order.
    pub variants: Vec<Variant>,
    /// How much there is of all variants.
    pub on_hand_thousandths: Quantity,
    /// What that had cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_value_minor: Option<Money>,
}

/// A variant with everything that is known about it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Variant {
    /// Its id.
    pub id: VariantId,
    /// Value of the first option.
    pub option_1: String,
    /// Value of the second option.
    pub option_2: String,
    /// Value of the third option.
    pub option_3: String,
    /// Colour of the shade.
    pub swatch: Option<String>,
    /// The shop's own article number.
    pub sku: String,
    /// Barcodes, the one to print first.
    pub barcodes: Vec<String>,
    /// Price of one unit.
    pub price_millionths: UnitPrice,
    /// How it is taxed.
    pub tax_category_id: TaxCategoryId,
    /// What a quantity of one is.
    pub unit: String,
    /// How much is in one.
    pub content_thousandths: Option<Quantity>,
    /// The unit of the content.
    pub content_unit: String,
    /// Low stock begins at this quantity.
    pub reorder_point_thousandths: Option<Quantity>,
    /// Up to this quantity it is ordered again.
    pub reorder_target_thousandths: Option<Quantity>,
    /// Whether its stock is counted.
    pub track_stock: bool,
    /// Whether its stock is counted by lot and expiry.
    pub track_lots: bool,
    /// Whether it is offered.
    pub state: VariantState,
    /// How much there is.
    pub on_hand_thousandths: Quantity,
    /// Whether it is at its reorder point or below.
    pub is_low: bool,
    /// What the stock had cost; only for those who may see costs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stock_value_minor: Option<Money>,
}

impl Product {
    /// The product without what may only be seen by those who may see costs.
    #[must_use]
    pub fn without_costs(mut self) -> Self {
        self.stock_value_minor = None;
        for variant in &mut self.variants {
            variant.stock_value_minor = None;
        }
        self
    }
}

impl From<Product> for ProductInput {
    /// What would have to be typed to make the product as it is: the start of every change.
    fn from(product: Product) -> Self {
        Self {
            name: product.name,
            brand: product.brand,
            description: product.description,
            category_id: product.category_id,
            category_path: Vec::new(),
            kind: product.kind,
            state: product.state,
            option_1_name: product.option_1_name,
            option_2_name: product.option_2_name,
            option_3_name: product.option_3_name,
            variants: product.variants.into_iter().map(VariantInput::from).collect(),
        }
    }
}

impl From<Variant> for VariantInput {
    fn from(variant: Variant) -> Self {
        Self {
            id: Some(variant.id),
            option_1: variant.option_1,
            option_2: variant.option_2,
            option_3: variant.option_3,
            swatch: variant.swatch,
            sku: variant.sku,
            barcodes: variant.barcodes,
            price_millionths: variant.price_millionths,
            tax_category_id: Some(variant.tax_category_id),
            unit: variant.unit,
            content_thousandths: variant.content_thousandths,
            content_unit: variant.content_unit,
            reorder_point_thousandths: variant.reorder_point_thousandths,
            reorder_target_thousandths: variant.reorder_target_thousandths,
            track_stock: variant.track_stock,
            track_lots: variant.track_lots,
            state: variant.state,
        }
    }
}

/// The name of a variant as it is printed: the product's, and the values of its options.
#[must_use]
pub fn full_name(product: &str, options: [&str; 3]) -> String {
    let options: Vec<&str> = options.into_iter().filter(|option| !option.is_empty()).collect();
    if options.is_empty() { product.to_owned() } else { format!("{product} · {}", options.join(" · ")) }
}
