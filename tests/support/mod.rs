//! A throw-away shop behind the real router.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use counterfoil::base::time::SetClock;
use counterfoil::base::{Clock, Timestamp};
use counterfoil::http::{App, Door, ShopState};
use counterfoil::router::{desktop_app, loopback_app};
use counterfoil::setup::{NewShop, set_up_shop};
use counterfoil::staff::sessions::DOORKEEPER;
use counterfoil::store::Store;
use counterfoil::store::keys::Effort;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

/// 2026-03-02 10:00 in Berlin, a Monday.
pub const OPENING: Timestamp = Timestamp(1_772_442_000_000);
/// The owner of every throw-away shop.
pub const OWNER: &str = "Ada";
/// Everybody's password.
pub const PASSWORD: &str = "violet ink on paper";
/// What opens the store.
pub const PASSPHRASE: &str = "a key under the mat";

/// A German shop in a temporary folder, its owner signed in by token.
pub struct Shop {
    /// The router.
    pub router: Router,
    /// The state behind it.
    pub app: Arc<App>,
    /// The clock of this shop.
    pub clock: Arc<SetClock>,
    /// Removed at the end.
    pub _folder: TempDir,
    /// The owner's token.
    pub token: String,
    /// The recovery identity of its kit.
    pub recovery_identity: String,
}

/// One answer.
pub struct Answer {
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The cookies that the answer sets, as a browser would send them back.
    pub fn cookies(&self) -> Vec<String> {
        let set = self.headers.get_all(header::SET_COOKIE).iter();
        set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// The body as JSON of an answer that must have been a success.
    #[track_caller]
    pub fn ok(&self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, String::from_utf8_lossy(&self.bytes));
        self.json()
    }

    /// The code of an answer that must have been a refusal.
    #[track_caller]
    pub fn refusal(&self) -> String {
        assert!(!self.status.is_success(), "was not refused: {}", String::from_utf8_lossy(&self.bytes));
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A request of the interface, with the cookie of its session.
pub fn interface(method: Method, path: &str, cookie: &str, body: &str) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "127.0.0.1:4780")
        .header("x-counterfoil", "interface")
        .header(header::COOKIE, cookie)
        .body(Body::from(body.to_owned()))
        .unwrap()
}

/// The code that an authenticator with this secret shows at a time.
pub fn code_at(secret: &str, now: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    totp.generate(now.0.unsigned_abs() / 1000).to_string()
}

/// What a new throw-away shop is set up with.
pub fn new_shop(country: &str) -> NewShop {
    serde_json::from_value(json!({
        "shop_name": "Violet & Co", "country": country, "owner_name": OWNER, "password": PASSWORD, "passphrase": PASSPHRASE, "language": "en",
    }))
    .unwrap()
}

fn router_of(app: &Arc<App>) -> Router {
    if app.door == Door::Loopback { loopback_app(app.clone()) } else { desktop_app(app.clone()) }
}

impl Shop {
    /// A German shop reached in process.
    pub async fn open() -> Self {
        Self::open_in("DE", Door::Process).await
    }

    /// A shop of a country, behind a door.
    pub async fn open_in(country: &str, door: Door) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(SetClock::at(OPENING));
        let shared: Arc<dyn Clock> = clock.clone();
        let (store, answer) = set_up_shop(folder.path(), &new_shop(country), &shared, Effort::CHEAP).unwrap();
        Self::behind(door, folder, clock, store, answer.recovery_identity).await
    }

    /// A program that was started for a folder without a shop. Nobody can be signed in there.
    pub fn nowhere() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(SetClock::at(OPENING));
        let home = folder.path().join("shop");
        let app = Arc::new(App::new(home, clock.clone(), Effort::CHEAP, Door::Process, DOORKEEPER, ShopState::Missing));
        let (token, recovery_identity) = (String::new(), String::new());
        Self { router: router_of(&app), app, clock, _folder: folder, token, recovery_identity }
    }

    /// A shop that was opened before, by this process or another. Its folder is the caller's.
    pub async fn reopen(store: Store) -> Self {
        Self::behind(Door::Process, TempDir::new().unwrap(), Arc::new(SetClock::at(OPENING)), store, String::new()).await
    }

    async fn behind(door: Door, folder: TempDir, clock: Arc<SetClock>, store: Store, recovery_identity: String) -> Self {
        let path = store.folder().to_owned();
        let app = Arc::new(App::new(path, clock.clone(), Effort::CHEAP, door, DOORKEEPER, ShopState::Open(store)));
        let mut shop = Self { router: router_of(&app), app, clock, _folder: folder, token: String::new(), recovery_identity };
        shop.token = shop.sign_in(OWNER).await;
        shop
    }

    /// The time on the shop's clock.
    pub fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The same shop after the program was ended and started again, at the same door and with the same clock.
    pub fn restart(self) -> Self {
        let Self { router, app, clock, _folder, token, recovery_identity } = self;
        let (door, folder, key) = (app.door, app.folder(), app.store().unwrap().key().clone());
        drop((router, app));
        let shared: Arc<dyn Clock> = clock.clone();
        let store = Store::open(&folder, key, &shared).unwrap();
        let app = Arc::new(App::new(folder, shared, Effort::CHEAP, door, DOORKEEPER, ShopState::Open(store)));
        Self { router: router_of(&app), app, clock, _folder, token, recovery_identity }
    }

    /// What came of the last work on the shop's file, once it has ended.
    pub async fn errand_ended(&self) -> Value {
        for _ in 0..3_000 {
            let errand = self.call_as("", Method::GET, "/api/errand", None).await.ok();
            if errand["state"] != "running" {
                return errand;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the errand does not end");
    }

    /// The store behind the router.
    pub fn store(&self) -> Store {
        self.app.store().unwrap()
    }

    /// Signs somebody in and answers their token.
    pub async fn sign_in(&self, name: &str) -> String {
        let answer = self.call_as("", Method::POST, "/api/sessions", Some(json!({ "name": name, "password": PASSWORD }))).await;
        answer.ok()["token"].as_str().unwrap().to_owned()
    }

    /// The id of a role, by its code or its name.
    pub async fn role(&self, role: &str) -> Value {
        let roles = self.get("/api/roles").await.ok();
        let is_meant = |known: &&Value| known["code"] == role || known["name"] == role;
        roles.as_array().unwrap().iter().find(is_meant).unwrap()["id"].clone()
    }

    /// The id of a person.
    pub async fn person(&self, name: &str) -> String {
        let staff = self.get("/api/staff").await.ok();
        let is_meant = |known: &&Value| known["name"] == name;
        staff.as_array().unwrap().iter().find(is_meant).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// Adds a person with a role, by its code or its name, and answers their token.
    pub async fn hire(&self, name: &str, role: &str) -> String {
        let role = self.role(role).await;
        self.post("/api/staff", json!({ "name": name, "password": PASSWORD, "role_id": role })).await.ok();
        self.sign_in(name).await
    }

    /// Any call of the interface with the cookies it holds.
    pub async fn screen(&self, method: Method, path: &str, cookies: &str, body: Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(interface(method, path, cookies, &body)).await
    }

    /// Signs somebody in at a screen and answers the cookie of their session.
    pub async fn sit_down(&self, name: &str) -> String {
        let body = json!({ "name": name, "password": PASSWORD }).to_string();
        let answer = self.send(interface(Method::POST, "/api/sessions", "", &body)).await;
        answer.ok();
        answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    /// GET as the owner.
    pub async fn get(&self, path: &str) -> Answer {
        self.call_as(&self.token, Method::GET, path, None).await
    }

    /// POST as the owner.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call_as(&self.token, Method::POST, path, Some(body)).await
    }

    /// PATCH as the owner.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.call_as(&self.token, Method::PATCH, path, Some(body)).await
    }

    /// Any call with a token; an empty token means nobody is signed in.
    pub async fn call_as(&self, token: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:4780");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.header(header::CONTENT_TYPE, "application/json").body(body).unwrap()).await
    }

    /// Sends a request as it is.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    /// What `verify` finds; empty when everything holds.
    pub fn findings(&self) -> Vec<String> {
        let verification = counterfoil::verify::verify_shop(&self.store()).unwrap();
        verification.findings.iter().map(|finding| format!("{}: {}", finding.check, finding.message)).collect()
    }

    /// The steps in which SQLite would run a statement.
    pub fn plan(&self, statement: &str) -> Vec<String> {
        let read = self.store().read_now(|db| {
            let mut explain = db.prepare(&format!("EXPLAIN QUERY PLAN {statement}"))?;
            for place in 1..=explain.parameter_count() {
                explain.raw_bind_parameter(place, 1)?;
            }
            let mut rows = explain.raw_query();
            let mut plan = Vec::new();
            while let Some(row) = rows.next()? {
                plan.push(row.get::<_, String>(3)?);
            }
            Ok(plan)
        });
        read.unwrap()
    }
}
