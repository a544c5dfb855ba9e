//! What opens the shop's file: slots added, changed and revoked, another data key, and the shop closed by hand.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, header};
use counterfoil::backups::{list_backups, open_backup, restore, take_backup};
use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code};
use counterfoil::setup::{NewShop, set_up_shop, unseal_shop};
use counterfoil::store::keys::{DataKey, Effort, KeyFile, key_path};
use counterfoil::store::rekey::{Keys, rekey};
use counterfoil::store::{Context, Store, take_lock};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::orders::sell_service;
use crate::support::{Answer, OPENING, OWNER, PASSPHRASE, PASSWORD, Shop, interface, new_shop};

fn clock() -> Arc<dyn Clock> {
    Arc::new(SetClock::at(OPENING))
}

async fn slots(shop: &Shop) -> Vec<(String, String)> {
    let state = shop.get("/api/keys").await.ok();
    let word = |slot: &Value, name: &str| slot[name].as_str().unwrap().to_owned();
    state["slots"].as_array().unwrap().iter().map(|slot| (word(slot, "kind"), word(slot, "id"))).collect()
}

async fn id_of(shop: &Shop, kind: &str) -> String {
    slots(shop).await.into_iter().find(|(other, _)| other == kind).unwrap().1
}

async fn revoke(shop: &Shop, id: &str) -> Answer {
    let proof = json!({ "password": PASSWORD });
    shop.call_as(&shop.token, Method::DELETE, &format!("/api/keys/{id}"), Some(proof)).await
}

async fn set_passphrase(shop: &Shop, passphrase: &str) -> Answer {
    let body = json!({ "password": PASSWORD, "passphrase": passphrase });
    shop.call_as(&shop.token, Method::PUT, "/api/keys/passphrase", Some(body)).await
}

async fn change_data_key(shop: &Shop, passphrase: &str) -> Answer {
    shop.post("/api/keys/data-key", json!({ "password": PASSWORD, "passphrase": passphrase })).await
}

fn opens(folder: &Path, secret: &str) -> bool {
    KeyFile::read(folder).unwrap().open_with(secret).is_ok()
}

#[tokio::test]
async fn the_ways_in_are_shown_with_their_day() {
    let shop = Shop::open().await;
    let state = shop.get("/api/keys").await.ok();
    let kinds: Vec<_> = state["slots"].as_array().unwrap().iter().map(|slot| slot["kind"].clone()).collect();
    assert!(kinds.contains(&json!("passphrase")) && kinds.contains(&json!("recovery")), "{state}");
    assert!(state["slots"].as_array().unwrap().iter().all(|slot| slot["added_at_ms"] == OPENING.0), "{state}");
    assert_eq!(
        (&state["is_demo"], &state["rekeyed_at_ms"], &state["revoked_at_ms"]),
        (&json!(false), &json!(null), &json!(null))
    );
}

#[tokio::test]
async fn a_key_file_of_the_first_version_opens_and_is_shown_without_days() {
    let shop = Shop::open().await;
    let path = key_path(shop.store().folder());
    let mut file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    for slot in file["slots"].as_array_mut().unwrap() {
        assert!(slot.as_object_mut().unwrap().remove("added_at_ms").is_some());
    }
    assert_eq!(file["format"], 1);
    std::fs::write(&path, file.to_string()).unwrap();
    assert!(opens(shop.store().folder(), PASSPHRASE) && opens(shop.store().folder(), &shop.recovery_identity));
    assert_eq!(shop.get("/api/keys").await.ok()["slots"][0]["added_at_ms"], json!(null));
}

#[tokio::test]
async fn a_passphrase_is_changed_by_whoever_knows_their_own_password_only() {
    let shop = Shop::open().await;
    let folder = shop.store().folder().to_owned();
    let next = "an umbrella full of tulips";
    let body = json!({ "password": "not my password", "passphrase": next });
    let refused = shop.call_as(&shop.token, Method::PUT, "/api/keys/passphrase", Some(body.clone())).await;
    assert_eq!(refused.refusal(), "forbidden");
    for weak in ["password1", "short", "Violet & Co", "age-secret-key-1 of the shop"] {
        let refused = set_passphrase(&shop, weak).await;
        assert_eq!(refused.refusal(), "invalid");
        assert_eq!(refused.json()["fields"][0]["field"], "passphrase", "{weak}");
    }
    assert!(opens(&folder, PASSPHRASE));
    set_passphrase(&shop, next).await.ok();
    assert!(!opens(&folder, PASSPHRASE) && opens(&folder, next) && opens(&folder, &shop.recovery_identity));
    assert_eq!(shop.get("/api/keys").await.ok()["revoked_at_ms"], OPENING.0, "the old one still opens what was copied before");
    for _ in 0..10 {
        shop.call_as(&shop.token, Method::PUT, "/api/keys/passphrase", Some(body.clone())).await.refusal();
    }
    assert_eq!(set_passphrase(&shop, PASSPHRASE).await.refusal(), "throttled");
    assert!(opens(&folder, next));
}

#[tokio::test]
async fn a_new_recovery_kit_stands_beside_the_old_one_until_that_is_revoked() {
    let shop = Shop::open().await;
    let folder = shop.store().folder().to_owned();
    let old = id_of(&shop, "recovery").await;
    let kit = shop.post("/api/keys/recovery-kits", json!({ "password": PASSWORD })).await.ok();
    let identity = kit["recovery_identity"].as_str().unwrap();
    assert!(opens(&folder, identity) && opens(&folder, &shop.recovery_identity));
    let printed = shop.post("/api/recovery-kit", json!({ "recovery_identity": identity })).await;
    assert!(printed.bytes.starts_with(b"%PDF"));
    revoke(&shop, &old).await.ok();
    assert!(opens(&folder, identity) && !opens(&folder, &shop.recovery_identity));
    assert_eq!(revoke(&shop, &old).await.refusal(), "not_found");
    let recovery = json!({ "recovery_identity": shop.recovery_identity, "name": OWNER, "new_password": PASSWORD });
    assert_eq!(shop.call_as("", Method::POST, "/api/owner-recovery", Some(recovery)).await.refusal(), "invalid");
}

#[tokio::test]
async fn the_last_way_in_from_elsewhere_stays() {
    let shop = Shop::open().await;
    revoke(&shop, &id_of(&shop, "passphrase").await).await.ok();
    let refused = revoke(&shop, &id_of(&shop, "recovery").await).await;
    assert_eq!(refused.refusal(), "refused");
    assert!(refused.json()["detail"].as_str().unwrap().contains("broken computer"), "{}", refused.json());
    assert!(opens(shop.store().folder(), &shop.recovery_identity));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn every_change_of_a_way_in_is_in_the_history_and_no_secret_is() {
    let shop = Shop::open().await;
    let next = "an umbrella full of tulips";
    set_passphrase(&shop, next).await.ok();
    let kit = shop.post("/api/keys/recovery-kits", json!({ "password": PASSWORD })).await.ok();
    let id = kit["slot_id"].as_str().unwrap();
    revoke(&shop, id).await.ok();
    change_data_key(&shop, next).await.ok();
    let commits = shop.get("/api/commits?limit=20").await.ok();
    let done = |operation: &str| {
        let rows = commits["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["operation"] == operation).unwrap_or_else(|| panic!("{operation} in {commits}"));
        assert_eq!(row["staff_name"], OWNER);
        row["changes"].as_array().unwrap().clone()
    };
    let change = |changes: &[Value], at: usize| (changes[at]["before"].clone(), changes[at]["after"].clone());
    let set = done("set_passphrase");
    assert_eq!((change(&set, 0), change(&set, 1)), ((json!("passphrase"), json!(null)), (json!(null), json!("passphrase"))));
    assert_eq!(change(&done("create_recovery_kit"), 0), (json!(null), json!("recovery")));
    let revoked = done("delete_key_slot");
    assert_eq!((change(&revoked, 0), &revoked[0]["record"]), ((json!("recovery"), json!(null)), &json!(id)));
    assert_eq!(change(&done("change_data_key"), 0), (json!("old"), json!("new")));
    let said = commits.to_string();
    assert!(!said.contains("AGE-SECRET") && !said.contains(next) && !said.contains(PASSPHRASE));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[test]
fn a_demo_shop_keeps_the_password_that_everybody_knows() {
    let folder = TempDir::new().unwrap();
    let new = NewShop { is_demo: true, passphrase: None, ..new_shop("GB") };
    let (store, _) = set_up_shop(folder.path(), &new, &clock(), Effort::CHEAP).unwrap();
    let file = KeyFile::read(folder.path()).unwrap();
    let id = |kind: &str| file.slots.iter().find(|slot| slot.kind() == kind).unwrap().id();
    let remove = |id: String| {
        let place = folder.path().to_owned();
        store.write_now(Context::program("test"), move |tx| counterfoil::keys::remove_slot(tx, &place, &id))
    };
    assert_eq!(remove(id("passphrase")).unwrap_err().code, Code::Refused);
    remove(id("recovery")).unwrap();
    assert!(KeyFile::read(folder.path()).unwrap().open_with_known().is_some());
}

// ── Another data key ──

#[tokio::test]
async fn another_data_key_opens_with_the_same_secrets_and_the_old_one_opens_nothing_new() {
    let shop = Shop::open().await;
    let folder = shop.store().folder().to_owned();
    sell_service(&shop, 4_990).await;
    let old = shop.store().key().clone();
    for wrong in ["", "a key under the rug", &shop.recovery_identity] {
        let refused = change_data_key(&shop, wrong).await;
        assert_eq!(refused.json()["fields"][0]["field"], "passphrase", "{wrong}");
    }
    assert!(KeyFile::read(&folder).unwrap().is_opened_by(&old));
    let screen = shop.sit_down(OWNER).await;
    change_data_key(&shop, PASSPHRASE).await.ok();
    assert_eq!(shop.send(interface(Method::GET, "/api/shop", &screen, "")).await.status, 200, "who sat there sits there still");
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 1);
    let after = sell_service(&shop, 100).await;
    assert!(after["number"].as_str().unwrap().ends_with("1002"), "{after}");
    let file = KeyFile::read(&folder).unwrap();
    assert!(!file.is_opened_by(&old) && file.is_opened_by(shop.store().key()));
    assert!(opens(&folder, PASSPHRASE) && opens(&folder, &shop.recovery_identity));
    assert_eq!(shop.get("/api/keys").await.ok()["rekeyed_at_ms"], OPENING.0);
    assert_eq!(shop.findings(), Vec::<String>::new());
    assert_eq!(shop.store().lost_work(), None);
    assert_only_the_shop_is_in(&folder);
    assert!(Store::open_beside(&folder, old).is_err(), "the old key opens nothing that lies there");
}

#[tokio::test]
async fn backups_from_before_another_data_key_are_listed_tried_and_restored() {
    let shop = Shop::open().await;
    let disk = TempDir::new().unwrap();
    shop.post("/api/backups/folders", json!({ "path": disk.path() })).await.ok();
    let take = |minutes: i64| {
        let now = OPENING.after_ms(minutes * 60_000);
        take_backup(&shop.store(), &[disk.path().to_owned()], now, &|_, _, _| Ok(())).unwrap().remove(0).1.unwrap().path
    };
    sell_service(&shop, 4_990).await;
    let first = take(0);
    change_data_key(&shop, PASSPHRASE).await.ok();
    sell_service(&shop, 100).await;
    let second = take(10);
    change_data_key(&shop, PASSPHRASE).await.ok();
    let third = take(20);
    let listed: Vec<_> = list_backups(&shop.store(), disk.path()).unwrap().into_iter().map(|backup| backup.path).collect();
    assert_eq!(listed, [third, second.clone(), first.clone()]);
    let prefix = |path: &Path| path.file_name().unwrap().to_string_lossy()[..14].to_owned();
    assert_eq!(prefix(&first), prefix(&second), "all of one shop have one name");

    let place = TempDir::new().unwrap();
    for (file, sales) in [(&first, 1), (&second, 2)] {
        let backup = open_backup(file).unwrap();
        let folder = place.path().join(sales.to_string());
        let key = backup.key_file.open_with(&shop.recovery_identity).unwrap();
        let restored = restore(&backup, &key, &folder, false, &clock(), &|_, _, _| Ok(())).unwrap();
        assert_eq!(restored.verification.findings, Vec::new());
        assert_eq!(restored.header.holdings.sales, sales);
        let again = Shop::reopen(unseal_shop(&folder, PASSPHRASE, &clock()).unwrap()).await;
        assert_eq!(again.get("/api/orders").await.ok()["total"], sales);
    }
    // An older backup in the place of a shop that has another key by now: still the same shop.
    let folder = place.path().join("2");
    let backup = open_backup(&first).unwrap();
    let key = backup.key_file.open_with(PASSPHRASE).unwrap();
    let restored = restore(&backup, &key, &folder, true, &clock(), &|_, _, _| Ok(())).unwrap();
    assert!(restored.kept_aside.is_some());

    std::fs::remove_file(&second).unwrap();
    std::fs::remove_file(&listed[0]).unwrap();
    let shared: Arc<dyn Clock> = shop.clock.clone();
    let drill = counterfoil::backups::run_drill(&shop.store(), &shared).unwrap().unwrap();
    assert!(drill.is_good && first.ends_with(&drill.file_name), "{}", drill.message);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_key_is_changed_everybody_is_told_and_nothing_is_lost() {
    let shop = Arc::new(Shop::open().await);
    sell_service(&shop, 100).await;
    let changing = tokio::spawn({
        let shop = shop.clone();
        async move { change_data_key(&shop, PASSPHRASE).await.ok() }
    });
    let mut told = 0;
    while !changing.is_finished() {
        let answer = shop.patch("/api/shop", json!({ "lock_after_minutes": 15 })).await;
        if !answer.status.is_success() {
            // In the middle the session cannot be looked up; before and after, it can.
            assert!(["sealed", "signed_out"].contains(&answer.refusal().as_str()), "{}", answer.json());
            told += 1;
            let state = shop.get("/api/shop-state").await;
            assert!(state.status.is_success() || state.refusal() == "sealed", "{}", state.json());
        }
    }
    changing.await.unwrap();
    println!("rekey: {told} requests were told to wait");
    assert_eq!(shop.get("/api/shop-state").await.ok()["state"], "open");
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 1);
    assert_eq!(shop.findings(), Vec::<String>::new());
}

const REKEY_FOLDER: &str = "COUNTERFOIL_REKEY_FOLDER";
const REKEY_STEP: &str = "COUNTERFOIL_REKEY_STEP";

#[tokio::test]
async fn a_kill_at_any_step_of_another_data_key_leaves_a_shop_that_opens() {
    let base = TempDir::new().unwrap();
    let shop = {
        let (store, _) = set_up_shop(base.path(), &new_shop("DE"), &clock(), Effort::CHEAP).unwrap();
        Shop::reopen(store).await
    };
    sell_service(&shop, 4_990).await;
    drop(shop);
    let old = KeyFile::read(base.path()).unwrap().open_with(PASSPHRASE).unwrap();
    let (mut died_at, mut seen) = (Vec::new(), [false; 2]);
    for step in 1..100 {
        let folder = TempDir::new().unwrap();
        copy_files(base.path(), folder.path());
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["keys::a_child_that_dies_while_it_changes_the_key", "--exact", "--nocapture"])
            .env(REKEY_FOLDER, folder.path())
            .env(REKEY_STEP, step.to_string())
            .output()
            .unwrap();
        let printed = String::from_utf8_lossy(&child.stdout).into_owned();
        let is_finished = printed.contains("finished");
        assert_eq!(child.status.success(), is_finished, "{printed}{}", String::from_utf8_lossy(&child.stderr));
        let store = unseal_shop(folder.path(), PASSPHRASE, &clock()).unwrap_or_else(|error| panic!("{printed}: {error}"));
        assert_eq!(store.lost_work(), None, "{printed}");
        let again = Shop::reopen(store).await;
        assert_eq!(again.get("/api/orders").await.ok()["total"], 1, "{printed}");
        sell_service(&again, 500).await;
        assert_eq!(again.findings(), Vec::<String>::new(), "{printed}");
        assert_only_the_shop_is_in(folder.path());
        seen[usize::from(KeyFile::read(folder.path()).unwrap().is_opened_by(&old))] = true;
        if is_finished {
            break;
        }
        died_at.extend(printed.lines().filter_map(|line| line.strip_prefix("at ")).map(str::to_owned).next_back());
    }
    println!("rekey: killed at {died_at:?}");
    assert!(died_at.len() >= 9 && died_at.contains(&"decided".to_owned()), "{died_at:?}");
    assert_eq!(seen, [true; 2], "some kills leave the old key, some the new one");
}

#[test]
fn a_child_that_dies_while_it_changes_the_key() {
    let Some(folder) = std::env::var_os(REKEY_FOLDER) else { return };
    let folder = Path::new(&folder);
    let deadly: u32 = std::env::var(REKEY_STEP).unwrap().parse().unwrap();
    let file = KeyFile::read(folder).unwrap();
    let (old, new) = (file.open_with(PASSPHRASE).unwrap(), DataKey::generate());
    let key_file = file.for_new_key(&old, &new, Some(PASSPHRASE), Effort::CHEAP, OPENING).unwrap();
    let _lock = take_lock(folder).unwrap();
    let count = std::cell::Cell::new(0);
    let at_step = |step: &str| {
        count.set(count.get() + 1);
        println!("at {step}");
        if count.get() == deadly {
            // As a kill does it: nothing is unwound, nothing is flushed or removed.
            std::process::abort();
        }
    };
    let keys = Keys { old: &old, new: &new, key_file: &key_file };
    rekey(
        folder,
        &keys,
        Context::program("change_data_key"),
        &clock(),
        |tx| tx.change("shop", [0; 16], "data_key", Some("old"), Some("new")),
        &at_step,
    )
    .unwrap();
    println!("finished");
}

fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn assert_only_the_shop_is_in(folder: &Path) {
    let known = ["shop.db", "shop.db-wal", "shop.db-shm", "shop.key", "shop.anchor", "shop.lock"];
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(known.iter().any(|known| name == **known), "{} was left behind", name.to_string_lossy());
    }
}

// ── The shop closed by hand ──

#[tokio::test]
async fn a_shop_closed_by_hand_is_really_closed_and_opens_with_its_passphrase() {
    let shop = Shop::open().await;
    let folder = shop.store().folder().to_owned();
    sell_service(&shop, 4_990).await;
    let cashier = shop.hire("Ben", "cashier").await;
    let screen = shop.sit_down(OWNER).await;
    let key = shop.store().key().clone();
    let sealed = shop.call_as(&cashier, Method::POST, "/api/seal", None).await;
    assert_eq!(sealed.status, 204, "whoever closes up in the evening may");
    assert!(sealed.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert!(!folder.join("shop.db-wal").exists(), "the last connection folded the log into the file");
    let state = shop.get("/api/shop-state").await.ok();
    assert_eq!((&state["state"], &state["shop_name"]), (&json!("sealed"), &json!(null)));
    let ways = state["ways_in"].as_array().unwrap();
    assert!(ways.contains(&json!("passphrase")) && ways.contains(&json!("recovery")), "{state}");
    assert_eq!(shop.get("/api/shop").await.status, 401, "nobody is known any more");
    // Another process may have the shop now.
    drop(Store::open(&folder, key, &clock()).unwrap());

    let wrong = shop.call_as("", Method::POST, "/api/unseal", Some(json!({ "passphrase": "a key under the rug" }))).await;
    assert_eq!(wrong.refusal(), "sealed");
    shop.call_as("", Method::POST, "/api/unseal", Some(json!({ "passphrase": PASSPHRASE }))).await.ok();
    assert_eq!(
        shop.send(interface(Method::GET, "/api/shop", &screen, "")).await.refusal(),
        "signed_out",
        "every screen signs in again"
    );
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 1, "a script's token goes on working");
    assert_eq!(shop.findings(), Vec::<String>::new());
    let accesses = shop.get("/api/accesses").await.ok();
    let is_noted = |row: &Value| row["operation"] == "seal_shop" && row["account"] == "ben";
    assert!(accesses["rows"].as_array().unwrap().iter().any(is_noted), "{accesses}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn closing_lets_what_is_at_work_end_first() {
    let shop = Shop::open().await;
    let (held, begun) = (shop.store(), Arc::new(std::sync::Barrier::new(2)));
    let begins = begun.clone();
    let working = std::thread::spawn(move || {
        held.write_now(Context::program("test"), move |_| {
            begun.wait();
            std::thread::sleep(Duration::from_millis(200));
            Ok("written")
        })
    });
    begins.wait();
    shop.post("/api/seal", json!({})).await.ok();
    assert_eq!(working.join().unwrap().unwrap(), "written");
    assert_eq!(shop.get("/api/shop-state").await.ok()["state"], "sealed");
}

#[test]
fn a_store_that_somebody_holds_is_not_closed_and_goes_on_as_before() {
    let folder = TempDir::new().unwrap();
    let (store, _) = set_up_shop(folder.path(), &new_shop("DE"), &clock(), Effort::CHEAP).unwrap();
    let held = store.clone();
    let Err(store) = store.close(Duration::from_millis(20)) else { panic!("it was held") };
    assert!(held.read_now(counterfoil::settings::find_shop).is_ok());
    drop(held);
    assert!(store.close(Duration::ZERO).is_ok());
}

#[test]
fn the_key_file_of_another_shop_is_told_apart_from_a_wrong_passphrase() {
    let (mine, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for folder in [&mine, &other] {
        set_up_shop(folder.path(), &new_shop("DE"), &clock(), Effort::CHEAP).unwrap();
    }
    let before = std::fs::read(mine.path().join("shop.db")).unwrap();
    std::fs::copy(key_path(other.path()), key_path(mine.path())).unwrap();
    let error = unseal_shop(mine.path(), PASSPHRASE, &clock()).err().unwrap();
    assert!(error.message.contains("belongs to another copy") && error.message.contains("not touched"), "{}", error.message);
    assert_eq!(std::fs::read(mine.path().join("shop.db")).unwrap(), before);
    std::fs::remove_file(key_path(mine.path())).unwrap();
    let error = unseal_shop(mine.path(), PASSPHRASE, &clock()).err().unwrap();
    assert!(error.message.contains("restore a backup with the recovery kit"), "{}", error.message);
}

#[tokio::test]
async fn a_keyring_that_is_not_there_opens_nothing_and_says_which_ways_are_left() {
    let shop = Shop::open().await;
    shop.post("/api/seal", json!({})).await.ok();
    let refused = shop.call_as("", Method::POST, "/api/unseal", Some(json!({}))).await;
    if shop.get("/api/shop-state").await.ok()["state"] == "sealed" {
        assert_eq!(refused.refusal(), "sealed");
        assert!(refused.json()["detail"].as_str().unwrap().contains("passphrase"), "{}", refused.json());
    }
}
