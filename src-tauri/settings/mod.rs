//! The shop as a whole: its name and address, money, language, paper, and the choices that rule selling and stock.
//!
//! There is exactly one shop in a store. Currency and country are chosen at set-up: a later change would make old amounts mean
//! something else.

pub mod presets;
pub mod routes;
mod store;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::base::{Error, Message, Result, ShopId};
use crate::say;
use crate::store::Write;

pub use store::{find_shop, has_shop, insert_shop};

/// Paper for invoices and lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperSize {
    /// ISO 216 A4.
    A4,
    /// US Letter.
    Letter,
}

/// Where tax is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxRounding {
    /// Once per rate over the whole document.
    Document,
    /// On every line.
    Line,
}

/// The shop and its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Shop {
    /// Its id.
    pub id: ShopId,
    /// Name as printed on documents.
    pub name: String,
    /// Address lines as printed on documents.
    pub address: String,
    /// Country (ISO 3166-1 alpha-2).
    pub country: String,
    /// Currency (ISO 4217).
    pub currency: String,
    /// Decimal places of the currency.
    pub currency_exponent: u32,
    /// Language of documents and of the interface until a person chooses another: `en` or `de`.
    pub language: String,
    /// IANA time zone in which the shop's days begin.
    pub time_zone: String,
    /// Paper for invoices.
    pub paper_size: PaperSize,
    /// Whether prices include tax.
    pub prices_include_tax: bool,
    /// Where tax is rounded.
    pub tax_rounding: TaxRounding,
    /// Tax number as printed on documents.
    pub tax_number: String,
    /// Smallest amount paid in cash, in minor units: 5 where the smallest coin is 0.05.
    pub cash_rounding_minor: i64,
    /// Whether stock may fall below zero.
    pub allow_negative_stock: bool,
    /// Days before its expiry from which a lot needs attention.
    pub expiry_warning_days: i64,
    /// Minutes without use after which the screen locks.
    pub lock_after_minutes: i64,
    /// Whether everything in it is made up: a demo shop, which says so on every page and document. Decided at set-up.
    pub is_demo: bool,
}

impl Shop {
    /// The shop's time zone.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.time_zone.parse().unwrap_or(Tz::UTC)
    }
}

/// Decimal places of a currency.
///
/// # Errors
/// Refuses what is no currency of ISO 4217, and those without minor units or with more than three places.
pub fn currency_exponent(code: &str) -> Result<u32> {
    iso_currency::Currency::from_code(code)
        .and_then(|currency| currency.exponent())
        .filter(|places| *places <= 3)
        .map(u32::from)
        .ok_or_else(|| {
            Error::field(
                "currency",
                say!(
                    "\"{code}\" is no currency of ISO 4217 with at most three decimal places. Use a code such as EUR, GBP or USD.",
                    code
                ),
            )
        })
}

/// The languages the interface and the documents speak.
pub const LANGUAGES: [&str; 2] = ["en", "de"];

/// What of the shop may be changed later; what is absent stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopChange {
    /// Name as printed on documents.
    pub name: Option<String>,
    /// Address lines as printed on documents.
    pub address: Option<String>,
    /// `en` or `de`.
    pub language: Option<String>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// Paper for invoices.
    pub paper_size: Option<PaperSize>,
    /// Whether prices include tax.
    pub prices_include_tax: Option<bool>,
    /// Where tax is rounded.
    pub tax_rounding: Option<TaxRounding>,
    /// Tax number as printed on documents.
    pub tax_number: Option<String>,
    /// Smallest amount paid in cash, in minor units.
    pub cash_rounding_minor: Option<i64>,
    /// Whether stock may fall below zero.
    pub allow_negative_stock: Option<bool>,
    /// Days before its expiry from which a lot needs attention.
    pub expiry_warning_days: Option<i64>,
    /// Minutes without use after which the screen locks.
    pub lock_after_minutes: Option<i64>,
}

/// Checks the shop's settings as a whole.
///
/// # Errors
/// Names the first field that does not make sense.
pub fn check_shop(shop: &Shop) -> Result<()> {
    let refuse = |field: &str, message: Message| Err(Error::field(field, message));
    if shop.name.trim().is_empty() || shop.name.chars().count() > 200 {
        return refuse("name", say!("The shop needs a name of at most 200 characters. Nothing was changed."));
    }
    if shop.address.chars().count() > 1_000 {
        return refuse("address", say!("The address is longer than 1,000 characters. Nothing was changed; shorten it."));
    }
    if shop.tax_number.chars().count() > 100 {
        return refuse("tax_number", say!("The tax number is longer than 100 characters. Nothing was changed; check it."));
    }
    if !LANGUAGES.contains(&shop.language.as_str()) {
        return refuse("language", say!("The language must be \"en\" or \"de\". Nothing was changed."));
    }
    if shop.time_zone.parse::<Tz>().is_err() {
        return refuse("time_zone", say!("This is no time zone of the IANA list, such as Europe/Berlin. Nothing was changed."));
    }
    if shop.country.len() != 2 || !shop.country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return refuse(
            "country",
            say!("The country must be two capital letters of ISO 3166, such as DE or GB. Nothing was changed."),
        );
    }
    if !(1..=1_000).contains(&shop.cash_rounding_minor) {
        return refuse(
            "cash_rounding_minor",
            say!("Cash rounding must lie between 1 and 1,000 of the smallest coin. Nothing was changed."),
        );
    }
    if !(1..=3_650).contains(&shop.expiry_warning_days) {
        return refuse("expiry_warning_days", say!("The expiry warning must lie between 1 and 3,650 days. Nothing was changed."));
    }
    if !(1..=1_440).contains(&shop.lock_after_minutes) {
        return refuse("lock_after_minutes", say!("The screen lock must lie between 1 and 1,440 minutes. Nothing was changed."));
    }
    currency_exponent(&shop.currency).map(|_| ())
}

/// Changes the shop's settings; every changed field is written down with its old and new value.
///
/// # Errors
/// Refuses values that do not make sense.
pub fn change_shop(tx: &mut Write<'_>, change: ShopChange) -> Result<Shop> {
    let before = find_shop(tx)?;
    let old = before.clone();
    let after = Shop {
        name: change.name.unwrap_or(old.name),
        address: change.address.unwrap_or(old.address),
        language: change.language.unwrap_or(old.language),
        time_zone: change.time_zone.unwrap_or(old.time_zone),
        paper_size: change.paper_size.unwrap_or(old.paper_size),
        prices_include_tax: change.prices_include_tax.unwrap_or(old.prices_include_tax),
        tax_rounding: change.tax_rounding.unwrap_or(old.tax_rounding),
        tax_number: change.tax_number.unwrap_or(old.tax_number),
        cash_rounding_minor: change.cash_rounding_minor.unwrap_or(old.cash_rounding_minor),
        allow_negative_stock: change.allow_negative_stock.unwrap_or(old.allow_negative_stock),
        expiry_warning_days: change.expiry_warning_days.unwrap_or(old.expiry_warning_days),
        lock_after_minutes: change.lock_after_minutes.unwrap_or(old.lock_after_minutes),
        ..before.clone()
    };
    check_shop(&after)?;
    note_changes(tx, &before, &after)?;
    store::update_shop(tx, &after)?;
    Ok(after)
}

fn note_changes(tx: &mut Write<'_>, before: &Shop, after: &Shop) -> Result<()> {
    let (before, after) =
        (serde_json::to_value(before).map_err(Error::internal)?, serde_json::to_value(after).map_err(Error::internal)?);
    let id = find_shop(tx)?.id;
    for (field, old) in before.as_object().into_iter().flatten() {
        let text = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        tx.change("shop", id.0, field, Some(&text(old)), Some(&text(&after[field])))?;
    }
    Ok(())
}
