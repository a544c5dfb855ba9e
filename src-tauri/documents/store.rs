//! The tables `documents` and `document_contents`, and the chain that links them.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use sha2::{Digest, Sha256};

use super::document::{Content, Document, DocumentFilter, DocumentKind, Party};
use crate::base::{
    CustomerId, DeviceId, DocumentId, Error, Message, Money, OrderId, Record, RegisterId, Result, StaffId, Timestamp,
};
use crate::http::Page;
use crate::orders::{Order, split_number};
use crate::say;
use crate::store::{FactTable, Number, Verification, Write, was_redacted};

const DOCUMENTS: FactTable = FactTable {
    name: "documents",
    columns: &[
        "id",
        "kind",
        "series",
        "number",
        "order_id",
        "original_document_id",
        "currency",
        "net_minor",
        "tax_minor",
        "total_minor",
        "business_date",
        "issued_at_ms",
        "register_id",
        "device_id",
        "actor_id",
        "chain_version",
        "content_hash",
        "previous_hash",
        "hash",
    ],
};

/// How links are made now. A link says its version, so that a later way does not break an old chain.
const CHAIN_VERSION: i64 = 1;

const COLUMNS: &str = "d.id, d.kind, d.series || d.number, d.order_id, coalesce(o.series || o.number, ''), d.original_document_id,
  coalesce(c.content ->> '$.buyer.name', ''), d.currency, d.net_minor, d.tax_minor, d.total_minor, d.business_date, d.issued_at_ms, d.hash";

const JOINS: &str = "LEFT JOIN view_orders o ON o.id = d.order_id LEFT JOIN document_contents c ON c.document_id = d.id";

/// What a link commits to besides the content.
struct Header<'a> {
    id: DocumentId,
    kind: &'a str,
    series: &'a str,
    number: i64,
    order_id: OrderId,
    original_document_id: Option<DocumentId>,
    currency: &'a str,
    net: Money,
    tax: Money,
    total: Money,
    business_date: &'a str,
    issued_at: Timestamp,
    register_id: RegisterId,
    device_id: DeviceId,
    actor_id: Option<StaffId>,
}

impl Header<'_> {
    fn link(&self, chain_version: i64, previous: &[u8; 32], content_hash: &[u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(b"counterfoil document");
        for number in [chain_version, self.number, self.net.0, self.tax.0, self.total.0, self.issued_at.0] {
            hasher.update(number.to_le_bytes());
        }
        let nobody = [];
        let original = self.original_document_id.as_ref().map_or(&nobody[..], |id| &id.0.as_bytes()[..]);
        let actor = self.actor_id.as_ref().map_or(&nobody[..], |id| &id.0.as_bytes()[..]);
        for bytes in [
            self.id.0.as_bytes(),
            self.kind.as_bytes(),
            self.series.as_bytes(),
            self.order_id.0.as_bytes(),
            original,
            self.currency.as_bytes(),
            self.business_date.as_bytes(),
            self.register_id.0.as_bytes(),
            self.device_id.0.as_bytes(),
            actor,
            previous,
            content_hash,
        ] {
            hasher.update((bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        }
        hasher.finalize().into()
    }
}

/// Salted, so that a purged content cannot be guessed from its hash.
fn content_hash(salt: &[u8], content: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(content.as_bytes());
    hasher.finalize().into()
}

/// Issues a document: the last link of its series.
pub(super) fn append(
    tx: &mut Write<'_>,
    order: &Order,
    kind: DocumentKind,
    number: &Number,
    original: Option<DocumentId>,
    content: &Content,
    salt: &[u8; 16],
) -> Result<Document> {
    let text = serde_json::to_string(content).map_err(Error::internal)?;
    let content_hash = content_hash(salt, &text);
    let previous = previous_hash(tx, number)?;
    let day = tx.business_date.to_string();
    let header = Header {
        id: tx.new_id(),
        kind: kind.code(),
        series: &number.series,
        number: number.number,
        order_id: order.head.id,
        original_document_id: original,
        currency: &order.head.currency,
        net: order.head.net_minor,
        tax: order.head.tax_minor,
        total: order.head.total_minor,
        business_date: &day,
        issued_at: tx.now,
        register_id: tx.register_id()?,
        device_id: tx.device_id,
        actor_id: tx.context.actor_id,
    };
    let hash = header.link(CHAIN_VERSION, &previous, &content_hash);
    tx.append(
        &DOCUMENTS,
        params![
            header.id,
            header.kind,
            header.series,
            header.number,
            header.order_id,
            header.original_document_id,
            header.currency,
            header.net,
            header.tax,
            header.total,
            header.business_date,
            header.issued_at,
            header.register_id,
            header.device_id,
            header.actor_id,
            CHAIN_VERSION,
            &content_hash[..],
            &previous[..],
            &hash[..]
        ],
    )?;
    tx.execute(
        "INSERT INTO document_contents (document_id, salt, content) VALUES (?1, ?2, ?3)",
        params![header.id, &salt[..], text],
    )?;
    find_document(tx, header.id)
}

fn previous_hash(db: &Connection, number: &Number) -> Result<[u8; 32]> {
    let sql = "SELECT hash FROM documents WHERE number = ?1 AND series = ?2";
    let previous = db.query_row(sql, params![number.number - 1, number.series], |row| row.get(0)).optional()?;
    Ok(previous.unwrap_or([0; 32]))
}

/// The document of this kind that was issued for an order.
pub(super) fn find_of_order(db: &Connection, order_id: OrderId, kind: DocumentKind) -> Result<Option<DocumentId>> {
    let sql = "SELECT id FROM documents WHERE order_id = ?1 AND kind = ?2";
    Ok(db.query_row(sql, params![order_id, kind.code()], |row| row.get(0)).optional()?)
}

/// Whom a document is for; nobody when they were erased.
pub(super) fn find_buyer(db: &Connection, id: CustomerId) -> Result<Option<Party>> {
    let sql = "SELECT number, name, address, country, tax_number FROM view_customers WHERE id = ?1 AND name <> ''";
    let buyer = db.query_row(sql, [id], |row| {
        Ok(Party { number: row.get(0)?, name: row.get(1)?, address: row.get(2)?, country: row.get(3)?, tax_number: row.get(4)? })
    });
    Ok(buyer.optional()?)
}

/// An issued document.
///
/// # Errors
/// Not found.
pub fn find_document(db: &Connection, id: DocumentId) -> Result<Document> {
    let sql = format!("SELECT {COLUMNS} FROM documents d {JOINS} WHERE d.id = ?1");
    let mut statement = db.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    let row = rows.next()?.ok_or_else(|| Error::not_found(Record::Document))?;
    from_row(row)
}

/// What a document says; nothing when its content was purged.
pub(super) fn find_content(db: &Connection, id: DocumentId) -> Result<Option<Content>> {
    let sql = "SELECT content FROM document_contents WHERE document_id = ?1";
    let text: Option<String> = db.query_row(sql, [id], |row| row.get(0)).optional()?;
    text.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()
}

/// Issued documents, newest first.
///
/// # Errors
/// A failing disk.
pub fn list_documents(db: &Connection, filter: &DocumentFilter, offset: i64, limit: i64) -> Result<Page<Document>> {
    let mut parts: Vec<String> = Vec::new();
    let mut values: Vec<Value> = Vec::new();
    let mut add = |sql: &str, value: Value| {
        values.push(value);
        parts.push(sql.replace('?', &format!("?{}", values.len())));
    };
    if let Some(text) = &filter.number {
        let Some((series, number)) = split_number(text) else { return Ok(Page { rows: Vec::new(), total: 0 }) };
        add("d.number = ?", number.into());
        if !series.is_empty() {
            add("d.series = ? COLLATE NOCASE", series.to_owned().into());
        }
    }
    if let Some(kind) = filter.kind {
        add("d.kind = ?", kind.code().to_owned().into());
    }
    if let Some(from) = filter.from {
        add("d.business_date >= ?", from.to_string().into());
    }
    if let Some(to) = filter.to {
        add("d.business_date <= ?", to.to_string().into());
    }
    if let Some(order) = filter.order_id {
        add("d.order_id = ?", order.0.as_bytes().to_vec().into());
    }
    let condition = if parts.is_empty() { String::new() } else { format!("WHERE {}", parts.join(" AND ")) };
    let parameters: Vec<&dyn ToSql> = values.iter().map(|value| value as &dyn ToSql).collect();
    let count = format!("SELECT count(*) FROM documents d {condition}");
    let total = db.prepare_cached(&count)?.query_row(parameters.as_slice(), |row| row.get(0))?;
    let sql = format!(
        "SELECT {COLUMNS} FROM documents d {JOINS} {condition} ORDER BY d.issued_at_ms DESC, d.id DESC LIMIT {limit} OFFSET {offset}"
    );
    let mut statement = db.prepare_cached(&sql)?;
    let mut found = statement.query(parameters.as_slice())?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        rows.push(from_row(row)?);
    }
    Ok(Page { rows, total })
}

fn from_row(row: &Row<'_>) -> Result<Document> {
    let text = |column: usize| row.get_ref(column)?.as_str().map_err(|error| Error::internal(error.to_string()));
    Ok(Document {
        id: row.get(0)?,
        kind: text(1)?.parse()?,
        number: row.get(2)?,
        order_id: row.get(3)?,
        order_number: row.get(4)?,
        original_document_id: row.get(5)?,
        buyer_name: row.get(6)?,
        currency: row.get(7)?,
        net_minor: row.get(8)?,
        tax_minor: row.get(9)?,
        total_minor: row.get(10)?,
        business_date: text(11)?.parse().map_err(Error::internal)?,
        issued_at_ms: row.get(12)?,
        hash: hex::encode(row.get::<_, [u8; 32]>(13)?),
    })
}

/// Walks every series: each link, each content, every number, and that a document says what its order says.
///
/// # Errors
/// A store that cannot be read.
pub fn verify(db: &Connection, verification: &mut Verification) -> Result<()> {
    let mut statement = db.prepare(
        "SELECT d.id, d.kind, d.series, d.number, d.order_id, d.original_document_id, d.currency, d.net_minor, d.tax_minor,
           d.total_minor, d.business_date, d.issued_at_ms, d.register_id, d.device_id, d.actor_id, d.chain_version, d.content_hash,
           d.previous_hash, d.hash, c.salt, c.content, o.net_minor, o.tax_minor, o.total_minor, d.commit_seq
         FROM documents d LEFT JOIN document_contents c ON c.document_id = d.id LEFT JOIN view_orders o ON o.id = d.order_id
         ORDER BY d.series, d.number",
    )?;
    let mut rows = statement.query([])?;
    let mut last: Option<(String, i64, [u8; 32])> = None;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        last = Some(verify_link(db, row, last, verification)?);
    }
    verification.checked(say!("invoices and credit notes"), count);
    verify_tails(db, verification)
}

fn verify_link(
    db: &Connection,
    row: &Row<'_>,
    last: Option<(String, i64, [u8; 32])>,
    verification: &mut Verification,
) -> Result<(String, i64, [u8; 32])> {
    let (kind, series, number): (String, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
    let (currency, day): (String, String) = (row.get(6)?, row.get(10)?);
    let name = format!("{series}{number}");
    let header = Header {
        id: row.get(0)?,
        kind: &kind,
        series: &series,
        number,
        order_id: row.get(4)?,
        original_document_id: row.get(5)?,
        currency: &currency,
        net: row.get(7)?,
        tax: row.get(8)?,
        total: row.get(9)?,
        business_date: &day,
        issued_at: row.get(11)?,
        register_id: row.get(12)?,
        device_id: row.get(13)?,
        actor_id: row.get(14)?,
    };
    let (kept_content, kept_previous, kept): ([u8; 32], [u8; 32], [u8; 32]) = (row.get(16)?, row.get(17)?, row.get(18)?);
    let before = last.filter(|(known, _, _)| *known == series);
    let seq = row.get(24)?;
    let mut broken = |message: Message| verification.broken("documents", seq, Some("documents"), message);
    if let Some((_, before, _)) = &before
        && before + 1 != number
    {
        let before = format!("{series}{before}");
        broken(say!("Between {before} and {name} numbers are missing.", before, name));
    }
    if kept_previous != before.map_or([0; 32], |(_, _, hash)| hash) {
        broken(say!("{name} does not continue from the document before it.", name));
    }
    if header.link(row.get(15)?, &kept_previous, &kept_content) != kept {
        broken(say!("{name} was altered after it was issued.", name));
    }
    match (row.get::<_, Option<Vec<u8>>>(19)?, row.get::<_, Option<String>>(20)?) {
        (Some(salt), Some(content)) if content_hash(&salt, &content) == kept_content => {}
        (Some(_), Some(_)) => broken(say!("What {name} says was altered after it was issued.", name)),
        _ if was_redacted(db, "document_contents", header.id.0.as_bytes())? => {}
        _ => broken(say!("What {name} says is missing, and no purge says that it removed it.", name)),
    }
    let of_order: (Option<Money>, Option<Money>, Option<Money>) = (row.get(21)?, row.get(22)?, row.get(23)?);
    if of_order != (Some(header.net), Some(header.tax), Some(header.total)) {
        broken(say!("{name} does not come to what its order comes to.", name));
    }
    let link = header.link(row.get(15)?, &kept_previous, &kept_content);
    Ok((series, number, link))
}

/// The counter of a series says which number was given last: a tail that was cut off shows there.
fn verify_tails(db: &Connection, verification: &mut Verification) -> Result<()> {
    let mut statement = db.prepare(
        "SELECT s.prefix, s.next_number, max(d.number) FROM series s LEFT JOIN documents d ON d.series = s.prefix
         WHERE s.kind IN ('invoice', 'credit_note') GROUP BY s.register_id, s.kind, s.epoch
         HAVING max(d.number) <> s.next_number - 1",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (prefix, next, last): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let given = next - 1;
        let message =
            say!("The last number given in {prefix} was {given}, but the last document is {last}.", prefix, given, last);
        verification.found("documents", message);
    }
    Ok(())
}
