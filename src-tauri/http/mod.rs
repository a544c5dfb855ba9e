//! What every route shares: the state behind the router, who is calling, permissions, answers and errors.
//!
//! It lists no operation and knows no area. Sessions are looked up through a function that the router hands in, so that this kit does not
//! need to know how staff sign in.

mod answer;
mod app;
mod call;
mod errand;
mod guard;
mod operations;
mod permission;

pub use answer::{File, Input, Json, Page, PageQuery, Path, Problem, Query};
pub use app::{App, Door, Doorkeeper, ShopState};
pub use call::{Actor, Call};
pub use errand::{Errand, ErrandState};
pub use guard::{SESSION_COOKIE, guard, interface_cookies, is_interface, session_cookie, token_hash};
pub use operations::{Access, Operation, Operations, Tag};
pub use permission::Permission;
