//! Tables of the page: what stands in a cell, and by what it is sorted.

use crate::words;

/// A table with a heading for every column. The first cell of a row names the row.
#[derive(Debug)]
pub(in crate::report) struct Table {
    /// Mark in the page, without spaces.
    pub(super) id: String,
    /// What it shows.
    pub(super) caption: String,
    /// Headings.
    pub(super) columns: Vec<Column>,
    /// Rows, each as long as `columns`.
    pub(super) rows: Vec<Vec<Cell>>,
    /// What a reader must know of all rows.
    pub(super) note: String,
}

/// A column.
#[derive(Debug)]
pub(in crate::report) struct Column {
    pub(super) name: String,
    /// Whether its cells are words rather than numbers.
    pub(super) words: bool,
}

/// A cell.
#[derive(Debug, Default)]
pub(in crate::report) struct Cell {
    pub(super) text: String,
    /// By what a number is sorted; empty for words and for numbers that are not there.
    pub(super) key: String,
    /// Whether it stands at the right, as numbers do, though it has no key.
    pub(super) of_a_number: bool,
    /// Outline of a small picture in a box of [`SMALL`], as the path of an SVG.
    pub(super) picture: String,
}

/// Width and height of a small picture.
pub(super) const SMALL: (u32, u32) = (72, 18);

impl Table {
    /// Columns that have room side by side on a sheet of A4; the style of the page leaves out those beyond.
    const ON_PAPER: usize = 11;

    /// Whether it has more columns than a sheet of paper has room for.
    pub(super) fn is_broad(&self) -> bool {
        self.columns.len() > Self::ON_PAPER
    }

    /// Columns that stand on paper.
    pub(super) fn on_paper(&self) -> usize {
        self.columns.len().min(Self::ON_PAPER)
    }

    /// A table without rows; a heading that begins with `:` is that of a column of words.
    pub(in crate::report) fn new(id: &str, caption: &str, columns: &[&str]) -> Self {
        let column = |name: &&str| Column {
            name: name.strip_prefix(':').unwrap_or(name).to_owned(),
            words: name.starts_with(':'),
        };
        Self {
            id: id.to_owned(),
            caption: caption.to_owned(),
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
            note: String::new(),
        }
    }

    /// The table of a CSV file; of a long one, its first rows.
    pub(super) fn of_csv(id: &str, name: &str, bytes: &[u8]) -> Option<Self> {
        const MOST: usize = 200;
        let mut reader = csv::Reader::from_reader(bytes);
        let heads = reader.headers().ok()?.clone();
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for record in reader.records() {
            let cell = |text: &str| match text.parse::<f64>() {
                Ok(value) if value.is_finite() => Cell::number(written(text, value), value),
                _ => Cell::words(text),
            };
            rows.push(record.ok()?.iter().map(cell).collect());
        }
        let note = if rows.len() > MOST {
            format!(
                "The first {MOST} of {} rows; all are in {name}.",
                rows.len()
            )
        } else {
            String::new()
        };
        rows.truncate(MOST);
        let column = |(at, name): (usize, &str)| Column {
            name: name.replace('_', " "),
            words: rows
                .iter()
                .all(|row| row.get(at).is_none_or(|it| it.key.is_empty())),
        };
        Some(Self {
            id: id.to_owned(),
            caption: name.to_owned(),
            columns: heads.iter().enumerate().map(column).collect(),
            rows,
            note,
        })
    }

    pub(in crate::report) fn note(self, note: &str) -> Self {
        let note = note.to_owned();
        Self { note, ..self }
    }
}

/// A number of a CSV file: whole ones as they are, such as years, others to four digits.
fn written(text: &str, value: f64) -> String {
    if text.len() <= 6 {
        text.to_owned()
    } else {
        words::rounded(value)
    }
}

impl Cell {
    /// From this many letters on, words need room.
    const LONG: usize = 32;

    /// Whether it holds so many words that they need room.
    pub(super) fn is_long(&self) -> bool {
        self.text.len() > Self::LONG
    }

    /// Words.
    pub(in crate::report) fn words(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            text,
            ..Self::default()
        }
    }

    /// A number as it is shown, sorted by `value`.
    pub(in crate::report) fn number(text: impl Into<String>, value: f64) -> Self {
        let text = text.into();
        let key = if value.is_finite() {
            format!("{value:e}")
        } else {
            String::new()
        };
        Self {
            text,
            key,
            ..Self::default()
        }
    }

    /// A number as it is shown, by which nothing is sorted: its column holds several kinds.
    pub(super) fn shown(text: String) -> Self {
        Self {
            text,
            of_a_number: true,
            ..Self::default()
        }
    }

    /// A number that is not there, and why.
    pub(in crate::report) fn missing(why: &str) -> Self {
        Self::words(why)
    }

    /// A small picture.
    pub(super) fn picture(path: String) -> Self {
        Self {
            picture: path,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_file_becomes_a_table() {
        let table = Table::of_csv(
            "t",
            "t.csv",
            b"case,value_se,year\na,0.12345678,2026\n'=b,,2027\n",
        )
        .unwrap();
        let heads: Vec<_> = table
            .columns
            .iter()
            .map(|it| (it.name.as_str(), it.words))
            .collect();
        assert_eq!(
            heads,
            [("case", true), ("value se", false), ("year", false)]
        );
        let texts: Vec<Vec<&str>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|it| it.text.as_str()).collect())
            .collect();
        assert_eq!(texts, [["a", "0.1235", "2026"], ["'=b", "", "2027"]]);
        assert_eq!(
            (table.rows[0][1].key.as_str(), table.rows[1][1].key.as_str()),
            ("1.2345678e-1", "")
        );
        assert!(Table::of_csv("t", "t.csv", b"a,b\n1\n").is_none());
        let long = "x\n".to_owned() + &"1\n".repeat(201);
        let long = Table::of_csv("t", "t.csv", long.as_bytes()).unwrap();
        assert_eq!((long.rows.len(), long.note.contains("201")), (200, true));
    }
}
