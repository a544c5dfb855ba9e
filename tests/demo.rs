//! The demo shop: made by the ordinary operations, the same again from the same seed, and never in the place of another shop.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use counterfoil::base::Clock;
use counterfoil::base::time::SetClock;
use counterfoil::demo::{Counts, DemoPlan, Extent, PASSWORD, make_demo_shop};
use counterfoil::documents;
use counterfoil::http::ShopState;
use counterfoil::setup::{Secrets, open_shop, set_up_shop};
use counterfoil::store::Store;
use counterfoil::store::keys::Effort;
use rusqlite::types::ValueRef;
use tempfile::TempDir;

use crate::support::{OPENING, new_shop};

const SMALL: Extent = Extent { products: 30, days: 40, sales_a_day: 6, customers: 12 };

fn plan(country: &str, seed: u64) -> DemoPlan {
    DemoPlan { country: country.into(), language: None, seed, until: None, extent: SMALL, is_fresh: false }
}

fn make(folder: &Path, plan: &DemoPlan) -> counterfoil::base::Result<Option<Counts>> {
    make_demo_shop(folder, plan, &SetClock::at(OPENING), Effort::CHEAP, |_, _| {})
}

fn open(folder: &Path) -> Store {
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
    match open_shop(folder, &Secrets::default(), &clock) {
        ShopState::Open(store) => store,
        _ => panic!("a demo shop opens without asking anybody"),
    }
}

/// Everything a store says, without what is different in every store: ids, keys, salts and hashes.
fn content(store: &Store) -> Vec<String> {
    let read = store.read_now(|db| {
        let columns: Vec<(String, String)> = db
            .prepare(
                "SELECT m.name, group_concat(quote(c.name), ', ') FROM sqlite_schema m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'refinery_%' AND m.name NOT LIKE 'variant_search_%'
                   AND c.type <> 'BLOB' AND c.name NOT IN ('password_hash', 'hash') GROUP BY m.name ORDER BY m.name",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut lines = Vec::new();
        for (table, columns) in columns {
            let mut statement = db.prepare(&format!("SELECT {} FROM {table}", columns.replace('\'', "\"")))?;
            let count = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut cells = String::new();
                for place in 0..count {
                    cells += &match row.get_ref(place)? {
                        ValueRef::Null => " -".into(),
                        ValueRef::Integer(number) => format!(" {number}"),
                        ValueRef::Text(text) => format!(" {}", String::from_utf8_lossy(text)),
                        other => panic!("{table} holds {other:?}"),
                    };
                }
                lines.push(format!("{table} {}", without_ids(&cells)));
            }
        }
        lines.sort();
        Ok(lines)
    });
    read.unwrap()
}

/// Ids inside texts, such as the drafts of a screen, are ids too.
fn without_ids(text: &str) -> String {
    text.split_inclusive(|c: char| !c.is_ascii_hexdigit() && c != '-')
        .map(|word| if word.len() >= 36 && word.matches('-').count() == 4 { "an id" } else { word })
        .collect()
}

/// A receipt and an invoice as text.
fn papers(store: &Store) -> Vec<(&'static str, String)> {
    let files = store.read_now(|db| {
        let order = db.query_row("SELECT id FROM orders LIMIT 1", [], |row| row.get(0))?;
        let document = db.query_row("SELECT id FROM documents LIMIT 1", [], |row| row.get(0))?;
        Ok([("receipt", documents::receipt(db, order)?), ("invoice", documents::document_pdf(db, document)?)])
    });
    let folder = TempDir::new().unwrap();
    let text = |pdf: &[u8]| {
        let path = folder.path().join("paper.pdf");
        std::fs::write(&path, pdf).unwrap();
        let output = std::process::Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    files.unwrap().map(|(name, pdf)| (name, text(&pdf.bytes))).into()
}

fn rows(store: &Store, count: &str) -> i64 {
    store.read_now(|db| Ok(db.query_row(&format!("SELECT count(*) FROM {count}"), [], |row| row.get(0))?)).unwrap()
}

#[test]
fn the_same_seed_makes_the_same_shop_and_another_seed_another_one() {
    let folders: Vec<TempDir> = (0..3).map(|_| TempDir::new().unwrap()).collect();
    let counts: Vec<_> =
        folders.iter().zip([5, 5, 6]).map(|(folder, seed)| make(folder.path(), &plan("DE", seed)).unwrap().unwrap()).collect();
    assert_eq!(counts[0], counts[1]);
    let [first, again, other] = [0, 1, 2].map(|place: usize| content(&open(folders[place].path())));
    let differs = first.iter().zip(&again).find(|(one, two)| one != two);
    assert!(differs.is_none() && first.len() == again.len(), "{differs:?}");
    assert!(first.len() > 2_000, "{} rows are no shop", first.len());
    assert_ne!(first, other);
}

#[test]
fn everything_in_a_demo_shop_holds_and_every_screen_has_something_to_show() {
    for (country, language) in [("GB", "en"), ("CH", "de"), ("US", "en"), ("JP", "en")] {
        let folder = TempDir::new().unwrap();
        make(folder.path(), &plan(country, 1)).unwrap().unwrap();
        let store = open(folder.path());
        let shop = store.read_now(counterfoil::settings::find_shop).unwrap();
        assert!(shop.is_demo && shop.language == language && shop.country == country);
        for (what, least) in [
            ("orders WHERE kind = 'sale'", 150),
            ("orders WHERE kind = 'return'", 1),
            ("orders WHERE discount_minor > 0", 3),
            ("orders WHERE customer_id IS NOT NULL", 20),
            ("orders WHERE business_date = '2026-03-02'", 1),
            ("payments WHERE method = 'cash'", 40),
            ("payments WHERE method = 'card'", 40),
            ("documents WHERE kind = 'invoice'", 1),
            ("goods_receipts", 10),
            ("stock_movements WHERE reason IN ('damage', 'tester', 'own_use', 'theft')", 1),
            ("lots WHERE state <> 'open'", 2),
            ("variants WHERE swatch IS NOT NULL", 10),
            ("stock_totals WHERE is_low", 1),
            ("local_drafts WHERE kind = 'ticket'", 2),
            ("products WHERE state = 'draft'", 1),
        ] {
            let found = rows(&store, what);
            assert!(found >= least, "{country}: {found} {what}");
        }
        assert_eq!(rows(&store, "orders WHERE at_ms > 1772442000000"), 0, "nothing happened after now");
        for (paper, text) in papers(&store) {
            let says = if language == "de" { "MUSTER" } else { "DEMO" };
            assert!(text.contains(says), "{country}: {paper} does not say that it is made up: {text}");
        }
        let findings = counterfoil::verify::verify_shop(&store).unwrap().findings;
        let findings: Vec<String> = findings.iter().map(|finding| finding.message.to_string()).collect();
        assert_eq!(findings, Vec::<String>::new(), "{country}");
    }
}

#[test]
fn a_last_day_is_whole_and_lies_in_the_past() {
    let folder = TempDir::new().unwrap();
    let until = |date: &str| DemoPlan { until: Some(date.parse::<NaiveDate>().unwrap()), ..plan("DE", 1) };
    let error = make(folder.path(), &until("2026-03-03")).unwrap_err();
    assert!(error.message.contains("future"), "{}", error.message);
    assert!(!folder.path().join("shop.db").exists());
    make(folder.path(), &until("2026-02-28")).unwrap().unwrap();
    let store = open(folder.path());
    assert!(rows(&store, "orders WHERE business_date = '2026-02-28'") > 3);
    assert_eq!(rows(&store, "orders WHERE business_date > '2026-02-28'"), 0);
}

#[test]
fn a_folder_with_another_shop_is_never_touched() {
    let folder = TempDir::new().unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
    // Even one whose owner chose the password that everybody knows.
    let mut new = new_shop("DE");
    (new.password, new.passphrase) = (PASSWORD.into(), Some(PASSWORD.into()));
    drop(set_up_shop(folder.path(), &new, &clock, Effort::CHEAP).unwrap());
    let before: Vec<Vec<u8>> = ["shop.db", "shop.key"].map(|file| std::fs::read(folder.path().join(file)).unwrap()).into();
    for is_fresh in [false, true] {
        let error = make(folder.path(), &DemoPlan { is_fresh, ..plan("DE", 1) }).unwrap_err();
        assert!(error.message.contains("not touched"), "{}", error.message);
    }
    let after: Vec<Vec<u8>> = ["shop.db", "shop.key"].map(|file| std::fs::read(folder.path().join(file)).unwrap()).into();
    assert!(before == after);
}

#[test]
fn a_demo_shop_stays_until_it_is_made_afresh_and_not_while_it_is_open() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    assert!(make(folder.path(), &plan("DE", 1)).unwrap().is_some());
    assert!(make(folder.path(), &plan("DE", 1)).unwrap().is_none());
    let fresh = DemoPlan { is_fresh: true, ..plan("GB", 2) };
    let held = open(folder.path());
    let error = make(folder.path(), &fresh).unwrap_err();
    assert!(error.message.contains("already open"), "{}", error.message);
    drop(held);
    assert!(make(folder.path(), &fresh).unwrap().is_some());
    assert_eq!(open(folder.path()).read_now(counterfoil::settings::find_shop).unwrap().country, "GB");
    let mut left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert!(left.iter().all(|name| name == "letter.txt" || name.to_string_lossy().starts_with("shop.")), "{left:?}");
    assert_eq!(std::fs::read_to_string(folder.path().join("letter.txt")).unwrap(), "mine");
}
