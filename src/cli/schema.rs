//! `clearcast schema`: the JSON Schema of scenario files.

use std::io::Write;

use clap::Args;

use super::{Error, Status};
use crate::scenario;

/// Print the JSON Schema of scenario files, for editors
#[derive(Args, Debug)]
#[command(after_help = "\
Editors that know JSON Schema complete and underline with it. Save it beside your scenarios,
  clearcast schema > clearcast.schema.json
and make this the first line of each of them, for Even Better TOML and other editors that use taplo:
  #:schema ./clearcast.schema.json")]
pub(super) struct SchemaArgs {}

impl SchemaArgs {
    /// Prints the schema.
    #[expect(clippy::unused_self, reason = "every command is executed this way")]
    pub(super) fn execute(&self, out: &mut dyn Write) -> Result<Status, Error> {
        out.write_all(scenario::schema().as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }
}
