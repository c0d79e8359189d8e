//! Command line of clearcast.

use std::process::ExitCode;

use clearcast::cli::Cli;

fn main() -> ExitCode {
    Cli::start(std::env::args_os())
}
