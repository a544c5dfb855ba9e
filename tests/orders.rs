//! Selling and returning through the router.

use axum::http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::Shop;

/// An id as a till makes it.
pub fn new_id() -> String {
    static COUNT: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    uuid::Builder::from_unix_timestamp_millis(1_772_442_000_000 + count, &[7; 10]).into_uuid().to_string()
}

pub async fn tax_category(shop: &Shop, code: &str) -> Value {
    let categories = shop.get("/api/tax-categories").await.ok();
    categories.as_array().unwrap().iter().find(|category| category["code"] == code).unwrap()["id"].clone()
}

/// A ticket with one service in words.
pub async fn service_ticket(shop: &Shop, minor: i64) -> Value {
    let tax = tax_category(shop, "standard").await;
    json!({ "lines": [{ "service": { "name": "Engraving", "tax_category_id": tax }, "quantity_thousandths": 1000, "unit_price_millionths": minor * 10_000 }] })
}

pub fn cash(minor: i64) -> Value {
    json!([{ "method": "cash", "tendered_minor": minor }])
}

/// Sells a service in words for cash and answers what was posted.
pub async fn sell_service(shop: &Shop, minor: i64) -> Value {
    let ticket = service_ticket(shop, minor).await;
    shop.post("/api/orders", json!({ "id": new_id(), "ticket": ticket, "payments": cash(minor), "expected_total_minor": minor }))
        .await
        .ok()
}

/// [`sell_service`] with an id that no other process makes; answers the problem when it is refused.
pub async fn try_to_sell_service(shop: &Shop, minor: i64) -> Result<Value, Value> {
    let ticket = service_ticket(shop, minor).await;
    let id = Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, 1_772_442_000, 0));
    let sale = json!({ "id": id, "ticket": ticket, "payments": cash(minor), "expected_total_minor": minor });
    let answer = shop.post("/api/orders", sale).await;
    if answer.status.is_success() { Ok(answer.json()) } else { Err(answer.json()) }
}

/// Returns everything of a sale for cash and answers what was posted.
pub async fn post_return_of_all(shop: &Shop, sale: &Value) -> Value {
    let page = shop.get(&format!("/api/orders/{}", sale["id"].as_str().unwrap())).await.ok();
    let lines: Vec<Value> = page["lines"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|line| line["returnable_thousandths"].as_i64().unwrap() > 0)
        .map(|line| json!({ "original_line_no": line["line_no"], "quantity_thousandths": line["returnable_thousandths"], "restock": "shelf" }))
        .collect();
    let ticket = json!({ "original_order_id": sale["id"], "lines": lines });
    let total = shop.post("/api/returns/price", ticket.clone()).await.ok()["total_minor"].as_i64().unwrap();
    let refunds = if total == 0 { json!([]) } else { json!([{ "method": "cash", "amount_minor": total }]) };
    shop.post("/api/returns", json!({ "id": new_id(), "ticket": ticket, "refunds": refunds, "expected_total_minor": total }))
        .await
        .ok()
}

#[tokio::test]
async fn a_sale_gives_change_and_its_page_says_everything() {
    let shop = Shop::open().await;
    let ticket = service_ticket(&shop, 6_241).await;
    let priced = shop.post("/api/orders/price", ticket.clone()).await.ok();
    assert_eq!((priced["total_minor"].as_i64(), priced["cash_minor"].as_i64()), (Some(6_241), Some(6_241)));
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(10_000), "expected_total_minor": 6_241 });
    let posted = shop.post("/api/orders", sale).await.ok();
    assert_eq!((posted["number"].as_str(), posted["change_minor"].as_i64()), (Some("2-1001"), Some(3_759)));
    let page = shop.get(&format!("/api/orders/{}", posted["id"].as_str().unwrap())).await.ok();
    assert_eq!(page["net_minor"].as_i64().unwrap() + page["tax_minor"].as_i64().unwrap(), 6_241);
    assert_eq!(page["lines"][0]["name"], "Engraving");
    assert_eq!(page["payments"][0]["tendered_minor"], 10_000);
    assert_eq!(page["staff_name"], "Ada");
    assert_eq!(page["is_returnable"], true);
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn the_same_id_again_answers_the_same_order() {
    let shop = Shop::open().await;
    let ticket = service_ticket(&shop, 500).await;
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(500), "expected_total_minor": 500 });
    let first = shop.post("/api/orders", sale.clone()).await.ok();
    assert_eq!(shop.post("/api/orders", sale).await.ok(), first);
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 1);
}

#[tokio::test]
async fn another_total_than_the_one_shown_is_a_conflict_and_takes_no_number() {
    let shop = Shop::open().await;
    let ticket = service_ticket(&shop, 500).await;
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(500), "expected_total_minor": 499 });
    let answer = shop.post("/api/orders", sale).await;
    assert_eq!(answer.refusal(), "conflict");
    assert!(answer.json()["detail"].as_str().unwrap().contains("5.00 EUR"), "the message names the new total");
    assert_eq!(sell_service(&shop, 100).await["number"], "2-1001");
}

#[tokio::test]
async fn bad_tickets_are_refused_at_their_line_and_nothing_is_posted() {
    let shop = Shop::open().await;
    let good = service_ticket(&shop, 500).await;
    let change = |path: &str, value: Value| {
        let mut ticket = good.clone();
        *ticket.pointer_mut(path).unwrap() = value;
        ticket
    };
    let mut no_price = good.clone();
    no_price["lines"][0].as_object_mut().unwrap().remove("unit_price_millionths");
    for (ticket, field) in [
        (change("/lines/0/quantity_thousandths", json!(0)), "lines[0].quantity_thousandths"),
        (change("/lines/0/quantity_thousandths", json!(-1000)), "lines[0].quantity_thousandths"),
        (change("/lines/0/unit_price_millionths", json!(-1)), "lines[0].unit_price_millionths"),
        (change("/lines/0/service/name", json!(" ")), "lines[0].name"),
        (change("/lines/0/service/name", json!("4242 4242 4242 4242")), "lines[0].name"),
        (no_price, "lines[0].unit_price_millionths"),
        (change("/lines", json!([])), "lines"),
    ] {
        let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(500), "expected_total_minor": 500 });
        let answer = shop.post("/api/orders", sale).await;
        assert_eq!(answer.refusal(), "invalid", "{ticket}");
        assert_eq!(answer.json()["fields"][0]["field"], field);
    }
    assert_eq!(shop.get("/api/orders").await.ok()["total"], 0);
}

#[tokio::test]
async fn a_sale_that_comes_back_whole_is_nothing_and_cannot_come_back_twice() {
    let shop = Shop::open().await;
    let sale = sell_service(&shop, 4_990).await;
    let back = post_return_of_all(&shop, &sale).await;
    assert_eq!((back["number"].as_str(), back["total_minor"].as_i64()), (Some("R2-1001"), Some(-4_990)));
    let list = shop.get("/api/orders").await.ok();
    assert_eq!((list["total"].as_i64(), list["sum_minor"].as_i64()), (Some(2), Some(0)));
    let page = shop.get(&format!("/api/orders/{}", sale["id"].as_str().unwrap())).await.ok();
    assert_eq!(page["is_returnable"], false);
    assert_eq!(page["returns"][0]["number"], "R2-1001");
    let again = json!({ "original_order_id": sale["id"], "lines": [{ "original_line_no": 1, "quantity_thousandths": 1000, "restock": "shelf" }] });
    assert_eq!(shop.post("/api/returns/price", again).await.refusal(), "invalid");
    let of_return = json!({ "original_order_id": back["id"], "lines": [{ "original_line_no": 1, "quantity_thousandths": 1000, "restock": "shelf" }] });
    assert_eq!(shop.post("/api/returns/price", of_return).await.refusal(), "refused");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_cashier_may_not_give_discounts_or_see_costs() {
    let shop = Shop::open().await;
    let cashier = shop.hire("Ben", "cashier").await;
    let mut ticket = service_ticket(&shop, 1_000).await;
    let price = |ticket: Value| shop.call_as(&cashier, Method::POST, "/api/orders/price", Some(ticket));
    price(ticket.clone()).await.ok();
    ticket["discount"] = json!({ "kind": "percent", "rate_millionths": 100_000 });
    assert_eq!(price(ticket.clone()).await.refusal(), "forbidden");
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(900), "expected_total_minor": 900 });
    assert_eq!(shop.call_as(&cashier, Method::POST, "/api/orders", Some(sale.clone())).await.refusal(), "forbidden");
    let posted = shop.post("/api/orders", sale).await.ok();
    let path = format!("/api/orders/{}", posted["id"].as_str().unwrap());
    assert_eq!(shop.call_as(&cashier, Method::GET, &path, None).await.ok()["cost_minor"], Value::Null);
    assert_eq!(shop.get(&path).await.ok()["cost_minor"], 0);
    assert_eq!(shop.get(&path).await.ok()["discount_minor"], 100);
}

#[tokio::test]
async fn orders_are_found_by_number_kind_day_and_page() {
    let shop = Shop::open().await;
    for amount in 1..=5 {
        sell_service(&shop, amount * 100).await;
    }
    shop.clock.set(counterfoil::base::Timestamp(crate::support::OPENING.0 + 86_400_000));
    let token = shop.sign_in(crate::support::OWNER).await;
    let shop = Shop { token, ..shop };
    post_return_of_all(&shop, &sell_service(&shop, 600).await).await;
    let list = |query: &str| {
        let path = format!("/api/orders?{query}");
        let shop = &shop;
        async move {
            let list = shop.get(&path).await.ok();
            let rows: Vec<String> =
                list["rows"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect();
            (rows.join(" "), list["total"].as_i64().unwrap(), list["sum_minor"].as_i64().unwrap())
        }
    };
    assert_eq!(list("limit=2").await, ("R2-1001 2-1006".into(), 7, 1_500));
    assert_eq!(list("limit=2&offset=2").await, ("2-1005 2-1004".into(), 7, 1_500));
    assert_eq!(list("kind=return").await, ("R2-1001".into(), 1, -600));
    assert_eq!(list("from=2026-03-03&kind=sale").await, ("2-1006".into(), 1, 600));
    assert_eq!(list("to=2026-03-02&limit=1").await, ("2-1005".into(), 5, 1_500));
    assert_eq!(list("number=1003").await, ("2-1003".into(), 1, 300));
    assert_eq!(list("number=r2-1001").await, ("R2-1001".into(), 1, -600));
    assert_eq!(list("number=abc").await, (String::new(), 0, 0));
    assert_eq!(list("country=FR").await, (String::new(), 0, 0));
    assert_eq!(list(&format!("country=DE&limit=1&customer_id={}", Uuid::nil())).await, (String::new(), 0, 0));
}

#[tokio::test]
async fn lists_people_look_at_are_read_by_index_without_sorting() {
    let shop = Shop::open().await;
    for statement in counterfoil::orders::hot_statements() {
        let plan = shop.plan(&statement);
        let is_fine = |step: &String| {
            step.starts_with("SCAN orders USING COVERING INDEX orders_by_date")
                || step == "SCAN page"
                || !step.starts_with("SCAN")
        };
        assert!(plan.iter().all(is_fine), "{statement}\n{plan:#?}");
        let inner = plan.iter().position(|step| step == "SCAN page").unwrap();
        assert!(!plan[..inner].iter().any(|step| step.contains("TEMP B-TREE")) || statement.contains("number ="), "{plan:#?}");
    }
}

#[tokio::test]
async fn orders_are_found_by_the_beginning_of_a_number_of_an_invoice_or_of_a_name() {
    let shop = Shop::open().await;
    let customer = shop.post("/api/customers", json!({ "name": "Éva Müller", "number": "K-7" })).await.ok();
    let plain = sell_service(&shop, 1_000).await;
    let mut ticket = service_ticket(&shop, 1_000).await;
    ticket["customer_id"] = customer["id"].clone();
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(1_000), "expected_total_minor": 1_000 });
    let hers = shop.post("/api/orders", sale).await.ok();
    let invoice = shop.post(&format!("/api/orders/{}/invoice", hers["id"].as_str().unwrap()), json!({})).await.ok();
    let find = async |text: &str| -> Vec<String> {
        let found = shop.get(&format!("/api/orders/search?text={}", text.replace(' ', "%20").replace('É', "%C3%89"))).await.ok();
        found.as_array().unwrap().iter().map(|order| order["id"].as_str().unwrap().to_owned()).collect()
    };
    let id = |order: &serde_json::Value| order["id"].as_str().unwrap().to_owned();
    let number = |order: &serde_json::Value| order["number"].as_str().unwrap().to_owned();
    assert_eq!(find(&number(&plain)).await, [id(&plain)]);
    assert_eq!(find(&number(&plain)[..number(&plain).len() - 1]).await.len(), 2, "both begin so");
    assert_eq!(find("Éva M").await, [id(&hers)]);
    assert!(find(&number(&invoice)).await.contains(&id(&hers)), "{invoice}");
    for nothing in ["", "zzz", "%", "99999999999999999999"] {
        assert_eq!(find(nothing.replace('%', "%25").as_str()).await, Vec::<String>::new(), "{nothing}");
    }
}

#[tokio::test]
async fn a_search_for_orders_reads_no_more_than_an_index_hands_out() {
    let shop = Shop::open().await;
    for statement in counterfoil::orders::search_statements() {
        let plan = shop.plan(&statement);
        assert!(plan.iter().all(|step| !step.starts_with("SCAN") && !step.contains("TEMP B-TREE")), "{statement}\n{plan:#?}");
    }
}
