//! A history that was rewritten: what the chain finds, what the anchor finds, and what the backups find.

use std::collections::BTreeMap;

use axum::http::Method;
use counterfoil::backups::{back_up, find_backup_state};
use counterfoil::history::{Verdict, check_history};
use counterfoil::store::{Context, Store, Write, row_hash};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::imports::end_of;
use crate::orders::sell_service;
use crate::support::{OPENING, Shop};

pub type Hash = [u8; 32];

/// A commit as somebody hashes it who has read how.
pub struct Link {
    pub numbers: [i64; 4],
    pub parts: [Vec<u8>; 4],
}

impl Link {
    pub fn hash(&self, content: &[u8], previous: &[u8]) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update(b"counterfoil commit 1");
        for number in self.numbers {
            hasher.update(number.to_le_bytes());
        }
        for part in self.parts.iter().map(Vec::as_slice).chain([content, previous]) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

pub fn content_of(mut rows: Vec<Hash>) -> Hash {
    rows.sort_unstable();
    Sha256::digest(rows.concat()).into()
}

/// Takes away everything that stands in the way of somebody with the key.
fn without_triggers(tx: &Connection) -> rusqlite::Result<()> {
    let triggers: Vec<String> = tx
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    triggers.iter().try_for_each(|trigger| tx.execute_batch(&format!("DROP TRIGGER {trigger}")))
}

/// Makes the whole chain anew over whatever the tables hold now, as an attacker who knows how would.
fn rechain(tx: &Connection) -> rusqlite::Result<()> {
    let tables: Vec<String> = tx
        .prepare(
            "SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name = 'commit_seq' AND m.name <> 'change_contents'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut rows_of: BTreeMap<i64, Vec<Hash>> = BTreeMap::new();
    for table in tables {
        let mut statement = tx.prepare(&format!("SELECT * FROM {table}"))?;
        let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (mut cells, mut seq, mut is_imported) = (Vec::new(), 0, false);
            for (place, name) in names.iter().enumerate() {
                match (name.as_str(), row.get_ref(place)?) {
                    ("commit_seq", value) => seq = value.as_i64().unwrap(),
                    ("import_id", value) if value != ValueRef::Null => is_imported = true,
                    (name, value) => cells.push((name, value)),
                }
            }
            if !is_imported {
                rows_of.entry(seq).or_default().push(row_hash(&table, &cells));
            }
        }
    }
    let seqs: Vec<i64> =
        tx.prepare("SELECT seq FROM commits ORDER BY seq")?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let mut previous = [0; 32];
    for seq in seqs {
        let link = tx.query_row(
            "SELECT seq, device_seq, hlc, at_ms, device_id, coalesce(actor_id, x''), coalesce(register_id, x''), CAST(operation AS BLOB)
             FROM commits WHERE seq = ?1",
            [seq],
            |row| {
                Ok(Link {
                    numbers: [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?],
                    parts: [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?],
                })
            },
        )?;
        let content = content_of(rows_of.remove(&seq).unwrap_or_default());
        let hash = link.hash(&content, &previous);
        tx.execute(
            "UPDATE commits SET content_hash = ?2, previous_hash = ?3, hash = ?4 WHERE seq = ?1",
            params![seq, &content[..], &previous[..], &hash[..]],
        )?;
        previous = hash;
    }
    Ok(())
}

fn attack(shop: &Shop, work: impl FnOnce(&mut Write<'_>) -> rusqlite::Result<()> + Send + 'static) {
    shop.store()
        .write_now(Context::program("attack"), move |tx| {
            without_triggers(tx)?;
            Ok(work(tx)?)
        })
        .unwrap();
}

/// Looks at the shop as another process does, which opens it anew and so asks the anchor.
fn look(shop: &Shop) -> Verdict {
    let store = shop.store();
    let beside = Store::open_beside(store.folder(), store.key().clone()).unwrap();
    check_history(&beside, &|_, _, _| Ok(())).unwrap()
}

fn checks(report: &Verdict) -> Vec<&str> {
    let mut checks: Vec<&str> = report.findings.iter().map(|finding| finding.check.as_str()).collect();
    checks.dedup();
    checks
}

/// A folder that the shop's backups go to, with a backup of this moment in it.
async fn with_backup(shop: &Shop) -> TempDir {
    let disk = TempDir::new().unwrap();
    shop.post("/api/backups/folders", json!({ "path": disk.path() })).await.ok();
    take(shop, 1);
    disk
}

fn take(shop: &Shop, minutes: i64) {
    let now = OPENING.after_ms(minutes * 60_000);
    let store = shop.store();
    let folders = store.read_now(|db| find_backup_state(db, now)).unwrap().folders;
    let after = back_up(&store, &folders, now, &|_, _, _| Ok(())).unwrap();
    assert!(after.iter().all(|folder| folder.message.is_empty()), "{after:?}");
}

#[tokio::test]
async fn the_first_broken_link_is_named_with_who_did_it_what_when_and_where() {
    let shop = Shop::open().await;
    for amount in [1_000, 2_000, 3_000] {
        sell_service(&shop, amount).await;
    }
    attack(&shop, |tx| {
        tx.execute("UPDATE orders SET note = 'later' WHERE number = 1003", [])?;
        tx.execute("UPDATE order_lines SET name = 'else' WHERE order_id = (SELECT id FROM orders WHERE number = 1002)", [])
            .map(|_| ())
    });
    let report = look(&shop);
    let first = report.first_broken.unwrap();
    let seq: i64 = shop
        .store()
        .read_now(|db| Ok(db.query_row("SELECT commit_seq FROM orders WHERE number = 1002", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!((first.seq, first.operation.as_deref(), first.staff_name.as_deref()), (seq, Some("post_sale"), Some("Ada")));
    assert!(first.at_ms.is_some() && first.register_name.is_some());
    assert!(
        first.tables.contains(&"order_lines".to_owned()) && !first.tables.contains(&"documents".to_owned()),
        "{:?}",
        first.tables
    );
    assert!(first.message.to_string().contains("altered"), "{}", first.message);
}

#[tokio::test]
async fn a_history_that_was_rewritten_from_its_beginning_is_told_in_few_lines() {
    let shop = Shop::open().await;
    for _ in 0..120 {
        sell_service(&shop, 100).await;
    }
    attack(&shop, |tx| tx.execute("UPDATE commits SET hash = randomblob(32)", []).map(|_| ()));
    let report = look(&shop);
    assert_eq!(report.first_broken.as_ref().map(|first| first.seq), Some(1));
    assert!(report.findings.len() < 120 && report.omitted > 100, "{} and {}", report.findings.len(), report.omitted);
}

#[tokio::test]
async fn values_of_changes_that_somebody_removed_are_missed() {
    let shop = Shop::open().await;
    shop.patch("/api/shop", json!({ "name": "Other" })).await.ok();
    attack(&shop, |tx| {
        tx.execute("DELETE FROM change_contents WHERE commit_seq = (SELECT max(seq) FROM commits)", []).map(|_| ())
    });
    assert!(look(&shop).findings[0].message.to_string().contains("no purge says"));
}

/// What somebody with the key, SQL and the knowledge of the chain may want to do.
fn attacks() -> Vec<(&'static str, &'static str)> {
    vec![
        ("edit", "UPDATE orders SET total_minor = 1, net_minor = 1, tax_minor = 0 WHERE number = 1001"),
        ("delete", "DELETE FROM payments WHERE order_id = (SELECT id FROM orders WHERE number = 1001)"),
        (
            "insert",
            "INSERT INTO price_changes (variant_id, at_ms, price_millionths, commit_seq) SELECT randomblob(16), 1, 1, commit_seq FROM orders WHERE number = 1001",
        ),
        ("swap", "UPDATE orders SET commit_seq = CASE number WHEN 1001 THEN (SELECT max(commit_seq) FROM orders) ELSE commit_seq END"),
        ("renumber", "UPDATE orders SET number = number + 100"),
        ("backdate", "UPDATE commits SET at_ms = at_ms - 86400000"),
        ("blame", "UPDATE commits SET actor_id = randomblob(16) WHERE actor_id IS NOT NULL"),
        (
            "cut",
            "DELETE FROM changes WHERE commit_seq > 2; DELETE FROM change_contents WHERE commit_seq > 2; DELETE FROM orders WHERE commit_seq > 2;
             DELETE FROM order_lines WHERE commit_seq > 2; DELETE FROM order_line_taxes WHERE commit_seq > 2; DELETE FROM payments WHERE commit_seq > 2;
             DELETE FROM commits WHERE seq > 2",
        ),
    ]
}

#[tokio::test]
async fn a_chain_made_anew_by_somebody_with_the_key_shows_against_the_anchor() {
    for (name, sql) in attacks() {
        let shop = Shop::open().await;
        for amount in [1_000, 2_000, 3_000] {
            sell_service(&shop, amount).await;
        }
        assert_eq!(checks(&look(&shop)), Vec::<&str>::new());
        attack(&shop, move |tx| {
            tx.execute_batch(sql)?;
            rechain(tx)
        });
        let report = look(&shop);
        assert!(checks(&report).contains(&"anchor"), "{name} was not noticed: {report:?}");
        assert!(
            !checks(&report).contains(&"chain"),
            "{name}: the attacker made a chain that does not hold, so this proves nothing"
        );
    }
}

#[tokio::test]
async fn without_its_anchor_a_rewritten_history_shows_against_the_backups_up_to_the_last_of_them() {
    for (name, sql) in attacks() {
        let shop = Shop::open().await;
        for amount in [1_000, 2_000] {
            sell_service(&shop, amount).await;
        }
        let disk = with_backup(&shop).await;
        sell_service(&shop, 3_000).await;
        assert_eq!(checks(&look(&shop)), Vec::<&str>::new());
        attack(&shop, move |tx| {
            tx.execute_batch(sql)?;
            rechain(tx)
        });
        std::fs::remove_file(shop.store().folder().join("shop.anchor")).unwrap();
        let report = look(&shop);
        assert!(checks(&report).contains(&"backups"), "{name} was not noticed: {report:?}");
        assert!(report.first_broken.is_some());
        // Nothing outside of the shop knows what was done before it: no promise is made of that.
        std::fs::remove_dir_all(disk.path()).unwrap();
        assert!(!checks(&look(&shop)).contains(&"backups"), "{name}: a backup that cannot be reached says nothing");
    }
}

#[tokio::test]
async fn what_is_rewritten_behind_the_last_backup_and_without_an_anchor_is_not_found() {
    let shop = Shop::open().await;
    sell_service(&shop, 1_000).await;
    let _disk = with_backup(&shop).await;
    sell_service(&shop, 2_000).await;
    attack(&shop, |tx| {
        tx.execute("UPDATE orders SET note = 'else' WHERE number = 1002", [])?;
        rechain(tx)
    });
    std::fs::remove_file(shop.store().folder().join("shop.anchor")).unwrap();
    assert_eq!(checks(&look(&shop)), Vec::<&str>::new(), "today's limit: nothing that lies elsewhere knows the last sale");
    take(&shop, 2);
    assert_eq!(checks(&look(&shop)), Vec::<&str>::new());
}

#[tokio::test]
async fn the_history_is_checked_on_a_screen_and_what_was_found_can_be_read_afterwards() {
    let shop = Shop::open().await;
    assert_eq!(shop.get("/api/history/verification").await.ok(), json!({ "job": null, "verdict": null }));
    sell_service(&shop, 1_000).await;
    let job = shop.post("/api/history/verification", json!(null)).await.ok();
    assert_eq!(end_of(&shop, &job).await["state"], "done");
    let answer = shop.get("/api/history/verification").await.ok();
    assert_eq!(
        (&answer["job"]["id"], &answer["verdict"]["findings"], &answer["verdict"]["first_broken"]),
        (&job["id"], &json!([]), &Value::Null)
    );
    let checked = answer["verdict"]["checked"].as_array().unwrap();
    assert!(checked.iter().any(|line| line["text"] == "links of the chain" && line["count"].as_i64() >= Some(2)), "{checked:?}");
    attack(&shop, |tx| tx.execute("UPDATE orders SET note = 'else'", []).map(|_| ()));
    shop.clock.set(OPENING.after_ms(60_000));
    let job = shop.post("/api/history/verification", json!(null)).await.ok();
    end_of(&shop, &job).await;
    let broken = shop.get("/api/history/verification").await.ok()["verdict"]["first_broken"].clone();
    assert_eq!((&broken["operation"], &broken["staff_name"]), (&json!("post_sale"), &json!("Ada")));
    let cashier = shop.hire("Ben", "cashier").await;
    assert_eq!(shop.call_as(&cashier, Method::POST, "/api/history/verification", None).await.refusal(), "forbidden");
}
