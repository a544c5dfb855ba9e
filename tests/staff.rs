//! Signing in, locking, and the people who work here.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use counterfoil::base::Timestamp;
use counterfoil::http::Door;
use serde_json::json;

use crate::support::{OPENING, OWNER, PASSWORD, Shop, code_at, interface};

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

async fn sign_in_with(shop: &Shop, code: Option<&str>) -> crate::support::Answer {
    let body = json!({ "name": OWNER, "password": PASSWORD, "code": code });
    shop.call_as("", Method::POST, "/api/sessions", Some(body)).await
}

/// Sets up the owner's second factor; answers its secret and the recovery codes.
async fn enrol(shop: &Shop) -> (String, Vec<String>) {
    let path = "/api/sessions/current/second-factor";
    assert_eq!(shop.post(path, json!({ "password": "not the password" })).await.refusal(), "forbidden");
    let enrolment = shop.post(path, json!({ "password": PASSWORD })).await.ok();
    assert!(enrolment["address"].as_str().unwrap().starts_with("otpauth://totp/"), "{enrolment}");
    let secret = enrolment["secret"].as_str().unwrap().to_owned();
    let wrong = shop.post(&format!("{path}/confirmation"), json!({ "code": "000000" })).await;
    assert_eq!(wrong.refusal(), "invalid");
    sign_in_with(shop, None).await.ok();
    let confirmed = shop.post(&format!("{path}/confirmation"), json!({ "code": code_at(&secret, OPENING) })).await.ok();
    let codes: Vec<String> = serde_json::from_value(confirmed["codes"].clone()).unwrap();
    assert_eq!(codes.len(), 10);
    (secret, codes)
}

#[tokio::test]
async fn with_a_second_factor_the_password_alone_opens_nothing_and_no_code_works_twice() {
    let shop = Shop::open().await;
    let (secret, recovery) = enrol(&shop).await;
    assert_eq!(sign_in_with(&shop, None).await.refusal(), "code_needed");
    assert_eq!(sign_in_with(&shop, Some("000000")).await.refusal(), "signed_out");
    // The code that confirmed it is used up; the next one works, once.
    assert_eq!(sign_in_with(&shop, Some(&code_at(&secret, OPENING))).await.refusal(), "signed_out");
    let later = Timestamp(OPENING.0 + 60_000);
    shop.clock.set(later);
    let code = code_at(&secret, later);
    sign_in_with(&shop, Some(&code)).await.ok();
    assert_eq!(sign_in_with(&shop, Some(&code)).await.refusal(), "signed_out");
    sign_in_with(&shop, Some(&recovery[3].to_uppercase().replace('-', " "))).await.ok();
    assert_eq!(sign_in_with(&shop, Some(&recovery[3])).await.refusal(), "signed_out");
    assert_eq!(shop.get("/api/sessions/current").await.ok()["has_second_factor"], true);
}

#[tokio::test]
async fn codes_are_guessed_ten_times_and_no_more() {
    let shop = Shop::open().await;
    let (secret, _) = enrol(&shop).await;
    for guess in 0..10 {
        assert_eq!(sign_in_with(&shop, Some(&format!("{guess:06}"))).await.refusal(), "signed_out");
    }
    let later = Timestamp(OPENING.0 + 60_000);
    shop.clock.set(later);
    assert_eq!(sign_in_with(&shop, Some(&code_at(&secret, later))).await.refusal(), "throttled");
}

#[tokio::test]
async fn a_second_factor_is_removed_with_the_password_or_by_whoever_manages_people() {
    let shop = Shop::open().await;
    enrol(&shop).await;
    let remove = |password: &str| {
        let body = json!({ "password": password });
        shop.call_as(&shop.token, Method::DELETE, "/api/sessions/current/second-factor", Some(body))
    };
    assert_eq!(remove("not the password").await.refusal(), "forbidden");
    remove(PASSWORD).await.ok();
    sign_in_with(&shop, None).await.ok();
    enrol(&shop).await;
    let owner = shop.get("/api/staff").await.ok()[0]["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/api/staff/{owner}"), json!({ "removes_second_factor": true })).await.ok();
    sign_in_with(&shop, None).await.ok();
}

#[tokio::test]
async fn open_sessions_are_listed_and_ended_by_their_person_and_by_whoever_manages_people() {
    let shop = Shop::open().await;
    let ben = shop.hire("Ben", "cashier").await;
    let own = shop.call_as(&ben, Method::GET, "/api/sessions", None).await.ok();
    assert_eq!(own.as_array().unwrap().len(), 1, "a cashier sees their own only: {own}");
    let all = shop.get("/api/sessions").await.ok();
    let of = |name: &str| all.as_array().unwrap().iter().find(|row| row["staff_name"] == name).unwrap().clone();
    assert_eq!(of(OWNER)["is_current"], true);
    let path = |row: &serde_json::Value| format!("/api/sessions/{}", row["id"].as_str().unwrap());
    assert_eq!(shop.call_as(&ben, Method::DELETE, &path(&of(OWNER)), None).await.refusal(), "not_found");
    shop.call_as(&shop.token, Method::DELETE, &path(&of("Ben")), None).await.ok();
    assert_eq!(shop.call_as(&ben, Method::GET, "/api/sessions", None).await.refusal(), "signed_out");
}

#[tokio::test]
async fn a_lost_owner_comes_back_with_the_recovery_kit_and_with_nothing_less() {
    let shop = Shop::open().await;
    enrol(&shop).await;
    let recover = |identity: &str, name: &str| {
        let body = json!({ "recovery_identity": identity, "name": name, "new_password": "seven green umbrellas" });
        shop.call_as("", Method::POST, "/api/owner-recovery", Some(body))
    };
    for wrong in ["", PASSWORD, crate::support::PASSPHRASE, "AGE-SECRET-KEY-1QQQQQQQ"] {
        assert_eq!(recover(wrong, OWNER).await.refusal(), "invalid", "{wrong:?}");
    }
    let identity = shop.recovery_identity.clone();
    assert_eq!(recover(&identity, "Nobody").await.refusal(), "invalid");
    recover(&identity.to_lowercase(), OWNER).await.ok();
    assert_eq!(shop.get("/api/shop").await.refusal(), "signed_out", "old sessions have ended");
    try_password(&shop, OWNER, "seven green umbrellas").await.ok();
}

#[tokio::test]
async fn passwords_that_everybody_tries_first_are_refused() {
    let shop = Shop::open().await;
    let role = shop.get("/api/roles").await.ok()[0]["id"].clone();
    let new = json!({ "name": "Ben", "password": "password123", "role_id": role });
    assert_eq!(shop.post("/api/staff", new).await.refusal(), "invalid");
}
