//! Documents over HTTP.

use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use serde::Deserialize;

use super::{Document, DocumentFilter, DocumentKind, Pdf};
use crate::base::{DocumentId, OrderId, Result};
use crate::http::{Call, File, Json, Page, PageQuery, Path, Query};
use crate::paper::preview;

/// Which page of a document is wanted as a picture, and how wide.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PreviewQuery {
    /// The page; the first is 0.
    #[serde(default)]
    pub page: usize,
    /// Width in pixels.
    #[serde(default = "default_width")]
    #[param(minimum = 16, maximum = 4000)]
    pub width_px: u32,
}

fn default_width() -> u32 {
    800
}

fn file(pdf: Pdf) -> File {
    File { media_type: "application/pdf", name: pdf.name, bytes: pdf.bytes }
}

/// A page of the very file as PNG; how many pages there are stands in the header `x-page-count`.
fn picture(pdf: &Pdf, query: &PreviewQuery) -> Result<Response> {
    let drawn = preview(&pdf.bytes, query.page, query.width_px)?;
    let name = format!("{}-{}.png", pdf.name.trim_end_matches(".pdf"), query.page + 1);
    let headers = [("x-page-count", drawn.page_count.to_string())];
    Ok((headers, File { media_type: "image/png", name, bytes: drawn.png }).into_response())
}

/// The receipt of a sale or return as PDF.
#[utoipa::path(get, path = "/orders/{id}/receipt", tag = "documents", params(("id" = OrderId, Path)),
    responses((status = 200, description = "PDF", content_type = "application/pdf", body = String)))]
pub async fn find_receipt(call: Call, Path(id): Path<OrderId>) -> Result<File> {
    call.read(move |db| super::receipt(db, id)).await.map(file)
}

/// A page of the receipt as PNG; how many pages there are stands in the header `x-page-count`.
#[utoipa::path(get, path = "/orders/{id}/receipt/preview", tag = "documents", params(("id" = OrderId, Path), PreviewQuery),
    responses((status = 200, description = "PNG", content_type = "image/png", body = String)))]
pub async fn preview_receipt(call: Call, Path(id): Path<OrderId>, Query(query): Query<PreviewQuery>) -> Result<Response> {
    call.read(move |db| picture(&super::receipt(db, id)?, &query)).await
}

/// Issues the invoice of a sale. Issued before, it answers that one.
#[utoipa::path(post, path = "/orders/{id}/invoice", tag = "documents", params(("id" = OrderId, Path)),
    responses((status = 200, body = Document)))]
pub async fn issue_invoice(call: Call, Path(id): Path<OrderId>) -> Result<Json<Document>> {
    call.write(move |tx| super::issue_invoice(tx, id)).await.map(Json)
}

/// Issues the credit note of a return whose sale was invoiced. Issued before, it answers that one.
#[utoipa::path(post, path = "/orders/{id}/credit-note", tag = "documents", params(("id" = OrderId, Path)),
    responses((status = 200, body = Document)))]
pub async fn issue_credit_note(call: Call, Path(id): Path<OrderId>) -> Result<Json<Document>> {
    call.write(move |tx| super::issue_credit_note(tx, id)).await.map(Json)
}

/// Which documents are wanted; what is absent does not matter.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentsQuery {
    /// A number as people read it, or only its digits.
    pub number: Option<String>,
    /// Invoices or credit notes.
    pub kind: Option<DocumentKind>,
    /// First day.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<NaiveDate>,
    /// Of this order.
    pub order_id: Option<OrderId>,
}

/// Invoices and credit notes, newest first.
#[utoipa::path(get, path = "/documents", tag = "documents", params(DocumentsQuery, PageQuery),
    responses((status = 200, body = Page<Document>)))]
pub async fn list_documents(
    call: Call,
    Query(query): Query<DocumentsQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Document>>> {
    let filter = DocumentFilter {
        number: query.number.filter(|text| !text.trim().is_empty()),
        kind: query.kind,
        from: query.from,
        to: query.to,
        order_id: query.order_id,
    };
    call.read(move |db| super::list_documents(db, &filter, page.offset(), page.limit())).await.map(Json)
}

/// An invoice or credit note.
#[utoipa::path(get, path = "/documents/{id}", tag = "documents", params(("id" = DocumentId, Path)),
    responses((status = 200, body = Document)))]
pub async fn find_document(call: Call, Path(id): Path<DocumentId>) -> Result<Json<Document>> {
    call.read(move |db| super::find_document(db, id)).await.map(Json)
}

/// An invoice or credit note as PDF: the same file every time.
#[utoipa::path(get, path = "/documents/{id}/file", tag = "documents", params(("id" = DocumentId, Path)),
    responses((status = 200, description = "PDF", content_type = "application/pdf", body = String)))]
pub async fn download_document(call: Call, Path(id): Path<DocumentId>) -> Result<File> {
    call.read(move |db| super::document_pdf(db, id)).await.map(file)
}

/// A page of an invoice or credit note as PNG; how many pages there are stands in the header `x-page-count`.
#[utoipa::path(get, path = "/documents/{id}/preview", tag = "documents", params(("id" = DocumentId, Path), PreviewQuery),
    responses((status = 200, description = "PNG", content_type = "image/png", body = String)))]
pub async fn preview_document(call: Call, Path(id): Path<DocumentId>, Query(query): Query<PreviewQuery>) -> Result<Response> {
    call.read(move |db| picture(&super::document_pdf(db, id)?, &query)).await
}
