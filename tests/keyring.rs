//! The shop and a real keyring: gnome-keyring on a session bus of its own, unlocked, as a desktop has one.
//!
//! The tests run themselves once more inside such a session. Where the keyring's programs are not installed they say so and pass.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use axum::http::Method;
use counterfoil::backups::{open_backup, restore, take_backup};
use counterfoil::base::Clock;
use counterfoil::base::time::SetClock;
use counterfoil::http::ShopState;
use counterfoil::keys::before_closing;
use counterfoil::setup::{NewShop, Secrets, open_shop, set_up_shop, unseal_shop};
use counterfoil::store::Store;
use counterfoil::store::keys::{Effort, KeyFile, keyring_is_available};
use serde_json::json;
use tempfile::TempDir;

use crate::orders::sell_service;
use crate::support::{OPENING, PASSWORD, Shop, new_shop};

const PLACE: &str = "COUNTERFOIL_KEYRING_PLACE";
/// Starts a keyring that the password unlocks, waits until it answers, and goes on as the test.
const SESSION: &str = r#"
printf 'a password' | gnome-keyring-daemon --foreground --unlock --components=secrets > /dev/null 2>&1 &
tries=0
while [ $tries -lt 120 ]; do
  tries=$((tries + 1))
  dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets org.freedesktop.DBus.Peer.Ping > /dev/null 2>&1 && break
  sleep 0.25
done
"$0" "$@"
code=$?
kill %1
exit $code
"#;

fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

/// Runs one of the parts below in the session of a computer account, whose keyring lies in a folder.
fn run_with_keyring(part: &str, place: &Path, account: &str) {
    let mut command = Command::new("dbus-run-session");
    command.args(["--", "sh", "-c", SESSION]).arg(std::env::current_exe().unwrap());
    run(command, part, place, account);
}

/// Runs one of the parts below where no bus is, so no keyring.
fn run_without_keyring(part: &str, place: &Path) {
    run(Command::new(std::env::current_exe().unwrap()), part, place, "nobody");
}

fn run(mut command: Command, part: &str, place: &Path, account: &str) {
    let home = place.join(account);
    std::fs::create_dir_all(&home).unwrap();
    let output = command
        .args([&format!("keyring::{part}"), "--exact", "--nocapture"])
        .env(PLACE, place)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
        .envs(["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"].map(|name| (name, &home)))
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{part}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    printed.lines().filter(|line| line.starts_with("keyring:")).for_each(|line| println!("{line}"));
}

/// The folder of the whole test, when this process is a part of it.
fn place() -> Option<PathBuf> {
    std::env::var_os(PLACE).map(PathBuf::from)
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SetClock::at(OPENING))
}

#[track_caller]
fn open(folder: &Path) -> Store {
    match open_shop(folder, &Secrets::default(), &clock()) {
        ShopState::Open(store) => store,
        ShopState::Sealed(why) => panic!("sealed: {why}"),
        _ => panic!("not open"),
    }
}

#[track_caller]
fn sealed(folder: &Path) -> String {
    match open_shop(folder, &Secrets::default(), &clock()) {
        ShopState::Sealed(why) => why.to_string(),
        _ => panic!("not sealed"),
    }
}

fn backup_in(place: &Path) -> PathBuf {
    std::fs::read_dir(place.join("disk")).unwrap().next().unwrap().unwrap().path()
}

fn restore_backup(place: &Path, folder: &Path) {
    let backup = open_backup(&backup_in(place)).unwrap();
    let identity = std::fs::read_to_string(place.join("identity")).unwrap();
    let key = backup.key_file.open_with(&identity).unwrap();
    assert_eq!(restore(&backup, &key, folder, false, &clock(), &|_, _, _| Ok(())).unwrap().verification.findings, Vec::new());
}

#[test]
fn a_shop_lives_with_a_keyring_moves_to_other_accounts_and_comes_back_without_one() {
    if !is_installed("dbus-run-session") || !is_installed("gnome-keyring-daemon") {
        println!("skipped: dbus-run-session and gnome-keyring-daemon are not installed");
        return;
    }
    let place = TempDir::new().unwrap();
    run_with_keyring("a_part_with_the_keyring_of_the_shop", place.path(), "first");
    run_with_keyring("a_part_with_the_keyring_of_another_account", place.path(), "second");
    run_without_keyring("a_part_without_a_keyring", place.path());
}

#[test]
fn a_part_with_the_keyring_of_the_shop() {
    let Some(place) = place() else { return };
    assert!(keyring_is_available(), "gnome-keyring answers");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = place.join("shop");
    let new = NewShop { passphrase: None, ..new_shop("DE") };
    let (store, answer) = set_up_shop(&folder, &new, &clock(), Effort::CHEAP).unwrap();
    assert_eq!(answer.key_slots, ["keyring", "recovery"]);
    std::fs::write(place.join("identity"), &answer.recovery_identity).unwrap();
    drop(store);
    opening_takes(&folder);
    runtime.block_on(async {
        closes_and_opens(&folder).await;
        notices_an_old_copy(&folder, &place).await;
        changes_keys(&folder, &answer.recovery_identity).await;
    });
    std::fs::create_dir(place.join("disk")).unwrap();
    let store = open(&folder);
    take_backup(&store, &[place.join("disk")], OPENING, &|_, _, _| Ok(())).unwrap().remove(0).1.unwrap();
    drop(store);
    // A clean folder on a computer with a keyring opens by itself from then on.
    restore_backup(&place, &place.join("restored"));
    assert!(KeyFile::read(&place.join("restored")).unwrap().has("keyring"));
    drop(open(&place.join("restored")));
}

/// What the look at the keyring's anchor adds to opening. Printed; a keyring that takes a second would be felt.
fn opening_takes(folder: &Path) {
    let began = Instant::now();
    let store = open(folder);
    let whole = began.elapsed();
    store.note_in_keyring();
    let began = Instant::now();
    store.compare_with_keyring();
    let anchor = began.elapsed();
    println!("keyring: opening takes {whole:?}, of which the anchor {anchor:?}");
    assert!(anchor.as_millis() < 500, "{anchor:?}");
}

async fn closes_and_opens(folder: &Path) {
    let shop = Shop::reopen(open(folder)).await;
    sell_service(&shop, 4_990).await;
    shop.post("/api/seal", json!({})).await.ok();
    let state = shop.get("/api/shop-state").await.ok();
    assert_eq!((&state["state"], &state["ways_in"]), (&json!("sealed"), &json!(["keyring", "recovery"])));
    shop.call_as("", Method::POST, "/api/unseal", Some(json!({}))).await.ok();
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 1);
    let slots = shop.get("/api/keys").await.ok()["slots"].clone();
    assert!(slots.as_array().unwrap().iter().all(|slot| slot["state"] == "works"), "{slots}");
}

/// The whole folder as it was is put back, its anchor file with it: only the keyring knows that more was acknowledged.
async fn notices_an_old_copy(folder: &Path, place: &Path) {
    let old = place.join("old");
    std::fs::create_dir(&old).unwrap();
    let copy = |from: &Path, to: &Path| {
        for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_file()) {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    };
    copy(folder, &old);
    let shop = Shop::reopen(open(folder)).await;
    sell_service(&shop, 100).await;
    sell_service(&shop, 200).await;
    before_closing(&shop.app);
    let newest = place.join("newest");
    drop(shop);
    std::fs::create_dir(&newest).unwrap();
    copy(folder, &newest);

    copy(&old, folder);
    let store = open(folder);
    let lost = store.lost_work().expect("the keyring's anchor is ahead").clone();
    assert!(lost.anchored_seq > lost.present_seq, "{lost:?}");
    let found = counterfoil::verify::verify_shop(&store).unwrap().findings;
    assert!(found.iter().any(|finding| finding.check == "anchor"), "{found:?}");
    store.note_in_keyring();
    drop(store);
    assert!(open(folder).lost_work().is_some(), "what is behind its anchor does not move it");

    copy(&newest, folder);
    let store = open(folder);
    assert_eq!(store.lost_work(), None);
    assert_eq!(counterfoil::verify::verify_shop(&store).unwrap().findings, Vec::new());
}

async fn changes_keys(folder: &Path, identity: &str) {
    let proof = json!({ "password": PASSWORD });
    let shop = Shop::reopen(open(folder)).await;
    let slots = shop.get("/api/keys").await.ok()["slots"].clone();
    let id = |kind: &str| {
        slots.as_array().unwrap().iter().find(|slot| slot["kind"] == kind).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let refused = shop.call_as(&shop.token, Method::DELETE, &format!("/api/keys/{}", id("recovery")), Some(proof.clone())).await;
    assert_eq!(refused.refusal(), "refused", "the keyring alone is a trap");
    assert_eq!(shop.post("/api/keys/keyring", proof.clone()).await.refusal(), "conflict", "it opens already");

    // Another data key: the keyring's entry is made anew and the old one opens nothing that is left.
    let before = std::fs::read(folder.join("shop.key")).unwrap();
    shop.post("/api/keys/data-key", proof.clone()).await.ok();
    let old: KeyFile = serde_json::from_slice(&before).unwrap();
    assert!(old.open_with_keyring().is_none());
    drop(shop);
    let shop = Shop::reopen(open(folder)).await;

    let slots = shop.get("/api/keys").await.ok()["slots"].clone();
    let keyring =
        slots.as_array().unwrap().iter().find(|slot| slot["kind"] == "keyring").unwrap()["id"].as_str().unwrap().to_owned();
    shop.call_as(&shop.token, Method::DELETE, &format!("/api/keys/{keyring}"), Some(proof.clone())).await.ok();
    drop(shop);
    assert!(sealed(folder).contains("needs its passphrase or recovery key"));
    let shop = Shop::reopen(unseal_shop(folder, identity, &clock()).unwrap()).await;
    shop.post("/api/keys/keyring", proof).await.ok();
    drop(shop);
    let shop = Shop::reopen(open(folder)).await;
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[test]
fn a_part_with_the_keyring_of_another_account() {
    let Some(place) = place() else { return };
    assert!(keyring_is_available());
    let why = sealed(&place.join("shop"));
    assert!(why.contains("another account") && why.contains("recovery kit") && why.contains("nothing was changed"), "{why}");
    let identity = std::fs::read_to_string(place.join("identity")).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let shop = Shop::reopen(unseal_shop(&place.join("shop"), &identity, &clock()).unwrap()).await;
        let slots = shop.get("/api/keys").await.ok()["slots"].clone();
        let keyring = slots.as_array().unwrap().iter().find(|slot| slot["kind"] == "keyring").unwrap().clone();
        assert_eq!(keyring["state"], "unknown_here");
        // The keyring that does not know the shop is put in the place of the one that did.
        shop.post("/api/keys/keyring", json!({ "password": PASSWORD })).await.ok();
    });
    drop(open(&place.join("shop")));
}

#[test]
fn a_part_without_a_keyring() {
    let Some(place) = place() else { return };
    assert!(!keyring_is_available());
    let why = sealed(&place.join("shop"));
    assert!(why.contains("cannot be reached") && why.contains("recovery kit"), "{why}");
    let folder = place.join("restored without");
    restore_backup(&place, &folder);
    assert!(!KeyFile::read(&folder).unwrap().has("keyring"));
    assert!(sealed(&folder).contains("needs its passphrase or recovery key"));
    let identity = std::fs::read_to_string(place.join("identity")).unwrap();
    let store = unseal_shop(&folder, &identity, &clock()).unwrap();
    assert_eq!(counterfoil::verify::verify_shop(&store).unwrap().findings, Vec::new());
}
