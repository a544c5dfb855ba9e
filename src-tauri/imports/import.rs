//! What an import is: its kind, how far it is, and what it left behind.

use serde::{Deserialize, Serialize};

use super::history::HistoryReport;
use crate::base::{Error, ImportId, Message, Quantity, Result, StaffId, Timestamp, VariantId};
use crate::say;

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// A list of products.
    Products,
    /// A history in the form of the Online Retail data.
    OnlineRetail,
}

impl ImportKind {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Products => "products",
            Self::OnlineRetail => "online_retail",
        }
    }
}

impl std::str::FromStr for ImportKind {
    type Err = Error;
    /// Takes the command line's `online-retail` as well.
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "products" => Ok(Self::Products),
            "online_retail" | "online-retail" => Ok(Self::OnlineRetail),
            _ => Err(Error::invalid(say!(
                "There is no import of the kind \"{code}\", so nothing was imported. Choose products or online-retail.",
                code
            ))),
        }
    }
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportState {
    /// At work, or the program ended in the middle of it; the same file goes on where it stopped.
    Running,
    /// Stopped by a person. What was done stays; the same file goes on where it stopped.
    Cancelled,
    /// Complete.
    Done,
    /// Being taken back, or stopped in the middle of it; undoing it again goes on.
    Undoing,
    /// Taken back whole.
    Undone,
}

impl ImportState {
    /// The word that is stored and sent.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }
}

impl std::str::FromStr for ImportState {
    type Err = Error;
    fn from_str(code: &str) -> Result<Self> {
        match code {
            "running" => Ok(Self::Running),
            "cancelled" => Ok(Self::Cancelled),
            "done" => Ok(Self::Done),
            "undoing" => Ok(Self::Undoing),
            "undone" => Ok(Self::Undone),
            _ => Err(Error::internal(format!("an import is {code}"))),
        }
    }
}

/// A run of an import.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Import {
    /// Its id: every row it made carries it.
    pub id: ImportId,
    /// What kind of file it was.
    pub kind: ImportKind,
    /// The file's name.
    pub file_name: String,
    /// How far it is.
    pub state: ImportState,
    /// Rows of the file that are done: where the same file goes on.
    pub rows_done: u64,
    /// What came of it.
    pub report: Report,
    /// Rows with a problem.
    pub problem_count: i64,
    /// Who started it.
    pub actor_id: Option<StaffId>,
    /// When.
    pub started_at_ms: Timestamp,
    /// When it ended or was stopped.
    pub ended_at_ms: Option<Timestamp>,
}

/// What came of an import, by its kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Report {
    /// Of a list of products.
    Products(ProductsReport),
    /// Of a history.
    OnlineRetail(HistoryReport),
}

/// What came of a list of products.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProductsReport {
    /// The columns of the file.
    pub header: Vec<String>,
    /// Rows of the file.
    pub rows: u64,
    /// Products that were not there before.
    pub new_products: u64,
    /// Variants that were not there before.
    pub new_variants: u64,
    /// Variants that were there and now read otherwise.
    pub changed_variants: u64,
    /// Variants that were there and read the same.
    pub unchanged_variants: u64,
    /// Rows with a problem; they are kept with the import.
    pub refused_rows: u64,
    /// Rows that hold no variant, such as further pictures.
    pub rows_without_variant: u64,
}

/// A row of the file that did not become what it looked like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImportRow {
    /// The line of the file.
    pub row_no: u64,
    /// `problem`, `stock_note` or `adjustment`.
    pub kind: String,
    /// Which column is wrong.
    pub column_name: String,
    /// What stands there.
    pub value: String,
    /// What is wrong and what to do, or what was decided.
    #[serde(flatten)]
    pub message: Message,
    /// The row as CSV.
    pub content: String,
    /// The variant a note is about.
    pub variant_id: Option<VariantId>,
    /// The quantity a note is about.
    pub quantity_thousandths: Option<Quantity>,
}

/// How running work tells how far it is: done, of how much, doing what. Its error ends the work.
pub type Tell<'a> = &'a (dyn Fn(i64, Option<i64>, Message) -> Result<()> + 'a);
