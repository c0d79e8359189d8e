//! The results folder of a sweep: the same for a sweep and for its shards put together.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use toml_writer::ToTomlValue;

use super::super::{Error, Status, finish};
use crate::answers::Swept;
use crate::input;
use crate::results::{File, Folder, MANIFEST};
use crate::sweep::{JournalHead, Rows};

/// What is written where.
pub(in crate::cli) struct Written<'a> {
    pub(in crate::cli) rows: &'a Rows,
    pub(in crate::cli) folder: &'a Folder,
    pub(in crate::cli) pictures: bool,
    pub(in crate::cli) threads: usize,
    pub(in crate::cli) began: Timestamp,
}

impl Written<'_> {
    /// Writes the folder on the current thread pool; returns what is shown of it.
    pub(in crate::cli) fn write(&self) -> Result<Swept, Error> {
        let head = self.rows.head();
        let contents = self.folder.contents()?;
        self.rows.write(contents.path())?;
        let text = |name: &str, text: &str| File {
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        contents.add(&text(&head.file.0, &head.file.1))?;
        for base in &head.bases {
            let name = match base.name.as_str() {
                "" => "resolved.toml".to_owned(),
                name => format!("scenarios/{name}.toml"),
            };
            contents.add(&text(&name, &base.resolved))?;
        }
        contents.add(&text(MANIFEST, &self.manifest(head)))?;
        let swept = Swept::of(self.rows)?;
        contents.add(&swept.file())?;
        if self.pictures {
            const POINTS: &str = "points.csv";
            // A table that is too long for a page is left out.
            let points = input::bytes(&contents.path().join(POINTS), Swept::MOST_POINTS).ok();
            let points = points.map(|bytes| File {
                name: POINTS.to_owned(),
                bytes,
            });
            for picture in swept.pictures(points)? {
                contents.add(&picture)?;
            }
        }
        contents.publish()?;
        Ok(swept)
    }

    fn manifest(&self, head: &JournalHead) -> String {
        let text = |value: &str| value.to_toml_value();
        let list = |values: &[String]| {
            let quoted: Vec<String> = values.iter().map(|it| text(it)).collect();
            quoted.join(", ")
        };
        let command = finish::command();
        let run = &head.run;
        let mut manifest = format!(
            "# How these results came about. Only this file holds a time or a machine.\n\
             kind = \"sweep\"\nversion = {}\nname = {}\npoints = {}\ntrials = {}\nseed = {}\nsampling = {}\nrandom_numbers = {}\n",
            text(&head.version),
            text(&head.name),
            head.points,
            run.trials,
            run.seed,
            text(run.sampling.name()),
            text(run.random_numbers.name()),
        );
        // Writing to a string cannot fail.
        if !run.outcomes.is_empty() {
            let _ = writeln!(manifest, "outcomes = [{}]", list(&run.outcomes));
        }
        let _ = write!(
            manifest,
            "pictures = {}\ncommand = [{}]\n\n[machine]\nsystem = {}\nprocessor = {}\nthreads = {}\nbegan = {}\n",
            self.pictures,
            list(&command),
            text(std::env::consts::OS),
            text(std::env::consts::ARCH),
            self.threads,
            self.began,
        );
        manifest
    }
}

/// Says what was written, and how that ended: a sweep of which no point has figures has failed.
pub(in crate::cli) fn tell(
    folder: &Folder,
    swept: &Swept,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Status, Error> {
    let place = folder.path().join("points.csv");
    let text = format!("{}Results: {}\n", swept.text(), place.display());
    let shown = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    shown.map_err(Error::Output)?;
    Ok(swept
        .why_none()
        .map_or(Status::Done, |reason| no_figures(&place, reason, err)))
}

/// Says that no point has figures, and why the first has none.
pub(in crate::cli) fn no_figures(place: &Path, reason: &str, err: &mut dyn Write) -> Status {
    let place = place.display();
    let _ = writeln!(
        err,
        "error: {place}: no point has figures; the first says: {reason}"
    );
    Status::Rejected
}
