//! Guessing is hopeless: passwords, codes and PINs, at the core and over HTTP, across restarts and clocks that are set.

use axum::http::Method;
use counterfoil::base::Timestamp;
use counterfoil::http::Door;
use counterfoil::staff::sessions::{TRIES_MAX, WINDOW_MS, count_try};
use counterfoil::staff::trusted::Here;
use counterfoil::staff::{password, pins};
use counterfoil::store::Context;
use counterfoil::store::keys::Effort;
use serde_json::{Value, json};

use crate::support::{OPENING, OWNER, PASSWORD, Shop, code_at};

const MINUTE_MS: i64 = 60_000;
const YEAR_MS: i64 = 365 * 24 * 60 * MINUTE_MS;

async fn try_password(shop: &Shop, password: &str) -> String {
    let body = json!({ "name": OWNER, "password": password });
    let answer = shop.screen(Method::POST, "/api/sessions", "", body).await;
    if answer.status.is_success() { "let in".to_owned() } else { answer.refusal() }
}

/// Whether the core lets one more try at an account through.
fn core_lets_through(shop: &Shop, account: &'static str) -> bool {
    shop.store().write_now(Context::program("test"), move |tx| Ok(count_try(tx, account)?.is_none())).unwrap()
}

#[tokio::test]
async fn no_fifteen_minutes_hold_more_than_ten_tries_at_the_core() {
    let shop = Shop::open().await;
    // Uneven steps, so that tries fall on both sides of every border that a window could have.
    let (mut now, mut let_through) = (OPENING.0, Vec::new());
    for step in 0..600_i64 {
        now += (step % 7) * 11_000;
        shop.clock.set(Timestamp(now));
        if core_lets_through(&shop, "ada") {
            let_through.push(now);
        }
    }
    for (index, first) in let_through.iter().enumerate() {
        let within = let_through[index..].iter().take_while(|at| **at - first < WINDOW_MS).count();
        assert!(within <= TRIES_MAX as usize, "{within} tries within 15 minutes of {first}");
    }
    assert!(let_through.len() > 20, "whoever waits may try again: {}", let_through.len());
}

#[tokio::test]
async fn neither_a_restart_nor_a_set_clock_gives_further_tries_at_a_password() {
    let mut shop = Shop::open_in("DE", Door::Loopback).await;
    for (guess, shift_ms) in [0, MINUTE_MS, -YEAR_MS, 0, 14 * MINUTE_MS, -MINUTE_MS, 0, 0, MINUTE_MS, 0].into_iter().enumerate() {
        shop.clock.set(Timestamp(OPENING.0 + shift_ms));
        assert_eq!(try_password(&shop, &format!("guess number {guess}")).await, "signed_out");
        if guess % 3 == 0 {
            shop = shop.restart();
        }
    }
    for shift_ms in [0, MINUTE_MS, 14 * MINUTE_MS, -YEAR_MS, -YEAR_MS + 14 * MINUTE_MS, 0] {
        shop.clock.set(Timestamp(OPENING.0 + shift_ms));
        shop = shop.restart();
        assert_eq!(try_password(&shop, PASSWORD).await, "throttled", "with the clock set by {shift_ms} ms");
    }
}

#[tokio::test]
async fn a_clock_that_was_wrong_by_a_year_closes_no_account_for_a_year() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    shop.clock.set(Timestamp(OPENING.0 + YEAR_MS));
    for _ in 0..10 {
        assert_eq!(try_password(&shop, "not the password").await, "signed_out");
    }
    shop.clock.set(OPENING);
    assert_eq!(try_password(&shop, PASSWORD).await, "throttled");
    shop.clock.set(Timestamp(OPENING.0 + 15 * MINUTE_MS));
    assert_eq!(try_password(&shop, PASSWORD).await, "let in");
}

#[tokio::test]
async fn codes_are_guessed_as_rarely_as_passwords_also_while_a_second_factor_is_set_up() {
    let mut shop = Shop::open_in("DE", Door::Loopback).await;
    let cookie = shop.sit_down(OWNER).await;
    let path = "/api/sessions/current/second-factor";
    let made = shop.screen(Method::POST, path, &cookie, json!({ "password": PASSWORD })).await.ok();
    let secret = made["secret"].as_str().unwrap().to_owned();
    let confirm = format!("{path}/confirmation");
    let right = json!({ "code": code_at(&secret, OPENING) });
    for guess in 0..10 {
        let wrong = json!({ "code": format!("{guess:06}") });
        assert_eq!(shop.screen(Method::POST, &confirm, &cookie, wrong).await.refusal(), "invalid");
    }
    assert_eq!(shop.screen(Method::POST, &confirm, &cookie, right).await.refusal(), "throttled");
    let mut now = Timestamp(OPENING.0 + 15 * MINUTE_MS);
    shop.clock.set(now);
    let cookie = shop.sit_down(OWNER).await;
    let right = json!({ "code": code_at(&secret, now) });
    shop.screen(Method::POST, &confirm, &cookie, right).await.ok();
    for guess in 0..10 {
        let body = json!({ "name": OWNER, "password": PASSWORD, "code": format!("{guess:06}") });
        assert_eq!(shop.screen(Method::POST, "/api/sessions", "", body).await.refusal(), "signed_out");
        shop = shop.restart();
    }
    now = Timestamp(now.0 + MINUTE_MS);
    for shift_ms in [0, -YEAR_MS] {
        let at = Timestamp(now.0 + shift_ms);
        shop.clock.set(at);
        let body = json!({ "name": OWNER, "password": PASSWORD, "code": code_at(&secret, at) });
        assert_eq!(shop.screen(Method::POST, "/api/sessions", "", body).await.refusal(), "throttled");
    }
}

async fn shop_with_a_pin() -> Shop {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    shop.hire("Ben", "cashier").await;
    let ben = shop.sit_down("Ben").await;
    let new = json!({ "password": PASSWORD, "pin": "4821" });
    shop.screen(Method::PUT, "/api/sessions/current/pin", &ben, new).await.ok();
    shop
}

#[tokio::test]
async fn five_wrong_tries_close_a_pin_until_the_password_is_used_whatever_the_clock_says() {
    let mut shop = shop_with_a_pin().await;
    let (ben, ada) = (shop.person("Ben").await, shop.sit_down(OWNER).await);
    let switch = json!({ "staff_id": ben, "pin": "" });
    for (guess, shift_ms) in [0, -YEAR_MS, 0, 16 * MINUTE_MS, 0].into_iter().enumerate() {
        shop.clock.set(Timestamp(OPENING.0 + shift_ms));
        let wrong = json!({ "staff_id": ben, "pin": format!("930{guess}") });
        let ada = shop.sit_down(OWNER).await;
        assert_eq!(shop.screen(Method::POST, "/api/sessions/current/switch", &ada, wrong).await.refusal(), "forbidden");
        shop = shop.restart();
    }
    let right = json!({ "pin": "4821", "staff_id": switch["staff_id"] });
    for shift_ms in [0, 16 * MINUTE_MS, YEAR_MS, -YEAR_MS] {
        shop.clock.set(Timestamp(OPENING.0 + shift_ms));
        let ada = shop.sit_down(OWNER).await;
        let answer = shop.screen(Method::POST, "/api/sessions/current/switch", &ada, right.clone()).await;
        assert_eq!(answer.refusal(), "throttled", "with the clock set by {shift_ms} ms");
    }
    shop.clock.set(OPENING);
    let own = shop.sit_down("Ben").await;
    let session = shop.screen(Method::GET, "/api/sessions/current", &own, Value::Null).await.ok();
    assert_eq!(session["pin"], "ready", "the password was used");
    let ada = {
        drop(ada);
        shop.sit_down(OWNER).await
    };
    shop.screen(Method::POST, "/api/sessions/current/switch", &ada, right).await.ok();
}

#[tokio::test]
async fn a_locked_screen_counts_tries_at_its_pin_like_the_switch() {
    let shop = shop_with_a_pin().await;
    let ben = shop.sit_down("Ben").await;
    shop.screen(Method::POST, "/api/sessions/current/lock", &ben, Value::Null).await.ok();
    let unlock = |body: Value| shop.screen(Method::POST, "/api/sessions/current/unlock", &ben, body);
    for guess in 0..5 {
        assert_eq!(unlock(json!({ "pin": format!("930{guess}") })).await.refusal(), "forbidden");
    }
    assert_eq!(unlock(json!({ "pin": "4821" })).await.refusal(), "throttled");
    unlock(json!({ "password": PASSWORD })).await.ok();
    unlock(json!({ "pin": "4821" })).await.ok();
}

#[tokio::test]
async fn tries_at_a_pin_made_all_at_once_are_counted_before_any_is_looked_at() {
    let shop = shop_with_a_pin().await;
    let (ben, ada) = (shop.person("Ben").await, shop.sit_down(OWNER).await);
    let (store, staff_id) = (shop.store(), ben.parse().unwrap());
    let here = Here::Browser { tokens: std::collections::HashMap::new(), name: String::new() };
    let count =
        move |here: Here| store.write_now(Context::program("test"), move |tx| pins::count_try(tx, staff_id, &here)).is_ok();
    let counted = (0..8).filter(|_| count(here.clone())).count();
    assert_eq!(counted, pins::TRIES_MAX as usize);
    let right = json!({ "staff_id": ben, "pin": "4821" });
    assert_eq!(shop.screen(Method::POST, "/api/sessions/current/switch", &ada, right).await.refusal(), "throttled");
}

#[tokio::test]
async fn every_guess_is_on_the_audit_screen() {
    let shop = shop_with_a_pin().await;
    let (ben, cookie) = (shop.person("Ben").await, shop.sit_down("Ben").await);
    let ada = shop.sit_down(OWNER).await;
    let wrong = json!({ "staff_id": ben, "pin": "9300" });
    shop.screen(Method::POST, "/api/sessions/current/switch", &ada, wrong).await.refusal();
    let unlock = json!({ "password": "not the password" });
    shop.screen(Method::POST, "/api/sessions/current/unlock", &cookie, unlock).await.refusal();
    for operation in ["switch_person", "unlock_current_session"] {
        let page = shop.get(&format!("/api/accesses?account=Ben&outcome=forbidden&operation={operation}")).await.ok();
        assert_eq!(page["total"], 1, "{operation}: {page}");
    }
}

#[tokio::test]
async fn a_password_kept_under_a_cheaper_hash_is_raised_when_its_person_signs_in() {
    let shop = Shop::open().await;
    let kept = || {
        let read =
            shop.store().read_now(|db| Ok(db.query_row("SELECT password_hash FROM staff", [], |row| row.get::<_, String>(0))?));
        read.unwrap()
    };
    let before = kept();
    shop.sign_in(OWNER).await;
    assert_eq!(kept(), before, "it is as dear as it should be");
    let cheaper = password::hash(PASSWORD, &[], Effort { memory_kib: 8, ..Effort::CHEAP }).unwrap();
    let stored = cheaper.clone();
    let put = move |tx: &mut counterfoil::store::Write<'_>| Ok(tx.execute("UPDATE staff SET password_hash = ?1", [stored])?);
    shop.store().write_now(Context::program("test"), put).unwrap();
    assert_eq!(try_password(&shop, "not the password").await, "signed_out");
    assert_eq!(kept(), cheaper, "a wrong password raises nothing");
    shop.sign_in(OWNER).await;
    assert!(kept().contains("m=64,t=1"), "{}", kept());
    shop.sign_in(OWNER).await;
}
