//! PINs: a switch between people at an unlocked screen, and no way in.

use axum::http::Method;
use counterfoil::base::Timestamp;
use counterfoil::http::Door;
use serde_json::{Value, json};

use crate::support::{Answer, OPENING, OWNER, PASSWORD, Shop, code_at};

const PIN: &str = "4821";

async fn give_pin(shop: &Shop, cookie: &str, pin: &str) -> Answer {
    shop.screen(Method::PUT, "/api/sessions/current/pin", cookie, json!({ "password": PASSWORD, "pin": pin })).await
}

async fn switch(shop: &Shop, cookie: &str, name: &str, pin: &str) -> Answer {
    let staff_id = shop.person(name).await;
    shop.screen(Method::POST, "/api/sessions/current/switch", cookie, json!({ "staff_id": staff_id, "pin": pin })).await
}

async fn who(shop: &Shop, cookie: &str) -> Value {
    shop.screen(Method::GET, "/api/sessions/current", cookie, Value::Null).await.ok()
}

/// A shop with a cashier who has a PIN; answers the cookie of the owner's screen.
async fn shop_with_ben() -> (Shop, String) {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    shop.hire("Ben", "cashier").await;
    let ben = shop.sit_down("Ben").await;
    give_pin(&shop, &ben, PIN).await.ok();
    let ada = shop.sit_down(OWNER).await;
    (shop, ada)
}

#[tokio::test]
async fn a_pin_hands_the_screen_over_at_the_same_register_and_ends_the_session_before_it() {
    let (shop, ada) = shop_with_ben().await;
    let before = who(&shop, &ada).await;
    let answer = switch(&shop, &ada, "Ben", PIN).await;
    assert_eq!(answer.ok()["staff"]["name"], "Ben");
    let ben = answer.cookies().join("; ");
    let after = who(&shop, &ben).await;
    assert_eq!((&after["staff"]["name"], &after["withheld"]), (&json!("Ben"), &json!([])));
    assert_eq!(after["register"], before["register"]);
    let ended = shop.screen(Method::GET, "/api/sessions/current", &ada, Value::Null).await;
    assert_eq!(ended.refusal(), "signed_out", "the owner's session is not parked anywhere");
    let accesses = shop.get("/api/accesses?account=ben&operation=switch_person").await.ok();
    assert_eq!((&accesses["rows"][0]["outcome"], &accesses["total"]), (&json!("granted"), &json!(1)));
}

#[tokio::test]
async fn a_pin_opens_nothing_where_nobody_is_signed_in_or_the_screen_is_locked() {
    let (shop, ada) = shop_with_ben().await;
    assert_eq!(switch(&shop, "", "Ben", PIN).await.refusal(), "signed_out");
    let staff_id = shop.person("Ben").await;
    let body = json!({ "staff_id": staff_id, "pin": PIN });
    let script = shop.post("/api/sessions/current/switch", body).await;
    assert_eq!(script.refusal(), "refused", "a script has no screen");
    for password in [PIN, "0000"] {
        let body = json!({ "name": "Ben", "password": password });
        assert_eq!(shop.screen(Method::POST, "/api/sessions", "", body).await.refusal(), "signed_out");
    }
    shop.screen(Method::POST, "/api/sessions/current/lock", &ada, Value::Null).await.ok();
    assert_eq!(switch(&shop, &ada, "Ben", PIN).await.refusal(), "locked");
    let unlock = json!({ "pin": PIN });
    let other = shop.screen(Method::POST, "/api/sessions/current/unlock", &ada, unlock).await;
    assert_eq!(other.refusal(), "refused", "Ben's PIN does not open the screen of Ada, who has none");
}

#[tokio::test]
async fn a_pin_opens_ones_own_locked_screen() {
    let (shop, _) = shop_with_ben().await;
    let ben = shop.sit_down("Ben").await;
    shop.clock.set(Timestamp(OPENING.0 + 16 * 60_000));
    assert_eq!(shop.screen(Method::GET, "/api/shop", &ben, Value::Null).await.refusal(), "locked");
    let unlock = |pin: &str| shop.screen(Method::POST, "/api/sessions/current/unlock", &ben, json!({ "pin": pin }));
    assert_eq!(unlock("9317").await.refusal(), "forbidden");
    unlock(PIN).await.ok();
    shop.screen(Method::GET, "/api/shop", &ben, Value::Null).await.ok();
    let both = json!({ "pin": PIN, "password": PASSWORD });
    assert_eq!(shop.screen(Method::POST, "/api/sessions/current/unlock", &ben, both).await.refusal(), "invalid");
}

#[tokio::test]
async fn a_screen_opened_with_a_pin_goes_without_people_and_backups_until_the_password_is_typed() {
    let (shop, ada) = shop_with_ben().await;
    give_pin(&shop, &ada, "7305").await.ok();
    let ben = shop.sit_down("Ben").await;
    let by_pin = switch(&shop, &ben, OWNER, "7305").await.cookies().join("; ");
    shop.screen(Method::GET, "/api/home", &by_pin, Value::Null).await.ok();
    for path in ["/api/staff", "/api/roles", "/api/backups/state"] {
        assert_eq!(shop.screen(Method::GET, path, &by_pin, Value::Null).await.refusal(), "password_needed", "{path}");
    }
    let session = who(&shop, &by_pin).await;
    let permissions = session["permissions"].to_string();
    assert!(!permissions.contains("manage_staff") && permissions.contains("see_costs"), "{permissions}");
    assert_eq!(session["withheld"], json!(["manage_staff", "manage_backups", "manage_keys", "manage_updates", "manage_privacy"]));
    let unlock = |body: Value| shop.screen(Method::POST, "/api/sessions/current/unlock", &by_pin, body);
    unlock(json!({ "password": PASSWORD })).await.ok();
    shop.screen(Method::GET, "/api/staff", &by_pin, Value::Null).await.ok();
    unlock(json!({ "pin": "7305" })).await.ok();
    assert_eq!(shop.screen(Method::GET, "/api/staff", &by_pin, Value::Null).await.refusal(), "password_needed");
}

#[tokio::test]
async fn with_a_second_factor_a_pin_works_only_where_the_computer_is_trusted() {
    let (shop, ada) = shop_with_ben().await;
    let ben = shop.sit_down("Ben").await;
    let path = "/api/sessions/current/second-factor";
    let made = shop.screen(Method::POST, path, &ben, json!({ "password": PASSWORD })).await.ok();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let code = json!({ "code": code_at(&secret, OPENING) });
    shop.screen(Method::POST, &format!("{path}/confirmation"), &ben, code).await.ok();
    assert_eq!(switch(&shop, &ada, "Ben", PIN).await.refusal(), "refused");
    let state = |list: Value| list.as_array().unwrap().iter().find(|row| row["staff"]["name"] == "Ben").unwrap()["pin"].clone();
    let holders = shop.screen(Method::GET, "/api/pin-holders", &ada, Value::Null).await.ok();
    assert_eq!(state(holders), "not_here");
    let later = Timestamp(OPENING.0 + 60_000);
    shop.clock.set(later);
    let sign_in = json!({ "name": "Ben", "password": PASSWORD, "code": code_at(&secret, later), "trust": true });
    let answer = shop.screen(Method::POST, "/api/sessions", "", sign_in).await;
    let trust = answer.cookies().into_iter().find(|cookie| cookie.contains("trust")).unwrap();
    let here = format!("{ada}; {trust}");
    let holders = shop.screen(Method::GET, "/api/pin-holders", &here, Value::Null).await.ok();
    assert_eq!(state(holders), "ready");
    let by_pin = format!("{}; {trust}", switch(&shop, &here, "Ben", PIN).await.cookies().join("; "));
    assert_eq!(who(&shop, &by_pin).await["staff"]["name"], "Ben");
    // Without the trust behind it the password alone does not make more of this screen.
    let list = shop.screen(Method::GET, "/api/trusted-devices", &by_pin, Value::Null).await.ok();
    let device = format!("/api/trusted-devices/{}", list[0]["id"].as_str().unwrap());
    shop.screen(Method::DELETE, &device, &by_pin, Value::Null).await.ok();
    let unlock = shop.screen(Method::POST, "/api/sessions/current/unlock", &by_pin, json!({ "password": PASSWORD })).await;
    assert_eq!(unlock.refusal(), "refused");
}

#[tokio::test]
async fn a_pin_is_set_with_the_password_and_goes_with_the_account_and_a_password_set_by_others() {
    let (shop, ada) = shop_with_ben().await;
    let ben = shop.sit_down("Ben").await;
    let wrong = json!({ "password": "not the password", "pin": "7305" });
    assert_eq!(shop.screen(Method::PUT, "/api/sessions/current/pin", &ben, wrong).await.refusal(), "forbidden");
    for pin in ["1234", "0000", "1985", "123", "48x1", "123456789"] {
        assert_eq!(give_pin(&shop, &ben, pin).await.refusal(), "invalid", "{pin}");
    }
    give_pin(&shop, &ben, "7305").await.ok();
    assert_eq!(switch(&shop, &ada, "Ben", PIN).await.refusal(), "forbidden");
    shop.screen(Method::DELETE, "/api/sessions/current/pin", &ben, Value::Null).await.ok();
    assert_eq!(switch(&shop, &ada, "Ben", "7305").await.refusal(), "refused");
    let path = format!("/api/staff/{}", shop.person("Ben").await);
    for change in [json!({ "password": PASSWORD }), json!({ "state": "disabled" })] {
        let ben = shop.sit_down("Ben").await;
        give_pin(&shop, &ben, PIN).await.ok();
        shop.patch(&path, change.clone()).await.ok();
        assert_eq!(shop.screen(Method::GET, "/api/pin-holders", &ada, Value::Null).await.ok(), json!([]), "{change}");
        shop.patch(&path, json!({ "state": "active" })).await.ok();
        assert_eq!(switch(&shop, &ada, "Ben", PIN).await.refusal(), "refused", "{change}");
    }
}
