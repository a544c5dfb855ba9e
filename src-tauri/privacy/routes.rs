//! People and retention over HTTP.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::export::Export;
use super::{Erasure, Kept, Person, PersonKind, Reason, Retention, RetentionState, store};
use crate::base::{Error, Result};
use crate::http::{Call, File, Input, Json, Page, PageQuery, Path, Query};
use crate::jobs::{Job, start_job};

/// Which people are wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Parts of name, number, e-mail address or telephone number.
    #[serde(default)]
    text: String,
}

/// Customers and staff by name. Those who were erased are not among them.
#[utoipa::path(get, path = "/privacy/people", tag = "privacy", params(PeopleQuery, PageQuery), responses((status = 200, body = Page<Person>)))]
pub async fn list_people(
    call: Call,
    Query(query): Query<PeopleQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Person>>> {
    let (rows, total) = call.read(move |db| store::list_people(db, &query.text, page.offset(), page.limit())).await?;
    Ok(Json(Page { rows, total }))
}

/// What is kept about a person, and what erasing them would remove and keep.
#[utoipa::path(get, path = "/privacy/people/{kind}/{id}", tag = "privacy", params(("kind" = PersonKind, Path), ("id" = Uuid, Path)), responses((status = 200, body = Kept)))]
pub async fn find_person(call: Call, Path((kind, id)): Path<(PersonKind, Uuid)>) -> Result<Json<Kept>> {
    let today = call.now().date_in(call.actor()?.time_zone);
    call.read(move |db| super::find_person(db, kind, id, today)).await.map(Json)
}

/// How a person's data is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// One object with a list for each table.
    #[default]
    Json,
    /// A line for each cell: table, row, field, value.
    Csv,
}

/// In which form a person's data is wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `json` or `csv`.
    #[serde(default)]
    #[param(inline)]
    format: ExportFormat,
}

/// Everything about a person as a file, 100,000 rows at most.
#[utoipa::path(get, path = "/privacy/people/{kind}/{id}/file", tag = "privacy", params(("kind" = PersonKind, Path), ("id" = Uuid, Path), ExportQuery), responses((status = 200, content_type = "application/octet-stream", body = String)))]
pub async fn download_person(
    call: Call,
    Path((kind, id)): Path<(PersonKind, Uuid)>,
    Query(query): Query<ExportQuery>,
) -> Result<File> {
    let now = call.now();
    let bytes = call
        .read(move |db| {
            let export = Export::of(db, kind, id, now)?;
            match query.format {
                ExportFormat::Json => export.json(),
                ExportFormat::Csv => export.csv(),
            }
        })
        .await?;
    let who = call.actor()?.name.clone();
    call.note_access(&who, None).await;
    let (media_type, end) = match query.format {
        ExportFormat::Json => ("application/octet-stream", "json"),
        ExportFormat::Csv => ("text/csv; charset=utf-8", "csv"),
    };
    Ok(File { media_type, name: format!("{}-{id}.{end}", kind.code()), bytes })
}

/// Why a person is erased.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErasureReason {
    /// They asked for it.
    Asked,
    /// The shop needs nothing of it any more.
    NotNeeded,
}

/// An erasure.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErasureInput {
    /// Why.
    pub reason: ErasureReason,
}

/// What an erasure did.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErasureAnswer {
    /// How many rows were emptied or removed.
    pub touched_rows: i64,
}

/// Erases a person: everything personal about them but the documents that the law keeps. It cannot be undone.
#[utoipa::path(post, path = "/privacy/people/{kind}/{id}/erasure", tag = "privacy", params(("kind" = PersonKind, Path), ("id" = Uuid, Path)), request_body = ErasureInput, responses((status = 200, body = ErasureAnswer)))]
pub async fn erase_person(
    call: Call,
    Path((kind, id)): Path<(PersonKind, Uuid)>,
    Input(input): Input<ErasureInput>,
) -> Result<Json<ErasureAnswer>> {
    let reason = match input.reason {
        ErasureReason::Asked => Reason::Asked,
        ErasureReason::NotNeeded => Reason::NotNeeded,
    };
    let touched = call.write(move |tx| super::erase_person(tx, kind, id, reason)).await?;
    let store = call.store()?;
    tokio::task::spawn_blocking(move || super::forget_older_file(&store)).await.map_err(Error::internal)?;
    Ok(Json(ErasureAnswer { touched_rows: touched as i64 }))
}

/// Who was erased, the latest first.
#[utoipa::path(get, path = "/privacy/erasures", tag = "privacy", params(PageQuery), responses((status = 200, body = Page<Erasure>)))]
pub async fn list_erasures(call: Call, Query(page): Query<PageQuery>) -> Result<Json<Page<Erasure>>> {
    let (rows, total) = call.read(move |db| store::list_erasures(db, page.offset(), page.limit())).await?;
    Ok(Json(Page { rows, total }))
}

/// How long things are kept, and how much is older.
#[utoipa::path(get, path = "/privacy/retention", tag = "privacy", responses((status = 200, body = RetentionState)))]
pub async fn find_retention(call: Call) -> Result<Json<RetentionState>> {
    let today = call.now().date_in(call.actor()?.time_zone);
    call.read(move |db| super::find_retention(db, today)).await.map(Json)
}

/// Says how long things are kept. Nothing is removed by it.
#[utoipa::path(put, path = "/privacy/retention", tag = "privacy", request_body = Retention, responses((status = 200, body = RetentionState)))]
pub async fn change_retention(call: Call, Input(retention): Input<Retention>) -> Result<Json<RetentionState>> {
    let today = call.now().date_in(call.actor()?.time_zone);
    let changed = call.write(move |tx| {
        super::change_retention(tx, retention)?;
        super::find_retention(tx, today)
    });
    changed.await.map(Json)
}

/// Removes everything that is past its time. It cannot be undone. Answers the job to follow.
#[utoipa::path(post, path = "/privacy/retention/purge", tag = "privacy", responses((status = 200, body = Job)))]
pub async fn start_retention_purge(call: Call) -> Result<Json<Job>> {
    let today = call.now().date_in(call.actor()?.time_zone);
    let job = start_job(&call, "retention", String::new(), move |store, context, progress| {
        super::purge_aged(store, &context, today, &|done, total, what| progress.tell(done, total, what))
    });
    job.await.map(Json)
}
