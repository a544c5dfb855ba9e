//! The archive of a history: written whole, checked by a stranger with Python, and tampered with in every way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use axum::http::Method;
use counterfoil::history::export_archive;
use counterfoil::store::{anchor_key, row_hash};
use rusqlite::types::{Value as Cell, ValueRef};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::documents::invoice_of;
use crate::history::{Hash, Link, content_of};
use crate::imports::{end_of, import, made_up};
use crate::orders::{post_return_of_all, sell_service};
use crate::support::{OPENING, Shop};

/// A shop with everything an archive can hold: sales, a return, an invoice, a credit note, an imported history, an erased customer.
async fn full_shop() -> Shop {
    let shop = Shop::open().await;
    import(&shop, "online_retail", made_up(12)).await;
    let customer = shop.post("/api/customers", json!({ "name": "Mia Maier", "address": "Lane 1" })).await.ok()["id"].clone();
    for amount in [1_000, 2_000, 3_000] {
        let sale = sell_to(&shop, &customer, amount).await;
        invoice_of(&shop, &sale).await;
    }
    let sale = sell_service(&shop, 500).await;
    invoice_of(&shop, &sale).await;
    let back = post_return_of_all(&shop, &sale).await;
    shop.post(&format!("/api/orders/{}/credit-note", back["id"].as_str().unwrap()), json!({})).await.ok();
    shop.post(&format!("/api/privacy/people/customer/{}/erasure", customer.as_str().unwrap()), json!({ "reason": "asked" }))
        .await
        .ok();
    let other = shop.post("/api/customers", json!({ "name": "Zoe" })).await.ok()["id"].clone();
    sell_to(&shop, &other, 700).await;
    assert_eq!(shop.findings(), Vec::<String>::new());
    shop
}

async fn sell_to(shop: &Shop, customer: &Value, minor: i64) -> Value {
    let mut ticket = crate::orders::service_ticket(shop, minor).await;
    ticket["customer_id"] = customer.clone();
    ticket["note"] = json!("rings at noon");
    let sale = json!({ "id": crate::orders::new_id(), "ticket": ticket, "payments": crate::orders::cash(minor), "expected_total_minor": minor });
    shop.post("/api/orders", sale).await.ok()
}

fn python(file: &Path, arguments: &[&str]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify_archive.py");
    Command::new("python3").arg(script).arg(file).args(arguments).output().unwrap()
}

#[track_caller]
fn says(output: &Output, code: i32, words: &str) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains(words), "{said}");
}

fn read_lines(file: &Path) -> Vec<Value> {
    std::fs::read_to_string(file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn write_lines(file: &Path, lines: &[Value]) {
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(file, text).unwrap();
}

fn place(lines: &[Value], wanted: impl Fn(&Value) -> bool) -> usize {
    lines.iter().position(wanted).unwrap()
}

fn row_of(table: &'static str) -> impl Fn(&Value) -> bool {
    move |line| line["type"] == "row" && line["table"] == table
}

fn of_type(kind: &'static str) -> impl Fn(&Value) -> bool {
    move |line| line["type"] == kind
}

/// Sets a cell of a row to something else.
fn set_cell(line: &mut Value, column: &str, value: Value) {
    let cells = line["cells"].as_array_mut().unwrap();
    let cell = cells.iter_mut().find(|cell| cell[0] == column).unwrap();
    assert_ne!(cell[1], value);
    cell[1] = value;
}

type Tamper = fn(&mut Vec<Value>);

/// Ways to tamper with an archive by somebody who leaves the hashes alone.
fn tamperings() -> [(&'static str, Tamper); 25] {
    [
        ("an edited row", |lines| {
            let at = place(lines, row_of("orders"));
            let at = at + lines[at..].iter().position(|line| line["cells"].to_string().contains("\"counter\"")).unwrap();
            set_cell(&mut lines[at], "total_minor", json!(1));
        }),
        ("an edited redacted row", |lines| {
            let at = place(lines, |line| line["table"] == "orders" && line["cells"].to_string().contains("[\"net_minor\",840]"));
            set_cell(&mut lines[at], "net_minor", json!(841));
        }),
        ("a deleted row", |lines| {
            let at = place(lines, |line| line["table"] == "payments" && !line["cells"].to_string().contains("import_id"));
            lines.remove(at);
        }),
        ("a doubled row", |lines| {
            let at = place(lines, row_of("changes"));
            lines.insert(at, lines[at].clone());
        }),
        ("a row of another commit", |lines| {
            let at = place(lines, row_of("changes"));
            lines[at]["commit_seq"] = json!(lines[at]["commit_seq"].as_i64().unwrap() + 1);
        }),
        ("a row of a commit that is not there", |lines| {
            let at = place(lines, row_of("changes"));
            lines[at]["commit_seq"] = json!(100_000);
        }),
        ("two swapped commits", |lines| {
            let at = place(lines, of_type("commit"));
            lines.swap(at + 2, at + 3);
        }),
        ("two swapped and renumbered commits", |lines| {
            let at = place(lines, of_type("commit"));
            lines.swap(at + 2, at + 3);
            lines[at + 2]["seq"] = json!(3);
            lines[at + 3]["seq"] = json!(4);
        }),
        ("a removed commit", |lines| drop(lines.remove(place(lines, of_type("commit")) + 1))),
        ("another time", |lines| lines[1]["at_ms"] = json!(lines[1]["at_ms"].as_i64().unwrap() + 1)),
        ("another operation", |lines| lines[2]["operation"] = json!("something_else")),
        ("another value of a change", |lines| {
            let at = place(lines, of_type("change_content"));
            lines[at]["after"] = json!("something else");
        }),
        ("a removed value of a change", |lines| drop(lines.remove(place(lines, of_type("change_content"))))),
        ("another content of a document", |lines| {
            let at = place(lines, of_type("document_content"));
            lines[at]["content"] = json!(lines[at]["content"].as_str().unwrap().replace("Engraving", "Painting"));
        }),
        ("a removed content of a document", |lines| drop(lines.remove(place(lines, of_type("document_content"))))),
        ("a removed document", |lines| drop(lines.remove(place(lines, row_of("documents"))))),
        ("another reason of a purge", |lines| {
            let at = lines.len() - 1 - lines.iter().rev().position(row_of("purges")).unwrap();
            set_cell(&mut lines[at], "reason", json!("no reason"));
        }),
        ("a removed redaction", |lines| drop(lines.remove(place(lines, row_of("redactions"))))),
        ("a row that claims to be imported", |lines| {
            let at = place(lines, |line| line["table"] == "order_lines" && !line["cells"].to_string().contains("import_id"));
            lines[at]["cells"].as_array_mut().unwrap().push(json!(["import_id", { "hex": "00" }]));
        }),
        ("a cut tail", |lines| lines.truncate(lines.len() - 1)),
        ("a removed anchor", |lines| drop(lines.remove(place(lines, of_type("anchor"))))),
        ("another anchor", |lines| {
            let at = place(lines, of_type("anchor"));
            lines[at]["hash"] = json!("00".repeat(32));
        }),
        ("nonsense", |lines| lines[3] = json!({ "type": "row", "table": 7 })),
        ("another format", |lines| lines[0]["format"] = json!(2)),
        ("something after the end", |lines| lines.push(lines[1].clone())),
    ]
}

#[tokio::test]
async fn a_stranger_with_python_finds_every_tampering_with_an_archive() {
    let shop = full_shop().await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.jsonl");
    let archive = export_archive(&shop.store(), &file, OPENING, &|_, _, _| Ok(())).unwrap();
    let key = anchor_key(&shop.store());
    let (seq, hash) = (archive.head.seq.to_string(), hex::encode(archive.head.hash));
    let good = python(&file, &["--expect-seq", &seq, "--expect-hash", &hash, "--anchor-key", &key]);
    says(&good, 0, "Everything holds.");
    assert!(!String::from_utf8_lossy(&good.stdout).contains(" 0 imported"), "the imported rows are there and stand outside");
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!((archive.lines, archive.bytes), (text.lines().count() as u64, text.len() as u64));
    assert_eq!(archive.sha256, hex::encode(Sha256::digest(text.as_bytes())));
    assert!(text.contains("rings at noon") && !text.contains("\"name\",\"Mia"), "readable, and without the one who was erased");
    assert!(export_archive(&shop.store(), &file, OPENING, &|_, _, _| Ok(())).is_err(), "no file is written over");

    let lines = read_lines(&file);
    let tampered = folder.path().join("tampered.jsonl");
    for (name, tamper) in tamperings() {
        let mut changed = lines.clone();
        tamper(&mut changed);
        let end = changed.len() - 1;
        if changed[end]["type"] == "end" {
            changed[end]["lines"] = json!(end);
        }
        write_lines(&tampered, &changed);
        let output = python(&tampered, &[]);
        assert_eq!(output.status.code(), Some(1), "{name} was not found: {}", String::from_utf8_lossy(&output.stdout));
        says(&output, 1, "FIRST BROKEN");
    }
    says(&python(&file, &["--expect-seq", &(archive.head.seq + 1).to_string()]), 1, "should go on to");
    says(&python(&file, &["--expect-hash", &"11".repeat(32)]), 1, "is not the one that was written down");
    says(&python(&file, &["--anchor-key", &"22".repeat(32)]), 1, "was not made by the shop");
    std::fs::write(&tampered, b"\xff\xfe not an archive").unwrap();
    says(&python(&tampered, &[]), 1, "cannot be right");
}

/// The value of a cell of an archive as SQLite holds it.
fn cell(value: &Value) -> Cell {
    match value {
        Value::Number(number) => Cell::Integer(number.as_i64().unwrap()),
        Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Blob(hex::decode(other["hex"].as_str().unwrap()).unwrap()),
    }
}

/// Makes every hash of the commits of an archive anew, the anchor's too, but for the MAC, whose key the attacker does not have.
fn rechain_archive(lines: &mut [Value]) {
    let mut rows_of: BTreeMap<i64, Vec<Hash>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line["type"] == "row") {
        let cells: Vec<(String, Cell)> =
            line["cells"].as_array().unwrap().iter().map(|pair| (pair[0].as_str().unwrap().to_owned(), cell(&pair[1]))).collect();
        let cells: Vec<(&str, ValueRef<'_>)> = cells.iter().map(|(name, value)| (name.as_str(), ValueRef::from(value))).collect();
        if !cells.iter().any(|(name, _)| *name == "import_id") {
            rows_of
                .entry(line["commit_seq"].as_i64().unwrap())
                .or_default()
                .push(row_hash(line["table"].as_str().unwrap(), &cells));
        }
    }
    let (mut previous, mut last) = ([0; 32], 0);
    for line in lines.iter_mut().filter(|line| line["type"] == "commit") {
        let bytes = |name: &str| hex::decode(line[name].as_str().unwrap_or_default()).unwrap();
        let number = |name: &str| line[name].as_i64().unwrap();
        let link = Link {
            numbers: ["seq", "device_seq", "hlc", "at_ms"].map(number),
            parts: [
                bytes("device_id"),
                bytes("actor_id"),
                bytes("register_id"),
                line["operation"].as_str().unwrap().as_bytes().to_vec(),
            ],
        };
        last = number("seq");
        let content = content_of(rows_of.remove(&last).unwrap_or_default());
        let hash = link.hash(&content, &previous);
        line["content_hash"] = json!(hex::encode(content));
        line["previous_hash"] = json!(hex::encode(previous));
        line["hash"] = json!(hex::encode(hash));
        previous = hash;
    }
    let anchor = lines.iter_mut().find(|line| line["type"] == "anchor").unwrap();
    (anchor["seq"], anchor["hash"]) = (json!(last), json!(hex::encode(previous)));
}

#[tokio::test]
async fn an_archive_whose_chain_was_made_anew_shows_by_its_anchor_or_by_what_was_written_down() {
    let shop = Shop::open().await;
    for amount in [1_000, 2_000] {
        sell_service(&shop, amount).await;
    }
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("history.jsonl");
    let archive = export_archive(&shop.store(), &file, OPENING, &|_, _, _| Ok(())).unwrap();
    let (key, seq, hash) = (anchor_key(&shop.store()), archive.head.seq.to_string(), hex::encode(archive.head.hash));
    let forge = |tamper: &dyn Fn(&mut Vec<Value>)| -> PathBuf {
        let mut lines = read_lines(&file);
        tamper(&mut lines);
        rechain_archive(&mut lines);
        let end = lines.len() - 1;
        lines[end]["lines"] = json!(end);
        let forged = folder.path().join("forged.jsonl");
        write_lines(&forged, &lines);
        forged
    };
    let edited = forge(&|lines| {
        let at = place(lines, row_of("payments"));
        set_cell(&mut lines[at], "tendered_minor", json!(5_000));
    });
    says(&python(&edited, &[]), 0, "Everything holds.");
    says(&python(&edited, &["--anchor-key", &key]), 1, "was not made by the shop");
    says(&python(&edited, &["--expect-seq", &seq, "--expect-hash", &hash]), 1, "is not the one that was written down");
    let cut = forge(&|lines| {
        lines.retain(|line| line["seq"].as_i64().unwrap_or(0) < archive.head.seq || line["type"] != "commit");
        lines.retain(|line| line["commit_seq"].as_i64().unwrap_or(0) < archive.head.seq);
    });
    says(&python(&cut, &["--expect-seq", &seq]), 1, "should go on to");
    says(&python(&cut, &["--anchor-key", &key]), 1, "was not made by the shop");
}

#[tokio::test]
async fn an_archive_is_written_into_a_folder_by_a_job() {
    let shop = Shop::open().await;
    sell_service(&shop, 1_000).await;
    let folder = TempDir::new().unwrap();
    let job = shop.post("/api/history/archives", json!({ "path": folder.path() })).await.ok();
    let job = end_of(&shop, &job).await;
    assert_eq!(job["state"], "done", "{job}");
    says(&python(Path::new(job["result"]["path"].as_str().unwrap()), &[]), 0, "Everything holds.");
    let inside = shop.post("/api/history/archives", json!({ "path": shop.store().folder() })).await;
    assert_eq!(inside.refusal(), "invalid", "a readable file does not belong beside the encrypted one");
    let manager = shop.hire("Max", "manager").await;
    let refused = shop.call_as(&manager, Method::POST, "/api/history/archives", Some(json!({ "path": folder.path() }))).await;
    assert_eq!(refused.refusal(), "forbidden");
}
