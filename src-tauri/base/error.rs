//! One error type with a closed list of codes.
//!
//! The message is for the shopkeeper: what happened, what was not changed, what to do. What a programmer needs goes to the log
//! through [`Error::internal`] and never into the message. An error that is written out goes to the log, so it leaves out the names in its message.

use serde::Serialize;

use super::Message;
use crate::say;

/// The result of everything that can fail for a reason somebody should read.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was refused. The interface acts on the code and shows the message; the HTTP status follows from the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The password was right, and a code of the second factor is needed besides.
    CodeNeeded,
    /// The screen is locked; the password of the same person opens it.
    Locked,
    /// Signed in, but the role requires a second factor and none is set up: until then nothing else can be done.
    SecondFactorNeeded,
    /// The role includes this, but the screen was opened with a PIN, and this needs the password.
    PasswordNeeded,
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
    /// The word that is sent and kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::Conflict => "conflict",
            Self::SignedOut => "signed_out",
            Self::CodeNeeded => "code_needed",
            Self::Locked => "locked",
            Self::SecondFactorNeeded => "second_factor_needed",
            Self::PasswordNeeded => "password_needed",
            Self::Forbidden => "forbidden",
            Self::Throttled => "throttled",
            Self::NoShop => "no_shop",
            Self::Sealed => "sealed",
            Self::StoreRefused => "store_refused",
            Self::TooLarge => "too_large",
            Self::Internal => "internal",
        }
    }

    /// The HTTP status that belongs to this code (RFC 9110).
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Invalid => 422,
            Self::NotFound => 404,
            Self::Refused | Self::Conflict => 409,
            Self::SignedOut | Self::CodeNeeded => 401,
            Self::Locked => 423,
            Self::Forbidden | Self::SecondFactorNeeded | Self::PasswordNeeded => 403,
            Self::Throttled => 429,
            Self::NoShop | Self::Sealed | Self::StoreRefused => 503,
            Self::TooLarge => 413,
            Self::Internal => 500,
        }
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// A refusal in words.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}: {}", .code.word(), .message.for_log())]
pub struct Error {
    /// What kind of refusal it is.
    pub code: Code,
    /// What happened, what was not changed, what to do.
    pub message: Message,
    /// For [`Code::Invalid`]: which field, and what is wrong with it.
    pub fields: Vec<FieldError>,
}

/// One field that does not make sense.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Path of the field in the request, such as `lines[2].quantity_thousandths`.
    pub field: String,
    /// What is wrong and what would be right.
    #[serde(flatten)]
    pub message: Message,
}

/// What can be asked for and not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// A product.
    Product,
    /// A variant of a product.
    Variant,
    /// A category of products.
    Category,
    /// A customer.
    Customer,
    /// A tax category.
    TaxCategory,
    /// A rate of a tax category.
    TaxRate,
    /// A lot.
    Lot,
    /// A location.
    Location,
    /// A goods receipt.
    GoodsReceipt,
    /// A sale or a return.
    Order,
    /// An invoice or a credit note.
    Document,
    /// A page of a document or of the interface.
    Page,
    /// An import.
    Import,
    /// A piece of long work.
    Job,
    /// Somebody who works here.
    Person,
    /// A set of permissions.
    Role,
    /// Somebody's way in, from sign-in to sign-out.
    Session,
    /// A computer on which somebody needs no code.
    TrustedDevice,
    /// Something else.
    Other,
}

impl Record {
    fn is_not_there(self) -> Message {
        match self {
            Self::Product => say!("This product does not exist. It may have been removed; go back to the list and look again."),
            Self::Variant => say!("This variant does not exist. It may have been removed; go back to the list and look again."),
            Self::Category => say!("This category does not exist. It may have been removed; go back to the list and look again."),
            Self::Customer => say!("This customer does not exist. It may have been removed; go back to the list and look again."),
            Self::TaxCategory => {
                say!("This tax category does not exist. It may have been removed; go back to the list and look again.")
            }
            Self::TaxRate => say!("This tax rate does not exist. It may have been removed; go back to the list and look again."),
            Self::Lot => say!("This lot does not exist. It may have been removed; go back to the list and look again."),
            Self::Location => say!("This location does not exist. It may have been removed; go back to the list and look again."),
            Self::GoodsReceipt => {
                say!("This goods receipt does not exist. It may have been removed; go back to the list and look again.")
            }
            Self::Order => say!("This order does not exist. It may have been removed; go back to the list and look again."),
            Self::Document => say!("This document does not exist. It may have been removed; go back to the list and look again."),
            Self::Page => say!("This page does not exist. It may have been removed; go back to the list and look again."),
            Self::Import => say!("This import does not exist. It may have been removed; go back to the list and look again."),
            Self::Job => say!("This job does not exist. It may have been removed; go back to the list and look again."),
            Self::Person => say!("This person does not exist. It may have been removed; go back to the list and look again."),
            Self::Role => say!("This role does not exist. It may have been removed; go back to the list and look again."),
            Self::Session => say!("This session does not exist. It may have ended already; go back to the list and look again."),
            Self::TrustedDevice => {
                say!("This computer is not trusted any more, so there is nothing to end. Go back to the list and look again.")
            }
            Self::Other => say!("This record does not exist. It may have been removed; go back to the list and look again."),
        }
    }
}

impl Error {
    /// A refusal with this code and message.
    #[must_use]
    pub fn new(code: Code, message: Message) -> Self {
        Self { code, message, fields: Vec::new() }
    }

    /// The input does not make sense.
    #[must_use]
    pub fn invalid(message: Message) -> Self {
        Self::new(Code::Invalid, message)
    }

    /// One field does not make sense.
    pub fn field(field: impl Into<String>, message: Message) -> Self {
        Self { code: Code::Invalid, message: message.clone(), fields: vec![FieldError { field: field.into(), message }] }
    }

    /// There is no such record.
    #[must_use]
    pub fn not_found(record: Record) -> Self {
        Self::new(Code::NotFound, record.is_not_there())
    }

    /// Not possible in the present state of the shop.
    #[must_use]
    pub fn refused(message: Message) -> Self {
        Self::new(Code::Refused, message)
    }

    /// A defect or a failing disk: the detail goes to the log, the shopkeeper reads that nothing was changed.
    pub fn internal(detail: impl std::fmt::Display) -> Self {
        let detail = super::text::fit_for_log(&detail.to_string());
        tracing::error!(%detail, "internal error");
        Self::new(
            Code::Internal,
            say!(
                "Something went wrong inside the program and nothing was changed. Try again; if it happens again, the log in the shop's folder says more."
            ),
        )
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::QueryReturnedNoRows => Self::not_found(Record::Other),
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                rusqlite::ErrorCode::DiskFull => Self::new(
                    Code::StoreRefused,
                    say!("The disk is full, so nothing was changed. Free some space on it and try again."),
                ),
                rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase => {
                    tracing::error!(%error, "store is damaged");
                    Self::new(
                        Code::StoreRefused,
                        say!(
                            "The shop's file is damaged at the place that was read, and nothing was changed. Stop selling, run \"counterfoil verify\" and restore the last good backup."
                        ),
                    )
                }
                rusqlite::ErrorCode::SystemIoFailure => {
                    tracing::error!(%error, "the disk fails");
                    Self::new(
                        Code::StoreRefused,
                        say!(
                            "The disk failed while the shop's file was read or written, so nothing was changed. Try again; when it happens more often, take a backup to another disk and have this one looked at."
                        ),
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

    #[test]
    fn an_error_that_is_written_out_names_nobody() {
        let error = Error::invalid(say!("There is no permission \"{code}\".", code = "Ada"));
        assert_eq!(error.to_string(), "invalid: There is no permission \"{code}\".");
        assert!(error.message.contains("Ada"));
    }
}
