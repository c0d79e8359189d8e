//! `clearcast sweep`: a design in, a row for each of its points out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use rayon::ThreadPool;

use super::finish::{self, RESULTS};
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::{Error, Status, source};
use crate::compare;
use crate::input;
use crate::results::{Folder, ResultsError};
use crate::sampling::Sampling;
use crate::scenario::{LoadError, Loaded};
use crate::simulate::Watch;
use crate::sweep::{
    Base, Design, Journal, JournalError, MOST_TRIALS, Overrides, RandomNumbers, Rows, Shard, Sweep,
};
use crate::words;

pub(super) mod files;

/// Largest table of points: it is held in memory.
const MOST_TABLE: u64 = 4 << 30;
/// Longest time for which a row that was written may not be on the disk.
const ON_DISK: Duration = Duration::from_secs(1);

/// Simulate a scenario at many points of a design, and write a row for each
///
/// A design names a scenario, factors and how many trials each point takes. With --design-file any table of points runs: its columns are
/// paths, or scale(PATH) for inputs that are multiplied, its rows are points.
/// Rows are kept in a journal as they come: a sweep that was stopped goes on with --resume and ends with the same bytes.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast sweep design.toml
  clearcast sweep design.toml --resume                      goes on where it was stopped
  clearcast sweep valley.toml --design-file points.csv --trials 256
  clearcast sweep --design-file points.csv                  the built-in baseline
  clearcast sweep design.toml --shard 1/2                   half of the points, on any machine; the other half is 2/2
  clearcast merge clearcast-results/design.*.journal        puts shards together")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct SweepArgs {
    /// Design; with --design-file, the scenario file that it is about [default there: the built-in baseline]
    #[arg(required_unless_present = "design_file", value_name = "DESIGN")]
    design: Option<PathBuf>,
    /// Table of points, in CSV or Parquet: a column for each path, a row for each point
    #[arg(long, value_name = "FILE")]
    design_file: Option<PathBuf>,
    /// Override a value of all points, in TOML syntax, such as team.x.output=12
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// Trials of each point, 1048576 at most, over what the design says [default: 1024]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: Option<u64>,
    /// Seed of all randomness, a whole number up to 2^53 - 1, over what the design says [default: 1]
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(..=(1 << 53) - 1))]
    seed: Option<u64>,
    /// How inputs are sampled: random, lhs or sobol [default: sobol]
    #[arg(long, value_name = "DESIGN", value_parser = ["random", "lhs", "sobol"])]
    sampling: Option<String>,
    /// Whether points share the draws of their trials (common) or have their own (independent) [default: common]
    #[arg(long, value_name = "KIND", value_parser = ["common", "independent"])]
    random_numbers: Option<String>,
    /// Figure of each point, such as joint or 'p80(cost)'; repeatable [default: those of the headline]
    #[arg(long = "outcome", value_name = "FIGURE")]
    outcomes: Vec<String>,
    /// Evaluate only part K of N of the points, into a journal for `clearcast merge`
    #[arg(long, value_name = "K/N")]
    shard: Option<Shard>,
    /// Go on with the journal of a sweep that was stopped
    #[arg(long, conflicts_with = "force")]
    resume: bool,
    /// With --resume: evaluate points again whose rows hold a message
    #[arg(long, requires = "resume")]
    retry_failed: bool,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Results folder; the journal is beside it [default: clearcast-results/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace a results folder or journal that exists
    #[arg(long)]
    force: bool,
    /// Write no pictures
    #[arg(long)]
    no_report: bool,
}

impl SweepArgs {
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let Some((design, bases)) = self.design(err)? else {
            return Ok(Status::Rejected);
        };
        let pool = self.threads.pool()?;
        let sweep = match pool.install(|| Sweep::new(design, bases)) {
            Ok(sweep) => sweep,
            Err(crate::sweep::SweepError::Scenario(LoadError::Rejected(problems))) => {
                source::show(&problems, err);
                return Ok(Status::Rejected);
            }
            Err(error @ crate::sweep::SweepError::Factors(_)) => {
                return Err(Error::Arguments(format!(
                    "{}: {error}",
                    self.file().display()
                )));
            }
            Err(error) => return Err(error.into()),
        };
        let place = self.place(&sweep.head().name);
        // A shard writes no folder: another may be there.
        let folder = match self.shard {
            None => Some(Folder::claim(&place, self.force || self.retry_failed)?),
            Some(_) => None,
        };
        let journal = self.journal(&sweep, &place, err)?;
        let watch = finish::stop_on_interrupt();
        let began = Timestamp::now();
        let journal = match evaluate(&sweep, journal, &pool, &watch)? {
            Ended::Complete(journal) => journal,
            Ended::Stopped(journal) => {
                let (all, open) = (journal.points(), journal.open_points().len() as u64);
                let _ = writeln!(
                    err,
                    "interrupted: {} of {} are in {}; --resume goes on",
                    words::count(all - open),
                    words::counted(all, "point"),
                    journal.path().display()
                );
                return Ok(Status::Interrupted);
            }
        };
        let path = journal.path().to_owned();
        let Some(folder) = folder else {
            return tell_part(&journal, out, err);
        };
        let rows = Rows::new(vec![(path.display().to_string(), journal)])?;
        let written = files::Written {
            rows: &rows,
            folder: &folder,
            pictures: !self.no_report,
            threads: pool.current_num_threads(),
            began,
        };
        let swept = pool.install(|| written.write())?;
        if swept.failed() == 0 {
            drop(rows);
            // All of it is in the folder now.
            fs::remove_file(&path).map_err(ResultsError::io("delete", &path))?;
        }
        files::tell(&folder, &swept, out, err)
    }

    /// The file that says what is swept.
    fn file(&self) -> &Path {
        let file = self.design_file.as_deref().or(self.design.as_deref());
        file.expect("a design is required where there is no table")
    }

    /// The design and the scenarios of its variants; `None` if one was rejected, which has been reported.
    fn design(&self, err: &mut dyn Write) -> Result<Option<(Design, Vec<Base>)>, Error> {
        let over = self.overrides()?;
        let (design, folder) = if let Some(table) = &self.design_file {
            (self.table(table, &over)?, PathBuf::new())
        } else {
            let file = self.file();
            let text = read_text(file)?;
            let name = file.display().to_string();
            match Design::from_toml(&name, &stem(file), &text, &over) {
                Ok(design) => (
                    design,
                    file.parent().map(Path::to_owned).unwrap_or_default(),
                ),
                Err(problems) => {
                    source::show(&problems, err);
                    return Ok(None);
                }
            }
        };
        let mut bases = Vec::new();
        let mut rejected = false;
        let mut first: Option<(String, Loaded)> = None;
        for variant in &design.variants {
            let file = variant.scenario.as_ref().map(|it| folder.join(it));
            match source::load(file.as_deref(), &variant.sets, err)? {
                Some(loaded) => {
                    if !loaded.warnings.is_empty() {
                        source::show(&loaded.warnings, err);
                    }
                    bases.push(Base {
                        name: variant.name.clone(),
                        resolved: loaded.scenario.resolved.clone(),
                    });
                    let (name, first) = first.get_or_insert_with(|| {
                        (format!("variant `{}`", variant.name), loaded.clone())
                    });
                    if let Some(problems) = compare::money_refusals(first, name, &loaded) {
                        source::show(&problems, err);
                        rejected = true;
                    }
                }
                None => rejected = true,
            }
        }
        Ok((!rejected).then_some((design, bases)))
    }

    fn overrides(&self) -> Result<Overrides, Error> {
        let wrong = |error: &dyn std::fmt::Display| Error::Arguments(error.to_string());
        let sampling = self.sampling.as_deref().map(str::parse::<Sampling>);
        let random_numbers = self
            .random_numbers
            .as_deref()
            .map(str::parse::<RandomNumbers>);
        Ok(Overrides {
            trials: self.trials,
            seed: self.seed,
            sampling: sampling.transpose().map_err(|error| wrong(&error))?,
            random_numbers: random_numbers.transpose().map_err(|error| wrong(&error))?,
            outcomes: self.outcomes.clone(),
            sets: self.sets.clone(),
        })
    }

    /// The design that a table of points is.
    fn table(&self, file: &Path, over: &Overrides) -> Result<Design, Error> {
        let scenario = self.design.as_ref().map(|it| it.display().to_string());
        let name = stem(file);
        let wrong = |reason: String| Error::Arguments(format!("{}: {reason}", file.display()));
        let is_parquet = file
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("parquet"));
        if is_parquet {
            return parquet_table(file, &name, scenario, over).map_err(wrong);
        }
        let text = input::bytes(file, MOST_TABLE)
            .map_err(|error| wrong(format!("cannot be read: {error}")))?;
        Design::from_csv(&name, scenario, &text, over).map_err(wrong)
    }

    fn place(&self, name: &str) -> PathBuf {
        self.out
            .clone()
            .unwrap_or_else(|| Path::new(RESULTS).join(name))
    }

    /// The journal to write, and what has to be said of it.
    fn journal(&self, sweep: &Sweep, place: &Path, err: &mut dyn Write) -> Result<Journal, Error> {
        let shard = self.shard.unwrap_or(Shard::WHOLE);
        let mut path = place.as_os_str().to_owned();
        if self.shard.is_some() {
            path.push(format!(".{}-of-{}", shard.number, shard.of));
        }
        path.push(".journal");
        let (path, head) = (PathBuf::from(path), sweep.head().part(shard));
        if !self.resume {
            return Ok(Journal::create(&path, &head, self.force)?);
        }
        let mut journal = Journal::resume(&path, &head)?;
        if journal.damaged() > 0 {
            let _ = writeln!(
                err,
                "{}: {} at its end were cut off or damaged; what comes before them is kept",
                path.display(),
                words::counted(journal.damaged(), "byte")
            );
        }
        if self.retry_failed {
            let failed = journal.forget_failed()?;
            let _ = writeln!(err, "{} again", words::counted(failed, "failed point"));
        }
        Ok(journal)
    }
}

/// How the evaluation of points ended.
pub(super) enum Ended {
    Complete(Journal),
    Stopped(Journal),
}

impl Ended {
    /// The journal, if it is complete.
    pub(super) fn complete(self) -> Option<Journal> {
        match self {
            Self::Complete(journal) => Some(journal),
            Self::Stopped(_) => None,
        }
    }
}

/// Evaluates the points that a journal lacks.
pub(super) fn evaluate(
    sweep: &Sweep,
    journal: Journal,
    pool: &ThreadPool,
    watch: &Watch,
) -> Result<Ended, Error> {
    let open = journal.open_points();
    let disk = journal.disk()?;
    let (name, trials) = (&sweep.head().name, sweep.head().run.trials);
    let kept = Mutex::new((journal, None::<JournalError>));
    let fail = |error: JournalError| {
        watch.stop.store(true, Ordering::Relaxed);
        let (_, first) = &mut *kept.lock().expect("no other thread has panicked");
        first.get_or_insert(error);
    };
    let over = AtomicBool::new(false);
    let ended = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            loop {
                let last = over.load(Ordering::Relaxed);
                if let Err(error) = disk.sync() {
                    fail(error);
                }
                if last {
                    break;
                }
                std::thread::park_timeout(ON_DISK);
            }
        });
        let done = |point: u64, record: &[u8]| {
            let mut kept = kept.lock().expect("no other thread has panicked");
            let written = match kept.1 {
                None => kept.0.append(point, record),
                // What could not be written is not followed by what could.
                Some(_) => Ok(()),
            };
            drop(kept);
            if let Err(error) = written {
                fail(error);
            }
        };
        let all = open.len() as u64 * trials;
        let ended = with_bar(name, all, watch, |_| {
            pool.install(|| sweep.simulate(&open, done, watch))
        });
        over.store(true, Ordering::Relaxed);
        writer.thread().unpark();
        ended
    });
    let (journal, failed) = kept.into_inner().expect("no other thread has panicked");
    match (failed, ended) {
        (Some(error), _) => Err(error.into()),
        (None, Ok(())) => Ok(Ended::Complete(journal)),
        (None, Err(_)) => Ok(Ended::Stopped(journal)),
    }
}

#[cfg(feature = "parquet")]
fn parquet_table(
    file: &Path,
    name: &str,
    scenario: Option<String>,
    over: &Overrides,
) -> Result<Design, String> {
    let (columns, rows) = crate::data::read_parquet(file)?;
    Design::from_table(name, scenario, (&columns, &rows), over)
}

#[cfg(not(feature = "parquet"))]
fn parquet_table(_: &Path, _: &str, _: Option<String>, _: &Overrides) -> Result<Design, String> {
    Err("this program was built without its feature `parquet`: write the table as CSV".to_owned())
}

fn read_text(file: &Path) -> Result<String, Error> {
    input::text(file).map_err(|error| {
        Error::Arguments(format!("cannot read design `{}`: {error}", file.display()))
    })
}

fn stem(file: &Path) -> String {
    let stem = file
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| "sweep".to_owned())
}

fn print(text: &str, out: &mut dyn Write) -> Result<Status, Error> {
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    written.map_err(Error::Output)?;
    Ok(Status::Done)
}

/// Says what is in the journal of a part, and that nothing is where no point has figures.
fn tell_part(journal: &Journal, out: &mut dyn Write, err: &mut dyn Write) -> Result<Status, Error> {
    let (failed, reason) = journal.failed()?;
    let points = journal.points();
    let without = match failed.len() as u64 {
        0 => String::new(),
        count => format!(", {} without figures", words::count(count)),
    };
    let path = journal.path().display();
    let line = format!("{}{without}: {path}\n", words::counted(points, "point"));
    let status = print(&line, out)?;
    if points == 0 || (failed.len() as u64) < points {
        return Ok(status);
    }
    Ok(files::no_figures(journal.path(), &reason, err))
}
