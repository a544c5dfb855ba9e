//! Every operation × every role × every door: what is listed in the router is what is enforced.

use axum::body::Body;
use axum::http::{Method, Request, header};
use counterfoil::http::{Access, Door, Operation, Permission};
use counterfoil::router::operations;
use counterfoil::staff::RoleCode;
use serde_json::json;

use crate::support::{OWNER, Shop};

fn table() -> Vec<Operation> {
    operations().split().2
}

/// A path with ids that belong to nothing: whoever is let in gets "not found" or "invalid", never "forbidden".
fn address(operation: &Operation) -> String {
    let mut path = String::new();
    for part in operation.path.split('/').skip(1) {
        path.push('/');
        path.push_str(if part.starts_with('{') { "00000000-0000-7000-8000-000000000000" } else { part });
    }
    path
}

/// What would end the sessions the test needs, or close the shop.
fn ends_the_session(operation: &Operation) -> bool {
    ["delete_current_session", "lock_current_session", "delete_other_sessions", "seal_shop"].contains(&operation.name)
}

/// What a role that was made here holds: some of everything, and nothing that a ready role holds exactly.
const OWN: [Permission; 6] = [
    Permission::SeeFigures,
    Permission::SeeAudit,
    Permission::SeeProducts,
    Permission::TakeReturns,
    Permission::ManageStaff,
    Permission::ManageBackups,
];

async fn assert_answers_exactly(shop: &Shop, token: &str, who: &str, allows: impl Fn(Permission) -> bool) {
    for operation in table().iter().filter(|operation| !ends_the_session(operation)) {
        let answer = shop.call_as(token, operation.method.clone(), &address(operation), None).await;
        let is_refused = answer.json()["code"] == "forbidden" && answer.status == 403;
        let may = match operation.access {
            Access::Public | Access::Session | Access::Enrolling | Access::SignedIn => true,
            Access::Needs(permission) | Access::NeedsWhereOpen(permission) => allows(permission),
        };
        let text = String::from_utf8_lossy(&answer.bytes);
        assert_eq!(!is_refused, may, "{} as {who} at {:?}: {text}", operation.name, shop.app.door);
    }
}

#[tokio::test]
async fn every_operation_answers_exactly_the_roles_that_may_at_every_door() {
    for door in [Door::Process, Door::Window, Door::Loopback] {
        let shop = Shop::open_in("DE", door).await;
        for role in RoleCode::ALL {
            let token = match role {
                RoleCode::Owner => shop.sign_in(OWNER).await,
                other => shop.hire(other.code(), other.code()).await,
            };
            assert_answers_exactly(&shop, &token, role.code(), |permission| role.allows(permission)).await;
        }
        let own = shop.post("/api/roles", json!({ "name": "Own", "permissions": OWN.map(Permission::code) })).await.refusal();
        assert_eq!(own, "conflict", "the word that stands for all of them is no name");
        shop.post("/api/roles", json!({ "name": "Evenings", "permissions": OWN.map(Permission::code) })).await.ok();
        let token = shop.hire("Eve", "Evenings").await;
        assert_answers_exactly(&shop, &token, "a role made here", |permission| OWN.contains(&permission)).await;
    }
}

#[tokio::test]
async fn nobody_gets_past_a_door_without_a_session() {
    for door in [Door::Process, Door::Window, Door::Loopback] {
        let shop = Shop::open_in("DE", door).await;
        for operation in table() {
            let answer = shop.call_as("", operation.method.clone(), &address(&operation), None).await;
            let is_refused = answer.status == 401;
            let expected = operation.access != Access::Public;
            // Signing in with an empty body is refused as input, not as a session.
            assert_eq!(is_refused, expected, "{} at {door:?}: {}", operation.name, answer.status);
            let forged = shop.call_as("a-token-that-was-never-given", operation.method.clone(), &address(&operation), None).await;
            assert_eq!(forged.status == 401, expected, "{} with a forged token", operation.name);
        }
    }
}

#[test]
fn every_operation_is_named_once_as_verb_and_noun() {
    let table = table();
    for operation in &table {
        let name = operation.name;
        assert!(name.contains('_') && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()), "{name}");
        assert_eq!(table.iter().filter(|other| other.name == name).count(), 1, "{name} is listed twice");
        let verbs = [
            "find", "list", "search", "scan", "create", "change", "delete", "lock", "unlock", "set", "seal", "unseal", "cancel",
            "archive", "receive", "adjust", "price", "post", "issue", "save", "preview", "start", "undo", "print", "rename",
            "render", "verify", "resume", "recover", "download", "switch", "erase", "leave",
        ];
        assert!(verbs.contains(&name.split('_').next().unwrap()), "{name} does not begin with a verb this product uses");
    }
}

#[test]
fn every_permission_guards_something_or_hides_a_field() {
    // SeeCosts and GiveDiscounts rule fields of answers and requests, not whole operations.
    let used = |permission: &Permission| table().iter().any(|operation| operation.access == Access::Needs(*permission));
    let unused: Vec<_> = Permission::ALL.iter().filter(|permission| !used(permission)).collect();
    let fields_only = [Permission::SeeCosts, Permission::GiveDiscounts];
    assert!(unused.iter().all(|permission| fields_only.contains(permission)), "permissions that guard nothing: {unused:?}");
}

#[tokio::test]
async fn a_request_meant_for_another_host_or_from_another_origin_is_refused_at_the_loopback_door() {
    let shop = Shop::open_in("DE", Door::Loopback).await;
    for (host, origin, is_fine) in [
        ("127.0.0.1:4780", None, true),
        ("localhost:4780", Some("http://localhost:4780"), true),
        ("shop.example", None, false),
        ("127.0.0.1.shop.example:4780", None, false),
        ("127.0.0.1:4780", Some("http://shop.example"), false),
        ("127.0.0.1:4780", Some("null"), false),
    ] {
        let mut request = Request::builder().method(Method::GET).uri("/api/shop-state").header(header::HOST, host);
        if let Some(origin) = origin {
            request = request.header(header::ORIGIN, origin);
        }
        let answer = shop.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status.is_success(), is_fine, "host {host}, origin {origin:?}");
    }
}
