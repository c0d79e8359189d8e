//! Text in columns that fit a width: long cells are wrapped, and the last columns move below where there is no room for them.

/// The side of a column its cells keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Heading, side and greatest width of a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    heading: &'static str,
    side: Side,
    most: usize,
}

impl Column {
    pub(super) const fn new(heading: &'static str, side: Side, most: usize) -> Self {
        Self {
            heading,
            side,
            most,
        }
    }
}

/// Room between columns.
const GAP: usize = 2;
/// A last column narrower than this is hard to read; it moves below the others.
const LEAST: usize = 28;
/// How far what moves below is indented.
const INDENT: usize = 4;

/// What parts the cells that stand below the columns.
const BETWEEN: &str = "; ";

/// A table with headings. `width` is that of the terminal, `usize::MAX` for one line a row.
pub(super) fn columns<const N: usize>(
    columns: &[Column; N],
    rows: &[[String; N]],
    width: usize,
) -> String {
    let unlimited = width == usize::MAX;
    let mut widths: [usize; N] = std::array::from_fn(|at| {
        let longest = rows.iter().map(|row| length(&row[at])).max().unwrap_or(0);
        let most = if unlimited {
            usize::MAX
        } else {
            columns[at].most
        };
        longest.max(length(columns[at].heading)).min(most)
    });
    let before = |count: usize| {
        widths[..count]
            .iter()
            .map(|width| width + GAP)
            .sum::<usize>()
    };
    let needed = |count: usize| match count {
        count if count == N => before(N - 1) + LEAST.min(widths[N - 1]),
        count => before(count) - GAP,
    };
    let beside = (1..=N)
        .rev()
        .find(|&count| needed(count) <= width)
        .unwrap_or(1);
    let room = width.saturating_sub(before(N - 1)).max(1);
    if beside == N {
        widths[N - 1] = widths[N - 1].min(room);
    }
    let layout = Layout {
        columns,
        widths,
        beside,
        below: width.saturating_sub(INDENT).max(1),
    };
    let headings = std::array::from_fn(|at| columns[at].heading.to_owned());
    let mut text = String::new();
    for row in std::iter::once(&headings).chain(rows) {
        layout.row(row, &mut text);
    }
    text
}

struct Layout<'a, const N: usize> {
    columns: &'a [Column; N],
    widths: [usize; N],
    /// How many columns stand side by side.
    beside: usize,
    /// Width of what stands below them.
    below: usize,
}

impl<const N: usize> Layout<'_, N> {
    fn row(&self, cells: &[String; N], text: &mut String) {
        let (beside, below) = cells.split_at(self.beside);
        let wrapped: Vec<Vec<String>> = beside
            .iter()
            .zip(self.widths)
            .map(|(cell, width)| wrap(cell, width))
            .collect();
        let lines = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..lines {
            let mut one = String::new();
            for (at, cell) in wrapped.iter().enumerate() {
                let cell = cell.get(line).map_or("", String::as_str);
                let room = " ".repeat(self.widths[at].saturating_sub(length(cell)));
                match self.columns[at].side {
                    Side::Left => one.extend([cell, room.as_str()]),
                    Side::Right => one.extend([room.as_str(), cell]),
                }
                one.push_str(&" ".repeat(GAP));
            }
            push_line(text, &one);
        }
        let below: Vec<&str> = below
            .iter()
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .collect();
        if !below.is_empty() {
            for line in wrap(&below.join(BETWEEN), self.below) {
                push_line(text, &format!("{}{line}", " ".repeat(INDENT)));
            }
        }
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line.trim_end());
    text.push('\n');
}

/// Breaks a text between words into lines of at most `width` characters; a longer word is broken where it must be.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let with_space = length(line) + usize::from(!line.is_empty()) + length(word);
        if with_space <= width {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        let letters: Vec<char> = word.chars().collect();
        let mut parts = letters.chunks(width.max(1)).map(String::from_iter);
        if line.is_empty() {
            line.extend(parts.next());
        }
        lines.extend(parts);
    }
    lines
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: [Column; 2] = [
        Column::new("path", Side::Left, usize::MAX),
        Column::new("words", Side::Left, usize::MAX),
    ];

    fn rows() -> [[String; 2]; 2] {
        let long = "one two three four five six seven eight nine ten";
        [
            ["a.b".to_owned(), long.to_owned()],
            ["a.b.c".to_owned(), String::new()],
        ]
    }

    #[test]
    fn without_a_limit_every_row_is_one_line() {
        let expected =
            "path   words\na.b    one two three four five six seven eight nine ten\na.b.c\n";
        assert_eq!(columns(&TWO, &rows(), usize::MAX), expected);
    }

    #[test]
    fn a_long_cell_wraps_within_its_column() {
        let expected = "path   words\na.b    one two three four five six\n       seven eight nine ten\na.b.c\n";
        assert_eq!(columns(&TWO, &rows(), 36), expected);
    }

    #[test]
    fn on_a_narrow_terminal_the_last_column_moves_below() {
        let expected = "path\n    words\na.b\n    one two three\n    four five six\n    seven eight\n    nine ten\na.b.c\n";
        assert_eq!(columns(&TWO, &rows(), 18), expected);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_even_where_a_word_is() {
        let rows = [["a".to_owned(), "x".repeat(100)]];
        for width in [20, 40] {
            for line in columns(&TWO, &rows, width).lines() {
                assert!(length(line) <= width, "{line}");
            }
        }
    }

    #[test]
    fn as_many_columns_stay_side_by_side_as_there_is_room_for() {
        let three = [TWO[0], Column::new("n", Side::Right, usize::MAX), TWO[1]];
        let rows = [["a.b".to_owned(), "12345".to_owned(), "w".repeat(30)]];
        let expected = format!(
            "path      n\n    words\na.b   12345\n    {}\n",
            "w".repeat(30)
        );
        assert_eq!(columns(&three, &rows, 34), expected);
    }
}
