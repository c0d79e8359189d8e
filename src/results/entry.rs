//! Where results go: a name in a folder that exists, whatever links and missing folders lie on the way.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::ResultsError;

/// A place in a folder. Folders that were missing on the way are made, and taken back on drop where nothing came into them.
#[derive(Debug)]
pub(super) struct Entry {
    /// As the user named it.
    pub(super) named: PathBuf,
    /// The folder it lies in: absolute, without links.
    pub(super) parent: PathBuf,
    /// Its name in that folder.
    pub(super) name: OsString,
    /// Made on the way, the outermost first.
    _made: Made,
}

/// Links that are followed, one after the other.
const MOST_LINKS: usize = 40;

#[derive(Debug, Default)]
struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            // One that holds something by now stays.
            let _ = fs::remove_dir(folder);
        }
    }
}

impl Entry {
    /// Follows links, and makes the folders that are missing on the way.
    pub(super) fn find(named: &Path) -> Result<Self, ResultsError> {
        let real = match fs::symlink_metadata(named) {
            // `.`, `/` and `a/..` name a folder, but not its name.
            Ok(data) if data.is_symlink() || named.file_name().is_none() => {
                followed(named).map_err(ResultsError::io("follow", named))?
            }
            _ => named.to_owned(),
        };
        let Some(name) = real.file_name() else {
            return Err(ResultsError::Unfit {
                path: named.to_owned(),
                why: "names no folder or file that could be made",
            });
        };
        let parent = match real.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let made = Made::all(parent)?;
        let place = Self {
            named: named.to_owned(),
            parent: fs::canonicalize(parent).map_err(ResultsError::io("use", parent))?,
            name: name.to_owned(),
            _made: made,
        };
        // A link with a slash behind it looks like the folder it leads to.
        match fs::symlink_metadata(place.path()) {
            Ok(data) if data.is_symlink() => {
                let real = followed(&place.path());
                let real = real.map_err(ResultsError::io("follow", named))?;
                let found = Self::find(&real)?;
                Ok(Self {
                    named: named.to_owned(),
                    ..found
                })
            }
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(ResultsError::io("use", named)(error))
            }
            _ => Ok(place),
        }
    }

    /// The place itself.
    pub(super) fn path(&self) -> PathBuf {
        self.parent.join(&self.name)
    }

    /// Refuses a folder that whoever starts the program is in: replacing it would leave them nowhere.
    pub(super) fn is_elsewhere(&self) -> Result<(), ResultsError> {
        let here = std::env::current_dir().and_then(fs::canonicalize);
        if here.is_ok_and(|here| here.starts_with(self.path())) {
            return Err(ResultsError::Unfit {
                path: self.named.clone(),
                why: "is the folder you are in, or holds it",
            });
        }
        Ok(())
    }
}

/// Where a link leads, also where nothing is there yet.
fn followed(link: &Path) -> io::Result<PathBuf> {
    let mut end = link.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::canonicalize(&end) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        let Ok(next) = fs::read_link(&end) else {
            return Ok(end);
        };
        let folder = end.parent().unwrap_or(Path::new(""));
        end = folder.join(next);
    }
    Err(io::Error::other("it leads through too many links"))
}

impl Made {
    fn all(folder: &Path) -> Result<Self, ResultsError> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|folder| *folder != Path::new("") && !folder.exists())
            .collect();
        let mut made = Self::default();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => made.0.push(folder.to_owned()),
                // Another run may have been faster.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(ResultsError::io("create", folder)(error)),
            }
        }
        Ok(made)
    }
}
