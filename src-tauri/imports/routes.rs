//! Imports over HTTP. The file itself is the body of the request; it stays in memory and is never written to the disk readable.

use std::path::Path as FilePath;

use axum::body::{Body, to_bytes};
use serde::{Deserialize, Serialize};

use super::import::{Import, ImportKind, ImportRow};
use super::products_csv::columns::{Field, Mapping};
use super::{Preview, RefusedRows, Source};
use crate::base::{Code, Error, ImportId, Message, Result, StaffId};
use crate::http::{Call, Door, Json, Page, PageQuery, Path, Permission, Query};
use crate::jobs::{Job, start_job};
use crate::say;

/// Largest file that is sent as a body. A larger one is imported by its path, in the window or on the command line.
const UPLOAD_BYTES_MAX: usize = 64 << 20;

/// Which file, and what it is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// What kind of file it is.
    kind: ImportKind,
    /// The file's name.
    #[serde(default)]
    file_name: String,
    /// For a list of products: what each column means, separated by commas, nothing for a column that is not imported. Guessed when absent.
    columns: Option<String>,
    /// Instead of the body, in the window and on the command line only: where the file lies.
    path: Option<String>,
}

impl FileQuery {
    fn mapping(&self) -> Result<Option<Mapping>> {
        let Some(columns) = &self.columns else { return Ok(None) };
        let field = |name: &str| -> Result<Option<Field>> {
            if name.is_empty() {
                return Ok(None);
            }
            serde_json::from_value(name.into()).map(Some).map_err(|_| {
                Error::field(
                    "columns",
                    say!("There is no field \"{name}\" that a column could hold. Choose the columns again.", name),
                )
            })
        };
        columns.split(',').map(|name| field(name.trim())).collect::<Result<Mapping>>().map(Some)
    }

    async fn source(&self, call: &Call, body: Body) -> Result<Source> {
        if let Some(path) = &self.path {
            // Whoever reaches the program over a port may name files of their own only.
            if call.app.door == Door::Loopback {
                return Err(Error::field(
                    "path",
                    say!("A file is sent here, not named by its place on the computer. Choose the file again."),
                ));
            }
            return Source::at_path(FilePath::new(path));
        }
        let bytes = to_bytes(body, UPLOAD_BYTES_MAX).await.map_err(|_| {
            Error::new(Code::TooLarge, say!(
                "The file is larger than 64 MB or was cut off, so nothing was imported. Split it, or import it on the command line."
            ))
        })?;
        let name = self.file_name.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = name.chars().filter(|letter| !letter.is_control()).take(200).collect();
        Ok(Source::from_bytes(if name.is_empty() { "file.csv".to_owned() } else { name }, Vec::from(bytes)))
    }
}

/// An import with what hinders its undoing.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ImportDetail {
    /// The import.
    #[serde(flatten)]
    import: Import,
    /// What refers to it, in words. Empty when it can be undone.
    obstacles_to_undo: Vec<Message>,
    /// The decisions of a history in sentences.
    decisions: Vec<DecisionSentence>,
}

/// A decision with its sentence.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct DecisionSentence {
    /// Which.
    rule: super::online_retail::Rule,
    /// How often.
    count: u64,
    /// The decision.
    sentence: &'static str,
}

/// Which rows of an import are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    /// `problem`, `stock_note` or `adjustment`; all when absent.
    kind: Option<String>,
    /// How many rows to pass over.
    #[serde(default)]
    offset: i64,
    /// How many rows to answer, 500 at most.
    #[serde(default = "default_limit")]
    limit: i64,
}

fn default_limit() -> i64 {
    100
}

/// Every import, the latest first.
#[utoipa::path(get, path = "/imports", tag = "imports", responses((status = 200, body = Vec<Import>)))]
pub async fn list_imports(call: Call) -> Result<Json<Vec<Import>>> {
    call.read(super::list_imports).await.map(Json)
}

/// One import, its decisions, and what hinders its undoing.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", params(("id" = ImportId, Path)), responses((status = 200, body = ImportDetail)))]
pub async fn find_import(call: Call, Path(id): Path<ImportId>) -> Result<Json<ImportDetail>> {
    call.read(move |db| {
        let import = super::find_import(db, id)?;
        let decisions = match &import.report {
            super::Report::Products(_) => Vec::new(),
            super::Report::OnlineRetail(report) => report
                .decisions
                .iter()
                .map(|decision| DecisionSentence {
                    rule: decision.rule,
                    count: decision.count,
                    sentence: decision.rule.sentence(),
                })
                .collect(),
        };
        Ok(Json(ImportDetail { obstacles_to_undo: super::obstacles_to_undo(db, &import)?, decisions, import }))
    })
    .await
}

/// Rows of the file that did not become what they looked like.
#[utoipa::path(get, path = "/imports/{id}/rows", tag = "imports", params(("id" = ImportId, Path), RowsQuery), responses((status = 200, body = Page<ImportRow>)))]
pub async fn list_import_rows(
    call: Call,
    Path(id): Path<ImportId>,
    Query(query): Query<RowsQuery>,
) -> Result<Json<Page<ImportRow>>> {
    let reader = Reader::of(&call)?;
    call.read(move |db| {
        let import = super::find_import(db, id)?;
        let (limit, offset) = (query.limit.clamp(1, 500), query.offset.max(0));
        let (mut rows, total) = super::list_import_rows(db, id, query.kind.as_deref(), limit, offset)?;
        if !reader.may_see_rows(&import) {
            rows.iter_mut().for_each(|row| row.content.clear());
        }
        Ok(Json(Page { rows, total }))
    })
    .await
}

/// Who asks for rows of a file.
struct Reader {
    staff_id: StaffId,
    sees_costs: bool,
}

impl Reader {
    fn of(call: &Call) -> Result<Self> {
        Ok(Self { staff_id: call.actor()?.staff_id, sees_costs: call.may(Permission::SeeCosts) })
    }

    /// A row of another program's file may hold what things cost in a column that was not imported: whoever may not see costs sees the whole
    /// rows of their own files only.
    fn may_see_rows(&self, import: &Import) -> bool {
        self.sees_costs || import.actor_id == Some(self.staff_id)
    }
}

/// Rows that were refused, under the columns of their file: to be corrected and imported again.
#[utoipa::path(get, path = "/imports/{id}/refused-rows", tag = "imports", params(("id" = ImportId, Path), PageQuery), responses((status = 200, body = RefusedRows)))]
pub async fn list_refused_rows(call: Call, Path(id): Path<ImportId>, Query(page): Query<PageQuery>) -> Result<Json<RefusedRows>> {
    let reader = Reader::of(&call)?;
    let refusal = call.demand(Permission::SeeCosts);
    call.read(move |db| {
        if !reader.may_see_rows(&super::find_import(db, id)?) {
            refusal?;
        }
        super::list_refused_rows(db, id, page.limit(), page.offset()).map(Json)
    })
    .await
}

/// What importing the file in the body would do. Nothing is written.
#[utoipa::path(post, path = "/imports/preview", tag = "imports", params(FileQuery), request_body(content = String, content_type = "application/octet-stream"), responses((status = 200, body = Preview)))]
pub async fn preview_import(call: Call, Query(query): Query<FileQuery>, body: Body) -> Result<Json<Preview>> {
    let (source, mapping, kind) = (query.source(&call, body).await?, query.mapping()?, query.kind);
    let today = call.now().date_in(call.actor()?.time_zone);
    call.read(move |db| super::preview_import(db, kind, &source, mapping, today)).await.map(Json)
}

/// Starts importing the file in the body, or goes on with the import of this very file that was stopped. Answers the job to follow.
#[utoipa::path(post, path = "/imports", tag = "imports", params(FileQuery), request_body(content = String, content_type = "application/octet-stream"), responses((status = 200, body = Job)))]
pub async fn start_import(call: Call, Query(query): Query<FileQuery>, body: Body) -> Result<Json<Job>> {
    let (source, mapping, kind) = (query.source(&call, body).await?, query.mapping()?, query.kind);
    let title = source.file_name.clone();
    let job = start_job(&call, "import", title, move |store, context, progress| {
        let tell = |done: i64, total: Option<i64>, what: Message| progress.tell(done, total, what);
        let import = super::run_import(store, &context, kind, &source, mapping, &tell)?;
        serde_json::to_value(import).map_err(Error::internal)
    });
    job.await.map(Json)
}

/// Takes an import back whole, while nothing in the shop refers to it, or goes on with an undoing that was stopped. Answers the job to
/// follow.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports", params(("id" = ImportId, Path)), responses((status = 200, body = Job)))]
pub async fn undo_import(call: Call, Path(id): Path<ImportId>) -> Result<Json<Job>> {
    // What can be refused at once is not refused by a job that somebody has to look up.
    let import = call
        .read(move |db| {
            let import = super::find_import(db, id)?;
            super::demand_undoable(db, &import)?;
            Ok(import)
        })
        .await?;
    let job = start_job(&call, "undo_import", import.file_name, move |store, context, progress| {
        let tell = |done: i64, total: Option<i64>, what: Message| progress.tell(done, total, what);
        let import = super::undo_import(store, &context, id, &tell)?;
        serde_json::to_value(import).map_err(Error::internal)
    });
    job.await.map(Json)
}
