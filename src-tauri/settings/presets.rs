//! What a country usually means for a shop. Every value can be changed afterwards.
//!
//! Rates are the general standard and reduced VAT, GST or consumption tax rates in force on 2026-11-01 (European Commission, "VAT rates
//! applied in the Member States"; national tax offices elsewhere). Where tax depends on the place of sale (US, Canada), only the
//! country-wide part is given.

use serde::Serialize;

use super::PaperSize;
use crate::base::{Error, Rate, Result};
use crate::say;

/// What a country usually means for a shop.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CountryPreset {
    /// Country (ISO 3166-1 alpha-2).
    pub country: String,
    /// Currency (ISO 4217).
    pub currency: String,
    /// Language the interface starts in: `en` or `de`.
    pub language: String,
    /// IANA time zone of its capital or largest city.
    pub time_zone: String,
    /// Usual paper.
    pub paper_size: PaperSize,
    /// Whether shops show prices with tax.
    pub prices_include_tax: bool,
    /// Smallest amount paid in cash, in minor units.
    pub cash_rounding_minor: i64,
    /// Usual tax rates.
    pub tax_rates: Vec<TaxRatePreset>,
}

/// A usual tax rate.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct TaxRatePreset {
    /// `standard`, `reduced` or `zero`.
    pub code: String,
    /// Rate in millionths of one.
    pub rate_millionths: Rate,
}

/// country, currency, zone, paper is letter, prices include tax, cash rounding, standard and reduced rate in hundredths of a percent
type Row = (&'static str, &'static str, &'static str, bool, bool, i64, i64, i64);

const ROWS: &[Row] = &[
    ("AT", "EUR", "Europe/Vienna", false, true, 1, 2000, 1000),
    ("AU", "AUD", "Australia/Sydney", false, true, 5, 1000, 0),
    ("BE", "EUR", "Europe/Brussels", false, true, 5, 2100, 600),
    ("BG", "EUR", "Europe/Sofia", false, true, 1, 2000, 900),
    ("CA", "CAD", "America/Toronto", true, false, 5, 500, 0),
    ("CH", "CHF", "Europe/Zurich", false, true, 5, 810, 260),
    ("CY", "EUR", "Asia/Nicosia", false, true, 1, 1900, 900),
    ("CZ", "CZK", "Europe/Prague", false, true, 100, 2100, 1200),
    ("DE", "EUR", "Europe/Berlin", false, true, 1, 1900, 700),
    ("DK", "DKK", "Europe/Copenhagen", false, true, 50, 2500, 0),
    ("EE", "EUR", "Europe/Tallinn", false, true, 5, 2400, 900),
    ("ES", "EUR", "Europe/Madrid", false, true, 1, 2100, 1000),
    ("FI", "EUR", "Europe/Helsinki", false, true, 5, 2550, 1350),
    ("FR", "EUR", "Europe/Paris", false, true, 1, 2000, 550),
    ("GB", "GBP", "Europe/London", false, true, 1, 2000, 500),
    ("GR", "EUR", "Europe/Athens", false, true, 1, 2400, 1300),
    ("HR", "EUR", "Europe/Zagreb", false, true, 1, 2500, 1300),
    ("HU", "HUF", "Europe/Budapest", false, true, 500, 2700, 500),
    ("IE", "EUR", "Europe/Dublin", false, true, 5, 2300, 1350),
    ("IT", "EUR", "Europe/Rome", false, true, 5, 2200, 1000),
    ("JP", "JPY", "Asia/Tokyo", false, true, 1, 1000, 800),
    ("LT", "EUR", "Europe/Vilnius", false, true, 5, 2100, 900),
    ("LU", "EUR", "Europe/Luxembourg", false, true, 1, 1700, 800),
    ("LV", "EUR", "Europe/Riga", false, true, 1, 2100, 1200),
    ("MT", "EUR", "Europe/Malta", false, true, 1, 1800, 500),
    ("NL", "EUR", "Europe/Amsterdam", false, true, 5, 2100, 900),
    ("NO", "NOK", "Europe/Oslo", false, true, 100, 2500, 1500),
    ("NZ", "NZD", "Pacific/Auckland", false, true, 10, 1500, 0),
    ("PL", "PLN", "Europe/Warsaw", false, true, 1, 2300, 800),
    ("PT", "EUR", "Europe/Lisbon", false, true, 1, 2300, 600),
    ("RO", "RON", "Europe/Bucharest", false, true, 1, 2100, 1100),
    ("SE", "SEK", "Europe/Stockholm", false, true, 100, 2500, 1200),
    ("SI", "EUR", "Europe/Ljubljana", false, true, 1, 2200, 950),
    ("SK", "EUR", "Europe/Bratislava", false, true, 5, 2300, 1900),
    ("US", "USD", "America/New_York", true, false, 1, 0, 0),
];

/// Every country with a preset, in the order of its code.
#[must_use]
pub fn country_presets() -> Vec<CountryPreset> {
    ROWS.iter().map(preset).collect()
}

/// What this country usually means for a shop.
///
/// # Errors
/// Names the field, when the country has no preset.
pub fn country_preset(country: &str) -> Result<CountryPreset> {
    ROWS.iter().find(|row| row.0 == country).map(preset).ok_or_else(|| {
        let known = ROWS.iter().map(|row| row.0).collect::<Vec<_>>().join(", ");
        Error::field("country", say!(
            "\"{country}\" is not among the countries this program knows: {known}. Nothing was changed; take the nearest and change currency and taxes afterwards.",
            country,
            known
        ))
    })
}

fn preset(row: &Row) -> CountryPreset {
    let (country, currency, zone, is_letter, prices_include_tax, cash_rounding_minor, standard, reduced) = *row;
    let mut rates = vec![("standard", standard)];
    if reduced > 0 {
        rates.push(("reduced", reduced));
    }
    if standard > 0 {
        rates.push(("zero", 0));
    }
    CountryPreset {
        country: country.into(),
        currency: currency.into(),
        language: if ["DE", "AT", "CH"].contains(&country) { "de" } else { "en" }.into(),
        time_zone: zone.into(),
        paper_size: if is_letter { PaperSize::Letter } else { PaperSize::A4 },
        prices_include_tax,
        cash_rounding_minor,
        tax_rates: rates
            .into_iter()
            .map(|(code, rate)| TaxRatePreset { code: code.into(), rate_millionths: Rate(rate * 100) })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_names_a_real_currency_and_time_zone() {
        for preset in country_presets() {
            assert!(crate::settings::currency_exponent(&preset.currency).is_ok(), "{}", preset.country);
            assert!(preset.time_zone.parse::<chrono_tz::Tz>().is_ok(), "{}", preset.country);
        }
    }

    #[test]
    fn a_german_shop_begins_with_nineteen_seven_and_zero_percent() {
        let rates: Vec<i64> = country_preset("DE").unwrap().tax_rates.iter().map(|rate| rate.rate_millionths.0).collect();
        assert_eq!(rates, [190_000, 70_000, 0]);
    }
}
