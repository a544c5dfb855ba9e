//! A selling process is killed at random moments, again and again. What it had acknowledged must be there, and everything must hold.
//!
//! The child is this same test program, started anew on [`a_child_that_sells_until_it_is_killed`]; it prints the number of each sale after the
//! answer. `COUNTERFOIL_CRASH_ROUNDS` sets how often (200 here; `./dev test --full crash` does 1,000), `COUNTERFOIL_CRASH_SEED` repeats a run.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use counterfoil::base::Clock;
use counterfoil::base::time::SetClock;
use counterfoil::setup::{set_up_shop, unseal_shop};
use counterfoil::store::Store;
use counterfoil::store::keys::Effort;
use serde_json::json;

use crate::support::{OPENING, PASSPHRASE, Shop, new_shop};

const FOLDER: &str = "COUNTERFOIL_CRASH_FOLDER";
/// A new shop after so many rounds: what is checked stays small, and the first sales of a shop are killed too.
const ROUNDS_A_SHOP: u64 = 25;

pub fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// A small generator (SplitMix64), so that a seed that was printed repeats the run.
pub fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut value = *state;
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

fn open(folder: &Path) -> Store {
    let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
    unseal_shop(folder, PASSPHRASE, &clock).unwrap()
}

#[test]
fn no_acknowledged_sale_is_lost_when_the_process_is_killed() {
    let rounds = number("COUNTERFOIL_CRASH_ROUNDS", 200);
    let mut seed = number("COUNTERFOIL_CRASH_SEED", u64::from(std::process::id()));
    println!("crash: {rounds} rounds, seed {seed}");
    let (mut acknowledged_count, mut shop) = (0, None);
    for round in 0..rounds {
        if round % ROUNDS_A_SHOP == 0 {
            let folder = tempfile::TempDir::new().unwrap();
            let clock: Arc<dyn Clock> = Arc::new(SetClock::at(OPENING));
            set_up_shop(folder.path(), &new_shop("DE"), &clock, Effort::CHEAP).unwrap();
            shop = Some(folder);
        }
        let folder = shop.as_ref().unwrap().path();
        let acknowledged = sell_and_kill(folder, Duration::from_millis(next(&mut seed) % 120));
        acknowledged_count += acknowledged.len();
        let store = open(folder);
        assert_eq!(store.lost_work(), None, "round {round}");
        let missing: Vec<&String> = acknowledged.iter().filter(|id| !is_there(&store, id)).collect();
        assert!(missing.is_empty(), "round {round}: acknowledged and lost: {missing:?}");
        if round % ROUNDS_A_SHOP == ROUNDS_A_SHOP - 1 || round == rounds - 1 {
            let verification = counterfoil::verify::verify_shop(&store).unwrap();
            assert!(verification.findings.is_empty(), "round {round}: {:?}", verification.findings);
        }
    }
    println!("crash: {acknowledged_count} acknowledged sales, 0 lost");
    assert!(acknowledged_count > rounds as usize, "the child hardly sold anything, so nothing was tested");
}

fn is_there(store: &Store, id: &str) -> bool {
    let id: uuid::Uuid = id.parse().unwrap();
    store
        .read_now(|db| {
            Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM orders WHERE id = ?1)", [&id.as_bytes()[..]], |row| row.get(0))?)
        })
        .unwrap()
}

/// Lets a child sell for a while after its first sale, kills it, and answers the ids it had printed.
fn sell_and_kill(folder: &Path, wait: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["crash::a_child_that_sells_until_it_is_killed", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let (first, is_selling) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let sold = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("sold ").map(str::to_owned));
        sold.inspect(|_| {
            let _ = first.send(());
        })
        .collect()
    });
    // A child that never sells is a failure of the test, not a reason to wait for ever.
    is_selling.recv_timeout(Duration::from_secs(60)).expect("the child sells within a minute");
    std::thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

#[test]
fn a_child_that_sells_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let shop = Shop::reopen(open(Path::new(&folder))).await;
        let variant = variant_to_sell(&shop).await;
        let mut count = 0;
        loop {
            count += 1;
            if count % 10 == 0 {
                shop.patch("/api/shop", json!({ "address": format!("{count} Ink Street") })).await.ok();
            }
            let id = uuid::Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, 1_772_442_000, 0));
            let ticket = json!({ "lines": [{ "variant_id": variant, "quantity_thousandths": 1000 }] });
            let sale = json!({ "id": id, "ticket": ticket, "payments": [{ "method": "cash", "tendered_minor": 2000 }], "expected_total_minor": 1490 });
            shop.post("/api/orders", sale).await.ok();
            println!("sold {id}");
            std::io::stdout().flush().unwrap();
        }
    });
}

async fn variant_to_sell(shop: &Shop) -> serde_json::Value {
    let found = shop.get("/api/variants/search?text=ROUGE").await.ok();
    if let Some(variant) = found.as_array().and_then(|found| found.first()) {
        return variant["variant_id"].clone();
    }
    let product = json!({ "name": "Velvet Lipstick", "variants": [{ "sku": "ROUGE", "price_millionths": 14_900_000 }] });
    let product = shop.post("/api/products", product).await.ok();
    let variant = product["variants"][0]["id"].clone();
    let line = json!({ "variant_id": variant, "quantity_thousandths": 900_000_000, "unit_cost_millionths": 6_000_000 });
    shop.post("/api/stock/receipts", json!({ "lines": [line] })).await.ok();
    variant
}
