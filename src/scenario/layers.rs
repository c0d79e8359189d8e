//! The files a scenario is made of: the file itself, its chain of bases, and what the command line sets.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::area_unit::AreaUnit;
use super::dimensions;
use super::document::{Entry, Node, Table, Value, composed, parse};
use super::files::{Files, shown};
use super::hectares::{taken_as_hectares, to_hectares};
use super::key_tables::SCENARIO;
use super::keys::{Kind, find};
use super::merge::{overlay, remove};
use super::problem::{Problem, nearest};
use super::reader::join;
use super::source::{SETTING, SourceText, Sources, Span};
use crate::input;

/// Longest chain of bases: far more than anyone can follow.
const MOST_BASES: usize = 32;

/// All layers merged, with the order of the design's dimensions that the layers give.
#[derive(Debug, Default)]
pub(super) struct Merged {
    pub(super) root: Table,
    pub(super) dimensions: Vec<String>,
    /// What files dropped of their bases: the paths of all that is gone, and where that is written.
    pub(super) removed: Vec<(String, Option<Span>)>,
    /// What was found about units of areas, and settings that a later one makes void.
    pub(super) warnings: Vec<Problem>,
    pub(super) notes: Vec<Problem>,
}

/// One file or one `--set`: its own tree, and the paths it drops from what lies below.
#[derive(Clone)]
struct Layer {
    root: Table,
    /// Unit of its areas, and where it is named; hectares in a setting.
    unit: AreaUnit,
    unit_at: Option<Span>,
    is_setting: bool,
    removed: Vec<(String, Option<Span>)>,
}

/// Reads `sources[0]`, the files it is based on and the settings, and merges them. Problems of syntax and of format stop it:
/// what follows would be guesses.
pub(super) fn merge(
    sources: &mut Sources,
    (file, known): (Option<&Path>, Option<&Files>),
    sets: &[String],
    problems: &mut Vec<Problem>,
) -> Merged {
    let mut chain = Chain {
        sources,
        known,
        problems,
        open: Vec::new(),
    };
    let mut layers = Vec::new();
    let folder = file
        .and_then(Path::parent)
        .map(Path::to_path_buf)
        .unwrap_or_default();
    let real = |file: &Path| match known {
        Some(_) => Some(PathBuf::from(shown(file))),
        None => fs::canonicalize(file).ok(),
    };
    chain.open.extend(file.and_then(real));
    let root = parse(SCENARIO, chain.sources, 0, chain.problems);
    chain.read(root, &folder, &mut layers);
    let files = layers.len();
    for set in sets {
        layers.extend(chain.setting(set));
    }
    if !problems.is_empty() {
        return Merged::default();
    }
    let (warnings, notes) = in_hectares(&mut layers);
    let mut merged = Merged {
        warnings: [warnings, void(&layers[files.min(layers.len())..])].concat(),
        notes,
        ..Merged::default()
    };
    let unnamed = files > 1 && layers[files - 1].root.get("name").is_none();
    let named = layers
        .iter()
        .skip(files)
        .any(|layer| layer.root.get("name").is_some());
    for layer in layers {
        merged.add(layer, problems);
    }
    if !named {
        let variant = unnamed.then(|| stem(&sources[0].name));
        rename(&mut merged.root, variant, sets);
    }
    merged
}

/// Turns all layers into hectares. Warnings are about settings over a file in another unit, notes about files that differ.
fn in_hectares(layers: &mut [Layer]) -> (Vec<Problem>, Vec<Problem>) {
    let (mut warnings, mut notes) = (Vec::new(), Vec::new());
    if layers.iter().all(|it| it.unit == AreaUnit::Hectares) {
        return (warnings, notes);
    }
    // How teams are written is decided by all layers together. Problems are reported when they are merged for good.
    let mut whole = Merged::default();
    for layer in layers.iter().cloned() {
        whole.add(layer, &mut Vec::new());
    }
    let mut below: Option<AreaUnit> = None;
    for layer in layers {
        if layer.is_setting {
            let file = below.unwrap_or_default();
            let root = &mut layer.root;
            warnings.extend(taken_as_hectares(root, file, &whole.root, layer.unit_at));
            continue;
        }
        if let Some(base) = below.filter(|base| *base != layer.unit) {
            let (own, base) = (layer.unit.name(), base.name());
            let rule = format!("areas are in {own} here and in {base} in the base");
            let note = Problem::new(rule, layer.unit_at);
            notes.push(note.help(
                "`area_unit` is that of its own file; values of both are joined in hectares",
            ));
        }
        below = Some(layer.unit);
        to_hectares(&mut layer.root, layer.unit, &whole.root);
    }
    (warnings, notes)
}

impl Merged {
    fn add(&mut self, layer: Layer, problems: &mut Vec<Problem>) {
        for (path, at) in &layer.removed {
            let dropped = remove(&mut self.root, path, *at, problems);
            self.removed
                .extend(dropped.into_iter().map(|path| (path, *at)));
        }
        if let Some(explicit) = layer.root.get("dimensions").and_then(Node::as_list) {
            self.dimensions = explicit
                .iter()
                .filter_map(Node::as_text)
                .map(str::to_owned)
                .collect();
        }
        overlay(&mut self.root, layer.root);
        dimensions::extend(&mut self.dimensions, &self.root);
    }
}

/// Reads files from a top file down to the last base.
struct Chain<'a> {
    sources: &'a mut Sources,
    /// Files that are in memory; then none is read.
    known: Option<&'a Files>,
    problems: &'a mut Vec<Problem>,
    /// The files on the way from the top to the current one, to notice circles.
    open: Vec<PathBuf>,
}

impl Chain<'_> {
    /// Appends the layers of a file in `folder`, lowest base first.
    fn read(&mut self, mut root: Table, folder: &Path, layers: &mut Vec<Layer>) {
        check_format(&root, self.problems);
        let base = root.take("base");
        let removed = root.take("remove");
        if let (None, Some(removed)) = (&base, &removed) {
            let problem = Problem::new(
                "`remove` drops parts of a base file, so it needs `base`",
                removed.key_at,
            );
            self.problems
                .push(problem.help("add `base`, or delete what is to go"));
        }
        if let Some(base) = base {
            self.read_base(&base, folder, layers);
        }
        let removed = removed.map_or_else(Vec::new, |entry| self.paths(&entry));
        let unit = AreaUnit::of(root.get("area_unit").and_then(Node::as_text));
        let unit_at = root.get("area_unit").and_then(|node| node.at);
        // A wrong unit stays, to be refused with all other values.
        if unit != AreaUnit::Hectares {
            root.take("area_unit");
        }
        layers.push(Layer {
            root,
            unit,
            unit_at,
            is_setting: false,
            removed,
        });
    }

    fn read_base(&mut self, base: &Entry, folder: &Path, layers: &mut Vec<Layer>) {
        let at = base.node.at;
        let Some(name) = base.node.as_text() else {
            let found = format!("found {}", base.node.words());
            self.problems.push(
                Problem::new("`base` must be the path of a scenario file, as a text", at)
                    .found(found),
            );
            return;
        };
        let path = folder.join(name);
        let read = match self.known {
            Some(known) => known
                .text(&path)
                .map(|text| (PathBuf::from(shown(&path)), text.to_owned()))
                .ok_or_else(|| ErrorKind::NotFound.into()),
            None => fs::canonicalize(&path).and_then(|real| Ok((real, input::text(&path)?))),
        };
        let read = match (read, built_in(Path::new(name))) {
            (Err(error), Some(text)) if error.kind() == ErrorKind::NotFound => {
                Ok((path.clone(), text.to_owned()))
            }
            (read, _) => read,
        };
        let (real, text) = match read {
            Ok(read) => read,
            Err(error) => {
                let problem = Problem::new("`base` must name a file that can be read", at);
                let shown = shown(&path);
                let problem = problem.found(match error.kind() {
                    ErrorKind::NotFound => format!("there is no file `{shown}`"),
                    _ => format!("cannot read `{shown}`: {error}"),
                });
                let problem = problem.help("the path is relative to the file that names it");
                self.problems.push(match near_file(&path) {
                    Some(near) => problem.help(format!("did you mean `{near}`?")),
                    None => problem,
                });
                return;
            }
        };
        if self.open.contains(&real) {
            let problem = Problem::new("a file must not be its own base", at);
            self.problems
                .push(problem.found(format!("`{}` leads back to itself", shown(&path))));
            return;
        }
        if self.open.len() > MOST_BASES {
            let rule = format!("a chain of bases must have at most {MOST_BASES} files");
            let problem = Problem::new(rule, at).help("put some of them together");
            self.problems.push(problem);
            return;
        }
        self.open.push(real);
        let before = self.problems.len();
        self.sources.push(SourceText::new(&shown(&path), text));
        let root = parse(
            SCENARIO,
            self.sources,
            self.sources.len() - 1,
            self.problems,
        );
        if root.get("format").or(root.get("base")).is_none() {
            // What is no scenario may be nobody's business: nothing of it is quoted.
            self.problems.truncate(before);
            let problem = Problem::new("`base` must name a scenario file", at);
            let problem = problem.found(format!(
                "`{}` gives neither `format` nor `base`",
                shown(&path)
            ));
            self.problems
                .push(problem.help("a scenario file begins with `format = 1`"));
            return;
        }
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        self.read(root, &folder, layers);
    }

    fn paths(&mut self, entry: &Entry) -> Vec<(String, Option<Span>)> {
        let items = entry
            .node
            .as_list()
            .map(|items| items.iter().map(|item| (item.as_text(), item.at)).collect());
        let paths: Option<Vec<_>> = items.and_then(|items: Vec<(Option<&str>, _)>| {
            items
                .into_iter()
                .map(|(text, at)| text.map(|text| (text.to_owned(), at)))
                .collect()
        });
        paths.unwrap_or_else(|| {
            let rule = "`remove` must be a list of paths, such as [\"event.conflict\"]";
            self.problems.push(Problem::new(rule, entry.node.at));
            Vec::new()
        })
    }

    /// One `PATH=VALUE` of the command line as a layer; `None` if it is broken.
    fn setting(&mut self, set: &str) -> Option<Layer> {
        let source = self.sources.len();
        self.sources.push(SourceText::new(SETTING, set.to_owned()));
        let whole = Span {
            source,
            start: 0,
            end: set.len(),
        };
        let form = "a setting must have the form PATH=VALUE, such as team.alpha.count=12";
        if set.contains('\n') || !set.contains('=') || set.trim_start().starts_with('[') {
            self.problems.push(Problem::new(form, Some(whole)));
            return None;
        }
        let before = self.problems.len();
        let root = parse(SCENARIO, self.sources, source, self.problems);
        for problem in self.problems.drain(before..).collect::<Vec<_>>() {
            self.problems.push(problem.help_or("a value is written as in a scenario file: a text needs quotes, such as 'name=\"New\"'"));
        }
        for entry in root
            .0
            .iter()
            .filter(|e| ["format", "base", "remove", "area_unit"].contains(&e.key.as_str()))
        {
            let rule = format!("`{}` can only be given in a file", entry.key);
            self.problems.push(
                Problem::new(rule, entry.key_at).help("write a file with `base` that gives it"),
            );
        }
        (self.problems.len() == before).then_some(Layer {
            root,
            unit: AreaUnit::Hectares,
            unit_at: Some(whole),
            is_setting: true,
            removed: Vec::new(),
        })
    }
}

/// A file's name without folder and ending.
fn stem(name: &str) -> &str {
    let stem = Path::new(name).file_stem();
    stem.and_then(|stem| stem.to_str()).unwrap_or(name)
}

/// Tells a variant from its base, and what was set from what the file says, by the scenario's name.
fn rename(root: &mut Table, variant: Option<&str>, sets: &[String]) {
    /// Settings named in full, and characters of each.
    const SHOWN: (usize, usize) = (2, 40);
    let Some(node) = root.entry_mut("name").map(|entry| &mut entry.node) else {
        return;
    };
    let Value::Text(name) = &mut node.value else {
        return;
    };
    if let Some(variant) = variant {
        // It stands in no file.
        node.at = None;
        name.push_str(": ");
        name.push_str(variant);
    }
    let mut changes: Vec<String> = Vec::new();
    for set in sets.iter().take(SHOWN.0) {
        let (path, value) = set.split_once('=').unwrap_or((set, ""));
        let change = format!("{} = {}", path.trim(), value.trim());
        changes.push(if change.chars().count() > SHOWN.1 {
            change.chars().take(SHOWN.1 - 1).chain(['…']).collect()
        } else {
            change
        });
    }
    if sets.len() > SHOWN.0 {
        changes.push(format!("{} more", sets.len() - SHOWN.0));
    }
    if !changes.is_empty() {
        name.push_str(&composed(&format!(" [{}]", changes.join(", "))));
    }
}

/// Warnings on settings whose path a later setting gives again.
fn void(settings: &[Layer]) -> Vec<Problem> {
    fn paths(table: &Table, kind: Kind, prefix: &str, found: &mut Vec<(String, Option<Span>)>) {
        for Entry { key, key_at, node } in &table.0 {
            let path = join(prefix, key);
            let below = match kind {
                Kind::Table(keys) => find(keys, key).map(|key| key.kind),
                Kind::Tables(keys) => Some(Kind::Table(keys)),
                _ => None,
            };
            match (below, node.as_table()) {
                (
                    Some(
                        below @ (Kind::Table(_)
                        | Kind::Tables(_)
                        | Kind::Multipliers
                        | Kind::ByYear(_)),
                    ),
                    Some(inner),
                ) => paths(inner, below, &path, found),
                _ => found.push((path, *key_at)),
            }
        }
    }
    let mut found = Vec::new();
    for layer in settings {
        paths(&layer.root, Kind::Table(SCENARIO), "", &mut found);
    }
    let again = found.iter().enumerate().filter_map(|(i, (path, at))| {
        let (_, later) = found[i + 1..].iter().find(|(other, _)| other == path)?;
        let rule = format!("`{path}` is set twice, and the first has no effect");
        let problem = Problem::new(rule, *at).beside(*later, "this one counts");
        Some(problem.help("delete the setting that is not meant"))
    });
    again.collect()
}

/// The file beside a missing one that was probably meant.
pub(super) fn near_file(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let there = neighbours(path);
    nearest(name, there.iter().map(String::as_str))
        .filter(|near| *near != name)
        .map(str::to_owned)
}

/// Names of the TOML files beside `path`.
fn neighbours(path: &Path) -> Vec<String> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new(".")));
    let names = entries.into_iter().flatten().flatten();
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|end| end == "toml"))
        .collect();
    names.sort();
    names
}

/// The scenario that ships with the program under this name, for where there is no such file.
pub(super) fn built_in(name: &Path) -> Option<&'static str> {
    (name == Path::new("azerbaijan.toml"))
        .then_some(include_str!("../../scenarios/azerbaijan.toml"))
}

/// A file of another format is not read any further.
pub(super) fn check_format(root: &Table, problems: &mut Vec<Problem>) {
    match root.get("format") {
        None => {}
        Some(Node {
            value: Value::Number(number),
            ..
        }) if number.whole && number.written == "1" => {}
        Some(other) => {
            let problem = Problem::new(
                "`format` must be 1, the only format there is so far",
                other.at,
            );
            problems.push(problem.help(
                "write `format = 1`, or use the version of the program the file was written for",
            ));
        }
    }
}
