//! Opening a store: what is refused, in which words, and that nothing is touched.

use std::path::Path;
use std::sync::Arc;

use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code};
use counterfoil::http::ShopState;
use counterfoil::setup::{Secrets, open_shop, set_up_shop, unseal_shop};
use counterfoil::store::keys::{Effort, KeyFile};
use counterfoil::store::{Context, Store, database_path};
use sha2::{Digest, Sha256};

use crate::support::{OPENING, PASSPHRASE, Shop, new_shop};

fn clock() -> Arc<dyn Clock> {
    Arc::new(SetClock::at(OPENING))
}

fn closed_shop() -> (tempfile::TempDir, String) {
    let folder = tempfile::TempDir::new().unwrap();
    let (store, answer) = set_up_shop(folder.path(), &new_shop("DE"), &clock(), Effort::CHEAP).unwrap();
    drop(store);
    (folder, answer.recovery_identity)
}

fn digest(path: &Path) -> Vec<u8> {
    Sha256::digest(std::fs::read(path).unwrap()).to_vec()
}

fn open(folder: &Path) -> counterfoil::base::Result<Store> {
    unseal_shop(folder, PASSPHRASE, &clock())
}

#[test]
fn a_wrong_passphrase_is_refused_and_the_file_is_not_touched() {
    let (folder, _) = closed_shop();
    let before = digest(&database_path(folder.path()));
    let error = unseal_shop(folder.path(), "a key under the rug", &clock()).err().unwrap();
    assert_eq!(error.code, Code::Sealed);
    assert!(error.message.contains("nothing was changed"), "{}", error.message);
    assert_eq!(digest(&database_path(folder.path())), before);
}

#[test]
fn the_recovery_identity_opens_the_shop_also_when_typed_in_groups_and_small_letters() {
    let (folder, identity) = closed_shop();
    let grouped: String = identity
        .to_lowercase()
        .chars()
        .enumerate()
        .flat_map(|(place, c)| (place % 8 == 0 && place > 0).then_some(' ').into_iter().chain([c]))
        .collect();
    for typed in [identity, grouped] {
        assert!(unseal_shop(folder.path(), &typed, &clock()).is_ok(), "{typed}");
    }
}

#[test]
fn a_damaged_file_is_refused_in_other_words_than_a_wrong_key() {
    let (folder, _) = closed_shop();
    let path = database_path(folder.path());
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let error = open(folder.path()).err().unwrap();
    assert_eq!(error.code, Code::StoreRefused);
    assert!(error.message.contains("damaged") && error.message.contains("not touched"), "{}", error.message);
    assert_eq!(std::fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let (folder, _) = closed_shop();
    let store = open(folder.path()).unwrap();
    store
        .write_now(Context::program("test"), |tx| {
            tx.execute("INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (999, 'later', '2030-01-01T00:00:00Z', '1')", [])?;
            Ok(())
        })
        .unwrap();
    drop(store);
    let before = digest(&database_path(folder.path()));
    let error = open(folder.path()).err().unwrap();
    assert!(error.message.contains("newer version"), "{}", error.message);
    assert_eq!(digest(&database_path(folder.path())), before);
}

#[test]
fn a_file_of_an_unreleased_version_is_refused_untouched() {
    let (folder, _) = closed_shop();
    let store = open(folder.path()).unwrap();
    store
        .write_now(Context::program("test"), |tx| {
            Ok(tx.execute("UPDATE refinery_schema_history SET checksum = '1'", []).map(|_| ())?)
        })
        .unwrap();
    drop(store);
    let before = digest(&database_path(folder.path()));
    let error = open(folder.path()).err().unwrap();
    assert!(error.message.contains("unreleased version"), "{}", error.message);
    assert_eq!(digest(&database_path(folder.path())), before);
}

#[test]
fn a_second_writing_process_is_refused_and_a_reading_one_is_not() {
    let (folder, _) = closed_shop();
    let first = open(folder.path()).unwrap();
    let error = open(folder.path()).err().unwrap();
    assert!(error.message.contains("already open"), "{}", error.message);
    let beside = Store::open_beside(folder.path(), first.key().clone()).unwrap();
    assert!(beside.read_now(counterfoil::settings::find_shop).is_ok());
    assert_eq!(beside.write_now(Context::program("test"), |_| Ok(())).unwrap_err().code, Code::StoreRefused);
}

#[test]
fn a_missing_or_damaged_key_file_never_offers_a_new_shop() {
    let (folder, _) = closed_shop();
    std::fs::write(folder.path().join("shop.key"), "{").unwrap();
    assert!(matches!(open_shop(folder.path(), &Secrets::default(), &clock()), ShopState::Refused(_)));
    std::fs::remove_file(folder.path().join("shop.key")).unwrap();
    assert!(matches!(open_shop(folder.path(), &Secrets::default(), &clock()), ShopState::Refused(_)));
    assert_eq!(set_up_shop(folder.path(), &new_shop("DE"), &clock(), Effort::CHEAP).err().unwrap().code, Code::Conflict);
}

#[test]
fn an_old_copy_put_back_is_noticed_with_how_much_is_missing() {
    let (folder, _) = closed_shop();
    let path = database_path(folder.path());
    let old = std::fs::read(&path).unwrap();
    let store = open(folder.path()).unwrap();
    for name in ["One", "Two", "Three"] {
        let change = counterfoil::settings::ShopChange { name: Some(name.into()), ..Default::default() };
        store.write_now(Context::program("change_shop"), move |tx| counterfoil::settings::change_shop(tx, change)).unwrap();
    }
    drop(store);
    std::fs::write(&path, old).unwrap();
    let lost = open(folder.path()).unwrap().lost_work().cloned().unwrap();
    assert_eq!(lost.anchored_seq - lost.present_seq, 3);
}

#[test]
fn nothing_readable_lies_on_the_disk() {
    let (folder, _) = closed_shop();
    let store = open(folder.path()).unwrap();
    let canary = "canary-7f3a-orchid";
    let change = counterfoil::settings::ShopChange { name: Some(canary.into()), ..Default::default() };
    store.write_now(Context::program("change_shop"), move |tx| counterfoil::settings::change_shop(tx, change)).unwrap();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        // Words long enough that ciphertext does not hold them by chance.
        for word in [canary, "Violet & Co", "CREATE TABLE", "shop_floor"] {
            assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word} is readable in {}", path.display());
        }
    }
}

#[test]
fn a_failed_or_panicking_write_changes_nothing_and_the_next_one_works() {
    let (folder, _) = closed_shop();
    let store = open(folder.path()).unwrap();
    let rename = |name: &str| counterfoil::settings::ShopChange { name: Some(name.into()), ..Default::default() };
    let (half, fine) = (rename("Half"), rename("Fine"));
    let panicked: counterfoil::base::Result<()> = store.write_now(Context::program("test"), move |tx| {
        counterfoil::settings::change_shop(tx, half)?;
        panic!("on purpose");
    });
    assert_eq!(panicked.unwrap_err().code, Code::Internal);
    assert_eq!(store.read_now(counterfoil::settings::find_shop).unwrap().name, "Violet & Co");
    store.write_now(Context::program("test"), move |tx| counterfoil::settings::change_shop(tx, fine)).unwrap();
    assert_eq!(store.read_now(counterfoil::settings::find_shop).unwrap().name, "Fine");
}

#[tokio::test]
async fn verify_finds_edited_removed_and_added_history_also_with_the_triggers_off() {
    for attack in [
        "UPDATE changes SET field = 'else' WHERE change_no = 1",
        "DELETE FROM changes WHERE commit_seq = (SELECT max(commit_seq) FROM changes)",
        "UPDATE change_contents SET after = 'else'",
        "UPDATE commits SET operation = 'else' WHERE seq = 1",
        "DELETE FROM changes WHERE commit_seq = 1; DELETE FROM commits WHERE seq = 1",
        "INSERT INTO changes SELECT commit_seq, change_no + 100, table_name, record_id, field, content_hash FROM changes LIMIT 1",
        "UPDATE changes SET commit_seq = commit_seq + 5 WHERE commit_seq = (SELECT max(seq) FROM commits); UPDATE commits SET seq = seq + 5 WHERE seq = (SELECT max(seq) FROM commits)",
    ] {
        let shop = Shop::open().await;
        shop.patch("/api/shop", serde_json::json!({ "name": "Other" })).await.ok();
        assert_eq!(shop.findings(), Vec::<String>::new());
        shop.store()
            .write_now(Context::program("attack"), move |tx| {
                let triggers: Vec<String> = tx
                    .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")?
                    .query_map([], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                for trigger in triggers {
                    tx.execute_batch(&format!("DROP TRIGGER {trigger}"))?;
                }
                tx.execute_batch(attack)?;
                Ok(())
            })
            .unwrap();
        assert!(!shop.findings().is_empty(), "not noticed: {attack}");
    }
}

#[test]
fn a_key_slot_opens_with_its_own_secret_only() {
    let (folder, _) = closed_shop();
    let file = KeyFile::read(folder.path()).unwrap();
    assert!(file.has("recovery") && file.has("passphrase"));
    assert!(file.open_with(PASSPHRASE).is_ok());
    assert!(file.open_with("").is_err());
    assert!(file.open_with("AGE-SECRET-KEY-1NOTANIDENTITY").is_err());
}
