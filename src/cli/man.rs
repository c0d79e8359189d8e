//! `clearcast man`: manual pages.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use super::{Cli, Error, Status};
use crate::results::Alone;

/// Print the manual page, or write one for each command to a folder
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast man | man -l -
  clearcast man ~/.local/share/man/man1
  clearcast man ~/.local/share/man/man1 --force    after an update")]
pub(super) struct ManArgs {
    /// Folder for the pages of all commands; without it, the page of the program is printed
    folder: Option<PathBuf>,
    /// Replace pages that exist
    #[arg(long, requires = "folder")]
    force: bool,
}

impl ManArgs {
    /// Writes the pages: all are complete before the first gets its name.
    pub(super) fn execute(&self, out: &mut dyn Write) -> Result<Status, Error> {
        let Some(folder) = &self.folder else {
            let page = rendered(&Man::new(Cli::command())).map_err(Error::Output)?;
            out.write_all(&page)
                .and_then(|()| out.flush())
                .map_err(Error::Output)?;
            return Ok(Status::Done);
        };
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        let mut pages = Vec::new();
        add(command, &mut pages);
        // The first place may have made the folder: it goes last, and takes the folder back where nothing came into it.
        let mut places = VecDeque::new();
        for page in &pages {
            let file = folder.join(page.get_filename());
            let bytes = rendered(page).map_err(Error::Output)?;
            places.push_front((Alone::claim(&file, self.force)?, bytes));
        }
        let staged: Vec<_> = places
            .iter()
            .map(|(place, bytes)| place.stage(bytes))
            .collect::<Result<_, _>>()?;
        for page in staged {
            page.place()?;
        }
        Ok(Status::Done)
    }
}

/// The page of a command and those of the commands below it.
fn add(command: clap::Command, pages: &mut Vec<Man>) {
    for below in command.get_subcommands().filter(|c| !c.is_hide_set()) {
        add(below.clone(), pages);
    }
    pages.push(Man::new(command));
}

fn rendered(page: &Man) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    page.render(&mut bytes)?;
    Ok(bytes)
}
