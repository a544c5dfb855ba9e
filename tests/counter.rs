//! Goods over the counter: stock, lots, discounts, returns, and the sums behind Home.

use counterfoil::base::Timestamp;
use serde_json::{Value, json};

use crate::orders::{cash, new_id, post_return_of_all};
use crate::support::{OPENING, OWNER, Shop};

/// Makes a product with one variant and answers the variant's id.
pub async fn product(shop: &Shop, name: &str, minor: i64, track_lots: bool) -> String {
    let variant = json!({ "sku": name.to_uppercase(), "price_millionths": minor * 10_000, "track_lots": track_lots, "reorder_point_thousandths": 1000 });
    let product = shop.post("/api/products", json!({ "name": name, "state": "active", "variants": [variant] })).await.ok();
    product["variants"][0]["id"].as_str().unwrap().to_owned()
}

/// Receives pieces, each lot as (pieces, cost in minor units, lot code, expiry).
pub async fn receive(shop: &Shop, variant: &str, lots: &[(i64, i64, &str, Option<&str>)]) {
    let lines: Vec<Value> = lots
        .iter()
        .map(|(pieces, cost, code, expiry)| {
            json!({ "variant_id": variant, "quantity_thousandths": pieces * 1000, "unit_cost_millionths": cost * 10_000, "lot_code": code, "expiry_date": expiry })
        })
        .collect();
    shop.post("/api/stock/receipts", json!({ "supplier": "Mill", "lines": lines })).await.ok();
}

pub fn line(variant: &str, pieces: i64) -> Value {
    json!({ "variant_id": variant, "quantity_thousandths": pieces * 1000 })
}

/// Prices a ticket and posts it for cash.
pub async fn sell(shop: &Shop, ticket: Value) -> Value {
    let total = shop.post("/api/orders/price", ticket.clone()).await.ok()["total_minor"].as_i64().unwrap();
    let payments = if total == 0 { json!([]) } else { cash(total) };
    shop.post("/api/orders", json!({ "id": new_id(), "ticket": ticket, "payments": payments, "expected_total_minor": total }))
        .await
        .ok()
}

async fn page(shop: &Shop, order: &Value) -> Value {
    shop.get(&format!("/api/orders/{}", order["id"].as_str().unwrap())).await.ok()
}

async fn on_hand(shop: &Shop, variant: &str) -> i64 {
    let list = shop.get(&format!("/api/stock?variant_id={variant}")).await.ok();
    list["rows"].as_array().unwrap().iter().map(|row| row["on_hand_thousandths"].as_i64().unwrap()).sum::<i64>() / 1000
}

#[tokio::test]
async fn a_sale_takes_the_lot_that_expires_first_and_keeps_its_cost() {
    let shop = Shop::open().await;
    let cream = product(&shop, "Cream", 2_450, true).await;
    receive(&shop, &cream, &[(2, 900, "LATE", Some("2027-12-31")), (2, 800, "SOON", Some("2026-06-30"))]).await;
    let sale = sell(&shop, json!({ "lines": [line(&cream, 3)] })).await;
    let page = page(&shop, &sale).await;
    let lots: Vec<(&str, i64)> = page["lines"][0]["lots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lot| (lot["code"].as_str().unwrap(), lot["quantity_thousandths"].as_i64().unwrap()))
        .collect();
    assert_eq!(lots, [("SOON", 2_000), ("LATE", 1_000)]);
    assert_eq!((page["cost_minor"].as_i64(), page["total_minor"].as_i64()), (Some(2_500), Some(7_350)));
    assert_eq!(on_hand(&shop, &cream).await, 1);
    let receipt = shop.get(&format!("/api/orders/{}/receipt", sale["id"].as_str().unwrap())).await;
    assert!(receipt.bytes.starts_with(b"%PDF"));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_not_there_expired_or_archived_is_refused_at_its_line_and_nothing_moves() {
    let shop = Shop::open().await;
    let (cream, soap) = (product(&shop, "Cream", 2_450, true).await, product(&shop, "Soap", 300, false).await);
    receive(&shop, &cream, &[(5, 900, "OLD", Some("2026-03-10"))]).await;
    receive(&shop, &soap, &[(5, 100, "", None)]).await;
    let post = |lines: Value, total: i64| {
        shop.post(
            "/api/orders",
            json!({ "id": new_id(), "ticket": { "lines": lines }, "payments": cash(total), "expected_total_minor": total }),
        )
    };
    let too_many = post(json!([line(&soap, 1), line(&cream, 6)]), 15_000).await;
    assert_eq!(too_many.refusal(), "refused");
    assert_eq!(too_many.json()["fields"][0]["field"], "lines[1]");
    assert_eq!(
        (on_hand(&shop, &soap).await, on_hand(&shop, &cream).await),
        (5, 5),
        "the first line was taken back with the second"
    );
    shop.clock.set(Timestamp(OPENING.0 + 10 * 86_400_000));
    let token = shop.sign_in(OWNER).await;
    let shop = Shop { token, ..shop };
    let post = |lines: Value, total: i64| {
        shop.post(
            "/api/orders",
            json!({ "id": new_id(), "ticket": { "lines": lines }, "payments": cash(total), "expected_total_minor": total }),
        )
    };
    let expired = post(json!([line(&cream, 1)]), 2_450).await;
    assert_eq!(expired.refusal(), "refused");
    assert!(expired.json()["detail"].as_str().unwrap().contains("OLD"), "{}", expired.json());
    let product_id =
        shop.get("/api/products").await.ok()["rows"].as_array().unwrap().iter().find(|row| row["name"] == "Soap").unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned();
    let archived =
        shop.call_as(&shop.token, axum::http::Method::POST, &format!("/api/products/{product_id}/archive"), None).await;
    if archived.status.is_success() {
        assert_eq!(post(json!([line(&soap, 1)]), 300).await.refusal(), "refused");
    }
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 0);
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn discounts_and_prices_given_at_the_counter_are_kept_on_the_lines() {
    let shop = Shop::open().await;
    let soap = product(&shop, "Soap", 1_000, false).await;
    receive(&shop, &soap, &[(10, 400, "", None)]).await;
    let mut given = line(&soap, 2);
    given["unit_price_millionths"] = json!(9_000_000);
    let mut cheaper = line(&soap, 1);
    cheaper["discount"] = json!({ "kind": "percent", "rate_millionths": 100_000 });
    let ticket = json!({ "lines": [given, cheaper], "discount": { "kind": "amount", "amount_minor": 100 }, "note": "birthday" });
    let page = page(&shop, &sell(&shop, ticket).await).await;
    assert_eq!((page["total_minor"].as_i64(), page["discount_minor"].as_i64()), (Some(2_600), Some(200)));
    assert_eq!(page["lines"][1]["line_discount_minor"], 100);
    assert_eq!(
        page["lines"][0]["order_discount_minor"].as_i64().unwrap() + page["lines"][1]["order_discount_minor"].as_i64().unwrap(),
        100
    );
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_return_gives_back_the_price_paid_and_the_goods_where_they_belong() {
    let shop = Shop::open().await;
    let cream = product(&shop, "Cream", 1_000, true).await;
    receive(&shop, &cream, &[(3, 500, "A", Some("2027-01-31")), (3, 700, "B", Some("2027-06-30"))]).await;
    let sale = sell(&shop, json!({ "lines": [line(&cream, 4)], "discount": { "kind": "amount", "amount_minor": 1 } })).await;
    let back = |pieces: i64, restock: &str, total: i64| {
        let ticket = json!({ "original_order_id": sale["id"], "lines": [{ "original_line_no": 1, "quantity_thousandths": pieces * 1000, "restock": restock }] });
        let refunds = json!([{ "method": "card", "amount_minor": total, "brand": "Visa", "last_four": "4242" }]);
        shop.post("/api/returns", json!({ "id": new_id(), "ticket": ticket, "refunds": refunds, "expected_total_minor": total }))
    };
    assert_eq!(back(1, "shelf", 1_001).await.refusal(), "conflict");
    let first = back(1, "write_off", 1_000).await.ok();
    assert_eq!(on_hand(&shop, &cream).await, 2, "thrown away");
    let second = back(3, "shelf", 2_999).await.ok();
    assert_eq!(on_hand(&shop, &cream).await, 5);
    assert_eq!(page(&shop, &first).await["cost_minor"], 0, "its cost is lost");
    let lots = page(&shop, &second).await["lines"][0]["lots"].clone();
    assert_eq!(lots.as_array().unwrap().iter().map(|lot| lot["code"].as_str().unwrap()).collect::<Vec<_>>(), ["A", "B"]);
    assert_eq!(back(1, "shelf", 1_000).await.refusal(), "invalid", "never more than was sold");
    let list = shop.get("/api/orders").await.ok();
    assert_eq!((list["total"].as_i64(), list["sum_minor"].as_i64()), (Some(3), Some(0)));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_day_of_random_sales_and_returns_leaves_nothing_to_find() {
    let shop = Shop::open().await;
    let mut seed = 20_260_302_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut variants = Vec::new();
    for index in 0..4_i64 {
        let variant = product(&shop, &format!("Thing {index}"), 333 + index * 777, index % 2 == 0).await;
        match index % 2 {
            0 => receive(&shop, &variant, &[(100, 111, "L1", Some("2027-01-31")), (100, 113, "L2", Some("2027-02-28"))]).await,
            _ => receive(&shop, &variant, &[(100, 111, "", None), (100, 113, "", None)]).await,
        }
        variants.push(variant);
    }
    let mut sales = Vec::new();
    for _ in 0..25 {
        let lines: Vec<Value> = (0..=random(3)).map(|_| line(&variants[random(4) as usize], 1 + random(4) as i64)).collect();
        let mut ticket = json!({ "lines": lines });
        if random(2) == 0 {
            ticket["discount"] = json!({ "kind": "percent", "rate_millionths": random(500_000) });
        }
        sales.push(sell(&shop, ticket).await);
    }
    for sale in sales.iter().step_by(3) {
        post_return_of_all(&shop, sale).await;
    }
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn what_an_imported_history_sold_may_come_back_and_keeps_the_import_from_being_undone() {
    let shop = Shop::open().await;
    let import = crate::imports::import(&shop, "online_retail", crate::imports::made_up(20)).await;
    let found = shop.get(&format!("/api/orders?number=500003&import_id={}", import["id"].as_str().unwrap())).await.ok();
    let sale = &found["rows"][0];
    assert_eq!((sale["channel"].as_str(), sale["tax_basis"].as_str()), (Some("import"), Some("not_recorded")));
    let invoice = shop.post(&format!("/api/orders/{}/invoice", sale["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(invoice.refusal(), "refused", "imported history stands outside the shop's own numbers");
    let receipt = shop.get(&format!("/api/orders/{}/receipt", sale["id"].as_str().unwrap())).await;
    assert!(receipt.bytes.starts_with(b"%PDF"));
    let back = post_return_of_all(&shop, sale).await;
    assert_eq!(back["total_minor"].as_i64().unwrap() + sale["total_minor"].as_i64().unwrap(), 0);
    assert_eq!(page(&shop, &back).await["original"]["number"], "500003");
    let undo = shop.post(&format!("/api/imports/{}/undo", import["id"].as_str().unwrap()), json!({})).await;
    assert_eq!(undo.refusal(), "refused");
    assert_eq!(shop.findings(), Vec::<String>::new());
    let whole = shop.get("/api/orders").await.ok();
    let walked = shop.get("/api/orders?kind=sale").await.ok()["sum_minor"].as_i64().unwrap()
        + shop.get("/api/orders?kind=return").await.ok()["sum_minor"].as_i64().unwrap();
    assert_eq!(whole["sum_minor"], walked, "the sums of the days and the orders themselves say the same");
}
