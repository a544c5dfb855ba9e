//! Updates: every shop that an earlier version wrote opens, holds what it held, and can be taken back as long as nothing was written since.
//!
//! `tests/fixtures/N` holds shops of format N, made by `tests/fixtures/make.mjs` with the program of that time and never made anew: an empty
//! one, a typical one and a nasty one, each a real encrypted file with its key file, and a backup.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use counterfoil::backups::{back_up_before_update, open_backup, restore};
use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code, Error, Message, Result, Timestamp};
use counterfoil::setup::unseal_shop;
use counterfoil::store::keys::{DataKey, KeyFile};
use counterfoil::store::{Context, Step, Store, before_update, database_path, rollback, schema_version};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::orders::sell_service;
use crate::support::{PASSPHRASE, Shop};

const FOLDER: &str = "COUNTERFOIL_UPDATE_FOLDER";
const STOP_AT: &str = "COUNTERFOIL_UPDATE_STOP_AT";
const STEPS: [Step; 6] = [Step::Emptied, Step::Copied, Step::Migrated, Step::Checked, Step::Kept, Step::Replaced];
/// Later than anything in the fixtures: 2027-01-15.
const LATER: Timestamp = Timestamp(1_800_000_000_000);

fn clock() -> Arc<dyn Clock> {
    Arc::new(SetClock::at(LATER))
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Every kept shop: its folder's name and a copy of it.
fn kept_shops() -> Vec<(String, TempDir)> {
    let folders = |path: &Path| {
        let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect::<Vec<_>>()
    };
    folders(&fixtures())
        .iter()
        .flat_map(|version| folders(version))
        .map(|shop| (shop.display().to_string(), copy(&shop)))
        .collect()
}

fn copy(shop: &Path) -> TempDir {
    let folder = TempDir::new().unwrap();
    for entry in std::fs::read_dir(shop).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

fn typical() -> TempDir {
    copy(&fixtures().join("1/typical"))
}

fn key(folder: &Path) -> DataKey {
    KeyFile::read(folder).unwrap().open_with(PASSPHRASE).unwrap()
}

/// The file as it is, past everything that would update it.
fn as_it_is(folder: &Path) -> Connection {
    let connection = Connection::open_with_flags(database_path(folder), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    key(folder).unlock(&connection).unwrap();
    connection
}

fn format_of(folder: &Path) -> u32 {
    as_it_is(folder).query_row("SELECT max(version) FROM refinery_schema_history", [], |row| row.get(0)).unwrap()
}

/// What a shopkeeper would count to see whether it is still the same shop.
fn counted(db: &Connection) -> Vec<i64> {
    let one = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    [
        "SELECT count(*) FROM orders",
        "SELECT coalesce(sum(total_minor), 0) FROM orders",
        "SELECT count(*) FROM order_lines",
        "SELECT coalesce(sum(tendered_minor - change_minor), 0) FROM payments",
        "SELECT count(*) FROM documents",
        "SELECT coalesce(sum(total_minor), 0) FROM documents",
        "SELECT coalesce(sum(quantity_thousandths), 0) FROM stock_movements",
        "SELECT coalesce(sum(value_minor), 0) FROM stock_levels",
        "SELECT count(*) FROM products",
        "SELECT count(*) FROM customers",
        "SELECT count(*) FROM staff",
        "SELECT coalesce(sum(next_number), 0) FROM series",
        "SELECT max(seq) FROM commits",
    ]
    .map(one)
    .to_vec()
}

fn open(folder: &Path) -> Result<Store> {
    Store::open(folder, key(folder), &clock())
}

#[tokio::test]
async fn whoever_is_erased_is_not_kept_in_the_file_from_before_an_update() {
    let folder = typical();
    let store = open(folder.path()).unwrap();
    assert!(before_update(folder.path()).exists());
    let shop = Shop::reopen(store).await;
    let customers = shop.get("/api/customers").await.ok();
    let id = customers["rows"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/privacy/people/customer/{id}/erasure");
    shop.post(&path, json!({ "reason": "asked" })).await.ok();
    assert!(!before_update(folder.path()).exists());
    assert_eq!(shop.findings(), Vec::<String>::new());
}

fn digest(path: &Path) -> Vec<u8> {
    Sha256::digest(std::fs::read(path).unwrap()).to_vec()
}

#[tokio::test]
async fn every_shop_of_an_earlier_format_opens_holds_what_it_held_and_goes_on() {
    let shops = kept_shops();
    assert!(shops.len() >= 3, "the fixtures are missing");
    for (name, folder) in shops {
        let before = counted(&as_it_is(folder.path()));
        assert!(format_of(folder.path()) < schema_version(), "{name} has this program's format already");
        let store = unseal_shop(folder.path(), PASSPHRASE, &clock()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(store.lost_work(), None, "{name}");
        assert_eq!(store.read_now(|db| Ok(counted(db))).unwrap(), before, "{name}");
        let shop = Shop::reopen(store).await;
        assert_eq!(shop.findings(), Vec::<String>::new(), "{name}");
        sell_service(&shop, 1_000).await;
        assert_eq!(shop.findings(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn an_update_that_is_killed_at_any_step_leaves_a_shop_that_opens() {
    for (place, step) in STEPS.iter().enumerate() {
        let folder = typical();
        let before = counted(&as_it_is(folder.path()));
        let ended = Command::new(std::env::current_exe().unwrap())
            .args(["updates::a_child_that_updates_until_it_is_stopped", "--exact"])
            .env(FOLDER, folder.path())
            .env(STOP_AT, place.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert!(!ended.success(), "{step:?} was never reached");
        let expected = if *step == Step::Replaced { schema_version() } else { 1 };
        assert_eq!(format_of(folder.path()), expected, "{step:?}");
        assert_eq!(counted(&as_it_is(folder.path())), before, "{step:?}");
        let store = open(folder.path()).unwrap_or_else(|error| panic!("{step:?}: {error}"));
        assert_eq!(store.read_now(|db| Ok(counted(db))).unwrap(), before, "{step:?}");
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".update-")), "{step:?} left {left:?}");
    }
}

#[test]
fn a_child_that_updates_until_it_is_stopped() {
    let (Some(folder), Ok(place)) = (std::env::var_os(FOLDER), std::env::var(STOP_AT)) else { return };
    let stop_at = STEPS[place.parse::<usize>().unwrap()];
    let folder = Path::new(&folder);
    let _ = Store::open_telling(folder, key(folder), &clock(), &|step| {
        if step == stop_at {
            std::process::abort();
        }
        Ok(())
    });
}

#[test]
fn an_update_is_taken_back_to_the_very_file_as_long_as_nothing_was_written() {
    let folder = typical();
    let before = digest(&database_path(folder.path()));
    assert_eq!(rollback(folder.path(), &key(folder.path())).unwrap_err().code, Code::Refused);
    drop(open(folder.path()).unwrap());
    assert_eq!(format_of(folder.path()), schema_version());
    assert_eq!(rollback(folder.path(), &key(folder.path())).unwrap(), 1);
    assert_eq!(digest(&database_path(folder.path())), before);
    assert_eq!(open(folder.path()).unwrap().lost_work(), None);
}

#[tokio::test]
async fn after_the_first_change_an_update_is_not_taken_back() {
    let folder = typical();
    let shop = Shop::reopen(open(folder.path()).unwrap()).await;
    assert!(rollback(folder.path(), shop.store().key()).unwrap_err().message.contains("already open"));
    shop.patch("/api/shop", json!({ "name": "Other" })).await.ok();
    drop(shop);
    let after = counted(&as_it_is(folder.path()));
    let refusal = rollback(folder.path(), &key(folder.path())).unwrap_err();
    assert!(refusal.message.contains("1 changes were made") && refusal.message.contains("export archive"), "{}", refusal.message);
    assert_eq!(counted(&as_it_is(folder.path())), after);
}

#[test]
fn an_update_after_which_it_is_not_the_same_shop_is_refused_and_nothing_is_changed() {
    for harm in [
        "DELETE FROM order_lines WHERE line_no = 2",
        "UPDATE payments SET tendered_minor = tendered_minor + 1",
        "DROP TABLE stock_levels",
    ] {
        let folder = typical();
        let before = digest(&database_path(folder.path()));
        let path = folder.path().to_owned();
        let refusal = Store::open_telling(folder.path(), key(folder.path()), &clock(), &|step| {
            if step == Step::Migrated { damage(&path, harm) } else { Ok(()) }
        });
        let refusal = refusal.err().unwrap_or_else(|| panic!("not noticed: {harm}"));
        assert!(refusal.message.contains("was not the same shop"), "{harm}: {}", refusal.message);
        assert_eq!(digest(&database_path(folder.path())), before, "{harm}");
        assert!(open(folder.path()).is_ok(), "{harm}");
    }
}

/// Does to the copy of an update what a wrong migration would do.
fn damage(folder: &Path, harm: &str) -> Result<()> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let scratch = entries.into_iter().find(|path| path.to_string_lossy().contains(".update-")).unwrap();
    let copy = Connection::open(database_path(&scratch)).unwrap();
    key(folder).unlock(&copy).unwrap();
    let mut statement = copy.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")?;
    let triggers = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    for trigger in triggers {
        copy.execute_batch(&format!("DROP TRIGGER {trigger}"))?;
    }
    copy.execute_batch(&format!("PRAGMA foreign_keys = OFF; {harm}"))?;
    Ok(())
}

#[test]
fn an_update_waits_for_nobody_but_says_who_reads() {
    let folder = typical();
    let reader = as_it_is(folder.path());
    reader.execute_batch("BEGIN; SELECT count(*) FROM orders").unwrap();
    let refusal = open(folder.path()).err().unwrap();
    assert!(refusal.message.contains("another process reads it"), "{}", refusal.message);
    drop(reader);
    assert!(open(folder.path()).is_ok());
}

#[test]
fn an_update_that_is_stopped_by_an_error_cleans_up_and_can_begin_again() {
    for stop_at in STEPS {
        let folder = typical();
        let stopped = Store::open_telling(folder.path(), key(folder.path()), &clock(), &|step| {
            if step == stop_at { Err(Error::internal("stopped on purpose")) } else { Ok(()) }
        });
        assert!(stopped.is_err(), "{stop_at:?}");
        assert!(open(folder.path()).is_ok(), "{stop_at:?}");
    }
}

#[test]
fn only_reading_is_refused_until_the_shop_was_updated() {
    let folder = typical();
    let refusal = Store::open_beside(folder.path(), key(folder.path())).err().unwrap();
    assert!(refusal.message.contains("older version"), "{}", refusal.message);
    assert_eq!(format_of(folder.path()), 1);
}

fn restored(file: &Path) -> (TempDir, Store) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("shop");
    let backup = open_backup(file).unwrap();
    let key = backup.key_file.open_with(PASSPHRASE).unwrap();
    let restored = restore(&backup, &key, &place, false, &clock(), &|_, _, _| Ok(())).unwrap();
    assert!(restored.verification.findings.is_empty(), "{:?}", restored.verification.findings);
    let store = unseal_shop(&place, PASSPHRASE, &clock()).unwrap();
    (folder, store)
}

#[test]
fn a_backup_of_an_earlier_format_is_restored() {
    let before = counted(&as_it_is(typical().path()));
    let (_folder, store) = restored(&fixtures().join("1/typical.counterfoil-backup"));
    let after = store.read_now(|db| Ok(counted(db))).unwrap();
    // The numbers of a restored shop begin new series, and the restore itself is a change.
    assert_eq!(after[..11], before[..11]);
}

#[test]
fn the_shop_from_before_an_update_goes_to_every_backup_folder_once() {
    let folder = typical();
    let before = counted(&as_it_is(folder.path()));
    let store = open(folder.path()).unwrap();
    let (disk, absent) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for path in [disk.path(), absent.path()].map(|path| path.display().to_string()) {
        store
            .write_now(Context::program("test"), move |tx| {
                tx.execute(
                    "INSERT INTO local_backup_folders (path, added_at_ms, message) VALUES (?1, 0, ?2)",
                    (path, Message::default()),
                )?;
                Ok(())
            })
            .unwrap();
    }
    std::fs::remove_dir(absent.path()).unwrap();
    for _ in 0..2 {
        back_up_before_update(&store, LATER).unwrap();
    }
    let backups: Vec<PathBuf> = std::fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(backups.len(), 1, "{backups:?}");
    let backup = open_backup(&backups[0]).unwrap();
    assert_eq!(backup.header(store.key()).unwrap().schema_version, 1);
    let (_restored_folder, again) = restored(&backups[0]);
    assert_eq!(again.read_now(|db| Ok(counted(db))).unwrap()[..11], before[..11]);
    std::fs::create_dir(absent.path()).unwrap();
    back_up_before_update(&store, LATER).unwrap();
    assert_eq!(std::fs::read_dir(absent.path()).unwrap().count(), 1, "the disk that was away gets it when it is back");
}

#[tokio::test]
async fn new_versions_come_from_nowhere_until_an_owner_says_where() {
    let shop = Shop::open().await;
    let manager = shop.hire("Cleo", "manager").await;
    let path = "/api/update-source";
    assert_eq!(shop.get(path).await.ok(), json!({ "source": null }));
    let key = STANDARD.encode(format!("untrusted comment: key\n{}\n", STANDARD.encode([&b"Ed"[..], &[7; 40]].concat())));
    let source = json!({ "source": { "address": "https://updates.example.org/counterfoil.json", "public_key": key } });
    assert_eq!(shop.call_as(&manager, Method::PUT, path, Some(source.clone())).await.refusal(), "forbidden");
    shop.call_as(&shop.token, Method::PUT, path, Some(source.clone())).await.ok();
    assert_eq!(shop.get(path).await.ok(), source);
    let changes = shop.get("/api/commits?operation=set_update_source").await.ok();
    assert_eq!(changes["rows"][0]["changes"][0]["after"], "https://updates.example.org/counterfoil.json");
    let unsafe_source = json!({ "source": { "address": "http://updates.example.org/", "public_key": key } });
    assert_eq!(shop.call_as(&shop.token, Method::PUT, path, Some(unsafe_source)).await.refusal(), "invalid");
    assert_eq!(shop.get(path).await.ok(), source);
    shop.call_as(&shop.token, Method::PUT, path, Some(json!({ "source": null }))).await.ok();
    assert_eq!(shop.get(path).await.ok(), json!({ "source": null }));
}
