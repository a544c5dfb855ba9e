//! Numbers as people and their programs write them, into whole units. No float is ever involved.

/// A decimal with a point, such as `-14.905`, in units of ten to the minus `places`. Nothing for anything else, or when it does not fit.
#[must_use]
pub fn decimal(text: &str, places: u32) -> Option<i64> {
    let (is_negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let part = part.trim_end_matches('0');
    if (whole.is_empty() && part.is_empty()) || part.len() > places as usize {
        return None;
    }
    let mut value: i64 = 0;
    for digit in whole.bytes().chain(part.bytes()) {
        let digit = char::from(digit).to_digit(10)?;
        value = value.checked_mul(10)?.checked_add(i64::from(digit))?;
    }
    let missing = places - u32::try_from(part.len()).ok()?;
    let value = value.checked_mul(10_i64.checked_pow(missing)?)?;
    Some(if is_negative { -value } else { value })
}

/// Which sign stands before the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `14.90`
    Point,
    /// `14,90`
    Comma,
}

/// Why a number was not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// It holds something else than a number.
    NotANumber,
    /// `1,234` may be one thousand or one and a bit, and nothing else in the file tells which.
    Ambiguous,
    /// More decimals than can be kept.
    TooFine,
    /// Larger than can be counted.
    TooLarge,
}

/// The decimal mark this text can only have, if it tells.
#[must_use]
pub fn mark_told_by(text: &str) -> Option<DecimalMark> {
    let text = bare(text);
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let after = |mark: char| text.rsplit(mark).next().map_or(0, str::len);
    match (points, commas) {
        (0, 0) => None,
        (1, 0) if after('.') != 3 || text.starts_with("0.") => Some(DecimalMark::Point),
        (0, 1) if after(',') != 3 || text.starts_with("0,") => Some(DecimalMark::Comma),
        (0 | 1, 0 | 1) if points + commas == 1 => None,
        (1, _) if text.rfind('.') > text.rfind(',') => Some(DecimalMark::Point),
        (_, 1) if text.rfind(',') > text.rfind('.') => Some(DecimalMark::Comma),
        (0, _) => Some(DecimalMark::Point),
        (_, 0) => Some(DecimalMark::Comma),
        _ => None,
    }
}

/// A number as a person in any country writes it: `14,90`, `1.234,56`, `1'234.50`, `€ 14.90`, `14.90 EUR`, in units of ten to the minus `places`.
/// `file_mark` is what other rows of the same column told.
///
/// # Errors
/// Says why it was not understood.
pub fn human_decimal(text: &str, places: u32, file_mark: Option<DecimalMark>) -> std::result::Result<i64, Unclear> {
    let bare = bare(text);
    if bare.is_empty() || !bare.chars().all(|letter| letter.is_ascii_digit() || ".,-+".contains(letter)) {
        return Err(Unclear::NotANumber);
    }
    let has_mark = bare.contains(['.', ',']);
    let mark = match mark_told_by(&bare).or(file_mark) {
        Some(mark) => mark,
        None if has_mark => return Err(Unclear::Ambiguous),
        None => DecimalMark::Point,
    };
    let (grouping, decimal_mark) = match mark {
        DecimalMark::Point => (',', '.'),
        DecimalMark::Comma => ('.', ','),
    };
    let (whole, part) = bare.split_once(decimal_mark).unwrap_or((&bare, ""));
    if part.contains(grouping) || !is_grouped_well(whole, grouping) {
        return Err(Unclear::NotANumber);
    }
    let plain = format!("{}.{part}", whole.replace(grouping, ""));
    if part.trim_end_matches('0').len() > places as usize {
        return Err(Unclear::TooFine);
    }
    let digits = plain.trim_start_matches(['-', '+', '0']).len();
    decimal(&plain, places).ok_or(if digits > 12 { Unclear::TooLarge } else { Unclear::NotANumber })
}

/// Without currency signs and codes, spaces and the apostrophes of Switzerland.
fn bare(text: &str) -> String {
    let text = text.trim();
    let without_code = text.trim_matches(|letter: char| {
        letter.is_alphabetic() || "€$£¥₹₺₽₩ ".contains(letter) || letter == '\u{a0}' || letter == '\u{202f}'
    });
    // Only a code of a currency's length may be taken away: "12 pieces" is no price.
    let removed = text.chars().filter(|letter| letter.is_alphabetic()).count();
    if removed > 3 {
        return text.to_owned();
    }
    let number: String = without_code.chars().filter(|letter| !letter.is_whitespace() && !"'’".contains(*letter)).collect();
    // Swiss prices end in ".–" or ",-".
    number
        .strip_suffix(",-")
        .or_else(|| number.strip_suffix(".-"))
        .or_else(|| number.strip_suffix(".–"))
        .map_or(number.clone(), str::to_owned)
}

fn is_grouped_well(whole: &str, grouping: char) -> bool {
    let mut groups = whole.trim_start_matches(['-', '+']).split(grouping);
    let first = groups.next().unwrap_or("");
    let mut rest = groups.peekable();
    (rest.peek().is_none() || (1..=3).contains(&first.len())) && rest.all(|group| group.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_decimals_become_whole_units() {
        for (text, places, expected) in [
            ("2.55", 6, Some(2_550_000)),
            ("0.001", 6, Some(1_000)),
            ("-11062.06", 6, Some(-11_062_060_000)),
            ("7", 3, Some(7_000)),
            (".5", 2, Some(50)),
            ("1.50000000", 2, Some(150)),
            ("1.505", 2, None),
            ("", 2, None),
            ("-", 2, None),
            ("1e3", 2, None),
            ("99999999999999", 6, None),
        ] {
            assert_eq!(decimal(text, places), expected, "{text}");
        }
    }

    #[test]
    fn prices_are_understood_as_their_country_writes_them() {
        use DecimalMark::{Comma, Point};
        for (text, file_mark, expected) in [
            ("14,90", None, Ok(1_490)),
            ("14.90", None, Ok(1_490)),
            ("14.90", Some(Comma), Ok(1_490)),
            ("1.234,56", None, Ok(123_456)),
            ("1,234.56", None, Ok(123_456)),
            ("1'234.50", None, Ok(123_450)),
            ("1 234,50 €", None, Ok(123_450)),
            ("1\u{202f}234,50\u{a0}€", None, Ok(123_450)),
            ("€14.9", None, Ok(1_490)),
            ("CHF 12.-", None, Ok(1_200)),
            ("14,90 EUR", None, Ok(1_490)),
            ("1,234", None, Err(Unclear::Ambiguous)),
            ("1,234", Some(Point), Ok(123_400)),
            ("1.234", Some(Comma), Ok(123_400)),
            ("1,234", Some(Comma), Err(Unclear::TooFine)),
            ("0.125", None, Err(Unclear::TooFine)),
            ("1,234,567", None, Ok(123_456_700)),
            ("12", None, Ok(1_200)),
            ("-3,00", None, Ok(-300)),
            ("free", None, Err(Unclear::NotANumber)),
            ("12 pieces", None, Err(Unclear::NotANumber)),
            ("1.2.3", None, Err(Unclear::NotANumber)),
            ("12-14", None, Err(Unclear::NotANumber)),
            ("", None, Err(Unclear::NotANumber)),
            ("99999999999999999999", None, Err(Unclear::TooLarge)),
        ] {
            assert_eq!(human_decimal(text, 2, file_mark), expected, "{text}");
        }
    }
}
