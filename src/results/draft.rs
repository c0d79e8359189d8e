//! Drafts: folders beside a place in which results are written before they get their name.
//!
//! A place has one draft, named after it, and whoever holds the lock of the file `lock` in it owns the place. The system gives
//! up the lock when the process ends, however it ends; so what a killed run has left is known by its lock being free, and the
//! next run in the same folder removes it.
//!
//! ```text
//! .clearcast-0123456789abcdef/lock      whose place it is
//!                             results   what is being written
//!                             replaced  what stood in the place, until the new results stand there
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::entry::Entry;
use super::{ResultsError, hex};
use crate::input;

/// How the name of every draft begins; 16 hexadecimal digits follow.
const PREFIX: &str = ".clearcast-";
/// How the lock of every draft begins; the name of the place follows.
const HEAD: &[u8] = b"clearcast draft of\n";
/// Longest lock: a name has no more than a few hundred bytes.
const MOST_LOCK: u64 = 1 << 16;
/// How often a draft is asked for that somebody has just removed, or only looks at.
const ATTEMPTS: usize = 20;

/// The draft of a place, owned by this process and removed on drop.
#[derive(Debug)]
pub(super) struct Draft {
    folder: PathBuf,
    place: PathBuf,
    /// Held as long as the draft.
    _lock: File,
}

impl Draft {
    /// Removes what killed runs have left in the folder of `place`, and makes the draft of `place`.
    pub(super) fn of(place: &Entry) -> Result<Self, ResultsError> {
        sweep(&place.parent);
        let name = place.name.as_encoded_bytes();
        let folder = format!("{PREFIX}{}", hex(&Sha256::digest(name)[..8]));
        let folder = place.parent.join(folder);
        let cannot = |error| ResultsError::io("make a draft for", &place.named)(error);
        for _ in 0..ATTEMPTS {
            let mine = match fs::create_dir(&folder) {
                Ok(()) => true,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
                Err(error) => return Err(cannot(error)),
            };
            match Self::own(&folder, mine) {
                Ok(Some(mut lock)) => {
                    let draft = Self {
                        folder,
                        place: place.path(),
                        _lock: lock.try_clone().map_err(cannot)?,
                    };
                    let text = [HEAD, name].concat();
                    lock.set_len(0)
                        .and_then(|()| lock.write_all(&text))
                        .map_err(cannot)?;
                    return Ok(draft);
                }
                Ok(None) => std::thread::sleep(Duration::from_millis(5)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(cannot(error)),
            }
        }
        Err(ResultsError::Busy {
            path: place.named.clone(),
            draft: folder,
        })
    }

    /// The lock of the draft in `folder`; `None` if somebody else has it.
    fn own(folder: &Path, mine: bool) -> io::Result<Option<File>> {
        let lock = folder.join("lock");
        if !fs::symlink_metadata(folder)?.is_dir() {
            return Ok(None);
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&lock)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // Where there are no locks, whoever makes the folder owns it.
            Err(TryLockError::Error(_)) => return Ok(mine.then_some(file)),
        }
        // The last owner may have removed the file after it was opened, and the lock of a file without a name keeps nobody out.
        if !is_same(&file, &lock)? {
            return Ok(None);
        }
        // What no run has made is not ours to write in.
        let alone = fs::read_dir(folder)?.count() == 1;
        Ok(alone.then_some(file))
    }

    /// A path in the draft.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        tidy(&self.folder, &self.place);
    }
}

/// Removes a draft; what stood in the place before goes back where nothing has come instead.
fn tidy(folder: &Path, place: &Path) {
    let (results, replaced) = (folder.join("results"), folder.join("replaced"));
    if replaced.exists() {
        let free = fs::symlink_metadata(place).is_err();
        let back = free && fs::rename(&replaced, place).is_ok();
        // What must not be lost stays: nothing stands in the place, or something that is not the new results.
        if !back && (free || results.exists()) {
            return;
        }
    }
    // The lock goes last: until then the draft is known as one.
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name() != "lock") {
        let path = entry.path();
        let _ = match entry.file_type() {
            Ok(kind) if kind.is_dir() => fs::remove_dir_all(path),
            _ => fs::remove_file(path),
        };
    }
    let _ = fs::remove_file(folder.join("lock"));
    let _ = fs::remove_dir(folder);
}

/// Removes the drafts in a folder that processes have left which are no more.
fn sweep(parent: &Path) {
    // A folder that cannot be read can still be written to.
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_folder && entry.file_name().to_str().is_some_and(is_draft) {
            sweep_one(parent, &entry.path());
        }
    }
}

fn is_draft(name: &str) -> bool {
    name.strip_prefix(PREFIX)
        .is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn sweep_one(parent: &Path, folder: &Path) {
    let lock = folder.join("lock");
    let name = match input::bytes(&lock, MOST_LOCK) {
        Ok(text) => text.strip_prefix(HEAD).map(<[u8]>::to_owned),
        // Killed before the lock was made, or after it was removed: only an empty folder goes.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let _ = fs::remove_dir(folder);
            return;
        }
        Err(_) => return,
    };
    let name = name.and_then(|name| String::from_utf8(name).ok());
    let Some(name) = name.filter(|name| is_one_step(name)) else {
        return;
    };
    let Ok(file) = OpenOptions::new().write(true).open(&lock) else {
        return;
    };
    if file.try_lock().is_ok() && is_same(&file, &lock).unwrap_or(false) {
        tidy(folder, &parent.join(name));
    }
}

/// Whether a name leads no further than into its folder.
fn is_one_step(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|last| last == name)
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (a, b) = (file.metadata()?, fs::metadata(path)?);
    Ok((a.dev(), a.ino()) == (b.dev(), b.ino()))
}

/// Elsewhere a file that is open cannot be removed.
#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> io::Result<bool> {
    Ok(path.exists())
}
