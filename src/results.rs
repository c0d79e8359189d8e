//! The results folder: the only place that writes files. It appears whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file of the results folder: path relative to the folder, and content.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative path with `/`, such as `charts/cost.svg`.
    pub name: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Every results folder holds this file.
pub const MANIFEST: &str = "manifest.toml";

/// All that a results folder holds: one that holds anything else is somebody's, and never replaced.
const CONTENT: [&str; 23] = [
    "calibration.png",
    "cases.csv",
    "cases.png",
    "charts",
    "charts.json",
    "design.csv",
    "design.toml",
    "hindcast.md",
    MANIFEST,
    "points.csv",
    "points.parquet",
    "quantities.csv",
    "regions.csv",
    "report.png",
    "resolved.toml",
    "scenario.toml",
    "scenarios",
    "summary.json",
    "trial-years.csv",
    "trial-years.parquet",
    "trials.csv",
    "trials.parquet",
    "years.csv",
];

/// Why a results folder was not written.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// It is there already.
    #[error("{} exists already: choose another folder with --out, or replace it with --force", .0.display())]
    Exists(PathBuf),
    /// It holds what no run has written.
    #[error("{} holds `{foreign}`, which no run has written, so --force does not replace it: choose another folder with --out", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What is in the way.
        foreign: String,
    },
    /// A folder of results would hold another.
    #[error("{} holds the results of a run: several scenarios need a folder of their own, choose another with --out", .0.display())]
    Nested(PathBuf),
    /// A file is there already.
    #[error("{} exists already: choose another name, or replace it with --force", .0.display())]
    FileExists(PathBuf),
    /// A folder is where a file should go.
    #[error("{} is a folder: name a file in it", .0.display())]
    IsFolder(PathBuf),
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
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
    fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// A place for results that may be written.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    replace: bool,
}

impl Folder {
    /// Checks that results may be written to `path`, before any work is done: it must not exist (an empty folder counts as not
    /// existing), or `replace` must be set and it must hold results and nothing else.
    pub fn claim(path: &Path, replace: bool) -> Result<Self, ResultsError> {
        let claimed = Self {
            path: path.to_owned(),
            replace,
        };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(claimed),
            Err(error) if error.kind() == io::ErrorKind::NotADirectory && path.exists() => {
                return Err(ResultsError::Exists(path.to_owned()));
            }
            Err(error) => return Err(ResultsError::io("read", path)(error)),
        };
        for entry in entries {
            let name = entry.map_err(ResultsError::io("read", path))?.file_name();
            if !replace {
                return Err(ResultsError::Exists(path.to_owned()));
            }
            if !CONTENT.iter().any(|known| name == *known) {
                return Err(ResultsError::Foreign {
                    path: path.to_owned(),
                    foreign: name.to_string_lossy().into_owned(),
                });
            }
        }
        Ok(claimed)
    }

    /// Refuses a folder that holds results as the place for folders of results.
    pub fn check_parent(path: &Path) -> Result<(), ResultsError> {
        if path.join(MANIFEST).exists() {
            return Err(ResultsError::Nested(path.to_owned()));
        }
        Ok(())
    }

    /// Where the results go.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes `files` under a temporary name beside the folder and renames it when all is written.
    pub fn write(&self, files: &[File]) -> Result<(), ResultsError> {
        let draft = self.draft()?;
        for file in files {
            draft.add(file)?;
        }
        draft.publish()
    }

    /// An empty folder under a temporary name beside the place, for files too large to be held in memory.
    pub fn draft(&self) -> Result<Draft, ResultsError> {
        // Somebody may have come first since the place was claimed.
        Self::claim(&self.path, self.replace)?;
        let parent = parent(&self.path);
        fs::create_dir_all(parent).map_err(ResultsError::io("create", parent))?;
        let room = tempfile::Builder::new()
            .prefix(".clearcast-")
            .tempdir_in(parent)
            .map_err(ResultsError::io("create a folder in", parent))?;
        let content = room.path().join("results");
        fs::create_dir(&content).map_err(ResultsError::io("create", &content))?;
        Ok(Draft {
            place: self.path.clone(),
            replace: self.replace,
            room,
            content,
        })
    }
}

/// A results folder that is being written: removed unless it is published.
#[derive(Debug)]
pub struct Draft {
    place: PathBuf,
    replace: bool,
    room: tempfile::TempDir,
    content: PathBuf,
}

impl Draft {
    /// Where its files go until it is published.
    pub fn path(&self) -> &Path {
        &self.content
    }

    /// Writes one file.
    pub fn add(&self, file: &File) -> Result<(), ResultsError> {
        let to = self.content.join(&file.name);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(ResultsError::io("create", folder))?;
        }
        fs::write(&to, &file.bytes).map_err(ResultsError::io("write", &to))
    }

    /// Puts the folder in its place.
    pub fn publish(self) -> Result<(), ResultsError> {
        let path = &self.place;
        Folder::claim(path, self.replace)?;
        let old = self.room.path().join("replaced");
        let replaced = match fs::rename(path, &old) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(ResultsError::io("replace", path)(error)),
        };
        if let Err(error) = fs::rename(&self.content, path) {
            if replaced {
                fs::rename(&old, path).map_err(ResultsError::io("restore", path))?;
            }
            return Err(ResultsError::io("create", path)(error));
        }
        Ok(())
    }
}

/// A place for a file that stands alone.
#[derive(Clone, Debug)]
pub struct Alone {
    path: PathBuf,
    replace: bool,
}

impl Alone {
    /// Checks that a file may be written to `path`, before any work is done: there must be none, or `replace` must be set.
    pub fn claim(path: &Path, replace: bool) -> Result<Self, ResultsError> {
        if path.is_dir() {
            return Err(ResultsError::IsFolder(path.to_owned()));
        }
        if !replace && path.exists() {
            return Err(ResultsError::FileExists(path.to_owned()));
        }
        Ok(Self {
            path: path.to_owned(),
            replace,
        })
    }

    /// Where the file goes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file under a temporary name beside its place and renames it when all is written.
    pub fn write(&self, bytes: &[u8]) -> Result<(), ResultsError> {
        let parent = parent(&self.path);
        fs::create_dir_all(parent).map_err(ResultsError::io("create", parent))?;
        let mut draft = tempfile::Builder::new()
            .prefix(".clearcast-")
            .tempfile_in(parent)
            .map_err(ResultsError::io("create a file in", parent))?;
        let written = draft.write_all(bytes).and_then(|()| draft.flush());
        written.map_err(ResultsError::io("write", &self.path))?;
        let named = if self.replace {
            draft.persist(&self.path)
        } else {
            draft.persist_noclobber(&self.path)
        };
        match named {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(ResultsError::FileExists(self.path.clone()))
            }
            Err(error) => Err(ResultsError::io("create", &self.path)(error.error)),
        }
    }
}

/// The folder in which a path lies.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(content: &str) -> Vec<File> {
        let file = |name: &str| File {
            name: name.to_owned(),
            bytes: content.as_bytes().to_owned(),
        };
        vec![file(MANIFEST), file("charts/a.svg")]
    }

    fn place(name: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("clearcast-test-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        path
    }

    #[test]
    fn results_are_replaced_only_when_asked_and_leave_no_draft() {
        let parent = place("replace");
        let path = parent.join("results");
        Folder::claim(&path, false)
            .unwrap()
            .write(&files("one"))
            .unwrap();
        assert!(matches!(
            Folder::claim(&path, false),
            Err(ResultsError::Exists(_))
        ));
        Folder::claim(&path, true)
            .unwrap()
            .write(&files("two"))
            .unwrap();
        assert_eq!(
            fs::read_to_string(path.join("charts/a.svg")).unwrap(),
            "two"
        );
        assert_eq!(fs::read_dir(&parent).unwrap().count(), 1);
        fs::remove_dir_all(parent).unwrap();
    }

    #[test]
    fn a_folder_that_holds_no_results_is_never_replaced() {
        let path = place("foreign");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("thesis.txt"), "years of work").unwrap();
        assert!(matches!(
            Folder::claim(&path, true),
            Err(ResultsError::Foreign { .. })
        ));
        fs::remove_dir_all(path).unwrap();
    }

    #[test]
    fn a_write_that_fails_half_way_leaves_nothing() {
        let parent = place("half");
        let path = parent.join("results");
        let mut broken = files("one");
        // A file cannot be a folder as well.
        broken.push(File {
            name: format!("{MANIFEST}/impossible"),
            bytes: Vec::new(),
        });
        let result = Folder::claim(&path, false).unwrap().write(&broken);
        assert!(matches!(result, Err(ResultsError::Io { .. })));
        assert_eq!(fs::read_dir(&parent).unwrap().count(), 0);
        fs::remove_dir_all(parent).unwrap();
    }
}
