//! From journals to files: rows in the order of points, as CSV and Parquet.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::json;

use super::head::JournalHead;
use super::journal::{Journal, JournalError, Records};
use crate::data::{Cell, DataError, Field, Format, TableFile, record};

/// Files were not written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A journal cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// Journals that do not make up a sweep.
    #[error("the journals do not make up a sweep:\n  {0}")]
    Parts(String),
    /// A file cannot be written.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A row of a journal is none of its sweep's.
    #[error("the row of point {0} does not have the columns of its sweep")]
    Row(u64),
}

/// The rows of all points, in journals.
pub struct Rows {
    journals: Vec<Journal>,
}

impl Rows {
    /// Journals that hold every point of one sweep together.
    ///
    /// # Errors
    ///
    /// All reasons at once why they do not.
    pub fn new(named: Vec<(String, Journal)>) -> Result<Self, OutputError> {
        let mut problems = Vec::new();
        let Some((first, journal)) = named.first() else {
            return Err(OutputError::Parts("there is none".to_owned()));
        };
        let head = journal.head().clone();
        let first = first.clone();
        for (name, other) in &named {
            if let Some(reason) = head.differs_from(other.head()) {
                problems.push(format!("{name} {reason} than {first}"));
            }
        }
        let journals: Vec<Journal> = named.into_iter().map(|(_, it)| it).collect();
        let rows = Self { journals };
        if problems.is_empty() {
            let missing = (0..head.points).filter(|point| rows.place(*point).is_none());
            problems.extend(gaps(missing));
        }
        if problems.is_empty() {
            Ok(rows)
        } else {
            Err(OutputError::Parts(problems.join("\n  ")))
        }
    }

    /// What the sweep is of.
    pub fn head(&self) -> &JournalHead {
        self.journals[0].head()
    }

    fn place(&self, point: u64) -> Option<(usize, u64)> {
        let mut journals = self.journals.iter().enumerate();
        journals.find_map(|(number, it)| Some((number, it.offset(point)?)))
    }

    /// Shows the record of every point, in order.
    fn records(
        &self,
        mut show: impl FnMut(u64, &[u8]) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let readers: Result<Vec<Records>, JournalError> =
            self.journals.iter().map(Records::new).collect();
        let mut readers = readers?;
        for point in 0..self.head().points {
            let (number, offset) = self.place(point).expect("every point has been found");
            let record = readers[number]
                .at(offset)
                .map_err(|source| JournalError::Io {
                    action: "read",
                    path: self.journals[number].path().to_owned(),
                    source,
                })?;
            show(point, record)?;
        }
        Ok(())
    }

    /// Shows the cells of every point, in order.
    ///
    /// # Errors
    ///
    /// If a journal cannot be read, or a row does not have the columns of the sweep.
    pub fn cells(
        &self,
        mut show: impl FnMut(u64, &[Cell]) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let fields = &self.head().fields;
        let mut row = Vec::with_capacity(fields.len());
        let mut parsed = csv::StringRecord::new();
        self.records(|point, record| {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(record);
            let read = reader.read_record(&mut parsed).unwrap_or(false);
            if !read || parsed.len() != fields.len() {
                return Err(OutputError::Row(point));
            }
            row.clear();
            for (text, Field { kind, .. }) in parsed.iter().zip(fields) {
                row.push(Cell::from_csv(text, *kind).ok_or(OutputError::Row(point))?);
            }
            show(point, &row)
        })
    }

    /// Number of points without figures, and why the first of them has none.
    ///
    /// # Errors
    ///
    /// As [`cells`](Self::cells).
    pub fn failed(&self) -> Result<(u64, String), OutputError> {
        let message = self.head().place("message").unwrap_or_default();
        let (mut failed, mut first) = (0, String::new());
        self.cells(|_, row| {
            if row[message] != Cell::Empty {
                if failed == 0 {
                    first = row[message].to_csv();
                }
                failed += 1;
            }
            Ok(())
        })?;
        Ok((failed, first))
    }

    /// Writes `points.csv` and `points.parquet` into a folder.
    ///
    /// # Errors
    ///
    /// If a journal cannot be read or a file written.
    pub fn write(&self, folder: &Path) -> Result<(), OutputError> {
        let path = folder.join("points.csv");
        self.write_csv(&path)?;
        for format in Format::ALL.iter().filter(|it| **it != Format::Csv) {
            let path = folder.join(format!("points.{}", format.ending()));
            let mut table = TableFile::create(&path, *format, &self.head().fields, &self.about())?;
            self.cells(|_, row| Ok(table.row(row)?))?;
            table.finish()?;
        }
        Ok(())
    }

    /// The records as they are: nothing is read and written anew.
    fn write_csv(&self, path: &Path) -> Result<(), OutputError> {
        let failed = |source: io::Error| DataError {
            path: PathBuf::from(path),
            source,
        };
        let mut file = BufWriter::new(File::create(path).map_err(failed)?);
        let names = self.head().fields.iter().map(|field| &field.name);
        file.write_all(&record(names)).map_err(failed)?;
        self.records(|_, record| Ok(file.write_all(record).map_err(failed)?))?;
        Ok(file.flush().map_err(failed)?)
    }

    /// What the rows are of, for the metadata of a file.
    fn about(&self) -> serde_json::Value {
        let head = self.head();
        json!({
            "kind": "points of a sweep",
            "version": head.version,
            "sweep": head.name,
            "scenarios": head.bases.iter().map(|it| json!({ "variant": it.name, "sha256": sha256(&it.resolved) })).collect::<Vec<_>>(),
            "design_sha256": sha256(&head.file.1),
            "trials": head.run.trials,
            "seed": head.run.seed,
            "sampling": head.run.sampling,
            "random_numbers": head.run.random_numbers,
        })
    }
}

fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(String::new(), |digits, byte| {
        digits + &format!("{byte:02x}")
    })
}

/// Points that are in no journal, as ranges; only the first few, for there may be millions.
fn gaps(missing: impl Iterator<Item = u64>) -> Vec<String> {
    const SHOWN: usize = 5;
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    let mut more = false;
    for point in missing {
        let last = ranges.last_mut().filter(|(_, last)| *last + 1 == point);
        if let Some((_, last)) = last {
            *last = point;
        } else if ranges.len() < SHOWN {
            ranges.push((point, point));
        } else {
            more = true;
            break;
        }
    }
    let shown = ranges.iter().map(|(first, last)| {
        if first == last {
            format!("point {first} is in no journal")
        } else {
            format!("points {first} to {last} are in no journal")
        }
    });
    shown
        .chain(more.then(|| "and more are in no journal".to_owned()))
        .collect()
}
