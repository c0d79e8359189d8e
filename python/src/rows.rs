//! Columns of rows for Python: as Arrow through its PyCapsule interface, and for NumPy without a copy.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, RecordBatchIterator,
    StringArray,
};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{DataType, Field as ArrowField, Schema};
use clearcast::data::{Cell, Field, ValueKind};
use pyo3::exceptions::{PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::error;

/// A column that grows.
enum Growing {
    Integer(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Flag(Vec<Option<bool>>),
    Text(Vec<Option<String>>),
}

/// Rows by columns.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Columns")]
pub(crate) struct Columns {
    fields: Vec<Field>,
    growing: Vec<Growing>,
    batch: Option<RecordBatch>,
}

impl Columns {
    /// No rows.
    pub(crate) fn new(fields: Vec<Field>) -> Self {
        let growing = fields.iter().map(|field| match field.kind {
            ValueKind::Integer => Growing::Integer(Vec::new()),
            ValueKind::Number => Growing::Number(Vec::new()),
            ValueKind::Flag => Growing::Flag(Vec::new()),
            ValueKind::Text => Growing::Text(Vec::new()),
        });
        Self {
            growing: growing.collect(),
            fields,
            batch: None,
        }
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: &[Cell]) {
        for (column, cell) in self.growing.iter_mut().zip(row) {
            match (column, cell) {
                (Growing::Integer(column), Cell::Integer(it)) => column.push(Some(*it)),
                (Growing::Integer(column), _) => column.push(None),
                (Growing::Number(column), Cell::Number(it)) => column.push(Some(*it)),
                (Growing::Number(column), _) => column.push(None),
                (Growing::Flag(column), Cell::Flag(it)) => column.push(Some(*it)),
                (Growing::Flag(column), _) => column.push(None),
                (Growing::Text(column), Cell::Text(it)) => column.push(Some(it.clone())),
                (Growing::Text(column), _) => column.push(None),
            }
        }
    }

    /// The same when all rows are there.
    pub(crate) fn done(mut self) -> Self {
        let arrays = std::mem::take(&mut self.growing).into_iter();
        let arrays = arrays.map(|column| -> ArrayRef {
            match column {
                Growing::Integer(all) => Arc::new(Int64Array::from(all)),
                Growing::Number(all) => Arc::new(numbers(&all)),
                Growing::Flag(all) => Arc::new(BooleanArray::from(all)),
                Growing::Text(all) => Arc::new(StringArray::from(all)),
            }
        });
        let fields = self.fields.iter().map(|field| {
            let kind = match field.kind {
                ValueKind::Integer => DataType::Int64,
                ValueKind::Number => DataType::Float64,
                ValueKind::Flag => DataType::Boolean,
                ValueKind::Text => DataType::Utf8,
            };
            let about = [("unit", &field.unit), ("meaning", &field.meaning)];
            let about = about.map(|(key, text)| (key.to_owned(), text.clone()));
            ArrowField::new(&field.name, kind, true).with_metadata(about)
        });
        let schema = Schema::new(fields.collect::<Vec<_>>());
        let batch = RecordBatch::try_new(Arc::new(schema), arrays.collect());
        self.batch = Some(batch.expect("every column has a value for each row"));
        self
    }

    fn batch(&self) -> &RecordBatch {
        self.batch.as_ref().expect("all rows are there")
    }
}

/// Numbers of which some are missing; where one is, NaN stands as well, for those who look at the numbers alone.
fn numbers(all: &[Option<f64>]) -> Float64Array {
    let values: Vec<f64> = all.iter().map(|it| it.unwrap_or(f64::NAN)).collect();
    let there: Vec<bool> = all.iter().map(Option::is_some).collect();
    let there = there.contains(&false).then(|| there.into());
    Float64Array::new(values.into(), there)
}

#[pymethods]
impl Columns {
    /// Name, unit and meaning of each column.
    #[getter]
    fn fields(&self) -> Vec<(&str, &str, &str)> {
        let fields = self.fields.iter();
        fields
            .map(|it| (it.name.as_str(), it.unit.as_str(), it.meaning.as_str()))
            .collect()
    }

    fn __len__(&self) -> usize {
        self.batch().num_rows()
    }

    /// A column of numbers that NumPy reads where it is, or a list of other values.
    fn column(&self, py: Python<'_>, name: &str) -> PyResult<Py<PyAny>> {
        let column = self.batch().column_by_name(name);
        let column = column.ok_or_else(|| PyKeyError::new_err(name.to_owned()))?;
        let any = column.as_any();
        if let Some(flags) = any.downcast_ref::<BooleanArray>() {
            return Ok(flags.iter().collect::<Vec<_>>().into_pyobject(py)?.unbind());
        }
        if let Some(texts) = any.downcast_ref::<StringArray>() {
            return Ok(texts.iter().collect::<Vec<_>>().into_pyobject(py)?.unbind());
        }
        let column = Column(Arc::clone(column));
        Ok(Py::new(py, column)?.into_any())
    }

    /// See the Arrow PyCapsule interface.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.batch().schema().as_ref());
        PyCapsule::new_with_value(py, schema.map_err(error::value)?, c"arrow_schema")
    }

    /// See the Arrow PyCapsule interface; another schema is not offered.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batch = self.batch().clone();
        let schema = batch.schema();
        let batches = RecordBatchIterator::new([Ok(batch)], schema);
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// Numbers of one column, which NumPy reads where they are.
#[pyclass(frozen, module = "clearcast._clearcast", name = "Column")]
pub(crate) struct Column(ArrayRef);

#[pymethods]
impl Column {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// See NumPy's array interface, version 3; read only.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let any = self.0.as_any();
        let (address, kind) = if let Some(it) = any.downcast_ref::<Float64Array>() {
            (it.values().as_ptr().addr(), "f8")
        } else if let Some(it) = any.downcast_ref::<Int64Array>() {
            (it.values().as_ptr().addr(), "i8")
        } else {
            return Err(PyTypeError::new_err("this column holds no numbers"));
        };
        let order = if cfg!(target_endian = "big") {
            ">"
        } else {
            "<"
        };
        let interface = PyDict::new(py);
        interface.set_item("shape", (self.0.len(),))?;
        interface.set_item("typestr", format!("{order}{kind}"))?;
        interface.set_item("data", (address, true))?;
        interface.set_item("version", 3)?;
        Ok(interface)
    }
}
