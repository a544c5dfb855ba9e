//! Forgetting people: nothing of them is left but what the law keeps, the chain holds, and a copy that comes back forgets them again.

use axum::http::Method;
use counterfoil::store::{Context, FactTable, PERSONAL, Store};
use rusqlite::params;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::counter::{line, product, receive};
use crate::documents::invoice_of;
use crate::imports::{import, made_up};
use crate::orders::{new_id, sell_service, service_ticket};
use crate::support::{OPENING, PASSWORD, Shop};

/// No word of any language, and part of every text about the person.
const CANARY: &str = "zyxcanary";

pub fn canary(what: &str) -> String {
    format!("Zyxcanary {what}")
}

pub async fn customer(shop: &Shop) -> String {
    let made = json!({
        "name": canary("Mia"), "address": canary("Lane 1"), "email": "zyxcanary@example.org", "phone": "0151 zyxcanary", "tax_number": "DEzyxcanary",
    });
    let id = shop.post("/api/customers", made).await.ok()["id"].as_str().unwrap().to_owned();
    let changed = json!({
        "name": canary("Mia Maier"), "address": canary("Lane 2"), "email": "zyxcanary@example.org", "phone": "0151 zyxcanary", "tax_number": "DEzyxcanary",
    });
    shop.call_as(&shop.token, Method::PUT, &format!("/api/customers/{id}"), Some(changed)).await.ok();
    id
}

/// Sells to a customer with a note and by card.
pub async fn sell_to(shop: &Shop, customer: &str, minor: i64) -> Value {
    let mut ticket = service_ticket(shop, minor).await;
    ticket["customer_id"] = json!(customer);
    ticket["note"] = json!(canary("rings at noon"));
    let payments = json!([{ "method": "card", "amount_minor": minor, "brand": canary("Visa"), "last_four": "1234" }]);
    shop.post("/api/orders", json!({ "id": new_id(), "ticket": ticket, "payments": payments, "expected_total_minor": minor }))
        .await
        .ok()
}

/// Where in the store the canary is: every column of every table, the parts of the search indexes included.
pub fn found_in(store: &Store) -> Vec<String> {
    let read = store.read_now(|db| {
        let columns: Vec<(String, String)> = db
            .prepare(
                "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name, c.cid",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let mut found = Vec::new();
        for (table, column) in columns {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM \"{table}\" WHERE instr(lower(CAST(\"{column}\" AS TEXT)), ?1) > 0)");
            if db.query_row(&sql, [CANARY], |row| row.get(0))? {
                found.push(format!("{table}.{column}"));
            }
        }
        Ok(found)
    });
    read.unwrap()
}

/// Every column that says something about a person, by the tags.
fn tagged(store: &Store) -> Vec<String> {
    let read = store.read_now(|db| {
        let mut statement =
            db.prepare("SELECT table_name || '.' || column_name FROM privacy_tags WHERE tag <> 'none' ORDER BY 1")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?)
    });
    read.unwrap()
}

/// Puts the canary where no operation puts it today.
fn plant(shop: &Shop, customer: &str, order: &str, variant: &str) {
    let [customer, order, variant]: [Uuid; 3] = [customer, order, variant].map(|id| id.parse().unwrap());
    shop.store()
        .write_now(Context::program("test"), move |tx| {
            tx.execute(
                "INSERT INTO local_drafts (id, kind, owner_device_id, staff_id, subject_id, title, content, updated_at_ms)
                 SELECT randomblob(16), 'customer', device_id, randomblob(16), ?1, ?2, ?2, 0 FROM local_device",
                params![customer, canary("draft")],
            )?;
            tx.execute(
                "INSERT INTO import_rows (import_id, row_no, entry_no, kind, column_name, value, content, message)
                 SELECT id, 99999, 1, 'problem', '', ?1, ?2, ?3 FROM imports LIMIT 1",
                params![
                    "zyxcanary@example.org",
                    "9,\"Zyxcanary Mia Maier\",x",
                    r#"{"message":"zyxcanary@example.org is wrong","text":"{a} is wrong","values":{"a":"zyxcanary@example.org"}}"#
                ],
            )?;
            // What a delivery note would say, on a movement of one of her orders.
            let (register, location) = tx.query_row("SELECT id, location_id FROM registers LIMIT 1", [], |row| {
                Ok((row.get::<_, Uuid>(0)?, row.get::<_, Uuid>(1)?))
            })?;
            let (id, device, day, now) = (Uuid::from_u128(7), tx.device_id, tx.business_date.to_string(), tx.now);
            let none = None::<Uuid>;
            tx.append(
                &MOVEMENTS,
                params![
                    id,
                    variant,
                    none,
                    location,
                    "revaluation",
                    0,
                    0,
                    order,
                    1,
                    none,
                    canary("left at the door"),
                    register,
                    device,
                    none,
                    day,
                    now
                ],
            )
        })
        .unwrap();
}

const MOVEMENTS: FactTable = FactTable {
    name: "stock_movements",
    columns: &[
        "id",
        "variant_id",
        "lot_id",
        "location_id",
        "reason",
        "quantity_thousandths",
        "value_minor",
        "order_id",
        "order_line_no",
        "goods_receipt_id",
        "note",
        "register_id",
        "device_id",
        "actor_id",
        "business_date",
        "at_ms",
    ],
};

pub async fn erase(shop: &Shop, kind: &str, id: &str) -> Value {
    shop.post(&format!("/api/privacy/people/{kind}/{id}/erasure"), json!({ "reason": "asked" })).await.ok()
}

async fn kept(shop: &Shop, kind: &str, id: &str) -> Value {
    shop.get(&format!("/api/privacy/people/{kind}/{id}")).await.ok()
}

#[tokio::test]
async fn every_table_that_says_something_about_people_has_a_rule() {
    let shop = Shop::open().await;
    let ruled = counterfoil::privacy::ruled_tables();
    let without: Vec<String> =
        tagged(&shop.store()).into_iter().filter(|column| !ruled.contains(&column.split('.').next().unwrap())).collect();
    assert!(without.is_empty(), "nobody knows whose these are; say so in src-tauri/privacy/store/rules.rs: {without:?}");
}

#[tokio::test]
async fn facts_that_say_something_about_people_are_hashed_salted() {
    let shop = Shop::open().await;
    let read = shop.store().read_now(|db| {
        let mut statement = db.prepare(
            "SELECT t.table_name, t.column_name FROM privacy_tags t WHERE t.tag <> 'none'
               AND EXISTS (SELECT 1 FROM pragma_table_info(t.table_name) c WHERE c.name = 'commit_seq') AND t.table_name <> 'change_contents'
             ORDER BY 1, 2",
        )?;
        let columns = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(columns.collect::<rusqlite::Result<Vec<(String, String)>>>()?)
    });
    let known: Vec<(String, String)> = PERSONAL
        .iter()
        .flat_map(|(table, columns)| columns.iter().map(|column| ((*table).to_owned(), (*column).to_owned())))
        .collect();
    assert_eq!(read.unwrap(), known, "the list in src-tauri/store/facts.rs is not what the tags say");
    for (table, _) in PERSONAL {
        let has_salt: bool = shop
            .store()
            .read_now(|db| {
                Ok(db.query_row("SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1) WHERE name = 'salt')", [table], |row| {
                    row.get(0)
                })?)
            })
            .unwrap();
        assert!(has_salt, "{table} has no salt");
    }
}

#[tokio::test]
async fn nothing_is_left_of_an_erased_customer_but_what_the_law_keeps() {
    let shop = Shop::open().await;
    import(&shop, "online_retail", made_up(30)).await;
    let mia = customer(&shop).await;
    let cream = product(&shop, "Cream", 2_450, false).await;
    receive(&shop, &cream, &[(5, 900, "", None)]).await;
    let invoiced = sell_to(&shop, &mia, 4_990).await;
    let invoice = invoice_of(&shop, &invoiced).await;
    sell_to(&shop, &mia, 1_000).await;
    let with_goods = json!({ "customer_id": mia, "note": canary("goods"), "lines": [line(&cream, 1)] });
    let sale = json!({ "id": new_id(), "ticket": with_goods, "payments": [{ "method": "cash", "tendered_minor": 2_450 }], "expected_total_minor": 2_450 });
    let goods = shop.post("/api/orders", sale).await.ok();
    let other = sell_service(&shop, 700).await;
    plant(&shop, &mia, goods["id"].as_str().unwrap(), &cream);
    assert_eq!(shop.findings(), Vec::<String>::new());

    // Staff and their sign-ins are somebody else's.
    let not_hers = ["staff.", "staff_pins.", "local_accesses.", "local_sign_in_throttle."];
    let wanted: Vec<String> =
        tagged(&shop.store()).into_iter().filter(|column| !not_hers.iter().any(|other| column.starts_with(other))).collect();
    let there = found_in(&shop.store());
    let missing: Vec<&String> = wanted.iter().filter(|column| !there.contains(column)).collect();
    assert!(missing.is_empty(), "this test does not fill {missing:?}, so it proves nothing about them");

    let before = kept(&shop, "customer", &mia).await;
    assert_eq!((&before["person"]["name"], &before["unfinished"]), (&json!(canary("Mia Maier")), &json!([])));
    let holding =
        |table: &str| before["holdings"].as_array().unwrap().iter().find(|holding| holding["table"] == table).unwrap().clone();
    assert_eq!(
        (&holding("orders")["goes"], &holding("payments")["goes"], &holding("document_contents")["goes"]),
        (&json!(3), &json!(2), &json!(0))
    );
    assert_eq!(
        (&holding("document_contents")["stays"], &holding("document_contents")["is_kept_by_law"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(before["kept_until"], "2036-12-31");

    assert!(erase(&shop, "customer", &mia).await["touched_rows"].as_i64().unwrap() > 10);
    assert_eq!(found_in(&shop.store()), ["document_contents.content"], "something of her is left");
    assert_eq!(shop.findings(), Vec::<String>::new(), "the chain still holds");

    let page = shop.get(&format!("/api/orders/{}", invoiced["id"].as_str().unwrap())).await.ok();
    assert_eq!((&page["customer_name"], &page["note"], &page["payments"][0]["reference"]), (&json!(""), &json!(""), &json!("")));
    assert_eq!(page["total_minor"], 4_990);
    let file = shop.get(&format!("/api/documents/{}/file", invoice["id"].as_str().unwrap())).await;
    assert!(file.bytes.starts_with(b"%PDF"), "the invoice is what it was");
    let again = shop.post(&format!("/api/privacy/people/customer/{mia}/erasure"), json!({ "reason": "asked" })).await;
    assert_eq!(again.refusal(), "refused");
    assert_eq!(
        shop.get("/api/customers?text=").await.ok()["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["id"] == json!(mia))
            .count(),
        0
    );
    let change = json!({ "name": "Somebody" });
    assert_eq!(shop.call_as(&shop.token, Method::PUT, &format!("/api/customers/{mia}"), Some(change)).await.refusal(), "refused");
    let mut ticket = service_ticket(&shop, 100).await;
    ticket["customer_id"] = json!(mia);
    let sale = json!({ "id": new_id(), "ticket": ticket, "payments": [{ "method": "cash", "tendered_minor": 100 }], "expected_total_minor": 100 });
    assert_eq!(shop.post("/api/orders", sale).await.refusal(), "not_found", "nobody sells to her any more");
    let kept_sale = shop.get(&format!("/api/orders/{}", other["id"].as_str().unwrap())).await.ok();
    assert_eq!(kept_sale["total_minor"], 700);

    let erasures = shop.get("/api/privacy/erasures").await.ok();
    let erasure = &erasures["rows"][0];
    assert_eq!(
        (&erasure["person_id"], &erasure["reason"], &erasure["staff_name"]),
        (&json!(mia), &json!("asked"), &json!("Ada"))
    );
    let audit = shop.get("/api/commits?operation=erase_person").await.ok();
    assert_eq!((&audit["rows"][0]["changes"][0]["field"], &audit["rows"][0]["staff_name"]), (&json!("erased"), &json!("Ada")));
}

#[tokio::test]
async fn nothing_is_left_of_erased_staff_and_they_must_be_out_before() {
    let shop = Shop::open().await;
    let ben = canary("Ben");
    let token = shop.hire(&ben, "cashier").await;
    assert_eq!(
        shop.call_as("", Method::POST, "/api/sessions", Some(json!({ "name": ben, "password": "wrong" }))).await.refusal(),
        "signed_out"
    );
    let draft = json!({ "kind": "ticket", "title": canary("ticket"), "content": { "lines": [] } });
    shop.call_as(&token, Method::PUT, &format!("/api/drafts/{}", new_id()), Some(draft)).await.ok();
    let staff = shop.get("/api/staff").await.ok();
    let id = |name: &str| {
        staff.as_array().unwrap().iter().find(|person| person["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (ben_id, ada) = (id(&ben), id("Ada"));
    let wanted =
        ["change_contents.after", "local_accesses.account", "local_drafts.title", "local_sign_in_throttle.account", "staff.name"];
    let there = found_in(&shop.store());
    assert!(wanted.iter().all(|column| there.contains(&(*column).to_owned())), "{there:?}");

    let path = |id: &str| format!("/api/privacy/people/staff/{id}/erasure");
    let active = shop.post(&path(&ben_id), json!({ "reason": "asked" })).await;
    assert!(active.json()["detail"].as_str().unwrap().contains("disable them first"), "{}", active.json());
    assert_eq!(shop.post(&path(&ada), json!({ "reason": "asked" })).await.refusal(), "refused", "nobody erases themselves");
    assert_eq!(shop.call_as(&token, Method::GET, &format!("/api/privacy/people/staff/{ada}"), None).await.refusal(), "forbidden");
    shop.patch(&format!("/api/staff/{ben_id}"), json!({ "state": "disabled" })).await.ok();
    erase(&shop, "staff", &ben_id).await;
    assert_eq!(found_in(&shop.store()), Vec::<String>::new());
    assert_eq!(shop.findings(), Vec::<String>::new());
    assert_eq!(shop.get("/api/staff").await.ok().as_array().unwrap().len(), 1);
    let back = json!({ "name": "Ben", "state": "active", "password": PASSWORD });
    assert_eq!(shop.patch(&format!("/api/staff/{ben_id}"), back).await.refusal(), "refused");
}

#[tokio::test]
async fn a_customer_on_a_parked_ticket_is_not_erased_under_it() {
    let shop = Shop::open().await;
    let mia = customer(&shop).await;
    let draft = new_id();
    let ticket = json!({ "kind": "ticket", "title": "", "content": { "customer": { "id": mia }, "lines": [] } });
    shop.call_as(&shop.token, Method::PUT, &format!("/api/drafts/{draft}"), Some(ticket)).await.ok();
    assert_eq!(kept(&shop, "customer", &mia).await["unfinished"].as_array().unwrap().len(), 1);
    let refused = shop.post(&format!("/api/privacy/people/customer/{mia}/erasure"), json!({ "reason": "asked" })).await;
    assert!(refused.json()["detail"].as_str().unwrap().contains("parked tickets"), "{}", refused.json());
    assert!(found_in(&shop.store()).contains(&"customers.name".to_owned()), "nothing was erased");
    shop.call_as(&shop.token, Method::DELETE, &format!("/api/drafts/{draft}"), None).await;
    erase(&shop, "customer", &mia).await;
}

#[tokio::test]
async fn one_persons_data_is_handed_over_whole_and_without_secrets() {
    let shop = Shop::open().await;
    let mia = customer(&shop).await;
    let order = sell_to(&shop, &mia, 4_990).await;
    invoice_of(&shop, &order).await;
    let stranger = json!({ "name": "A stranger" });
    let stranger = shop.post("/api/customers", stranger).await.ok()["id"].as_str().unwrap().to_owned();
    sell_to(&shop, &stranger, 50).await;
    let found = shop.get("/api/privacy/people?text=zyx").await.ok();
    assert_eq!((&found["total"], &found["rows"][0]["id"]), (&json!(1), &json!(mia)));

    let file = shop.get(&format!("/api/privacy/people/customer/{mia}/file?format=json")).await;
    let json: Value = serde_json::from_slice(&file.bytes).unwrap();
    assert_eq!((&json["is_whole"], &json["person"]["id"]), (&json!(true), &json!(mia)));
    let tables = &json["tables"];
    assert_eq!(tables["customers"][0]["name"], canary("Mia Maier"));
    assert_eq!((tables["orders"].as_array().unwrap().len(), &tables["orders"][0]["note"]), (1, &json!(canary("rings at noon"))));
    assert_eq!(tables["order_lines"][0]["name"], "Engraving");
    assert!(tables["payments"][0]["reference"].as_str().unwrap().starts_with(&canary("Visa")), "{tables}");
    assert!(tables["document_contents"][0]["content"].as_str().unwrap().contains(&canary("Mia Maier")));
    assert!(
        tables["change_contents"].as_array().unwrap().iter().any(|change| change["before"] == json!(canary("Lane 1"))),
        "{tables}"
    );
    let csv = String::from_utf8(shop.get(&format!("/api/privacy/people/customer/{mia}/file?format=csv")).await.bytes).unwrap();
    assert!(csv.starts_with("table,row,field,value\n") && csv.contains("payments,1,reference,Zyxcanary Visa"), "{csv}");
    let text = String::from_utf8(file.bytes).unwrap() + &csv;
    for secret in ["password_hash", "salt", "A stranger", "token"] {
        assert!(!text.contains(secret), "{secret} is handed over");
    }
    let staff = shop.get("/api/staff").await.ok()[0]["id"].as_str().unwrap().to_owned();
    let own: Value = serde_json::from_slice(&shop.get(&format!("/api/privacy/people/staff/{staff}/file")).await.bytes).unwrap();
    assert_eq!(own["tables"]["staff"][0]["name"], "Ada");
    assert!(!own.to_string().contains("argon2"));
    let accesses = shop.get("/api/accesses").await.ok();
    assert!(
        accesses["rows"].as_array().unwrap().iter().any(|row| row["operation"] == "download_person"),
        "handing over is written down"
    );
}

#[tokio::test]
async fn what_is_past_its_time_goes_and_the_chain_holds() {
    let mut shop = Shop::open().await;
    let mia = customer(&shop).await;
    let order = sell_to(&shop, &mia, 4_990).await;
    let invoice = invoice_of(&shop, &order).await;
    let years = |years: i64| OPENING.after_ms(years * 366 * 24 * 60 * 60 * 1_000);
    shop.clock.set(years(5));
    shop.token = shop.sign_in("Ada").await;
    let later = json!({ "name": canary("Zoe") });
    let zoe = shop.post("/api/customers", later).await.ok()["id"].as_str().unwrap().to_owned();
    let fresh = sell_to(&shop, &zoe, 100).await;
    let fresh_invoice = invoice_of(&shop, &fresh).await;

    shop.clock.set(years(11));
    shop.token = shop.sign_in("Ada").await;
    let state = shop.get("/api/privacy/retention").await.ok();
    assert_eq!(
        (&state["cutoff"], &state["retention"]["retention_years"], &state["inactive_customers"]),
        (&json!("2027-01-01"), &json!(10), &json!(0))
    );
    let goes = |state: &Value, table: &str| {
        state["holdings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|holding| holding["table"] == table)
            .map(|holding| holding["goes"].clone())
    };
    assert_eq!(
        (goes(&state, "document_contents"), goes(&state, "orders"), goes(&state, "payments")),
        (Some(json!(1)), Some(json!(1)), Some(json!(1)))
    );
    let set = |retention: Value| shop.call_as(&shop.token, Method::PUT, "/api/privacy/retention", Some(retention));
    assert_eq!(set(json!({ "retention_years": 0, "customer_years": null })).await.refusal(), "invalid");
    let state = set(json!({ "retention_years": 10, "customer_years": 10 })).await.ok();
    assert_eq!(state["inactive_customers"], 1);

    let job = shop.post("/api/privacy/retention/purge", json!(null)).await.ok();
    let job = crate::imports::end_of(&shop, &job).await;
    assert_eq!((&job["state"], &job["result"]["customers"]), (&json!("done"), &json!(1)), "{job}");
    let state = shop.get("/api/privacy/retention").await.ok();
    assert_eq!((&state["holdings"], &state["inactive_customers"]), (&json!([]), &json!(0)));
    assert_eq!(shop.findings(), Vec::<String>::new(), "the chain still holds");
    let file = |invoice: &Value| format!("/api/documents/{}/file", invoice["id"].as_str().unwrap());
    assert!(!shop.get(&file(&invoice)).await.status.is_success(), "what it said is gone");
    assert!(shop.get(&file(&fresh_invoice)).await.bytes.starts_with(b"%PDF"), "the newer one stays");
    assert_eq!(shop.get(&format!("/api/privacy/people/customer/{mia}")).await.refusal(), "refused", "she did not buy for long");
    assert_eq!(kept(&shop, "customer", &zoe).await["person"]["name"], canary("Zoe"));
    assert_eq!(shop.get("/api/documents").await.ok()["total"], 2, "the documents themselves are still listed");
}
