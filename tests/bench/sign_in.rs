//! What it takes to try a password, and to sign in with one, at the effort that real shops use.

use std::sync::Arc;

use axum::http::Method;
use counterfoil::http::{App, Door, ShopState};
use counterfoil::router::desktop_app;
use counterfoil::staff::password;
use counterfoil::staff::sessions::DOORKEEPER;
use counterfoil::store::keys::Effort;
use serde_json::json;
use tokio::runtime::Runtime;

use crate::support::{OWNER, PASSWORD, Shop};
use crate::{Report, Times};

const TRIES: usize = 12;

pub fn measure(runtime: &Runtime, report: &mut Report) {
    let kept = password::hash(PASSWORD, &[], Effort::REAL).unwrap();
    let times = Times::of(TRIES, |_| assert!(password::matches(PASSWORD, Some(&kept), Effort::REAL).unwrap()));
    report.time("argon2id of one password (150 to 500 ms wanted)", &times);

    let mut shop = runtime.block_on(Shop::open());
    let state = ShopState::Open(shop.store());
    let app = Arc::new(App::new(shop.app.folder(), shop.clock.clone(), Effort::REAL, Door::Process, DOORKEEPER, state));
    shop.router = desktop_app(app);
    let sign_in = |_| {
        let body = json!({ "name": OWNER, "password": PASSWORD });
        runtime.block_on(shop.call_as("", Method::POST, "/api/sessions", Some(body))).ok();
    };
    // The first one raises the cheap hash that the shop was made with.
    report.time("sign-in that raises the password's hash", &Times::of(1, sign_in));
    report.time("sign-in (under 600 ms wanted)", &Times::of(TRIES, sign_in));
}
