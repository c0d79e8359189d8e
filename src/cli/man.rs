//! `clearcast man`: manual pages.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Error, Status};

/// Print the manual page, or write one for each command to a folder
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast man | man -l -
  clearcast man ~/.local/share/man/man1")]
pub(super) struct ManArgs {
    /// Folder for the pages of all commands; without it, the page of the program is printed
    folder: Option<PathBuf>,
}

impl ManArgs {
    /// Writes the pages.
    pub(super) fn execute(&self, out: &mut dyn Write) -> Result<Status, Error> {
        let Some(folder) = &self.folder else {
            let mut page = Vec::new();
            Man::new(Cli::command())
                .render(&mut page)
                .and_then(|()| out.write_all(&page))
                .and_then(|()| out.flush())
                .map_err(Error::Output)?;
            return Ok(Status::Done);
        };
        fs::create_dir_all(folder)
            .and_then(|()| clap_mangen::generate_to(Cli::command(), folder))
            .map_err(|source| Error::Write {
                file: folder.clone(),
                source,
            })?;
        Ok(Status::Done)
    }
}
