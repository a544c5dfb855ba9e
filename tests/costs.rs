//! What things cost reaches nobody who may not see costs, through no operation: the whole shop is asked as a cashier, and as somebody who
//! holds everything else.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use counterfoil::http::Permission;
use counterfoil::router::operations;
use serde_json::{Value, json};

use crate::orders::{cash, new_id};
use crate::support::{Answer, Shop};

/// What one lipstick cost: 7.310417, a number that nothing else in the shop comes to.
const UNIT_COST: i64 = 7_310_417;
/// The cost in a column of a file that no import reads.
const FILE_COST: &str = "8.53197";

/// A shop in which every kind of record that knows a cost is there.
struct Stocked {
    shop: Shop,
    product: String,
    variant: String,
    receipt: String,
    order: String,
    document: String,
    customer: String,
    import: String,
}

fn id(answer: &Value) -> String {
    answer["id"].as_str().unwrap().to_owned()
}

async fn stocked() -> Stocked {
    let shop = Shop::open().await;
    let lipstick = json!({ "name": "Velvet Lipstick", "variants": [{ "sku": "L1", "price_millionths": 14_900_000, "track_lots": true,
        "barcodes": ["4006381333931"], "reorder_point_thousandths": 50_000 }] });
    let product = shop.post("/api/products", lipstick).await.ok();
    let variant = id(&product["variants"][0]);
    let line = json!({ "variant_id": variant, "quantity_thousandths": 13_000, "unit_cost_millionths": UNIT_COST, "lot_code": "L7",
        "expiry_date": "2026-04-01" });
    let receipt = shop.post("/api/stock/receipts", json!({ "lines": [line.clone()] })).await.ok();
    let customer = shop.post("/api/customers", json!({ "name": "Cora Client" })).await.ok();
    let ticket = json!({ "customer_id": customer["id"], "lines": [{ "variant_id": variant, "quantity_thousandths": 3_000 }] });
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": cash(4_470), "expected_total_minor": 4_470 });
    let sale = shop.post("/api/orders", sale).await.ok();
    let back = json!({ "original_order_id": sale["id"], "lines": [{ "original_line_no": 1, "quantity_thousandths": 1_000, "restock": "shelf" }] });
    let back = json!({ "id": new_id(), "ticket": back, "refunds": [{ "method": "cash", "amount_minor": 1_490 }], "expected_total_minor": 1_490 });
    shop.post("/api/returns", back).await.ok();
    let document = shop.post(&format!("/api/orders/{}/invoice", id(&sale)), json!({})).await.ok();
    let draft = json!({ "kind": "goods_receipt", "title": "Delivery", "content": { "lines": [line] } });
    shop.call_as(&shop.token, Method::PUT, &format!("/api/drafts/{}", new_id()), Some(draft)).await.ok();
    let import = import(&shop).await;
    Stocked {
        product: id(&product),
        receipt: id(&receipt),
        order: id(&sale),
        document: id(&document),
        customer: id(&customer),
        variant,
        import,
        shop,
    }
}

/// Brings in a list of products with a row that is refused and a cost in a column that nothing reads.
async fn import(shop: &Shop) -> String {
    let csv = format!("Name,SKU,Price,Cost per item\nComb,C1,free,{FILE_COST}\nBrush,B1,5.00,{FILE_COST}\n");
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/imports?kind=products&file_name=list.csv")
        .header(header::AUTHORIZATION, format!("Bearer {}", shop.token))
        .body(Body::from(csv))
        .unwrap();
    let job = id(&shop.send(request).await.ok());
    for _ in 0..500 {
        if shop.get(&format!("/api/jobs/{job}")).await.ok()["state"] != "running" {
            let imports = shop.get("/api/imports").await.ok();
            assert_eq!(imports[0]["problem_count"], 1, "{imports}");
            return id(&imports[0]);
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the import does not end")
}

impl Stocked {
    /// The address of an operation with the ids and questions under which it would tell a cost.
    fn address(&self, name: &str, path: &str) -> String {
        let of = |own: &str| {
            let (before, behind) = path.split_once('{').unwrap();
            format!("{before}{own}{}", behind.split_once('}').unwrap().1)
        };
        match name {
            "find_product" => of(&self.product),
            "list_price_changes" => of(&self.variant),
            "find_customer" => of(&self.customer),
            "find_goods_receipt" => of(&self.receipt),
            "find_order" | "list_payments" | "find_receipt" | "preview_receipt" => of(&self.order),
            "find_document" | "download_document" | "preview_document" => of(&self.document),
            "find_import" | "list_import_rows" | "list_refused_rows" => of(&self.import),
            "search_variants" => format!("{path}?text=velvet"),
            "find_variants" => format!("{path}?ids={}", self.variant),
            "scan_code" => format!("{path}?code=4006381333931"),
            "search_orders" => format!("{path}?text=cora"),
            "list_drafts" => format!("{path}?kind=goods_receipt"),
            "list_lots" => format!("{path}?with_empty=true"),
            _ => path.replace(['{', '}'], ""),
        }
    }

    /// Every cost, value and margin in the store, as it would be written in an answer.
    fn canaries(&self) -> BTreeSet<i64> {
        const AMOUNTS: &str = "SELECT unit_cost_millionths FROM goods_receipt_lines UNION SELECT value_minor FROM goods_receipt_lines
            UNION SELECT value_minor FROM goods_receipts UNION SELECT value_minor FROM stock_movements UNION SELECT value_minor FROM stock_levels
            UNION SELECT value_minor FROM stock_totals UNION SELECT cost_minor FROM orders UNION SELECT cost_minor FROM order_lines
            UNION SELECT cost_minor FROM day_totals UNION SELECT net_minor - cost_minor FROM day_totals
            UNION SELECT net_minor - cost_minor FROM orders UNION SELECT costed_net_minor - cost_minor FROM day_totals";
        let read = self.shop.store().read_now(|db| {
            let mut statement = db.prepare(AMOUNTS)?;
            let amounts: Vec<i64> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(amounts)
        });
        let amounts: BTreeSet<i64> =
            read.unwrap().into_iter().filter(|amount| *amount != 0).flat_map(|amount| [amount, -amount]).collect();
        assert!(amounts.len() > 10, "{amounts:?}");
        amounts
    }

    /// Refuses an answer that tells a cost.
    fn assert_tells_no_cost(&self, who: &str, what: &str, answer: &Answer) {
        let text = String::from_utf8_lossy(&answer.bytes);
        for word in ["7310417", "7.310417", FILE_COST] {
            assert!(!text.contains(word), "{what} tells {who} what something cost: {text}");
        }
        let canaries = self.canaries();
        let mut found = Vec::new();
        search(&answer.json(), "", &mut |path, value| {
            let field = path.rsplit('.').next().unwrap_or_default();
            let is_named = ["cost", "margin"].iter().any(|word| field.contains(word)) || field.ends_with("value_minor");
            let is_known = value.as_i64().is_some_and(|amount| canaries.contains(&amount));
            if is_known || (is_named && !value.is_null()) {
                found.push(format!("{path} = {value}"));
            }
        });
        assert!(found.is_empty(), "{what} tells {who} {found:?}");
    }
}

fn search(value: &Value, path: &str, note: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| search(value, &format!("{path}.{name}"), note)),
        Value::Array(items) => items.iter().for_each(|item| search(item, path, note)),
        other => note(path, other),
    }
}

/// Somebody who holds everything but the permission to see costs.
async fn all_but_costs(shop: &Shop) -> String {
    let permissions: Vec<&str> =
        Permission::ALL.iter().filter(|held| **held != Permission::SeeCosts).map(|held| held.code()).collect();
    shop.post("/api/roles", json!({ "name": "All but costs", "permissions": permissions })).await.ok();
    shop.hire("Nell", "All but costs").await
}

#[tokio::test]
async fn no_operation_that_reads_tells_a_cost_to_who_may_not_see_costs() {
    let stocked = stocked().await;
    let shop = &stocked.shop;
    let people = [("a cashier", shop.hire("Ben", "cashier").await), ("who sees all but costs", all_but_costs(shop).await)];
    let mut answered = BTreeSet::new();
    for (who, token) in &people {
        for operation in operations().split().2.iter().filter(|operation| operation.method == Method::GET) {
            let path = stocked.address(operation.name, &operation.path);
            let answer = shop.call_as(token, Method::GET, &path, None).await;
            stocked.assert_tells_no_cost(who, operation.name, &answer);
            if answer.status.is_success() {
                answered.insert(operation.name);
            }
        }
    }
    // Each of these has a cost to tell, so the walk would mean nothing if it were refused for another reason.
    for name in [
        "find_home_figures",
        "list_product_sales",
        "list_products",
        "find_product",
        "list_stock",
        "list_movements",
        "list_lots",
        "list_goods_receipts",
        "find_goods_receipt",
        "list_orders",
        "search_orders",
        "find_order",
        "list_import_rows",
        "list_commits",
        "download_commits",
        "list_drafts",
        "find_variants",
        "scan_code",
        "search_variants",
        "list_jobs",
        "find_document",
    ] {
        assert!(answered.contains(name), "{name} was not answered");
    }
}

#[tokio::test]
async fn who_may_see_costs_is_told_them_by_the_same_operations() {
    let stocked = stocked().await;
    let canaries = stocked.canaries();
    for name in [
        "find_home_figures",
        "list_product_sales",
        "list_products",
        "find_product",
        "list_stock",
        "list_movements",
        "list_lots",
        "list_goods_receipts",
        "find_goods_receipt",
        "list_orders",
        "search_orders",
        "find_order",
        "list_drafts",
    ] {
        let operation = operations().split().2.into_iter().find(|operation| operation.name == name).unwrap();
        let answer = stocked.shop.get(&stocked.address(name, &operation.path)).await.ok();
        let mut tells = false;
        search(&answer, "", &mut |_, value| tells |= value.as_i64().is_some_and(|amount| canaries.contains(&amount)));
        assert!(tells, "{name} tells the owner no cost, so that it tells others none means nothing: {answer}");
    }
}

#[tokio::test]
async fn no_answer_of_a_write_tells_a_cost_to_who_may_not_see_costs() {
    let stocked = stocked().await;
    let shop = &stocked.shop;
    let token = all_but_costs(shop).await;
    let (product, variant) = (&stocked.product, &stocked.variant);
    let product_page = shop.call_as(&token, Method::GET, &format!("/api/products/{product}"), None).await.ok();
    let ticket = json!({ "lines": [{ "variant_id": variant, "quantity_thousandths": 1_000 }] });
    let back = json!({ "original_order_id": stocked.order, "lines": [{ "original_line_no": 1, "quantity_thousandths": 1_000, "restock": "shelf" }] });
    let lot = shop.get("/api/lots").await.ok()["rows"][0]["id"].as_str().unwrap().to_owned();
    let placement = json!({ "state": "active", "category_id": null });
    let writes = [
        ("/api/orders/price".to_owned(), ticket.clone()),
        (
            "/api/orders".to_owned(),
            json!({ "id": new_id(), "ticket": ticket, "payments": cash(1_490), "expected_total_minor": 1_490 }),
        ),
        ("/api/returns/price".to_owned(), back.clone()),
        (
            "/api/returns".to_owned(),
            json!({ "id": new_id(), "ticket": back, "refunds": [{ "method": "cash", "amount_minor": 1_490 }], "expected_total_minor": 1_490 }),
        ),
        (
            "/api/stock/adjustments".to_owned(),
            json!({ "variant_id": variant, "reason": "found", "quantity_thousandths": 1_000, "lot_code": "L7" }),
        ),
        (
            "/api/stock/receipts".to_owned(),
            json!({ "lines": [{ "variant_id": variant, "quantity_thousandths": 1_000, "unit_cost_millionths": 1_130_000, "lot_code": "L7" }] }),
        ),
        (format!("/api/lots/{lot}/state"), json!({ "state": "quarantined", "reason": "leaks" })),
        ("/api/products".to_owned(), json!({ "name": "Brush", "variants": [{ "sku": "B2", "price_millionths": 5_000_000 }] })),
        (format!("/api/products/{product}/archive"), Value::Null),
    ];
    for (path, body) in writes {
        let answer = shop.call_as(&token, Method::POST, &path, Some(body)).await;
        answer.ok();
        stocked.assert_tells_no_cost("who sees all but costs", &path, &answer);
    }
    let changes = json!({ "changes": [{ "product_id": product, "before": { "state": "archived", "category_id": null }, "after": placement }] });
    let answer = shop.call_as(&token, Method::PATCH, "/api/products", Some(changes)).await;
    answer.ok();
    stocked.assert_tells_no_cost("who sees all but costs", "change_products", &answer);
    let mut input = product_page;
    input["name"] = json!("Velvet Lipstick, new");
    let answer = shop.call_as(&token, Method::PUT, &format!("/api/products/{product}"), Some(input)).await;
    stocked.assert_tells_no_cost("who sees all but costs", "change_product", &answer);
}

#[tokio::test]
async fn who_brought_a_file_sees_its_refused_rows_and_others_only_with_the_permission_to_see_costs() {
    let stocked = stocked().await;
    let shop = &stocked.shop;
    let rows = format!("/api/imports/{}/rows", stocked.import);
    let csv = format!("/api/imports/{}/refused-rows", stocked.import);
    let owner = shop.get(&rows).await.ok();
    assert!(owner["rows"][0]["content"].as_str().unwrap().contains(FILE_COST), "{owner}");
    let token = all_but_costs(shop).await;
    let other = shop.call_as(&token, Method::GET, &rows, None).await.ok();
    assert_eq!((&other["rows"][0]["content"], &other["rows"][0]["column_name"]), (&json!(""), &owner["rows"][0]["column_name"]));
    assert_eq!(shop.call_as(&token, Method::GET, &csv, None).await.refusal(), "forbidden");
}
