//! Numbers and dates as a reader of the document's language writes them.
//!
//! Everything is made from integers digit by digit; nothing here rounds. A minus sign is U+2212 so that it is as wide as a digit, and
//! spaces that must not end a line are no-break spaces.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};

use crate::base::{Money, Quantity, Rate, UnitPrice};

/// The language a document is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English, numbers as 1,234.56.
    #[default]
    En,
    /// German, numbers as 1.234,56.
    De,
}

impl Language {
    /// The language of a tag such as `de-AT`; English for every language without words of its own.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        match tag.get(..2) {
            Some(start) if start.eq_ignore_ascii_case("de") => Self::De,
            _ => Self::En,
        }
    }

    /// The BCP 47 tag that the PDF carries for screen readers.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    fn marks(self) -> (char, char) {
        match self {
            Self::En => (',', '.'),
            Self::De => ('.', ','),
        }
    }
}

/// The currency of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 code such as `EUR`.
    pub code: String,
    /// Decimal places of the smallest coin: 0, 2 or 3.
    pub exponent: u32,
}

const MINUS: char = '\u{2212}';
const FIXED_SPACE: char = '\u{a0}';

/// An amount without its currency: `1,234.56` or `1.234,56`.
#[must_use]
pub fn amount(amount: Money, currency: &Currency, language: Language) -> String {
    decimal(amount.0, currency.exponent, currency.exponent, language)
}

/// An amount with its currency: `€1,234.56`, `1.234,56 €`, `CHF 12.50`.
#[must_use]
pub fn money(value: Money, currency: &Currency, language: Language) -> String {
    let text = amount(value, currency, language);
    match (language, symbol(&currency.code)) {
        (Language::En, Some(symbol)) => match text.strip_prefix(MINUS) {
            Some(size) => format!("{MINUS}{symbol}{size}"),
            None => format!("{symbol}{text}"),
        },
        (Language::En, None) => format!("{}{FIXED_SPACE}{text}", currency.code),
        (Language::De, Some(symbol)) => format!("{text}{FIXED_SPACE}{symbol}"),
        (Language::De, None) => format!("{text}{FIXED_SPACE}{}", currency.code),
    }
}

/// A price of one unit: at least the places of the currency, more only when they say something (`0.0125`).
#[must_use]
pub fn unit_price(price: UnitPrice, currency: &Currency, language: Language) -> String {
    decimal(price.0, 6, currency.exponent, language)
}

/// A quantity without needless zeros: `3`, `0.25`, `1,200`.
#[must_use]
pub fn quantity(quantity: Quantity, language: Language) -> String {
    decimal(quantity.0, 3, 0, language)
}

/// A rate as a percentage: `8.5%` or `8,5 %`.
#[must_use]
pub fn rate(rate: Rate, language: Language) -> String {
    let text = decimal(rate.0, 4, 0, language);
    match language {
        Language::En => format!("{text}%"),
        Language::De => format!("{text}{FIXED_SPACE}%"),
    }
}

/// A day: `22 Nov 2026` (readable in London and in New York) or `22.11.2026`.
#[must_use]
pub fn date(day: NaiveDate, language: Language) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match language {
        Language::En => {
            let month = MONTHS[day.month0() as usize % MONTHS.len()];
            format!("{}{FIXED_SPACE}{month}{FIXED_SPACE}{}", day.day(), day.year())
        }
        Language::De => format!("{:02}.{:02}.{:04}", day.day(), day.month(), day.year()),
    }
}

/// A day and the time on the shop's clock: `22 Nov 2026, 15:33`.
#[must_use]
pub fn date_time(moment: NaiveDateTime, language: Language) -> String {
    format!("{}, {:02}:{:02}", date(moment.date(), language), moment.hour(), moment.minute())
}

/// The sign of a currency when readers know it; `Fr.` and the like read better as the code.
fn symbol(code: &str) -> Option<String> {
    let sign = iso_currency::Currency::from_code(code)?.symbol().symbol;
    let mut letters = sign.chars();
    match (letters.next(), letters.next()) {
        (Some('$' | '£' | '¥' | '€' | '₩' | '₹' | '₽' | '₺' | '₴' | '₱' | '₫' | '₪'), None) => Some(sign),
        _ => None,
    }
}

/// Writes `value / 10^places` with thousands groups and at least `least` places, dropping zeros beyond those.
fn decimal(value: i64, places: u32, least: u32, language: Language) -> String {
    let (group, point) = language.marks();
    let mut digits = format!("{:0>width$}", value.unsigned_abs(), width = places as usize + 1);
    let mut fraction = digits.split_off(digits.len() - places as usize);
    while fraction.len() > least as usize && fraction.ends_with('0') {
        fraction.pop();
    }
    while fraction.len() < least as usize {
        fraction.push('0');
    }
    let mut text = String::with_capacity(digits.len() * 2);
    if value < 0 {
        text.push(MINUS);
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(group);
        }
        text.push(digit);
    }
    if !fraction.is_empty() {
        text.push(point);
        text.push_str(&fraction);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn currency(code: &str, exponent: u32) -> Currency {
        Currency { code: code.into(), exponent }
    }

    #[test]
    fn amounts_are_written_exactly_in_both_languages() {
        for (minor, code, exponent, english, german) in [
            (0, "EUR", 2, "€0.00", "0,00 €"),
            (5, "EUR", 2, "€0.05", "0,05 €"),
            (-5, "EUR", 2, "−€0.05", "−0,05 €"),
            (99_999, "EUR", 2, "€999.99", "999,99 €"),
            (123_456, "GBP", 2, "£1,234.56", "1.234,56 £"),
            (-123_456_789, "USD", 2, "−$1,234,567.89", "−1.234.567,89 $"),
            (1_250, "CHF", 2, "CHF 12.50", "12,50 CHF"),
            (1_000, "JPY", 0, "¥1,000", "1.000 ¥"),
            (1_234_567, "KWD", 3, "KWD 1,234.567", "1.234,567 KWD"),
            (100, "XXX", 2, "XXX 1.00", "1,00 XXX"),
            (9_007_199_254_740_991, "EUR", 2, "€90,071,992,547,409.91", "90.071.992.547.409,91 €"),
        ] {
            let currency = currency(code, exponent);
            let plain = |text: String| text.replace(FIXED_SPACE, " ");
            assert_eq!(plain(money(Money(minor), &currency, Language::En)), english);
            assert_eq!(plain(money(Money(minor), &currency, Language::De)), german);
        }
        assert_eq!(amount(Money(i64::MIN), &currency("EUR", 2), Language::En), "−92,233,720,368,547,758.08");
    }

    #[test]
    fn a_unit_price_shows_the_places_that_say_something() {
        for (millionths, exponent, expected) in [
            (14_900_000, 2, "14.90"),
            (14_000_000, 2, "14.00"),
            (12_500, 2, "0.0125"),
            (1, 2, "0.000001"),
            (-2_500_000, 2, "−2.50"),
            (300_000_000, 0, "300"),
            (1_234_500_000, 3, "1,234.500"),
        ] {
            assert_eq!(unit_price(UnitPrice(millionths), &currency("EUR", exponent), Language::En), expected);
        }
    }

    #[test]
    fn quantities_rates_and_days_follow_the_language() {
        for (thousandths, english, german) in
            [(3_000, "3", "3"), (250, "0.25", "0,25"), (-1_500, "−1.5", "−1,5"), (1_200_000, "1,200", "1.200"), (0, "0", "0")]
        {
            assert_eq!(quantity(Quantity(thousandths), Language::En), english);
            assert_eq!(quantity(Quantity(thousandths), Language::De), german);
        }
        assert_eq!(rate(Rate(190_000), Language::En), "19%");
        assert_eq!(rate(Rate(85_000), Language::De), "8,5\u{a0}%");
        assert_eq!(rate(Rate(0), Language::En), "0%");
        let moment = NaiveDate::from_ymd_opt(2026, 2, 3).unwrap().and_hms_opt(9, 5, 59).unwrap();
        assert_eq!(date_time(moment, Language::En), "3\u{a0}Feb\u{a0}2026, 09:05");
        assert_eq!(date_time(moment, Language::De), "03.02.2026, 09:05");
        assert_eq!(Language::of("de-AT"), Language::De);
        assert_eq!(Language::of("fr"), Language::En);
        assert_eq!(Language::of(""), Language::En);
    }
}
