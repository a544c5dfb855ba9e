//! A real retailer's year: its import, and Home afterwards. Skipped where the data is not beside the project.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use counterfoil::base::Clock;
use counterfoil::base::time::SetClock;
use counterfoil::setup::{set_up_shop, unseal_shop};
use counterfoil::store::keys::Effort;
use tokio::runtime::Runtime;

use crate::support::{OPENING, PASSPHRASE, PASSWORD, Shop, new_shop};
use crate::{Report, Times, floor};

/// Tables the import fills.
const FILLED: [&str; 10] = [
    "customers",
    "products",
    "variants",
    "orders",
    "order_lines",
    "payments",
    "day_totals",
    "day_products",
    "dekad_products",
    "quarter_products",
];

pub fn measure(runtime: &Runtime, report: &mut Report) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/online-retail.csv.xz");
    if !file.exists() {
        println!("skipped: a real retailer's year is not at ../shared/data/online-retail.csv.xz");
        return;
    }
    let folder = tempfile::TempDir::new().unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
    drop(set_up_shop(folder.path(), &new_shop("GB"), &clock, Effort::CHEAP).unwrap());
    let (seconds, peak_mb) = import(folder.path(), &file);
    let store = unseal_shop(folder.path(), PASSPHRASE, &clock).unwrap();
    report.figure("import of the year", seconds, "s", Some(floor_of_import(runtime, &store)));
    report.figure("import of the year, peak memory", peak_mb, "MB", None);
    home(runtime, report, store);
}

/// Runs the import as a user would and watches its memory.
fn import(folder: &Path, file: &Path) -> (f64, f64) {
    let began = Instant::now();
    let mut process = Command::new(env!("CARGO_BIN_EXE_counterfoil"))
        .arg("--data")
        .arg(folder)
        .args(["import", "online-retail"])
        .arg(file)
        .arg("--json")
        .env("COUNTERFOIL_PASSPHRASE", PASSPHRASE)
        .env("COUNTERFOIL_PASSWORD", PASSWORD)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak_kb = 0.0_f64;
    let status = loop {
        let memory = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
        let line = memory.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak_kb = peak_kb.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default());
        if let Some(status) = process.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let seconds = began.elapsed().as_secs_f64();
    let mut last = String::new();
    process.stdout.take().unwrap().read_to_string(&mut last).unwrap();
    assert!(status.success(), "the import was refused: {last}");
    (seconds, peak_kb / 1024.0)
}

/// The same rows, written in few transactions by bare prepared statements into a second store.
fn floor_of_import(runtime: &Runtime, store: &counterfoil::store::Store) -> f64 {
    let other = runtime.block_on(Shop::open());
    let (source, target) = (floor::connection(store), floor::connection(&other.store()));
    target.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let mut seconds = 0.0;
    for table in FILLED {
        let rows = [floor::rows(&source, "INSERT OR REPLACE", table, "1")];
        let began = Instant::now();
        floor::write(&target, &rows);
        seconds += began.elapsed().as_secs_f64();
    }
    seconds
}

fn home(runtime: &Runtime, report: &mut Report, store: counterfoil::store::Store) {
    let connection = floor::connection(&store);
    let shop = runtime.block_on(Shop::reopen(store));
    // The floor reads the same sums from one table: the days of a short period, the dekads around a long one.
    let days = ("day_products", "business_date");
    let dekads = ("dekad_products", "dekad");
    for (name, from, to, (table, time), first, last) in [
        ("a day", "2011-11-28", "2011-11-28", days, "2011-11-28", "2011-11-28"),
        ("30 days", "2011-11-10", "2011-12-09", dekads, "2011-11-D1", "2011-12-D1"),
        ("the year", "2010-12-10", "2011-12-09", dekads, "2010-12-D1", "2011-12-D1"),
    ] {
        let path = format!("/api/home?from={from}&to={to}");
        runtime.block_on(shop.get(&path)).ok();
        let times = Times::of(200, |_| {
            runtime.block_on(shop.get(&path)).ok();
        });
        let mut totals = connection
            .prepare("SELECT sum(net_minor), sum(total_minor), sum(cost_minor), sum(sale_count) FROM day_totals WHERE business_date BETWEEN ?1 AND ?2")
            .unwrap();
        let mut sellers = connection
            .prepare(&format!("SELECT variant_id, sum(net_minor) FROM {table} WHERE {time} BETWEEN ?1 AND ?2 GROUP BY variant_id ORDER BY 2 DESC LIMIT 10"))
            .unwrap();
        let floor = Times::of(200, |_| {
            for (statement, bounds) in [(&mut totals, [from, to]), (&mut sellers, [first, last])] {
                let mut rows = statement.query(bounds).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    std::hint::black_box(row.get_ref(1).unwrap());
                }
            }
        });
        report.latency(&format!("Home after the year, {name}"), &times, &floor);
    }
}
