//! Health: what owners are told about the program and the shop's file, the daily look at its pages, and the log that is handed over.

use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::http::{Method, header};
use counterfoil::base::Clock;
use counterfoil::health::{LOG_DAYS, check_when_due, log_folder};
use counterfoil::store::keys::KeyFile;
use counterfoil::store::{Store, database_path};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::{Server, counterfoil, set_up};
use crate::support::{OPENING, OWNER, PASSWORD, Shop};

/// SQLCipher's page size.
const PAGE: u64 = 4096;
const HOUR_MS: i64 = 60 * 60 * 1_000;

/// What is said about something.
fn check<'a>(health: &'a Value, subject: &str) -> &'a Value {
    let checks = health["checks"].as_array().unwrap();
    checks.iter().find(|check| check["subject"] == subject).unwrap_or_else(|| panic!("nothing is said about {subject}: {health}"))
}

#[track_caller]
fn assert_check(health: &Value, subject: &str, state: &str, words: &str) {
    let check = check(health, subject);
    let message = check["message"].as_str().unwrap();
    assert!(check["state"] == state && message.contains(words), "{check}");
}

/// What is not as it should be; the room on the disk is the computer's own.
fn unwell(health: &Value) -> Vec<&str> {
    let checks = health["checks"].as_array().unwrap().iter();
    checks
        .filter(|check| check["state"] != "good")
        .map(|check| check["subject"].as_str().unwrap())
        .filter(|it| *it != "disk")
        .collect()
}

/// Damages a page that hardly anything reads: the root of a table without rows.
fn damage(store: &Store) {
    let root = "SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = 'goods_receipts'";
    let page: i64 = store.read_now(|db| Ok(db.query_row(root, [], |row| row.get(0))?)).unwrap();
    flip(&database_path(store.folder()), (page.unsigned_abs() - 1) * PAGE + 100);
}

fn flip(path: &Path, place: u64) {
    let mut file = std::fs::File::options().read(true).write(true).open(path).unwrap();
    let mut byte = [0];
    file.seek(SeekFrom::Start(place)).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(SeekFrom::Start(place)).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
}

/// Starts long work and answers how it ended.
async fn run(shop: &Shop, path: &str) -> Value {
    let job = shop.post(path, json!({})).await.ok();
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
async fn owners_and_managers_see_it_and_a_cashier_does_not() {
    let shop = Shop::open().await;
    let (ben, max) = (shop.hire("Ben", "cashier").await, shop.hire("Max", "manager").await);
    for (method, path) in [(Method::GET, "/api/health"), (Method::POST, "/api/health/check"), (Method::GET, "/api/health/log")] {
        assert_eq!(shop.call_as(&ben, method.clone(), path, None).await.refusal(), "forbidden", "{path}");
        assert!(shop.call_as(&max, method, path, None).await.status.is_success(), "{path}");
    }
}

#[tokio::test]
async fn in_a_new_shop_everything_is_well_but_that_no_backup_is_set_up() {
    let shop = Shop::open().await;
    let health = shop.get("/api/health").await.ok();
    assert_eq!(unwell(&health), ["backups"], "{health}");
    assert_check(&health, "backups", "bad", "No backup is set up");
    assert_check(&health, "pages", "good", "not checked yet");
    assert_check(&health, "sqlite", "good", "at least 3.51.3 is needed");
    assert_check(&health, "cipher", "good", "SQLCipher 4.");
    assert_check(&health, "program", "good", env!("CARGO_PKG_VERSION"));
    assert_check(&health, "shop", "good", "The shop is open");
    assert_eq!(health["job"], Value::Null);

    let disk = TempDir::new().unwrap();
    shop.post("/api/backups/folders", json!({ "path": disk.path() })).await.ok();
    let clock: Arc<dyn Clock> = shop.clock.clone();
    counterfoil::backups::run_due(&shop.store(), &clock).unwrap();
    let health = shop.get("/api/health").await.ok();
    assert_eq!(unwell(&health), Vec::<&str>::new(), "{health}");
    assert_check(&health, "backups", "good", "2026-03-02");
    assert_check(&health, "drill", "good", "2026-03-02");
}

#[tokio::test]
async fn a_damaged_page_is_found_and_told_with_the_way_out() {
    // Closed once, so that every page is in the file.
    let shop = Shop::open().await.restart();
    let job = run(&shop, "/api/health/check").await;
    assert_eq!((&job["state"], &job["result"]["is_good"]), (&json!("done"), &json!(true)), "{job}");
    assert_check(&shop.get("/api/health").await.ok(), "pages", "good", "held on 2026-03-02");

    damage(&shop.store());
    shop.clock.set(OPENING.after_ms(60_000));
    let job = run(&shop, "/api/health/check").await;
    assert_eq!((&job["state"], &job["result"]["is_good"]), (&json!("done"), &json!(false)), "{job}");
    let health = shop.get("/api/health").await.ok();
    assert_eq!(health["checks"][0]["state"], "bad", "the worst is told first");
    assert_check(&health, "pages", "bad", "HMAC verification failed for page");
    assert_check(&health, "pages", "bad", "restore the newest good backup");
    assert_eq!(health["job"]["id"], job["id"]);
}

#[tokio::test]
async fn the_pages_are_looked_at_once_a_day_by_itself() {
    let shop = Shop::open().await;
    let (store, clock): (Store, Arc<dyn Clock>) = (shop.store(), shop.clock.clone());
    assert!(check_when_due(&store, &clock).unwrap().is_some_and(|check| check.is_good));
    // It is ten in the morning in Berlin.
    for (hours, is_looked_at) in [(0, false), (13, false), (15, true), (16, false), (24 * 3, true)] {
        shop.clock.set(OPENING.after_ms(hours * HOUR_MS));
        assert_eq!(check_when_due(&store, &clock).unwrap().is_some(), is_looked_at, "after {hours} hours");
    }
    let token = shop.sign_in(OWNER).await;
    let health = shop.call_as(&token, Method::GET, "/api/health", None).await.ok();
    assert_check(&health, "pages", "good", "held on 2026-03-05");
    shop.clock.set(OPENING.after_ms(24 * 11 * HOUR_MS));
    let token = shop.sign_in(OWNER).await;
    let health = shop.call_as(&token, Method::GET, "/api/health", None).await.ok();
    assert_check(&health, "pages", "look", "last checked on 2026-03-05");
}

#[tokio::test]
async fn long_work_that_failed_is_told_for_a_week() {
    let shop = Shop::open().await;
    // A drill without any backup fails.
    assert_eq!(run(&shop, "/api/backups/drill").await["state"], "failed");
    assert_check(&shop.get("/api/health").await.ok(), "work", "look", "that failed: 1");
    shop.clock.set(OPENING.after_ms(24 * 8 * HOUR_MS));
    let token = shop.sign_in(OWNER).await;
    let health = shop.call_as(&token, Method::GET, "/api/health", None).await.ok();
    assert_check(&health, "work", "good", "No job failed");
}

#[tokio::test]
async fn the_log_is_saved_as_text_with_lines_of_the_program_only() {
    let shop = Shop::open().await;
    let logs = log_folder(shop.store().folder());
    std::fs::create_dir(&logs).unwrap();
    let lines = "2026-03-02T09:00:00.1Z  INFO counterfoil::x: kept\n2026-03-02T09:00:00.1Z  INFO zbus: of Canary\nand Canary\n";
    std::fs::write(logs.join("counterfoil.2026-03-02.log"), lines).unwrap();
    let answer = shop.get("/api/health/log").await;
    let text = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(answer.status.is_success() && answer.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/plain"));
    assert!(answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap().contains("counterfoil-log.txt"));
    assert!(text.contains("counterfoil::x: kept") && !text.contains("Canary"), "{text}");
    assert!(text.contains("No backup is set up") && text.contains("[shop]/logs"), "{text}");
}

// ── The command line ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

fn doctor(folder: &Path, with_password: bool) -> Value {
    let mut command = counterfoil(folder);
    if !with_password {
        command.env_remove("COUNTERFOIL_PASSWORD");
    }
    let output = command.args(["doctor", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn doctor_tells_of_a_missing_a_sealed_and_a_damaged_shop_and_never_fails() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("shop");
    let health = doctor(&folder, true);
    assert_check(&health, "shop", "look", "There is no shop");
    assert_check(&health, "sqlite", "good", "SQLite 3.");
    assert_eq!(health["state"], "look", "{health}");
    assert!(!folder.exists(), "a look makes nothing");

    assert!(set_up(&folder).status.success());
    assert_check(&doctor(&folder, false), "shop", "look", "COUNTERFOIL_PASSPHRASE");
    let health = doctor(&folder, true);
    assert_eq!(unwell(&health), ["backups"], "{health}");
    assert_check(&health, "pages", "good", "Every page of the shop's file held");
    let lines = counterfoil(&folder).arg("doctor").output().unwrap().stdout;
    let lines = String::from_utf8(lines).unwrap();
    assert!(lines.starts_with("bad   ") && lines.contains("\ngood  sqlite     SQLite 3."), "{lines}");

    damage(&Store::open_beside(&folder, KeyFile::read(&folder).unwrap().open_with(PASSWORD).unwrap()).unwrap());
    let health = doctor(&folder, true);
    assert_check(&health, "shop", "good", "The shop is open");
    assert_check(&health, "pages", "bad", "HMAC verification failed for page");
    assert_eq!(health["state"], "bad");

    flip(&database_path(&folder), 200);
    assert_check(&doctor(&folder, true), "shop", "bad", "the file is damaged");
    std::fs::write(folder.join("shop.key"), "{").unwrap();
    let health = doctor(&folder, true);
    assert_eq!(
        (&check(&health, "shop")["state"], &check(&health, "keyring")["state"]),
        (&json!("bad"), &json!("bad")),
        "{health}"
    );
}

#[test]
fn fourteen_days_of_the_log_are_kept() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("shop");
    assert!(set_up(&folder).status.success());
    let logs = log_folder(&folder);
    std::fs::create_dir_all(&logs).unwrap();
    for day in 1..=28 {
        std::fs::write(logs.join(format!("counterfoil.2026-01-{day:02}.log")), "").unwrap();
    }
    doctor(&folder, true);
    let mut names: Vec<_> = std::fs::read_dir(&logs).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), LOG_DAYS, "{names:?}");
}

const NAME: &str = "Canary-Name-Begonia-51c9";
const SECRET: &str = "Canary-Secret-Quinoa-77aa";
const PASSPHRASE: &str = "Canary-Phrase-Larkspur-9c1e";

/// Every file below a folder, as text.
fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.map(|path| (path.clone(), String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned())).collect()
}

#[test]
fn neither_the_log_nor_what_is_handed_over_of_it_holds_a_name_or_a_secret() {
    let place = TempDir::new().unwrap();
    let folder = place.path().join("Canary-Folder-Fennel-33b0");
    let program = || {
        let mut command = counterfoil(&folder);
        command.env("COUNTERFOIL_PASSWORD", SECRET).env("COUNTERFOIL_PASSPHRASE", PASSPHRASE);
        command
    };
    let is_done = |arguments: &[&str]| program().args(arguments).output().unwrap().status.success();
    assert!(is_done(&["setup", "--owner", NAME, "--country", "DE", "--shop", "Canary-Shop-Sage-02fd"]));
    // What goes wrong is what a log tells about.
    let broken = place.path().join("Canary-File-Sorrel-5d1b.csv.xz");
    std::fs::write(&broken, b"\xfd7zXZ\0\0\0 Canary-Content-Tansy-40ee").unwrap();
    assert!(!is_done(&["import", "products", broken.to_str().unwrap()]));
    assert!(!is_done(&["backup", "--to", place.path().join("Canary-Disk-Yarrow-6a0c").to_str().unwrap()]));
    let wrong = program().env("COUNTERFOIL_PASSPHRASE", "Canary-Wrong-Mallow-18b7").arg("verify").output().unwrap();
    assert!(!wrong.status.success());

    let server = Server::run(program());
    let ask = |token: &str, method: &str, path: &str, body: Value| {
        let sign = if token.is_empty() { String::new() } else { format!("\r\nAuthorization: Bearer {token}") };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        server.request(&format!("{method} {path} HTTP/1.1{sign}"), &body)
    };
    ask("", "POST", "/api/sessions", json!({ "name": NAME, "password": "Canary-Guess-Rue-7781" }));
    let session = ask("", "POST", "/api/sessions", json!({ "name": NAME, "password": SECRET }));
    let session: Value = serde_json::from_str(session.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let token = session["token"].as_str().unwrap();
    let customer =
        json!({ "name": "Canary-Customer-Juniper-83ac", "email": "canary-mail-iris@example.org", "address": "1 Canary-Street" });
    ask(token, "POST", "/api/customers", customer);
    ask(token, "POST", "/api/products", json!({ "name": "Canary-Product-Saffron-61f2", "variants": [{ "sku": "Canary-Sku" }] }));
    ask(token, "POST", "/api/products", json!({ "name": ["Canary-Mistake-Thyme"] }));
    ask(token, "POST", "/api/imports?kind=products&file_name=Canary-Upload-Dill.csv", json!("Canary-Row-Anise,\"never closed"));
    ask(token, "POST", "/api/backups/folders", json!({ "path": place.path().join("Canary-Disk-Yarrow-6a0c") }));
    ask(token, "POST", "/api/backups", json!({}));
    ask(token, "POST", "/api/backups/drill", json!({}));
    ask(token, "POST", "/api/health/check", json!({}));
    let saved = ask(token, "GET", "/api/health/log", Value::Null);
    drop(server);

    let handed = String::from_utf8(program().args(["doctor", "--log"]).output().unwrap().stdout).unwrap();
    let logs = texts(&log_folder(&folder));
    let own = logs.iter().map(|(path, text)| (path.display().to_string(), text.as_str()));
    for (what, text) in own.chain([("saved".to_owned(), saved.as_str()), ("printed".to_owned(), handed.as_str())]) {
        assert!(text.contains("the program starts"), "{what} holds nothing, so nothing was tested: {text}");
        let lower = text.to_lowercase();
        assert!(!lower.contains("canary"), "{what}: {text}");
        assert!(!lower.contains(token) && !text.contains(token), "{what} holds the token of a session");
    }
    assert!(handed.contains("[shop]/logs"), "{handed}");
}
