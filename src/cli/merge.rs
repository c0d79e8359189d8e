//! `clearcast merge`: the parts of a run in, its results folder out.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;

use super::finish::{self, Done, Failure, RESULTS, Written};
use super::options::ThreadsArg;
use super::{Error, Status, sweep};
use crate::input;
use crate::partial::{self, PartialHead};
use crate::printable;
use crate::results::{self, Folder};
use crate::run::{JoinError, Joined, RunResults};
use crate::simulate::Watch;
use crate::sweep::{Journal, Rows};

/// Put the parts of a run, or the shards of a sweep, together and write the results
///
/// The results are those of one run of all trials, byte for byte; only the manifest tells another command, time and machine.
/// Parts must be of the same scenario, seed, sampling design, number of trials and version, and hold every trial once. Journals of
/// `sweep --shard` must be of the same sweep and hold every point.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast run valley.toml --trials 1000000 --trials-range 0..500000 --partial one.part
  clearcast run valley.toml --trials 1000000 --trials-range 500000..1000000 --partial two.part
  clearcast merge one.part two.part --out valley
  clearcast sweep design.toml --shard 1/2
  clearcast sweep design.toml --shard 2/2
  clearcast merge clearcast-results/design.1-of-2.journal clearcast-results/design.2-of-2.journal")]
pub(super) struct MergeArgs {
    /// Partial results, or journals of a sweep, in any order
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Results folder [default: clearcast-results/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace a results folder that exists
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Print summary.json instead of the table
    #[arg(long)]
    json: bool,
    /// Write one larger part of the run instead of a results folder: parts merged in turns need no machine that reads all
    #[arg(long, value_name = "FILE", conflicts_with_all = ["out", "json"])]
    partial: Option<PathBuf>,
}

impl MergeArgs {
    /// Reads every part and claims the place of the results before anything is computed.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        if self.files.iter().any(|file| Journal::is_one(file)) {
            return self.sweep(out, err);
        }
        let heads = self.heads()?;
        if let Some(file) = &self.partial {
            return self.part(&heads, file, out);
        }
        let (_, first) = heads
            .iter()
            .min_by_key(|(_, head)| head.range.start)
            .expect("at least one file is required");
        let place = match &self.out {
            Some(folder) => folder.clone(),
            None => Path::new(RESULTS).join(&first.stem),
        };
        let folder = Folder::claim(&place, self.force)?;
        let watch = finish::stop_on_interrupt();
        let seconds = heads.iter().map(|(_, head)| head.seconds).sum();
        match self.merge(first, Duration::from_secs_f64(seconds), &folder, &watch) {
            Ok(results) => {
                let written = Written::Folder(&folder, true);
                finish::print(&results, written, self.json, (out, err)).map_err(Error::Output)?;
                Ok(Status::Done)
            }
            Err(Failure::Stopped) => {
                let _ = writeln!(err, "interrupted: nothing was written for {}", first.name);
                Ok(Status::Interrupted)
            }
            Err(Failure::Error(error)) => Err(error),
        }
    }

    /// Puts the shards of a sweep together.
    fn sweep(&self, out: &mut dyn Write, err: &mut dyn Write) -> Result<Status, Error> {
        let mut named = Vec::new();
        let mut problems = Vec::new();
        for file in &self.files {
            match Journal::read(file) {
                Ok(journal) => named.push((file.display().to_string(), journal)),
                Err(error) => problems.push(error.to_string()),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Parts(problems.join("\n  ")));
        }
        let rows = Rows::new(named)?;
        let place = match &self.out {
            Some(folder) => folder.clone(),
            None => Path::new(RESULTS).join(&rows.head().name),
        };
        let folder = Folder::claim(&place, self.force)?;
        let pool = self.threads.pool()?;
        let written = sweep::files::Written {
            rows: &rows,
            folder: &folder,
            pictures: true,
            threads: pool.current_num_threads(),
            began: jiff::Timestamp::now(),
        };
        let swept = pool.install(|| written.write())?;
        sweep::files::tell(&folder, &swept, out, err)
    }

    /// What the files say about themselves, if they fit together.
    fn heads(&self) -> Result<Vec<(String, PartialHead)>, Error> {
        let mut heads = Vec::new();
        let mut problems = Vec::new();
        for file in &self.files {
            let name = printable::path(file);
            match read(file) {
                Err(error) => problems.push(format!("cannot read {name}: {error}")),
                Ok(bytes) => match partial::read(&bytes) {
                    Ok((head, _)) => heads.push((name, head)),
                    Err(unreadable) => problems.push(format!("{name} {unreadable}")),
                },
            }
        }
        let all_read = problems.is_empty();
        let misfits = match self.partial {
            None => partial::misfits(&heads, env!("CARGO_PKG_VERSION")),
            Some(_) => partial::misfits_of_part(&heads, env!("CARGO_PKG_VERSION")),
        };
        // What a file that cannot be read would have held is not missing.
        let relevant = |misfit: &String| all_read || !misfit.contains("are in no file");
        problems.extend(misfits.into_iter().filter(relevant));
        if problems.is_empty() {
            Ok(heads)
        } else {
            Err(Error::Parts(problems.join("\n  ")))
        }
    }

    fn merge(
        &self,
        head: &PartialHead,
        simulating: Duration,
        folder: &Folder,
        watch: &Watch,
    ) -> Result<RunResults, Failure> {
        let began = jiff::Timestamp::now();
        let pool = self.threads.pool()?;
        let simulated = pool.install(|| self.join(head, watch))?.into_run();
        let model = simulated.run.prepared.model.clone();
        let done = Done {
            name: &head.name,
            text: &head.text,
            scenario: model.scenario(),
            simulated,
            warnings: head.warnings.clone(),
            began,
            simulating,
        };
        done.write(Written::Folder(folder, true), &pool, watch)
    }

    /// Adds up the parts, one file at a time.
    fn join(&self, head: &PartialHead, watch: &Watch) -> Result<Joined, Failure> {
        let mut joined = Joined::new(head)?;
        for file in &self.files {
            if watch.stop.load(Ordering::Relaxed) {
                return Err(Failure::Stopped);
            }
            let name = printable::path(file);
            let cannot = |error: &dyn std::fmt::Display| format!("cannot read {name}: {error}");
            let bytes = read(file).map_err(|error| Error::Parts(cannot(&error)))?;
            let added = joined.add(&bytes);
            added.map_err(|reason| Error::Parts(format!("{name} {reason}")))?;
        }
        Ok(joined)
    }

    /// Puts the parts together to a larger one.
    fn part(
        &self,
        heads: &[(String, PartialHead)],
        file: &Path,
        out: &mut dyn Write,
    ) -> Result<Status, Error> {
        let place = results::Alone::claim(file, self.force)?;
        let watch = finish::stop_on_interrupt();
        let (_, head) = &heads[0];
        let range = partial::range(heads).expect("at least one file is required");
        let seconds = heads.iter().map(|(_, head)| head.seconds).sum();
        let pool = self.threads.pool()?;
        let joined = match pool.install(|| self.join(head, &watch)) {
            Ok(joined) => joined,
            Err(Failure::Stopped) => return Ok(Status::Interrupted),
            Err(Failure::Error(error)) => return Err(error),
        };
        place.write(&joined.into_part(range.clone(), seconds))?;
        let (start, end, trials) = (range.start, range.end, head.trials);
        let line = format!(
            "Trials {start}..{end} of {trials}: {}\n",
            place.path().display()
        );
        let shown = out.write_all(line.as_bytes()).and_then(|()| out.flush());
        shown.map_err(Error::Output)?;
        Ok(Status::Done)
    }
}

impl From<JoinError> for Error {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Load(error) => error.into(),
            JoinError::Spec(error) => error.into(),
            JoinError::Unreadable(reason) => Self::Parts(reason.to_string()),
        }
    }
}

/// Largest partial result: many times what a tally takes.
const MOST_PART: u64 = 2 << 30;

fn read(file: &Path) -> io::Result<Vec<u8>> {
    input::bytes(file, MOST_PART)
}
