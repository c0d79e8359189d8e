//! `clearcast init`: a scenario to start from.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::source::show;
use super::{Error, Status};
use crate::results::Alone;
use crate::scenario::{SHIPPED, STARTING_POINT, from_hazard_list};
use crate::{input, printable};

/// Write a commented scenario to start from
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast init                        writes scenario.toml, which runs as it is
  clearcast init valley.toml
  clearcast init - | less               shows it and writes nothing
  clearcast init --from sri-lanka       writes a shipped scenario, to change as you like
  clearcast init --areas hazards.csv    one with the areas of a hazard list, by district and hazard

A hazard list has a row for each hazardous area, as information systems export it: columns for name, district, hazard, status (SHA or
CHA) and area, with its unit in the heading, such as \"Area (m2)\".

Knowing little but land on the books and last year's release? `clearcast hindcast new RECORD` makes a scenario of these, with ranges
from the past of other countries.")]
pub(super) struct InitArgs {
    /// File to write; `-` for standard output
    #[arg(default_value = "scenario.toml")]
    file: PathBuf,
    /// Begin with a scenario that comes with the program
    #[arg(long, value_name = "NAME", conflicts_with = "areas", value_parser = shipped())]
    from: Option<String>,
    /// Take the areas of a hazard list, as CSV
    #[arg(long, value_name = "FILE.csv")]
    areas: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

fn shipped() -> PossibleValuesParser {
    PossibleValuesParser::new(SHIPPED.iter().map(|(name, _)| *name))
}

impl InitArgs {
    /// Writes the file, never over another one unless told to.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let from = self.from.as_deref();
        let from = from.and_then(|from| SHIPPED.iter().find(|(name, _)| *name == from));
        let mut text = from.map_or(STARTING_POINT, |(_, text)| text).to_owned();
        if let Some(list) = &self.areas {
            let read = input::text(list).map_err(|error| {
                let list = printable::path(list);
                Error::Arguments(format!("cannot read the hazard list `{list}`: {error}"))
            })?;
            match from_hazard_list(&list.to_string_lossy(), &read) {
                Ok(made) => {
                    if !made.warnings.is_empty() {
                        show(&made.warnings, err);
                    }
                    text = made.text;
                }
                Err(problems) => {
                    show(&problems, err);
                    return Ok(Status::Rejected);
                }
            }
        }
        if self.file.as_os_str() == "-" {
            out.write_all(text.as_bytes())
                .and_then(|()| out.flush())
                .map_err(Error::Output)?;
            return Ok(Status::Done);
        }
        write_new(&self.file, &text, self.force, out)
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
