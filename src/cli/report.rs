//! `clearcast report`: draws again what a results folder shows, without simulating.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use toml::{Table, Value};

use super::{Error, Status, finish};
use crate::answers::{RedrawError, redraw};
use crate::input;
use crate::printable;
use crate::results::{self, File, Folder, MANIFEST, ResultsError};

/// Draw the report of results folders again, without simulating
///
/// Takes the data in the folder of a run, a comparison, a sweep, a hindcast or the answer to a question (its JSON, `charts.json`, `resolved.toml`), and
/// replaces the pictures, the page and `charts/`, or adds them where the command wrote none. All else in the folder stays, byte for byte. A folder
/// that holds anything but the files that its manifest lists, unchanged, is refused.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast report clearcast-results/azerbaijan
  clearcast report clearcast-results/*
  clearcast run --no-report --out quick && clearcast report quick")]
pub(super) struct ReportArgs {
    /// Results folders
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
            let first = pool.install(|| drawn.write())?;
            let report = drawn.folder.path().join(first);
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
    kind: String,
}

impl Drawn {
    /// Refuses what is no results folder, as it was written.
    fn claim(path: &Path) -> Result<Self, Error> {
        let manifest = path.join(MANIFEST);
        if !manifest.is_file() {
            return Err(Error::Arguments(format!(
                "{} holds no {MANIFEST}, so it is no results folder: name one, such as clearcast-results/azerbaijan",
                printable::path(path)
            )));
        }
        let folder = Folder::claim(path, true).map_err(|error| refused(path, error))?;
        let manifest =
            input::text(&manifest).map_err(|error| cannot_read(&path.join(MANIFEST), &error))?;
        let table: Table = manifest.parse().map_err(|error| {
            Error::Arguments(format!(
                "{} holds a {MANIFEST} that is damaged: {error}",
                printable::path(path)
            ))
        })?;
        let kind = table.get("kind").and_then(Value::as_str).map(str::to_owned);
        let kind = kind.ok_or_else(|| {
            Error::Arguments(format!(
                "{} holds a {MANIFEST} that does not say its `kind`, as older versions wrote it: repeat its command",
                printable::path(path)
            ))
        })?;
        Ok(Self {
            folder,
            manifest,
            kind,
        })
    }

    /// Draws; returns what the reader is pointed to.
    fn write(&self) -> Result<String, Error> {
        let path = self.folder.path();
        let read = |name: &str| input::text(&path.join(name));
        let drawn = redraw(&self.kind, &read).map_err(|error| cannot_draw(path, error))?;
        let contents = self.folder.contents()?;
        let all = results::names(path).map_err(|error| cannot_read(path, &error))?;
        for name in all.iter().filter(|name| !is_drawn(name)) {
            contents.keep(name)?;
        }
        for file in &drawn {
            contents.add(file)?;
        }
        contents.add(&File {
            name: MANIFEST.to_owned(),
            bytes: unlisted(&self.manifest).into_bytes(),
        })?;
        contents.publish()?;
        let picture = drawn.iter().find(|it| ending(&it.name) == "png");
        let first = picture.or(drawn.last());
        Ok(first.map(|it| it.name.clone()).unwrap_or_default())
    }
}

/// Whether a file is a picture or a page.
fn is_drawn(name: &str) -> bool {
    name.starts_with("charts/") || matches!(ending(name), "png" | "html")
}

fn ending(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, ending)| ending)
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
            "{path} holds `{file}`, which {why}: move that away, or repeat the command into another folder"
        ))
    };
    match error {
        ResultsError::Foreign { foreign, .. } => stays(&foreign, "its command has not written"),
        ResultsError::Changed { changed, .. } => {
            stays(&changed, "was changed after the command that wrote it")
        }
        ResultsError::Unlisted(_) => Error::Arguments(format!(
            "{} holds results whose {MANIFEST} does not list their files, as older versions wrote it: repeat its command",
            printable::path(path)
        )),
        error => error.into(),
    }
}

fn cannot_draw(path: &Path, error: RedrawError) -> Error {
    let within = |name: &str| printable::path(&path.join(name));
    let text = match error {
        RedrawError::Read { name, source } => format!("cannot read {}: {source}", within(&name)),
        RedrawError::Damaged { name, reason } => format!(
            "{} is not as this version writes it ({}): draw it with the version that its {MANIFEST} names, or repeat its command",
            within(&name),
            printable::printable(&reason)
        ),
        RedrawError::Kind(kind) => format!(
            "{} is of `clearcast {}`, whose results this version cannot draw: take the version that wrote them",
            within(MANIFEST),
            printable::printable(&kind)
        ),
        RedrawError::Report(error) => return error.into(),
    };
    Error::Arguments(text)
}

fn cannot_read(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Arguments(format!("cannot read {}: {error}", printable::path(path)))
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
