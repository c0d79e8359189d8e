//! Parquet files: one row group after the other, numbers split by byte and compressed, units and meanings in the file's metadata.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::record::Field as Value;
use parquet::schema::types::{ColumnPath, Type};
use serde_json::json;

use super::{Cell, Field, ValueKind};

/// Rows of a row group: what is held in memory.
const GROUP: usize = 16_384;
/// Level of compression: higher ones take several times as long for a few percent.
const LEVEL: i32 = 3;

/// Values of a column that are not yet written. Levels say of each row whether there is a value.
enum Waiting {
    Integers(Vec<i64>),
    Numbers(Vec<f64>),
    Flags(Vec<bool>),
    Texts(Vec<ByteArray>),
}

/// A Parquet file that is being written.
pub(super) struct Columns {
    writer: SerializedFileWriter<File>,
    waiting: Vec<(Waiting, Vec<i16>)>,
    rows: usize,
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}

impl Columns {
    pub(super) fn create(
        file: File,
        fields: &[Field],
        about: &serde_json::Value,
    ) -> io::Result<Self> {
        let columns: Result<Vec<_>, _> = fields
            .iter()
            .map(|field| column(field).map(Arc::new))
            .collect();
        let schema = Type::group_type_builder("rows")
            .with_fields(columns.map_err(io_error)?)
            .build()
            .map_err(io_error)?;
        let level = ZstdLevel::try_new(LEVEL).map_err(io_error)?;
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("clearcast {}", env!("CARGO_PKG_VERSION")))
            .set_compression(Compression::ZSTD(level))
            .set_key_value_metadata(Some(metadata(fields, about)));
        for field in fields.iter().filter(|it| it.kind == ValueKind::Number) {
            let path = ColumnPath::new(vec![field.name.clone()]);
            properties = properties
                .set_column_dictionary_enabled(path.clone(), false)
                .set_column_encoding(path, Encoding::BYTE_STREAM_SPLIT);
        }
        let writer =
            SerializedFileWriter::new(file, Arc::new(schema), Arc::new(properties.build()));
        Ok(Self {
            writer: writer.map_err(io_error)?,
            waiting: fields
                .iter()
                .map(|it| (waiting(it.kind), Vec::new()))
                .collect(),
            rows: 0,
        })
    }

    pub(super) fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        for ((waiting, levels), cell) in self.waiting.iter_mut().zip(cells) {
            let there = match (waiting, cell) {
                (Waiting::Integers(values), Cell::Integer(it)) => {
                    values.push(*it);
                    true
                }
                (Waiting::Numbers(values), Cell::Number(it)) if it.is_finite() => {
                    values.push(*it);
                    true
                }
                (Waiting::Flags(values), Cell::Flag(it)) => {
                    values.push(*it);
                    true
                }
                (Waiting::Texts(values), Cell::Text(it)) => {
                    values.push(ByteArray::from(it.as_str()));
                    true
                }
                _ => false,
            };
            levels.push(i16::from(there));
        }
        self.rows += 1;
        if self.rows == GROUP {
            self.write()?;
        }
        Ok(())
    }

    /// Writes the rows that wait as a row group.
    fn write(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for (waiting, levels) in &mut self.waiting {
            match waiting {
                Waiting::Integers(values) => put::<Int64Type>(&mut group, values, levels),
                Waiting::Numbers(values) => put::<DoubleType>(&mut group, values, levels),
                Waiting::Flags(values) => put::<BoolType>(&mut group, values, levels),
                Waiting::Texts(values) => put::<ByteArrayType>(&mut group, values, levels),
            }
            .map_err(io_error)?;
        }
        group.close().map_err(io_error)?;
        self.rows = 0;
        Ok(())
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        if self.rows > 0 {
            self.write()?;
        }
        self.writer.close().map(|_| ()).map_err(io_error)
    }
}

fn put<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, File>,
    values: &mut Vec<T::T>,
    levels: &mut Vec<i16>,
) -> Result<(), ParquetError> {
    let column = group.next_column()?;
    let mut column =
        column.ok_or_else(|| ParquetError::General("a column is missing".to_owned()))?;
    column
        .typed::<T>()
        .write_batch(values, Some(levels), None)?;
    values.clear();
    levels.clear();
    column.close()
}

fn waiting(kind: ValueKind) -> Waiting {
    match kind {
        ValueKind::Integer => Waiting::Integers(Vec::new()),
        ValueKind::Number => Waiting::Numbers(Vec::new()),
        ValueKind::Flag => Waiting::Flags(Vec::new()),
        ValueKind::Text => Waiting::Texts(Vec::new()),
    }
}

fn column(field: &Field) -> Result<Type, ParquetError> {
    let (physical, logical) = match field.kind {
        ValueKind::Integer => (Physical::INT64, None),
        ValueKind::Number => (Physical::DOUBLE, None),
        ValueKind::Flag => (Physical::BOOLEAN, None),
        ValueKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    Type::primitive_type_builder(&field.name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical)
        .build()
}

/// What the rows are of, and unit and meaning of each column, as JSON.
fn metadata(fields: &[Field], about: &serde_json::Value) -> Vec<KeyValue> {
    let columns: Vec<serde_json::Value> = fields
        .iter()
        .map(|it| json!({ "name": it.name, "unit": it.unit, "meaning": it.meaning }))
        .collect();
    let entry = |key: &str, value: &serde_json::Value| {
        KeyValue::new(key.to_owned(), Some(value.to_string()))
    };
    vec![
        entry("clearcast", about),
        entry("clearcast.columns", &serde_json::Value::Array(columns)),
    ]
}

/// Reads a file of numbers and texts: the names of its columns, and its rows.
///
/// # Errors
///
/// What is wrong with it.
pub fn read(path: &Path) -> Result<(Vec<String>, Vec<Vec<Cell>>), String> {
    let file = crate::input::open(path).map_err(|error| error.to_string())?;
    let reader = SerializedFileReader::new(file).map_err(|error| error.to_string())?;
    let schema = reader.metadata().file_metadata().schema().get_fields();
    let names: Vec<String> = schema.iter().map(|it| it.name().to_owned()).collect();
    let mut rows = Vec::new();
    for row in reader
        .get_row_iter(None)
        .map_err(|error| error.to_string())?
    {
        let row = row.map_err(|error| error.to_string())?;
        let cells: Result<Vec<Cell>, String> = row
            .get_column_iter()
            .map(|(name, value)| {
                cell(value).ok_or_else(|| {
                    format!("column `{name}` holds neither numbers, texts nor true and false")
                })
            })
            .collect();
        rows.push(cells?);
    }
    Ok((names, rows))
}

fn cell(value: &Value) -> Option<Cell> {
    Some(match value {
        Value::Null => Cell::Empty,
        Value::Bool(it) => Cell::Flag(*it),
        Value::Byte(it) => Cell::Integer(i64::from(*it)),
        Value::Short(it) => Cell::Integer(i64::from(*it)),
        Value::Int(it) => Cell::Integer(i64::from(*it)),
        Value::Long(it) => Cell::Integer(*it),
        Value::UByte(it) => Cell::Integer(i64::from(*it)),
        Value::UShort(it) => Cell::Integer(i64::from(*it)),
        Value::UInt(it) => Cell::Integer(i64::from(*it)),
        Value::Float(it) => Cell::Number(f64::from(*it)),
        Value::Double(it) => Cell::Number(*it),
        Value::Str(it) => Cell::Text(it.clone()),
        _ => return None,
    })
}
