//! Drafts: what a screen has typed and not posted – parked tickets, half-typed forms. They belong to this device and never travel.
//!
//! Invariants: a parked ticket may be taken up by whoever sells at this device, but not by a script; everything else is seen by the person
//! who typed it only. No draft holds the number of a payment card. A draft is work in progress: nothing else refers to one.
//!
//! Operations: `list_drafts`, `save_draft`, `delete_draft`.

pub mod routes;
mod store;

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::text::{demand_no_card_number, demand_short};
use crate::base::{DraftId, Error, Result, StaffId, Timestamp};
use crate::http::Permission;
use crate::say;
use crate::store::Write;

/// Most characters a draft may have as JSON.
const CONTENT_MAX: usize = 500_000;
/// Most tickets that may be parked at once on a device.
const TICKETS_MAX: i64 = 200;
/// How many forms of a kind are kept for a person; the oldest give way.
const FORMS_MAX: i64 = 20;
/// Fields that hold codes, which are digits too.
const CODES: [&str; 5] = ["barcode", "barcodes", "sku", "serial", "lot_code"];

/// Which screen a draft comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DraftKind {
    /// A ticket at the till.
    Ticket,
    /// A product being entered or changed.
    Product,
    /// A delivery being entered.
    GoodsReceipt,
}

impl DraftKind {
    /// What one may do who works on such a screen.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Ticket => Permission::Sell,
            Self::Product => Permission::EditProducts,
            Self::GoodsReceipt => Permission::ReceiveStock,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Product => "product",
            Self::GoodsReceipt => "goods_receipt",
        }
    }
}

/// Work in progress.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Draft {
    /// Its id, made by the screen.
    pub id: DraftId,
    /// The record it changes; absent for a new one.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub subject_id: Option<Uuid>,
    /// What it is called in a list.
    pub title: String,
    /// The screen's own JSON.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
    /// Who saved it.
    pub staff_name: Option<String>,
    /// When it was last saved.
    pub updated_at_ms: Timestamp,
}

/// Work to keep.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct DraftInput {
    /// Which screen it comes from.
    pub kind: DraftKind,
    /// The record it changes; absent for a new one.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub subject_id: Option<Uuid>,
    /// What it is called in a list.
    pub title: String,
    /// The screen's own JSON.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
}

/// Whose drafts are meant.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// Who asks.
    pub staff_id: StaffId,
    /// They sell at a screen of this device, where parked tickets are everybody's.
    pub shares_tickets: bool,
}

/// The drafts of this device that this person may take up, oldest first; those of one record, or of no record yet, when that is asked for.
///
/// # Errors
/// A failing disk.
pub fn list_drafts(db: &Connection, reader: Reader, kind: DraftKind, subject_id: Option<Uuid>) -> Result<Vec<Draft>> {
    store::list(db, reader, kind, subject_id)
}

/// Keeps a draft, or saves it again.
///
/// # Errors
/// Refuses too much of it, card numbers in its texts, and an id that belongs to somebody else, another device or another screen.
pub fn save_draft(tx: &mut Write<'_>, reader: Reader, id: DraftId, draft: &DraftInput) -> Result<()> {
    demand_short("title", &draft.title, 200)?;
    demand_no_card_number("title", &draft.title)?;
    demand_texts_without_card_number(&draft.content)?;
    let content = draft.content.to_string();
    let is_ticket = draft.kind == DraftKind::Ticket;
    if content.len() > CONTENT_MAX || (is_ticket && store::count_other_tickets(tx, id)? >= TICKETS_MAX) {
        return Err(Error::refused(if is_ticket {
            say!(
                "There are too many parked tickets, or this one is too long, so it was not parked. Post or remove one and try again."
            )
        } else {
            say!("This is too long to be kept as a draft, so it was not. Save it in smaller parts.")
        }));
    }
    if !store::save(tx, reader, id, draft, &content)? {
        return Err(Error::refused(say!(
            "This draft belongs to somebody else or to another screen, so it was not changed. Open it where it was made."
        )));
    }
    if is_ticket { Ok(()) } else { store::delete_oldest(tx, reader, draft.kind, FORMS_MAX) }
}

/// Texts that people type; ids and codes are made of digits too and are passed over.
fn demand_texts_without_card_number(content: &serde_json::Value) -> Result<()> {
    match content {
        serde_json::Value::String(text) if text.parse::<Uuid>().is_err() => demand_no_card_number("content", text),
        serde_json::Value::Array(items) => items.iter().try_for_each(demand_texts_without_card_number),
        serde_json::Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !CODES.contains(&name.as_str()))
            .try_for_each(|(_, value)| demand_texts_without_card_number(value)),
        _ => Ok(()),
    }
}

/// Removes a draft: it was posted or is not wanted. One that is gone already, or never was this person's, is no error.
///
/// # Errors
/// A failing disk.
pub fn delete_draft(tx: &mut Write<'_>, reader: Reader, id: DraftId) -> Result<()> {
    store::delete(tx, reader, id)
}
