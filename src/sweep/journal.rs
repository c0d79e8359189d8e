//! The journal of a sweep: a line for each point that is over, written as it comes, so that nothing is lost when the sweep stops.
//!
//! The first line holds the [`JournalHead`], every other the record of a point; each begins with a checksum of what follows. A line that is cut
//! off or damaged ends the journal: what comes before it is kept.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::head::{JournalHead, KIND, Shard};
use crate::input;
use lines::{DIGITS, Index, checked, line, read_head, scan};

mod lines;

/// A journal that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused.
    #[error("cannot {action} the journal {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// The journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is one already.
    #[error("{} is there already: go on with it with --resume, or begin anew with --force", .0.display())]
    Exists(PathBuf),
    /// There is none.
    #[error("there is no journal {}: leave out --resume to begin the sweep", .0.display())]
    Missing(PathBuf),
    /// Another process writes it.
    #[error("{} is being written by another sweep: wait for its end", .0.display())]
    InUse(PathBuf),
    /// It is something else.
    #[error("{} is no journal of a sweep", .0.display())]
    Foreign(PathBuf),
    /// It is of another sweep.
    #[error("{} {reason}: begin anew with --force, or choose another place with --out", path.display())]
    Other {
        /// The journal.
        path: PathBuf,
        /// In which respect.
        reason: String,
    },
}

impl JournalError {
    fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self::Io {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// A journal that has been read.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    head: JournalHead,
    index: Index,
    /// Length of what is whole.
    end: u64,
    /// Bytes after that: a line that was cut off or damaged, and what follows it.
    damaged: u64,
}

impl Journal {
    /// Begins a journal. One that is there is replaced only if asked.
    ///
    /// # Errors
    ///
    /// If there is one, or it cannot be written.
    ///
    /// # Panics
    ///
    /// Never: a head holds nothing that JSON cannot say.
    pub fn create(path: &Path, head: &JournalHead, replace: bool) -> Result<Self, JournalError> {
        if let Some(parent) = path.parent().filter(|it| !it.as_os_str().is_empty()) {
            std::fs::create_dir_all(parent)
                .map_err(JournalError::io("create the folder of", path))?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true);
        if replace {
            options.create(true);
        } else {
            options.create_new(true);
        }
        let file = options.open(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => JournalError::Exists(path.to_owned()),
            _ => JournalError::io("create", path)(error),
        })?;
        lock(&file, path)?;
        if replace && file.metadata().is_ok_and(|it| it.len() > 0) && read_head(&file).is_none() {
            return Err(JournalError::Foreign(path.to_owned()));
        }
        let failed = JournalError::io("write", path);
        let mut it = Self {
            path: path.to_owned(),
            file,
            index: Index::new(head),
            head: head.clone(),
            end: 0,
            damaged: 0,
        };
        let json = serde_json::to_vec(head).expect("a head holds nothing that JSON cannot say");
        let begun = it.file.set_len(0).and_then(|()| {
            let line = line(&json);
            it.end = line.len() as u64;
            it.file.rewind()?;
            it.file.write_all(&line)?;
            it.file.sync_all()
        });
        begun.map_err(failed)?;
        Ok(it)
    }

    /// Goes on with the journal of a sweep. What is damaged at its end is cut off, which [`damaged`](Self::damaged) tells.
    ///
    /// # Errors
    ///
    /// If it is missing, in use, foreign, or of another sweep.
    pub fn resume(path: &Path, head: &JournalHead) -> Result<Self, JournalError> {
        let file = OpenOptions::new().read(true).write(true).open(path);
        let file = file.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => JournalError::Missing(path.to_owned()),
            _ => JournalError::io("open", path)(error),
        })?;
        lock(&file, path)?;
        if Self::is_unbegun(path, &file).map_err(JournalError::io("read", path))? {
            file.set_len(0).map_err(JournalError::io("repair", path))?;
            drop(file);
            return Self::create(path, head, true);
        }
        // Reading has moved its place.
        (&file).rewind().map_err(JournalError::io("read", path))?;
        let mut it = Self::scan(path, file)?;
        let reason = head.differs_from(&it.head);
        let reason = reason
            .or_else(|| (it.head.shard != head.shard).then(|| "is of another shard".to_owned()));
        if let Some(reason) = reason {
            return Err(JournalError::Other {
                path: path.to_owned(),
                reason,
            });
        }
        let end = it.end;
        let cut = it
            .file
            .set_len(end)
            .and_then(|()| it.file.seek(SeekFrom::Start(end)));
        cut.map_err(JournalError::io("repair", path))?;
        Ok(it)
    }

    /// Reads a journal, and changes nothing.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is foreign.
    pub fn read(path: &Path) -> Result<Self, JournalError> {
        let file = input::open(path).map_err(JournalError::io("open", path))?;
        Self::scan(path, file)
    }

    /// Whether it was stopped before its first line was written: it is empty, or the line, of several pages, is cut off.
    fn is_unbegun(path: &Path, file: &File) -> io::Result<bool> {
        let mut first = Vec::new();
        BufReader::new(file).read_until(b'\n', &mut first)?;
        Ok(first.is_empty() || (!first.ends_with(b"\n") && Self::is_one(path)))
    }

    /// Whether a file is a journal of a sweep.
    pub fn is_one(path: &Path) -> bool {
        let mut beginning = Vec::new();
        let expected = format!("\t{{\"journal\":\"{KIND}\"");
        let read = input::open(path).and_then(|file| {
            file.take((DIGITS + expected.len()) as u64)
                .read_to_end(&mut beginning)
        });
        read.is_ok() && beginning.get(DIGITS..) == Some(expected.as_bytes())
    }

    fn scan(path: &Path, file: File) -> Result<Self, JournalError> {
        let failed = JournalError::io("read", path);
        let mut reader = BufReader::with_capacity(1 << 16, &file);
        let scanned = scan(&mut reader).map_err(failed)?;
        let (head, index, end) = scanned.ok_or_else(|| JournalError::Foreign(path.to_owned()))?;
        let length = file
            .metadata()
            .map_err(JournalError::io("read", path))?
            .len();
        Ok(Self {
            path: path.to_owned(),
            file,
            head,
            index,
            end,
            damaged: length.saturating_sub(end),
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it is of.
    pub fn head(&self) -> &JournalHead {
        &self.head
    }

    /// Bytes at its end that were cut off or damaged.
    pub fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Points of its shard.
    pub fn points(&self) -> u64 {
        self.index.offsets.len() as u64
    }

    /// Points of its shard that are not over.
    pub fn open_points(&self) -> Vec<u64> {
        let open = self.index.points().filter(|(_, offset)| *offset == 0);
        open.map(|(point, _)| point).collect()
    }

    /// The points in it that have no figures, and why the first of them has none.
    ///
    /// # Errors
    ///
    /// As [`records`](Self::records).
    pub fn failed(&self) -> Result<(Vec<u64>, String), JournalError> {
        let message = self.head.place("message").unwrap_or_default();
        let (mut failed, mut first) = (Vec::new(), String::new());
        self.records(|point, record| {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(record);
            let mut row = csv::StringRecord::new();
            let read = reader.read_record(&mut row).unwrap_or(false);
            if let Some(reason) = row.get(message).filter(|it| read && !it.is_empty()) {
                if failed.is_empty() {
                    reason.clone_into(&mut first);
                }
                failed.push(point);
            }
            Ok(())
        })?;
        Ok((failed, first))
    }

    /// Forgets the points whose rows hold a message, so that they are evaluated again; says how many.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read.
    pub fn forget_failed(&mut self) -> Result<u64, JournalError> {
        let (failed, _) = self.failed()?;
        for point in &failed {
            if let Some(place) = self.index.place(*point) {
                self.index.offsets[place] = 0;
            }
        }
        self.file
            .seek(SeekFrom::Start(self.end))
            .map_err(JournalError::io("read", &self.path))?;
        Ok(failed.len() as u64)
    }

    /// Shows every point that is over with its record, in the order of points.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read, or `show` fails.
    pub fn records(
        &self,
        mut show: impl FnMut(u64, &[u8]) -> io::Result<()>,
    ) -> Result<(), JournalError> {
        let mut reader = Records::new(self)?;
        for (point, offset) in self.index.points().filter(|(_, offset)| *offset > 0) {
            let shown = reader.at(offset).and_then(|record| show(point, record));
            shown.map_err(JournalError::io("read", &self.path))?;
        }
        Ok(())
    }

    /// Where the record of a point is; `None` if it is not over.
    pub(super) fn offset(&self, point: u64) -> Option<u64> {
        let offset = self.index.offsets[self.index.place(point)?];
        (offset > 0).then_some(offset)
    }

    /// Adds the record of a point. It is with the system when this returns, and on the disk after [`Disk::sync`].
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn append(&mut self, point: u64, record: &[u8]) -> Result<(), JournalError> {
        let line = line(record.strip_suffix(b"\n").unwrap_or(record));
        self.file
            .write_all(&line)
            .map_err(JournalError::io("write", &self.path))?;
        if let Some(place) = self.index.place(point) {
            self.index.offsets[place] = self.end;
        }
        self.end += line.len() as u64;
        Ok(())
    }

    /// A handle by which another thread can have written lines put on the disk.
    ///
    /// # Errors
    ///
    /// If the system has no more handles.
    pub fn disk(&self) -> Result<Disk, JournalError> {
        let file = self
            .file
            .try_clone()
            .map_err(JournalError::io("open", &self.path))?;
        Ok(Disk {
            file,
            path: self.path.clone(),
        })
    }
}

/// Puts what a journal holds on the disk.
#[derive(Debug)]
pub struct Disk {
    file: File,
    path: PathBuf,
}

impl Disk {
    /// Waits until all that was written is on the disk.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn sync(&self) -> Result<(), JournalError> {
        self.file
            .sync_data()
            .map_err(JournalError::io("write", &self.path))
    }
}

/// Reads records by their offsets.
pub(super) struct Records {
    reader: BufReader<File>,
    line: Vec<u8>,
    at: u64,
}

impl Records {
    pub(super) fn new(journal: &Journal) -> Result<Self, JournalError> {
        let file = input::open(&journal.path).map_err(JournalError::io("open", &journal.path))?;
        Ok(Self {
            reader: BufReader::with_capacity(1 << 16, file),
            line: Vec::new(),
            at: 0,
        })
    }

    /// The record whose line is at an offset, with the end of its line.
    pub(super) fn at(&mut self, offset: u64) -> io::Result<&[u8]> {
        // Records of neighbouring points are near each other: most are in the buffer.
        self.reader
            .seek_relative(offset.cast_signed() - self.at.cast_signed())?;
        self.line.clear();
        let length = self.reader.read_until(b'\n', &mut self.line)?;
        self.at = offset + length as u64;
        match checked(&self.line) {
            Some(record) => Ok(&self.line[self.line.len() - record.len() - 1..]),
            None => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a line has changed meanwhile",
            )),
        }
    }
}

fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(JournalError::InUse(path.to_owned())),
        // Some file systems know no locks; then two sweeps at once are up to their user.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
    }
}

#[cfg(test)]
mod tests;
