//! Whose a row is, for every table that says anything about people: the one list that erasure, export and retention go by.
//!
//! Which columns are about people stands in `privacy_tags`; whose they are cannot be tagged, so it stands here. `tests/privacy.rs` refuses a
//! table with a tagged column that has no rule.

/// What becomes of a row when its person is forgotten or its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::privacy) enum Fate {
    /// It stays, and its tagged columns are emptied.
    Blank,
    /// It is removed whole.
    Remove,
    /// It is a fact: it stays, and its tagged columns are taken out of it through the purge door.
    Redact,
    /// The law keeps it until its time is over; then it is removed.
    Law,
    /// It says nothing about anybody by itself; it is only handed over with the rest.
    Stays,
}

/// Whose the rows of a table are. Conditions call the table `t` and may name `:id` (the person's), `:id_text`, `:name` (in small letters),
/// `:texts` (what identifies them, as a JSON list), `:number` and `:import_id` (of a customer); or `:day` and `:moment`, before which time is over.
#[derive(Debug, Clone, Copy)]
pub(in crate::privacy) struct Rule {
    /// The table.
    pub table: &'static str,
    /// Which rows are a customer's.
    pub of_customer: Option<&'static str>,
    /// Which rows are those of somebody who works here.
    pub of_staff: Option<&'static str>,
    /// Which rows are older than they may be.
    pub aged: Option<&'static str>,
    /// What becomes of them.
    pub fate: Fate,
    /// Other columns that are emptied with the tagged ones, and what they hold then.
    pub besides: &'static [(&'static str, &'static str)],
    /// What is handed over where it is more than the row itself; it begins with SELECT and ends where a condition would.
    pub shown: Option<&'static str>,
    /// Whether it is handed over at all. What only opens the shop is not.
    pub is_shown: bool,
}

const NOBODYS: Rule = Rule {
    table: "",
    of_customer: None,
    of_staff: None,
    aged: None,
    fate: Fate::Stays,
    besides: &[],
    shown: None,
    is_shown: true,
};

const OF_ORDERS: &str = "t.order_id IN (SELECT id FROM orders WHERE customer_id = :id)";
const OF_CHANGES: &str = "(t.commit_seq, t.change_no) IN (SELECT commit_seq, change_no FROM changes WHERE record_id = :id)";
const OLD_DAY: &str = "t.business_date < :day";
const OF_STAFF_ID: &str = "t.staff_id = :id";

/// The list, in the order in which it is gone through: what others are found by comes last.
pub(in crate::privacy) const RULES: &[Rule] = &[
    Rule {
        table: "local_drafts",
        of_customer: Some("t.subject_id = :id OR instr(t.content, :id_text) > 0"),
        of_staff: Some("t.staff_id = :id OR t.subject_id = :id"),
        aged: Some("t.updated_at_ms < :moment"),
        fate: Fate::Remove,
        ..NOBODYS
    },
    Rule {
        table: "import_rows",
        of_customer: Some(
            "EXISTS (SELECT 1 FROM json_each(:texts) x
               WHERE instr(lower(t.value || ' ' || t.content || ' ' || t.message), lower(x.value)) > 0)
             OR (t.import_id = :import_id AND instr(',' || replace(t.content, '\"', '') || ',', ',' || :number || ',') > 0)",
        ),
        aged: Some("t.import_id IN (SELECT id FROM imports WHERE ended_at_ms < :moment)"),
        fate: Fate::Blank,
        // What is wrong with a row may quote it.
        besides: &[("message", r#"{"message":"","text":"","values":{}}"#)],
        ..NOBODYS
    },
    Rule {
        table: "change_contents",
        of_customer: Some(OF_CHANGES),
        of_staff: Some(OF_CHANGES),
        fate: Fate::Remove,
        shown: Some(
            "SELECT c.at_ms, h.table_name, h.field, t.before, t.after FROM change_contents t
             JOIN changes h USING (commit_seq, change_no) JOIN commits c ON c.seq = t.commit_seq",
        ),
        ..NOBODYS
    },
    Rule { table: "stock_movements", of_customer: Some(OF_ORDERS), aged: Some(OLD_DAY), fate: Fate::Redact, ..NOBODYS },
    Rule { table: "payments", of_customer: Some(OF_ORDERS), aged: Some(OLD_DAY), fate: Fate::Redact, ..NOBODYS },
    Rule { table: "order_lines", of_customer: Some(OF_ORDERS), ..NOBODYS },
    Rule { table: "orders", of_customer: Some("t.customer_id = :id"), aged: Some(OLD_DAY), fate: Fate::Redact, ..NOBODYS },
    Rule { table: "documents", of_customer: Some(OF_ORDERS), ..NOBODYS },
    Rule {
        table: "document_contents",
        of_customer: Some(
            "t.document_id IN (SELECT d.id FROM documents d JOIN orders o ON o.id = d.order_id WHERE o.customer_id = :id)",
        ),
        aged: Some("t.document_id IN (SELECT id FROM documents WHERE business_date < :day)"),
        fate: Fate::Law,
        ..NOBODYS
    },
    Rule {
        table: "local_accesses",
        of_staff: Some("t.account = :name"),
        aged: Some("t.minute_at_ms < :moment"),
        fate: Fate::Remove,
        ..NOBODYS
    },
    Rule {
        table: "local_sign_in_throttle",
        of_staff: Some("t.account = :name"),
        aged: Some("t.last_try_at_ms < :moment"),
        fate: Fate::Remove,
        ..NOBODYS
    },
    Rule { table: "local_sessions", of_staff: Some(OF_STAFF_ID), fate: Fate::Remove, is_shown: false, ..NOBODYS },
    Rule { table: "recovery_codes", of_staff: Some(OF_STAFF_ID), fate: Fate::Remove, is_shown: false, ..NOBODYS },
    Rule { table: "staff_pins", of_staff: Some(OF_STAFF_ID), fate: Fate::Remove, is_shown: false, ..NOBODYS },
    Rule { table: "local_pin_tries", of_staff: Some(OF_STAFF_ID), fate: Fate::Remove, is_shown: false, ..NOBODYS },
    Rule { table: "local_trusted_devices", of_staff: Some(OF_STAFF_ID), fate: Fate::Remove, ..NOBODYS },
    Rule { table: "second_factors", of_staff: Some(OF_STAFF_ID), fate: Fate::Remove, is_shown: false, ..NOBODYS },
    Rule { table: "staff", of_staff: Some("t.id = :id"), fate: Fate::Blank, ..NOBODYS },
    Rule { table: "customers", of_customer: Some("t.id = :id"), fate: Fate::Blank, ..NOBODYS },
];

/// The tables that have a rule, for the test that looks for tables without.
#[must_use]
pub fn ruled_tables() -> Vec<&'static str> {
    RULES.iter().map(|rule| rule.table).collect()
}
