//! Reads a merged tree by the key tables: every value typed and in range, or a problem that says why not.

use super::checked::{Checked, Field, Read};
use super::document::{Entry, Node, Table, Value};
use super::figures::{OPEN, meant};
use super::key_tables::SCENARIO;
use super::keys::{Fallback, Key, Kind, find, is_name};
use super::lookalike::{foreign, latin};
use super::measure::Measure;
use super::problem::{MOST_TOLD, Problem, names, nearest};
use super::source::{SourceText, Span};
use super::syntax::month;

/// Reads the top table; `top` is where keys that the whole file lacks are reported.
pub(super) fn read(
    root: &Table,
    top: Span,
    sources: &[SourceText],
    problems: &mut Vec<Problem>,
) -> Checked {
    read_as(SCENARIO, root, top, sources, problems)
}

/// Reads the top table of a file of another kind, by its own keys.
pub(super) fn read_as(
    keys: &'static [Key],
    root: &Table,
    top: Span,
    sources: &[SourceText],
    problems: &mut Vec<Problem>,
) -> Checked {
    let mut reader = Reader {
        top: keys,
        sources,
        problems,
    };
    reader.table(root, keys, "", Some(top))
}

pub(super) struct Reader<'a> {
    /// Keys of the top level, where a key in the wrong table may belong.
    top: &'static [Key],
    /// The texts that the values stand in.
    pub(super) sources: &'a [SourceText],
    pub(super) problems: &'a mut Vec<Problem>,
}

impl Reader<'_> {
    /// `path` is the table's own path, empty at the top; `at` is where its name stands.
    fn table(
        &mut self,
        table: &Table,
        keys: &'static [Key],
        path: &str,
        at: Option<Span>,
    ) -> Checked {
        let mut checked = Checked {
            at,
            ..Checked::default()
        };
        for entry in &table.0 {
            let path = join(path, &entry.key);
            let Some(key) = find(keys, &entry.key) else {
                self.problems.push(unknown(entry, &path, keys, self.top));
                continue;
            };
            let value = self.value(entry, key, &path);
            checked.fields.push(Field {
                name: key.name,
                at: entry.node.at,
                value,
            });
        }
        for key in required(keys) {
            if table.get(key.name).is_none() {
                self.problems.push(missing(key, path, at));
            }
        }
        checked
    }

    fn value(&mut self, entry: &Entry, key: &'static Key, path: &str) -> Option<Read> {
        let node = &entry.node;
        match key.kind {
            Kind::Text => self.text(node, path, false).map(Read::Text),
            Kind::Remark => self.text(node, path, true).map(Read::Text),
            Kind::Flag => match node.value {
                Value::Flag(flag) => Some(Read::Flag(flag)),
                _ => self.wrong_kind(node, path, "true or false"),
            },
            Kind::Choice(choices) => self.choice(node, path, choices).map(Read::Text),
            // The layers have refused every other format before they were merged.
            Kind::Format => Some(Read::Number(1.0)),
            Kind::Number(range) => self.number(node, path, range).map(Read::Number),
            Kind::Horizon(range) => self.horizon(node, path, range).map(Read::Number),
            Kind::Numbers(range, length) => {
                self.numbers(node, path, range, length).map(Read::Numbers)
            }
            Kind::Year => self.year(node, path).map(Read::Year),
            Kind::Month => self.month(node, path).map(Read::Month),
            Kind::FirstMonth => self.bound(node, path, 1).map(Read::Month),
            Kind::LastMonth => self.bound(node, path, 12).map(Read::Month),
            Kind::MonthsOfYear => self.months_of_year(node, path).map(Read::MonthsOfYear),
            Kind::Texts => self.texts(node, path).map(Read::Texts),
            Kind::Uncertain(input) => self
                .uncertain(node, path, input, key.unit)
                .map(Read::Uncertain),
            Kind::ByYear(input) => self.by_year(node, path, input, key.unit).map(Read::ByYear),
            Kind::Multipliers => self.multipliers(node, path).map(Read::Multipliers),
            Kind::Table(keys) => match node.as_table() {
                Some(table) => Some(Read::Table(self.table(table, keys, path, entry.key_at))),
                None => self.wrong_kind(node, path, "a table"),
            },
            Kind::Tables(keys) => self.tables(entry, path, key, keys).map(Read::Tables),
            Kind::Entries(keys) => self.entries(node, path, keys).map(Read::Tables),
        }
    }

    /// Refuses a value of another kind than `wanted`.
    pub(super) fn wrong_kind<T>(&mut self, node: &Node, path: &str, wanted: &str) -> Option<T> {
        let problem = Problem::new(format!("`{path}` must be {wanted}"), node.at);
        let problem = problem.found(format!("found {}", node.words()));
        let measure = self.measure(node, path);
        self.problems.push(advised(problem, node, &measure));
        None
    }

    /// What is known of the key at `path`.
    pub(super) fn measure(&self, node: &Node, path: &str) -> Measure {
        measure(self.top, node, path, self.sources)
    }

    fn tables(
        &mut self,
        entry: &Entry,
        path: &str,
        key: &Key,
        keys: &'static [Key],
    ) -> Option<Vec<Checked>> {
        let Some(tables) = entry.node.as_table() else {
            return self.wrong_kind(
                &entry.node,
                path,
                &format!("made of named tables, such as [{path}.alpha]"),
            );
        };
        if tables.0.is_empty() && matches!(key.fallback, Fallback::Required) {
            let problem =
                Problem::new(format!("at least one `{path}` must be given"), entry.key_at);
            self.problems
                .push(problem.help(format!("add a table such as [{path}.alpha]")));
        }
        let whole: Vec<&Entry> = tables
            .0
            .iter()
            .filter(|entry| !is_bare(&entry.node, keys))
            .collect();
        let mut read = Vec::new();
        for entry in &tables.0 {
            self.check_name(entry, path);
            let guess = self.problems.len() < MOST_TOLD && is_bare(&entry.node, keys);
            if let Some(near) = guess.then(|| meant_table(entry, &whole)).flatten() {
                self.problems.push(misnamed(entry, path, near, keys));
                continue;
            }
            let path = join(path, &entry.key);
            match entry.node.as_table() {
                Some(table) => {
                    let table = self.table(table, keys, &path, entry.key_at);
                    read.push(Checked {
                        name: entry.key.clone(),
                        ..table
                    });
                }
                None => self
                    .wrong_kind(&entry.node, &path, "a table")
                    .unwrap_or_default(),
            }
        }
        Some(read)
    }

    fn entries(&mut self, node: &Node, path: &str, keys: &'static [Key]) -> Option<Vec<Checked>> {
        let wanted = format!("written as [[{path}]]");
        let Some(items) = node.as_list() else {
            return self.wrong_kind(node, path, &wanted);
        };
        let mut read = Vec::new();
        for item in items {
            match item.as_table() {
                Some(table) => read.push(self.table(table, keys, path, item.at)),
                None => self.wrong_kind(item, path, &wanted).unwrap_or_default(),
            }
        }
        Some(read)
    }

    pub(super) fn check_name(&mut self, entry: &Entry, path: &str) {
        if !is_name(&entry.key) {
            let rule = format!("a name in `{path}` must be made of letters, digits, `-` and `_`");
            let tidy: String = entry
                .key
                .chars()
                .map(|c| {
                    if c.is_alphanumeric() || c == '_' {
                        c
                    } else {
                        '-'
                    }
                })
                .collect();
            let problem = Problem::new(rule, entry.key_at);
            self.problems.push(if is_name(&tidy) {
                problem.help(format!("write `{tidy}`"))
            } else {
                problem
            });
        }
    }
}

/// Says how to write a text that stands where a number or flag is wanted.
pub(super) fn advised(problem: Problem, node: &Node, measure: &Measure) -> Problem {
    let Some(text) = node.as_text() else {
        return problem;
    };
    if text.parse::<f64>().is_ok() || text.parse::<bool>().is_ok() {
        return problem.help("write it without quotes");
    }
    if matches!(measure.kind(), Some(Kind::Year)) {
        return match month(text) {
            Some(month) => problem.help(format!("write {}", &month[..4])),
            None => problem,
        };
    }
    match meant(text, measure).filter(|meant| measure.is_number() || meant.help != OPEN) {
        Some(meant) => problem.help(meant.help),
        None => problem,
    }
}

/// What is known of the key at `path`, whose value is `node`.
pub(super) fn measure(
    top: &'static [Key],
    node: &Node,
    path: &str,
    sources: &[SourceText],
) -> Measure {
    let source = node.at.and_then(|at| sources.get(at.source));
    source.map_or_else(Measure::default, |source| Measure::of(top, path, source))
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

fn missing(key: &Key, path: &str, at: Option<Span>) -> Problem {
    let name = key.name;
    let (what, example) = match key.kind {
        Kind::Table(_) => ("table", format!("add [{name}]")),
        Kind::Tables(_) => (
            "table",
            format!("add at least one table such as [{name}.alpha]"),
        ),
        Kind::Format => ("key", "add `format = 1`".to_owned()),
        Kind::Text => ("key", format!("add `{name} = \"…\"`")),
        Kind::Month | Kind::FirstMonth | Kind::LastMonth => {
            ("key", format!("add `{name} = \"2026-01\"`"))
        }
        Kind::Choice(choices) => (
            "key",
            format!("add `{name} = \"{}\"`", choices.join("\"` or `\"")),
        ),
        Kind::Texts => ("key", format!("add `{name} = [\"…\"]`")),
        _ => ("key", format!("add `{name} = …`")),
    };
    let path = join(path, name);
    let problem = Problem::new(format!("the {what} `{path}` is missing"), at).absent(path);
    let doc = key.doc.trim_end_matches('.');
    problem.help(match key.unit {
        "" => format!("{example}: {doc}"),
        unit => format!("{example}: {doc} ({unit})"),
    })
}

/// A key that the table does not have: misspelt, or in the wrong table.
fn unknown(entry: &Entry, path: &str, keys: &'static [Key], top: &'static [Key]) -> Problem {
    let problem = Problem::of_no_key(path, entry.key_at);
    let name = entry.key.as_str();
    if let Some(meant) = latin(name).filter(|latin| find(keys, latin).is_some()) {
        let what = foreign(name).unwrap_or_default();
        return problem.found(what).help(format!("write `{meant}`"));
    }
    if find(top, name).is_some() {
        let help = format!("`{name}` belongs to the top level: write it above the first [table]");
        return problem.help(help);
    }
    let homes = top.iter().filter_map(|key| match key.kind {
        Kind::Table(inner) => find(inner, name).map(|_| format!("[{}]", key.name)),
        Kind::Tables(inner) => find(inner, name).map(|_| format!("[{}.…]", key.name)),
        _ => None,
    });
    let homes: Vec<String> = homes.collect();
    let problem = match &homes[..] {
        [] => problem.help(format!(
            "known are {}",
            names(keys.iter().map(|key| key.name))
        )),
        homes => problem.help(format!("`{name}` is a key of {}", homes.join(", "))),
    };
    problem.nearest(name, keys.iter().map(|key| key.name))
}

fn required(keys: &'static [Key]) -> impl Iterator<Item = &'static Key> {
    keys.iter()
        .filter(|key| matches!(key.fallback, Fallback::Required))
}

/// Whether a table gives nothing a new table must give.
fn is_bare(node: &Node, keys: &'static [Key]) -> bool {
    node.as_table()
        .is_some_and(|table| required(keys).all(|key| table.get(key.name).is_none()))
}

/// The table that was probably meant by a bare one.
fn meant_table<'a>(entry: &Entry, whole: &[&'a Entry]) -> Option<&'a Entry> {
    let near = nearest(&entry.key, whole.iter().map(|other| other.key.as_str()))?;
    whole.iter().copied().find(|other| other.key == near)
}

fn misnamed(entry: &Entry, path: &str, near: &Entry, keys: &'static [Key]) -> Problem {
    let lacks = names(required(keys).map(|key| key.name));
    let rule = format!("a new table in `{path}` must give {lacks}");
    let problem = Problem::new(rule, entry.key_at);
    let problem = problem.found(format!("there is no `{}` yet", join(path, &entry.key)));
    problem
        .also(near.key_at, "this is the nearest name")
        .help(format!("did you mean `{}`?", join(path, &near.key)))
}
