//! Backups: taken beside a selling shop, refused when a byte is another, restored with the recovery kit only.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use counterfoil::backups::{
    FoundBackup, Restored, open_backup, preview_restore, restore, run_drill, run_due, run_on_close, take_backup,
};
use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code, Result, Timestamp};
use counterfoil::setup::unseal_shop;
use counterfoil::staff::trusted;
use counterfoil::store::{Context, Store, exists};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::orders::sell_service;
use crate::support::{OPENING, OWNER, PASSPHRASE, Shop};

fn clock_at(now: Timestamp) -> Arc<dyn Clock> {
    Arc::new(SetClock::at(now))
}

fn minutes_later(minutes: i64) -> Timestamp {
    OPENING.after_ms(minutes * 60_000)
}

fn take(store: &Store, to: &Path) -> Result<FoundBackup> {
    take_backup(store, &[to.to_owned()], OPENING, &|_, _, _| Ok(())).unwrap().remove(0).1
}

fn restore_with(secret: &str, file: &Path, folder: &Path, replaces: bool, now: Timestamp) -> Result<Restored> {
    let backup = open_backup(file)?;
    let key = backup.key_file.open_with(secret)?;
    restore(&backup, &key, folder, replaces, &clock_at(now), &|_, _, _| Ok(()))
}

/// A shop with a sale, a backup of it, and the folder the backup lies in.
async fn backed_up() -> (Shop, PathBuf, TempDir) {
    let shop = Shop::open().await;
    sell_service(&shop, 4_990).await;
    let disk = TempDir::new().unwrap();
    let backup = take(&shop.store(), disk.path()).unwrap();
    (shop, backup.path, disk)
}

/// Every file of a folder with what is in it; the log that SQLite keeps may come and go.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && !path.to_string_lossy().contains("-shm"))
        .map(|path| (path.clone(), Sha256::digest(std::fs::read(&path).unwrap()).to_vec()))
        .collect();
    files.sort();
    files
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_taken_while_selling_is_restored_with_the_recovery_key_only() {
    let shop = Shop::open().await;
    for _ in 0..5 {
        sell_service(&shop, 1_000).await;
    }
    let owner = shop.person(OWNER).await.parse().unwrap();
    let trusts = move |tx: &mut counterfoil::store::Write<'_>| trusted::trust(tx, owner, &trusted::Here::Window);
    shop.store().write_now(Context::program("test"), trusts).unwrap();
    assert_eq!(shop.get("/api/trusted-devices").await.ok().as_array().unwrap().len(), 1);
    let disk = TempDir::new().unwrap();
    let (store, to, is_done) = (shop.store(), disk.path().to_owned(), Arc::new(AtomicBool::new(false)));
    let done = is_done.clone();
    let taking = tokio::task::spawn_blocking(move || {
        let backup = take(&store, &to).unwrap();
        done.store(true, Ordering::SeqCst);
        backup
    });
    let mut sold = 5;
    while !is_done.load(Ordering::SeqCst) {
        sell_service(&shop, 1_000).await;
        sold += 1;
    }
    let backup = taking.await.unwrap();
    let holdings = &backup.header.holdings;
    assert!((5..=sold).contains(&holdings.sales), "{sold} sold, {} in the backup", holdings.sales);
    assert_eq!(holdings.sales_total_minor.0, holdings.sales * 1_000);

    let place = TempDir::new().unwrap();
    let folder = place.path().join("a clean one");
    let restored = restore_with(&shop.recovery_identity, &backup.path, &folder, false, minutes_later(10)).unwrap();
    assert!(restored.verification.findings.is_empty(), "{:?}", restored.verification.findings);
    assert_eq!(restored.header, backup.header);
    let again = Shop::reopen(unseal_shop(&folder, &shop.recovery_identity, &clock_at(minutes_later(11))).unwrap()).await;
    assert_eq!(again.store().lost_work(), None);
    assert_eq!(again.call_as(&shop.token, axum::http::Method::GET, "/api/shop", None).await.refusal(), "signed_out");
    assert_eq!(again.get("/api/trusted-devices").await.ok(), json!([]), "a copy is another computer, which nobody trusted");
    assert_eq!(again.get("/api/orders").await.ok()["total"], holdings.sales);
    let sale = sell_service(&again, 1_000).await;
    let number = sale["number"].as_str().unwrap().to_owned();
    assert!(number.starts_with("2-") && number.ends_with(&format!("-{}", 1001 + holdings.sales)) && number.len() > 8, "{number}");
    let invoice = again.post(&format!("/api/orders/{}/invoice", sale["id"].as_str().unwrap()), json!({})).await.ok();
    assert!(invoice["number"].as_str().unwrap().starts_with("INV2-"), "{invoice}");
    assert_eq!(again.findings(), Vec::<String>::new());
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| name.to_string_lossy().starts_with("shop.")), "nothing else is left there: {names:?}");
}

#[tokio::test]
async fn two_restores_of_one_copy_never_give_the_same_number() {
    let (shop, file, _disk) = backed_up().await;
    let place = TempDir::new().unwrap();
    let mut numbers = Vec::new();
    for minutes in [10, 15] {
        let folder = place.path().join(minutes.to_string());
        restore_with(PASSPHRASE, &file, &folder, false, minutes_later(minutes)).unwrap();
        let again = Shop::reopen(unseal_shop(&folder, PASSPHRASE, &clock_at(minutes_later(20))).unwrap()).await;
        numbers.push(sell_service(&again, 500).await["number"].as_str().unwrap().to_owned());
    }
    // In the place of the shop, at the very minute of the first restore: later than the epoch that is there.
    let folder = place.path().join("10");
    restore_with(PASSPHRASE, &file, &folder, true, minutes_later(10)).unwrap();
    let again = Shop::reopen(unseal_shop(&folder, PASSPHRASE, &clock_at(minutes_later(20))).unwrap()).await;
    numbers.push(sell_service(&again, 500).await["number"].as_str().unwrap().to_owned());
    numbers.push(sell_service(&shop, 500).await["number"].as_str().unwrap().to_owned());
    let names: Vec<String> = again
        .store()
        .read_now(|db| {
            let mut statement = db.prepare("SELECT DISTINCT name FROM devices")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert_eq!(names.len(), 2, "no two devices have one name: {names:?}");
    let distinct: std::collections::BTreeSet<_> = numbers.iter().collect();
    assert_eq!(distinct.len(), 4, "{numbers:?}");
    // The restored shop is restored from a backup of its own once more: the mark is replaced, not added.
    let disk = TempDir::new().unwrap();
    let second = take(&again.store(), disk.path()).unwrap();
    let folder = place.path().join("again");
    restore_with(PASSPHRASE, &second.path, &folder, false, minutes_later(90)).unwrap();
    let again = Shop::reopen(unseal_shop(&folder, PASSPHRASE, &clock_at(minutes_later(91))).unwrap()).await;
    let number = sell_service(&again, 500).await["number"].as_str().unwrap().to_owned();
    assert_eq!(number.matches('-').count(), 2, "{number}");
    assert_eq!(again.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn one_flipped_byte_anywhere_is_refused_and_nothing_is_made() {
    let (_shop, file, _disk) = backed_up().await;
    let good = std::fs::read(&file).unwrap();
    let place = TempDir::new().unwrap();
    let (folder, bad) = (place.path().join("shop"), place.path().join("bad.counterfoil-backup"));
    // Every part of the head, then evenly through the store inside, and the last byte.
    let mut places: Vec<usize> = (0..3_000).step_by(100).chain([0, 7, 8, 11, 12, 15]).collect();
    places.extend((1..30).map(|part| good.len() * part / 30));
    places.push(good.len() - 1);
    let key = open_backup(&file).unwrap().key_file.open_with(PASSPHRASE).unwrap();
    for at in places {
        let mut bytes = good.clone();
        bytes[at] ^= 0x10;
        std::fs::write(&bad, &bytes).unwrap();
        let refused =
            open_backup(&bad).and_then(|backup| restore(&backup, &key, &folder, false, &clock_at(OPENING), &|_, _, _| Ok(())));
        let error = refused.err().unwrap_or_else(|| panic!("byte {at} was another and nobody saw"));
        assert!(error.message.contains("othing was changed"), "{at}: {}", error.message);
        assert!(!folder.exists(), "byte {at} left something behind");
    }
    for length in [0, 5, 200, good.len() / 2, good.len() - 1] {
        std::fs::write(&bad, &good[..length]).unwrap();
        let refused =
            open_backup(&bad).and_then(|backup| restore(&backup, &key, &folder, false, &clock_at(OPENING), &|_, _, _| Ok(())));
        assert!(refused.err().unwrap().message.contains("othing was changed") && !folder.exists(), "cut at {length}");
    }
    std::fs::write(&bad, [&good[..], b"x"].concat()).unwrap();
    assert!(restore(&open_backup(&bad).unwrap(), &key, &folder, false, &clock_at(OPENING), &|_, _, _| Ok(())).is_err());
    std::fs::write(&bad, &good).unwrap();
    assert!(
        restore(&open_backup(&bad).unwrap(), &key, &folder, false, &clock_at(OPENING), &|_, _, _| Ok(())).is_ok(),
        "the good one still is"
    );
}

#[tokio::test]
async fn what_is_no_backup_or_a_newer_one_is_told_apart() {
    let (_shop, file, disk) = backed_up().await;
    let other = disk.path().join("notes.txt");
    std::fs::write(&other, "not a backup, but long enough to be read").unwrap();
    assert!(open_backup(&other).err().unwrap().message.contains("is not a backup"));
    assert!(open_backup(&disk.path().join("gone")).err().unwrap().message.contains("There is no file"));
    let mut newer = std::fs::read(&file).unwrap();
    newer[8] = 2;
    std::fs::write(&other, newer).unwrap();
    assert!(open_backup(&other).err().unwrap().message.contains("newer version"));
}

#[tokio::test]
async fn a_shop_is_never_written_over_and_another_shop_never_replaced() {
    let (shop, file, _disk) = backed_up().await;
    let before = contents(shop.store().folder());
    let error = restore_with(PASSPHRASE, &file, shop.store().folder(), false, OPENING).err().unwrap();
    assert_eq!(error.code, Code::Conflict);
    let error = restore_with(PASSPHRASE, &file, shop.store().folder(), true, OPENING).err().unwrap();
    assert!(error.message.contains("already open"), "{}", error.message);
    assert_eq!(contents(shop.store().folder()), before);

    let other = Shop::open().await;
    let folder = other.store().folder().to_owned();
    let before = contents(&folder);
    let error = restore_with(PASSPHRASE, &file, &folder, true, OPENING).err().unwrap();
    assert!(error.message.contains("another shop"), "{}", error.message);
    let backup = open_backup(&file).unwrap();
    let wrong_key = other.store().key().clone();
    assert!(backup.header(&wrong_key).err().unwrap().message.contains("another shop"));
    assert_eq!(contents(&folder), before);
}

#[tokio::test]
async fn a_restore_in_place_tells_what_is_missing_and_keeps_the_present_shop() {
    let (shop, file, _disk) = backed_up().await;
    sell_service(&shop, 700).await;
    sell_service(&shop, 800).await;
    let folder = shop.store().folder().to_owned();
    let backup = open_backup(&file).unwrap();
    let preview = preview_restore(&backup, shop.store().key(), &folder).unwrap();
    let present = preview.present.unwrap();
    assert_eq!((preview.backup.holdings.sales, present.holdings.as_ref().unwrap().sales), (1, 3));
    assert_eq!((present.changes_after(&preview.backup), present.continues_the_backup), (2, true));

    let place = TempDir::new().unwrap();
    let moved = place.path().join("shop");
    restore_with(PASSPHRASE, &file, &moved, false, OPENING).unwrap();
    let again = Shop::reopen(unseal_shop(&moved, PASSPHRASE, &clock_at(OPENING)).unwrap()).await;
    sell_service(&again, 900).await;
    // A restored copy begins where the backup ends, so the backup is in its past too.
    let present = preview_restore(&open_backup(&file).unwrap(), shop.store().key(), &moved).unwrap().present.unwrap();
    assert!(present.continues_the_backup);
    drop(again);
    let restored = restore_with(PASSPHRASE, &file, &moved, true, minutes_later(5)).unwrap();
    let aside = restored.kept_aside.unwrap();
    assert!(exists(&aside) && aside.parent() == moved.canonicalize().unwrap().parent(), "{}", aside.display());
    let kept = Store::open_beside(&aside, shop.store().key().clone()).unwrap();
    let count = |store: &Store| {
        store.read_now(|db| Ok(db.query_row("SELECT count(*) FROM orders", [], |row| row.get::<_, i64>(0))?)).unwrap()
    };
    assert_eq!(count(&kept), 2);
    assert_eq!(count(&unseal_shop(&moved, PASSPHRASE, &clock_at(OPENING)).unwrap()), 1);
}

#[tokio::test]
async fn a_recovery_key_that_was_mistyped_names_the_group() {
    let (shop, file, _disk) = backed_up().await;
    let mut typed: Vec<char> = shop.recovery_identity.chars().collect();
    typed[16 + 9] = if typed[16 + 9] == 'Q' { 'P' } else { 'Q' };
    let typed: String = typed.into_iter().collect();
    let error = open_backup(&file).unwrap().key_file.open_with(&typed).err().unwrap();
    assert!(error.message.contains("Group 3 after the first line"), "{}", error.message);
    let other = Shop::open().await;
    let error = open_backup(&file).unwrap().key_file.open_with(&other.recovery_identity).err().unwrap();
    assert_eq!(error.code, Code::Sealed);
}

#[tokio::test]
async fn a_folder_that_is_missing_does_not_keep_the_others_from_their_backup() {
    let shop = Shop::open().await;
    let disk = TempDir::new().unwrap();
    let folders = [disk.path().join("pulled out"), disk.path().to_owned()];
    let taken = take_backup(&shop.store(), &folders, OPENING, &|_, _, _| Ok(())).unwrap();
    assert!(taken[0].1.as_ref().err().unwrap().message.contains("is not there"));
    assert!(taken[1].1.is_ok());
    assert!(!folders[0].exists(), "nothing is made where a disk should be");
    let left: Vec<_> = std::fs::read_dir(shop.store().folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| name.to_string_lossy().starts_with("shop.")), "{left:?}");
}

#[tokio::test]
async fn a_full_disk_is_told_and_leaves_no_draft() {
    let disk = TempDir::new().unwrap();
    let mount = |arguments: &[&str]| {
        std::process::Command::new(arguments[0])
            .args(&arguments[1..])
            .arg(disk.path())
            .output()
            .is_ok_and(|done| done.status.success())
    };
    if !mount(&["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs"]) {
        println!("skipped: this account may not mount a small disk to fill");
        return;
    }
    let shop = Shop::open().await;
    let error = take(&shop.store(), disk.path()).err().unwrap();
    let left = std::fs::read_dir(disk.path()).unwrap().count();
    assert!(mount(&["umount"]));
    assert!(error.message.contains("is full"), "{}", error.message);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn nothing_of_the_shop_is_readable_in_a_backup() {
    let shop = Shop::open().await;
    let canary = "canary-51c9-begonia";
    shop.patch("/api/shop", json!({ "name": canary })).await.ok();
    let disk = TempDir::new().unwrap();
    let backup = take(&shop.store(), disk.path()).unwrap();
    assert_eq!(backup.header.shop_name, canary);
    let bytes = std::fs::read(&backup.path).unwrap();
    for word in [canary, "begonia", "CREATE TABLE", "shop_floor", "holdings", "Europe/Berlin"] {
        assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word} is readable");
        assert!(!backup.path.to_string_lossy().contains(word));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&backup.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// The state of the backups as Home reads it.
async fn warnings(shop: &Shop) -> serde_json::Value {
    shop.get("/api/backups/state").await.ok()["warnings"].clone()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

async fn job_done(shop: &Shop, job: &serde_json::Value) -> serde_json::Value {
    for _ in 0..600 {
        let job = shop.get(&format!("/api/jobs/{}", job["id"].as_str().unwrap())).await.ok();
        if job["state"] != "running" {
            return job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the job does not end");
}

#[tokio::test]
async fn what_is_due_is_done_by_itself_and_home_tells_what_is_not() {
    let shop = Shop::open().await;
    let clock: Arc<dyn Clock> = shop.clock.clone();
    assert_eq!(warnings(&shop).await, json!(["no_folder"]));
    run_due(&shop.store(), &clock).unwrap();
    let disk = TempDir::new().unwrap();
    let path = disk.path().canonicalize().unwrap();
    shop.post("/api/backups/folders", json!({ "path": path })).await.ok();
    assert_eq!(warnings(&shop).await, json!(["no_recent_backup"]));
    let plan = json!({ "schedule": "daily", "minute_of_day": 1_200 });
    shop.call_as(&shop.token, axum::http::Method::PUT, "/api/backups/plan", Some(plan)).await.ok();

    // A new folder does not wait; the drill follows at once.
    run_due(&shop.store(), &clock).unwrap();
    let state = shop.get("/api/backups/state").await.ok();
    assert_eq!((&state["warnings"], &state["drill"]["is_good"]), (&json!([]), &json!(true)), "{state}");
    assert_eq!(names_in(&path).len(), 1);
    run_due(&shop.store(), &clock).unwrap();
    assert_eq!(names_in(&path).len(), 1, "not before its time");
    shop.clock.set(OPENING.after_ms(11 * 60 * 60 * 1000));
    run_due(&shop.store(), &clock).unwrap();
    assert_eq!(names_in(&path).len(), 1, "of two on a day the newest is kept");
    assert!(names_in(&path)[0].contains("T200000Z"), "{:?}", names_in(&path));

    // The disk is pulled out: noted at once, told after a day past its time.
    let out = path.with_extension("out");
    std::fs::rename(&path, &out).unwrap();
    sell_service(&shop, 500).await;
    for (hours, expected) in
        [(34, json!(["folder_failed"])), (11 + 47, json!(["folder_failed"])), (11 + 49, json!(["no_recent_backup"]))]
    {
        shop.clock.set(OPENING.after_ms(hours * 60 * 60 * 1000));
        run_due(&shop.store(), &clock).unwrap();
        shop.clock.set(OPENING.after_ms(hours * 60 * 60 * 1000 + 1));
        let token = shop.sign_in(crate::support::OWNER).await;
        let state = shop.call_as(&token, axum::http::Method::GET, "/api/backups/state", None).await.ok();
        assert_eq!(state["warnings"], expected, "after {hours} hours");
    }
    std::fs::rename(&out, &path).unwrap();
    shop.clock.set(OPENING.after_ms(80 * 60 * 60 * 1000));
    run_due(&shop.store(), &clock).unwrap();
    assert_eq!(names_in(&path).len(), 2);
}

#[tokio::test]
async fn a_backup_that_went_bad_is_found_by_the_drill_and_never_rotated_over() {
    let shop = Shop::open().await;
    let clock: Arc<dyn Clock> = shop.clock.clone();
    let disk = TempDir::new().unwrap();
    shop.post("/api/backups/folders", json!({ "path": disk.path() })).await.ok();
    let other = backed_up().await;
    std::fs::copy(&other.1, disk.path().join(other.1.file_name().unwrap())).unwrap();
    std::fs::write(disk.path().join("letters.txt"), "mine").unwrap();
    let mut written = Vec::new();
    for day in 0..40 {
        shop.clock.set(OPENING.after_ms(day * 24 * 60 * 60 * 1000));
        run_due(&shop.store(), &clock).unwrap();
        written.push(names_in(disk.path()).len());
    }
    assert!(written[39] <= 2 + 7 + 4 + 2, "{written:?}");
    let names = names_in(disk.path());
    assert!(names.contains(&"letters.txt".into()) && names.iter().any(|name| *other.1.file_name().unwrap() == **name));
    let drill = run_drill(&shop.store(), &clock).unwrap().unwrap();
    assert!(drill.is_good, "{}", drill.message);
    let newest = disk.path().join(&drill.file_name);
    let mut bytes = std::fs::read(&newest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&newest, bytes).unwrap();
    let drill = run_drill(&shop.store(), &clock).unwrap().unwrap();
    assert!(!drill.is_good && drill.message.contains("is damaged"), "{}", drill.message);
    assert_eq!(names_in(shop.store().folder()).iter().filter(|name| name.starts_with('.')).count(), 0, "no scratch is left");
}

#[tokio::test]
async fn folders_are_added_looked_into_and_let_go() {
    let shop = Shop::open().await;
    let disk = TempDir::new().unwrap();
    let own = shop.store().folder().join("backups");
    std::fs::create_dir(&own).unwrap();
    for (path, says) in [
        (own.to_str().unwrap(), "lost together with it"),
        ("backups", "whole path"),
        ("/nowhere/at/all", "is not there"),
        (concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"), "is a file"),
    ] {
        let answer = shop.post("/api/backups/folders", json!({ "path": path })).await;
        assert_eq!(answer.refusal(), "invalid", "{path}");
        assert!(answer.json()["detail"].as_str().unwrap().contains(says), "{path}: {}", answer.json());
    }
    assert_eq!(shop.post("/api/backups", json!({})).await.refusal(), "refused");
    shop.post("/api/backups/folders", json!({ "path": disk.path() })).await.ok();
    sell_service(&shop, 500).await;
    let job = job_done(&shop, &shop.post("/api/backups", json!({})).await.ok()).await;
    assert_eq!(job["state"], "done", "{job}");
    let folders = shop.get("/api/backups/folders").await.ok();
    let folder = &folders["folders"][0];
    assert_eq!((&folder["is_there"], &folder["backups"][0]["holdings"]["sales"]), (&json!(true), &json!(1)), "{folders}");
    assert_eq!(folder["backups"][0]["name"], folder["file_name"]);
    let job = job_done(&shop, &shop.post("/api/backups/drill", json!({})).await.ok()).await;
    assert_eq!(job["state"], "done", "{job}");
    let bad = json!({ "schedule": "daily", "minute_of_day": 1_440 });
    let refused = shop.call_as(&shop.token, axum::http::Method::PUT, "/api/backups/plan", Some(bad)).await;
    assert_eq!(refused.json()["fields"][0]["field"], "minute_of_day");

    let path = folder["path"].clone();
    shop.call_as(&shop.token, axum::http::Method::DELETE, "/api/backups/folders", Some(json!({ "path": path }))).await.ok();
    assert_eq!(shop.get("/api/backups/folders").await.ok()["folders"], json!([]));
    assert_eq!(names_in(disk.path()).len(), 1, "what lies there stays");
}

#[tokio::test]
async fn closing_takes_a_backup_when_the_plan_says_so_and_something_happened() {
    let shop = Shop::open().await;
    let disk = TempDir::new().unwrap();
    shop.post("/api/backups/folders", json!({ "path": disk.path() })).await.ok();
    run_on_close(&shop.store(), OPENING).unwrap();
    assert_eq!(names_in(disk.path()).len(), 0, "the plan is daily");
    let plan = json!({ "schedule": "on_close", "minute_of_day": 0 });
    shop.call_as(&shop.token, axum::http::Method::PUT, "/api/backups/plan", Some(plan)).await.ok();
    for (day, count) in [(0, 1), (1, 1)] {
        run_on_close(&shop.store(), OPENING.after_ms(day * 24 * 60 * 60 * 1000)).unwrap();
        assert_eq!(names_in(disk.path()).len(), count, "nothing happened since the first");
    }
    sell_service(&shop, 500).await;
    run_on_close(&shop.store(), OPENING.after_ms(2 * 24 * 60 * 60 * 1000)).unwrap();
    assert_eq!(names_in(disk.path()).len(), 2);
}
