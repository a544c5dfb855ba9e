//! Tax categories and rates through the router.

use counterfoil::store::Context;
use serde_json::{Value, json};

use crate::support::Shop;

async fn standard(shop: &Shop) -> String {
    let categories = shop.get("/api/tax-categories").await.ok();
    let standard = categories.as_array().unwrap().iter().find(|category| category["code"] == "standard").unwrap();
    standard["id"].as_str().unwrap().to_owned()
}

async fn rates_on(shop: &Shop, category: &str, day: &str) -> Vec<Value> {
    let taxes = shop.get(&format!("/api/tax-categories/{category}/taxes?on={day}")).await.ok();
    taxes.as_array().unwrap().iter().map(|tax| tax["rate_millionths"].clone()).collect()
}

#[tokio::test]
async fn a_new_rate_ends_the_one_before_it_and_each_holds_on_its_own_days() {
    let shop = Shop::open().await;
    let category = standard(&shop).await;
    let name = shop.get("/api/tax-categories").await.ok()[0]["rates"][0]["name"].clone();
    let new = json!({ "name": name, "rate_millionths": 200_000, "valid_from": "2027-01-01" });
    shop.post(&format!("/api/tax-categories/{category}/rates"), new.clone()).await.ok();
    assert_eq!(rates_on(&shop, &category, "2026-12-31").await, [json!(190_000)]);
    assert_eq!(rates_on(&shop, &category, "2027-01-01").await, [json!(200_000)]);
    let twice = shop.post(&format!("/api/tax-categories/{category}/rates"), new).await;
    assert_eq!(twice.refusal(), "invalid", "two rates of one name on the same day");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_second_tax_may_hold_beside_the_first() {
    let shop = Shop::open().await;
    let category = standard(&shop).await;
    let eco = json!({ "name": "Eco levy", "rate_millionths": 10_000, "valid_from": "2026-01-01", "valid_until": "2026-06-30" });
    shop.post(&format!("/api/tax-categories/{category}/rates"), eco).await.ok();
    assert_eq!(rates_on(&shop, &category, "2026-06-30").await.len(), 2);
    assert_eq!(rates_on(&shop, &category, "2026-07-01").await.len(), 1);
}

#[tokio::test]
async fn a_rate_outside_the_range_or_with_its_days_swapped_is_refused() {
    let shop = Shop::open().await;
    let category = standard(&shop).await;
    for (rate, until) in [(-1, Value::Null), (10_000_001, Value::Null), (190_000, json!("2025-12-31"))] {
        let rate = json!({ "name": "Other", "rate_millionths": rate, "valid_from": "2026-01-01", "valid_until": until });
        assert_eq!(shop.post(&format!("/api/tax-categories/{category}/rates"), rate).await.refusal(), "invalid");
    }
}

#[tokio::test]
async fn a_changed_category_and_rate_are_written_down() {
    let shop = Shop::open().await;
    let made = shop.post("/api/tax-categories", json!({ "code": "books", "name": "Books" })).await.ok();
    let id = made["id"].as_str().unwrap();
    let rate = json!({ "name": "VAT", "rate_millionths": 70_000, "valid_from": "2026-01-01" });
    let rate = shop.post(&format!("/api/tax-categories/{id}/rates"), rate).await.ok();
    shop.patch(&format!("/api/tax-categories/{id}"), json!({ "name": "Printed books" })).await.ok();
    let rate_id = rate["id"].as_str().unwrap();
    let changed = shop.patch(&format!("/api/tax-rates/{rate_id}"), json!({ "valid_until": "2026-12-31" })).await.ok();
    assert_eq!(changed["valid_until"], "2026-12-31");
    let opened = shop.patch(&format!("/api/tax-rates/{rate_id}"), json!({ "valid_until": null })).await.ok();
    assert_eq!(opened["valid_until"], Value::Null);
    let taken = shop.post("/api/tax-categories", json!({ "code": "BOOKS", "name": "More books" })).await;
    assert_eq!(taken.refusal(), "invalid");
    let notes: i64 = shop
        .store()
        .write_now(Context::program("test"), |tx| {
            let sql = "SELECT count(*) FROM changes JOIN change_contents USING (commit_seq, change_no)
                       WHERE (field, before, after) IN (VALUES ('name', 'Books', 'Printed books'), ('valid_until', '2026-12-31', NULL))
                         OR field = 'valid_until' AND after = '2026-12-31'";
            Ok(tx.query_row(sql, [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(notes, 2, "the new name, and the last day set; NULL compares to nothing");
}
