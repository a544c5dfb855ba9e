//! What the program says to a person, kept as a sentence with values so that every interface says it in the reader's language.
//!
//! The English sentence is the id: [`say!`](crate::say) takes it as a literal with `{named}` values, `./dev generate` lists every one of
//! them in `ui/src/api/templates.ts`, and the interface does not compile until each has its German. A sentence made at run time cannot
//! be translated, so nothing turns a string into a [`Message`].

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use utoipa::PartialSchema;

use super::text::fit_for_log;
use super::{Money, Quantity, Rate};

/// A sentence with its values. [`Display`](fmt::Display) says it in English; so does the command line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Said", into = "Said")]
pub struct Message {
    text: Cow<'static, str>,
    values: BTreeMap<String, Value>,
}

/// Something that stands in a sentence and is written as the reader's language writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A name, a code, or what another program said.
    Text(String),
    /// A whole number.
    Number(i64),
    /// A day.
    Date {
        /// The day.
        date: NaiveDate,
    },
    /// How many, or how much.
    Quantity {
        /// In thousandths.
        quantity_thousandths: Quantity,
    },
    /// A part of a whole.
    Rate {
        /// In millionths of one.
        rate_millionths: Rate,
    },
    /// An amount.
    Money {
        /// In whole minor units.
        amount_minor: Money,
        /// Code of ISO 4217.
        currency: String,
        /// Decimal places of the currency.
        exponent: u32,
    },
    /// Several things of which the sentence speaks, in order.
    List {
        /// What they are.
        list: Vec<Message>,
    },
    /// A whole sentence or a word of the program inside of another one.
    Message(Message),
}

/// A message as it travels and as it is stored.
#[derive(Serialize, Deserialize, utoipa::ToSchema)]
struct Said {
    /// The sentence in English.
    message: String,
    /// The sentence with its values left out, in ICU message syntax: what a translation is found by.
    text: String,
    /// What stands in its places, by name: texts and whole numbers as they are, else an object such as `{"date": "2026-11-22"}`,
    /// `{"quantity_thousandths": 1500}`, `{"rate_millionths": 190000}`, `{"amount_minor": 1490, "currency": "EUR", "exponent": 2}`,
    /// `{"list": [messages]}` or a message.
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    values: BTreeMap<String, Value>,
}

impl From<Message> for Said {
    fn from(message: Message) -> Self {
        Self { message: message.to_string(), text: message.text.into_owned(), values: message.values }
    }
}

impl From<Said> for Message {
    fn from(said: Said) -> Self {
        Self { text: said.text.into(), values: said.values }
    }
}

impl PartialSchema for Message {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        Said::schema()
    }
}

impl utoipa::ToSchema for Message {}

impl Message {
    /// What [`say!`](crate::say) calls, after it has checked that the names are those of the sentence.
    #[doc(hidden)]
    #[must_use]
    pub fn of<const COUNT: usize>(text: &'static str, values: [(&str, Value); COUNT]) -> Self {
        Self { text: Cow::Borrowed(text), values: values.map(|(name, value)| (name.to_owned(), value)).into() }
    }

    /// The sentence with its values left out.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What stands in its places.
    #[must_use]
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// This and then another whole sentence.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        crate::say!("{first} {next}", first = self, next)
    }

    /// The sentence as it may stand in a log: with its numbers, its days and what the system said (`error`), but with the places of names and of
    /// all other values as places.
    #[must_use]
    pub fn for_log(&self) -> String {
        let values = self.values.iter().map(|(name, value)| (name.clone(), value.for_log(name)));
        Self { text: self.text.clone(), values: values.collect() }.to_string()
    }

    /// Whether the sentence as English readers see it holds these words. For tests, and never for deciding anything.
    #[must_use]
    pub fn contains(&self, words: &str) -> bool {
        self.to_string().contains(words)
    }
}

impl Value {
    /// What of it may stand in a log at the place with this name.
    fn for_log(&self, name: &str) -> Self {
        match self {
            Self::Number(_) | Self::Date { .. } => self.clone(),
            Self::Text(text) if name == "error" => Self::Text(fit_for_log(text)),
            Self::Message(message) => Self::Text(message.for_log()),
            Self::List { list } => Self::Text(list.iter().map(Message::for_log).collect::<Vec<_>>().join(", ")),
            Self::Text(_) | Self::Quantity { .. } | Self::Rate { .. } | Self::Money { .. } => Self::Text(format!("{{{name}}}")),
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = &*self.text;
        while let Some((before, after)) = rest.split_once('{') {
            formatter.write_str(before)?;
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            if let Some(value) = self.values.get(name) {
                write!(formatter, "{value}")?;
            }
            rest = after;
        }
        formatter.write_str(rest)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => formatter.write_str(text),
            Self::Number(number) => write!(formatter, "{number}"),
            Self::Date { date } => write!(formatter, "{date}"),
            Self::Quantity { quantity_thousandths } => write!(formatter, "{quantity_thousandths}"),
            Self::Rate { rate_millionths } => write!(formatter, "{rate_millionths}"),
            Self::Money { amount_minor, currency, exponent } => {
                let amount = rust_decimal::Decimal::new(amount_minor.0, *exponent);
                write!(formatter, "{amount} {currency}")
            }
            Self::List { list } => {
                for (place, message) in list.iter().enumerate() {
                    write!(formatter, "{}{message}", if place == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Message(message) => write!(formatter, "{message}"),
        }
    }
}

impl ToSql for Message {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let json = serde_json::to_string(self).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        Ok(json.into())
    }
}

impl FromSql for Message {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map_err(|error| FromSqlError::Other(error.into()))
    }
}

/// What can stand in a sentence.
pub trait ToValue {
    /// The value as it is kept.
    fn to_value(&self) -> Value;
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value {
        Value::Text(self.to_owned())
    }
}

impl ToValue for NaiveDate {
    fn to_value(&self) -> Value {
        Value::Date { date: *self }
    }
}

impl ToValue for Quantity {
    fn to_value(&self) -> Value {
        Value::Quantity { quantity_thousandths: *self }
    }
}

impl ToValue for Rate {
    fn to_value(&self) -> Value {
        Value::Rate { rate_millionths: *self }
    }
}

impl ToValue for Message {
    fn to_value(&self) -> Value {
        Value::Message(self.clone())
    }
}

impl ToValue for Vec<Message> {
    fn to_value(&self) -> Value {
        Value::List { list: self.clone() }
    }
}

macro_rules! written_as_text {
    ($($type:ty),*) => { $(impl ToValue for $type {
        fn to_value(&self) -> Value {
            Value::Text(self.to_string())
        }
    })* };
}

macro_rules! whole_numbers {
    ($($type:ty),*) => { $(impl ToValue for $type {
        fn to_value(&self) -> Value {
            i64::try_from(*self).map_or_else(|_| Value::Text(self.to_string()), Value::Number)
        }
    })* };
}

written_as_text!(String, Cow<'_, str>, char, std::path::Display<'_>, std::io::Error);
whole_numbers!(i64, u64, i32, u32, usize);

/// Makes a [`Message`] of an English sentence: `say!("A ticket holds {max} lines at most.", max = LINES_MAX)`. A name alone stands for
/// the variable of that name. Does not compile when the names are not those of the sentence, or when the sentence means something else in
/// ICU message syntax.
#[macro_export]
macro_rules! say {
    ($text:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        const _: () = $crate::base::message::demand_good($text, &[$(stringify!($name)),*]);
        $crate::base::Message::of($text, [$((stringify!($name), $crate::say!(@value $name $($value)?))),*])
    }};
    (@value $name:ident) => { $crate::base::message::ToValue::to_value(&$name) };
    (@value $name:ident $value:expr) => { $crate::base::message::ToValue::to_value(&$value) };
}

/// Stops the compiler at a sentence that no interface could show: a place without a value, a value without a place, or a sign that has a
/// meaning in ICU message syntax.
#[doc(hidden)]
pub const fn demand_good(text: &str, names: &[&str]) {
    let text = text.as_bytes();
    let mut used = 0;
    let mut index = 0;
    while index < text.len() {
        assert!(text[index] != b'<', "this sign begins a tag");
        assert!(text[index] != b'}', "a brace that closes nothing");
        if text[index] == b'\'' && index + 1 < text.len() {
            assert!(!matches!(text[index + 1], b'{' | b'}' | b'<' | b'>' | b'\''), "an apostrophe that would quote what follows");
        }
        if text[index] == b'{' {
            let begin = index + 1;
            while index < text.len() && text[index] != b'}' {
                index += 1;
            }
            assert!(index < text.len(), "a brace that is not closed");
            let place = place_of(text, begin, index, names);
            assert!(place < names.len(), "a place of the sentence has no value");
            used |= 1_u64 << place;
        }
        index += 1;
    }
    assert!(names.len() < 64 && used == (1_u64 << names.len()) - 1, "a value has no place in the sentence");
}

/// Which of the names stands between two places of the text; their number when none does.
const fn place_of(text: &[u8], begin: usize, end: usize, names: &[&str]) -> usize {
    let mut place = 0;
    while place < names.len() {
        let name = names[place].as_bytes();
        let mut same = 0;
        while same < name.len() && begin + same < end && name[same] == text[begin + same] {
            same += 1;
        }
        if same == name.len() && begin + same == end {
            return place;
        }
        place += 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Message {
        let name = "Mascara";
        let date: NaiveDate = "2026-11-22".parse().unwrap();
        let money = Value::Money { amount_minor: Money(1490), currency: "EUR".into(), exponent: 2 };
        let list = vec![
            Message::default(),
            Message { text: "{count} lots".into(), values: [("count".into(), Value::Number(2))].into() },
        ];
        Message {
            text: "{name}, {date}: {quantity} at {money} less {rate}; {list} {name}".into(),
            values: [
                ("name", name.to_value()),
                ("date", date.to_value()),
                ("quantity", Quantity(1_500).to_value()),
                ("money", money),
                ("rate", Rate(190_000).to_value()),
                ("list", list.to_value()),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
        }
    }

    #[test]
    fn a_message_is_said_in_english_with_its_values() {
        assert_eq!(example().to_string(), "Mascara, 2026-11-22: 1.5 at 14.90 EUR less 19 %; , 2 lots Mascara");
    }

    #[test]
    fn a_log_gets_the_sentence_and_no_name() {
        let error = "unknown name \"Ada\"";
        let inner = Message { text: "of {name}".into(), values: [("name".into(), "Ada".to_value())].into() };
        let message = Message {
            text: "{count} on {date} {inner}: {error}, {money}".into(),
            values: [
                ("count", 3_i64.to_value()),
                ("date", NaiveDate::default().to_value()),
                ("inner", inner.to_value()),
                ("error", error.to_value()),
                ("money", Value::Money { amount_minor: Money(1490), currency: "EUR".into(), exponent: 2 }),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
        };
        assert_eq!(message.for_log(), "3 on 1970-01-01 of {name}: unknown name \"…\", {money}");
    }

    #[test]
    fn a_message_comes_back_from_json_as_it_was() {
        let json = serde_json::to_value(example()).unwrap();
        assert_eq!(json["values"]["date"], serde_json::json!({ "date": "2026-11-22" }));
        assert_eq!(json["values"]["quantity"], serde_json::json!({ "quantity_thousandths": 1500 }));
        assert_eq!(json["values"]["list"]["list"][1]["message"], "2 lots");
        assert_eq!(serde_json::from_value::<Message>(json).unwrap(), example());
    }

    #[test]
    fn a_sentence_that_cannot_be_shown_is_refused() {
        demand_good("It's {a} and {b}, {a}'s", &["b", "a"]);
        for (text, names) in [
            ("{a}", &[][..]),
            ("{a}", &["a", "b"]),
            ("{ab}", &["a"]),
            ("{a}", &["ab"]),
            ("{a", &["a"]),
            ("a}", &["a"]),
            ("'{a}", &["a"]),
            ("it''s", &[]),
            ("<b>", &[]),
        ] {
            assert!(std::panic::catch_unwind(|| demand_good(text, names)).is_err(), "{text}");
        }
    }
}
