//! What trust costs: encryption, checking a long history, and copies of a large shop taken while it sells.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::http::Method;
use counterfoil::backups::{open_backup, restore, take_backup};
use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Result};
use counterfoil::orders::{Sale, post_sale};
use counterfoil::setup::{set_up_shop, unseal_shop};
use counterfoil::store::keys::Effort;
use counterfoil::store::{Context, Store, Write, database_path};
use counterfoil::verify::verify_shop;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::sale::stock_up;
use crate::support::{OPENING, PASSPHRASE, Shop, new_shop};
use crate::{Report, Times, floor};

/// A shop of about a million order lines.
const SALES: usize = 40_000;
const LINES: usize = 25;
/// A page of text on every sale brings the store to the size of one that has been in use for years.
const NOTE_LETTERS: usize = 900;
/// Fifty sales a second.
const PACE: Duration = Duration::from_millis(20);

pub fn measure(runtime: &Runtime, report: &mut Report) {
    encryption(runtime, report);
    long_history(runtime, report);
}

fn clock() -> Arc<dyn Clock> {
    Arc::new(SetClock::at(OPENING))
}

/// The same bare statements on an encrypted store and on a plain one: the ratio is what encryption costs where nothing else is done.
fn encryption(runtime: &Runtime, report: &mut Report) {
    let shop = runtime.block_on(Shop::open());
    let variants = runtime.block_on(stock_up(&shop));
    let source = floor::connection(&shop.store());
    let last = || source.query_row("SELECT max(seq) FROM commits", [], |row| row.get::<_, i64>(0)).unwrap();
    let first = last() + 1;
    for index in 0..1_000 {
        let sale = sale(&variants, index, 3, 0);
        runtime.block_on(shop.post("/api/orders", sale)).ok();
    }
    let sales = floor::sales(&source, first..=last());
    let plain = TempDir::new().unwrap();
    let (encrypted_store, plain_store) = (runtime.block_on(Shop::open()), plain.path().join("plain.db"));
    floor::export_plain(&runtime.block_on(Shop::open()).store(), &plain_store);
    let encrypted = floor::connection(&encrypted_store.store());
    let unencrypted = floor::plain(&plain_store);
    let write = |connection: &Connection| Times::of(sales.len(), |index| floor::write(connection, &sales[index]));
    let (sealed, open) = (write(&encrypted), write(&unencrypted));
    report.cpu("encryption: writing a sale, bare statements", &sealed, &open);
    floor::export_plain(&shop.store(), &plain.path().join("search.db"));
    let search = |connection: &Connection| {
        let mut statement = connection
            .prepare(
                "SELECT v.sku, p.name FROM variants v JOIN products p ON p.id = v.product_id
                WHERE v.local_key IN (SELECT rowid FROM variant_search WHERE variant_search MATCH ?1 LIMIT 20)",
            )
            .unwrap();
        Times::of(4_000, |index| {
            let mut rows = statement.query([format!("lipstick {}", index % 300)]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                std::hint::black_box(row.get::<_, String>(0).unwrap());
            }
        })
    };
    let (sealed, open) = (search(&source), search(&floor::plain(&plain.path().join("search.db"))));
    report.cpu("encryption: a search, bare statements", &sealed, &open);
}

fn sale(variants: &[Value], index: usize, lines: usize, note_letters: usize) -> Value {
    let line =
        |offset: usize| json!({ "variant_id": variants[(index * 7 + offset) % variants.len()], "quantity_thousandths": 1 });
    let lines: Vec<Value> = (0..lines).map(line).collect();
    // A thousandth of 14.90 is a cent, and half a cent rounds up.
    let total = lines.len();
    json!({
        "id": format!("019caf00-0001-7000-8000-{index:012x}"),
        "ticket": { "lines": lines, "note": "n".repeat(note_letters) },
        "payments": [{ "method": "card", "amount_minor": total }],
        "expected_total_minor": total,
    })
}

fn long_history(runtime: &Runtime, report: &mut Report) {
    let folder = TempDir::new().unwrap();
    let place = folder.path().join("shop");
    let (store, _) = set_up_shop(&place, &new_shop("DE"), &clock(), Effort::CHEAP).unwrap();
    let variants = {
        let shop = runtime.block_on(Shop::reopen(store.clone()));
        runtime.block_on(stock_up(&shop))
    };
    let context = at_a_register(&store);
    for from in (0..SALES).step_by(200) {
        let variants = variants.clone();
        store.write_now(context.clone(), move |tx| sell(tx, &variants, from..from + 200)).unwrap();
    }
    let bytes = std::fs::metadata(database_path(&place)).unwrap().len() as f64;
    let gigabytes = bytes / 1e9;
    report.figure("long history: size of the store", gigabytes, "GB", None);
    let began = Instant::now();
    let findings = verify_shop(&store).unwrap().findings;
    assert!(findings.is_empty(), "{findings:?}");
    report.figure("verify of 1,000,000 order lines", began.elapsed().as_secs_f64(), "s", None);
    report.figure("verify of 1,000,000 order lines, peak memory of the process", peak_memory_mb(), "MB", None);
    copies(runtime, report, &store, &variants, gigabytes);
    drop(store);
    let (empty_folder, opens) = (TempDir::new().unwrap(), 5);
    drop(set_up_shop(empty_folder.path(), &new_shop("DE"), &clock(), Effort::CHEAP).unwrap());
    let large = Times::of(opens, |_| drop(unseal_shop(&place, PASSPHRASE, &clock()).unwrap()));
    let empty = Times::of(opens, |_| drop(unseal_shop(empty_folder.path(), PASSPHRASE, &clock()).unwrap()));
    report.latency("opening the large shop, beside an empty one", &large, &empty);
}

fn at_a_register(store: &Store) -> Context {
    let (register, location) = store
        .read_now(|db| {
            let sql = "SELECT id, location_id FROM registers ORDER BY name LIMIT 1";
            Ok(db.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?)
        })
        .unwrap();
    Context { register_id: Some(register), location_id: Some(location), ..Context::program("bench") }
}

fn sell(tx: &mut Write<'_>, variants: &[Value], range: std::ops::Range<usize>) -> Result<()> {
    for index in range {
        let sale: Sale = serde_json::from_value(sale(variants, index, LINES, NOTE_LETTERS)).unwrap();
        post_sale(tx, sale)?;
    }
    Ok(())
}

/// A backup while 50 sales a second go on, and the way back from it.
fn copies(runtime: &Runtime, report: &mut Report, store: &Store, variants: &[Value], gigabytes: f64) {
    let disk = TempDir::new().unwrap();
    let shop = runtime.block_on(Shop::reopen(store.clone()));
    let sell = |index: usize| {
        let sale = sale(variants, SALES + index, 3, 0);
        let began = Instant::now();
        let times = Times::of(1, |_| {
            runtime.block_on(shop.call_as(&shop.token, Method::POST, "/api/orders", Some(sale.clone()))).ok();
        });
        std::thread::sleep(PACE.saturating_sub(began.elapsed()));
        times
    };
    let (mut quiet, mut busy) = (Times::default(), Times::default());
    (0..250).for_each(|index| quiet.add(sell(index)));
    let is_done = Arc::new(AtomicBool::new(false));
    let (ended, copied, to) = (is_done.clone(), store.clone(), disk.path().to_owned());
    let backup = std::thread::spawn(move || {
        let began = Instant::now();
        let taken = take_backup(&copied, &[to], OPENING, &|_, _, _| Ok(())).unwrap().remove(0).1.unwrap();
        ended.store(true, Ordering::Release);
        (taken.path, began.elapsed().as_secs_f64())
    });
    for index in 250.. {
        if is_done.load(Ordering::Acquire) {
            break;
        }
        busy.add(sell(index));
    }
    let (file, seconds) = backup.join().unwrap();
    report.figure("backup beside 50 sales a second", seconds / gigabytes, "s for each GB", None);
    report.latency("a sale while a backup is taken", &busy, &quiet);
    let began = Instant::now();
    let backup = open_backup(&file).unwrap();
    let key = backup.key_file.open_with(PASSPHRASE).unwrap();
    restore(&backup, &key, &disk.path().join("restored"), false, &clock(), &|_, _, _| Ok(())).unwrap();
    report.figure("restore, with its check", began.elapsed().as_secs_f64() / gigabytes, "s for each GB", None);
}

/// The most memory this process has had so far, in MB; zero where the system does not tell.
fn peak_memory_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
