//! `clearcast inputs`: the register of assumptions, for people and for programs.

use std::io::{self, IsTerminal, Write};

use clap::Args;

use super::columns::{Column, Side, columns};
use super::source::ScenarioArg;
use super::{Error, Status};
use crate::data::inert;
use crate::scenario::{Assumption, Drawn};
use crate::words;

/// List every input with its distribution, spread, unit and source
#[derive(Args, Debug)]
#[command(after_help = "\
Quantiles are those of the distribution, before risk drivers. A value without source and note shows those of its table. An input with
a `*` is drawn anew at every arrival of its event.

Examples:
  clearcast inputs                      the uncertain inputs of the built-in baseline
  clearcast inputs variant.toml --all --csv > register.csv")]
pub(super) struct InputsArgs {
    #[command(flatten)]
    source: ScenarioArg,
    /// Also list inputs that are plain numbers, given or left to their default
    #[arg(long)]
    all: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl InputsArgs {
    /// Prints the register.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let Some(loaded) = self.source.load(err)? else {
            return Ok(Status::Rejected);
        };
        let mut rows = loaded.register();
        rows.retain(|row| self.all || row.drawn != Drawn::Fixed);
        let text = if self.json {
            let text = serde_json::to_string_pretty(&rows);
            text.expect("the register holds nothing that JSON cannot say") + "\n"
        } else if self.csv {
            csv(&rows)
        } else {
            columns(
                &COLUMNS,
                &rows.iter().map(cells).collect::<Vec<_>>(),
                width(),
            )
        };
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }
}

const COLUMNS: [Column; 7] = [
    Column::new("input", Side::Left, usize::MAX),
    Column::new("P10", Side::Right, usize::MAX),
    Column::new("P50", Side::Right, usize::MAX),
    Column::new("P90", Side::Right, usize::MAX),
    Column::new("unit", Side::Left, 20),
    Column::new("as written", Side::Left, 36),
    Column::new("source; note", Side::Left, usize::MAX),
];

fn cells(row: &Assumption) -> [String; 7] {
    let star = if row.drawn == Drawn::PerArrival {
        "*"
    } else {
        ""
    };
    let value = if row.is_default {
        format!("{} (default)", row.value)
    } else {
        row.value.clone()
    };
    let remarks: Vec<&str> = [&row.source, &row.note]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    [
        format!("{}{star}", row.path),
        words::rounded(row.p10),
        words::rounded(row.p50),
        words::rounded(row.p90),
        row.unit.clone(),
        value,
        remarks.join("; "),
    ]
}

/// Columns of the terminal; without limit where the table goes elsewhere, so that a line stays one input.
fn width() -> usize {
    if !io::stdout().is_terminal() {
        return usize::MAX;
    }
    terminal_size::terminal_size().map_or(120, |(width, _)| usize::from(width.0))
}

fn csv(rows: &[Assumption]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let mut row = row.clone();
        for cell in [&mut row.path, &mut row.value, &mut row.unit] {
            *cell = inert(cell);
        }
        for remark in [&mut row.source, &mut row.note] {
            *remark = remark.as_deref().map(|remark| {
                let lines: Vec<_> = remark.lines().map(inert).collect();
                lines.join("\n")
            });
        }
        writer
            .serialize(row)
            .expect("writing to memory cannot fail");
    }
    let bytes = writer.into_inner().expect("writing to memory cannot fail");
    String::from_utf8(bytes).expect("the register is text")
}
