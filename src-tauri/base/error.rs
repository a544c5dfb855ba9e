//! One error type with a closed list of codes.
//!
//! The message is for the shopkeeper: what happened, what was not changed, what to do. What a programmer needs goes to the log
//! through [`Error::internal`] and never into the message.

use serde::Serialize;

/// The result of everything that can fail for a reason somebody should read.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was refused. The interface acts on the code and shows the message; the HTTP status follows from the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The input does not make sense; [`Error::fields`] says where.
    Invalid,
    /// There is no such record.
    NotFound,
    /// Right input, wrong moment: the state of the shop does not allow it now.
    Refused,
    /// Somebody else changed or already did it.
    Conflict,
    /// Nobody is signed in, or the session has ended.
    SignedOut,
    /// The screen is locked; the password of the same person opens it.
    Locked,
    /// Signed in, but the role does not include this.
    Forbidden,
    /// Too many tries; the message says how long to wait.
    Throttled,
    /// There is no shop in this folder yet.
    NoShop,
    /// The store is closed and needs its passphrase or recovery key.
    Sealed,
    /// The store cannot be opened safely: damaged, newer, or in use by another process.
    StoreRefused,
    /// The request is larger than this door accepts.
    TooLarge,
    /// A defect or a failing disk. Nothing was changed.
    Internal,
}

impl Code {
    /// The HTTP status that belongs to this code (RFC 9110).
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::NotFound => 404,
            Self::Refused | Self::Conflict => 409,
            Self::SignedOut => 401,
            Self::Locked => 423,
            Self::Forbidden => 403,
            Self::Throttled => 429,
            Self::NoShop | Self::Sealed | Self::StoreRefused => 503,
            Self::TooLarge => 413,
            Self::Internal => 500,
        }
    }
}

/// A refusal in words.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// What kind of refusal it is.
    pub code: Code,
    /// What happened, what was not changed, what to do.
    pub message: String,
    /// For [`Code::Invalid`]: which field, and what is wrong with it.
    pub fields: Vec<FieldError>,
}

/// One field that does not make sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Path of the field in the request, such as `lines[2].quantity_thousandths`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl Error {
    /// A refusal with this code and message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), fields: Vec::new() }
    }

    /// The input does not make sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// One field does not make sense.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code: Code::Invalid, message: message.clone(), fields: vec![FieldError { field: field.into(), message }] }
    }

    /// There is no such record; `what` names its kind, as in "product".
    pub fn not_found(what: &str) -> Self {
        Self::new(
            Code::NotFound,
            format!("This {what} does not exist. It may have been removed; go back to the list and look again."),
        )
    }

    /// Not possible in the present state of the shop.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(Code::Refused, message)
    }

    /// A defect or a failing disk: the detail goes to the log, the shopkeeper reads that nothing was changed.
    pub fn internal(detail: impl std::fmt::Display) -> Self {
        tracing::error!(%detail, "internal error");
        Self::new(
            Code::Internal,
            "Something went wrong inside the program and nothing was changed. Try again; if it happens again, the log in the shop's folder says more.",
        )
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::QueryReturnedNoRows => Self::not_found("record"),
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                rusqlite::ErrorCode::DiskFull => Self::new(
                    Code::StoreRefused,
                    "The disk is full, so nothing was changed. Free some space on it and try again.",
                ),
                rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase => {
                    tracing::error!(%error, "store is damaged");
                    Self::new(
                        Code::StoreRefused,
                        "The shop's file is damaged at the place that was read, and nothing was changed. Stop selling, run \"counterfoil verify\" and restore the last good backup.",
                    )
                }
                _ => Self::internal(error),
            },
            _ => Self::internal(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_text_never_reaches_the_message() {
        let error = Error::from(rusqlite::Error::InvalidColumnName("password_hash".into()));
        assert!(!error.message.contains("password_hash"));
        assert_eq!(error.code.status(), 500);
    }
}
