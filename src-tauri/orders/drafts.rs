//! Parked tickets: what a till has typed and not posted. They belong to this device and never travel.

use serde::Serialize;

use super::store;
use crate::base::text::{demand_no_card_number, demand_short};
use crate::base::{DraftId, Error, Result, Timestamp};
use crate::store::Write;

/// Most characters a parked ticket may have as JSON.
const CONTENT_MAX: usize = 500_000;
/// Most tickets that may be parked at once.
const DRAFTS_MAX: i64 = 200;

/// A parked ticket.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Draft {
    /// Its id, made by the till.
    pub id: DraftId,
    /// What it is called in the list.
    pub title: String,
    /// The till's own JSON.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
    /// Who parked it.
    pub staff_name: Option<String>,
    /// When it was last saved.
    pub updated_at_ms: Timestamp,
}

/// Parks a ticket, or saves it again.
///
/// # Errors
/// Refuses too much of it, card numbers in its texts, and an id that belongs to another device.
pub fn save_draft(tx: &mut Write<'_>, id: DraftId, title: &str, content: &serde_json::Value) -> Result<()> {
    demand_short("title", title, 200)?;
    demand_no_card_number("title", title)?;
    demand_texts_without_card_number(content)?;
    let content = content.to_string();
    if content.len() > CONTENT_MAX || store::drafts::count_others(tx, id)? >= DRAFTS_MAX {
        return Err(Error::refused(
            "There are too many parked tickets, or this one is too long, so it was not parked. Post or remove one and try again.",
        ));
    }
    let staff = tx.context.actor_id.ok_or_else(|| Error::internal("nobody parks a ticket"))?;
    if store::drafts::save(tx, id, tx.device_id, staff, title.trim(), &content, tx.now)? {
        return Ok(());
    }
    Err(Error::refused("This ticket was parked on another device, so it was not changed. Open it there."))
}

/// Texts that people type; ids are made of letters and digits too and are passed over.
fn demand_texts_without_card_number(content: &serde_json::Value) -> Result<()> {
    match content {
        serde_json::Value::String(text) if text.parse::<uuid::Uuid>().is_err() => demand_no_card_number("content", text),
        serde_json::Value::Array(items) => items.iter().try_for_each(demand_texts_without_card_number),
        serde_json::Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !["barcode", "sku", "serial"].contains(&name.as_str()))
            .try_for_each(|(_, value)| demand_texts_without_card_number(value)),
        _ => Ok(()),
    }
}

/// Removes a parked ticket: it was posted or is not wanted. One that is gone already is no error.
///
/// # Errors
/// A failing disk.
pub fn delete_draft(tx: &mut Write<'_>, id: DraftId) -> Result<()> {
    store::drafts::delete(tx, id, tx.device_id).map(|_| ())
}
