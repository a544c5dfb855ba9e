//! Who did what, over HTTP.

use serde::Deserialize;

use super::{Access, AccessFilter, Commit, Filter};
use crate::base::{Result, StaffId, Timestamp};
use crate::http::{Call, File, Json, Page, PageQuery, Query};

/// Which commits are wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommitsQuery {
    /// Done by this person.
    staff_id: Option<StaffId>,
    /// Done by this operation, such as `change_staff`.
    operation: Option<String>,
    /// With a change of a record of this kind, such as `staff`.
    table: Option<String>,
    /// At this time or later, in UTC milliseconds.
    from_ms: Option<Timestamp>,
    /// Before this time, in UTC milliseconds.
    until_ms: Option<Timestamp>,
}

impl CommitsQuery {
    fn filter(self) -> Filter {
        Filter {
            staff_id: self.staff_id,
            operation: given(self.operation),
            table: given(self.table),
            from: self.from_ms,
            until: self.until_ms,
        }
    }
}

/// An empty field of a form asks for nothing.
fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// What was done, the latest first.
#[utoipa::path(get, path = "/commits", tag = "audit", params(CommitsQuery, PageQuery), responses((status = 200, body = Page<Commit>)))]
pub async fn list_commits(
    call: Call,
    Query(query): Query<CommitsQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Commit>>> {
    let filter = query.filter();
    let (rows, total) = call.read(move |db| super::list_commits(db, &filter, page.limit(), page.offset())).await?;
    Ok(Json(Page { rows, total }))
}

/// What was done as CSV: a row for each change, 100,000 commits at most.
#[utoipa::path(get, path = "/commits.csv", tag = "audit", params(CommitsQuery), responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn download_commits(call: Call, Query(query): Query<CommitsQuery>) -> Result<File> {
    let filter = query.filter();
    let bytes = call.read(move |db| super::commits_csv(db, &filter)).await?;
    Ok(File { media_type: "text/csv; charset=utf-8", name: "audit.csv".to_owned(), bytes })
}

/// Which accesses are wanted.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccessesQuery {
    /// Of accounts whose name holds this.
    account: Option<String>,
    /// To this operation, such as `create_session`.
    operation: Option<String>,
    /// With this outcome: `granted`, or the code of a refusal.
    outcome: Option<String>,
    /// Only who was refused.
    #[serde(default)]
    refused: bool,
    /// At this time or later, in UTC milliseconds.
    from_ms: Option<Timestamp>,
    /// Before this time, in UTC milliseconds.
    until_ms: Option<Timestamp>,
}

impl AccessesQuery {
    fn filter(self) -> AccessFilter {
        AccessFilter {
            account: given(self.account),
            operation: given(self.operation),
            outcome: given(self.outcome),
            is_refused_only: self.refused,
            from: self.from_ms,
            until: self.until_ms,
        }
    }
}

/// Who was let in and who was refused, the latest first.
#[utoipa::path(get, path = "/accesses", tag = "audit", params(AccessesQuery, PageQuery), responses((status = 200, body = Page<Access>)))]
pub async fn list_accesses(
    call: Call,
    Query(query): Query<AccessesQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<Access>>> {
    let filter = query.filter();
    let (rows, total) = call.read(move |db| super::list_accesses(db, &filter, page.limit(), page.offset())).await?;
    Ok(Json(Page { rows, total }))
}

/// Who was let in and who was refused as CSV: 100,000 rows at most.
#[utoipa::path(get, path = "/accesses.csv", tag = "audit", params(AccessesQuery), responses((status = 200, content_type = "text/csv", body = String)))]
pub async fn download_accesses(call: Call, Query(query): Query<AccessesQuery>) -> Result<File> {
    let filter = query.filter();
    let bytes = call.read(move |db| super::accesses_csv(db, &filter)).await?;
    Ok(File { media_type: "text/csv; charset=utf-8", name: "accesses.csv".to_owned(), bytes })
}
