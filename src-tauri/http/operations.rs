//! The list of operations: each with its permission and the cached answers it feeds or makes stale.

use std::sync::Arc;

use axum::http::Method;
use serde::Serialize;
use utoipa::openapi::OpenApi;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{HttpMethod, PathItem};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::{App, Permission};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody at the door: what a sign-in screen needs.
    Public,
    /// Anybody with a session, also when its screen is locked.
    Session,
    /// Anybody signed in at an unlocked screen, also who must set up a second factor before anything else.
    Enrolling,
    /// Anybody signed in at an unlocked screen.
    SignedIn,
    /// Whoever holds this permission.
    Needs(Permission),
    /// Whoever holds this permission, and where no shop is open, so that nobody could sign in, anybody at the door: what they bring along must
    /// prove what they may.
    NeedsWhereOpen(Permission),
}

/// What an answer is about. An operation that changes something names what it makes stale; the interface fetches that anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// The shop, its settings and whether it is open.
    Shop,
    /// Who is signed in here.
    Session,
    /// The people who work here and their roles.
    Staff,
    /// Tax categories and rates.
    Taxes,
    /// Products, variants, categories and prices.
    Products,
    /// Customers.
    Customers,
    /// Stock, lots, movements and goods receipts.
    Stock,
    /// Sales, returns and payments.
    Orders,
    /// Invoices and credit notes.
    Documents,
    /// Figures on Home.
    Figures,
    /// Parked tickets and half-typed forms.
    Drafts,
    /// Long work.
    Jobs,
    /// Imports.
    Imports,
    /// Backups: where to, when, and what came of them.
    Backups,
    /// Where new versions of the program come from.
    Updates,
    /// What opens the shop's file.
    Keys,
    /// What is kept about people, for how long, and who was erased.
    Privacy,
    /// What a check of the whole history found.
    History,
    /// How the program and the shop's file are.
    Health,
}

/// One operation as the guard and the tests see it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name, `<verb>_<noun>`: the name of its handler.
    pub name: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path as axum writes it, with the `/api` in front.
    pub path: String,
    /// Who may call it.
    pub access: Access,
}

/// Collects operations into one router, one OpenAPI document and one table for the guard.
pub struct Operations {
    router: OpenApiRouter<Arc<App>>,
    table: Vec<Operation>,
}

impl Operations {
    /// An empty list with the document's title and description.
    #[must_use]
    pub fn new(document: OpenApi) -> Self {
        Self { router: OpenApiRouter::with_openapi(document), table: Vec::new() }
    }

    /// Lists an operation that reads.
    #[must_use]
    pub fn reads(self, routes: UtoipaMethodRouter<Arc<App>>, access: Access, provides: &[Tag]) -> Self {
        self.list(routes, access, "x-provides", provides)
    }

    /// Lists an operation that changes something.
    #[must_use]
    pub fn writes(self, routes: UtoipaMethodRouter<Arc<App>>, access: Access, invalidates: &[Tag]) -> Self {
        self.list(routes, access, "x-invalidates", invalidates)
    }

    fn list(mut self, mut routes: UtoipaMethodRouter<Arc<App>>, access: Access, effect: &str, tags: &[Tag]) -> Self {
        let permission = match access {
            Access::Public => "public",
            Access::Session => "session",
            Access::Enrolling => "enrolling",
            Access::SignedIn => "signed_in",
            Access::Needs(permission) | Access::NeedsWhereOpen(permission) => permission.code(),
        };
        for (path, item) in &mut routes.1.paths {
            for (method, operation) in present(item) {
                let extensions =
                    ExtensionsBuilder::new().add("x-permission", permission).add(effect, serde_json::json!(tags)).build();
                operation.extensions.get_or_insert_default().merge(extensions);
                let name: &'static str = operation.operation_id.clone().unwrap_or_default().leak();
                self.table.push(Operation { name, method, path: format!("/api{path}"), access });
            }
        }
        self.router = self.router.routes(routes);
        self
    }

    /// The routes, the document and the table.
    pub fn split(self) -> (axum::Router<Arc<App>>, OpenApi, Vec<Operation>) {
        let (router, document) = self.router.split_for_parts();
        (router, document, self.table)
    }
}

fn present(item: &mut PathItem) -> Vec<(Method, &mut utoipa::openapi::path::Operation)> {
    let methods = [
        (HttpMethod::Get, &mut item.get),
        (HttpMethod::Post, &mut item.post),
        (HttpMethod::Put, &mut item.put),
        (HttpMethod::Patch, &mut item.patch),
        (HttpMethod::Delete, &mut item.delete),
    ];
    methods
        .into_iter()
        .filter_map(|(method, operation)| {
            let method = match method {
                HttpMethod::Get => Method::GET,
                HttpMethod::Post => Method::POST,
                HttpMethod::Put => Method::PUT,
                HttpMethod::Patch => Method::PATCH,
                _ => Method::DELETE,
            };
            operation.as_mut().map(|operation| (method, operation))
        })
        .collect()
}
