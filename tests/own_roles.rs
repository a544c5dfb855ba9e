//! Roles made of permissions: what they may hold, who may give them, and that a change acts at once.

use axum::http::{Method, StatusCode};
use counterfoil::http::Permission;
use serde_json::{Value, json};

use crate::support::{OWNER, PASSWORD, Shop};

async fn make(shop: &Shop, name: &str, permissions: &[&str]) -> String {
    let role = shop.post("/api/roles", json!({ "name": name, "permissions": permissions })).await.ok();
    role["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_change_of_a_role_acts_at_once_and_is_written_down() {
    let shop = Shop::open().await;
    let id = make(&shop, "Evenings", &["sell", "see_products"]).await;
    let eve = shop.hire("Eve", "Evenings").await;
    assert_eq!(shop.call_as(&eve, Method::GET, "/api/stock", None).await.refusal(), "forbidden");
    let path = format!("/api/roles/{id}");
    let changed = json!({ "name": "Late shift", "permissions": ["see_stock", "sell"] });
    let role = shop.patch(&path, changed).await.ok();
    assert_eq!((&role["name"], &role["code"], &role["person_count"]), (&json!("Late shift"), &json!("own"), &json!(1)), "{role}");
    shop.call_as(&eve, Method::GET, "/api/stock", None).await.ok();
    assert_eq!(shop.call_as(&eve, Method::GET, "/api/products", None).await.refusal(), "forbidden");
    let commit = shop.get("/api/commits?operation=change_role&table=roles").await.ok()["rows"][0].clone();
    let change = |field: &str, before: Value, after: Value| {
        let changes = commit["changes"].as_array().unwrap();
        assert!(
            changes.iter().any(|row| row["field"] == field && row["before"] == before && row["after"] == after),
            "{field}: {commit}"
        );
    };
    change("name", json!("Evenings"), json!("Late shift"));
    change("permission", json!("see_products"), Value::Null);
    change("permission", Value::Null, json!("see_stock"));
    assert_eq!(commit["changes"][0]["record_name"], "Late shift");
}

#[tokio::test]
async fn ready_roles_change_too_and_the_owners_does_not() {
    let shop = Shop::open().await;
    let cashier = shop.role("cashier").await;
    let ben = shop.hire("Ben", "cashier").await;
    shop.patch(&format!("/api/roles/{}", cashier.as_str().unwrap()), json!({ "permissions": ["see_stock"] })).await.ok();
    assert_eq!(shop.call_as(&ben, Method::GET, "/api/customers", None).await.refusal(), "forbidden");
    let owner = format!("/api/roles/{}", shop.role("owner").await.as_str().unwrap());
    for change in [json!({ "permissions": [] }), json!({ "name": "Boss" }), json!({ "permissions": ["manage_staff"] })] {
        assert_eq!(shop.patch(&owner, change).await.refusal(), "refused");
    }
    assert_eq!(shop.call_as(&shop.token, Method::DELETE, &owner, None).await.refusal(), "refused");
    let held = shop.get("/api/sessions/current").await.ok()["permissions"].as_array().unwrap().len();
    assert_eq!(held, Permission::ALL.len());
}

#[tokio::test]
async fn owners_hold_what_came_with_a_newer_program_too() {
    let shop = Shop::open().await;
    shop.store()
        .write_now(counterfoil::store::Context::program("test"), |tx| Ok(tx.execute("DELETE FROM role_permissions", [])?))
        .unwrap();
    assert_eq!(shop.get("/api/sessions/current").await.ok()["permissions"].as_array().unwrap().len(), Permission::ALL.len());
    shop.get("/api/staff").await.ok();
}

#[tokio::test]
async fn a_role_is_removed_when_nobody_has_it_any_more() {
    let shop = Shop::open().await;
    let id = make(&shop, "Evenings", &["sell"]).await;
    shop.hire("Eve", "Evenings").await;
    let path = format!("/api/roles/{id}");
    let eve = format!("/api/staff/{}", shop.person("Eve").await);
    shop.patch(&eve, json!({ "state": "disabled" })).await.ok();
    assert_eq!(shop.call_as(&shop.token, Method::DELETE, &path, None).await.refusal(), "refused", "disabled people count too");
    shop.patch(&eve, json!({ "role_id": shop.role("cashier").await })).await.ok();
    let gone = shop.call_as(&shop.token, Method::DELETE, &path, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(shop.patch(&path, json!({ "name": "Again" })).await.refusal(), "not_found");
}

#[tokio::test]
async fn two_roles_cannot_have_one_name() {
    let shop = Shop::open().await;
    make(&shop, "Evenings", &[]).await;
    for name in [" evenings ", "Cashier", "stock keeper"] {
        assert_eq!(shop.post("/api/roles", json!({ "name": name, "permissions": [] })).await.refusal(), "conflict", "{name}");
    }
    assert_eq!(shop.post("/api/roles", json!({ "name": " ", "permissions": [] })).await.refusal(), "invalid");
    assert_eq!(shop.post("/api/roles", json!({ "name": "Fly", "permissions": ["fly"] })).await.refusal(), "invalid");
}

/// Everything by which somebody who manages people, but holds little else, could come to hold more.
#[tokio::test]
async fn nobody_gives_or_takes_over_what_they_do_not_hold() {
    let shop = Shop::open().await;
    make(&shop, "Office", &["manage_staff", "sell"]).await;
    let till = make(&shop, "Till", &["sell"]).await;
    let office = shop.hire("Olga", "Office").await;
    shop.hire("Ben", "cashier").await;
    let (owner_role, owner) = (shop.role("owner").await, shop.person(OWNER).await);
    let (olga, ben) = (shop.person("Olga").await, shop.person("Ben").await);
    let tries = [
        (Method::POST, "/api/roles".to_owned(), json!({ "name": "More", "permissions": ["sell", "see_costs"] })),
        (Method::PATCH, format!("/api/roles/{till}"), json!({ "permissions": ["sell", "see_costs"] })),
        (Method::PATCH, format!("/api/roles/{}", shop.role("cashier").await.as_str().unwrap()), json!({ "permissions": [] })),
        (Method::PATCH, format!("/api/roles/{}", owner_role.as_str().unwrap()), json!({ "requires_second_factor": true })),
        (Method::POST, "/api/staff".to_owned(), json!({ "name": "Eve", "password": PASSWORD, "role_id": owner_role })),
        (Method::PATCH, format!("/api/staff/{olga}"), json!({ "role_id": owner_role })),
        (Method::PATCH, format!("/api/staff/{owner}"), json!({ "password": "seven green umbrellas" })),
        (Method::PATCH, format!("/api/staff/{owner}"), json!({ "removes_second_factor": true })),
        (Method::PATCH, format!("/api/staff/{ben}"), json!({ "role_id": till })),
    ];
    for (method, path, body) in tries {
        assert_eq!(
            shop.call_as(&office, method.clone(), &path, Some(body.clone())).await.refusal(),
            "forbidden",
            "{method} {path} {body}"
        );
    }
    // Within their reach they do as they please.
    let new = json!({ "name": "Eve", "password": PASSWORD, "role_id": till });
    shop.call_as(&office, Method::POST, "/api/staff", Some(new)).await.ok();
    let eve = shop.person("Eve").await;
    let reset = json!({ "password": "seven green umbrellas" });
    shop.call_as(&office, Method::PATCH, &format!("/api/staff/{eve}"), Some(reset)).await.ok();
    let gone = shop.call_as(&office, Method::PATCH, &format!("/api/roles/{till}"), Some(json!({ "permissions": [] }))).await;
    gone.ok();
}

#[tokio::test]
async fn whoever_may_start_long_work_follows_it_and_sees_nobody_elses() {
    let shop = Shop::open().await;
    make(&shop, "Caretaker", &["see_health"]).await;
    make(&shop, "Auditor", &["see_audit"]).await;
    let (carl, aida) = (shop.hire("Carl", "Caretaker").await, shop.hire("Aida", "Auditor").await);
    let job = shop.call_as(&carl, Method::POST, "/api/health/check", None).await.ok();
    let path = format!("/api/jobs/{}", job["id"].as_str().unwrap());
    assert_eq!(shop.call_as(&carl, Method::GET, &path, None).await.ok()["id"], job["id"]);
    assert_eq!(shop.call_as(&carl, Method::GET, "/api/jobs", None).await.ok().as_array().unwrap().len(), 1);
    for (method, path) in [(Method::GET, path.clone()), (Method::POST, format!("{path}/cancel"))] {
        assert_eq!(shop.call_as(&aida, method, &path, None).await.refusal(), "not_found", "{path}");
    }
    assert_eq!(shop.call_as(&aida, Method::GET, "/api/jobs", None).await.ok(), json!([]));
    assert_eq!(shop.get(&path).await.ok()["id"], job["id"], "whoever brings in data sees all of it");
}
