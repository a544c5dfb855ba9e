//! Older copies of a shop that come back: whoever was erased meanwhile is forgotten again.

use std::path::Path;
use std::sync::Arc;

use counterfoil::backups::{Header, Restored, open_backup, restore, take_backup};
use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code, Timestamp};
use counterfoil::setup::unseal_shop;
use counterfoil::store::Store;
use serde_json::json;
use tempfile::TempDir;
use uuid::Uuid;

use crate::privacy::{canary, customer, erase, found_in, sell_to};
use crate::support::{OPENING, PASSPHRASE, Shop};

fn clock_at(now: Timestamp) -> Arc<dyn Clock> {
    Arc::new(SetClock::at(now))
}

fn restore_at(file: &Path, folder: &Path, replaces: bool) -> Restored {
    let backup = open_backup(file).unwrap();
    let key = backup.key_file.open_with(PASSPHRASE).unwrap();
    restore(&backup, &key, folder, replaces, &clock_at(OPENING.after_ms(3_600_000)), &|_, _, _| Ok(())).unwrap()
}

fn take(shop: &Shop, to: &Path, minutes: i64) -> std::path::PathBuf {
    let now = OPENING.after_ms(minutes * 60_000);
    take_backup(&shop.store(), &[to.to_owned()], now, &|_, _, _| Ok(())).unwrap().remove(0).1.unwrap().path
}

fn reopen(folder: &Path) -> Store {
    unseal_shop(folder, PASSPHRASE, &clock_at(OPENING.after_ms(7_200_000))).unwrap()
}

#[tokio::test]
async fn a_restored_older_copy_forgets_again_whom_a_newer_backup_beside_it_knows_as_erased() {
    let shop = Shop::open().await;
    let mia = customer(&shop).await;
    sell_to(&shop, &mia, 4_990).await;
    let disk = TempDir::new().unwrap();
    let older = take(&shop, disk.path(), 1);
    let alone = TempDir::new().unwrap();
    std::fs::copy(&older, alone.path().join(older.file_name().unwrap())).unwrap();
    erase(&shop, "customer", &mia).await;
    take(&shop, disk.path(), 2);

    let place = TempDir::new().unwrap();
    let restored = restore_at(&older, &place.path().join("with the newer one beside"), false);
    assert_eq!((restored.forgotten_again, restored.verification.findings.len()), (1, 0), "{:?}", restored.verification.findings);
    let store = reopen(&place.path().join("with the newer one beside"));
    assert_eq!(found_in(&store), Vec::<String>::new());
    assert!(counterfoil::verify::verify_shop(&store).unwrap().findings.is_empty());
    let again = counterfoil::privacy::forgotten_ids;
    assert_eq!(store.read_now(again).unwrap(), [mia.parse::<Uuid>().unwrap()], "and it tells the backups that follow");

    let folder = place.path().join("alone");
    let restored = restore_at(&alone.path().join(older.file_name().unwrap()), &folder, false);
    assert_eq!(restored.forgotten_again, 0, "nothing there knows of the erasure");
}

#[tokio::test]
async fn a_shop_that_is_replaced_by_an_older_copy_hands_on_whom_it_forgot() {
    let shop = Shop::open().await;
    let mia = customer(&shop).await;
    let ben = canary("Ben");
    shop.hire(&ben, "cashier").await;
    let staff = shop.get("/api/staff").await.ok();
    let ben =
        staff.as_array().unwrap().iter().find(|person| person["name"] == json!(ben)).unwrap()["id"].as_str().unwrap().to_owned();
    let disk = TempDir::new().unwrap();
    let backup = take(&shop, disk.path(), 1);
    erase(&shop, "customer", &mia).await;
    shop.patch(&format!("/api/staff/{ben}"), json!({ "state": "disabled" })).await.ok();
    erase(&shop, "staff", &ben).await;
    let folder = shop.store().folder().to_owned();
    let (_kept, key) = (shop._folder, shop.recovery_identity);
    drop((shop.router, shop.app));
    let backup = open_backup(&backup).unwrap();
    let key = backup.key_file.open_with(&key).unwrap();
    let mut restored = restore(&backup, &key, &folder, true, &clock_at(OPENING.after_ms(3_600_000)), &|_, _, _| Ok(()));
    // The thread of the writer may need a moment to let the shop go.
    for _ in 0..100 {
        if restored.as_ref().is_err_and(|error| error.code == Code::StoreRefused) {
            std::thread::sleep(std::time::Duration::from_millis(50));
            restored = restore(&backup, &key, &folder, true, &clock_at(OPENING.after_ms(3_600_000)), &|_, _, _| Ok(()));
        }
    }
    let restored = restored.unwrap();
    assert_eq!((restored.forgotten_again, restored.verification.findings.len()), (2, 0), "{:?}", restored.verification.findings);
    assert_eq!(found_in(&reopen(&folder)), Vec::<String>::new());
    std::fs::remove_dir_all(restored.kept_aside.unwrap()).unwrap();
}

#[tokio::test]
async fn a_header_from_before_there_were_erasures_is_read() {
    let shop = Shop::open().await;
    let disk = TempDir::new().unwrap();
    let path = take(&shop, disk.path(), 1);
    let header = open_backup(&path).unwrap().header(shop.store().key()).unwrap();
    let mut old = serde_json::to_value(&header).unwrap();
    assert!(old.get("forgotten").is_none(), "a shop that forgot nobody writes what it always wrote");
    old.as_object_mut().unwrap().remove("forgotten");
    assert!(serde_json::from_value::<Header>(old).unwrap().forgotten_ids().is_empty());
    let ids = [Uuid::from_u128(1), Uuid::from_u128(u128::MAX)];
    let with = Header { forgotten: Header::forgotten_of(&ids), ..header };
    assert_eq!(with.forgotten_ids(), ids);
}
