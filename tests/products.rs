//! Products, categories, prices, the search and the scanner.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::Shop;

impl Shop {
    /// Makes a product with one variant and answers it.
    pub async fn product(&self, name: &str, sku: &str, more: Value) -> Value {
        let mut variant = json!({ "sku": sku, "price_millionths": 14_900_000 });
        variant.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.post("/api/products", json!({ "name": name, "variants": [variant] })).await.ok()
    }

    /// PUT as the owner.
    pub async fn put(&self, path: &str, body: Value) -> crate::support::Answer {
        self.call_as(&self.token, Method::PUT, path, Some(body)).await
    }
}

fn lipstick() -> Value {
    json!({
        "name": "Velvet Lipstick", "brand": "Möller & Söhne", "category_path": ["Make-up", "Lips"], "option_1_name": "Shade",
        "variants": [
            { "option_1": "Rouge 12", "swatch": "#A01B2C", "sku": "LIP-12", "barcodes": ["4006381333931"], "price_millionths": 14_900_000, "reorder_point_thousandths": 3000 },
            { "option_1": "Nude 3", "sku": "LIP-03", "barcodes": ["036000291452"], "price_millionths": 12_500_000 },
        ],
    })
}

/// A made product as it is sent back to change it.
fn as_input(product: &Value) -> Value {
    let mut input = product.clone();
    for field in ["id", "category_path", "created_at_ms", "on_hand_thousandths", "stock_value_minor"] {
        input.as_object_mut().unwrap().remove(field);
    }
    for variant in input["variants"].as_array_mut().unwrap() {
        for field in ["on_hand_thousandths", "is_low", "stock_value_minor"] {
            variant.as_object_mut().unwrap().remove(field);
        }
    }
    input
}

#[tokio::test]
async fn a_product_is_made_listed_changed_and_archived() {
    let shop = Shop::open().await;
    let made = shop.post("/api/products", lipstick()).await.ok();
    assert_eq!(made["category_path"], json!(["Make-up", "Lips"]));
    assert_eq!(made["variants"][0]["is_low"], true, "nothing of it is there, and its reorder point is 3");
    assert_eq!(made["variants"][1]["is_low"], false, "it has no reorder point");

    let list = shop.get("/api/products").await.ok();
    let row = &list["rows"][0];
    assert_eq!((&list["total"], &row["variant_count"], &row["first_sku"]), (&json!(1), &json!(2), &json!("LIP-12")));
    assert_eq!((&row["price_min_millionths"], &row["price_max_millionths"]), (&json!(12_500_000), &json!(14_900_000)));
    assert_eq!((&row["category_name"], &row["on_hand_thousandths"]), (&json!("Lips"), &json!(0)));

    let mut input = as_input(&made);
    input["variants"][0]["price_millionths"] = json!(15_900_000);
    input["variants"][1]["state"] = json!("archived");
    input["variants"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "option_1": "Plum 7", "sku": "LIP-07", "price_millionths": 14_900_000 }));
    let path = format!("/api/products/{}", made["id"].as_str().unwrap());
    let changed = shop.put(&path, input).await.ok();
    assert_eq!(changed["variants"][2]["option_1"], "Plum 7");
    let prices = shop.get(&format!("/api/variants/{}/prices", made["variants"][0]["id"].as_str().unwrap())).await.ok();
    let prices: Vec<i64> =
        prices["rows"].as_array().unwrap().iter().map(|row| row["price_millionths"].as_i64().unwrap()).collect();
    assert_eq!(prices.len(), 2, "both prices are kept");
    let fields: Vec<(String, Option<String>, Option<String>)> = shop
        .store()
        .read_now(|db| {
            let mut statement = db.prepare(
                "SELECT h.field, c.before, c.after FROM changes h JOIN change_contents c USING (commit_seq, change_no)
                 WHERE h.table_name = 'variants' AND c.before IS NOT NULL ORDER BY h.field",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .unwrap();
    assert_eq!(
        fields,
        [
            ("price_millionths".to_owned(), Some("14900000".to_owned()), Some("15900000".to_owned())),
            ("state".to_owned(), Some("active".to_owned()), Some("archived".to_owned())),
        ],
        "what did not change is not written down"
    );

    assert_eq!(shop.post(&format!("{path}/archive"), json!({})).await.ok()["state"], "archived");
    assert_eq!(shop.get("/api/products?state=active").await.ok()["total"], 0);
    assert_eq!(shop.get("/api/products?state=archived").await.ok()["total"], 1);
    assert_eq!(shop.get("/api/variants/search?text=velvet").await.ok(), json!([]), "what is archived is not offered");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_sku_or_barcode_that_is_taken_names_the_product_that_has_it() {
    let shop = Shop::open().await;
    shop.post("/api/products", lipstick()).await.ok();
    for (variant, field) in [
        (json!({ "sku": "lip-12", "price_millionths": 0 }), "variants[0].sku"),
        (json!({ "barcodes": ["0036000291452"], "price_millionths": 0 }), "variants[0].barcodes"),
    ] {
        let answer = shop.post("/api/products", json!({ "name": "Other", "variants": [variant] })).await;
        assert_eq!(answer.refusal(), "invalid");
        assert_eq!(answer.json()["fields"][0]["field"], field);
        assert!(answer.json()["detail"].as_str().unwrap().contains("Velvet Lipstick"), "{}", answer.json());
    }
    assert_eq!(shop.get("/api/products").await.ok()["total"], 1, "nothing was made");
}

#[tokio::test]
async fn what_does_not_make_sense_is_refused_with_its_field() {
    let shop = Shop::open().await;
    let one = |variant: Value| json!({ "name": "Cream", "variants": [variant] });
    for (body, field) in [
        (json!({ "name": " ", "variants": [{ "price_millionths": 1 }] }), "name"),
        (json!({ "name": "Cream", "variants": [] }), "variants"),
        (json!({ "name": "4111 1111 1111 1111", "variants": [{ "price_millionths": 1 }] }), "name"),
        (one(json!({ "price_millionths": -1 })), "variants[0].price_millionths"),
        (one(json!({ "price_millionths": 9_007_199_254_740_992_i64 })), "variants[0].price_millionths"),
        (one(json!({ "price_millionths": 1, "barcodes": ["4006381333932"] })), "variants[0].barcodes"),
        (one(json!({ "price_millionths": 1, "swatch": "red" })), "variants[0].swatch"),
        (
            one(json!({ "price_millionths": 1, "tax_category_id": "00000000-0000-7000-8000-000000000000" })),
            "variants[0].tax_category_id",
        ),
        (one(json!({ "price_millionths": 1, "reorder_point_thousandths": -1 })), "variants[0].reorder_point_thousandths"),
    ] {
        let answer = shop.post("/api/products", body).await;
        assert_eq!(answer.refusal(), "invalid");
        assert_eq!(answer.json()["fields"][0]["field"], field, "{}", answer.json());
    }
}

#[tokio::test]
async fn a_product_is_found_by_the_beginnings_of_its_words_in_any_order() {
    let shop = Shop::open().await;
    shop.post("/api/products", lipstick()).await.ok();
    shop.product("Straßen-Crème", "CR-1", json!({})).await;
    for (text, sku) in [
        ("velv", "LIP-12"),
        ("lipst velvet nude", "LIP-03"),
        ("moller", "LIP-12"),
        ("SÖHNE roug", "LIP-12"),
        ("lip-03", "LIP-03"),
        ("lip03", "LIP-03"),
        ("4006381333931", "LIP-12"),
        ("04006381333931", "LIP-12"),
        ("0036000291452", "LIP-03"),
        ("strassen", "CR-1"),
        ("creme stra", "CR-1"),
        ("cr-1", "CR-1"),
    ] {
        let text = text.replace(' ', "%20").replace('Ö', "%C3%96");
        let found = shop.get(&format!("/api/variants/search?text={text}")).await.ok();
        assert_eq!(found[0]["sku"], sku, "{text}: {found}");
        let listed = shop.get(&format!("/api/products?text={text}")).await.ok();
        assert_eq!(listed["total"], 1, "{text}: {listed}");
    }
    for text in ["lipstick%20xyz", "%22", "*", "NEAR(", "--"] {
        assert_eq!(shop.get(&format!("/api/variants/search?text={text}")).await.ok(), json!([]), "{text}");
        assert_eq!(shop.get(&format!("/api/products?text={text}")).await.ok()["total"], 0, "{text}");
    }
}

#[tokio::test]
async fn a_changed_name_is_found_and_the_old_one_is_not() {
    let shop = Shop::open().await;
    let made = shop.product("Day Cream", "DC-1", json!({})).await;
    let mut input = as_input(&made);
    input["name"] = json!("Night Balm");
    shop.put(&format!("/api/products/{}", made["id"].as_str().unwrap()), input).await.ok();
    assert_eq!(shop.get("/api/variants/search?text=balm").await.ok()[0]["sku"], "DC-1");
    assert_eq!(shop.get("/api/variants/search?text=cream").await.ok(), json!([]));
}

#[tokio::test]
async fn scanning_finds_the_variant_and_what_the_code_says_besides() {
    let shop = Shop::open().await;
    shop.product("Serum", "SER-1", json!({ "barcodes": ["4006381333931"], "track_lots": true })).await;
    for code in ["4006381333931", "04006381333931", "ser-1", "%5DE04006381333931"] {
        let answer = shop.get(&format!("/api/variants/scan?code={code}")).await;
        if code.starts_with('%') {
            assert_eq!(answer.refusal(), "not_found", "a mark the scanner was not told to send is part of the code");
        } else {
            assert_eq!(answer.ok()["variant"]["sku"], "SER-1", "{code}");
        }
    }
    let scan = shop.get("/api/variants/scan?code=(01)04006381333931(17)260131(10)L42").await.ok();
    assert_eq!(
        (&scan["variant"]["sku"], &scan["lot_code"], &scan["expiry_date"]),
        (&json!("SER-1"), &json!("L42"), &json!("2026-01-31"))
    );
    assert!(
        scan["obstacle"]["message"].as_str().unwrap().contains("expired on 2026-01-31"),
        "the shop's day is 2026-03-02: {scan}"
    );
    assert_eq!(scan["obstacle"]["values"], json!({ "date": { "date": "2026-01-31" } }));
    let unknown = shop.get("/api/variants/scan?code=96385074").await;
    assert_eq!(unknown.refusal(), "not_found");
    let told = unknown.json();
    assert!(told["detail"].as_str().unwrap().starts_with("No product has the code 96385074."), "{told}");
    assert!(
        told["text"].as_str().unwrap().starts_with("No product has the code {code}."),
        "a translation is found by this: {told}"
    );
    assert_eq!(told["values"], json!({ "code": "96385074" }));
}

#[tokio::test]
async fn who_may_not_see_costs_gets_none() {
    let shop = Shop::open().await;
    let made = shop.post("/api/products", lipstick()).await.ok();
    let cashier = shop.hire("Cem", "cashier").await;
    let path = format!("/api/products/{}", made["id"].as_str().unwrap());
    for path in [path.as_str(), "/api/products"] {
        assert!(String::from_utf8_lossy(&shop.get(path).await.bytes).contains("stock_value_minor"), "the owner sees it");
        let answer = shop.call_as(&cashier, Method::GET, path, None).await;
        answer.ok();
        assert!(!String::from_utf8_lossy(&answer.bytes).contains("stock_value_minor"), "{path}");
    }
}

#[tokio::test]
async fn categories_form_a_tree_without_twins() {
    let shop = Shop::open().await;
    let root = shop.post("/api/categories", json!({ "name": "Hair" })).await.ok();
    let below = shop.post("/api/categories", json!({ "name": "Shampoo", "parent_id": root["id"] })).await.ok();
    assert_eq!(shop.post("/api/categories", json!({ "name": "hair" })).await.refusal(), "invalid");
    shop.patch(&format!("/api/categories/{}", below["id"].as_str().unwrap()), json!({ "name": "Wash" })).await.ok();
    shop.post(
        "/api/products",
        json!({ "name": "Soap", "category_path": ["hair", "wash"], "variants": [{ "price_millionths": 1 }] }),
    )
    .await
    .ok();
    let categories = shop.get("/api/categories").await.ok();
    assert_eq!(categories.as_array().unwrap().len(), 2, "the path led to what was there");
    let listed = shop.get(&format!("/api/products?category_id={}", root["id"].as_str().unwrap())).await.ok();
    assert_eq!(listed["total"], 1, "a category lists what lies below it");
}

#[tokio::test]
async fn products_come_in_the_order_asked_for() {
    let shop = Shop::open().await;
    for (name, price) in [("beta", 3), ("Alpha", 1), ("Gamma", 2)] {
        shop.product(name, name, json!({ "price_millionths": price })).await;
    }
    for (order, expected) in [
        ("", ["Alpha", "beta", "Gamma"]),
        ("?sort=price", ["Alpha", "Gamma", "beta"]),
        ("?sort=price&is_descending=true", ["beta", "Gamma", "Alpha"]),
        ("?sort=created", ["beta", "Alpha", "Gamma"]),
        ("?sort=stock", ["beta", "Alpha", "Gamma"]),
    ] {
        let list = shop.get(&format!("/api/products{order}")).await.ok();
        let names: Vec<&str> = list["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
        assert_eq!(names, expected, "{order}");
    }
    let page = shop.get("/api/products?offset=1&limit=1").await.ok();
    assert_eq!((&page["total"], &page["rows"][0]["name"]), (&json!(3), &json!("beta")));
}

/// What of a listed product is changed with many others.
fn placement(row: &Value) -> Value {
    json!({ "state": row["state"], "category_id": row["category_id"] })
}

async fn listed(shop: &Shop) -> Vec<Value> {
    shop.get("/api/products").await.ok()["rows"].as_array().unwrap().clone()
}

async fn change_many(shop: &Shop, changes: &[(&Value, Value, Value)]) -> crate::support::Answer {
    let changes: Vec<Value> =
        changes.iter().map(|(id, before, after)| json!({ "product_id": id, "before": before, "after": after })).collect();
    shop.patch("/api/products", json!({ "changes": changes })).await
}

#[tokio::test]
async fn many_products_are_archived_and_sorted_at_once_and_turned_round_the_same_changes_undo_it() {
    let shop = Shop::open().await;
    for name in ["Alpha", "Beta", "Gamma"] {
        shop.product(name, name, json!({ "reorder_point_thousandths": 1000 })).await;
    }
    let lips = shop.post("/api/categories", json!({ "name": "Lips" })).await.ok()["id"].clone();
    let rows = listed(&shop).await;
    let after = json!({ "state": "archived", "category_id": lips });
    let there: Vec<_> = rows.iter().map(|row| (&row["id"], placement(row), after.clone())).collect();
    let answer = change_many(&shop, &there).await.ok();
    assert_eq!((answer["changed"].as_array().unwrap().len(), &answer["refused"]), (3, &json!([])));
    let changed = listed(&shop).await;
    assert!(changed.iter().all(|row| placement(row) == after && row["is_low"] == false), "{changed:?}");
    let commits: i64 = shop
        .store()
        .read_now(
            |db| Ok(db.query_row("SELECT count(*) FROM commits WHERE operation = 'change_products'", [], |row| row.get(0))?),
        )
        .unwrap();
    assert_eq!(commits, 1, "all of it is one transaction");

    let back: Vec<_> = rows.iter().map(|row| (&row["id"], after.clone(), placement(row))).collect();
    change_many(&shop, &back).await.ok();
    assert_eq!(listed(&shop).await, rows, "every former value is back, the low stock too");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn of_many_products_those_changed_by_somebody_else_or_gone_are_left_alone_and_explained() {
    let shop = Shop::open().await;
    for name in ["Alpha", "Beta"] {
        shop.product(name, name, json!({})).await;
    }
    let rows = listed(&shop).await;
    let draft = json!({ "state": "draft", "category_id": null });
    change_many(&shop, &[(&rows[1]["id"], placement(&rows[1]), draft.clone())]).await.ok();
    let archived = json!({ "state": "archived", "category_id": null });
    let gone = json!("00000000-0000-7000-8000-000000000000");
    let ids = [&rows[0]["id"], &rows[1]["id"], &gone];
    let answer = change_many(&shop, &ids.map(|id| (id, placement(&rows[0]), archived.clone()))).await.ok();
    assert_eq!(answer["changed"], json!([rows[0]["id"]]));
    assert_eq!((&answer["refused"][0]["name"], &answer["refused"][1]["product_id"]), (&json!("Beta"), &gone));
    assert!(answer["refused"][0]["message"].as_str().unwrap().contains("somebody else"), "{answer}");
    assert_eq!(placement(&listed(&shop).await[1]), draft);
    let again = change_many(&shop, &[(&rows[0]["id"], placement(&rows[0]), archived)]).await.ok();
    assert_eq!(again["refused"], json!([]), "a lost answer may be asked for again");
}

#[tokio::test]
async fn a_change_of_many_products_that_makes_no_sense_changes_none() {
    let shop = Shop::open().await;
    shop.product("Alpha", "A", json!({})).await;
    let rows = listed(&shop).await;
    let (id, before) = (&rows[0]["id"], placement(&rows[0]));
    let archived = json!({ "state": "archived", "category_id": null });
    let nowhere = json!({ "state": "archived", "category_id": "00000000-0000-7000-8000-000000000000" });
    assert_eq!(change_many(&shop, &[]).await.json()["fields"][0]["field"], "changes");
    let many = vec![(id, before.clone(), archived.clone()); 501];
    assert_eq!(change_many(&shop, &many).await.json()["fields"][0]["field"], "changes");
    let twice = change_many(&shop, &many[..2]).await;
    assert_eq!(twice.json()["fields"][0]["field"], "changes[1].product_id");
    let unknown = change_many(&shop, &[(id, before.clone(), nowhere)]).await;
    assert_eq!(unknown.json()["fields"][0]["field"], "changes[0].after.category_id");
    let words = change_many(&shop, &[(id, before, json!({ "state": "sold_out", "category_id": null }))]).await;
    assert_eq!(words.refusal(), "invalid");
    assert_eq!(listed(&shop).await, rows);
}

#[tokio::test]
async fn a_listed_product_shows_the_colours_of_its_first_shades_on_offer() {
    let shop = Shop::open().await;
    let shade = |number: usize, colour: Value, state: &str| json!({ "option_1": format!("Shade {number}"), "swatch": colour, "state": state, "price_millionths": 1 });
    let mut variants =
        vec![shade(0, json!(null), "active"), shade(1, json!("#000000"), "archived"), shade(2, json!("#AA0000"), "active")];
    variants.push(shade(3, json!("#aa0000"), "active"));
    variants.extend((4..12).map(|number| shade(number, json!(format!("#0000{number:02}")), "active")));
    shop.post("/api/products", json!({ "name": "Polish", "option_1_name": "Shade", "variants": variants })).await.ok();
    shop.product("Comb", "COMB", json!({})).await;
    let rows = listed(&shop).await;
    assert_eq!((&rows[0]["name"], &rows[0]["swatches"]), (&json!("Comb"), &json!([])));
    assert_eq!(rows[1]["swatches"], json!(["#AA0000", "#000004", "#000005", "#000006", "#000007", "#000008"]));
}

#[tokio::test]
async fn customers_are_found_by_any_part_and_keep_their_numbers_apart() {
    let shop = Shop::open().await;
    let mia = json!({ "name": "Mia Weiß", "email": "mia@example.org", "phone": "+49 170 123-456" });
    let made = shop.post("/api/customers", mia.clone()).await.ok();
    assert_eq!(made["number"], "C2-1001");
    for text in ["weiß", "C2-1001", "mia@", "170123456", "mia example"] {
        let text = text.replace(' ', "%20").replace('ß', "%C3%9F");
        assert_eq!(shop.get(&format!("/api/customers?text={text}")).await.ok()["total"], 1, "{text}");
    }
    assert_eq!(shop.get("/api/customers?text=%25").await.ok()["total"], 0, "a percent sign is a percent sign");
    let twin = shop.post("/api/customers", mia).await;
    assert!(twin.json()["detail"].as_str().unwrap().contains("Mia Weiß"));
    let path = format!("/api/customers/{}", made["id"].as_str().unwrap());
    let changed = shop.put(&path, json!({ "name": "Mia Weiss", "email": "mia@example.org" })).await.ok();
    assert_eq!((&changed["name"], &changed["number"], &changed["phone"]), (&json!("Mia Weiss"), &json!("C2-1001"), &json!("")));
    let card = shop.put(&path, json!({ "name": "Mia", "address": "card 4111-1111-1111-1111" })).await;
    assert_eq!(card.json()["fields"][0]["field"], "address");
    assert_eq!(shop.findings(), Vec::<String>::new());
}
