//! Imported history in SQL: written whole and outside the chain.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDateTime, TimeZone};
use rusqlite::{Connection, params};

use super::super::online_retail::countries::country_code;
use super::super::online_retail::document::{Document, DocumentKind, DocumentLine, LineKind};
use super::super::online_retail::overview::{PlannedCustomer, PlannedProduct};
use super::super::products_csv::plan::{new_product, new_variant};
use super::super::store::{Entry, insert_entry};
use super::{FILE_ZONE, Frame, Known};
use crate::base::{CustomerId, Error, ImportId, Money, OrderId, Result, Timestamp, VariantId};
use crate::orders::{ORDER_LINES, ORDERS};
use crate::payments::PAYMENTS;
use crate::products::{self, ProductInput, Source, State, VariantInput};
use crate::say;
use crate::store::Write;
use crate::summaries::{self, Fact, LineFact};

/// Enters the products whose code the shop does not know yet; answers how many it knew.
pub(super) fn insert_products(tx: &mut Write<'_>, import_id: ImportId, planned: &[PlannedProduct]) -> Result<u64> {
    let known = variants_by_sku(tx)?;
    let mut already = 0;
    for product in planned {
        if known.contains_key(&product.key) {
            already += 1;
            continue;
        }
        let variant =
            VariantInput { sku: product.sku.clone(), price_millionths: product.unit_price.unwrap_or_default(), ..new_variant() };
        let state = if product.unit_price.is_some() { State::Active } else { State::Draft };
        let input = ProductInput { name: product.name.clone(), state, variants: vec![variant], ..new_product() };
        products::create_product(tx, input, Source::History(import_id))?;
    }
    products::rebuild_search(tx)?;
    Ok(already)
}

pub(super) fn insert_customers(tx: &mut Write<'_>, import_id: ImportId, customers: &[PlannedCustomer]) -> Result<()> {
    for customer in customers {
        let id: CustomerId = tx.new_id();
        tx.prepare_cached(
            "INSERT INTO customers (id, number, name, address, email, phone, tax_number, country, created_at_ms, import_id)
             VALUES (?1, ?2, ?3, '', '', '', '', ?4, ?5, ?6)",
        )?
        .execute(params![
            id,
            customer.number,
            format!("Customer {}", customer.number),
            country_code(&customer.country),
            tx.now,
            import_id
        ])?;
    }
    Ok(())
}

fn variants_by_sku(db: &Connection) -> Result<HashMap<String, VariantId>> {
    let mut statement = db.prepare("SELECT sku, id FROM variants WHERE sku <> '' ORDER BY local_key DESC")?;
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?.to_ascii_uppercase(), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn known(db: &Connection, import_id: ImportId) -> Result<Known> {
    let mut statement = db.prepare("SELECT number, id FROM customers WHERE import_id = ?1")?;
    let customers = statement.query_map([import_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok(Known { variants: variants_by_sku(db)?, customers })
}

/// The numbers of every order that does not come from this import.
pub(super) fn other_numbers(db: &Connection, import_id: ImportId) -> Result<HashSet<(String, i64)>> {
    let mut statement = db.prepare("SELECT series, number FROM orders WHERE import_id IS NOT ?1")?;
    Ok(statement.query_map([import_id], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

/// Net sales of what the import wrote.
pub(super) fn total(db: &Connection, import_id: ImportId) -> Result<Money> {
    Ok(db.query_row("SELECT coalesce(sum(net_minor), 0) FROM orders WHERE import_id = ?1", [import_id], |row| row.get(0))?)
}

/// Writes documents with their lines, payments, notes and summaries.
pub(super) fn insert_documents(tx: &mut Write<'_>, frame: &Frame, known: &Known, documents: &[Document]) -> Result<()> {
    let mut facts = Vec::with_capacity(documents.len());
    for document in documents {
        insert_notes(tx, frame, known, document)?;
        if document.lines.is_empty() {
            continue;
        }
        let id: OrderId = tx.new_id();
        insert_order(tx, frame, known, document, id)?;
        let mut fact = fact_of(document);
        for (index, line) in document.lines.iter().enumerate() {
            let variant_id = variant_of(known, line)?;
            insert_line(tx, frame, id, index + 1, line, variant_id)?;
            if let Some(variant_id) = variant_id {
                fact.lines.push(LineFact { variant_id, quantity: line.quantity, net: line.amount, cost: Money::ZERO });
            }
        }
        facts.push(fact);
    }
    summaries::apply_all(tx, &facts)
}

fn variant_of(known: &Known, line: &DocumentLine) -> Result<Option<VariantId>> {
    if line.kind != LineKind::Goods {
        return Ok(None);
    }
    let found = known.variants.get(&line.code.to_ascii_uppercase());
    // A variant may have been given another SKU between two parts of a run.
    found.copied().map(Some).ok_or_else(|| {
        Error::refused(say!(
            "The product with the SKU \"{code}\" was changed while the import stood still, so it cannot go on. Give the product its SKU back, or undo the import.",
            code = line.code
        ))
    })
}

fn insert_order(tx: &mut Write<'_>, frame: &Frame, known: &Known, document: &Document, id: OrderId) -> Result<()> {
    let kind = match document.kind {
        DocumentKind::Sale => "sale",
        DocumentKind::Return => "return",
    };
    let customer_id = known.customers.get(&document.customer).copied();
    let date = document.at.date().to_string();
    let at = moment(document.at);
    let line_count = i64::try_from(document.lines.len()).map_err(Error::internal)?;
    let (zero, actor_id, device_id) = (Money::ZERO, tx.context.actor_id, tx.device_id);
    tx.append_import(
        &ORDERS,
        params![
            id,
            kind,
            "import",
            document.invoice.series,
            document.invoice.number,
            customer_id,
            country_code(&document.country),
            frame.currency,
            "not_recorded",
            zero,
            document.total,
            zero,
            document.total,
            zero,
            line_count,
            "",
            frame.location_id,
            frame.register_id,
            device_id,
            actor_id,
            date,
            at,
            frame.import_id
        ],
    )?;
    if document.total == Money::ZERO {
        return Ok(());
    }
    let total = document.total;
    tx.append_import(
        &PAYMENTS,
        params![
            id,
            1,
            "imported",
            total,
            total,
            zero,
            zero,
            "",
            frame.register_id,
            device_id,
            actor_id,
            date,
            at,
            frame.import_id
        ],
    )
}

fn insert_line(
    tx: &mut Write<'_>,
    frame: &Frame,
    order_id: OrderId,
    line_no: usize,
    line: &DocumentLine,
    variant_id: Option<VariantId>,
) -> Result<()> {
    let kind = match line.kind {
        LineKind::Goods => "goods",
        LineKind::Service => "service",
        LineKind::Adjustment => "adjustment",
    };
    let zero = Money::ZERO;
    let line_no = i64::try_from(line_no).map_err(Error::internal)?;
    tx.append_import(
        &ORDER_LINES,
        params![
            order_id,
            line_no,
            kind,
            variant_id,
            line.name,
            line.code,
            "piece",
            line.quantity,
            line.unit_price,
            zero,
            zero,
            line.amount,
            zero,
            line.amount,
            zero,
            None::<OrderId>,
            None::<i64>,
            frame.import_id
        ],
    )
}

fn insert_notes(tx: &Write<'_>, frame: &Frame, known: &Known, document: &Document) -> Result<()> {
    let number = format!("{}{}", document.invoice.series, document.invoice.number);
    for note in &document.notes {
        let content = format!("{number},{},{}", note.code, document.at);
        let entry = Entry {
            row_no: note.file_line,
            kind: "stock_note",
            column: "Quantity",
            value: &note.description,
            message: &say!("A note on stock at price zero: no sale, and no stock was moved."),
            content: &content,
            variant_id: known.variants.get(&note.code.to_ascii_uppercase()).copied(),
            quantity: Some(note.quantity),
        };
        insert_entry(tx, frame.import_id, &entry)?;
    }
    if document.invoice.series == "A" {
        let entry = Entry {
            row_no: document.file_line,
            kind: "adjustment",
            column: "InvoiceNo",
            value: &number,
            message: &say!("An adjustment of bad debt: an order with an adjustment line, no goods."),
            content: "",
            variant_id: None,
            quantity: None,
        };
        insert_entry(tx, frame.import_id, &entry)?;
    }
    Ok(())
}

/// A time of the file as a moment. A time that the clocks skip in spring counts as the hour after it.
fn moment(at: NaiveDateTime) -> Timestamp {
    let local = FILE_ZONE.from_local_datetime(&at);
    let found = local.earliest().or_else(|| FILE_ZONE.from_local_datetime(&(at + chrono::Duration::hours(1))).earliest());
    Timestamp(found.map_or_else(|| at.and_utc().timestamp_millis(), |moment| moment.timestamp_millis()))
}

fn fact_of(document: &Document) -> Fact {
    Fact {
        business_date: document.at.date(),
        country: country_code(&document.country).to_owned(),
        is_return: document.kind == DocumentKind::Return,
        net: document.total,
        tax: Money::ZERO,
        total: document.total,
        cost: Money::ZERO,
        has_costs: false,
        discount: Money::ZERO,
        lines: Vec::with_capacity(document.lines.len()),
    }
}
