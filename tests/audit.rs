//! Who did what, who came in, and who was refused.

use axum::http::Method;
use serde_json::json;

use crate::support::{OWNER, PASSWORD, Shop};

#[tokio::test]
async fn every_change_says_who_what_before_and_after() {
    let shop = Shop::open().await;
    shop.hire("Ben", "cashier").await;
    let staff = shop.get("/api/staff").await.ok();
    let ben = staff.as_array().unwrap().iter().find(|person| person["name"] == "Ben").unwrap()["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/api/staff/{ben}"), json!({ "name": "Benno" })).await.ok();
    let page = shop.get("/api/commits?table=staff&limit=10").await.ok();
    let (latest, hired) = (&page["rows"][0], &page["rows"][1]);
    assert_eq!((&latest["operation"], &latest["staff_name"]), (&json!("change_staff"), &json!(OWNER)));
    let change = &latest["changes"][0];
    assert_eq!(
        (&change["field"], &change["before"], &change["after"], &change["record_name"]),
        (&json!("name"), &json!("Ben"), &json!("Benno"), &json!("Benno"))
    );
    assert_eq!(hired["operation"], "create_staff");
    let by_operation = shop.get("/api/commits?operation=create_staff").await.ok();
    assert_eq!(by_operation["total"], 1);
    assert_eq!(shop.get("/api/commits?from_ms=9999999999999").await.ok()["total"], 0);
}

#[tokio::test]
async fn the_exported_audit_has_a_row_for_each_change_and_no_formula() {
    let shop = Shop::open().await;
    shop.hire("=cmd()", "cashier").await;
    let csv = shop.get("/api/commits.csv?operation=create_staff").await;
    let text = String::from_utf8(csv.bytes.to_vec()).unwrap();
    assert!(text.starts_with("seq,at_utc,person,register,operation,table,record,name,field,before,after\n"), "{text}");
    assert!(text.contains(",'=cmd(),name,,'=cmd()"), "{text}");
    assert_eq!(text.lines().count(), 3, "name and role: {text}");
}

#[tokio::test]
async fn sign_ins_and_refusals_are_counted_by_the_minute() {
    let shop = Shop::open().await;
    let ben = shop.hire("Ben", "cashier").await;
    for _ in 0..3 {
        assert_eq!(shop.call_as(&ben, Method::GET, "/api/staff", None).await.refusal(), "forbidden");
    }
    let wrong = json!({ "name": "Nobody", "password": PASSWORD });
    assert_eq!(shop.call_as("", Method::POST, "/api/sessions", Some(wrong)).await.refusal(), "signed_out");
    let refused = shop.get("/api/accesses?refused=true").await.ok();
    let row = |account: &str| refused["rows"].as_array().unwrap().iter().find(|row| row["account"] == account).unwrap().clone();
    assert_eq!(
        (&row("ben")["operation"], &row("ben")["outcome"], &row("ben")["count"]),
        (&json!("list_staff"), &json!("forbidden"), &json!(3))
    );
    assert_eq!(row("nobody")["outcome"], "signed_out");
    let all = shop.get("/api/accesses").await.ok();
    assert!(all["rows"].as_array().unwrap().iter().any(|row| row["account"] == "ben" && row["outcome"] == "granted"), "{all}");
}

#[tokio::test]
async fn accesses_are_filtered_by_account_operation_outcome_and_time_and_exported() {
    let shop = Shop::open().await;
    shop.hire("=Ben()", "cashier").await;
    let wrong = json!({ "name": "Nobody", "password": PASSWORD });
    shop.call_as("", Method::POST, "/api/sessions", Some(wrong)).await.refusal();
    let now = shop.clock_now().0;
    let minute = now - now % 60_000;
    let (since, before) = (format!("from_ms={minute}"), format!("until_ms={minute}"));
    for (filter, total) in [
        ("account=NOB", 1),
        ("account=nob&outcome=granted", 0),
        ("outcome=signed_out", 1),
        ("operation=create_session", 3),
        ("operation=unlock_current_session", 0),
        ("refused=true", 1),
        (since.as_str(), 3),
        (before.as_str(), 0),
        ("account=&operation=&outcome=", 3),
    ] {
        assert_eq!(shop.get(&format!("/api/accesses?{filter}")).await.ok()["total"], total, "{filter}");
    }
    let csv = shop.get("/api/accesses.csv?outcome=granted&account=ben").await;
    let text = String::from_utf8(csv.bytes.clone()).unwrap();
    let expected = "minute_utc,account,operation,outcome,count\n2026-03-02T09:00:00Z,'=ben(),create_session,granted,1\n";
    assert_eq!(text, expected, "nothing in it is a formula");
}

#[test]
fn the_audit_is_read_by_the_number_of_the_commit() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let shop = runtime.block_on(Shop::open());
    for statement in counterfoil::audit::hot_statements() {
        let plan = shop.plan(&statement);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{statement}\n{plan:#?}");
    }
}
