//! Errands: long work on the shop's file as a whole, which the program itself remembers because the file cannot.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::base::{Error, Message, Result};
use crate::http::{App, Call, Errand, ErrandState, Json, ShopState};

/// Tells how far an errand is.
pub struct Telling<'a>(&'a App);

impl Telling<'_> {
    /// Says what is being done and how much of it is.
    pub fn tell(&self, done: u64, total: Option<u64>, message: Message) {
        let counted = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        self.0.change_errand(|errand| {
            errand.done = counted(done);
            errand.total = total.map(counted);
            errand.message = message;
        });
    }
}

/// Starts an errand on a thread of its own and answers how it stands. `work` answers what somebody should know about what it did; whatever
/// comes of it, it leaves the shop in a state that can be used.
///
/// # Errors
/// Refuses while another errand goes on.
pub fn start_errand(
    app: &Arc<App>,
    kind: &'static str,
    first: Message,
    work: impl FnOnce(&Arc<App>, &Telling<'_>) -> Result<Vec<Message>> + Send + 'static,
) -> Result<Errand> {
    let errand = Errand::begin(kind, first, app.clock.now());
    app.begin_errand(errand.clone())?;
    let app = app.clone();
    let thread = std::thread::Builder::new().name(format!("errand {kind}"));
    let ending = app.clone();
    let started = thread.spawn(move || {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&app, &Telling(&app))));
        let outcome = outcome.unwrap_or_else(|_| {
            let error = Error::internal("an errand panicked");
            app.set_shop(ShopState::Refused(error.clone()));
            Err(error)
        });
        end(&app, outcome);
    });
    if let Err(error) = started {
        end(&ending, Err(Error::internal(error)));
    }
    Ok(ending.errand().unwrap_or(errand))
}

/// Waits until no errand goes on, but no longer than `patience`: a program that is closed in the middle of one would leave its scratch folder.
pub fn wait_for_errand(app: &App, patience: Duration) {
    let began = Instant::now();
    while app.errand().is_some_and(|errand| errand.is_running()) && began.elapsed() < patience {
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn end(app: &App, outcome: Result<Vec<Message>>) {
    app.change_errand(|errand| match outcome {
        Ok(notes) => {
            errand.state = ErrandState::Done;
            errand.notes = notes;
            errand.message = Message::default();
        }
        Err(error) => {
            errand.state = ErrandState::Failed;
            errand.message = error.message;
        }
    });
}

/// The work on the shop's file that goes on, or what came of the last; nothing when there was none since the program was started.
#[utoipa::path(get, path = "/errand", tag = "jobs", responses((status = 200, body = Option<Errand>)))]
pub async fn find_errand(call: Call) -> Json<Option<Errand>> {
    Json(call.app.errand())
}
