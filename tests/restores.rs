//! Restoring through the router: into nothing, over the open shop, and what keeps it from beginning; and a look at the demo shop before that.

use std::path::{Path, PathBuf};

use axum::http::Method;
use counterfoil::backups::take_backup;
use counterfoil::demo::{DemoPlan, Extent, PASSWORD, make_demo_shop};
use counterfoil::setup::open_shop;
use counterfoil::store::exists;
use counterfoil::store::keys::Effort;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::orders::sell_service;
use crate::support::{OPENING, OWNER, PASSPHRASE, Shop};

/// A shop with one sale, a backup of it on a disk, and one more sale since.
async fn backed_up() -> (Shop, PathBuf, TempDir) {
    let shop = Shop::open().await;
    sell_service(&shop, 4_990).await;
    let disk = TempDir::new().unwrap();
    let taken = take_backup(&shop.store(), &[disk.path().to_owned()], OPENING, &|_, _, _| Ok(())).unwrap().remove(0).1;
    sell_service(&shop, 700).await;
    (shop, taken.unwrap().path, disk)
}

/// A call of somebody without a session.
async fn nobody(shop: &Shop, method: Method, path: &str, body: Value) -> crate::support::Answer {
    shop.call_as("", method, path, (!body.is_null()).then_some(body)).await
}

async fn state(shop: &Shop) -> Value {
    nobody(shop, Method::GET, "/api/shop-state", Value::Null).await.ok()
}

fn chosen(file: &Path, secret: Option<&str>) -> Value {
    json!({ "path": file, "secret": secret })
}

fn restore(file: &Path, secret: Option<&str>, replaces: bool) -> Value {
    json!({ "path": file, "secret": secret, "replaces": replaces })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clean_computer_gets_the_shop_back_with_the_recovery_key_and_nobody_signed_in() {
    let (shop, file, disk) = backed_up().await;
    let clean = Shop::nowhere();
    let found =
        nobody(&clean, Method::GET, &format!("/api/restores/backups?path={}", disk.path().display()), Value::Null).await.ok();
    let backup = &found["backups"][0];
    assert_eq!((&backup["path"], &backup["created_at_ms"]), (&json!(file), &json!(OPENING.0)), "{found}");
    assert_eq!((&backup["ways_in"], &backup["is_of_this_shop"]), (&json!(["passphrase", "recovery"]), &json!(false)));

    let preview = nobody(&clean, Method::POST, "/api/restores/preview", chosen(&file, Some(&shop.recovery_identity))).await.ok();
    assert_eq!((&preview["backup"]["shop_name"], &preview["backup"]["holdings"]["sales"]), (&json!("Violet & Co"), &json!(1)));
    assert_eq!(preview["present"], Value::Null);
    assert!(!exists(&clean.app.home), "looking makes nothing");

    let wanted = restore(&file, Some(&shop.recovery_identity), false);
    let errand = nobody(&clean, Method::POST, "/api/restores", wanted).await.ok();
    assert_eq!(errand["kind"], "restore");
    let errand = clean.errand_ended().await;
    assert_eq!((&errand["state"], errand["notes"].as_array().unwrap().len()), (&json!("done"), 1), "{errand}");
    assert_eq!(state(&clean).await["state"], "open");
    let token = clean.sign_in(OWNER).await;
    assert_eq!(clean.call_as(&token, Method::GET, "/api/orders", None).await.ok()["total"], 1);
    assert_eq!(clean.findings(), Vec::<String>::new());
    // With a shop that is open only those who may decide about backups look any further.
    for (method, path) in
        [(Method::GET, "/api/restores/backups"), (Method::POST, "/api/restores/preview"), (Method::POST, "/api/restores")]
    {
        let body = if method == Method::GET { Value::Null } else { restore(&file, Some(PASSPHRASE), true) };
        assert_eq!(nobody(&clean, method, path, body).await.refusal(), "signed_out", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_over_the_open_shop_tells_what_will_be_missing_and_keeps_what_was_there() {
    let (shop, file, _disk) = backed_up().await;
    // What opens the shop here opens its backups, so nothing has to be typed.
    let preview = shop.post("/api/restores/preview", chosen(&file, None)).await.ok();
    let present = &preview["present"];
    assert_eq!((&preview["backup"]["holdings"]["sales"], &present["holdings"]["sales"]), (&json!(1), &json!(2)));
    assert_eq!((&present["changes_missing"], &present["continues_the_backup"]), (&json!(1), &json!(true)), "{preview}");

    assert_eq!(shop.post("/api/restores", restore(&file, None, false)).await.refusal(), "conflict");
    shop.post("/api/restores", restore(&file, None, true)).await.ok();
    let errand = shop.errand_ended().await;
    assert_eq!(errand["state"], "done", "{errand}");
    let aside = errand["notes"].as_array().unwrap().iter().find_map(|note| note["values"]["folder"].as_str()).unwrap();
    assert!(exists(Path::new(aside)), "{aside}");
    assert_eq!(shop.get("/api/orders").await.refusal(), "signed_out", "sessions were not restored");
    let token = shop.sign_in(OWNER).await;
    assert_eq!(shop.call_as(&token, Method::GET, "/api/orders", None).await.ok()["total"], 1);
    let names: Vec<_> = std::fs::read_dir(shop.app.folder()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| name.to_string_lossy().starts_with("shop.")), "{names:?}");
    std::fs::remove_dir_all(aside).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_that_fails_leaves_the_shop_open_as_it_was() {
    let (shop, file, disk) = backed_up().await;
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let damaged = disk.path().join("damaged.counterfoil-backup");
    std::fs::write(&damaged, bytes).unwrap();
    assert!(
        shop.post("/api/restores/preview", chosen(&damaged, None)).await.json()["detail"].as_str().unwrap().contains("damaged")
    );
    shop.post("/api/restores", restore(&damaged, None, true)).await.ok();
    let errand = shop.errand_ended().await;
    assert_eq!(errand["state"], "failed", "{errand}");
    assert!(errand["message"].as_str().unwrap().contains("is damaged"), "{errand}");
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 2, "whoever was signed in goes on");
    sell_service(&shop, 100).await;

    // The same where the shop was not open.
    let folder = shop.app.folder();
    let clean = Shop::nowhere();
    nobody(&clean, Method::POST, "/api/restores", restore(&damaged, Some(PASSPHRASE), false)).await.ok();
    assert_eq!(clean.errand_ended().await["state"], "failed");
    assert_eq!(state(&clean).await["state"], "missing");
    assert!(!clean.app.home.exists() && exists(&folder));
}

#[tokio::test]
async fn what_opens_nothing_and_what_is_no_backup_is_said_beside_its_field() {
    let (shop, file, disk) = backed_up().await;
    let notes = disk.path().join("notes.txt");
    std::fs::write(&notes, "not a backup, but long enough to be read").unwrap();
    let clean = Shop::nowhere();
    let mut mistyped: Vec<char> = shop.recovery_identity.chars().collect();
    mistyped[16 + 9] = if mistyped[16 + 9] == 'Q' { 'P' } else { 'Q' };
    let mistyped: String = mistyped.into_iter().collect();
    let other = Shop::open().await;
    for (path, secret, field, says) in [
        (&file, None, "secret", "Type the recovery key"),
        (&file, Some("not this one"), "secret", "does not open"),
        (&file, Some(mistyped.as_str()), "secret", "Group 3"),
        (&file, Some(other.recovery_identity.as_str()), "secret", "does not open"),
        (&notes, Some(PASSPHRASE), "path", "is not a backup"),
        (&disk.path().to_owned(), Some(PASSPHRASE), "path", "is not a backup"),
        (&disk.path().join("gone"), Some(PASSPHRASE), "path", "There is no file"),
    ] {
        let refused = nobody(&clean, Method::POST, "/api/restores/preview", chosen(path, secret)).await;
        assert_eq!(refused.refusal(), "invalid", "{}", path.display());
        let problem = refused.json();
        assert_eq!(problem["fields"][0]["field"], field, "{problem}");
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
    }
    for (path, says) in [(notes, "is not a backup"), (disk.path().join("gone"), "cannot be read")] {
        let path = format!("/api/restores/backups?path={}", path.display());
        let refused = nobody(&clean, Method::GET, &path, Value::Null).await;
        assert!(refused.json()["detail"].as_str().unwrap().contains(says), "{}", refused.json());
    }
    // Another shop's backup is never put into the place of this one.
    other.post("/api/restores", restore(&file, Some(PASSPHRASE), true)).await.ok();
    let errand = other.errand_ended().await;
    assert!(errand["message"].as_str().unwrap().contains("another shop"), "{errand}");
    assert_eq!(other.get("/api/orders").await.ok()["total"], 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_looks_at_the_demo_shop_and_goes_back_to_set_up_their_own() {
    let shop = Shop::nowhere();
    let beside = shop.app.home.with_file_name("shop-demo");
    let small = Extent { products: 10, days: 3, sales_a_day: 2, customers: 3 };
    let plan = DemoPlan { country: "GB".into(), language: None, seed: 1, until: None, extent: small, is_fresh: false };
    make_demo_shop(&beside, &plan, &*shop.app.clock, Effort::CHEAP, |_, _| {}).unwrap();

    nobody(&shop, Method::POST, "/api/demo-shop", json!({ "country": "XX" })).await.refusal();
    nobody(&shop, Method::POST, "/api/demo-shop", json!({ "country": "GB", "language": "en" })).await.ok();
    let errand = shop.errand_ended().await;
    assert_eq!((&errand["kind"], &errand["state"]), (&json!("demo_shop"), &json!("done")), "{errand}");
    let open = state(&shop).await;
    assert_eq!((&open["state"], &open["demo"]["can_leave"]), (&json!("open"), &json!(true)), "{open}");
    let owner = json!({ "name": open["demo"]["people"][0]["name"], "password": PASSWORD });
    nobody(&shop, Method::POST, "/api/sessions", owner).await.ok();
    assert_eq!(nobody(&shop, Method::POST, "/api/demo-shop", json!({ "country": "GB" })).await.refusal(), "conflict");

    nobody(&shop, Method::POST, "/api/demo-shop/leave", Value::Null).await.ok();
    assert_eq!(state(&shop).await["state"], "missing");
    assert_eq!(nobody(&shop, Method::POST, "/api/demo-shop/leave", Value::Null).await.refusal(), "refused");
    let new = serde_json::to_value(json!({ "country": "GB", "owner_name": OWNER, "password": "violet ink on paper" })).unwrap();
    nobody(&shop, Method::POST, "/api/setup", new).await.ok();
    let own = state(&shop).await;
    assert_eq!((&own["state"], &own["demo"]), (&json!("open"), &Value::Null), "{own}");
    assert!(exists(&shop.app.home));
    let clock = shop.app.clock.clone();
    let kept = open_shop(&beside, &counterfoil::setup::Secrets::default(), &clock);
    assert!(matches!(kept, counterfoil::http::ShopState::Open(_)), "nobody holds the demo shop any more");
}
