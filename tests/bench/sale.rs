//! A sale of three lines through the router.

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::support::Shop;
use crate::{Report, Times, floor};

const SALES: usize = 2_000;
const PRODUCTS: usize = 300;

pub fn measure(runtime: &Runtime, report: &mut Report) {
    let shop = runtime.block_on(Shop::open());
    let variants = runtime.block_on(stock_up(&shop));
    let sale = |index: usize| {
        let line = |offset: usize| json!({ "variant_id": variants[(index * 3 + offset) % variants.len()], "quantity_thousandths": 1000 });
        json!({
            "id": uuid_of(index),
            "ticket": { "lines": [line(0), line(1), line(2)] },
            "payments": [{ "method": "cash", "tendered_minor": 5000 }],
            "expected_total_minor": 4470,
        })
    };
    for index in SALES..SALES + 100 {
        runtime.block_on(shop.post("/api/orders", sale(index))).ok();
    }
    let first: i64 = shop.store().read_now(|db| Ok(db.query_row("SELECT max(seq) FROM commits", [], |row| row.get(0))?)).unwrap();
    let times = Times::of(SALES, |index| {
        runtime.block_on(shop.post("/api/orders", sale(index))).ok();
    });
    let floor = floor_of(runtime, &shop, first);
    report.rate("sale of 3 lines", &times, &floor);
}

fn uuid_of(index: usize) -> String {
    format!("019caf00-0000-7000-8000-{index:012x}")
}

/// Three hundred products with a lot of each, and their variants.
pub async fn stock_up(shop: &Shop) -> Vec<Value> {
    let mut variants = Vec::new();
    for index in 0..PRODUCTS {
        let product = json!({ "name": format!("Lipstick {index}"), "variants": [{ "sku": format!("L{index}"), "price_millionths": 14_900_000, "track_lots": true }] });
        variants.push(shop.post("/api/products", product).await.ok()["variants"][0]["id"].clone());
    }
    for chunk in variants.chunks(100) {
        let line = |variant: &Value| json!({ "variant_id": variant, "quantity_thousandths": 900_000, "unit_cost_millionths": 6_000_000, "lot_code": "L1", "expiry_date": "2028-01-01" });
        shop.post("/api/stock/receipts", json!({ "lines": chunk.iter().map(line).collect::<Vec<_>>() })).await.ok();
    }
    variants
}

/// The same rows, one sale a transaction, written by bare prepared statements into a second store.
fn floor_of(runtime: &Runtime, shop: &Shop, first: i64) -> Times {
    let other = runtime.block_on(Shop::open());
    let source = floor::connection(&shop.store());
    let target = floor::connection(&other.store());
    let last: i64 = source.query_row("SELECT max(seq) FROM commits", [], |row| row.get(0)).unwrap();
    let sales = floor::sales(&source, first + 1..=last);
    Times::of(sales.len(), |index| {
        floor::write(&target, &sales[index]);
    })
}
