//! The assortment of a demo shop: every line crossed with the kinds of its departments, priced, coded and given shades.

use crate::base::{Quantity, TaxCategoryId, UnitPrice};
use crate::products::barcode::with_check_digit;
use crate::products::{Kind as ProductKind, ProductInput, State, VariantInput, VariantState};

use super::dice::Dice;
use super::kinds::{KINDS, Kind, LINES, Line, Realm, SERVICES, Season, Words};
use super::shades::Palette;

/// What the shop's money and language make of a price and a word.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub is_german: bool,
    /// Decimal places of the currency.
    pub exponent: u32,
    /// So many units of the currency buy what a euro buys, roughly.
    pub per_euro: i64,
    pub tax_category_id: TaxCategoryId,
}

impl Manner {
    /// The word in the shop's language.
    pub fn word(self, words: Words) -> &'static str {
        if self.is_german { words.1 } else { words.0 }
    }

    /// A price as shops write it: 14.95, and whole units where money is counted in large numbers.
    pub fn price(self, cents: i64) -> UnitPrice {
        let euros = (cents + 50) / 100;
        if self.exponent == 2 && self.per_euro == 1 {
            return UnitPrice((euros.max(1) * 100 - 5) * 10_000);
        }
        let units = euros.max(1) * self.per_euro;
        UnitPrice((units - units % if units >= 500 { 10 } else { 1 }).max(1) * 1_000_000)
    }
}

/// One variant as the year sees it.
#[derive(Clone)]
pub(super) struct Ware {
    pub brand: &'static str,
    pub price: UnitPrice,
    pub season: Season,
    /// Months from delivery until it expires; 0 where no lots are counted.
    pub months: i64,
    /// How well it sells beside the others.
    pub weight: i64,
    pub is_service: bool,
    /// Whether it stands open for customers to try.
    pub has_tester: bool,
    /// How much lies there when it is ordered again, and up to how much.
    pub reorder: (i64, i64),
}

/// A product to make and what the year needs to know of its variants, in the same order.
pub(super) struct Article {
    pub input: ProductInput,
    pub wares: Vec<Ware>,
}

/// So many products. Fewer than there are take every so-manieth, so that a small shop has something of everything.
pub(super) fn articles(dice: &mut Dice, manner: Manner, products: usize) -> Vec<Article> {
    let every: Vec<(&Line, &Kind)> = LINES
        .iter()
        .flat_map(|line| KINDS.iter().filter(|kind| line.realms.contains(&kind.realm)).map(move |kind| (line, kind)))
        .collect();
    let wanted = products.clamp(1, every.len());
    let mut codes = 0;
    let mut made: Vec<Article> = (0..wanted)
        .map(|place| {
            let (line, kind) = every[place * every.len() / wanted];
            article(dice, manner, line, kind, place, &mut codes)
        })
        .collect();
    made.extend(SERVICES.iter().enumerate().map(|(place, (words, cents))| service(manner, *words, *cents, place)));
    made
}

fn article(dice: &mut Dice, manner: Manner, line: &Line, kind: &Kind, place: usize, codes: &mut i64) -> Article {
    let name = format!("{} {}", manner.word(line.name), manner.word(kind.name));
    let maker: String = line.brand.chars().filter(char::is_ascii_alphabetic).take(3).collect::<String>().to_ascii_uppercase();
    let pull = kind.pull * (4 + dice.below(13) * dice.below(13) / 6);
    let months = if kind.months == 0 { 0 } else { kind.months + dice.range(-3, 3) };
    let forms = forms(dice, manner, kind);
    let (mut variants, mut wares) = (Vec::new(), Vec::new());
    for (index, form) in forms.iter().enumerate() {
        *codes += 1;
        let price = manner.price(kind.price * line.price / 100 * form.price / 100);
        // What stands first in a palette sells best.
        let weight = (pull * 12 / (index as i64 * 2 + 3)).max(1) * form.price.min(100) / 100;
        let reorder = reorder(weight, kind.season);
        let number = format!("{maker}-{:04}", 1_001 + place);
        variants.push(VariantInput {
            id: None,
            option_1: form.name.clone(),
            option_2: String::new(),
            option_3: String::new(),
            swatch: form.swatch.map(str::to_owned),
            sku: if forms.len() == 1 { number } else { format!("{number}-{:02}", index + 1) },
            barcodes: vec![with_check_digit(&format!("20{:010}", 4_711_000_000 + *codes))],
            price_millionths: price,
            tax_category_id: Some(manner.tax_category_id),
            unit: "piece".into(),
            content_thousandths: (form.content > 0).then(|| Quantity(form.content * 1_000)),
            content_unit: kind.content.1.into(),
            reorder_point_thousandths: Some(Quantity(reorder.0 * 1_000)),
            reorder_target_thousandths: Some(Quantity(reorder.1 * 1_000)),
            track_stock: true,
            track_lots: months > 0,
            state: VariantState::Active,
        });
        wares.push(Ware {
            brand: line.brand,
            price,
            season: kind.season,
            months,
            weight,
            is_service: false,
            has_tester: matches!(kind.realm, Realm::Complexion | Realm::Eyes | Realm::Lips | Realm::Nails | Realm::Scent),
            reorder,
        });
    }
    let is_sized = kind.palette == Palette::None && forms.len() > 1;
    let option = match (forms.len(), is_sized) {
        (1, _) => ("", ""),
        (_, true) => ("Size", "Größe"),
        (_, false) => ("Shade", "Farbton"),
    };
    let path = [kind.realm.category(), kind.category];
    Article {
        input: ProductInput {
            name: name.trim().to_owned(),
            brand: line.brand.to_owned(),
            description: String::new(),
            category_id: None,
            category_path: path.iter().map(|words| manner.word(*words).to_owned()).collect(),
            kind: ProductKind::Goods,
            state: State::Active,
            option_1_name: manner.word(option).to_owned(),
            option_2_name: String::new(),
            option_3_name: String::new(),
            variants,
        },
        wares,
    }
}

/// One shade or size of a kind.
struct Form {
    name: String,
    swatch: Option<&'static str>,
    content: i64,
    /// Its price in percent of the kind's.
    price: i64,
}

fn forms(dice: &mut Dice, manner: Manner, kind: &Kind) -> Vec<Form> {
    let (content, unit) = kind.content;
    let shades = kind.palette.shades();
    if !shades.is_empty() {
        let count = dice.range(2, shades.len() as i64).unsigned_abs() as usize;
        let form = |shade: &(&'static str, &'static str, &'static str)| Form {
            name: manner.word((shade.0, shade.1)).to_owned(),
            swatch: Some(shade.2),
            content,
            price: 100,
        };
        return shades.iter().take(count).map(form).collect();
    }
    let sizes: &[(i64, i64)] = match kind.name.0 {
        "Eau de Parfum" => &[(1, 100), (2, 160)],
        "Shampoo" | "Shower Gel" => &[(1, 100), (2, 175)],
        _ => &[(1, 100)],
    };
    let named = |size: &(i64, i64)| Form {
        name: if sizes.len() > 1 { format!("{} {unit}", content * size.0) } else { String::new() },
        swatch: None,
        content: content * size.0,
        price: size.1,
    };
    sizes.iter().map(named).collect()
}

/// When something is ordered again: what sells well lies there in numbers.
fn reorder(weight: i64, season: Season) -> (i64, i64) {
    let point = (weight / 55).clamp(1, 12);
    match season {
        Season::Advent => (0, 12),
        _ => (point, point * 2 + 3),
    }
}

fn service(manner: Manner, words: Words, cents: i64, place: usize) -> Article {
    let price = manner.price(cents);
    let variant = VariantInput {
        id: None,
        option_1: String::new(),
        option_2: String::new(),
        option_3: String::new(),
        swatch: None,
        sku: format!("SRV-{:04}", 1 + place),
        barcodes: Vec::new(),
        price_millionths: price,
        tax_category_id: Some(manner.tax_category_id),
        unit: "piece".into(),
        content_thousandths: None,
        content_unit: String::new(),
        reorder_point_thousandths: None,
        reorder_target_thousandths: None,
        track_stock: false,
        track_lots: false,
        state: VariantState::Active,
    };
    Article {
        input: ProductInput {
            name: manner.word(words).to_owned(),
            brand: String::new(),
            description: String::new(),
            category_id: None,
            category_path: vec![manner.word(("Services", "Dienstleistungen")).to_owned()],
            kind: ProductKind::Service,
            state: State::Active,
            option_1_name: String::new(),
            option_2_name: String::new(),
            option_3_name: String::new(),
            variants: vec![variant],
        },
        wares: vec![Ware {
            brand: "",
            price,
            season: if place == 0 { Season::Gift } else { Season::Always },
            months: 0,
            weight: 60,
            is_service: true,
            has_tester: false,
            reorder: (0, 0),
        }],
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn manner(is_german: bool) -> Manner {
        Manner { is_german, exponent: 2, per_euro: 1, tax_category_id: TaxCategoryId(uuid::Uuid::nil()) }
    }

    #[test]
    fn about_four_hundred_products_have_names_codes_and_barcodes_of_their_own_in_both_languages() {
        for is_german in [false, true] {
            let all = articles(&mut Dice::of(1), manner(is_german), usize::MAX);
            assert!((380..=420).contains(&all.len()), "{} products", all.len());
            let names: HashSet<_> = all.iter().map(|article| (&article.input.brand, &article.input.name)).collect();
            assert_eq!(names.len(), all.len());
            let variants: Vec<_> = all.iter().flat_map(|article| &article.input.variants).collect();
            let skus: HashSet<_> = variants.iter().map(|variant| &variant.sku).collect();
            assert_eq!(skus.len(), variants.len());
            let barcodes: HashSet<_> = variants.iter().flat_map(|variant| &variant.barcodes).collect();
            for code in &barcodes {
                assert!(code.len() == 13 && code.starts_with("20"), "{code} is not of the in-store range");
                assert_eq!(crate::products::barcode::check(code).unwrap(), **code);
            }
            for article in &all {
                article.input.check().unwrap();
                assert_eq!(article.input.variants.len(), article.wares.len());
            }
        }
    }

    #[test]
    fn prices_look_like_prices_in_every_currency() {
        for (exponent, per_euro, cents, price) in
            [(2, 1, 1_495, 14_950_000), (2, 1, 195, 1_950_000), (2, 10, 1_495, 150_000_000), (0, 160, 1_495, 2_400_000_000)]
        {
            assert_eq!(Manner { exponent, per_euro, ..manner(false) }.price(cents), UnitPrice(price));
        }
    }

    #[test]
    fn a_small_shop_has_something_of_everything() {
        let few = articles(&mut Dice::of(1), manner(false), 30);
        assert_eq!(few.len(), 30 + SERVICES.len());
        let categories: HashSet<_> = few.iter().map(|article| &article.input.category_path[0]).collect();
        assert!(categories.len() >= 8, "{categories:?}");
        assert!(few.iter().any(|article| article.input.variants.iter().any(|variant| variant.swatch.is_some())));
    }
}
