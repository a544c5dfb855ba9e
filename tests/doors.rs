//! What every door answers: the document, problems in words, and the page with its policy.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{OPENING, OWNER, Shop};

#[tokio::test]
async fn the_document_lists_every_operation_with_its_permission_and_tags() {
    let shop = Shop::open().await;
    let document = shop.get("/api/openapi.json").await.ok();
    let mut count = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            count += 1;
            assert!(operation["x-permission"].is_string(), "{method} {path}");
            assert!(operation["x-provides"].is_array() || operation["x-invalidates"].is_array(), "{method} {path}");
            assert!(
                operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                "{method} {path} does not say what it is for"
            );
        }
    }
    assert_eq!(count, counterfoil::router::operations().split().2.len());
}

#[tokio::test]
async fn the_document_can_be_read_as_a_page() {
    let shop = Shop::open().await;
    let page = shop.get("/api/docs").await;
    let text = String::from_utf8(page.bytes).unwrap();
    assert!(text.contains("create_session") && !text.contains("<script"));
}

#[tokio::test]
async fn bad_input_is_answered_with_the_field_and_nothing_is_changed() {
    let shop = Shop::open().await;
    for (body, field) in [
        (json!({ "lock_after_minutes": "soon" }), "lock_after_minutes"),
        (json!({ "lock_after_minutes": 0 }), "lock_after_minutes"),
        (json!({ "name": "" }), "name"),
        (json!({ "time_zone": "Mars/Olympus" }), "time_zone"),
        (json!({ "colour": "plum" }), "."),
    ] {
        let answer = shop.patch("/api/shop", body.clone()).await;
        assert_eq!(answer.refusal(), "invalid");
        let problem = answer.json();
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert!(field == "." || problem["fields"][0]["field"] == field, "{body}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains("Nothing was changed"), "{problem}");
    }
    assert_eq!(shop.get("/api/shop").await.ok()["name"], "Violet & Co");
}

#[tokio::test]
async fn a_clock_that_was_set_back_is_told_before_anybody_signs_in() {
    let shop = Shop::open().await;
    let message = async || {
        let state = shop.call_as("", Method::GET, "/api/shop-state", None).await.ok();
        state["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(message().await, "");
    shop.clock.set(OPENING.after_ms(-365 * 24 * 60 * 60 * 1000));
    assert!(message().await.contains("clock is behind the last changes"), "{}", message().await);
    // What is written with the wrong clock does not make it right.
    let token = shop.sign_in(OWNER).await;
    shop.call_as(&token, Method::PATCH, "/api/shop", Some(json!({ "name": "Violet" }))).await.ok();
    assert!(message().await.contains("2026-03-02"), "{}", message().await);
    shop.clock.set(OPENING.after_ms(-60_000));
    assert_eq!(message().await, "");
}

#[tokio::test]
async fn an_unknown_operation_is_not_found_and_says_where_the_list_is() {
    let shop = Shop::open().await;
    for (method, path) in [(Method::GET, "/api/nothing"), (Method::PUT, "/api/shop"), (Method::DELETE, "/api/staff")] {
        let answer = shop.call_as(&shop.token, method, path, None).await;
        assert_eq!(answer.refusal(), "not_found", "{path}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let shop = Shop::open().await;
    let answer = shop.patch("/api/shop", json!({ "name": "x".repeat(3 * 1024 * 1024) })).await;
    assert_eq!(answer.refusal(), "too_large");
    assert_eq!(answer.json()["fields"], Value::Array(vec![]));
}

#[tokio::test]
async fn no_answer_is_kept_by_a_browser_or_taken_for_something_else() {
    let shop = Shop::open().await;
    for path in ["/api/shop", "/api/orders", "/api/openapi.json", "/api/nothing", "/api/docs"] {
        let answer = shop.get(path).await;
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        assert!(answer.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"), "{path}");
    }
}
