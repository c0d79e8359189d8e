//! `clearcast repeat`: does a results folder come out again, byte for byte, from what is in it?

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use jiff::Timestamp;
use rayon::ThreadPool;
use toml::{Table, Value};

use super::finish::{self, Done, Failure, Written};
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::{Error, Status, sweep};
use crate::data::Format;
use crate::data::trials::Saved;
use crate::input;
use crate::results::{Folder, MANIFEST, ResultsError};
use crate::run::Plan;
use crate::sampling::Sampling;
use crate::scenario::Problem;
use crate::simulate::{Model, Nesting, RunSpec, Watch};
use crate::sweep::{Base, Design, Journal, Overrides, RandomNumbers, Rows, Sweep};

mod question;

/// Largest file that is compared.
const MOST: u64 = 64 << 30;

/// Repeat what a results folder holds, and compare every byte but those of the manifest
///
/// Takes nothing but the folder itself: the manifest says what was done, and the scenario as simulated is beside it. Exit code 0 if
/// all files came out again, 1 if one did not.
#[derive(Args, Debug)]
pub(super) struct RepeatArgs {
    /// Results folder of a run, a sweep or the answer to a question
    folder: PathBuf,
    #[command(flatten)]
    threads: ThreadsArg,
}

/// What a folder says of itself.
struct Manifest<'a> {
    folder: &'a Path,
    table: Table,
}

impl RepeatArgs {
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let manifest = Manifest::read(&self.folder)?;
        let pool = self.threads.pool()?;
        let watch = finish::stop_on_interrupt();
        let place = tempfile::tempdir();
        let place = place.map_err(ResultsError::io("write to", &std::env::temp_dir()))?;
        let again = place.path().join("again");
        let claim = || Folder::claim(&again, false);
        let repeated = match manifest.text("kind")? {
            "run" => manifest.run(&claim()?, &pool, &watch),
            "sweep" => manifest.sweep(&claim()?, &pool, &watch),
            _ => question::answer(&manifest, &again, self.threads, err),
        };
        match repeated {
            Ok(()) => {}
            Err(Failure::Stopped) => {
                let _ = writeln!(err, "interrupted");
                return Ok(Status::Interrupted);
            }
            Err(Failure::Error(error)) => return Err(error),
        }
        let (same, differing) = compare(&self.folder, &again)?;
        let said = if differing.is_empty() {
            format!("{same} files came out again, byte for byte\n")
        } else {
            format!(
                "{same} files came out again, but not:\n  {}\n",
                differing.join("\n  ")
            )
        };
        let shown = out.write_all(said.as_bytes()).and_then(|()| out.flush());
        shown.map_err(Error::Output)?;
        Ok(if differing.is_empty() {
            Status::Done
        } else {
            Status::Rejected
        })
    }
}

impl<'a> Manifest<'a> {
    fn read(folder: &'a Path) -> Result<Self, Error> {
        let table = read(folder, MANIFEST)?.parse().map_err(|error| {
            Error::Arguments(format!(
                "{} is no manifest: {error}",
                folder.join(MANIFEST).display()
            ))
        })?;
        let manifest = Self { folder, table };
        let (version, mine) = (manifest.text("version")?, env!("CARGO_PKG_VERSION"));
        if version != mine {
            return Err(manifest.wrong(&format!(
                "is of version {version}, and this is {mine}: repeat it with the version that wrote it"
            )));
        }
        Ok(manifest)
    }

    fn wrong(&self, what: &str) -> Error {
        Error::Arguments(format!("{} {what}", self.folder.join(MANIFEST).display()))
    }

    fn text(&self, key: &str) -> Result<&str, Error> {
        let text = self.table.get(key).and_then(Value::as_str);
        text.ok_or_else(|| {
            self.wrong(&format!(
                "does not say its `{key}`, so it cannot be repeated"
            ))
        })
    }

    fn number(&self, key: &str) -> Result<u64, Error> {
        let number = self.table.get(key).and_then(Value::as_integer);
        let number = number.and_then(|it| u64::try_from(it).ok());
        number.ok_or_else(|| {
            self.wrong(&format!(
                "does not say its `{key}`, so it cannot be repeated"
            ))
        })
    }

    fn list(&self, key: &str) -> Vec<&Value> {
        let list = self.table.get(key).and_then(Value::as_array);
        list.into_iter().flatten().collect()
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let texts = self.list(key).into_iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect()
    }

    fn has_pictures(&self) -> bool {
        self.table.get("pictures").and_then(Value::as_bool) != Some(false)
    }

    fn sampling(&self) -> Result<Sampling, Error> {
        let sampling = self.text("sampling")?.parse();
        sampling.map_err(|error| self.wrong(&format!("is damaged: {error}")))
    }

    fn run(&self, again: &Folder, pool: &ThreadPool, watch: &Watch) -> Result<(), Failure> {
        let began = Timestamp::now();
        let resolved = read(self.folder, "resolved.toml")?;
        let model = pool.install(|| Model::from_text("resolved.toml", &resolved, &[]));
        let model = model.map_err(Error::from)?;
        let loaded = model.loaded().expect("it was read from a text");
        let nested: Vec<u64> = self
            .list("nested")
            .into_iter()
            .filter_map(|it| u64::try_from(it.as_integer()?).ok())
            .collect();
        let plan = match nested[..] {
            [outer, inner] => Plan::Nested(Nesting { outer, inner }),
            _ => Plan::Plain(0..self.number("trials")?),
        };
        let spec = RunSpec::new(0, self.number("seed")?).sampling(self.sampling()?);
        let simulated = with_bar("repeat", plan.trials(), watch, |_| {
            pool.install(|| plan.simulate(&model, &spec, watch, &|_, _, _| {}))
        });
        let done = Done {
            name: self.text("scenario")?,
            text: &read(self.folder, "scenario.toml")?,
            scenario: &loaded.scenario,
            simulated: simulated.map_err(Error::from)?,
            warnings: loaded.warnings.iter().map(Problem::sentence).collect(),
            began,
            simulating: Duration::ZERO,
        };
        let saved: Vec<(Saved, Format)> = self
            .texts("rows")
            .iter()
            .filter_map(|name| rows_in(name))
            .collect();
        done.write_with(
            &saved,
            Written::Folder(again, self.has_pictures()),
            pool,
            watch,
        )?;
        Ok(())
    }

    fn sweep(&self, again: &Folder, pool: &ThreadPool, watch: &Watch) -> Result<(), Failure> {
        let random_numbers: Result<RandomNumbers, String> = self.text("random_numbers")?.parse();
        let damaged = |reason: String| self.wrong(&format!("is damaged: {reason}"));
        let over = Overrides {
            trials: Some(self.number("trials")?),
            seed: Some(self.number("seed")?),
            sampling: Some(self.sampling()?),
            random_numbers: Some(random_numbers.map_err(damaged)?),
            outcomes: self.texts("outcomes"),
            sets: Vec::new(),
        };
        let name = self.text("name")?;
        let design = if self.folder.join("design.toml").exists() {
            let text = read(self.folder, "design.toml")?;
            Design::from_toml("design.toml", name, &text, &over).map_err(|it| it.to_string())
        } else {
            Design::from_csv(
                name,
                None,
                read(self.folder, "design.csv")?.as_bytes(),
                &over,
            )
        };
        let design = design.map_err(Error::Arguments)?;
        let mut bases = Vec::new();
        for variant in &design.variants {
            let file = match variant.name.as_str() {
                "" => "resolved.toml".to_owned(),
                name => format!("scenarios/{name}.toml"),
            };
            bases.push(Base {
                name: variant.name.clone(),
                resolved: read(self.folder, &file)?,
            });
        }
        let began = Timestamp::now();
        let swept = pool
            .install(|| Sweep::new(design, bases))
            .map_err(Error::from)?;
        let mut journal = again.path().as_os_str().to_owned();
        journal.push(".journal");
        let journal =
            Journal::create(Path::new(&journal), swept.head(), false).map_err(Error::from)?;
        let Some(journal) = sweep::evaluate(&swept, journal, pool, watch)?.complete() else {
            return Err(Failure::Stopped);
        };
        let rows = Rows::new(vec![("journal".to_owned(), journal)]).map_err(Error::from)?;
        let written = sweep::files::Written {
            rows: &rows,
            folder: again,
            pictures: self.has_pictures(),
            threads: pool.current_num_threads(),
            began,
        };
        pool.install(|| written.write())?;
        Ok(())
    }
}

/// Which rows a file of that name holds.
fn rows_in(name: &str) -> Option<(Saved, Format)> {
    let (name, ending) = name.rsplit_once('.')?;
    let saved = [Saved::Trials, Saved::Years]
        .into_iter()
        .find(|it| it.name() == name)?;
    let format = Format::ALL.iter().find(|it| it.ending() == ending)?;
    Some((saved, *format))
}

fn read(folder: &Path, name: &str) -> Result<String, Error> {
    let path = folder.join(name);
    input::text(&path)
        .map_err(|error| Error::Arguments(format!("cannot read {}: {error}", path.display())))
}

/// How many files are the same in both folders, and what is to be said of the others.
fn compare(one: &Path, again: &Path) -> Result<(u64, Vec<String>), Error> {
    let listed = |folder: &Path| {
        crate::results::names(folder)
            .map_err(|error| Error::Arguments(format!("cannot read {}: {error}", folder.display())))
    };
    let (before, after) = (listed(one)?, listed(again)?);
    let mut same = 0;
    let mut differing = Vec::new();
    for name in &before {
        let bytes = |folder: &Path| input::bytes(&folder.join(name), MOST).ok();
        if !after.contains(name) {
            differing.push(format!("{name}, which no repetition writes"));
        } else if bytes(one).is_some_and(|it| bytes(again) == Some(it)) {
            same += 1;
        } else {
            differing.push(format!("{name}, which differs"));
        }
    }
    let missing = after.iter().filter(|name| !before.contains(name));
    differing.extend(missing.map(|name| format!("{name}, which is missing")));
    Ok((same, differing))
}
