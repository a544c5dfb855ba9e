//! People and what is kept about them, in SQL over the tables that the privacy tags and the rules name.

pub(super) mod rules;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::types::{ToSql, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use super::person::{Cutoff, Erasure, Holding, Person, PersonKind, Reason, Retention, Table};
use crate::base::{Error, Message, PurgeId, Record, Result, Timestamp};
use crate::say;
use crate::store::{Chosen, FactTable, Write, blank_rows, redact_facts, remove_rows, says_something};
use rules::{Fate, RULES, Rule};

const ERASURES: FactTable = FactTable { name: "erasures", columns: &["person_id", "kind", "reason", "purge_id", "at_ms"] };

/// Texts shorter than this are found in too much that is somebody else's.
const TEXT_LENGTH_MIN: usize = 3;

/// Columns that open something or prove something, and say nothing about anybody.
const NOT_SHOWN: [&str; 10] = [
    "local_key",
    "password_hash",
    "token_hash",
    "salt",
    "content_hash",
    "previous_hash",
    "hash",
    "chain_version",
    "commit_seq",
    "import_id",
];

/// A person with everything their rows are found by.
pub(super) struct Subject {
    pub person: Person,
    id: Vec<u8>,
    id_text: String,
    name: String,
    texts: String,
    number: String,
    import_id: Option<Vec<u8>>,
}

impl Subject {
    /// The values that a rule's condition may name.
    fn values<'a>(&'a self, cutoff: &'a Cutoff) -> Vec<(&'a str, &'a dyn ToSql)> {
        let mut values: Vec<(&str, &dyn ToSql)> = vec![
            (":id", &self.id),
            (":id_text", &self.id_text),
            (":name", &self.name),
            (":texts", &self.texts),
            (":number", &self.number),
            (":import_id", &self.import_id),
        ];
        values.extend(cutoff_values(cutoff));
        values
    }
}

fn cutoff_values(cutoff: &Cutoff) -> [(&str, &dyn ToSql); 2] {
    [(":day", &cutoff.day_text), (":moment", &cutoff.moment)]
}

impl Rule {
    fn of(&self, kind: PersonKind) -> Option<&'static str> {
        match kind {
            PersonKind::Customer => self.of_customer,
            PersonKind::Staff => self.of_staff,
        }
    }
}

/// Everybody there is something about. Those who were forgotten have no name.
const PEOPLE: &str = "SELECT 'customer' AS kind, id, name, number AS detail, email, phone, created_at_ms FROM customers WHERE name <> ''
  UNION ALL SELECT 'staff', s.id, s.name, r.name, s.state, '', s.created_at_ms FROM staff s JOIN view_role_names r ON r.id = s.role_id WHERE s.name <> ''";

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    let (kind, detail): (String, String) = (row.get(0)?, row.get(3)?);
    let kind = if kind == PersonKind::Staff.code() { PersonKind::Staff } else { PersonKind::Customer };
    // Of staff the state stands where the e-mail address of a customer does.
    let email: String = row.get(4)?;
    Ok(Person {
        kind,
        id: row.get(1)?,
        name: row.get(2)?,
        number: (kind == PersonKind::Customer).then(|| detail.clone()),
        role: (kind == PersonKind::Staff).then_some(detail),
        is_active: kind == PersonKind::Staff && email == "active",
        email: if kind == PersonKind::Customer { email } else { String::new() },
        phone: row.get(5)?,
        created_at_ms: row.get(6)?,
    })
}

/// People whose name, number, e-mail address or telephone number holds every word.
pub(super) fn list_people(db: &Connection, text: &str, offset: i64, limit: i64) -> Result<(Vec<Person>, i64)> {
    let patterns: Vec<String> = text
        .split_whitespace()
        .take(8)
        .map(|word| format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
        .collect();
    let conditions: Vec<String> = (1..=patterns.len())
        .map(|place| {
            let like = format!("LIKE ?{place} ESCAPE '\\'");
            format!("(name {like} OR detail {like} OR email {like} OR phone {like})")
        })
        .collect();
    let condition = if conditions.is_empty() { "1".to_owned() } else { conditions.join(" AND ") };
    let values: Vec<&dyn ToSql> = patterns.iter().map(|pattern| pattern as &dyn ToSql).collect();
    let total =
        db.query_row(&format!("SELECT count(*) FROM ({PEOPLE}) WHERE {condition}"), values.as_slice(), |row| row.get(0))?;
    let mut statement = db.prepare(&format!(
        "SELECT kind, id, name, detail, email, phone, created_at_ms FROM ({PEOPLE}) WHERE {condition}
         ORDER BY name COLLATE NOCASE, id LIMIT {limit} OFFSET {offset}"
    ))?;
    let people = statement.query_map(values.as_slice(), person)?.collect::<rusqlite::Result<_>>()?;
    Ok((people, total))
}

/// A person who was not forgotten, with what their rows are found by.
pub(super) fn find_subject(db: &Connection, kind: PersonKind, id: Uuid) -> Result<Subject> {
    let sql = format!("SELECT kind, id, name, detail, email, phone, created_at_ms FROM ({PEOPLE}) WHERE kind = ?1 AND id = ?2");
    let person = db.query_row(&sql, params![kind.code(), id], person).optional()?;
    let Some(person) = person else {
        let was_forgotten = db.query_row(
            "SELECT EXISTS (SELECT 1 FROM erasures WHERE person_id = ?1 AND kind = ?2)",
            params![id, kind.code()],
            |row| row.get(0),
        )?;
        return Err(if was_forgotten {
            Error::refused(say!("This person was erased already, so nothing was changed."))
        } else {
            Error::not_found(match kind {
                PersonKind::Customer => Record::Customer,
                PersonKind::Staff => Record::Person,
            })
        });
    };
    let mut subject = Subject {
        id: id.as_bytes().to_vec(),
        id_text: id.to_string(),
        name: person.name.trim().to_lowercase(),
        texts: "[]".to_owned(),
        number: person.number.clone().unwrap_or_default(),
        import_id: None,
        person,
    };
    if kind == PersonKind::Customer {
        let (address, tax_number): (String, String);
        (address, tax_number, subject.import_id) =
            db.query_row("SELECT address, tax_number, import_id FROM customers WHERE id = ?1", [id], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        let known = [&subject.person.name, &subject.person.email, &subject.person.phone, &address, &tax_number];
        let texts: BTreeSet<&str> =
            known.iter().map(|text| text.trim()).filter(|text| text.chars().count() >= TEXT_LENGTH_MIN).collect();
        subject.texts = serde_json::to_string(&texts).map_err(Error::internal)?;
    }
    Ok(subject)
}

/// What must be ended before this person can be forgotten.
pub(super) fn unfinished(db: &Connection, subject: &Subject) -> Result<Vec<Message>> {
    let mut found = Vec::new();
    match subject.person.kind {
        PersonKind::Customer => {
            let tickets: i64 = db.query_row(
                "SELECT count(*) FROM local_drafts WHERE kind = 'ticket' AND instr(content, ?1) > 0",
                [&subject.id_text],
                |row| row.get(0),
            )?;
            if tickets > 0 {
                found.push(say!(
                    "{count} parked tickets at the till are for this customer: post or remove them.",
                    count = tickets
                ));
            }
            let is_importing: bool = db.query_row(
                "SELECT EXISTS (SELECT 1 FROM imports WHERE id = ?1 AND state IN ('running', 'cancelled', 'undoing'))",
                [&subject.import_id],
                |row| row.get(0),
            )?;
            if is_importing {
                found.push(say!("The import that brought this customer is not finished: let it end, or undo it."));
            }
        }
        PersonKind::Staff => {
            if subject.person.is_active {
                found.push(say!("This person may still sign in: disable them first."));
            }
            let jobs: i64 = db.query_row(
                "SELECT count(*) FROM local_jobs WHERE staff_id = ?1 AND state = 'running'",
                [&subject.id],
                |row| row.get(0),
            )?;
            if jobs > 0 {
                found.push(say!("{count} jobs that this person started are at work: wait for them to end.", count = jobs));
            }
        }
    }
    Ok(found)
}

/// How many rows of each table are about a person, and what becomes of them.
pub(super) fn holdings(db: &Connection, subject: &Subject, cutoff: &Cutoff) -> Result<Vec<Holding>> {
    let values = subject.values(cutoff);
    let mut holdings = Vec::new();
    for rule in RULES {
        let Some(condition) = rule.of(subject.person.kind) else { continue };
        let says = match rule.fate {
            Fate::Blank | Fate::Redact => says_something(db, rule.table)?,
            Fate::Remove | Fate::Law | Fate::Stays => "1".to_owned(),
        };
        let all = count(db, rule.table, &format!("({condition}) AND ({says})"), &values)?;
        let goes = match (rule.fate, rule.aged) {
            (Fate::Stays, _) => 0,
            (Fate::Law, Some(aged)) => count(db, rule.table, &format!("({condition}) AND ({aged})"), &values)?,
            (Fate::Law, None) => 0,
            (Fate::Blank | Fate::Remove | Fate::Redact, _) => all,
        };
        if all > 0 {
            holdings.push(Holding {
                table: rule.table.to_owned(),
                goes,
                stays: all - goes,
                is_kept_by_law: rule.fate == Fate::Law,
            });
        }
    }
    Ok(holdings)
}

fn count(db: &Connection, table: &str, condition: &str, values: &[(&str, &dyn ToSql)]) -> Result<i64> {
    let mut statement = db.prepare(&format!("SELECT count(*) FROM {table} t WHERE {condition}"))?;
    let named = named(&statement, values)?;
    Ok(statement.query_row(named.as_slice(), |row| row.get(0))?)
}

/// The values that a statement names.
fn named<'a>(statement: &rusqlite::Statement<'_>, values: &[(&'a str, &'a dyn ToSql)]) -> Result<Vec<(&'a str, &'a dyn ToSql)>> {
    let mut found = Vec::new();
    for (name, value) in values {
        if statement.parameter_index(name)?.is_some() {
            found.push((*name, *value));
        }
    }
    Ok(found)
}

/// The day of the last document about a customer that the law still keeps.
pub(super) fn last_kept_day(db: &Connection, id: Uuid, cutoff: &Cutoff) -> Result<Option<NaiveDate>> {
    let day: Option<String> = db.query_row(
        "SELECT max(d.business_date) FROM documents d JOIN orders o ON o.id = d.order_id JOIN document_contents c ON c.document_id = d.id
         WHERE o.customer_id = ?1 AND d.business_date >= ?2",
        params![id, cutoff.day_text],
        |row| row.get(0),
    )?;
    day.map(|day| day.parse().map_err(Error::internal)).transpose()
}

/// Does to the rows of a condition what the rule says.
fn apply(
    tx: &mut Write<'_>,
    purge: PurgeId,
    rule: &Rule,
    condition: &str,
    values: &[(&str, &dyn ToSql)],
    limit: i64,
) -> Result<usize> {
    let chosen = Chosen { table: rule.table, condition, values, limit };
    match rule.fate {
        Fate::Stays => Ok(0),
        Fate::Blank => blank_rows(tx, chosen, rule.besides),
        Fate::Remove | Fate::Law => remove_rows(tx, purge, chosen),
        Fate::Redact => redact_facts(tx, purge, chosen),
    }
}

/// Forgets a person inside of a purge: every rule in turn. Answers how many rows it touched.
pub(super) fn forget(tx: &mut Write<'_>, purge: PurgeId, subject: &Subject, cutoff: &Cutoff) -> Result<usize> {
    let values = subject.values(cutoff);
    let mut touched = 0;
    for rule in RULES {
        let Some(condition) = rule.of(subject.person.kind) else { continue };
        let condition = match (rule.fate, rule.aged) {
            (Fate::Law, Some(aged)) => format!("({condition}) AND ({aged})"),
            (Fate::Law, None) => continue,
            (Fate::Blank | Fate::Remove | Fate::Redact | Fate::Stays, _) => condition.to_owned(),
        };
        touched += apply(tx, purge, rule, &condition, &values, -1)?;
    }
    Ok(touched)
}

/// How many rows of each table are older than they may be.
pub(super) fn aged(db: &Connection, cutoff: &Cutoff) -> Result<Vec<Holding>> {
    let mut holdings = Vec::new();
    for rule in RULES {
        let Some(condition) = rule.aged else { continue };
        let says = match rule.fate {
            Fate::Blank | Fate::Redact => says_something(db, rule.table)?,
            Fate::Remove | Fate::Law | Fate::Stays => "1".to_owned(),
        };
        let goes = count(db, rule.table, &format!("({condition}) AND ({says})"), &cutoff_values(cutoff))?;
        if goes > 0 {
            holdings.push(Holding { table: rule.table.to_owned(), goes, stays: 0, is_kept_by_law: rule.fate == Fate::Law });
        }
    }
    Ok(holdings)
}

/// Whether a table holds anything that is older than it may be.
pub(super) fn has_aged(db: &Connection, table: &str, cutoff: &Cutoff) -> Result<bool> {
    let Some((rule, condition)) = aged_rule(table) else { return Ok(false) };
    let says = match rule.fate {
        Fate::Blank | Fate::Redact => says_something(db, table)?,
        Fate::Remove | Fate::Law | Fate::Stays => "1".to_owned(),
    };
    let mut statement = db.prepare(&format!("SELECT EXISTS (SELECT 1 FROM {table} t WHERE ({condition}) AND ({says}))"))?;
    let named = named(&statement, &cutoff_values(cutoff))?;
    Ok(statement.query_row(named.as_slice(), |row| row.get(0))?)
}

fn aged_rule(table: &str) -> Option<(&'static Rule, &'static str)> {
    RULES.iter().find(|rule| rule.table == table).and_then(|rule| Some((rule, rule.aged?)))
}

/// Removes some of what is older than it may be from a table; answers how many rows, none when nothing is left.
pub(super) fn remove_aged(tx: &mut Write<'_>, purge: PurgeId, table: &str, cutoff: &Cutoff, limit: i64) -> Result<usize> {
    let Some((rule, condition)) = aged_rule(table) else { return Ok(0) };
    apply(tx, purge, rule, condition, &cutoff_values(cutoff), limit)
}

/// Customers who are known since before a day and bought nothing since.
const INACTIVE: &str = "FROM customers c WHERE c.name <> '' AND c.created_at_ms < :moment
  AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.business_date >= :day)";

pub(super) fn count_inactive(db: &Connection, cutoff: &Cutoff) -> Result<i64> {
    Ok(db.query_row(&format!("SELECT count(*) {INACTIVE}"), &cutoff_values(cutoff)[..], |row| row.get(0))?)
}

/// Some of them, after one that was looked at already.
pub(super) fn list_inactive(db: &Connection, cutoff: &Cutoff, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>> {
    let [day, moment] = cutoff_values(cutoff);
    let values: [(&str, &dyn ToSql); 4] = [day, moment, (":after", &after), (":limit", &limit)];
    let sql = format!("SELECT c.id {INACTIVE} AND (:after IS NULL OR c.id > :after) ORDER BY c.id LIMIT :limit");
    let mut statement = db.prepare_cached(&sql)?;
    Ok(statement.query_map(&values[..], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_erasure(tx: &mut Write<'_>, subject: &Subject, reason: Reason, purge: PurgeId) -> Result<()> {
    let (kind, now) = (subject.person.kind, tx.now);
    tx.append(&ERASURES, params![subject.person.id, kind.code(), reason.code(), purge, now])
}

/// Keeps somebody out who worked here when a copy of the shop was taken and was forgotten since. Answers false for the last owner, without whom
/// nobody could manage the restored shop.
pub(super) fn disable(tx: &Write<'_>, id: Uuid) -> Result<bool> {
    let others: i64 = tx.query_row(
        "SELECT count(*) FROM staff s JOIN roles r ON r.id = s.role_id WHERE r.code = 'owner' AND s.state = 'active' AND s.id <> ?1",
        [id],
        |row| row.get(0),
    )?;
    if others == 0 {
        return Ok(false);
    }
    tx.execute("UPDATE staff SET state = 'disabled' WHERE id = ?1", [id])?;
    Ok(true)
}

/// Everybody who was forgotten; nobody in a store from before there was such a list.
///
/// # Errors
/// A failing disk.
pub fn forgotten_ids(db: &Connection) -> Result<Vec<Uuid>> {
    let is_known: bool =
        db.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'erasures')", [], |row| row.get(0))?;
    if !is_known {
        return Ok(Vec::new());
    }
    let mut statement = db.prepare("SELECT DISTINCT person_id FROM erasures ORDER BY person_id")?;
    Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Which of these people are there and were not forgotten.
pub(super) fn remembered(db: &Connection, ids: &[Uuid]) -> Result<Vec<(PersonKind, Uuid)>> {
    let mut statement = db.prepare(&format!("SELECT kind FROM ({PEOPLE}) WHERE id = ?1"))?;
    let mut found = Vec::new();
    for id in ids {
        let kind: Option<String> = statement.query_row([id], |row| row.get(0)).optional()?;
        if let Some(kind) = kind {
            found.push((kind.parse()?, *id));
        }
    }
    Ok(found)
}

/// Who was forgotten, the latest first, and how many there are.
pub(super) fn list_erasures(db: &Connection, offset: i64, limit: i64) -> Result<(Vec<Erasure>, i64)> {
    let total = db.query_row("SELECT count(*) FROM erasures", [], |row| row.get(0))?;
    let mut statement = db.prepare_cached(
        "SELECT e.person_id, e.kind, e.reason, e.at_ms, s.name, p.removed_rows FROM erasures e
         JOIN commits c ON c.seq = e.commit_seq LEFT JOIN view_staff_names s ON s.id = c.actor_id LEFT JOIN purges p ON p.id = e.purge_id
         ORDER BY e.commit_seq DESC, e.person_id LIMIT ?1 OFFSET ?2",
    )?;
    let mut rows = statement.query([limit, offset])?;
    let mut erasures = Vec::new();
    while let Some(row) = rows.next()? {
        let (kind, reason): (String, String) = (row.get(1)?, row.get(2)?);
        erasures.push(Erasure {
            person_id: row.get(0)?,
            kind: kind.parse()?,
            reason: reason.parse()?,
            at_ms: row.get(3)?,
            staff_name: row.get(4)?,
            touched_rows: row.get::<_, Option<i64>>(5)?.unwrap_or_default(),
        });
    }
    Ok((erasures, total))
}

pub(super) fn find_retention(db: &Connection) -> Result<Retention> {
    let found = db.query_row("SELECT retention_years, customer_years FROM retention", [], |row| {
        Ok(Retention { retention_years: row.get(0)?, customer_years: row.get(1)? })
    });
    Ok(found.optional()?.unwrap_or_default())
}

pub(super) fn set_retention(tx: &Write<'_>, retention: Retention) -> Result<()> {
    tx.execute(
        "INSERT INTO retention (only_row, retention_years, customer_years) VALUES (1, ?1, ?2)
         ON CONFLICT DO UPDATE SET retention_years = excluded.retention_years, customer_years = excluded.customer_years",
        params![retention.retention_years, retention.customer_years],
    )?;
    Ok(())
}

/// Everything about a person, table by table, `rows_max` rows in all; answers whether that was all of it.
pub(super) fn everything(db: &Connection, subject: &Subject, rows_max: usize) -> Result<(Vec<Table>, bool)> {
    let cutoff = Cutoff::at(NaiveDate::MIN, Timestamp(0));
    let values = subject.values(&cutoff);
    let (mut tables, mut room) = (Vec::new(), rows_max);
    for rule in RULES.iter().rev().filter(|rule| rule.is_shown) {
        let Some(condition) = rule.of(subject.person.kind) else { continue };
        let shown = rule.shown.map_or_else(|| format!("SELECT t.* FROM {} t", rule.table), str::to_owned);
        let mut statement = db.prepare(&format!("{shown} WHERE {condition} LIMIT {}", room + 1))?;
        let columns: Vec<String> = statement.column_names().map(ToOwned::to_owned).collect();
        let wanted: Vec<usize> = (0..columns.len()).filter(|place| !NOT_SHOWN.contains(&columns[*place].as_str())).collect();
        let named = named(&statement, &values)?;
        let mut found = statement.query(named.as_slice())?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            if rows.len() == room {
                tables.push(Table {
                    name: rule.table,
                    columns: wanted.iter().map(|place| columns[*place].clone()).collect(),
                    rows,
                });
                return Ok((tables, false));
            }
            rows.push(wanted.iter().map(|place| Ok(plain(row.get_ref(*place)?))).collect::<Result<Vec<_>>>()?);
        }
        room -= rows.len();
        if !rows.is_empty() {
            tables.push(Table { name: rule.table, columns: wanted.iter().map(|place| columns[*place].clone()).collect(), rows });
        }
    }
    Ok((tables, true))
}

/// A cell as it is handed over: ids as people write them.
fn plain(cell: ValueRef<'_>) -> serde_json::Value {
    match cell {
        ValueRef::Null => serde_json::Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(blob) => match Uuid::from_slice(blob) {
            Ok(id) => id.to_string().into(),
            Err(_) => hex::encode(blob).into(),
        },
    }
}
