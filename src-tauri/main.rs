//! Opens the window, or runs a subcommand.

use std::process::ExitCode;

fn main() -> ExitCode {
    counterfoil::cli::run()
}
