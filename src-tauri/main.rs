//! Opens the window, or runs a subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    #[cfg(feature = "desktop")]
    counterfoil::desktop::restart_where_webkit_needs_it();
    counterfoil::cli::run()
}
