//! `clearcast completions`: completions for shells.

use std::io::Write;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Error, Status};

/// Print completions for a shell
#[derive(Args, Debug)]
#[command(after_help = "\
Example:
  clearcast completions bash > ~/.local/share/bash-completion/completions/clearcast")]
pub(super) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

impl CompletionsArgs {
    /// Prints the completions.
    pub(super) fn execute(&self, out: &mut dyn Write) -> Result<Status, Error> {
        // The generator panics where it cannot write, so it writes to memory.
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "clearcast", &mut text);
        out.write_all(&text)
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }
}
