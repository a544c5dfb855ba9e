//! Roles that require a second factor, and computers that are trusted.

use axum::http::Method;
use counterfoil::base::Timestamp;
use counterfoil::http::{Access, Door};
use serde_json::{Value, json};

use crate::support::{Answer, OPENING, OWNER, PASSWORD, Shop, code_at};

const DAY_MS: i64 = 86_400_000;

async fn require_of(shop: &Shop, role: &str) {
    let path = format!("/api/roles/{}", shop.role(role).await.as_str().unwrap());
    shop.patch(&path, json!({ "requires_second_factor": true })).await.ok();
}

/// Sets up a second factor with a screen's cookie; answers its secret. The code of this minute is used up by it.
async fn enrol(shop: &Shop, cookie: &str, now: Timestamp) -> String {
    let path = "/api/sessions/current/second-factor";
    let made = shop.screen(Method::POST, path, cookie, json!({ "password": PASSWORD })).await.ok();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let confirm = json!({ "code": code_at(&secret, now) });
    shop.screen(Method::POST, &format!("{path}/confirmation"), cookie, confirm).await.ok();
    secret
}

async fn sign_in(shop: &Shop, name: &str, cookies: &str, more: Value) -> Answer {
    let mut body = json!({ "name": name, "password": PASSWORD });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    shop.screen(Method::POST, "/api/sessions", cookies, body).await
}

#[tokio::test]
async fn whose_role_requires_a_second_factor_can_do_nothing_else_before_it_is_set_up() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    let before = {
        shop.hire("Ben", "cashier").await;
        shop.sit_down("Ben").await
    };
    shop.screen(Method::GET, "/api/products", &before, Value::Null).await.ok();
    require_of(&shop, "cashier").await;
    let after = shop.sit_down("Ben").await;
    for cookie in [&before, &after] {
        let session = shop.screen(Method::GET, "/api/sessions/current", cookie, Value::Null).await.ok();
        assert_eq!(session["must_enrol"], true, "{session}");
        for operation in counterfoil::router::operations().split().2 {
            let path = operation.path.replace(['{', '}'], "");
            if matches!(operation.access, Access::SignedIn | Access::Needs(_) | Access::NeedsWhereOpen(_)) {
                let answer = shop.screen(operation.method.clone(), &path, cookie, json!({})).await;
                assert_eq!(answer.refusal(), "second_factor_needed", "{}", operation.name);
            }
        }
    }
    let secret = enrol(&shop, &after, OPENING).await;
    shop.screen(Method::GET, "/api/products", &after, Value::Null).await.ok();
    shop.screen(Method::GET, "/api/products", &before, Value::Null).await.ok();
    let own = shop.screen(Method::DELETE, "/api/sessions/current/second-factor", &after, json!({ "password": PASSWORD })).await;
    assert_eq!(own.refusal(), "refused", "it cannot be removed by its person");
    shop.clock.set(Timestamp(OPENING.0 + 60_000));
    assert_eq!(sign_in(&shop, "Ben", "", json!({})).await.refusal(), "code_needed");
    sign_in(&shop, "Ben", "", json!({ "code": code_at(&secret, Timestamp(OPENING.0 + 60_000)) })).await.ok();
}

#[tokio::test]
async fn an_owner_whose_role_requires_one_cannot_remove_their_own_through_the_staff_either() {
    let shop = Shop::open().await;
    let cookie = shop.sit_down(OWNER).await;
    enrol(&shop, &cookie, OPENING).await;
    require_of(&shop, "owner").await;
    let own = format!("/api/staff/{}", shop.person(OWNER).await);
    assert_eq!(shop.patch(&own, json!({ "removes_second_factor": true })).await.refusal(), "refused");
    shop.hire("Ben", "cashier").await;
    let ben = shop.sit_down("Ben").await;
    enrol(&shop, &ben, OPENING).await;
    require_of(&shop, "cashier").await;
    let other = format!("/api/staff/{}", shop.person("Ben").await);
    shop.patch(&other, json!({ "removes_second_factor": true })).await.ok();
    assert_eq!(shop.screen(Method::GET, "/api/products", &ben, Value::Null).await.refusal(), "second_factor_needed");
    let staff = shop.get("/api/staff").await.ok();
    let row = staff.as_array().unwrap().iter().find(|row| row["name"] == "Ben").unwrap().clone();
    assert_eq!((&row["requires_second_factor"], &row["has_second_factor"]), (&json!(true), &json!(false)));
}

/// Trusts a browser: answers its cookies and the secret. The clock stands a minute later.
async fn trust(shop: &Shop, name: &str) -> (String, String) {
    let cookie = shop.sit_down(name).await;
    let secret = enrol(shop, &cookie, shop.clock_now()).await;
    let later = Timestamp(shop.clock_now().0 + 60_000);
    shop.clock.set(later);
    let answer = sign_in(shop, name, "", json!({ "code": code_at(&secret, later), "trust": true })).await;
    answer.ok();
    (answer.cookies().join("; "), secret)
}

#[tokio::test]
async fn a_trusted_browser_needs_no_code_for_thirty_days_and_no_other_browser_does() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    let (cookies, secret) = trust(&shop, OWNER).await;
    let trusted = cookies.split("; ").find(|cookie| cookie.starts_with("counterfoil_trust_")).unwrap().to_owned();
    sign_in(&shop, OWNER, &trusted, json!({})).await.ok();
    assert_eq!(sign_in(&shop, OWNER, "", json!({})).await.refusal(), "code_needed");
    let forged = format!("{}=guess", trusted.split('=').next().unwrap());
    assert_eq!(sign_in(&shop, OWNER, &forged, json!({})).await.refusal(), "code_needed");
    let wrong = json!({ "name": OWNER, "password": "not the password" });
    assert_eq!(shop.screen(Method::POST, "/api/sessions", &trusted, wrong).await.refusal(), "signed_out");
    let start = shop.clock_now();
    for (after_ms, is_trusted) in [(29 * DAY_MS, true), (28 * DAY_MS, false), (30 * DAY_MS, false)] {
        shop.clock.set(Timestamp(start.0 + after_ms));
        let answer = sign_in(&shop, OWNER, &trusted, json!({})).await;
        assert_eq!(answer.status.is_success(), is_trusted, "after {after_ms} ms; a clock set back prolongs nothing");
    }
    let later = shop.clock_now();
    sign_in(&shop, OWNER, &trusted, json!({ "code": code_at(&secret, later), "trust": true })).await.ok();
    assert_eq!(sign_in(&shop, OWNER, &trusted, json!({})).await.refusal(), "code_needed", "the old token died with the new one");
}

#[tokio::test]
async fn trust_is_given_only_with_a_right_code_and_to_its_own_person_only() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    shop.hire("Ben", "cashier").await;
    let without = sign_in(&shop, "Ben", "", json!({ "trust": true })).await;
    without.ok();
    assert_eq!(without.cookies().len(), 1, "there is nothing to trust without a second factor");
    let (cookies, _) = trust(&shop, OWNER).await;
    let ben = shop.sit_down("Ben").await;
    enrol(&shop, &ben, shop.clock_now()).await;
    assert_eq!(sign_in(&shop, "Ben", &cookies, json!({})).await.refusal(), "code_needed");
    let renamed = cookies.replace(&shop.person(OWNER).await.replace('-', ""), &shop.person("Ben").await.replace('-', ""));
    assert_ne!(renamed, cookies);
    assert_eq!(sign_in(&shop, "Ben", &renamed, json!({})).await.refusal(), "code_needed", "a token of Ada's under Ben's name");
}

#[tokio::test]
async fn the_window_is_trusted_without_any_cookie_and_stays_so() {
    let shop = Shop::open_in("DE", Door::Window).await;
    let (cookies, _) = trust(&shop, OWNER).await;
    assert!(!cookies.contains("trust"), "{cookies}");
    sign_in(&shop, OWNER, "", json!({})).await.ok();
    let script = shop.call_as("", Method::POST, "/api/sessions", Some(json!({ "name": OWNER, "password": PASSWORD }))).await;
    assert_eq!(script.refusal(), "code_needed", "a script is not the window");
    let list = shop.get("/api/trusted-devices").await.ok();
    assert_eq!((&list[0]["is_window"], &list[0]["staff_name"]), (&json!(true), &json!(OWNER)));
}

#[tokio::test]
async fn trust_ends_with_the_password_the_second_factor_and_the_account() {
    for end in ["password", "factor", "disabled", "own password", "removed factor"] {
        let shop = Shop::open_in("DE", Door::Loopback).await;
        shop.hire("Ben", "manager").await;
        let (cookies, _) = trust(&shop, "Ben").await;
        let ben = format!("/api/staff/{}", shop.person("Ben").await);
        match end {
            "password" => shop.patch(&ben, json!({ "password": PASSWORD })).await.ok(),
            "factor" => shop.patch(&ben, json!({ "removes_second_factor": true })).await.ok(),
            "disabled" => {
                shop.patch(&ben, json!({ "state": "disabled" })).await.ok();
                shop.patch(&ben, json!({ "state": "active" })).await.ok()
            }
            "own password" => {
                let change = json!({ "password": PASSWORD, "new_password": PASSWORD });
                shop.screen(Method::PATCH, "/api/sessions/current", &cookies, change).await.ok()
            }
            _ => {
                let path = "/api/sessions/current/second-factor";
                shop.screen(Method::DELETE, path, &cookies, json!({ "password": PASSWORD })).await.ok()
            }
        };
        let list = shop.get("/api/trusted-devices").await.ok();
        assert_eq!(list.as_array().unwrap().len(), 0, "{end}: {list}");
        if !end.contains("factor") {
            assert_eq!(sign_in(&shop, "Ben", &cookies, json!({})).await.refusal(), "code_needed", "{end}");
        }
    }
}

#[tokio::test]
async fn trusted_computers_are_listed_and_ended_by_their_person_and_by_whoever_manages_people() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    shop.hire("Ben", "cashier").await;
    let (ada, _) = trust(&shop, OWNER).await;
    let (ben, _) = trust(&shop, "Ben").await;
    let own = shop.screen(Method::GET, "/api/trusted-devices", &ben, Value::Null).await.ok();
    assert_eq!((own.as_array().unwrap().len(), &own[0]["is_here"]), (1, &json!(true)), "{own}");
    let all = shop.screen(Method::GET, "/api/trusted-devices", &ada, Value::Null).await.ok();
    let of = |name: &str| all.as_array().unwrap().iter().find(|row| row["staff_name"] == name).unwrap()["id"].clone();
    let path = |name: &str| format!("/api/trusted-devices/{}", of(name).as_str().unwrap());
    assert_eq!(shop.screen(Method::DELETE, &path(OWNER), &ben, Value::Null).await.refusal(), "not_found");
    shop.screen(Method::DELETE, &path("Ben"), &ada, Value::Null).await.ok();
    assert_eq!(sign_in(&shop, "Ben", &ben, json!({})).await.refusal(), "code_needed");
    sign_in(&shop, OWNER, &ada, json!({})).await.ok();
    let audit = shop.get("/api/commits?operation=delete_trusted_device").await.ok();
    assert_eq!(audit["rows"][0]["changes"][0]["field"], "trusted_device", "{audit}");
}
