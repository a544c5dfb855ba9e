//! What every part of the shop speaks in: money, quantities, rates, ids, time and errors.
//!
//! Nothing here knows a table, a route or another module. Every number is an integer; the only rounding in the program is
//! [`round::half_away_from_zero`].

pub mod error;
pub mod ids;
pub mod message;
pub mod money;
pub mod quantity;
pub mod rate;
pub mod round;
pub mod text;
pub mod time;

pub use error::{Code, Error, Record, Result};
pub use ids::*;
pub use message::Message;
pub use money::{Money, UnitPrice};
pub use quantity::Quantity;
pub use rate::Rate;
pub use time::{Clock, Timestamp};

/// Makes a whole-number newtype travel through JSON, OpenAPI and SQLite as the integer it is.
macro_rules! integer_type {
    ($type:ident) => {
        impl rusqlite::ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::from(self.0))
            }
        }
        impl rusqlite::types::FromSql for $type {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                value.as_i64().map(Self)
            }
        }
    };
}
pub(crate) use integer_type;
