//! Every operation of the product, one line each: what it is called, who may call it, and what it feeds or makes stale.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use utoipa::OpenApi;
use utoipa_axum::routes;

use crate::base::{Code, Error};
use crate::http::Access::{Enrolling, Needs, NeedsWhereOpen, Public, Session, SignedIn};
use crate::http::Permission::{
    AdjustStock, ChangeSettings, EditCustomers, EditProducts, ImportData, IssueDocuments, ManageBackups, ManageKeys,
    ManagePrivacy, ManageStaff, ManageUpdates, ReceiveStock, SeeAudit, SeeCustomers, SeeDocuments, SeeFigures, SeeHealth,
    SeeProducts, SeeSales, SeeStock, Sell, TakeReturns,
};
use crate::http::{App, Door, Operation, Operations, Problem, Tag, guard};
use crate::say;
use crate::{
    audit, backups, customers, demo, documents, drafts, health, history, imports, interface, inventory, jobs, keys, orders,
    payments, privacy, products, reports, settings, setup, staff, tax, updates,
};

mod page;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Counterfoil",
        description = "The operations of a shop's back office. Sign in with POST /api/sessions and send the token as a bearer token. Amounts are whole minor units, prices and rates millionths, quantities thousandths, times UTC milliseconds. Errors are problem details (RFC 9457) with a closed code.",
    ),
    components(schemas(Problem)),
    servers((url = "/api"))
)]
struct Document;

/// The list of operations.
#[must_use]
pub fn operations() -> Operations {
    Operations::new(Document::openapi())
        // ── Set-up ──
        .reads(routes!(setup::routes::find_shop_state), Public, &[Tag::Shop])
        .reads(routes!(setup::routes::list_country_presets), Public, &[])
        .writes(routes!(setup::routes::set_up_shop), Public, &[Tag::Shop])
        .writes(routes!(setup::routes::unseal_shop), Public, &[Tag::Shop])
        .writes(routes!(setup::routes::recover_owner), Public, &[Tag::Session, Tag::Staff])
        .reads(routes!(setup::routes::print_recovery_kit), Public, &[])
        .writes(routes!(demo::routes::start_demo_shop), Public, &[Tag::Shop])
        .writes(routes!(demo::routes::leave_demo_shop), Public, &[Tag::Shop, Tag::Session])
        // ── Staff ──
        .writes(routes!(staff::routes::create_session), Public, &[Tag::Session])
        .reads(routes!(staff::routes::find_current_session), Session, &[Tag::Session, Tag::Shop, Tag::Staff])
        .writes(routes!(staff::routes::change_current_session), SignedIn, &[Tag::Session])
        .writes(routes!(staff::routes::delete_current_session), Session, &[Tag::Session])
        .writes(routes!(staff::routes::lock_current_session), Session, &[Tag::Session])
        .writes(routes!(staff::routes::unlock_current_session), Session, &[Tag::Session])
        .reads(routes!(staff::routes::list_sessions), SignedIn, &[Tag::Session, Tag::Staff])
        .writes(routes!(staff::routes::delete_session), SignedIn, &[Tag::Session])
        .writes(routes!(staff::routes::delete_other_sessions), SignedIn, &[Tag::Session])
        .writes(routes!(staff::routes::second_factor::create_second_factor), Enrolling, &[])
        .writes(routes!(staff::routes::second_factor::start_second_factor), Enrolling, &[Tag::Session, Tag::Staff])
        .writes(routes!(staff::routes::second_factor::delete_second_factor), SignedIn, &[Tag::Session, Tag::Staff])
        .writes(routes!(staff::routes::pins::set_pin), SignedIn, &[Tag::Session, Tag::Staff])
        .writes(routes!(staff::routes::pins::delete_pin), SignedIn, &[Tag::Session, Tag::Staff])
        .reads(routes!(staff::routes::pins::list_pin_holders), SignedIn, &[Tag::Session, Tag::Staff])
        .writes(routes!(staff::routes::pins::switch_person), SignedIn, &[Tag::Session])
        .reads(routes!(staff::routes::devices::list_trusted_devices), SignedIn, &[Tag::Session, Tag::Staff])
        .writes(routes!(staff::routes::devices::delete_trusted_device), SignedIn, &[Tag::Session])
        .reads(routes!(staff::routes::list_staff), Needs(ManageStaff), &[Tag::Staff])
        .writes(routes!(staff::routes::create_staff), Needs(ManageStaff), &[Tag::Staff])
        .writes(routes!(staff::routes::change_staff), Needs(ManageStaff), &[Tag::Staff, Tag::Session])
        .reads(routes!(staff::routes::roles::list_roles), Needs(ManageStaff), &[Tag::Staff])
        .writes(routes!(staff::routes::roles::create_role), Needs(ManageStaff), &[Tag::Staff])
        .writes(routes!(staff::routes::roles::change_role), Needs(ManageStaff), &[Tag::Staff, Tag::Session])
        .writes(routes!(staff::routes::roles::delete_role), Needs(ManageStaff), &[Tag::Staff])
        // ── Audit ──
        .reads(routes!(audit::routes::list_commits), Needs(SeeAudit), &[Tag::Staff, Tag::Products, Tag::Orders])
        .reads(routes!(audit::routes::download_commits), Needs(SeeAudit), &[Tag::Staff, Tag::Products, Tag::Orders])
        .reads(routes!(audit::routes::list_accesses), Needs(SeeAudit), &[Tag::Session])
        .reads(routes!(audit::routes::download_accesses), Needs(SeeAudit), &[Tag::Session])
        // ── Settings ──
        .reads(routes!(settings::routes::find_shop), SignedIn, &[Tag::Shop])
        .writes(routes!(settings::routes::change_shop), Needs(ChangeSettings), &[Tag::Shop, Tag::Session])
        // ── Drafts ── each kind with the permission of its screen
        .reads(routes!(drafts::routes::list_drafts), SignedIn, &[Tag::Drafts])
        .writes(routes!(drafts::routes::save_draft), SignedIn, &[Tag::Drafts])
        .writes(routes!(drafts::routes::delete_draft), SignedIn, &[Tag::Drafts])
        // ── Products ──
        .reads(routes!(products::routes::list_products), Needs(SeeProducts), &[Tag::Products, Tag::Stock])
        .reads(routes!(products::routes::find_product), Needs(SeeProducts), &[Tag::Products, Tag::Stock])
        .writes(routes!(products::routes::create_product), Needs(EditProducts), &[Tag::Products, Tag::Stock])
        .writes(routes!(products::routes::change_product), Needs(EditProducts), &[Tag::Products, Tag::Stock])
        .writes(routes!(products::routes::change_products), Needs(EditProducts), &[Tag::Products, Tag::Stock])
        .writes(routes!(products::routes::archive_product), Needs(EditProducts), &[Tag::Products, Tag::Stock])
        .reads(routes!(products::routes::list_categories), Needs(SeeProducts), &[Tag::Products])
        .writes(routes!(products::routes::create_category), Needs(EditProducts), &[Tag::Products])
        .writes(routes!(products::routes::change_category), Needs(EditProducts), &[Tag::Products])
        .reads(routes!(products::routes::list_price_changes), Needs(SeeProducts), &[Tag::Products])
        .reads(routes!(products::routes::search_variants), Needs(SeeProducts), &[Tag::Products, Tag::Stock])
        .reads(routes!(products::routes::find_variants), Needs(SeeProducts), &[Tag::Products, Tag::Stock])
        .reads(routes!(products::routes::scan_code), Needs(SeeProducts), &[Tag::Products, Tag::Stock])
        // ── Customers ──
        .reads(routes!(customers::routes::list_customers), Needs(SeeCustomers), &[Tag::Customers])
        .reads(routes!(customers::routes::find_customer), Needs(SeeCustomers), &[Tag::Customers])
        .writes(routes!(customers::routes::create_customer), Needs(EditCustomers), &[Tag::Customers])
        .writes(routes!(customers::routes::change_customer), Needs(EditCustomers), &[Tag::Customers])
        // ── Stock ──
        .reads(routes!(inventory::routes::list_stock), Needs(SeeStock), &[Tag::Stock, Tag::Products])
        .reads(routes!(inventory::routes::list_movements), Needs(SeeStock), &[Tag::Stock, Tag::Products])
        .reads(routes!(inventory::routes::list_lots), Needs(SeeStock), &[Tag::Stock, Tag::Products])
        .writes(routes!(inventory::routes::change_lot_state), Needs(AdjustStock), &[Tag::Stock])
        .reads(routes!(inventory::routes::list_goods_receipts), Needs(SeeStock), &[Tag::Stock])
        .reads(routes!(inventory::routes::find_goods_receipt), Needs(SeeStock), &[Tag::Stock, Tag::Products])
        .writes(routes!(inventory::routes::receive_goods), Needs(ReceiveStock), &[Tag::Stock, Tag::Figures])
        .writes(routes!(inventory::routes::adjust_stock), Needs(AdjustStock), &[Tag::Stock, Tag::Figures])
        .reads(routes!(inventory::routes::list_stock_reasons), Needs(SeeStock), &[])
        .reads(routes!(inventory::routes::list_locations), Needs(SeeStock), &[Tag::Shop])
        // ── Tax ──
        .reads(routes!(tax::routes::list_tax_categories), SignedIn, &[Tag::Taxes])
        .reads(routes!(tax::routes::list_taxes), SignedIn, &[Tag::Taxes])
        .writes(routes!(tax::routes::create_tax_category), Needs(ChangeSettings), &[Tag::Taxes])
        .writes(routes!(tax::routes::change_tax_category), Needs(ChangeSettings), &[Tag::Taxes])
        .writes(routes!(tax::routes::create_tax_rate), Needs(ChangeSettings), &[Tag::Taxes])
        .writes(routes!(tax::routes::change_tax_rate), Needs(ChangeSettings), &[Tag::Taxes])
        // ── Orders ──
        .reads(routes!(orders::routes::price_order), Needs(Sell), &[Tag::Products, Tag::Taxes])
        .writes(routes!(orders::routes::post_sale), Needs(Sell), &[Tag::Orders, Tag::Stock, Tag::Products, Tag::Figures])
        .reads(routes!(orders::routes::price_return), Needs(TakeReturns), &[Tag::Orders])
        .writes(routes!(orders::routes::post_return), Needs(TakeReturns), &[Tag::Orders, Tag::Stock, Tag::Products, Tag::Figures])
        .reads(routes!(orders::routes::list_orders), Needs(SeeSales), &[Tag::Orders])
        .reads(routes!(orders::routes::search_orders), Needs(SeeSales), &[Tag::Orders, Tag::Customers, Tag::Documents])
        .reads(routes!(orders::routes::find_order), Needs(SeeSales), &[Tag::Orders, Tag::Documents])
        .reads(routes!(payments::routes::list_payments), Needs(SeeSales), &[Tag::Orders])
        // ── Documents ──
        .reads(routes!(documents::routes::find_receipt), Needs(SeeSales), &[Tag::Orders])
        .reads(routes!(documents::routes::preview_receipt), Needs(SeeSales), &[Tag::Orders])
        .writes(routes!(documents::routes::issue_invoice), Needs(IssueDocuments), &[Tag::Documents])
        .writes(routes!(documents::routes::issue_credit_note), Needs(IssueDocuments), &[Tag::Documents])
        .reads(routes!(documents::routes::list_documents), Needs(SeeDocuments), &[Tag::Documents])
        .reads(routes!(documents::routes::find_document), Needs(SeeDocuments), &[Tag::Documents])
        .reads(routes!(documents::routes::download_document), Needs(SeeDocuments), &[Tag::Documents])
        .reads(routes!(documents::routes::preview_document), Needs(SeeDocuments), &[Tag::Documents])
        // ── Reports ──
        .reads(routes!(reports::routes::find_home_figures), Needs(SeeFigures), &[Tag::Figures, Tag::Orders, Tag::Stock])
        .reads(routes!(reports::routes::list_product_sales), Needs(SeeFigures), &[Tag::Figures, Tag::Orders])
        // ── Imports ──
        .reads(routes!(imports::routes::list_imports), Needs(ImportData), &[Tag::Imports])
        .reads(routes!(imports::routes::find_import), Needs(ImportData), &[Tag::Imports])
        .reads(routes!(imports::routes::list_import_rows), Needs(ImportData), &[Tag::Imports])
        .reads(routes!(imports::routes::list_refused_rows), Needs(ImportData), &[Tag::Imports])
        .reads(routes!(imports::routes::preview_import), Needs(ImportData), &[])
        .writes(routes!(imports::routes::start_import), Needs(ImportData), &[Tag::Imports, Tag::Jobs])
        .writes(routes!(imports::routes::undo_import), Needs(ImportData), &[Tag::Imports, Tag::Jobs])
        // ── Backups ──
        .reads(routes!(backups::routes::find_backup_state), Needs(ManageBackups), &[Tag::Backups])
        .reads(routes!(backups::routes::list_backup_folders), Needs(ManageBackups), &[Tag::Backups])
        .writes(routes!(backups::routes::create_backup_folder), Needs(ManageBackups), &[Tag::Backups])
        .writes(routes!(backups::routes::delete_backup_folder), Needs(ManageBackups), &[Tag::Backups])
        .writes(routes!(backups::routes::set_backup_plan), Needs(ManageBackups), &[Tag::Backups])
        .writes(routes!(backups::routes::start_backup), Needs(ManageBackups), &[Tag::Backups, Tag::Jobs])
        .writes(routes!(backups::routes::start_backup_drill), Needs(ManageBackups), &[Tag::Backups, Tag::Jobs])
        .reads(routes!(backups::routes::restores::list_restorable_backups), NeedsWhereOpen(ManageBackups), &[Tag::Backups])
        .reads(routes!(backups::routes::restores::preview_restore), NeedsWhereOpen(ManageBackups), &[])
        .writes(routes!(backups::routes::restores::start_restore), NeedsWhereOpen(ManageBackups), &[Tag::Shop, Tag::Session])
        // ── Keys ──
        .reads(routes!(keys::routes::list_key_slots), Needs(ManageKeys), &[Tag::Keys])
        .writes(routes!(keys::routes::create_keyring_slot), Needs(ManageKeys), &[Tag::Keys])
        .writes(routes!(keys::routes::set_passphrase), Needs(ManageKeys), &[Tag::Keys])
        .writes(routes!(keys::routes::create_recovery_kit), Needs(ManageKeys), &[Tag::Keys])
        .writes(routes!(keys::routes::delete_key_slot), Needs(ManageKeys), &[Tag::Keys])
        .writes(routes!(keys::routes::change_data_key), Needs(ManageKeys), &[Tag::Keys, Tag::Shop])
        .writes(routes!(keys::routes::seal_shop), SignedIn, &[Tag::Shop])
        // ── Updates ──
        .reads(routes!(updates::routes::find_update_source), Needs(ManageUpdates), &[Tag::Updates])
        .writes(routes!(updates::routes::set_update_source), Needs(ManageUpdates), &[Tag::Updates])
        // ── History ──
        .reads(routes!(history::routes::find_verification), Needs(SeeAudit), &[Tag::History])
        .writes(routes!(history::routes::start_verification), Needs(SeeAudit), &[Tag::History, Tag::Jobs])
        .writes(routes!(history::routes::start_archive), Needs(ManagePrivacy), &[Tag::History, Tag::Jobs])
        // ── Health ──
        .reads(
            routes!(health::routes::find_health),
            Needs(SeeHealth),
            &[Tag::Health, Tag::Backups, Tag::Keys, Tag::History, Tag::Jobs],
        )
        .writes(routes!(health::routes::start_quick_check), Needs(SeeHealth), &[Tag::Health, Tag::Jobs])
        .reads(routes!(health::routes::download_log_bundle), Needs(SeeHealth), &[])
        // ── Privacy ──
        .reads(routes!(privacy::routes::list_people), Needs(ManagePrivacy), &[Tag::Privacy, Tag::Customers, Tag::Staff])
        .reads(
            routes!(privacy::routes::find_person),
            Needs(ManagePrivacy),
            &[Tag::Privacy, Tag::Customers, Tag::Staff, Tag::Orders, Tag::Documents, Tag::Drafts],
        )
        .reads(routes!(privacy::routes::download_person), Needs(ManagePrivacy), &[])
        .writes(
            routes!(privacy::routes::erase_person),
            Needs(ManagePrivacy),
            &[Tag::Privacy, Tag::Customers, Tag::Staff, Tag::Orders, Tag::Documents, Tag::Drafts, Tag::Imports],
        )
        .reads(routes!(privacy::routes::list_erasures), Needs(ManagePrivacy), &[Tag::Privacy])
        .reads(routes!(privacy::routes::find_retention), Needs(ManagePrivacy), &[Tag::Privacy, Tag::Documents, Tag::Orders])
        .writes(routes!(privacy::routes::change_retention), Needs(ManagePrivacy), &[Tag::Privacy])
        .writes(routes!(privacy::routes::start_retention_purge), Needs(ManagePrivacy), &[Tag::Privacy, Tag::Jobs])
        // ── Jobs ──
        .reads(routes!(jobs::errand::find_errand), Public, &[Tag::Shop])
        .reads(routes!(jobs::routes::list_jobs), SignedIn, &[Tag::Jobs])
        .reads(routes!(jobs::routes::find_job), SignedIn, &[Tag::Jobs])
        .writes(routes!(jobs::routes::cancel_job), SignedIn, &[Tag::Jobs])
}

/// The OpenAPI document of every operation.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    operations().split().1
}

/// The router behind the window and the tests: reached in process, with no port open.
pub fn desktop_app(app: Arc<App>) -> Router {
    let door = app.door;
    let (router, document, table) = operations().split();
    let html = page::render(&document);
    let guarded = router.route_layer(from_fn_with_state((app.clone(), Arc::<Vec<Operation>>::new(table)), guard)).with_state(app);
    let api = guarded
        .route("/openapi.json", get(move || async move { axum::Json(document) }))
        .route("/docs", get(move || async move { Html(html) }))
        .fallback(|| async { Error::new(Code::NotFound, say!("There is no such operation. The list of all is at /api/docs.")) })
        .method_not_allowed_fallback(|| async {
            Error::new(Code::NotFound, say!("There is no such operation. The list of all is at /api/docs."))
        });
    Router::new()
        .nest("/api", api.layer(map_response(keep_nowhere)))
        .fallback(move |request| interface::serve(door, request))
        .layer(DefaultBodyLimit::max(2 * 1024 * 1024))
}

/// A browser would keep answers on the disk, where they could be read, and might take one for something else than it says it is.
async fn keep_nowhere(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// The router behind a port on the loopback address: as [`desktop_app`], and requests must have been meant for this computer.
pub fn loopback_app(app: Arc<App>) -> Router {
    debug_assert_eq!(app.door, Door::Loopback);
    desktop_app(app).layer(from_fn(|request: Request, next: axum::middleware::Next| async move {
        if is_for_loopback(&request) { next.run(request).await } else { not_for_loopback() }
    }))
}

/// A page elsewhere can make a browser send requests here under another name (DNS rebinding) or from another origin; both show.
fn is_for_loopback(request: &Request) -> bool {
    let value = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(host) = value(header::HOST) else { return false };
    let name = host
        .rsplit_once(':')
        .map_or(host, |(name, port)| if port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host });
    let is_local = ["127.0.0.1", "localhost", "[::1]"].contains(&name);
    let is_same_origin = value(header::ORIGIN).is_none_or(|origin| origin == format!("http://{host}"));
    is_local && is_same_origin
}

fn not_for_loopback() -> Response {
    Error::new(Code::Forbidden, say!("This address answers requests from this computer only, under its own name."))
        .into_response()
}
