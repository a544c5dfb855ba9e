//! Receipts, invoices and credit notes through the router.

use counterfoil::store::Context;
use serde_json::{Value, json};

use crate::orders::{post_return_of_all, sell_service};
use crate::support::Shop;

pub async fn invoice_of(shop: &Shop, order: &Value) -> Value {
    shop.post(&format!("/api/orders/{}/invoice", order["id"].as_str().unwrap()), json!({})).await.ok()
}

#[tokio::test]
async fn a_receipt_is_a_pdf_and_its_preview_a_picture_of_it() {
    let shop = Shop::open().await;
    let order = sell_service(&shop, 4_990).await;
    let id = order["id"].as_str().unwrap();
    let receipt = shop.get(&format!("/api/orders/{id}/receipt")).await;
    assert!(receipt.bytes.starts_with(b"%PDF"), "{}", String::from_utf8_lossy(&receipt.bytes));
    assert_eq!(receipt.bytes, shop.get(&format!("/api/orders/{id}/receipt")).await.bytes, "the same order is the same file");
    let picture = shop.get(&format!("/api/orders/{id}/receipt/preview?width_px=300")).await;
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    assert_eq!(picture.headers["x-page-count"], "1");
    assert_eq!(shop.get(&format!("/api/orders/{id}/receipt/preview?page=1")).await.refusal(), "not_found");
}

#[tokio::test]
async fn a_sale_has_one_invoice_and_asking_again_answers_the_same() {
    let shop = Shop::open().await;
    let first = sell_service(&shop, 4_990).await;
    let invoice = invoice_of(&shop, &first).await;
    assert_eq!(invoice_of(&shop, &first).await, invoice);
    let second = invoice_of(&shop, &sell_service(&shop, 100).await).await;
    assert_eq!((invoice["number"].as_str(), second["number"].as_str()), (Some("INV2-1001"), Some("INV2-1002")));
    let file = shop.get(&format!("/api/documents/{}/file", invoice["id"].as_str().unwrap())).await;
    assert!(file.bytes.starts_with(b"%PDF"));
    shop.patch("/api/shop", json!({ "name": "Another name", "language": "de", "paper_size": "letter" })).await.ok();
    let later = shop.get(&format!("/api/documents/{}/file", invoice["id"].as_str().unwrap())).await;
    assert_eq!(later.bytes, file.bytes, "an issued document stays the file it was");
    assert_eq!(shop.get("/api/documents").await.ok()["total"], 2);
    assert_eq!(shop.get("/api/documents?number=1002").await.ok()["rows"][0], second);
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn a_return_of_an_invoiced_sale_has_a_credit_note() {
    let shop = Shop::open().await;
    let sale = sell_service(&shop, 4_990).await;
    let credit = |order: &Value| format!("/api/orders/{}/credit-note", order["id"].as_str().unwrap());
    assert_eq!(shop.post(&credit(&sale), json!({})).await.refusal(), "refused", "a sale has no credit note");
    let back = post_return_of_all(&shop, &sale).await;
    assert_eq!(shop.post(&credit(&back), json!({})).await.refusal(), "refused", "the sale was not invoiced");
    let invoice = invoice_of(&shop, &sale).await;
    let note = shop.post(&credit(&back), json!({})).await.ok();
    assert_eq!(note["original_document_id"], invoice["id"]);
    assert_eq!(note["total_minor"].as_i64().unwrap() + invoice["total_minor"].as_i64().unwrap(), 0);
    assert_eq!(shop.post(&credit(&back), json!({})).await.ok(), note);
    let page = shop.get(&format!("/api/orders/{}", back["id"].as_str().unwrap())).await.ok();
    assert_eq!(page["documents"][0]["number"], note["number"]);
    let picture = shop.get(&format!("/api/documents/{}/preview?width_px=300", note["id"].as_str().unwrap())).await;
    assert!(picture.bytes.starts_with(b"\x89PNG"));
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn an_issued_document_cannot_be_edited_or_removed() {
    let shop = Shop::open().await;
    invoice_of(&shop, &sell_service(&shop, 4_990).await).await;
    let refusals: Vec<String> = shop
        .store()
        .write_now(Context::program("test"), |tx| {
            let statements = [
                "UPDATE documents SET total_minor = 1",
                "DELETE FROM documents",
                "UPDATE document_contents SET content = '{}'",
                "DELETE FROM document_contents",
                "UPDATE orders SET total_minor = 1",
                "DELETE FROM order_lines",
                "UPDATE payments SET amount_minor = 1",
            ];
            Ok(statements.iter().map(|statement| tx.execute(statement, []).unwrap_err().to_string()).collect())
        })
        .unwrap();
    assert!(refusals.iter().all(|refusal| refusal.contains("facts are")), "{refusals:?}");
    assert_eq!(shop.findings(), Vec::<String>::new());
}

#[tokio::test]
async fn every_attack_on_the_documents_is_found() {
    for (attack, found) in [
        ("UPDATE documents SET total_minor = total_minor + 1 WHERE number = 1002", "altered"),
        ("UPDATE documents SET number = 1009 WHERE number = 1003", "numbers are missing"),
        ("UPDATE document_contents SET content = replace(content, 'Engraving', 'Painting')", "What INV2-1001 says was altered"),
        ("DELETE FROM documents WHERE number = 1002", "numbers are missing"),
        ("DELETE FROM documents WHERE number = 1003", "The last number given"),
        ("DELETE FROM document_contents", "is missing"),
    ] {
        let shop = Shop::open().await;
        for amount in [1_000, 2_000, 3_000] {
            invoice_of(&shop, &sell_service(&shop, amount).await).await;
        }
        shop.store()
            .write_now(Context::program("attack"), move |tx| {
                for table in ["documents", "document_contents"] {
                    tx.execute_batch(&format!("DROP TRIGGER {table}_are_never_edited; DROP TRIGGER {table}_are_never_removed;"))?;
                }
                assert!(tx.execute(attack, [])? > 0);
                Ok(())
            })
            .unwrap();
        let findings = shop.findings().join("\n");
        assert!(findings.contains(found), "after {attack}:\n{findings}");
    }
}
