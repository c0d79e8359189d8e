//! The results folder of a sweep: the same for a sweep and for its shards put together.

use std::fmt::Write;

use jiff::Timestamp;
use toml_writer::ToTomlValue;

use super::super::{Error, finish};
use crate::input;
use crate::report::{self, Picture};
use crate::results::{File, Folder, MANIFEST};
use crate::sweep::{JournalHead, Rows, Surfaces};
use crate::words;

/// Longest table of points that its page shows.
const MOST_POINTS: u64 = 1 << 22;

/// What is written where.
pub(in crate::cli) struct Written<'a> {
    pub(in crate::cli) rows: &'a Rows,
    pub(in crate::cli) folder: &'a Folder,
    pub(in crate::cli) pictures: bool,
    pub(in crate::cli) threads: usize,
    pub(in crate::cli) began: Timestamp,
}

impl Written<'_> {
    /// Writes the folder on the current thread pool; returns what to say of it, and how many points have no figures.
    pub(in crate::cli) fn write(&self) -> Result<(String, u64), Error> {
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
        let mut shown = Vec::new();
        if let Some(surfaces) = Surfaces::of(self.rows)?.filter(|_| self.pictures) {
            for Picture { name, bytes } in report::sweep::render(&surfaces)? {
                let picture = File { name, bytes };
                contents.add(&picture)?;
                shown.push(picture);
            }
        }
        let failed = self.rows.failed()?;
        let found = format!(
            "{} of {} each, seed {}, {} random numbers\n{}",
            words::counted(head.points, "point"),
            words::counted(head.run.trials, "trial"),
            head.run.seed,
            head.run.random_numbers.name(),
            match failed {
                0 => String::new(),
                _ => format!(
                    "{} without figures: the column `message` says why\n",
                    words::counted(failed, "point")
                ),
            },
        );
        if self.pictures {
            const POINTS: &str = "points.csv";
            // A table that is too long for a page is left out.
            let points = input::bytes(&contents.path().join(POINTS), MOST_POINTS).ok();
            shown.extend(points.map(|bytes| File {
                name: POINTS.to_owned(),
                bytes,
            }));
            let Picture { name, bytes } = report::answer(
                ("sweep", &head.name),
                &format!("A sweep · clearcast {}", head.version),
                &found,
                &shown,
                "The design and the scenarios as simulated stand in the folder of this page; `clearcast repeat` does it again and compares every byte.",
            )?;
            contents.add(&File { name, bytes })?;
        }
        contents.publish()?;
        let place = self.folder.path().join("points.csv");
        Ok((format!("{found}Results: {}\n", place.display()), failed))
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
