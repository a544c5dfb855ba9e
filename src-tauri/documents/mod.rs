//! Documents: the receipt of an order, and invoices and credit notes that are issued once.
//!
//! Invariants:
//! - An invoice or credit note gets its number in the transaction that posts it, so there is no gap; it is never edited.
//! - Its content is kept as it was said that day: what is printed years later is the same file.
//! - Each links to the one before it in its series by hash over (chain version, previous hash, header, hash of the salted content), so
//!   that the content may be purged after the legal period and the chain still holds. [`verify`] walks it.
//! - A sale has one invoice at most, a return one credit note at most; what was imported has none.
//! - A receipt is no document of its own: it is rendered from the order, which never changes.
//!
//! Operations: `find_receipt`, `preview_receipt`, `issue_invoice`, `issue_credit_note`, `list_documents`, `find_document`,
//! `download_document`, `preview_document`.

mod document;
mod print;
pub mod routes;
mod store;

use rusqlite::Connection;

use crate::base::{DocumentId, Error, OrderId, Result};
use crate::orders::{Channel, Order, OrderKind, find_order};
use crate::say;
use crate::settings::find_shop;
use crate::store::{Write, random_bytes};

pub use document::{Content, Document, DocumentFilter, DocumentKind};
pub use store::{find_document, list_documents, verify};

/// A PDF with the name to save it under.
#[derive(Debug)]
pub struct Pdf {
    /// Without folder.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The receipt of an order.
///
/// # Errors
/// Not found.
pub fn receipt(db: &Connection, order_id: OrderId) -> Result<Pdf> {
    let order = find_order(db, order_id, false)?;
    let bytes = print::receipt(&find_shop(db)?, &order)?;
    Ok(Pdf { name: format!("receipt-{}.pdf", order.head.number), bytes })
}

/// An issued document as it is printed.
///
/// # Errors
/// Not found; refuses one whose content was purged.
pub fn document_pdf(db: &Connection, id: DocumentId) -> Result<Pdf> {
    let document = find_document(db, id)?;
    let content = store::find_content(db, id)?.ok_or_else(|| {
        Error::refused(say!(
            "The content of {number} was removed after its legal period; only its number, amounts and hash are left.",
            number = document.number
        ))
    })?;
    let bytes = print::document(&content, document.issued_at_ms)?;
    Ok(Pdf { name: format!("{}.pdf", document.number), bytes })
}

/// Issues the invoice of a sale; issued before, it answers that one.
///
/// # Errors
/// Not found; refuses a return, and an order of an imported history.
pub fn issue_invoice(tx: &mut Write<'_>, order_id: OrderId) -> Result<Document> {
    let order = find_order(tx, order_id, false)?;
    demand_own(&order)?;
    if order.head.kind != OrderKind::Sale {
        return Err(Error::refused(say!(
            "{number} is a return, so no invoice was issued. Issue a credit note for it instead.",
            number = order.head.number
        )));
    }
    issue(tx, &order, DocumentKind::Invoice, None)
}

/// Issues the credit note of a return whose sale was invoiced; issued before, it answers that one.
///
/// # Errors
/// Not found; refuses a sale, and a return of a sale without an invoice.
pub fn issue_credit_note(tx: &mut Write<'_>, order_id: OrderId) -> Result<Document> {
    let order = find_order(tx, order_id, false)?;
    demand_own(&order)?;
    let (OrderKind::Return, Some(sale)) = (order.head.kind, &order.original) else {
        return Err(Error::refused(say!(
            "{number} is no return, so no credit note was issued. Post a return first.",
            number = order.head.number
        )));
    };
    let invoice = store::find_of_order(tx, sale.id, DocumentKind::Invoice)?.ok_or_else(|| {
        Error::refused(say!(
            "The sale {number} has no invoice, so there is nothing to credit and no credit note was issued. The receipt of the return is enough.",
            number = sale.number
        ))
    })?;
    let original = find_document(tx, invoice)?;
    issue(tx, &order, DocumentKind::CreditNote, Some(&original))
}

fn demand_own(order: &Order) -> Result<()> {
    match order.head.channel {
        Channel::Counter => Ok(()),
        Channel::Import => Err(Error::refused(say!(
            "{number} belongs to an imported history, which stands outside this shop's numbers, so nothing was issued. Its document is in the system it came from.",
            number = order.head.number
        ))),
    }
}

fn issue(tx: &mut Write<'_>, order: &Order, kind: DocumentKind, original: Option<&Document>) -> Result<Document> {
    if let Some(id) = store::find_of_order(tx, order.head.id, kind)? {
        return find_document(tx, id);
    }
    let number = tx.take_number(kind.code())?;
    let shop = find_shop(tx)?;
    let buyer = order.head.customer_id.map(|id| store::find_buyer(tx, id)).transpose()?.flatten();
    let content = Content::of(order, kind, &number.to_string(), &shop, buyer, original, tx.business_date)?;
    let salt: [u8; 16] = random_bytes();
    store::append(tx, order, kind, &number, original.map(|original| original.id), &content, &salt)
}
