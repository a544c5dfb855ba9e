//! Barcodes as text: check digits, the several ways to write one article number, and what a GS1 code says besides.

use chrono::{Datelike, NaiveDate};

use crate::base::{Error, Result};
use crate::say;

/// What ends a field of unknown length in a GS1 code, as scanners send it.
const FNC1: char = '\u{1d}';

/// Checks a barcode as typed and answers it without spaces around it.
///
/// # Errors
/// Refuses what cannot be printed as a barcode, and an article number whose check digit is wrong, naming the right one.
pub fn check(barcode: &str) -> Result<String> {
    let barcode = barcode.trim();
    let length = barcode.chars().count();
    if !(1..=48).contains(&length) || barcode.chars().any(|c| c.is_control() || c.is_whitespace() && c != ' ') {
        return Err(Error::field(
            "barcodes",
            say!(
                "\"{barcode}\" is no barcode: it has 1 to 48 printable characters. Nothing was changed; scan it again.",
                barcode
            ),
        ));
    }
    if is_article_number(barcode) && !has_right_check_digit(barcode) {
        let (body, last) = barcode.split_at(length - 1);
        return Err(Error::field(
            "barcodes",
            say!(
                "The check digit of {barcode} is wrong: after {body} comes {check_digit}, not {last}. Nothing was changed; scan the code or compare the digits.",
                barcode,
                body,
                check_digit = check_digit(body),
                last
            ),
        ));
    }
    Ok(barcode.to_owned())
}

/// Whether a code has the form of an article number: EAN-8, UPC-A, EAN-13 or GTIN-14 (UPC-E has the form of EAN-8).
fn is_article_number(code: &str) -> bool {
    matches!(code.len(), 8 | 12 | 13 | 14) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_right_check_digit(code: &str) -> bool {
    let (body, last) = code.split_at(code.len() - 1);
    check_digit(body).to_string() == last || upc_e_as_upc_a(code).is_some()
}

/// The article number that begins with these digits.
#[must_use]
pub fn with_check_digit(body: &str) -> String {
    format!("{body}{}", check_digit(body))
}

/// The digit that makes an article number right (GS1 General Specifications, section 7.9).
fn check_digit(body: &str) -> u32 {
    let sum: u32 =
        body.bytes().rev().enumerate().map(|(place, byte)| u32::from(byte - b'0') * if place % 2 == 0 { 3 } else { 1 }).sum();
    (10 - sum % 10) % 10
}

/// The UPC-A that an eight-digit UPC-E abbreviates, when its check digit fits.
fn upc_e_as_upc_a(code: &str) -> Option<String> {
    let digits: Vec<char> = code.chars().collect();
    if code.len() != 8 || !matches!(digits.first(), Some('0' | '1')) {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits[range].iter().collect::<String>();
    let (maker, article) = match digits[6] {
        '0'..='2' => (format!("{}{}00", part(1..3), digits[6]), format!("00{}", part(3..6))),
        '3' => (format!("{}00", part(1..4)), format!("000{}", part(4..6))),
        '4' => (format!("{}0", part(1..5)), format!("0000{}", digits[5])),
        last => (part(1..6), format!("0000{last}")),
    };
    let body = format!("{}{maker}{article}", digits[0]);
    let full = format!("{body}{}", digits[7]);
    (full.len() == 12 && check_digit(&body).to_string() == digits[7].to_string()).then_some(full)
}

/// Every way to write the same article number, the code itself first: scanners and suppliers pad with zeros as they like.
#[must_use]
pub fn same_codes(code: &str) -> Vec<String> {
    let mut codes = vec![code.to_owned()];
    if !is_article_number(code) {
        return codes;
    }
    let mut forms = vec![code.to_owned()];
    forms.extend(upc_e_as_upc_a(code));
    for form in forms {
        let padded = format!("{form:0>14}");
        for length in [14, 13, 12, 8] {
            let (zeros, rest) = padded.split_at(14 - length);
            if zeros.bytes().all(|byte| byte == b'0') && !codes.iter().any(|known| known == rest) {
                codes.push(rest.to_owned());
            }
        }
    }
    codes
}

/// What a scanned code says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scanned {
    /// The article number, or the whole code.
    pub code: String,
    /// The lot, when the code carries it.
    pub lot_code: Option<String>,
    /// Until when the piece is good, when the code carries it.
    pub expiry_date: Option<NaiveDate>,
}

/// Reads a scanned or typed code: a GS1 code with article number, lot and expiry, or any other code as it is.
///
/// # Errors
/// Refuses an empty code and one no scanner sends.
pub fn read(code: &str, today: NaiveDate) -> Result<Scanned> {
    let code = code.trim_matches(|c: char| c.is_whitespace() && c != FNC1);
    if code.is_empty() || code.chars().count() > 200 {
        return Err(Error::field("code", say!("This is no code: it has 1 to 200 characters. Scan it again.")));
    }
    let marked = ["]C1", "]d2", "]Q3", "]e0"].iter().find_map(|mark| code.strip_prefix(mark));
    let scanned = match (marked, code.strip_prefix(FNC1)) {
        (Some(rest), _) | (None, Some(rest)) => elements(rest, today),
        (None, None) if code.starts_with('(') => bracketed(code, today),
        (None, None) if code.len() >= 16 && code.starts_with("01") => elements(code, today),
        (None, None) => None,
    };
    Ok(scanned.unwrap_or_else(|| Scanned { code: marked.unwrap_or(code).to_owned(), ..Scanned::default() }))
}

/// A GS1 code as people read it: `(01)04012345678901(17)270331(10)L42`.
fn bracketed(code: &str, today: NaiveDate) -> Option<Scanned> {
    let mut scanned = Scanned::default();
    for part in code.split('(').skip(1) {
        let (identifier, value) = part.split_once(')')?;
        note(&mut scanned, identifier, value, today)?;
    }
    (!scanned.code.is_empty()).then_some(scanned)
}

/// A GS1 code as scanners send it.
fn elements(code: &str, today: NaiveDate) -> Option<Scanned> {
    let mut scanned = Scanned::default();
    let mut rest = code;
    while !rest.is_empty() {
        let identifier = rest.get(..2)?;
        let (name_length, value_length) = match identifier {
            "00" => (2, Some(18)),
            "01" | "02" => (2, Some(14)),
            "11" | "12" | "13" | "15" | "16" | "17" => (2, Some(6)),
            "20" => (2, Some(2)),
            "10" | "21" | "22" | "30" | "37" => (2, None),
            "24" | "25" => (3, None),
            "31" | "32" | "33" | "34" | "35" | "36" => (4, Some(6)),
            "39" => (4, None),
            // What else a code may say is not read; a known article number before it still counts.
            _ => break,
        };
        let name = rest.get(..name_length)?;
        let after = rest.get(name_length..)?;
        let end = value_length.unwrap_or_else(|| after.find(FNC1).unwrap_or(after.len()));
        note(&mut scanned, name, after.get(..end)?, today)?;
        rest = after.get(end..)?.trim_start_matches(FNC1);
    }
    (!scanned.code.is_empty()).then_some(scanned)
}

fn note(scanned: &mut Scanned, identifier: &str, value: &str, today: NaiveDate) -> Option<()> {
    match identifier {
        "01" => {
            let is_right = value.len() == 14 && is_article_number(value) && has_right_check_digit(value);
            scanned.code = is_right.then(|| value.to_owned())?;
        }
        "10" => scanned.lot_code = (!value.is_empty()).then(|| value.to_owned()),
        "17" => scanned.expiry_date = Some(date(value, today)?),
        _ => {}
    }
    Some(())
}

/// Six digits as a date. Day 00 is the last day of the month; the century is the one nearest to today.
fn date(value: &str, today: NaiveDate) -> Option<NaiveDate> {
    if value.len() != 6 || !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (year, month, day): (i32, u32, u32) = (value[..2].parse().ok()?, value[2..4].parse().ok()?, value[4..].parse().ok()?);
    let century = today.year() - today.year().rem_euclid(100);
    let year = match century + year - today.year() {
        ahead if ahead >= 51 => century + year - 100,
        ahead if ahead <= -50 => century + year + 100,
        _ => century + year,
    };
    if day > 0 {
        return NaiveDate::from_ymd_opt(year, month, day);
    }
    NaiveDate::from_ymd_opt(year, month, 1)?.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_wrong_check_digit_is_refused_and_the_right_one_named() {
        for right in ["4006381333931", "96385074", "036000291452", "00036000291452", "ANY-CODE", "12345", "01234565"] {
            assert_eq!(check(right).unwrap(), right);
        }
        let error = check("4006381333932").unwrap_err();
        assert!(error.message.contains("after 400638133393 comes 1, not 2"), "{}", error.message);
        assert!(check("96385075").is_err());
        assert!(check("").is_err());
        assert!(check(&"x".repeat(49)).is_err());
        assert!(check("a\tb").is_err());
    }

    #[test]
    fn the_same_article_is_found_with_and_without_leading_zeros() {
        assert_eq!(same_codes("036000291452"), ["036000291452", "00036000291452", "0036000291452"]);
        assert!(same_codes("0036000291452").contains(&"036000291452".to_owned()));
        assert!(same_codes("00000096385074").contains(&"96385074".to_owned()));
        assert!(same_codes("01234565").contains(&"012345000065".to_owned()), "a UPC-E abbreviates a UPC-A");
        assert_eq!(same_codes("SKU-1"), ["SKU-1"]);
    }

    #[test]
    fn a_gs1_code_says_article_lot_and_expiry() {
        let expected =
            Scanned { code: "04006381333931".into(), lot_code: Some("L42/A".into()), expiry_date: Some(day("2027-03-31")) };
        for code in [
            "(01)04006381333931(17)270331(10)L42/A",
            "01040063813339311727033110L42/A",
            "]d20104006381333931172703 31".replace(' ', "").as_str(),
            "\u{1d}010400638133393110L42/A\u{1d}17270331",
            "]C1010400638133393110L42/A\u{1d}1727033121SERIAL",
        ] {
            let scanned = read(code, day("2026-11-22")).unwrap();
            assert_eq!(scanned.code, expected.code, "{code}");
            assert_eq!(scanned.expiry_date, expected.expiry_date, "{code}");
            if code.contains("L42") {
                assert_eq!(scanned.lot_code, expected.lot_code, "{code}");
            }
        }
    }

    #[test]
    fn day_zero_is_the_end_of_the_month_and_the_century_is_the_nearest() {
        let today = day("2026-11-22");
        assert_eq!(date("280200", today), Some(day("2028-02-29")));
        assert_eq!(date("761231", today), Some(day("2076-12-31")));
        assert_eq!(date("771231", today), Some(day("1977-12-31")));
        assert_eq!(date("271301", today), None);
    }

    #[test]
    fn what_is_no_gs1_code_stays_as_it_is() {
        for code in ["4006381333931", "01", "0104006381333932", "(99)x", "A(01)"] {
            assert_eq!(read(code, day("2026-11-22")).unwrap(), Scanned { code: code.into(), ..Scanned::default() });
        }
        assert!(read(" ", day("2026-11-22")).is_err());
    }
}
