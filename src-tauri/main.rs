//! Opens the window, or runs a subcommand.

use std::process::ExitCode;

use counterfoil::store::wiping::{Wiping, wipe_what_sqlite_frees};

/// What the program frees is overwritten first: a closed shop leaves nothing readable behind in memory.
#[global_allocator]
static ALLOCATOR: Wiping = Wiping;

fn main() -> ExitCode {
    wipe_what_sqlite_frees();
    #[cfg(feature = "desktop")]
    counterfoil::desktop::restart_where_webkit_needs_it();
    counterfoil::cli::run()
}
