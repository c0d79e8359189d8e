//! `clearcast init`: a scenario to start from.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Error, Status};
use crate::printable;
use crate::results::Alone;
use crate::scenario::STARTING_POINT;

/// Write a commented scenario to start from
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast init                        writes scenario.toml, which runs as it is
  clearcast init valley.toml
  clearcast init - | less               shows it and writes nothing

Knowing little but land on the books and last year's release? `clearcast hindcast new RECORD` makes a scenario of these, with ranges
from the past of other countries.")]
pub(super) struct InitArgs {
    /// File to write; `-` for standard output
    #[arg(default_value = "scenario.toml")]
    file: PathBuf,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

impl InitArgs {
    /// Writes the file, never over another one unless told to.
    pub(super) fn execute(&self, out: &mut dyn Write) -> Result<Status, Error> {
        if self.file.as_os_str() == "-" {
            out.write_all(STARTING_POINT.as_bytes())
                .and_then(|()| out.flush())
                .map_err(Error::Output)?;
            return Ok(Status::Done);
        }
        write_new(&self.file, STARTING_POINT, self.force, out)
    }
}

/// Writes a scenario to a file, never over another one unless told to, and says what to do with it.
pub(super) fn write_new(
    file: &Path,
    text: &str,
    force: bool,
    out: &mut dyn Write,
) -> Result<Status, Error> {
    // A scenario is for people: a folder that is missing is more likely misspelt than wanted.
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    if let Some(missing) = folder.filter(|folder| !folder.is_dir()) {
        let missing = printable::path(missing);
        return Err(Error::Arguments(format!(
            "there is no folder `{missing}`: make it first, or name another file"
        )));
    }
    Alone::claim(file, force)?.write(text.as_bytes())?;
    let name = printable::path(file);
    writeln!(
        out,
        "Wrote {name}. Next: clearcast check {name}, then clearcast run {name}"
    )
    .and_then(|()| out.flush())
    .map_err(Error::Output)?;
    Ok(Status::Done)
}
