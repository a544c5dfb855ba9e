//! Work on the shop's file as a whole, about which no row inside that file can tell: restoring a backup, making the demo shop.

use serde::Serialize;

use crate::base::{Message, Timestamp};

/// How an errand is, or what came of it. There is one at a time; the last one stays known as long as the program runs.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Errand {
    /// `restore` or `demo_shop`.
    pub kind: String,
    /// Whether it goes on.
    pub state: ErrandState,
    /// How much is done.
    pub done: i64,
    /// Of how much, when that is known.
    pub total: Option<i64>,
    /// What is being done, or why it failed; empty when it is done.
    #[serde(flatten)]
    pub message: Message,
    /// What somebody should know about what was done.
    pub notes: Vec<Message>,
    /// When it began.
    pub started_at_ms: Timestamp,
}

/// Whether an errand goes on, and if not, how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrandState {
    /// It goes on.
    Running,
    /// It was done.
    Done,
    /// It was not done, and the shop is as it was.
    Failed,
}

impl Errand {
    /// One that begins now.
    #[must_use]
    pub fn begin(kind: &str, message: Message, now: Timestamp) -> Self {
        Self {
            kind: kind.into(),
            state: ErrandState::Running,
            done: 0,
            total: None,
            message,
            notes: Vec::new(),
            started_at_ms: now,
        }
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.state == ErrandState::Running
    }
}
