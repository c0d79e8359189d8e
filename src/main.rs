//! Command line of clearcast.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use clearcast::cli::Cli;

fn main() -> ExitCode {
    // Clap exits by itself with code 2 and a usage line where the arguments are wrong.
    let cli = Cli::parse();
    match cli.execute(&mut io::stdout().lock(), &mut io::stderr()) {
        Ok(status) => status.into(),
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
