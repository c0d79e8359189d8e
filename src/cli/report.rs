//! `clearcast report`: draws again what a results folder shows, without simulating.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::de::DeserializeOwned;
use toml::{Table, Value};

use super::{Error, Status, finish};
use crate::input;
use crate::printable;
use crate::report;
use crate::results::{self, File, Folder, MANIFEST, ResultsError};

/// Draw the report of results folders again, without simulating
///
/// Takes `summary.json`, `charts.json` and `resolved.toml` of the folder of a run, and replaces the sheets (`report.png` and others), `report.html` and
/// `charts/`, or adds them where the run wrote none. All else in the folder stays, byte for byte. A folder that holds anything but the files that its
/// manifest lists, unchanged, is refused.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast report clearcast-results/azerbaijan
  clearcast run --no-report --out quick && clearcast report quick")]
pub(super) struct ReportArgs {
    /// Results folders of runs
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Threads; by default one per processor. Their number does not change the pictures
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl ReportArgs {
    /// Draws the reports one after the other; all folders are looked at before the first is touched.
    pub(super) fn execute(&self, out: &mut dyn Write) -> Result<Status, Error> {
        let drawn: Result<Vec<Drawn>, Error> =
            self.folders.iter().map(|it| Drawn::claim(it)).collect();
        let pool = finish::pool(self.threads)?;
        for drawn in drawn? {
            pool.install(|| drawn.write())?;
            let report = drawn.folder.path().join("report.png");
            writeln!(out, "Report: {}", printable::path(&report)).map_err(Error::Output)?;
        }
        out.flush().map_err(Error::Output)?;
        Ok(Status::Done)
    }
}

/// A folder whose report is drawn.
struct Drawn {
    folder: Folder,
    manifest: String,
}

impl Drawn {
    /// Refuses what is no folder of a run, as it was written.
    fn claim(path: &Path) -> Result<Self, Error> {
        let manifest = path.join(MANIFEST);
        if !manifest.is_file() {
            return Err(Error::Arguments(format!(
                "{} holds no {MANIFEST}, so it is no results folder: name one, such as clearcast-results/azerbaijan",
                printable::path(path)
            )));
        }
        let folder = Folder::claim(path, true).map_err(|error| refused(path, error))?;
        let manifest = read(path, MANIFEST)?;
        let table: Table = manifest.parse().map_err(|error| {
            Error::Arguments(format!(
                "{} holds a {MANIFEST} that is damaged: {error}",
                printable::path(path)
            ))
        })?;
        match table.get("kind").and_then(Value::as_str) {
            Some("run") => Ok(Self { folder, manifest }),
            kind => Err(Error::Arguments(another_kind(path, kind, &table))),
        }
    }

    fn write(&self) -> Result<(), Error> {
        let path = self.folder.path();
        let (summary, charts) = (json(path, "summary.json")?, json(path, "charts.json")?);
        let resolved = read(path, "resolved.toml")?;
        let pictures = report::files(&summary, &charts, &resolved)?;
        let contents = self.folder.contents()?;
        let all = results::names(path).map_err(|error| cannot_read(path, &error))?;
        for name in all.iter().filter(|name| !is_drawn(name)) {
            contents.keep(name)?;
        }
        for picture in pictures {
            contents.add(&File {
                name: picture.name,
                bytes: picture.bytes,
            })?;
        }
        contents.add(&File {
            name: MANIFEST.to_owned(),
            bytes: unlisted(&self.manifest).into_bytes(),
        })?;
        Ok(contents.publish()?)
    }
}

/// Whether a report is made of the file.
fn is_drawn(name: &str) -> bool {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    stem.starts_with("charts/") || name == "report.html" || ending == "png"
}

/// The manifest before its files were listed, and without the line that says that there are no pictures.
fn unlisted(manifest: &str) -> String {
    let head = manifest
        .rsplit_once("\n[files]\n")
        .map_or(manifest, |(head, _)| head);
    head.replace("\npictures = false\n", "\n")
}

/// What is said of a folder that cannot be replaced, without the arguments that other commands have for it.
fn refused(path: &Path, error: ResultsError) -> Error {
    let stays = |file: &str, why: &str| {
        let (path, file) = (printable::path(path), printable::printable(file));
        Error::Arguments(format!(
            "{path} holds `{file}`, which {why}: move that away, or run the scenario again into another folder"
        ))
    };
    match error {
        ResultsError::Foreign { foreign, .. } => stays(&foreign, "the run has not written"),
        ResultsError::Changed { changed, .. } => {
            stays(&changed, "was changed after the run that wrote it")
        }
        ResultsError::Unlisted(_) => Error::Arguments(format!(
            "{} holds results whose {MANIFEST} does not list their files, as older versions wrote it: run the scenario again",
            printable::path(path)
        )),
        error => error.into(),
    }
}

fn another_kind(path: &Path, kind: Option<&str>, manifest: &Table) -> String {
    let path = printable::path(path);
    let Some(kind) = kind else {
        return format!(
            "{path} holds a {MANIFEST} that does not say its `kind`, as older versions wrote it: run the scenario again"
        );
    };
    let command = manifest.get("command").and_then(Value::as_array);
    let arguments = command.into_iter().flatten().filter_map(Value::as_str);
    let command: Vec<String> = arguments
        .map(|it| printable::printable(it).to_string())
        .collect();
    format!(
        "{path} holds the results of `clearcast {}`, which keeps no data to draw them again from: repeat its command with --force, `clearcast {}`",
        printable::printable(kind),
        command.join(" ")
    )
}

fn cannot_read(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Arguments(format!("cannot read {}: {error}", printable::path(path)))
}

fn read(folder: &Path, name: &str) -> Result<String, Error> {
    let path = folder.join(name);
    input::text(&path).map_err(|error| cannot_read(&path, &error))
}

fn json<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<T, Error> {
    let read: Result<T, _> = serde_json::from_str(&read(folder, name)?);
    read.map_err(|error| {
        Error::Arguments(format!(
            "{} is not as this version writes it ({error}): draw it with the version that its {MANIFEST} names, or run the scenario again",
            printable::path(&folder.join(name))
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::unlisted;

    #[test]
    fn a_manifest_loses_its_list_and_nothing_else() {
        let head = "kind = \"run\"\npictures = false\ncommand = [\"[files]\"]\n";
        let listed = format!("{head}\n[files]\n\"a\" = \"b\"\n");
        assert_eq!(
            unlisted(&listed),
            "kind = \"run\"\ncommand = [\"[files]\"]\n"
        );
    }
}
