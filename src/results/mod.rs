//! The results folder: the only place that writes files. It appears whole or not at all.
//!
//! A place is claimed before any work is done: everything that could be in the way is found then.
//!
//! ```
//! use clearcast::results::{File, Folder, MANIFEST};
//!
//! let place = tempfile::tempdir().unwrap();
//! let path = place.path().join("results");
//! let file = |name: &str, text: &str| File { name: name.to_owned(), bytes: text.as_bytes().to_vec() };
//! Folder::claim(&path, false)?.write(&[file("a.txt", "one"), file(MANIFEST, "")])?;
//! assert_eq!(std::fs::read_to_string(path.join("a.txt")).unwrap(), "one");
//! assert!(Folder::claim(&path, false).is_err()); // it is there already
//! # Ok::<(), clearcast::results::ResultsError>(())
//! ```

use std::fmt::Write as _;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

mod alone;
mod draft;
mod entry;
mod listing;

pub use alone::{Alone, Staged};

use crate::printable;
pub use listing::names;

use draft::Draft;
use entry::Entry;

/// A file of the results folder: path relative to the folder, and content.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative path with `/`, such as `charts/cost.svg`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Every results folder holds this file. It lists the others with their SHA-256.
pub const MANIFEST: &str = "manifest.toml";

/// Why results were not written.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// It is there already.
    #[error("{} exists already: choose another folder with --out, or replace it with --force", printable::path(.0))]
    Exists(PathBuf),
    /// It is there, and no run has written it.
    #[error("{} holds no {MANIFEST}, so no run has written it, and --force does not replace it: choose another folder with --out", printable::path(.0))]
    NoResults(PathBuf),
    /// It holds what no run has written.
    #[error(
        "{} holds `{}`, which no run has written, so --force does not replace it: move that away, or choose another folder with --out",
        printable::path(path),
        printable::printable(foreign)
    )]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What is in the way.
        foreign: String,
    },
    /// It holds a file that somebody has changed.
    #[error(
        "{} holds `{}`, which was changed after the run that wrote it, so --force does not replace it: move that away, or choose another folder with --out",
        printable::path(path),
        printable::printable(changed)
    )]
    Changed {
        /// The folder.
        path: PathBuf,
        /// The file.
        changed: String,
    },
    /// Its manifest does not say what the run has written.
    #[error("{} holds results whose {MANIFEST} does not list their files, as older versions wrote it, so --force cannot tell them from yours: delete the folder yourself, or choose another with --out", printable::path(.0))]
    Unlisted(PathBuf),
    /// It can never be replaced.
    #[error("{} {why}: choose another place", printable::path(path))]
    Unfit {
        /// The place.
        path: PathBuf,
        /// What is the matter with it.
        why: &'static str,
    },
    /// Another run has claimed the place.
    #[error(
        "another run is writing to {}: wait for its end, or choose another place (its draft is {}; if nothing runs, delete that)",
        printable::path(path),
        printable::path(draft)
    )]
    Busy {
        /// The place.
        path: PathBuf,
        /// The other's draft.
        draft: PathBuf,
    },
    /// A folder of results would hold another.
    #[error("{} holds the results of a run: several scenarios need a folder of their own, choose another with --out", printable::path(.0))]
    Nested(PathBuf),
    /// A file is there already.
    #[error("{} exists already: choose another name, or replace it with --force", printable::path(.0))]
    FileExists(PathBuf),
    /// A folder is where a file should go.
    #[error("{} is a folder: name a file in it", printable::path(.0))]
    IsFolder(PathBuf),
    /// The system refused.
    #[error("cannot {action} {}: {source}", printable::path(path))]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ResultsError {
    pub(crate) fn io<'a>(
        action: &'static str,
        path: &'a Path,
    ) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// A place for results that may be written, and that no other run can claim meanwhile.
#[derive(Debug)]
pub struct Folder {
    // Dropped first, before the folders that were made for it.
    draft: Draft,
    place: Entry,
    replace: bool,
}

impl Folder {
    /// Checks that results may be written to `path`, before any work is done: it must not exist (an empty folder counts as not
    /// existing), or `replace` must be set and it must hold the results of a run, unchanged, and nothing else.
    ///
    /// Missing folders on the way are made; they go again if nothing is written. A link to a folder is followed.
    pub fn claim(path: &Path, replace: bool) -> Result<Self, ResultsError> {
        let place = Entry::find(path)?;
        let there = match fs::read_dir(place.path()) {
            Ok(mut entries) => {
                place.is_elsewhere()?;
                if replace {
                    listing::check(&place.path(), path)?;
                } else if entries.next().is_some() {
                    return Err(ResultsError::Exists(path.to_owned()));
                }
                true
            }
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                return Err(ResultsError::Unfit {
                    path: path.to_owned(),
                    why: "is a file, not a folder",
                });
            }
            Err(error) => return Err(ResultsError::io("read", path)(error)),
        };
        let draft = Draft::of(&place)?;
        if there {
            rehearse(&place, &draft)?;
        }
        Ok(Self {
            draft,
            place,
            replace,
        })
    }

    /// Refuses a folder that holds results as the place for folders of results.
    pub fn check_parent(path: &Path) -> Result<(), ResultsError> {
        if path.join(MANIFEST).exists() {
            return Err(ResultsError::Nested(path.to_owned()));
        }
        Ok(())
    }

    /// Where the results go, as the user named it.
    pub fn path(&self) -> &Path {
        &self.place.named
    }

    /// Writes `files` under a temporary name beside the folder and renames it when all is written. The manifest among them gets
    /// the list of the others.
    pub fn write(&self, files: &[File]) -> Result<(), ResultsError> {
        let contents = self.contents()?;
        for file in files {
            contents.add(file)?;
        }
        contents.publish()
    }

    /// What will be in the folder, under a temporary name beside it: for files that are too large to be held in memory.
    pub fn contents(&self) -> Result<Contents<'_>, ResultsError> {
        let path = self.draft.path("results");
        fs::create_dir(&path).map_err(ResultsError::io("write", self.path()))?;
        Ok(Contents { folder: self, path })
    }
}

/// A results folder that is being filled. It goes again unless it is published.
#[derive(Debug)]
pub struct Contents<'a> {
    folder: &'a Folder,
    path: PathBuf,
}

impl Contents<'_> {
    /// Where its files go until it is published.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes one file.
    pub fn add(&self, file: &File) -> Result<(), ResultsError> {
        let cannot = |error| ResultsError::io("write", self.folder.path())(error);
        let to = self.path.join(&file.name);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(cannot)?;
        }
        fs::write(&to, &file.bytes).map_err(cannot)
    }

    /// Takes over a file of the folder that is being replaced, unchanged: a link to it where the system has links.
    pub fn keep(&self, name: &str) -> Result<(), ResultsError> {
        let cannot = |error| ResultsError::io("write", self.folder.path())(error);
        let (from, to) = (self.folder.place.path().join(name), self.path.join(name));
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(cannot)?;
        }
        fs::hard_link(&from, &to)
            .or_else(|_| fs::copy(&from, &to).map(|_| ()))
            .map_err(cannot)
    }

    /// Lists all files in the manifest, and gives the folder its name.
    pub fn publish(self) -> Result<(), ResultsError> {
        let Folder {
            draft,
            place,
            replace,
        } = self.folder;
        let cannot = |error| ResultsError::io("write", &place.named)(error);
        listing::write(&self.path).map_err(cannot)?;
        let path = place.path();
        // A folder takes the place of none or of an empty one, and of nothing else: what came meanwhile stays.
        match fs::rename(&self.path, &path) {
            Ok(()) => Ok(()),
            Err(error) if !is_taken(&error) => Err(cannot(error)),
            Err(_) if !replace => Err(ResultsError::Exists(place.named.clone())),
            Err(_) => {
                listing::check(&path, &place.named)?;
                fs::rename(&path, draft.path("replaced")).map_err(cannot)?;
                // Where this fails, the draft gives back on drop what stood here.
                fs::rename(&self.path, &path).map_err(cannot)
            }
        }
    }
}

/// Moves the folder in the place away and back, as is done when it is replaced: finds mount points and lacking rights before
/// any work is done.
fn rehearse(place: &Entry, draft: &Draft) -> Result<(), ResultsError> {
    let (path, away) = (place.path(), draft.path("replaced"));
    match fs::rename(&path, &away).and_then(|()| fs::rename(&away, &path)) {
        Ok(()) => Ok(()),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::ResourceBusy | ErrorKind::CrossesDevices
            ) =>
        {
            Err(ResultsError::Unfit {
                path: place.named.clone(),
                why: "is a mount point, which cannot be replaced",
            })
        }
        Err(error) => Err(ResultsError::io("replace", &place.named)(error)),
    }
}

fn is_taken(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists | ErrorKind::NotADirectory
    )
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests;
