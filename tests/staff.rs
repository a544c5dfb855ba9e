//! Signing in, locking, and the people who work here.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use counterfoil::base::Timestamp;
use counterfoil::http::Door;
use serde_json::json;

use crate::support::{OPENING, OWNER, PASSWORD, Shop, interface};

async fn try_password(shop: &Shop, name: &str, password: &str) -> crate::support::Answer {
    shop.call_as("", Method::POST, "/api/sessions", Some(json!({ "name": name, "password": password }))).await
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words() {
    let shop = Shop::open().await;
    let (wrong, unknown) =
        (try_password(&shop, OWNER, "not the password").await, try_password(&shop, "Nobody", "not the password").await);
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert_eq!(wrong.json()["detail"], unknown.json()["detail"]);
}

#[tokio::test]
async fn the_eleventh_try_is_refused_also_with_the_right_password_and_after_the_clock_was_set_back() {
    let shop = Shop::open().await;
    for _ in 0..10 {
        assert_eq!(try_password(&shop, "ada ", "not the password").await.refusal(), "signed_out");
    }
    assert_eq!(try_password(&shop, OWNER, PASSWORD).await.refusal(), "throttled");
    shop.clock.set(Timestamp(OPENING.0 - 86_400_000));
    assert_eq!(try_password(&shop, OWNER, PASSWORD).await.refusal(), "throttled");
    shop.clock.set(Timestamp(OPENING.0 + 15 * 60_000));
    try_password(&shop, OWNER, PASSWORD).await.ok();
}

#[tokio::test]
async fn a_disabled_persons_session_ends_at_once() {
    let shop = Shop::open().await;
    let token = shop.hire("Ben", "cashier").await;
    shop.call_as(&token, Method::GET, "/api/shop", None).await.ok();
    let staff = shop.get("/api/staff").await.ok();
    let ben = staff.as_array().unwrap().iter().find(|person| person["name"] == "Ben").unwrap()["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/api/staff/{ben}"), json!({ "state": "disabled" })).await.ok();
    assert_eq!(shop.call_as(&token, Method::GET, "/api/shop", None).await.refusal(), "signed_out");
    assert_eq!(try_password(&shop, "Ben", PASSWORD).await.refusal(), "signed_out");
}

#[tokio::test]
async fn the_last_owner_cannot_be_disabled_or_given_another_role() {
    let shop = Shop::open().await;
    let staff = shop.get("/api/staff").await.ok();
    let roles = shop.get("/api/roles").await.ok();
    let cashier = roles.as_array().unwrap().iter().find(|role| role["code"] == "cashier").unwrap()["id"].clone();
    let path = format!("/api/staff/{}", staff[0]["id"].as_str().unwrap());
    assert_eq!(shop.patch(&path, json!({ "state": "disabled" })).await.refusal(), "refused");
    assert_eq!(shop.patch(&path, json!({ "role_id": cashier })).await.refusal(), "refused");
    assert_eq!(shop.get("/api/staff").await.ok()[0]["role"], "owner");
}

#[tokio::test]
async fn two_people_cannot_have_one_name() {
    let shop = Shop::open().await;
    shop.hire("Ben", "cashier").await;
    let role = shop.get("/api/roles").await.ok()[0]["id"].clone();
    assert_eq!(
        shop.post("/api/staff", json!({ "name": " BEN ", "password": PASSWORD, "role_id": role })).await.refusal(),
        "conflict"
    );
}

async fn cookie(shop: &Shop) -> String {
    let body = json!({ "name": OWNER, "password": PASSWORD }).to_string();
    let answer = shop.send(interface(Method::POST, "/api/sessions", "", &body)).await;
    assert!(answer.ok().get("token").is_none(), "the interface must not see a token");
    let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_cookie_without_the_interfaces_header_opens_nothing() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    let cookie = cookie(&shop).await;
    shop.send(interface(Method::GET, "/api/shop", &cookie, "")).await.ok();
    let forged = Request::builder()
        .uri("/api/shop")
        .header(header::HOST, "127.0.0.1:4780")
        .header(header::COOKIE, &cookie)
        .body(Body::empty())
        .unwrap();
    assert_eq!(shop.send(forged).await.refusal(), "signed_out");
}

#[tokio::test]
async fn an_unused_screen_locks_and_the_password_of_the_same_person_opens_it() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    let cookie = cookie(&shop).await;
    shop.clock.set(Timestamp(OPENING.0 + 16 * 60_000));
    assert_eq!(shop.send(interface(Method::GET, "/api/shop", &cookie, "")).await.refusal(), "locked");
    let session = shop.send(interface(Method::GET, "/api/sessions/current", &cookie, "")).await.ok();
    assert_eq!(session["is_locked"], true);
    assert_eq!(
        shop.send(interface(Method::GET, "/api/shop", &cookie, "")).await.refusal(),
        "locked",
        "looking at the lock screen must not unlock it"
    );
    let wrong = json!({ "password": "not the password" }).to_string();
    assert_eq!(shop.send(interface(Method::POST, "/api/sessions/current/unlock", &cookie, &wrong)).await.refusal(), "forbidden");
    let right = json!({ "password": PASSWORD }).to_string();
    shop.send(interface(Method::POST, "/api/sessions/current/unlock", &cookie, &right)).await.ok();
    shop.send(interface(Method::GET, "/api/shop", &cookie, "")).await.ok();
}

#[tokio::test]
async fn signing_out_ends_the_session_for_good() {
    let shop = Shop::open().await;
    shop.call_as(&shop.token, Method::DELETE, "/api/sessions/current", None).await.ok();
    assert_eq!(shop.get("/api/shop").await.refusal(), "signed_out");
}

#[tokio::test]
async fn a_scripts_token_ends_after_thirty_days() {
    let shop = Shop::open().await;
    shop.clock.set(Timestamp(OPENING.0 + 29 * 86_400_000));
    shop.get("/api/shop").await.ok();
    shop.clock.set(Timestamp(OPENING.0 + 31 * 86_400_000));
    assert_eq!(shop.get("/api/shop").await.refusal(), "signed_out");
}

#[tokio::test]
async fn ones_own_password_changes_only_with_the_present_one() {
    let shop = Shop::open().await;
    assert_eq!(shop.patch("/api/sessions/current", json!({ "new_password": "another long one" })).await.refusal(), "invalid");
    assert_eq!(
        shop.patch("/api/sessions/current", json!({ "password": "wrong one", "new_password": "another long one" }))
            .await
            .refusal(),
        "forbidden"
    );
    shop.patch("/api/sessions/current", json!({ "password": PASSWORD, "new_password": "another long one" })).await.ok();
    assert_eq!(try_password(&shop, OWNER, PASSWORD).await.refusal(), "signed_out");
    try_password(&shop, OWNER, "another long one").await.ok();
    shop.get("/api/shop").await.ok();
}

#[tokio::test]
async fn language_and_colours_stay_with_the_person_who_chose_them() {
    let shop = Shop::open().await;
    let ben = shop.hire("Ben", "cashier").await;
    shop.patch("/api/sessions/current", json!({ "language": "de" })).await.ok();
    shop.patch("/api/sessions/current", json!({ "theme": "dark" })).await.ok();
    assert_eq!(shop.patch("/api/sessions/current", json!({ "theme": "plum" })).await.refusal(), "invalid");
    let later = try_password(&shop, OWNER, PASSWORD).await.ok();
    assert_eq!((&later["staff"]["language"], &later["staff"]["theme"]), (&json!("de"), &json!("dark")));
    let other = shop.call_as(&ben, Method::GET, "/api/sessions/current", None).await.ok();
    assert_eq!((&other["staff"]["language"], &other["staff"]["theme"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn the_recovery_kit_is_printed_only_for_the_identity_that_opens_this_shop() {
    let (shop, other) = (Shop::open().await, Shop::open().await);
    let kit = shop.post("/api/recovery-kit", json!({ "recovery_identity": shop.recovery_identity })).await;
    kit.status.is_success().then_some(()).unwrap();
    assert!(kit.bytes.starts_with(b"%PDF-"));
    assert_eq!(shop.post("/api/recovery-kit", json!({ "recovery_identity": other.recovery_identity })).await.refusal(), "sealed");
}
