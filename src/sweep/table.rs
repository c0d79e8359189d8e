//! Reads tables of points as designs: a column is a factor, a row is a point.

use super::design::{Design, Factor, MOST_POINTS, PointRun, Setting, Target, Values, Variant};
use super::parse::Overrides;
use super::paths::{malformed_column, scaled};
use crate::data::Cell;

impl Design {
    /// A table of points: each column holds a path or glob that is set, or `scale(PATH)` that is multiplied, each row is a point.
    ///
    /// # Errors
    ///
    /// What is wrong with the table.
    ///
    /// # Panics
    ///
    /// Never: a record of texts is text.
    pub fn from_table(
        name: &str,
        scenario: Option<String>,
        (columns, rows): (&[String], &[Vec<Cell>]),
        over: &Overrides,
    ) -> Result<Self, String> {
        check_columns(columns)?;
        let called = |row| format!("point {row}");
        Self::of_columns(name, scenario, (columns, rows), over, called)
    }

    /// The design of a table whose columns are in order; `called` says where a row stands.
    fn of_columns(
        name: &str,
        scenario: Option<String>,
        (columns, rows): (&[String], &[Vec<Cell>]),
        over: &Overrides,
        called: impl Fn(usize) -> String,
    ) -> Result<Self, String> {
        if columns.is_empty() || rows.is_empty() {
            return Err("it needs a line of paths and below it a row for each point".to_owned());
        }
        if rows.len() as u64 > MOST_POINTS {
            return Err(format!("a design has at most {MOST_POINTS} points"));
        }
        let mut factors: Vec<Factor> = Vec::with_capacity(columns.len());
        let mut problems = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            let column = column.trim();
            let texts: Vec<String> = rows.iter().map(|row| row[place].to_csv()).collect();
            let values: Vec<Setting> = texts.iter().map(|it| Setting::read(it)).collect();
            let infinite = |it: &String| it.trim().parse().is_ok_and(|it: f64| !it.is_finite());
            if let Some(row) = texts.iter().position(infinite) {
                problems.push(format!(
                    "{}: `{column}` is {}, but a number must be finite: write a plain number, or leave the cell empty",
                    called(row),
                    texts[row].trim()
                ));
                continue;
            }
            let scaled = scaled(column);
            let wrong = scaled.and_then(|_| {
                let is_factor = |it: &Setting| match it {
                    Setting::Unchanged => true,
                    Setting::Number(value) => *value >= 0.0,
                    Setting::Toml(_) => false,
                };
                values.iter().position(|it| !is_factor(it))
            });
            if let Some(row) = wrong {
                problems.push(format!(
                    "{}: `{column}` is {}, but a factor is a number of at least 0",
                    called(row),
                    values[row].shown()
                ));
            }
            factors.push(Factor {
                name: column.to_owned(),
                target: match scaled {
                    Some(path) => Target::Scale(vec![path.to_owned()]),
                    None => Target::Set(vec![column.to_owned()]),
                },
                values: Values::Column(values),
            });
        }
        if !problems.is_empty() {
            return Err(problems.join("\n  "));
        }
        let mut run = PointRun::default();
        over.apply(&mut run);
        let mut text = crate::data::exact_record(columns);
        for row in rows {
            text.extend(crate::data::exact_record(row.iter().map(Cell::to_csv)));
        }
        Ok(Self {
            name: name.to_owned(),
            variants: vec![Variant {
                name: String::new(),
                scenario,
                sets: over.sets.clone(),
            }],
            factors,
            drawn: rows.len() as u64,
            run,
            file: (
                "design.csv".to_owned(),
                String::from_utf8(text).expect("a record of texts is text"),
            ),
        })
    }

    /// Reads a table of points in CSV: see [`from_table`](Self::from_table).
    ///
    /// # Errors
    ///
    /// What is wrong with the table.
    pub fn from_csv(
        name: &str,
        scenario: Option<String>,
        text: &[u8],
        over: &Overrides,
    ) -> Result<Self, String> {
        let mut reader = csv::Reader::from_reader(text);
        let columns = reader.headers().map_err(|error| error.to_string())?;
        let columns: Vec<String> = columns.iter().map(str::to_owned).collect();
        // What is wrong with the names comes before what it does to the rows.
        check_columns(&columns)?;
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        for row in reader.records() {
            let row = row.map_err(|error| error.to_string())?;
            lines.push(row.position().map_or(0, |at| line(text, at)));
            rows.push(row.iter().map(|it| Cell::Text(it.to_owned())).collect());
        }
        let called = |row: usize| format!("line {}, point {row}", lines[row]);
        Self::of_columns(name, scenario, (&columns, &rows), over, called)
    }
}

/// The line of a record that begins at a place, or after empty lines behind it, which the reader leaves out.
fn line(text: &[u8], at: &csv::Position) -> u64 {
    let behind = text.get(at.byte() as usize..).unwrap_or_default();
    let breaks = behind.iter().take_while(|it| matches!(it, b'\r' | b'\n'));
    at.line() + breaks.filter(|it| **it == b'\n').count() as u64
}

/// All that is wrong with the names of the columns of a table.
fn check_columns(columns: &[String]) -> Result<(), String> {
    let mut problems = Vec::new();
    for (place, column) in columns.iter().enumerate() {
        let (number, column) = (place + 1, column.trim());
        if column.is_empty() {
            problems.push(format!(
                "column {number} has no name: a column is named by the path that it sets"
            ));
        } else if let Some(reason) = malformed_column(column) {
            problems.push(format!("column {number}: {reason}"));
        } else if columns[..place].iter().any(|it| it.trim() == column) {
            problems.push(format!(
                "there are two columns `{column}`: keep one of them"
            ));
        }
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n  "))
    }
}
