//! A file of rows that is being written.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Cell, Field, record};

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text, readable by everything.
    Csv,
    /// Columns, compressed, with units and meanings in the file.
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// Every format this program writes.
    pub const ALL: &[Self] = &[
        Self::Csv,
        #[cfg(feature = "parquet")]
        Self::Parquet,
    ];

    /// How names of such files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }
}

/// A file of rows was not written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct DataError {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// A file of rows that is being written.
pub struct TableFile {
    path: PathBuf,
    columns: usize,
    sink: Sink,
}

enum Sink {
    Csv(BufWriter<File>),
    #[cfg(feature = "parquet")]
    Parquet(Box<super::parquet::Columns>),
}

impl TableFile {
    /// Begins a file of these columns. `about` says in JSON what the rows are of; CSV has no place for it.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn create(
        path: &Path,
        format: Format,
        fields: &[Field],
        about: &serde_json::Value,
    ) -> Result<Self, DataError> {
        let open = || -> io::Result<Sink> {
            let file = File::create(path)?;
            match format {
                Format::Csv => {
                    let mut file = BufWriter::new(file);
                    file.write_all(&record(fields.iter().map(|field| &field.name)))?;
                    Ok(Sink::Csv(file))
                }
                #[cfg(feature = "parquet")]
                Format::Parquet => {
                    let columns = super::parquet::Columns::create(file, fields, about)?;
                    Ok(Sink::Parquet(Box::new(columns)))
                }
            }
        };
        // Without the feature there is no place for it at all.
        let _ = about;
        let sink = open().map_err(failed(path))?;
        Ok(Self {
            path: path.to_owned(),
            columns: fields.len(),
            sink,
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    ///
    /// # Panics
    ///
    /// If the row does not have a cell for each column.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), DataError> {
        assert_eq!(
            cells.len(),
            self.columns,
            "a row has a cell for each column"
        );
        let written = match &mut self.sink {
            Sink::Csv(file) => file.write_all(&record(cells.iter().map(Cell::to_csv))),
            #[cfg(feature = "parquet")]
            Sink::Parquet(columns) => columns.row(cells),
        };
        written.map_err(failed(&self.path))
    }

    /// Writes what is left.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn finish(self) -> Result<(), DataError> {
        let written = match self.sink {
            Sink::Csv(mut file) => file.flush(),
            #[cfg(feature = "parquet")]
            Sink::Parquet(columns) => columns.finish(),
        };
        written.map_err(failed(&self.path))
    }
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> DataError + '_ {
    move |source| DataError {
        path: path.to_owned(),
        source,
    }
}
