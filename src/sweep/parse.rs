//! Reads designs: TOML by the key tables, with the diagnostics of scenarios, and tables of points.

use std::sync::Arc;

use super::design::{
    Design, Factor, MOST_POINTS, PointRun, Setting, Target, Values, Variant, between,
};
use super::keys::DESIGN;
use super::paths::{malformed_column, scaled};
use super::rules::{check, drawn};
use super::sequence::Sequence;
use crate::data::Cell;
use crate::scenario::checked::Checked;
use crate::scenario::{Problems, form};

/// What the command line says over the design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// Trials of each point.
    pub trials: Option<u64>,
    /// Seed.
    pub seed: Option<u64>,
    /// Sampling of inputs.
    pub sampling: Option<crate::sampling::Sampling>,
    /// Whether points share their draws.
    pub random_numbers: Option<super::RandomNumbers>,
    /// Figures of each point, if there are any.
    pub outcomes: Vec<String>,
    /// Settings of all points, after those of the design.
    pub sets: Vec<String>,
}

impl Overrides {
    fn apply(&self, run: &mut PointRun) {
        run.trials = self.trials.unwrap_or(run.trials);
        run.seed = self.seed.unwrap_or(run.seed);
        run.sampling = self.sampling.unwrap_or(run.sampling);
        run.random_numbers = self.random_numbers.unwrap_or(run.random_numbers);
        if !self.outcomes.is_empty() {
            run.outcomes.clone_from(&self.outcomes);
        }
    }
}

impl Design {
    /// Reads the design called `file`, named `name`, from its text.
    ///
    /// # Errors
    ///
    /// Every problem of the file at once, with its place.
    pub fn from_toml(
        file: &str,
        name: &str,
        text: &str,
        over: &Overrides,
    ) -> Result<Self, Problems> {
        form::read(file, text, DESIGN, check).map(|checked| build(&checked, name, text, over))
    }

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
            lines.push(row.position().map_or(0, csv::Position::line));
            rows.push(row.iter().map(|it| Cell::Text(it.to_owned())).collect());
        }
        let called = |row: usize| format!("line {}, point {row}", lines[row]);
        Self::of_columns(name, scenario, (&columns, &rows), over, called)
    }
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
    match problems.is_empty() {
        true => Ok(()),
        false => Err(problems.join("\n  ")),
    }
}

/// The design of a file without problems.
fn build(design: &Checked, name: &str, text: &str, over: &Overrides) -> Design {
    let mut run = PointRun::default();
    let whole = |name: &str| design.number(name).map(|it| it as u64);
    run.trials = whole("trials").unwrap_or(run.trials);
    run.seed = whole("seed").unwrap_or(run.seed);
    let parsed = "the key table allows no other word";
    if let Some(word) = design.text("sampling") {
        run.sampling = word.parse().expect(parsed);
    }
    if let Some(word) = design.text("random_numbers") {
        run.random_numbers = word.parse().expect(parsed);
    }
    run.outcomes = texts(design, "outcomes");
    over.apply(&mut run);
    let scrambled = design
        .tables("factor")
        .iter()
        .filter(|it| it.gives("sobol"));
    let scrambled = Sequence::sobol(run.seed, scrambled.count())
        .expect("a file names fewer factors than there are direction numbers");
    let mut dimension = 0;
    let factors = design.tables("factor").iter().map(|factor| Factor {
        name: factor.name.clone(),
        target: if factor.gives("set") {
            Target::Set(texts(factor, "set"))
        } else {
            Target::Scale(texts(factor, "scale"))
        },
        values: values(factor, &mut dimension, &scrambled),
    });
    let factors = factors.collect();
    let scenario = design.text("scenario");
    let common = texts(design, "set");
    let variant = |name: &str, own: Option<&Checked>| Variant {
        name: name.to_owned(),
        scenario: own
            .and_then(|it| it.text("scenario"))
            .or_else(|| scenario.clone()),
        sets: [
            common.clone(),
            own.map(|it| texts(it, "set")).unwrap_or_default(),
            over.sets.clone(),
        ]
        .concat(),
    };
    let mut variants: Vec<Variant> = design
        .tables("variant")
        .iter()
        .map(|it| variant(&it.name, Some(it)))
        .collect();
    if variants.is_empty() {
        variants.push(variant("", None));
    }
    Design {
        name: name.to_owned(),
        variants,
        factors,
        drawn: drawn(design),
        run,
        file: ("design.toml".to_owned(), text.to_owned()),
    }
}

fn texts(table: &Checked, name: &str) -> Vec<String> {
    let texts = table.texts(name).iter();
    texts.map(|(text, _)| text.clone()).collect()
}

fn values(
    factor: &Checked,
    dimension: &mut usize,
    scrambled: &Arc<crate::sampling::Design>,
) -> Values {
    let log = factor.flag("log") == Some(true);
    if let Some([from, to, steps]) = factor.numbers("grid").as_deref() {
        let last = steps - 1.0;
        let value = |step: u64| match step as f64 {
            // Both ends as they are written, whatever powers round to.
            step if step >= last => *to,
            step => between(*from, *to, log, step / last),
        };
        return Values::Each(
            (0..*steps as u64)
                .map(|step| Setting::Number(value(step)))
                .collect(),
        );
    }
    if let Some(list) = factor.numbers("list") {
        return Values::Each(list.into_iter().map(Setting::Number).collect());
    }
    let spread = |pair: Vec<f64>, sequence| Values::Spread {
        from: pair[0],
        to: pair[1],
        log,
        sequence,
    };
    if let Some(pair) = factor.numbers("lhs") {
        return spread(pair, Sequence::Lhs(factor.name.clone()));
    }
    if let Some(pair) = factor.numbers("sobol") {
        *dimension += 1;
        return spread(pair, Sequence::Sobol(Arc::clone(scrambled), *dimension - 1));
    }
    Values::Each(
        texts(factor, "values")
            .iter()
            .map(|it| Setting::read(it))
            .collect(),
    )
}

#[cfg(test)]
mod tests;
