//! Disks that lie: flipped bits, swapped, cut and replayed pages, a damaged log, a full disk and one that fails. What was acknowledged is
//! there or its absence is told; nothing is ever taken for whole that is not; nothing panics.
//!
//! `COUNTERFOIL_DAMAGE_ROUNDS` sets how many bits are flipped (100 here; `./dev test --full damage` does 1,000), `COUNTERFOIL_DAMAGE_SEED`
//! repeats a run.

use std::path::{Path, PathBuf};

use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Code, Result};
use counterfoil::store::keys::KeyFile;
use counterfoil::store::{Store, database_path};
use counterfoil::verify::verify_shop;
use serde_json::json;
use tempfile::TempDir;

use crate::crash::{next, number};
use crate::orders::sell_service;
use crate::support::{OPENING, PASSPHRASE, Shop};

/// SQLCipher's page size.
const PAGE: usize = 4096;
/// A log begins with a header of 32 bytes; each of its frames with one of 24 (sqlite.org, "The WAL File Format").
const WAL_HEADER: usize = 32;
const FRAME: usize = 24 + PAGE;

fn open(folder: &Path) -> Result<Store> {
    let clock: std::sync::Arc<dyn Clock> = std::sync::Arc::new(SetClock::at(OPENING));
    Store::open(folder, KeyFile::read(folder)?.open_with(PASSPHRASE)?, &clock)
}

/// A shop that was closed in good order, with sales, an invoice and goods in it.
async fn closed_shop() -> TempDir {
    let shop = Shop::open().await;
    let product = json!({ "name": "Velvet Lipstick", "variants": [{ "sku": "ROUGE", "price_millionths": 14_900_000 }] });
    let product = shop.post("/api/products", product).await.ok();
    let line =
        json!({ "variant_id": product["variants"][0]["id"], "quantity_thousandths": 9000, "unit_cost_millionths": 6_000_000 });
    shop.post("/api/stock/receipts", json!({ "lines": [line] })).await.ok();
    for _ in 0..5 {
        let sale = sell_service(&shop, 4_990).await;
        shop.post(&format!("/api/orders/{}/invoice", sale["id"].as_str().unwrap()), json!({})).await.ok();
    }
    close(shop)
}

fn close(shop: Shop) -> TempDir {
    let folder = TempDir::new().unwrap();
    let from = shop.store().folder().to_owned();
    let Shop { router, app, _folder: kept, .. } = shop;
    drop((router, app));
    copy(&from, folder.path());
    drop(kept);
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
        }
    }
}

/// What somebody is told about the shop in this folder: why it does not open, or what its check finds.
fn told(folder: &Path) -> Vec<String> {
    match open(folder) {
        Err(error) => {
            assert_ne!(error.code, Code::Internal, "a damaged file must be told as what it is");
            vec![error.message.to_string()]
        }
        Ok(store) => match verify_shop(&store) {
            Err(error) => vec![error.message.to_string()],
            Ok(verification) => verification.findings.iter().map(|finding| finding.message.to_string()).collect(),
        },
    }
}

#[tokio::test]
async fn a_flipped_bit_anywhere_in_the_store_is_seen_and_the_file_left_as_it_is() {
    let folder = closed_shop().await;
    let path = database_path(folder.path());
    assert_eq!(told(folder.path()), Vec::<String>::new());
    let whole = std::fs::read(&path).unwrap();
    let rounds = number("COUNTERFOIL_DAMAGE_ROUNDS", 100);
    let mut seed = number("COUNTERFOIL_DAMAGE_SEED", u64::from(std::process::id()));
    println!("damage: {rounds} bits, seed {seed}");
    for _ in 0..rounds {
        let place = (next(&mut seed) as usize) % whole.len();
        let mut damaged = whole.clone();
        damaged[place] ^= 1 << (next(&mut seed) % 8);
        std::fs::write(&path, &damaged).unwrap();
        assert!(!told(folder.path()).is_empty(), "a bit of byte {place} was flipped and nobody saw it");
        let key = KeyFile::read(folder.path()).unwrap().open_with(PASSPHRASE).unwrap();
        if let Ok(store) = Store::open_beside(folder.path(), key) {
            let scratch = TempDir::new().unwrap();
            let refused = counterfoil::store::snapshot(&store, scratch.path());
            assert!(refused.is_err(), "a backup was made of a file with a flipped bit in byte {place}");
        }
    }
}

#[tokio::test]
async fn swapped_and_cut_pages_are_seen() {
    let folder = closed_shop().await;
    let path = database_path(folder.path());
    let whole = std::fs::read(&path).unwrap();
    let pages = whole.len() / PAGE;
    let mut seed = number("COUNTERFOIL_DAMAGE_SEED", 7);
    for _ in 0..20 {
        let (one, other) = ((next(&mut seed) as usize) % pages, (next(&mut seed) as usize) % pages);
        if one == other {
            continue;
        }
        let mut swapped = whole.clone();
        swapped[one * PAGE..(one + 1) * PAGE].copy_from_slice(&whole[other * PAGE..(other + 1) * PAGE]);
        swapped[other * PAGE..(other + 1) * PAGE].copy_from_slice(&whole[one * PAGE..(one + 1) * PAGE]);
        std::fs::write(&path, &swapped).unwrap();
        assert!(!told(folder.path()).is_empty(), "pages {one} and {other} were swapped and nobody saw it");
    }
    for length in [whole.len() - 1, whole.len() - PAGE, whole.len() / 2, PAGE, 100, 0] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(!told(folder.path()).is_empty(), "the file was cut to {length} bytes and nobody saw it");
    }
}

/// Everything in the tables that count, as text.
fn dump(folder: &Path) -> Result<String> {
    let store = open(folder)?;
    store.read_now(|db| {
        let tables: Vec<String> = db
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'local_%' AND name NOT LIKE '%search%' AND name NOT LIKE 'sqlite_%' ORDER BY name")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut text = String::new();
        for table in tables {
            let mut statement = db.prepare(&format!("SELECT * FROM {table}"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    text.push_str(&format!("{:?};", row.get_ref(column)?));
                }
                text.push('\n');
            }
        }
        Ok(text)
    })
}

#[tokio::test]
async fn a_page_put_back_as_it_was_before_is_seen_whatever_it_holds_of_what_happened_since() {
    let shop = Shop::open().await;
    sell_service(&shop, 1_000).await;
    let folder = close(shop);
    let path = database_path(folder.path());
    drop(open(folder.path()).unwrap());
    let old = std::fs::read(&path).unwrap();
    let shop = Shop::reopen(open(folder.path()).unwrap()).await;
    let sale = sell_service(&shop, 2_000).await;
    shop.post(&format!("/api/orders/{}/invoice", sale["id"].as_str().unwrap()), json!({})).await.ok();
    drop(shop);
    drop(open(folder.path()).unwrap());
    let new = std::fs::read(&path).unwrap();
    let present = dump(folder.path()).unwrap();
    let changed: Vec<usize> =
        (0..old.len() / PAGE).filter(|page| old[page * PAGE..(page + 1) * PAGE] != new[page * PAGE..(page + 1) * PAGE]).collect();
    assert!(changed.len() > 5, "hardly a page was written, so nothing was tested");
    for page in changed {
        let mut replayed = new.clone();
        replayed[page * PAGE..(page + 1) * PAGE].copy_from_slice(&old[page * PAGE..(page + 1) * PAGE]);
        std::fs::write(&path, &replayed).unwrap();
        let says = told(folder.path());
        std::fs::write(&path, &replayed).unwrap();
        let is_harmless = dump(folder.path()).is_ok_and(|text| text == present);
        assert!(is_harmless || !says.is_empty(), "page {page} was put back as it was before, rows changed, and nobody saw it");
    }
}

#[tokio::test]
async fn a_damaged_log_loses_changes_but_start_up_says_how_many() {
    let shop = Shop::open().await;
    for _ in 0..6 {
        sell_service(&shop, 4_990).await;
    }
    let acknowledged: i64 =
        shop.store().read_now(|db| Ok(db.query_row("SELECT max(seq) FROM commits", [], |row| row.get(0))?)).unwrap();
    let folder = TempDir::new().unwrap();
    copy(shop.store().folder(), folder.path());
    let log = folder.path().join("shop.db-wal");
    let whole = std::fs::read(&log).unwrap();
    let frames = (whole.len() - WAL_HEADER) / FRAME;
    assert!(frames > 6, "the log is empty, so nothing was tested");
    let mut has_lost = 0;
    for frame in (0..frames).step_by((frames / 40).max(1)) {
        let place = TempDir::new().unwrap();
        copy(folder.path(), place.path());
        let mut damaged = whole.clone();
        damaged[WAL_HEADER + frame * FRAME + 24 + (frame * 97) % PAGE] ^= 1;
        std::fs::write(place.path().join("shop.db-wal"), &damaged).unwrap();
        let store = match open(place.path()) {
            Ok(store) => store,
            Err(error) => {
                assert_eq!(error.code, Code::StoreRefused, "frame {frame}");
                continue;
            }
        };
        let present: i64 =
            store.read_now(|db| Ok(db.query_row("SELECT coalesce(max(seq), 0) FROM commits", [], |row| row.get(0))?)).unwrap();
        let missing = store.lost_work().map_or(0, |lost| lost.anchored_seq - lost.present_seq);
        assert_eq!(present + missing, acknowledged, "frame {frame}: changes are gone and nobody says so");
        has_lost += usize::from(missing > 0);
    }
    assert!(has_lost > 3, "hardly anything was lost, so nothing was tested");
}

// ── A disk that is full or fails, around a child that sells ──────────────────────────────────────────────────────────────────────────

const FOLDER: &str = "COUNTERFOIL_DAMAGE_FOLDER";
const BALLAST: &str = "ballast";

/// What a selling child printed: the sales it acknowledged, and in which words others were refused.
struct Sold {
    acknowledged: Vec<String>,
    refused: Vec<String>,
    text: String,
}

fn sell_in_a_child(mut command: std::process::Command, folder: &Path) -> Sold {
    let output = command
        .arg(std::env::current_exe().unwrap())
        .args(["damage::a_child_that_sells_on_a_bad_disk", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let with = |begin: &str| text.lines().filter_map(|line| line.strip_prefix(begin)).map(str::to_owned).collect::<Vec<_>>();
    assert!(output.status.success(), "the child failed:\n{text}");
    Sold { acknowledged: with("sold "), refused: with("refused "), text }
}

#[test]
fn a_child_that_sells_on_a_bad_disk() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = PathBuf::from(folder);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let shop = Shop::reopen(open(&folder.join("shop")).unwrap()).await;
        let mut tries_after_room = 0;
        for _ in 0..8_000 {
            match crate::orders::try_to_sell_service(&shop, 1_490).await {
                Ok(sale) => println!("sold {}", sale["id"].as_str().unwrap()),
                Err(problem) => {
                    println!("refused {}", problem["detail"].as_str().unwrap());
                    // Somebody makes room.
                    let _ = std::fs::remove_file(folder.join(BALLAST));
                }
            }
            if !folder.join(BALLAST).exists() {
                tries_after_room += 1;
            }
            if tries_after_room > 200 {
                break;
            }
        }
        assert_eq!(shop.findings(), Vec::<String>::new());
    });
}

/// Whether everything that was acknowledged is in the shop, and the shop holds.
fn demand_all_there(folder: &Path, sold: &Sold) {
    let store = open(&folder.join("shop")).unwrap();
    assert_eq!(store.lost_work(), None);
    for id in &sold.acknowledged {
        let id: uuid::Uuid = id.parse().unwrap();
        let is_there: bool = store
            .read_now(|db| {
                Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM orders WHERE id = ?1)", [&id.as_bytes()[..]], |row| row.get(0))?)
            })
            .unwrap();
        assert!(is_there, "acknowledged and lost: {id}");
    }
    assert_eq!(verify_shop(&store).unwrap().findings, Vec::new());
}

#[tokio::test]
async fn a_full_disk_refuses_sales_loses_none_and_sells_again_once_there_is_room() {
    let place = TempDir::new().unwrap();
    let small = place.path().join("small");
    std::fs::create_dir(&small).unwrap();
    let mounted = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"])
        .arg(&small)
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        println!("skipped: only an administrator may mount the small disk that this test fills");
        return;
    }
    let unmount = Unmount(small.clone());
    let from = closed_shop().await;
    std::fs::create_dir(small.join("shop")).unwrap();
    copy(from.path(), &small.join("shop"));
    std::fs::write(small.join(BALLAST), vec![7; 2 * 1024 * 1024]).unwrap();
    let sold = sell_in_a_child(std::process::Command::new("env"), &small);
    assert!(sold.refused.iter().any(|reason| reason.contains("disk is full")), "the disk never got full:\n{}", sold.text);
    let last_refusal = sold.text.rfind("refused ").unwrap();
    assert!(sold.text[last_refusal..].contains("sold "), "nothing was sold once there was room:\n{}", sold.text);
    demand_all_there(&small, &sold);
    drop(unmount);
}

struct Unmount(PathBuf);

impl Drop for Unmount {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_disk_that_fails_now_and_then_loses_no_acknowledged_sale() {
    let place = TempDir::new().unwrap();
    let library = place.path().join("failing_disk.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/failing_disk.c");
    let built =
        std::process::Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(&source).arg("-ldl").status();
    assert!(built.is_ok_and(|status| status.success()), "the library that makes a disk fail was not built");
    let from = closed_shop().await;
    let mut refused = 0;
    for (call, first) in [("write", 40), ("write", 333), ("sync", 20), ("sync", 61), ("truncate", 0)] {
        let folder = place.path().join(format!("{call}-{first}"));
        std::fs::create_dir_all(folder.join("shop")).unwrap();
        copy(from.path(), &folder.join("shop"));
        let mut command = std::process::Command::new("env");
        command.env("LD_PRELOAD", &library).env("FAILING_DISK_CALL", call).env("FAILING_DISK_FIRST", first.to_string());
        let sold = sell_in_a_child(command, &folder);
        assert!(sold.acknowledged.len() > 20, "{call} {first}: hardly anything was sold:\n{}", sold.text);
        assert!(sold.refused.iter().all(|reason| reason.contains("disk failed")), "{call} {first}:\n{}", sold.text);
        refused += sold.refused.len();
        demand_all_there(&folder, &sold);
    }
    assert!(refused > 4, "hardly anything failed, so nothing was tested");
}
