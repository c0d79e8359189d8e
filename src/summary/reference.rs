//! Figures named by text: `joint`, `p80(cost)`, `mean(cost_by.operator.ANAMA)`, `p10(remaining@2035)`.

use super::charts::{Charts, YEAR_LEVELS, YearSeries};
use super::{LEVELS, Probability, Spread, Summary};
use crate::calendar::Month;
use crate::programme::Limits;
use crate::programme::columns::{Column, Columns, Each, Kind, Registry, Trials};
use crate::scenario::nearest;

/// How figures are written, for help and for refusals.
pub const GRAMMAR: &str = "\
  joint, years, cost, finished         the share of trials that meet the target, its deadline, its cost, or finish
  LEVEL(years)                         years to completion
  LEVEL(cost), (nominal), (present-value), (spent)
                                       cost at completion in constant prices, nominal, present value; spending up to the
                                       horizon
  LEVEL(NAME)                          any other figure of summary.json by its name: 'mean(area_ha.cleared)',
                                       'p80(regions.Aghdam)', 'p50(milestones.0.5)', 'p90(cost_by.operator.ANAMA)'
  LEVEL(SERIES@YEAR)                   a quantity of years.csv in a calendar year: 'p10(remaining@2035)', 'mean(cleared@2030)';
                                       without LEVEL the median, or the mean of a quantity without quantiles
and LEVEL is mean, sd, p05, p10, p25, p50, p70, p75, p80, p90 or p95, in a calendar year not p70 or p80";

/// A share of trials: the word, the name in `summary.json`, the value.
type Share = (&'static str, &'static str, fn(&Probability) -> f64);

const SHARES: [Share; 4] = [
    ("joint", "probability.joint", |it| it.joint),
    ("years", "probability.within_years", |it| it.within_years),
    ("cost", "probability.within_cost", |it| it.within_cost),
    ("finished", "probability.finished", |it| it.finished),
];
/// Places in [`SHARES`].
const JOINT: usize = 0;
const IN_TIME: usize = 1;
const WITHIN_COST: usize = 2;
/// Short words for figures.
const SHORT: [(&str, &str); 4] = [
    ("years", "completion_years"),
    ("nominal", "cost_nominal"),
    ("present-value", "cost_present_value"),
    ("spent", "cost_to_horizon"),
];
/// What may be left out at the end of a name.
const ENDS: [&str; 3] = ["", ".completion_years", ".total"];
/// Places in [`Spread::NAMES`].
pub(super) const FIRST_QUANTILE: usize = 2;
const MEDIAN: usize = 5;

/// What a figure is read from.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// The summary of a run.
    pub summary: &'a Summary,
    /// Its yearly series, those at least that are asked for.
    pub years: &'a [YearSeries],
}

impl<'a> Results<'a> {
    /// Everything that a run found.
    pub fn new(summary: &'a Summary, charts: &'a Charts) -> Self {
        Self {
            summary,
            years: &charts.years,
        }
    }

    /// What a run found but for its yearly series.
    pub fn of_summary(summary: &'a Summary) -> Self {
        Self {
            summary,
            years: &[],
        }
    }
}

/// A figure that a text names.
#[derive(Clone, Debug, PartialEq)]
pub enum FigureRef {
    /// A share of trials, by its place among `joint`, `years`, `cost` and `finished`.
    Share(usize),
    /// A figure: the index of its level in [`Spread::NAMES`].
    Spread(Column, usize),
    /// A yearly series in a calendar year, likewise.
    Year(Column, i32, usize),
}

impl FigureRef {
    /// Reads a figure; `registry` says what there is.
    ///
    /// # Errors
    ///
    /// What is wrong, with the nearest name where one is near.
    pub fn parse(text: &str, registry: Registry) -> Result<Self, String> {
        let (level, name) = match text.split_once('(') {
            None => (None, text),
            Some((level, rest)) => {
                let name = rest.strip_suffix(')');
                let name = name.ok_or_else(|| format!("`{text}` lacks its closing bracket"))?;
                let level = if level == "p5" { "p05" } else { level };
                (Some(index(level, &Spread::NAMES, "level")?), name)
            }
        };
        match (name.rsplit_once('@'), level) {
            (Some((series, year)), _) => in_year(series, year, level, registry),
            (None, Some(level)) => Ok(Self::Spread(figure(name, registry)?, level)),
            (None, None) => share(name, registry),
        }
    }

    /// Its place in `summary.json`, such as `probability.joint` or `cost.p80`; of a yearly series `remaining.total@2035.p10`.
    pub fn path(&self) -> String {
        match self {
            Self::Share(share) => SHARES[*share].1.to_owned(),
            Self::Spread(column, level) => format!("{}.{}", column.name, Spread::NAMES[*level]),
            Self::Year(column, year, level) => {
                format!("{}@{year}.{}", column.name, Spread::NAMES[*level])
            }
        }
    }

    /// The yearly series that it is read from, if it is.
    pub fn series(&self) -> Option<&Column> {
        match self {
            Self::Year(column, ..) => Some(column),
            _ => None,
        }
    }

    /// Whether only trials count that are unfinished at the horizon.
    pub fn counts_unfinished_only(&self) -> bool {
        matches!(self, Self::Spread(column, _) if column.declared().trials == Some(Trials::Unfinished))
    }

    /// What kind of quantity it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Share(_) => Kind::Share,
            Self::Spread(column, _) | Self::Year(column, ..) => column.kind,
        }
    }

    /// Its value, as far as it is defined.
    pub fn value(&self, of: &Results) -> Option<f64> {
        self.read(of).0
    }

    /// Its standard error, as far as it is defined.
    pub fn error(&self, of: &Results) -> Option<f64> {
        self.read(of).1
    }

    fn read(&self, of: &Results) -> (Option<f64>, Option<f64>) {
        match self {
            Self::Share(share) => {
                let (.., of_all) = SHARES[*share];
                let it = &of.summary.probability;
                (finite(of_all(&it.value)), finite(of_all(&it.error)))
            }
            Self::Spread(column, level) => {
                let [value, error] = [
                    of.summary.spread(&column.name),
                    of.summary.error(&column.name),
                ]
                .map(|it| it.figures()[*level]);
                (value, error)
            }
            Self::Year(column, year, level) => {
                let series = of.years.iter().find(|it| it.quantity == column.name);
                let start = of.summary.scenario.start.parse::<Month>().ok();
                let index =
                    start.and_then(|start| usize::try_from(year.checked_sub(start.year())?).ok());
                let numbers = series
                    .zip(index)
                    .map(|(series, index)| series.at(index, *level));
                numbers.unwrap_or((None, None))
            }
        }
    }
}

/// All shares of trials, by their words.
pub(crate) fn shares_by_any_target() -> impl Iterator<Item = &'static str> {
    SHARES.iter().map(|(word, ..)| *word)
}

/// The shares of trials that a programme of these columns has, by their words: without a target there is no probability of one.
pub fn shares(columns: &Columns) -> impl Iterator<Item = &'static str> {
    let target = columns.target();
    let words = SHARES.iter().map(|(word, ..)| *word).enumerate();
    words.filter_map(move |(share, word)| lacking(target, share).is_none().then_some(word))
}

/// What a target lacks for a share of trials to be defined, by its place among [`SHARES`]; `None` if nothing.
pub(super) fn lacking(target: Limits, share: usize) -> Option<&'static str> {
    match (share, target.has_deadline(), target.has_cost()) {
        (JOINT, false, false) => Some("`deadline`, `years` or `cost`"),
        (IN_TIME, false, _) => Some("`deadline` or `years`"),
        (WITHIN_COST, _, false) => Some("`cost`"),
        _ => None,
    }
}

/// A share of trials by its word or its name in `summary.json`.
fn share(name: &str, registry: Registry) -> Result<FigureRef, String> {
    let known = |(word, long, _): &Share| *word == name || *long == name;
    if let Some(share) = SHARES.iter().position(known) {
        let target = match registry {
            Registry::Any => None,
            Registry::Of(columns) => lacking(columns.target(), share),
        };
        return match target {
            None => Ok(FigureRef::Share(share)),
            Some(lacking) => Err(format!(
                "`{name}` is a probability of the target, and the scenario has none of the kind: give `[target]` a {lacking}"
            )),
        };
    }
    if figure(name, registry).is_ok() {
        return Err(format!(
            "say which figure of `{name}`, such as `p80({name})`"
        ));
    }
    if in_table(name, |it| registry.series(it)).is_some() {
        return Err(format!("say in which year, such as `{name}@2035`"));
    }
    index(name, &SHARES.map(|(word, ..)| word), "share").map(FigureRef::Share)
}

/// A figure of `summary.json` by its name or a short word.
fn figure(name: &str, registry: Registry) -> Result<Column, String> {
    let short = SHORT.iter().find(|(word, _)| *word == name);
    let long = short.map_or(name, |(_, long)| long);
    let found = in_table(long, |it| registry.figure(it));
    found.ok_or_else(|| match in_table(long, Column::of_figure) {
        Some(column) if column.declared().each == Each::Deadline => format!(
            "the scenario has no `{}`: it takes a deadline within the horizon",
            column.name
        ),
        _ => {
            let words = SHORT.iter().map(|(word, _)| *word);
            let known = words.chain(registry.figure_names());
            let more = "the figures of summary.json by their names, such as `area_ha.cleared`";
            unknown("quantity", name, known, more)
        }
    })
}

/// A series in a year.
fn in_year(
    name: &str,
    year: &str,
    level: Option<usize>,
    registry: Registry,
) -> Result<FigureRef, String> {
    let column = in_table(name, |it| registry.series(it)).ok_or_else(|| {
        let more = "the quantities of years.csv, such as `remaining.total`";
        unknown("yearly quantity", name, registry.series_names(), more)
    })?;
    let number: i32 = year
        .parse()
        .map_err(|_| format!("`{year}` is no calendar year"))?;
    if let Registry::Of(columns) = registry {
        let (first, last) = columns.years();
        if !(first..=last).contains(&number) {
            return Err(format!(
                "the run has no year {number}, but {first} to {last}"
            ));
        }
    }
    let quantiles = column.declared().quantiles;
    let level = level.unwrap_or(if quantiles { MEDIAN } else { 0 });
    let name = Spread::NAMES[level];
    if level >= FIRST_QUANTILE && !quantiles {
        return Err(format!(
            "`{}` has no quantiles in a calendar year: take its mean or sd, not {name}",
            column.name
        ));
    }
    if year_level(level).is_none() {
        return Err(format!(
            "there is no {name} in a calendar year: take p75 or p90"
        ));
    }
    Ok(FigureRef::Year(column, number, level))
}

/// What `known` finds by that name, or by it with what may be left out at its end.
fn in_table(name: &str, known: impl Fn(&str) -> Option<Column>) -> Option<Column> {
    ENDS.iter().find_map(|end| known(&format!("{name}{end}")))
}

/// Where a level of [`Spread::NAMES`] stands in a calendar year: mean, sd, then [`YEAR_LEVELS`].
fn year_level(level: usize) -> Option<usize> {
    let Some(quantile) = level.checked_sub(FIRST_QUANTILE) else {
        return Some(level);
    };
    let place = YEAR_LEVELS
        .iter()
        .position(|p| p.total_cmp(&LEVELS[quantile]).is_eq());
    place.map(|place| FIRST_QUANTILE + place)
}

impl YearSeries {
    /// Value and standard error at a level of [`Spread::NAMES`] in the calendar year `index`.
    fn at(&self, index: usize, level: usize) -> (Option<f64>, Option<f64>) {
        let read = |mean: &[f64], sd: &[f64], quantiles: &[[f64; 7]]| {
            let number = match year_level(level)? {
                0 => mean.get(index),
                1 => sd.get(index),
                place => quantiles.get(index).map(|it| &it[place - FIRST_QUANTILE]),
            };
            finite(*number?)
        };
        (
            read(&self.mean, &self.sd, &self.quantiles),
            read(&self.mean_error, &self.sd_error, &self.quantile_errors),
        )
    }
}

fn finite(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}

/// Where `word` stands among `known`, or what to say.
fn index(word: &str, known: &[&str], what: &str) -> Result<usize, String> {
    let place = known.iter().position(|it| *it == word);
    place.ok_or_else(|| unknown(what, word, known.iter().copied(), &known.join(", ")))
}

/// What to say of a word that is not `known`: the nearest one, or what there is instead.
fn unknown<'a>(
    what: &str,
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    instead: &str,
) -> String {
    match nearest(word, known) {
        Some(meant) => format!("there is no {what} `{word}`; did you mean `{meant}`?"),
        None => format!("there is no {what} `{word}`, but {instead}"),
    }
}
