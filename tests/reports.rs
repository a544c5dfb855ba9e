//! Home and the rows behind its figures.

use axum::http::Method;
use counterfoil::base::Timestamp;
use counterfoil::store::Context;
use serde_json::{Value, json};

use crate::counter::{line, product, receive, sell};
use crate::orders::post_return_of_all;
use crate::support::{OPENING, OWNER, Shop};

const DAY_MS: i64 = 86_400_000;

/// The same shop on another day.
async fn on_day(shop: Shop, day: i64) -> Shop {
    shop.clock.set(Timestamp(OPENING.0 + day * DAY_MS));
    let token = shop.sign_in(OWNER).await;
    Shop { token, ..shop }
}

#[tokio::test]
async fn home_compares_a_period_with_the_one_before_and_with_last_year() {
    let shop = Shop::open().await;
    let soap = product(&shop, "Soap", 1_190, false).await;
    receive(&shop, &soap, &[(100, 400, "", None)]).await;
    sell(&shop, json!({ "lines": [line(&soap, 1)] })).await;
    let shop = on_day(shop, 1).await;
    let sale = sell(&shop, json!({ "lines": [line(&soap, 2)] })).await;
    sell(&shop, json!({ "lines": [line(&soap, 1)] })).await;
    post_return_of_all(&shop, &sale).await;
    let today = shop.get("/api/home").await.ok();
    assert_eq!((today["from"].as_str(), today["compared_to"].as_str()), (Some("2026-03-03"), Some("2026-03-02")));
    assert_eq!((today["net_sales"]["value"].as_i64(), today["net_sales"]["compared"].as_i64()), (Some(1_000), Some(1_000)));
    assert_eq!((today["orders"]["value"].as_i64(), today["basket"]["value"].as_i64()), (Some(2), Some(1_500)));
    assert_eq!(today["orders"]["change_millionths"], 1_000_000);
    assert_eq!(today["returns"]["value"], -2_000);
    assert_eq!((today["margin"]["value"].as_i64(), today["margin_rate_millionths"].as_i64()), (Some(600), Some(600_000)));
    let both = shop.get("/api/home?from=2026-03-02&to=2026-03-03&compare=last_year").await.ok();
    assert_eq!(both["net_sales"]["by_day"], json!([1_000, 1_000]));
    assert_eq!((both["compared_from"].as_str(), &both["net_sales"]["change_millionths"]), (Some("2025-03-02"), &Value::Null));
    assert_eq!(both["by_month"].as_array().unwrap().len(), 12);
    assert_eq!(both["by_month"][11]["net_minor"], 2_000);
    assert_eq!(both["by_country"][0]["country"], "DE");
    for days in
        ["from=2026-03-03&to=2026-03-02", "from=1900-01-01&to=2026-03-02", "from=%2B262142-01-01&to=%2B262142-12-31", "from=soon"]
    {
        assert_eq!(shop.get(&format!("/api/home?{days}")).await.refusal(), "invalid", "{days}");
    }
}

#[tokio::test]
async fn margin_counts_only_sales_whose_costs_were_recorded() {
    let shop = Shop::open().await;
    shop.clock.set(Timestamp(1_298_980_800_000));
    crate::imports::import(&shop, "online_retail", crate::imports::made_up(40)).await;
    let year = "/api/home?from=2011-01-01&to=2011-12-31";
    let imported = shop.get(year).await.ok();
    assert_eq!((&imported["margin"]["value"], &imported["margin_rate_millionths"]), (&json!(0), &Value::Null));
    let soap = product(&shop, "Soap", 1_190, false).await;
    receive(&shop, &soap, &[(10, 400, "", None)]).await;
    sell(&shop, json!({ "lines": [line(&soap, 1)] })).await;
    let both = shop.get(year).await.ok();
    assert_eq!((&both["margin"]["value"], &both["margin_rate_millionths"]), (&json!(600), &json!(600_000)));
    assert!(both["net_sales"]["value"].as_i64() > Some(100_000), "the imported sales are in the net sales");
    let rows = shop.get("/api/product-sales?from=2011-01-01&to=2011-12-31&ranking=best&limit=500").await.ok();
    let margin: i64 = rows["rows"].as_array().unwrap().iter().map(|row| row["margin_minor"].as_i64().unwrap()).sum();
    assert_eq!(margin, 600, "the rows behind the margin come to the margin");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn every_figure_opens_rows_that_come_to_the_same() {
    let shop = Shop::open().await;
    let soap = product(&shop, "Soap", 1_190, false).await;
    let cream = product(&shop, "Cream", 595, true).await;
    receive(&shop, &soap, &[(3, 400, "", None)]).await;
    receive(&shop, &cream, &[(5, 100, "C1", Some("2026-04-01")), (5, 100, "C2", Some("2028-04-01"))]).await;
    sell(&shop, json!({ "lines": [line(&soap, 3), line(&cream, 1)] })).await;
    let home = shop.get("/api/home").await.ok();
    let days = "from=2026-03-02&to=2026-03-02";
    let orders = shop.get(&format!("/api/orders?{days}&kind=sale")).await.ok();
    assert_eq!(orders["total"], home["orders"]["value"]);
    assert_eq!(orders["rows"][0]["net_minor"], home["net_sales"]["value"]);
    let sales = shop.get(&format!("/api/product-sales?{days}")).await.ok();
    assert_eq!((&sales["net_minor"], &sales["rows"]), (&home["net_sales"]["value"], &home["best_sellers"]));
    assert_eq!(sales["rows"][0]["name"], "Soap");
    let worst = shop.get(&format!("/api/product-sales?{days}&ranking=worst&limit=1")).await.ok();
    assert_eq!((worst["rows"][0]["name"].as_str(), worst["total"].as_i64()), (Some("Cream"), Some(2)));
    let of_soap = shop.get(&format!("/api/orders?{days}&variant_id={soap}")).await.ok();
    assert_eq!(of_soap["total"], 1);
    assert_eq!((home["low_stock"]["count"].as_i64(), home["low_stock"]["rows"][0]["name"].as_str()), (Some(1), Some("Soap")));
    assert_eq!(shop.get("/api/stock?is_low=true").await.ok()["total"], 1);
    assert_eq!(
        (home["expiring_lots"]["count"].as_i64(), home["expiring_lots"]["rows"][0]["code"].as_str()),
        (Some(1), Some("C1"))
    );
    assert_eq!(shop.get("/api/stock?is_expiring=true").await.ok()["total"], 1);
}

#[tokio::test]
async fn who_may_not_see_costs_sees_no_margin_and_no_value() {
    let shop = Shop::open().await;
    let cream = product(&shop, "Cream", 595, true).await;
    receive(&shop, &cream, &[(5, 100, "C1", Some("2026-04-01"))]).await;
    sell(&shop, json!({ "lines": [line(&cream, 1)] })).await;
    let cashier = shop.hire("Ben", "cashier").await;
    assert_eq!(shop.call_as(&cashier, Method::GET, "/api/home", None).await.refusal(), "forbidden");
    shop.store()
        .write_now(Context::program("test"), |tx| {
            let sql =
                "INSERT INTO role_permissions (role_id, permission) SELECT id, 'see_figures' FROM roles WHERE code = 'cashier'";
            Ok(tx.execute(sql, [])?)
        })
        .unwrap();
    let home = shop.call_as(&cashier, Method::GET, "/api/home", None).await.ok();
    let text = home.to_string();
    assert_eq!((&home["margin"], &home["margin_rate_millionths"]), (&Value::Null, &Value::Null));
    assert!(!text.contains("\"margin_minor\":4") && !text.contains("\"value_minor\":4"), "{text}");
    assert_eq!(home["expiring_lots"]["value_minor"], Value::Null);
}

#[tokio::test]
async fn sums_that_were_tampered_with_are_found() {
    for (attack, found) in [
        ("UPDATE day_totals SET net_minor = net_minor + 1", "day_totals"),
        ("UPDATE day_products SET quantity_thousandths = 0", "day_products"),
        ("DELETE FROM dekad_products", "dekad_products"),
        ("DELETE FROM quarter_products", "quarter_products"),
    ] {
        let shop = Shop::open().await;
        let soap = product(&shop, "Soap", 1_190, false).await;
        receive(&shop, &soap, &[(3, 400, "", None)]).await;
        sell(&shop, json!({ "lines": [line(&soap, 1)] })).await;
        assert_eq!(shop.findings(), Vec::<String>::new());
        shop.store().write_now(Context::program("attack"), move |tx| Ok(tx.execute(attack, [])?)).unwrap();
        assert!(shop.findings().join("\n").contains(found), "{attack}");
    }
}

#[tokio::test]
async fn figures_are_read_by_the_days_they_count() {
    let shop = Shop::open().await;
    for statement in counterfoil::summaries::hot_statements() {
        let plan = shop.plan(&statement);
        let times = ["business_date", "dekad", "quarter"].map(|time| format!("USING PRIMARY KEY ({time}>"));
        let is_search = |step: &&String| times.iter().any(|time| step.contains(time));
        assert_eq!(plan.iter().filter(is_search).count(), 1, "{statement}\n{plan:#?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{statement}\n{plan:#?}");
    }
}

#[tokio::test]
async fn what_is_low_counts_once_for_each_variant_and_only_while_it_is_offered() {
    let shop = Shop::open().await;
    let balm = product(&shop, "Balm", 595, true).await;
    receive(&shop, &balm, &[(1, 100, "B1", Some("2028-03-01")), (1, 100, "B2", Some("2028-04-01"))]).await;
    sell(&shop, json!({ "lines": [line(&balm, 1)] })).await;
    let draft = json!({ "sku": "LATER", "price_millionths": 1_000_000, "reorder_point_thousandths": 1000 });
    shop.post("/api/products", json!({ "name": "Later", "state": "draft", "variants": [draft] })).await.ok();
    let low = shop.get("/api/stock?is_low=true").await.ok();
    assert_eq!((&low["total"], &low["rows"][0]["on_hand_thousandths"]), (&json!(1), &json!(1000)));
    assert_eq!(low["rows"][0]["location_id"], serde_json::Value::Null, "it is what there is everywhere");
    assert_eq!(shop.get("/api/home").await.ok()["low_stock"]["count"], 1);
    let location = shop.get("/api/stock").await.ok()["rows"][0]["location_id"].clone();
    let there = shop.get(&format!("/api/stock?is_low=true&location_id={}", location.as_str().unwrap())).await.ok();
    assert_eq!(there["rows"][0]["location_id"], location, "at a location it is what lies there");
}
