//! What every text field of the shop refuses: too much, nothing where something is needed, control characters, payment card numbers. And what of
//! a text may stand in a log.

use super::message::Value;
use super::{Error, Result};
use crate::say;

/// Refuses a text that is longer than `max` characters or holds control characters other than line breaks and tabs.
///
/// # Errors
/// Names the field and what is wrong with it.
pub fn demand_short(field: &str, text: &str, max: usize) -> Result<()> {
    let count = text.chars().count();
    if count > max {
        return Err(Error::field(
            field,
            say!(
                "The field \"{label}\" has {count} characters, {max} at most fit. Nothing was changed; shorten it.",
                label = label(field),
                count,
                max
            ),
        ));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Error::field(
            field,
            say!(
                "The field \"{label}\" holds characters that cannot be printed. Nothing was changed; type it again.",
                label = label(field)
            ),
        ));
    }
    Ok(())
}

/// Refuses a text that is empty or longer than `max` characters.
///
/// # Errors
/// Names the field and what is wrong with it.
pub fn demand_some(field: &str, text: &str, max: usize) -> Result<()> {
    if text.trim().is_empty() {
        return Err(Error::field(
            field,
            say!("The field \"{label}\" is empty. Nothing was changed; fill it in.", label = label(field)),
        ));
    }
    demand_short(field, text, max)
}

/// Refuses a text with a payment card number in it: card data never enters the program.
///
/// # Errors
/// Names the field; the number itself is not repeated.
pub fn demand_no_card_number(field: &str, text: &str) -> Result<()> {
    if !looks_like_card_number(text) {
        return Ok(());
    }
    Err(Error::field(
        field,
        say!(
            "The field \"{label}\" holds what looks like the number of a payment card. Nothing was saved: card numbers must not be kept. Remove it; the last four digits are enough to recognise a card.",
            label = label(field)
        ),
    ))
}

/// What a person calls a field: the last part of its path in words.
fn label(field: &str) -> Value {
    let words = match field.rsplit('.').next().unwrap_or(field) {
        "name" => say!("name"),
        "brand" => say!("brand"),
        "description" => say!("description"),
        "category_path" => say!("category path"),
        "option_1_name" => say!("option 1 name"),
        "option_2_name" => say!("option 2 name"),
        "option_3_name" => say!("option 3 name"),
        "option_1" => say!("option 1"),
        "option_2" => say!("option 2"),
        "option_3" => say!("option 3"),
        "sku" => say!("sku"),
        "unit" => say!("unit"),
        "content_unit" => say!("content unit"),
        "code" => say!("code"),
        "number" => say!("number"),
        "address" => say!("address"),
        "email" => say!("email"),
        "phone" => say!("phone"),
        "tax_number" => say!("tax number"),
        "supplier" => say!("supplier"),
        "reference" => say!("reference"),
        "lot_code" => say!("lot code"),
        "note" => say!("note"),
        "reason" => say!("reason"),
        "title" => say!("title"),
        "content" => say!("content"),
        other => return Value::Text(other.replace('_', " ")),
    };
    Value::Message(words)
}

/// Whether a text holds something with the length, the issuer range and the check digit of a payment card number, also when it is
/// written in groups. Groups are only joined whole, so that a number beside another one does not hide it.
#[must_use]
pub fn looks_like_card_number(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let groups = digit_groups(&chars);
    for first in 0..groups.len() {
        let mut digits: Vec<u8> = Vec::new();
        let mut end_of_last = groups[first].0;
        for (begin, end) in &groups[first..] {
            if !are_joined(&chars[end_of_last..*begin]) {
                break;
            }
            digits.extend(chars[*begin..*end].iter().filter_map(|c| c.to_digit(10)).map(|digit| digit as u8));
            end_of_last = *end;
            if digits.len() > 19 {
                break;
            }
            if is_card_number(&digits) {
                return true;
            }
        }
    }
    false
}

fn digit_groups(chars: &[char]) -> Vec<(usize, usize)> {
    let mut groups = Vec::new();
    let mut begin = None;
    for (index, is_digit) in chars.iter().map(char::is_ascii_digit).chain([false]).enumerate() {
        match (begin, is_digit) {
            (None, true) => begin = Some(index),
            (Some(first), false) => {
                groups.push((first, index));
                begin = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    groups
}

fn are_joined(between: &[char]) -> bool {
    between.len() <= 2
        && between.iter().all(|c| c.is_whitespace() || matches!(c, '-' | '.' | '/' | '_' | '\u{2010}'..='\u{2014}'))
}

fn is_card_number(digits: &[u8]) -> bool {
    if !(14..=19).contains(&digits.len()) {
        return false;
    }
    let prefix = |length: usize| digits.iter().take(length).fold(0_u32, |number, digit| number * 10 + u32::from(*digit));
    let issued = match digits.len() {
        // Visa; Mastercard; Discover; JCB; UnionPay; Maestro; Diners.
        16 => {
            prefix(1) == 4
                || (51..=55).contains(&prefix(2))
                || (2221..=2720).contains(&prefix(4))
                || is_long_issuer(prefix(2), prefix(3), prefix(4))
        }
        // American Express.
        15 => matches!(prefix(2), 34 | 37),
        // Diners.
        14 => matches!(prefix(2), 36 | 38 | 39) || (300..=305).contains(&prefix(3)),
        19 => prefix(1) == 4 || is_long_issuer(prefix(2), prefix(3), prefix(4)),
        _ => is_long_issuer(prefix(2), prefix(3), prefix(4)),
    };
    issued && luhn(digits)
}

/// Issuers whose numbers have 16 to 19 digits.
fn is_long_issuer(two: u32, three: u32, four: u32) -> bool {
    matches!(two, 62 | 65)
        || (644..=649).contains(&three)
        || matches!(four, 6011 | 5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763)
        || (3528..=3589).contains(&four)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(*digit) * (1 + place as u32 % 2);
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// What a spreadsheet would take for the beginning of a formula (OWASP, CSV injection).
const FORMULA_SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell of a CSV file that no spreadsheet takes for a formula: such a cell gets an apostrophe, which our imports take away again.
#[must_use]
pub fn spreadsheet_cell(cell: &str) -> String {
    // A number below zero is no formula.
    let is_number = cell
        .strip_prefix('-')
        .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_digit() || ".,".contains(letter)));
    if cell.starts_with(FORMULA_SIGNS) && !is_number { format!("'{cell}") } else { cell.to_owned() }
}

/// What another program or the system said, as it may stand in a log: on one line, without what it quotes (which somebody typed, or the shop
/// holds) and without addresses of any kind.
#[must_use]
pub fn fit_for_log(text: &str) -> String {
    let mut fit = String::new();
    let mut quoted_by = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match quoted_by {
            Some(mark) if letter == mark => {
                quoted_by = None;
                fit.push(mark);
            }
            Some(_) if letter == '\\' => _ = letters.next(),
            Some(_) => {}
            None => {
                fit.push(letter);
                if matches!(letter, '"' | '`') {
                    quoted_by = Some(letter);
                    fit.push('…');
                }
            }
        }
    }
    let is_address = |word: &str| word.contains("://") || word.contains('@');
    fit.split_whitespace().map(|word| if is_address(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn card_numbers_are_seen_however_they_are_written() {
        // The numbers card networks publish for testing.
        for text in [
            "4111111111111111",
            "pays with 4111 1111 1111 1111 12/27",
            "5555-5555-5555-4444",
            "378282246310005",
            "3782 822463 10005",
            "30569309025904",
            "6011 1111 1111 1117",
            "3530111333300000",
            "2223003122003222",
            "no 12 4111.1111.1111.1111!",
            "4111\u{a0}1111\u{a0}1111\u{a0}1111",
        ] {
            assert!(looks_like_card_number(text), "{text}");
        }
    }

    #[test]
    fn other_numbers_pass() {
        for text in [
            "",
            "4111 1111 1111 1112",
            "4006381333931",
            "04006381333931",
            "+49 170 1234567",
            "DE89 3704 0044 0532 0130 00",
            "order 2026-11-22, 17:40",
            "41111111111111111111111",
            "1234567890123456",
        ] {
            assert!(!looks_like_card_number(text), "{text}");
        }
    }

    #[test]
    fn a_text_is_counted_in_characters_and_refused_one_past_its_limit() {
        assert!(demand_short("name", &"ü".repeat(5), 5).is_ok());
        assert!(demand_short("name", &"ü".repeat(6), 5).is_err());
        assert!(demand_short("name", "a\0b", 5).is_err(), "a NUL cannot be printed");
        assert!(demand_some("name", " \t", 5).is_err());
    }

    #[test]
    fn what_is_quoted_and_every_address_stay_out_of_a_log() {
        for (said, fit) in [
            (
                "invalid type: string \"Ada \\\"B\\\" Client\", expected i64\nat line 1",
                "invalid type: string \"…\", expected i64 at line 1",
            ),
            ("unknown variant `Ada`, expected `draft`", "unknown variant `…`, expected `…`"),
            ("\"never closed, Ada", "\"…"),
            ("error sending request for url (https://ada:pw@host/x): timeout", "error sending request for url … timeout"),
            ("no such person: ada@example.org", "no such person: …"),
            ("the shop's disk is full (os error 28)", "the shop's disk is full (os error 28)"),
        ] {
            assert_eq!(fit_for_log(said), fit);
        }
    }
}
