//! Long work: a row that says how far it is, which screens poll and a person may cancel.
//!
//! The work itself runs on a thread of its own and writes in its own transactions; the row only tells about it. Work that was running
//! when the program ended is marked as cancelled at the next start: what it had written stays, and it can be started again.
//!
//! Work on the shop's file as a whole is an errand ([`errand`]) instead.

mod alone;
mod closing;
pub mod errand;
pub mod routes;
mod store;

use serde::Serialize;
use serde_json::Value;

use crate::base::{Code, Error, JobId, Message, Result, StaffId, Timestamp};
use crate::http::Call;
use crate::say;
use crate::store::{Context, Store};

pub use alone::Alone;
pub use closing::close_store;
pub use errand::{Telling, start_errand, wait_for_errand};
pub use store::{cancel_unfinished, find_latest, recent_work};

/// A piece of long work.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// What kind of work it is.
    pub kind: String,
    /// What a person reads in the tray.
    pub title: String,
    /// `running`, `done`, `failed` or `cancelled`.
    pub state: String,
    /// How much is done.
    pub done: i64,
    /// Of how much, when that is known.
    pub total: Option<i64>,
    /// What it is doing, or why it ended; empty when there is nothing to say.
    #[serde(flatten)]
    pub message: Message,
    /// What came of it, when it is done.
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// When it began.
    pub started_at_ms: Timestamp,
    /// When the row last changed.
    pub updated_at_ms: Timestamp,
}

/// How the long work of the last time went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecentWork {
    /// How much is at work.
    pub running: i64,
    /// How much failed.
    pub failed: i64,
    /// How much the end of the program cut short.
    pub cut_short: i64,
}

/// The handle with which running work tells how far it is.
pub struct Progress {
    store: Store,
    context: Context,
    id: JobId,
}

impl Progress {
    /// Says how far the work is.
    ///
    /// # Errors
    /// Code [`Code::Refused`] when somebody asked to cancel: the work returns with it, leaving what it has written.
    pub fn tell(&self, done: i64, total: Option<i64>, message: Message) -> Result<()> {
        let id = self.id;
        let is_cancelled = self.store.write_now(self.context.clone(), move |tx| store::tell(tx, id, done, total, &message))?;
        if is_cancelled { Err(cancelled()) } else { Ok(()) }
    }
}

fn cancelled() -> Error {
    Error::refused(say!("Somebody cancelled this. What was done so far stays and can be continued or undone."))
}

/// Starts work on a thread of its own and answers its row at once.
///
/// # Errors
/// A failing disk.
pub async fn start_job(
    call: &Call,
    kind: &'static str,
    title: String,
    work: impl FnOnce(&Store, Context, &Progress) -> Result<Value> + Send + 'static,
) -> Result<Job> {
    let staff_id: Option<StaffId> = call.actor().ok().map(|actor| actor.staff_id);
    let job = call.write(move |tx| store::insert_job(tx, kind, &title, staff_id)).await?;
    let (store, context, id) = (call.store()?, call.context(), job.id);
    std::thread::Builder::new()
        .name(format!("job {kind}"))
        .spawn(move || {
            let progress = Progress { store: store.clone(), context: context.clone(), id };
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&store, context.clone(), &progress)));
            let outcome = outcome.unwrap_or_else(|_| Err(Error::internal("a job panicked")));
            let noted = store.write_now(context, move |tx| store::end_job(tx, id, &outcome));
            if let Err(error) = noted {
                tracing::error!(%error, "the end of a job could not be written down");
            }
        })
        .map_err(Error::internal)?;
    Ok(job)
}

/// How an outcome reads as a state.
fn state_of(outcome: &Result<Value>) -> &'static str {
    match outcome {
        Ok(_) => "done",
        Err(error) if error.code == Code::Refused && error.message == cancelled().message => "cancelled",
        Err(_) => "failed",
    }
}
