//! Re-derives the history: every link of the chain, and every fact against the commit that vouches for it.
//!
//! A shop of millions of rows is checked with the hashes of a bounded number of them in memory at a time ([`Gathered`]), and a history that was
//! rewritten from its beginning answers its first broken link and the first findings of each kind, not one finding for every row.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::facts::{hashed_tables, row_hash};
use super::purge::vouched_hash;
use super::write::{CommitRow, change_hash, content_hash};
use crate::base::{Message, RegisterId, Result, StaffId, Timestamp};
use crate::say;

/// Hears how far a check is: how much is done, of how much, and what is being looked at. An error it answers ends the check.
pub type Tell<'a> = &'a dyn Fn(u64, Option<u64>, Message) -> Result<()>;

/// How many findings of one kind are kept in words; the others are counted.
const FINDINGS_MAX: usize = 50;
/// How many hashes of rows are kept at a time: about 160 MB.
const HASHES_MAX: usize = 4_000_000;
/// After how many rows somebody hears how far the check is.
const TELL_EVERY: u64 = 50_000;

/// What was looked at and what was found.
#[derive(Debug, Default)]
pub struct Verification {
    /// One line for each thing that was checked, with how many of it.
    pub checked: Vec<(Message, u64)>,
    /// What does not hold; empty when everything does. Of each kind only the first ones.
    pub findings: Vec<Finding>,
    /// How many more findings there were than are told.
    pub omitted: u64,
    /// Where the history breaks first, when it does.
    pub first_broken: Option<BrokenLink>,
}

/// One thing that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What kind of check found it.
    pub check: String,
    /// What does not hold, in words.
    pub message: Message,
}

/// The first commit of the history that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenLink {
    /// Its number.
    pub seq: i64,
    /// What is wrong with it, in words.
    pub message: Message,
    /// The tables that hold rows of it, or in which the break shows.
    pub tables: Vec<String>,
    /// What was done, as the commit says now; nothing when it is gone.
    pub operation: Option<String>,
    /// When.
    pub at: Option<Timestamp>,
    /// Who did it.
    pub actor_id: Option<StaffId>,
    /// At which register.
    pub register_id: Option<RegisterId>,
}

impl Verification {
    /// Notes that `count` of something were looked at.
    pub fn checked(&mut self, what: Message, count: u64) {
        self.checked.push((what, count));
    }

    /// Notes something that does not hold.
    pub fn found(&mut self, check: &str, message: Message) {
        if self.findings.iter().filter(|finding| finding.check == check).count() < FINDINGS_MAX {
            self.findings.push(Finding { check: check.to_owned(), message });
        } else {
            self.omitted += 1;
        }
    }

    /// Notes that the history does not hold at a commit, and in which table that shows.
    pub fn broken(&mut self, check: &str, seq: i64, table: Option<&str>, message: Message) {
        if self.first_broken.as_ref().is_none_or(|first| seq < first.seq) {
            self.first_broken = Some(BrokenLink {
                seq,
                message: message.clone(),
                tables: table.map(str::to_owned).into_iter().collect(),
                operation: None,
                at: None,
                actor_id: None,
                register_id: None,
            });
        }
        self.found(check, message);
    }

    /// How many things do not hold.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.findings.len() as u64 + self.omitted
    }
}

/// Checks pages, references, the chain of commits, and every fact and change against its commit.
///
/// # Errors
/// A store that cannot be read at all, and what `tell` answers.
pub fn verify(connection: &Connection, tell: Tell<'_>) -> Result<Verification> {
    let mut verification = Verification::default();
    tell(0, None, say!("Checking the pages of the file"))?;
    pages(connection, &mut verification)?;
    references(connection, &mut verification)?;
    History::of(connection, tell)?.check(&mut verification)?;
    tell(0, None, say!("Checking the values of changes"))?;
    change_contents(connection, &mut verification)?;
    Ok(verification)
}

fn pages(connection: &Connection, verification: &mut Verification) -> Result<()> {
    for fault in page_faults(connection, "integrity_check")? {
        verification.found("pages", say!("A page of the file is damaged: {fault}.", fault));
    }
    let count: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    verification.checked(say!("pages of the file"), count.unsigned_abs());
    Ok(())
}

/// What is wrong with the pages of a file: their seals, and where those hold what one of SQLite's own checks finds in them. A page whose seal is
/// broken cannot be read, and a connection that tried answers nothing any more.
pub(super) fn page_faults(connection: &Connection, check: &str) -> Result<Vec<String>> {
    for pragma in ["cipher_integrity_check", check] {
        let mut statement = connection.prepare(&format!("PRAGMA {pragma}"))?;
        let lines = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
        let faults: Vec<String> = lines.into_iter().filter(|line| line != "ok").collect();
        if !faults.is_empty() {
            return Ok(faults);
        }
    }
    Ok(Vec::new())
}

fn references(connection: &Connection, verification: &mut Verification) -> Result<()> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut broken = statement.query([])?;
    while let Some(row) = broken.next()? {
        let (table, parent): (String, String) = (row.get(0)?, row.get(2)?);
        verification
            .found("references", say!("A row of {table} refers to a row of {parent} that does not exist.", table, parent));
    }
    Ok(())
}

/// Hashes of rows with the commit each belongs to, for as many commits from `from` on as there is room for; those of later ones are let go
/// and come in the next pass.
struct Gathered {
    from: i64,
    until: Option<i64>,
    hashes: Vec<(i64, [u8; 32])>,
    room: usize,
}

impl Gathered {
    fn from(from: i64, room: usize) -> Self {
        Self { from, until: None, hashes: Vec::new(), room }
    }

    fn wants(&self, seq: i64) -> bool {
        seq >= self.from && self.until.is_none_or(|until| seq < until)
    }

    fn push(&mut self, seq: i64, hash: [u8; 32]) {
        self.hashes.push((seq, hash));
        if self.hashes.len() >= self.room {
            self.let_go();
        }
    }

    /// Lets the later half go. The commits of the earlier half are kept whole, however many rows they have.
    fn let_go(&mut self) {
        let middle = self.hashes.len() / 2;
        let (_, &mut (cut, _), _) = self.hashes.select_nth_unstable_by_key(middle, |(seq, _)| *seq);
        let first = self.hashes.iter().map(|(seq, _)| *seq).min().unwrap_or(self.from);
        let until = cut.max(first + 1);
        self.until = Some(until);
        self.hashes.retain(|(seq, _)| *seq < until);
        self.room = self.room.max(2 * self.hashes.len());
    }

    fn sort(&mut self) {
        self.hashes.sort_unstable();
    }
}

/// A table of facts as it is read.
struct Table {
    name: String,
    count: u64,
    has_redactions: bool,
}

/// The whole history of a store, read in passes.
struct History<'a> {
    connection: &'a Connection,
    tell: Tell<'a>,
    tables: Vec<Table>,
    /// How many rows one pass reads.
    total: u64,
    room: usize,
}

/// Where the walk along the chain stands.
struct Link {
    count: i64,
    previous: [u8; 32],
}

impl<'a> History<'a> {
    fn of(connection: &'a Connection, tell: Tell<'a>) -> Result<Self> {
        let mut tables = Vec::new();
        for name in hashed_tables(connection)? {
            let count: i64 = connection.query_row(&format!("SELECT count(*) FROM {name}"), [], |row| row.get(0))?;
            let has_redactions = knows_redactions(connection)?
                && connection
                    .query_row("SELECT EXISTS (SELECT 1 FROM redactions WHERE table_name = ?1)", [&name], |row| row.get(0))?;
            tables.push(Table { name, count: count.unsigned_abs(), has_redactions });
        }
        let total = tables.iter().map(|table| table.count).sum();
        Ok(Self { connection, tell, tables, total, room: HASHES_MAX })
    }

    fn check(&self, verification: &mut Verification) -> Result<()> {
        let mut link = Link { count: 0, previous: [0; 32] };
        let mut from = i64::MIN;
        loop {
            let mut gathered = self.gather(from)?;
            gathered.sort();
            self.walk(&gathered, &mut link, verification)?;
            match gathered.until {
                Some(until) => from = until,
                None => break,
            }
        }
        for table in &self.tables {
            verification.checked(say!("rows of {table}", table = table.name), table.count);
        }
        verification.checked(say!("links of the chain"), link.count.unsigned_abs());
        Ok(())
    }

    /// Reads every table of facts and keeps the hashes of the rows whose commits are wanted.
    fn gather(&self, from: i64) -> Result<Gathered> {
        let mut gathered = Gathered::from(from, self.room);
        let mut done = 0_u64;
        for table in &self.tables {
            let mut statement = self.connection.prepare(&format!("SELECT * FROM {}", table.name))?;
            let columns: Vec<String> = statement.column_names().map(ToString::to_string).collect();
            let seq_column = columns.iter().position(|column| column == "commit_seq").unwrap_or_default();
            let import_column = columns.iter().position(|column| column == "import_id");
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if done.is_multiple_of(TELL_EVERY) {
                    (self.tell)(done, Some(self.total), say!("Checking what was written"))?;
                }
                done += 1;
                let seq: i64 = row.get(seq_column)?;
                let is_imported = match import_column {
                    Some(column) => row.get_ref(column)? != ValueRef::Null,
                    None => false,
                };
                if is_imported || !gathered.wants(seq) {
                    continue;
                }
                let mut cells = Vec::with_capacity(columns.len());
                for (index, column) in columns.iter().enumerate().filter(|(index, _)| *index != seq_column) {
                    cells.push((column.as_str(), row.get_ref(index)?));
                }
                let mut hash = row_hash(&table.name, &cells);
                if table.has_redactions {
                    hash = vouched_hash(self.connection, &table.name, &hash)?.unwrap_or(hash);
                }
                gathered.push(seq, hash);
            }
        }
        Ok(gathered)
    }

    /// Walks the links whose rows were gathered.
    fn walk(&self, gathered: &Gathered, link: &mut Link, verification: &mut Verification) -> Result<()> {
        let mut statement = self.connection.prepare(
            "SELECT seq, device_id, device_seq, actor_id, register_id, operation, hlc, at_ms, content_hash, previous_hash, hash
             FROM commits WHERE seq >= ?1 AND (?2 IS NULL OR seq < ?2) ORDER BY seq",
        )?;
        let mut rows = statement.query((gathered.from, gathered.until))?;
        let mut hashes = gathered.hashes.as_slice();
        while let Some(row) = rows.next()? {
            let commit = CommitRow {
                seq: row.get(0)?,
                device_id: row.get_ref(1)?.as_blob().unwrap_or_default(),
                device_seq: row.get(2)?,
                actor_id: row.get_ref(3)?.as_blob_or_null().unwrap_or_default(),
                register_id: row.get_ref(4)?.as_blob_or_null().unwrap_or_default(),
                operation: row.get_ref(5)?.as_str().unwrap_or_default(),
                hlc: row.get(6)?,
                at_ms: row.get(7)?,
                content_hash: row.get_ref(8)?.as_blob().unwrap_or_default(),
                previous_hash: row.get_ref(9)?.as_blob().unwrap_or_default(),
            };
            let stored: [u8; 32] = row.get(10)?;
            hashes = orphans(hashes, Some(commit.seq), verification);
            let own = hashes.partition_point(|(seq, _)| *seq == commit.seq);
            let (of_commit, later) = hashes.split_at(own);
            hashes = later;
            let mut of_commit: Vec<[u8; 32]> = of_commit.iter().map(|(_, hash)| *hash).collect();
            check_link(&commit, &stored, link, &mut of_commit, verification);
        }
        orphans(hashes, None, verification);
        Ok(())
    }
}

/// Says what the first broken commit was, who did it, and where its rows lie. To be called when everything was looked at.
///
/// # Errors
/// A failing disk.
pub fn describe_break(connection: &Connection, verification: &mut Verification) -> Result<()> {
    let Some(first) = &mut verification.first_broken else { return Ok(()) };
    let sql = "SELECT operation, at_ms, actor_id, register_id FROM commits WHERE seq = ?1";
    let known: Option<(String, Timestamp, Option<StaffId>, Option<RegisterId>)> =
        connection.query_row(sql, [first.seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).optional()?;
    if let Some((operation, at, actor_id, register_id)) = known {
        (first.operation, first.at, first.actor_id, first.register_id) = (Some(operation), Some(at), actor_id, register_id);
    }
    if first.tables.is_empty() {
        for table in hashed_tables(connection)? {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE commit_seq = ?1)");
            if connection.query_row(&sql, [first.seq], |row| row.get(0))? {
                first.tables.push(table);
            }
        }
    }
    Ok(())
}

/// Rows before the next commit, or after the last one, belong to none that exists.
fn orphans<'h>(hashes: &'h [(i64, [u8; 32])], next: Option<i64>, verification: &mut Verification) -> &'h [(i64, [u8; 32])] {
    let (lost, rest) = hashes.split_at(hashes.partition_point(|(seq, _)| next.is_none_or(|next| *seq < next)));
    let mut last = None;
    for (seq, _) in lost {
        if last != Some(*seq) {
            let message = say!("Rows say they belong to change {seq}, which does not exist.", seq = *seq);
            verification.broken("facts", *seq, None, message);
            last = Some(*seq);
        }
    }
    rest
}

fn check_link(
    commit: &CommitRow<'_>,
    stored: &[u8; 32],
    link: &mut Link,
    of_commit: &mut [[u8; 32]],
    verification: &mut Verification,
) {
    let seq = commit.seq;
    link.count += 1;
    if seq != link.count {
        let missing = link.count;
        verification.broken("chain", missing, None, say!("Change {seq} is missing from the history.", seq = missing));
        link.count = seq;
    }
    if commit.previous_hash != link.previous {
        verification.broken("chain", seq, None, say!("Change {seq} does not continue from the one before it.", seq));
    }
    if commit.hash() != *stored {
        verification.broken("chain", seq, None, say!("Change {seq} was altered after it was written.", seq));
    }
    if commit.content_hash != content_hash(of_commit) {
        let operation = commit.operation;
        let message = say!("What change {seq} ({operation}) wrote was altered, removed or added to.", seq, operation);
        verification.broken("facts", seq, None, message);
    }
    link.previous = *stored;
}

fn change_contents(connection: &Connection, verification: &mut Verification) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT c.commit_seq, c.salt, c.before, c.after, h.content_hash FROM change_contents c
         LEFT JOIN changes h USING (commit_seq, change_no)",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        count += 1;
        let (before, after): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let salt: Vec<u8> = row.get(1)?;
        let expected: Option<[u8; 32]> = row.get(4)?;
        if expected != Some(change_hash(&salt, before.as_deref(), after.as_deref())) {
            let seq = row.get(0)?;
            let message = say!("The values that change {seq} noted were altered.", seq);
            verification.broken("changes", seq, Some("change_contents"), message);
        }
    }
    verification.checked(say!("values of changes"), count);
    let mut statement = connection.prepare(
        "SELECT h.commit_seq, h.change_no FROM changes h LEFT JOIN change_contents c USING (commit_seq, change_no)
         WHERE c.commit_seq IS NULL ORDER BY h.commit_seq, h.change_no",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (seq, change_no): (i64, i64) = (row.get(0)?, row.get(1)?);
        let key = [seq.to_be_bytes(), change_no.to_be_bytes()].concat();
        if !was_redacted(connection, "change_contents", &key)? {
            let message = say!("The values that change {seq} noted are gone, and no purge says that it removed them.", seq);
            verification.broken("changes", seq, Some("change_contents"), message);
        }
    }
    Ok(())
}

/// Whether the store has a list of redactions: an older one that is looked at as it is has none.
fn knows_redactions(connection: &Connection) -> Result<bool> {
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'redactions')")?
        .query_row([], |row| row.get(0))?)
}

/// Whether a purge says that it removed contents that were known by this.
///
/// # Errors
/// A failing disk.
pub fn was_redacted(connection: &Connection, table: &str, key: &[u8]) -> Result<bool> {
    if !knows_redactions(connection)? {
        return Ok(false);
    }
    Ok(connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM redactions WHERE table_name = ?1 AND record_key = ?2)")?
        .query_row((table, key), |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads `rows` in passes as the history does; answers what each pass kept.
    fn passes(rows: &[i64], room: usize) -> Vec<Vec<i64>> {
        let (mut from, mut kept) = (i64::MIN, Vec::new());
        loop {
            let mut gathered = Gathered::from(from, room);
            for seq in rows {
                if gathered.wants(*seq) {
                    gathered.push(*seq, [0; 32]);
                }
            }
            gathered.sort();
            kept.push(gathered.hashes.iter().map(|(seq, _)| *seq).collect());
            match gathered.until {
                Some(until) => from = until,
                None => return kept,
            }
        }
    }

    #[test]
    fn every_row_is_kept_in_exactly_one_pass_and_a_commit_is_never_split() {
        for rows in [
            (0..1_000).map(|row| row % 97).collect::<Vec<i64>>(),
            (0..1_000).rev().collect(),
            vec![7; 500],
            (0..300).map(|row| if row % 3 == 0 { 5 } else { row }).collect(),
            Vec::new(),
        ] {
            let mut sorted = rows.clone();
            sorted.sort_unstable();
            let kept = passes(&rows, 64);
            assert_eq!(kept.concat(), sorted, "in order, all of them, none twice");
            for pair in kept.windows(2) {
                assert!(pair[0].last() < pair[1].first() || pair[1].is_empty(), "a commit lies in two passes");
            }
        }
    }
}
