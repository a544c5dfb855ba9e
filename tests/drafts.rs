//! Work in progress: who sees it, what it may hold, and when it goes.

use axum::http::Method;
use counterfoil::drafts::DraftKind;
use counterfoil::staff::RoleCode;
use serde_json::{Value, json};

use crate::orders::new_id;
use crate::support::{Answer, OPENING, OWNER, Shop, interface};

const KINDS: [(&str, DraftKind); 3] =
    [("ticket", DraftKind::Ticket), ("product", DraftKind::Product), ("goods_receipt", DraftKind::GoodsReceipt)];

/// What somebody does at a screen, by the cookie of their session.
async fn at_screen(shop: &Shop, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
    shop.send(interface(method, path, cookie, &body.to_string())).await
}

async fn keep(shop: &Shop, cookie: &str, id: &str, kind: &str, content: Value) -> Answer {
    let body = json!({ "kind": kind, "title": "Müller", "content": content });
    at_screen(shop, cookie, Method::PUT, &format!("/api/drafts/{id}"), body).await
}

async fn list(shop: &Shop, cookie: &str, query: &str) -> Vec<Value> {
    let answer = at_screen(shop, cookie, Method::GET, &format!("/api/drafts?{query}"), Value::Null).await;
    answer.ok().as_array().unwrap().clone()
}

#[tokio::test]
async fn tickets_are_parked_by_one_person_and_resumed_by_another_at_the_same_device() {
    let shop = Shop::open().await;
    shop.hire("Ben", "cashier").await;
    let (ada, ben, id) = (shop.sit_down(OWNER).await, shop.sit_down("Ben").await, new_id());
    keep(&shop, &ada, &id, "ticket", json!({ "lines": [1] })).await.ok();
    keep(&shop, &ada, &id, "ticket", json!({ "lines": [1, 2], "barcode": "4006381333931", "customer": new_id() })).await.ok();
    let refused = keep(&shop, &ada, &id, "ticket", json!({ "note": "4242 4242 4242 4242" })).await;
    assert_eq!(refused.refusal(), "invalid");
    let drafts = list(&shop, &ben, "kind=ticket").await;
    assert_eq!((drafts.len(), &drafts[0]["content"]["lines"]), (1, &json!([1, 2])));
    assert_eq!(drafts[0]["staff_name"], OWNER);
    at_screen(&shop, &ben, Method::DELETE, &format!("/api/drafts/{id}"), Value::Null).await.ok();
    assert!(list(&shop, &ada, "kind=ticket").await.is_empty());
}

#[tokio::test]
async fn a_script_neither_reads_nor_changes_nor_removes_what_another_person_typed() {
    let shop = Shop::open().await;
    let script = shop.hire("Ben", "manager").await;
    let ada = shop.sit_down(OWNER).await;
    for (kind, _) in KINDS {
        let id = new_id();
        keep(&shop, &ada, &id, kind, json!({ "typed": 1 })).await.ok();
        let path = format!("/api/drafts/{id}");
        let seen = shop.call_as(&script, Method::GET, &format!("/api/drafts?kind={kind}"), None).await.ok();
        assert_eq!(seen, json!([]), "{kind}");
        let over = json!({ "kind": kind, "title": "", "content": { "typed": 2 } });
        assert_eq!(shop.call_as(&script, Method::PUT, &path, Some(over)).await.refusal(), "refused", "{kind}");
        shop.call_as(&script, Method::DELETE, &path, None).await.ok();
        assert_eq!(list(&shop, &ada, &format!("kind={kind}")).await[0]["content"]["typed"], 1, "{kind}");
    }
}

#[tokio::test]
async fn a_form_is_offered_only_to_who_typed_it_and_only_for_the_record_it_changes() {
    let shop = Shop::open().await;
    shop.hire("Ben", "manager").await;
    let (ada, ben, product) = (shop.sit_down(OWNER).await, shop.sit_down("Ben").await, new_id());
    let (id, path) = (new_id(), |id: &str| format!("/api/drafts/{id}"));
    let body = json!({ "kind": "product", "subject_id": product, "title": "Cream", "content": { "name": "Cream" } });
    at_screen(&shop, &ada, Method::PUT, &path(&id), body).await.ok();
    keep(&shop, &ada, &new_id(), "product", json!({ "name": "A new one" })).await.ok();
    let of_product = list(&shop, &ada, &format!("kind=product&subject_id={product}")).await;
    assert_eq!((of_product.len(), &of_product[0]["content"]["name"]), (1, &json!("Cream")));
    assert_eq!(list(&shop, &ada, "kind=product").await[0]["content"]["name"], "A new one");
    assert!(list(&shop, &ada, "kind=goods_receipt").await.is_empty());
    assert!(list(&shop, &ben, &format!("kind=product&subject_id={product}")).await.is_empty());
    assert_eq!(keep(&shop, &ben, &id, "product", json!({})).await.refusal(), "refused");
    at_screen(&shop, &ben, Method::DELETE, &path(&id), Value::Null).await.ok();
    assert_eq!(list(&shop, &ada, &format!("kind=product&subject_id={product}")).await.len(), 1);
}

#[tokio::test]
async fn drafts_of_a_kind_need_the_permission_of_their_screen() {
    let shop = Shop::open().await;
    for role in RoleCode::ALL {
        if role != RoleCode::Owner {
            shop.hire(role.code(), role.code()).await;
        }
        let cookie = shop.sit_down(if role == RoleCode::Owner { OWNER } else { role.code() }).await;
        for (name, kind) in KINDS {
            let seen = at_screen(&shop, &cookie, Method::GET, &format!("/api/drafts?kind={name}"), Value::Null).await;
            let kept = keep(&shop, &cookie, &new_id(), name, json!({})).await;
            let may = role.allows(kind.permission());
            assert_eq!((seen.status.is_success(), kept.status.is_success()), (may, may), "{name} as {}", role.code());
        }
    }
}

#[tokio::test]
async fn of_many_forms_the_newest_twenty_are_kept_and_card_numbers_in_none() {
    let shop = Shop::open().await;
    let ada = shop.sit_down(OWNER).await;
    for count in 0..25 {
        shop.clock.set(counterfoil::base::Timestamp(OPENING.0 + count * 1000));
        keep(&shop, &ada, &new_id(), "goods_receipt", json!({ "count": count, "lot_code": "4242424242424242" })).await.ok();
    }
    let drafts = list(&shop, &ada, "kind=goods_receipt").await;
    assert_eq!((drafts.len(), &drafts[0]["content"]["count"]), (20, &json!(5)));
    let refused = keep(&shop, &ada, &new_id(), "product", json!({ "description": "4242 4242 4242 4242" })).await;
    assert_eq!(refused.refusal(), "invalid");
    let long = keep(&shop, &ada, &new_id(), "product", json!({ "description": "x".repeat(500_001) })).await;
    assert_eq!(long.refusal(), "refused");
}
