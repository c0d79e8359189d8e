//! `clearcast hindcast`: past programmes forecast from what was known, and scored on what followed.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use rayon::ThreadPoolBuilder;
use toml_writer::ToTomlValue;

use super::options::{SeedArg, ThreadsArg};
use super::source::show;
use super::{Error, Status, finish};
use crate::answers;
use crate::hindcast::{self, Case, Record, Reference, Study, StudyError};
use crate::input;
use crate::printable::printable;
use crate::results::{File, Folder, MANIFEST};
use crate::scenario::{self, LoadError, Problems};
use crate::simulate::{RunSpec, SimulateError};

/// Forecast past programmes from what was known then, and score what was said
#[derive(Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
Examples:
  clearcast hindcast scenarios/hindcast --out hindcast
  clearcast hindcast scenarios/hindcast --out hindcast --trials 16384 --force
  clearcast hindcast new scenarios/hindcast/chile-2011.toml --out chile.toml"
)]
pub(super) struct HindcastArgs {
    #[command(subcommand)]
    command: Option<Command>,
    /// Folder of records, or one record
    #[arg(required = true, value_name = "DIR")]
    records: Option<PathBuf>,
    /// Results folder
    #[arg(long, value_name = "OUT", default_value = "clearcast-hindcast")]
    out: PathBuf,
    /// Replace a results folder that exists
    #[arg(long)]
    force: bool,
    /// Number of trials of each case
    #[arg(long, default_value_t = 4096, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: u64,
    #[command(flatten)]
    seed: SeedArg,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// Most trials of a case: all are kept.
const MOST_TRIALS: u64 = 16_384;

#[derive(Debug, Subcommand)]
enum Command {
    New(NewArgs),
}

/// Make a scenario of a record: what was known, with ranges from the past of all other countries
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast hindcast new record.toml                   writes record-scenario.toml
  clearcast hindcast new record.toml --out valley.toml
  clearcast hindcast new record.toml --out - | less    shows it and writes nothing")]
struct NewArgs {
    /// Record: land on the books, last year's release, and what else was known
    record: PathBuf,
    /// File to write; `-` for standard output [default: the record's name with -scenario]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that exists
    #[arg(long)]
    force: bool,
}

impl HindcastArgs {
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        if let Some(Command::New(args)) = &self.command {
            return args.execute(out, err);
        }
        let place = self
            .records
            .as_deref()
            .expect("required where there is no subcommand");
        let Some(records) = read_all(place, err)? else {
            return Ok(Status::Rejected);
        };
        let folder = Folder::claim(&self.out, self.force)?;
        let pool = ThreadPoolBuilder::new()
            .num_threads(self.threads.threads.map_or(0, usize::from))
            .build()?;
        let watch = finish::stop_on_interrupt();
        let began = Timestamp::now();
        let reference = Reference::embedded();
        let spec = RunSpec::new(self.trials, self.seed.seed);
        let mut cases = Vec::new();
        for (_, record) in &records {
            tell_unknown(record, &reference, err);
        }
        for (key, record) in records {
            if watch.stop.load(Ordering::Relaxed) {
                break;
            }
            let case = pool.install(|| Case::new(&key, record, &reference, &spec, &watch));
            match case {
                Ok(case) => cases.push(case),
                Err(StudyError::Scenario(LoadError::Rejected(problems))) => {
                    return Ok(refuse(&key, &problems, err));
                }
                Err(StudyError::Simulate(SimulateError::Stopped(_))) => break,
                Err(error) => return Err(error.into()),
            }
        }
        let study = Study {
            cases,
            trials: self.trials,
            seed: self.seed.seed,
        };
        let mut files = pool.install(|| answers::hindcast(&study))?;
        files.push(self.manifest(place, began));
        if watch.stop.load(Ordering::Relaxed) {
            let _ = writeln!(err, "interrupted: nothing was written");
            return Ok(Status::Interrupted);
        }
        folder.write(&files)?;
        write!(out, "{}", hindcast::headline(&study))
            .and_then(|()| {
                writeln!(
                    out,
                    "Report: {}",
                    folder.path().join("hindcast.md").display()
                )
            })
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }

    fn manifest(&self, place: &Path, began: Timestamp) -> File {
        let command = finish::command();
        let command: Vec<String> = command.iter().map(ToTomlValue::to_toml_value).collect();
        let text = format!(
            "# How these results came about. Only this file holds a time.\n\
             kind = \"hindcast\"\nversion = {}\nrecords = {}\ntrials = {}\nseed = {}\ncommand = [{}]\nbegan = {began}\n",
            env!("CARGO_PKG_VERSION").to_toml_value(),
            place.display().to_string().to_toml_value(),
            self.trials,
            self.seed.seed,
            command.join(", "),
        );
        File {
            name: MANIFEST.to_owned(),
            bytes: text.into_bytes(),
        }
    }
}

impl NewArgs {
    fn execute(&self, out: &mut dyn Write, err: &mut dyn Write) -> Result<Status, Error> {
        let Some(record) = read(&self.record, err)? else {
            return Ok(Status::Rejected);
        };
        let reference = Reference::embedded();
        tell_unknown(&record, &reference, err);
        let text = hindcast::scenario_text(&record, &reference);
        if let Err(LoadError::Rejected(problems)) = scenario::from_text("scenario", &text, &[]) {
            return Ok(refuse(&stem(&self.record), &problems, err));
        }
        let file = self
            .out
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{}-scenario.toml", stem(&self.record))));
        if file.as_os_str() == "-" {
            out.write_all(text.as_bytes())
                .and_then(|()| out.flush())
                .map_err(Error::Output)?;
            return Ok(Status::Done);
        }
        super::init::write_new(&file, &text, self.force, out)
    }
}

/// Says that no rows are left out for a country: right for a new one, wrong for a known one under another name.
fn tell_unknown(record: &Record, reference: &Reference, err: &mut dyn Write) {
    if !reference.knows(&record.country) {
        let _ = writeln!(
            err,
            "warning: the reference class has no rows of the country `{}`, so none are left out; it has {}. \
             If it is one of these, write its name so",
            record.country,
            reference.countries().join(", ")
        );
    }
}

/// Says why a record of extreme numbers gives no scenario.
fn refuse(key: &str, problems: &Problems, err: &mut dyn Write) -> Status {
    show(problems, err);
    let _ = writeln!(
        err,
        "\nerror: record `{key}` gives no sound scenario: are the units of its figures right?"
    );
    Status::Rejected
}

/// Reads a record; `None` if it was rejected, which has been reported.
fn read(file: &Path, err: &mut dyn Write) -> Result<Option<Record>, Error> {
    let text = input::text(file).map_err(|source| cannot_read(file, &source))?;
    match Record::from_text(&file.display().to_string(), &text) {
        Ok(record) => Ok(Some(record)),
        Err(problems) => {
            show(&problems, err);
            let _ = writeln!(err);
            Ok(None)
        }
    }
}

/// Reads every record of a folder, by name, or the one record; `None` if one of them was rejected.
fn read_all(place: &Path, err: &mut dyn Write) -> Result<Option<Vec<(String, Record)>>, Error> {
    let mut files = match fs::read_dir(place) {
        Ok(entries) => {
            let files: Result<Vec<PathBuf>, _> = entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect();
            files.map_err(|source| cannot_read(place, &source))?
        }
        Err(error) if error.kind() == ErrorKind::NotADirectory => vec![place.to_owned()],
        Err(source) => return Err(cannot_read(place, &source)),
    };
    files.retain(|file| file == place || file.extension().is_some_and(|end| end == "toml"));
    files.sort();
    if files.is_empty() {
        let name = place.display();
        return Err(Error::Arguments(format!(
            "`{name}` holds no records: a record is a file that ends in .toml"
        )));
    }
    let mut records = Vec::new();
    let mut rejected = false;
    for file in &files {
        match read(file, err)? {
            Some(record) => records.push((stem(file), record)),
            None => rejected = true,
        }
    }
    Ok((!rejected).then_some(records))
}

fn stem(file: &Path) -> String {
    file.file_stem().map_or_else(
        || "record".to_owned(),
        |stem| printable(&stem.to_string_lossy()).into_owned(),
    )
}

fn cannot_read(file: &Path, source: &std::io::Error) -> Error {
    let name = crate::printable::path(file);
    Error::Arguments(format!("cannot read `{name}`: {source}"))
}

impl From<StudyError> for Error {
    fn from(error: StudyError) -> Self {
        match error {
            StudyError::Scenario(error) => error.into(),
            StudyError::Simulate(error) => error.into(),
        }
    }
}
