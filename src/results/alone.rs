//! A file that stands alone.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::ResultsError;
use super::draft::Draft;
use super::entry::Entry;

/// A place for a file that stands alone.
#[derive(Debug)]
pub struct Alone {
    // Dropped first, before the folders that were made for it.
    draft: Draft,
    place: Entry,
    replace: bool,
}

/// A file that is written, but has no name yet.
#[derive(Debug)]
#[must_use = "a file that is not placed is gone"]
pub struct Staged<'a> {
    file: tempfile::NamedTempFile,
    of: &'a Alone,
}

impl Alone {
    /// Checks that a file may be written to `path`, before any work is done: there must be none, or `replace` must be set.
    pub fn claim(path: &Path, replace: bool) -> Result<Self, ResultsError> {
        let place = Entry::find(path)?;
        match fs::symlink_metadata(place.path()) {
            Ok(data) if data.is_dir() => return Err(ResultsError::IsFolder(path.to_owned())),
            Ok(data) if !data.is_file() => {
                return Err(ResultsError::Unfit {
                    path: path.to_owned(),
                    why: "is a pipe or a device",
                });
            }
            Ok(_) if !replace => return Err(ResultsError::FileExists(path.to_owned())),
            _ => {}
        }
        Ok(Self {
            draft: Draft::of(&place)?,
            place,
            replace,
        })
    }

    /// Where the file goes, as the user named it.
    pub fn path(&self) -> &Path {
        &self.place.named
    }

    /// Writes the file under a temporary name beside its place and renames it when all is written.
    pub fn write(&self, bytes: &[u8]) -> Result<(), ResultsError> {
        self.stage(bytes)?.place()
    }

    /// Writes the file under a temporary name beside its place.
    pub fn stage(&self, bytes: &[u8]) -> Result<Staged<'_>, ResultsError> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As for every new file, the user's mask says who may read it.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let cannot = |error| ResultsError::io("write", self.path())(error);
        let mut file = builder.tempfile_in(self.draft.path("")).map_err(cannot)?;
        file.write_all(bytes)
            .and_then(|()| file.flush())
            .map_err(cannot)?;
        Ok(Staged { file, of: self })
    }
}

impl Staged<'_> {
    /// Gives the file its name.
    pub fn place(self) -> Result<(), ResultsError> {
        let Alone { place, replace, .. } = self.of;
        let named = if *replace {
            self.file.persist(place.path())
        } else {
            self.file.persist_noclobber(place.path())
        };
        match named {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {
                Err(ResultsError::FileExists(place.named.clone()))
            }
            Err(error) => Err(ResultsError::io("create", &place.named)(error.error)),
        }
    }
}
