//! What a single trial tells about a scenario before the run: every input at its median (P50), and no chance within the trial.
//!
//! Warnings that follow from the file alone are in [`crate::scenario`]; these need the programme.
//!
//! ```
//! use clearcast::outlook::{Warning, warnings};
//! use clearcast::programme::compile;
//! use clearcast::scenario;
//!
//! let short = ["horizon = 2".to_owned()];
//! let loaded = scenario::load("tests/data/valid/small.toml".as_ref(), &short).unwrap();
//! let (programme, repaired) = compile(&loaded.scenario);
//! let found = warnings(&loaded.scenario, &programme, repaired);
//! assert!(matches!(found[..], [Warning::Unfinished { .. }])); // two years are too few
//! ```

use crate::engine::Workspace;
use crate::programme::{OutcomeLayout as O, Programme, Repaired, Why, YearLayout as Y};
#[cfg(feature = "report")]
use crate::report::ruler;
use crate::scenario::{Loaded, Notice, Scenario, Site, figure};

/// A funding gap of more than this part of the spending is what holds the programme back.
const SHORT_OF_MONEY: f64 = 0.01;

/// Letters named in a message; the rest is counted.
#[cfg(feature = "report")]
const SHOWN: usize = 6;

/// Something that a planner would want to know before trusting the results.
#[derive(Clone, Debug)]
pub enum Warning {
    /// A correlation that is not what is asked.
    Repaired(Repaired),
    /// All money goes to overhead and work is left undone for want of it.
    OnlyOverhead {
        /// Income up to the horizon, constant prices.
        income: f64,
        /// Currency code.
        currency: String,
    },
    /// The programme is not complete at the horizon.
    Unfinished {
        /// The horizon, years.
        years: f64,
        /// Known and not released at the horizon, ha.
        remaining: f64,
        /// Where most of it waits.
        backlog: Backlog,
        /// Whether money ran short.
        short_of_money: bool,
    },
}

/// What land waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Backlog {
    /// Non-technical survey.
    Survey,
    /// Technical survey.
    TechnicalSurvey,
    /// Clearance.
    Clearance,
}

/// Adds to the warnings of a scenario what a trial of it shows, so that `check` and `run` say the same.
pub fn warn(loaded: &mut Loaded, programme: &Programme, repaired: Vec<Repaired>) {
    #[cfg(feature = "report")]
    if let Some(notice) = letters(&loaded.scenario) {
        loaded.warn(notice);
    }
    for warning in warnings(&loaded.scenario, programme, repaired) {
        // That land which nobody can release is left at the horizon has been said.
        if matches!(warning, Warning::Unfinished { .. }) && !loaded.all_land_can_be_released() {
            continue;
        }
        loaded.warn(warning.notice());
    }
}

/// A warning on letters of names and currency that the report's font lacks.
#[cfg(feature = "report")]
fn letters(scenario: &Scenario) -> Option<Notice> {
    let mut texts = vec![("currency".to_owned(), scenario.currency.as_str())];
    texts.push(("name".to_owned(), &scenario.name));
    for area in &scenario.areas {
        texts.push((format!("area.{}.region", area.key), &area.region));
    }
    for team in &scenario.teams {
        texts.push((format!("team.{}.operator", team.key), &team.operator));
    }
    for item in &scenario.items {
        texts.push((format!("items.{}.title", item.key), &item.title));
    }
    // A font that cannot be read is told where pictures are drawn.
    let respelt = ruler::respelt(texts.iter().map(|(_, text)| *text)).ok()?;
    let (first, _) = respelt.first()?;
    let (path, _) = texts.iter().find(|(_, text)| text.contains(*first))?;
    let shown: Vec<String> = respelt
        .iter()
        .take(SHOWN)
        .map(|(letter, latin)| format!("`{letter}` as `{latin}`"))
        .collect();
    let more = respelt.len().saturating_sub(SHOWN);
    let more = match more {
        0 => String::new(),
        _ => format!(" and {more} more"),
    };
    Some(Notice {
        site: Site::Path(path.clone()),
        rule: "pictures spell some letters otherwise, which their font lacks".to_owned(),
        found: format!("{}{more}", shown.join(", ")),
        advice: "tables and JSON keep them; write a Latin spelling, or a currency's code, if another one reads better"
            .to_owned(),
    })
}

/// What the trial at P50 shows.
pub fn warnings(
    scenario: &Scenario,
    programme: &Programme,
    repaired: Vec<Repaired>,
) -> Vec<Warning> {
    let mut found: Vec<Warning> = repaired.into_iter().map(Warning::Repaired).collect();
    let certain = programme.without_chance();
    let mut workspace = Workspace::new(&certain);
    workspace.run_medians(&certain);
    let outcome = workspace.outcome();
    let [spent, gap, income] = [O::COST, O::UNFUNDED, O::INCOME].map(|column| outcome[column]);
    let overhead = outcome[O::CATEGORY + 3];
    if spent <= overhead && overhead > 0.0 && gap > 0.0 {
        let currency = scenario.currency.clone();
        found.push(Warning::OnlyOverhead { income, currency });
    } else if outcome[O::COMPLETION_MONTHS].is_infinite() && outcome[O::REMAINING].is_finite() {
        found.push(Warning::Unfinished {
            years: f64::from(scenario.horizon_months) / 12.0,
            remaining: outcome[O::REMAINING],
            backlog: backlog(&workspace, programme),
            short_of_money: gap > SHORT_OF_MONEY * spent,
        });
    }
    found
}

/// What most of the land waits for when the last simulated year ends.
fn backlog(workspace: &Workspace, programme: &Programme) -> Backlog {
    let columns = programme.year_layout.len();
    let last = &workspace.years()[workspace.last_year() * columns..][..columns];
    let stocks = [
        (last[Y::SUSPECTED], Backlog::Survey),
        (last[Y::CONFIRMED], Backlog::TechnicalSurvey),
        (last[Y::TO_CLEAR], Backlog::Clearance),
    ];
    let most = stocks.into_iter().max_by(|a, b| a.0.total_cmp(&b.0));
    most.expect("there are three stocks").1
}

impl Backlog {
    /// The work in words, and the `task` of the teams that do it.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Survey => ("survey", "survey"),
            Self::TechnicalSurvey => ("technical survey", "technical_survey"),
            Self::Clearance => ("clearance", "clearance"),
        }
    }
}

impl Warning {
    /// The warning as it is shown.
    pub fn notice(&self) -> Notice {
        match self {
            Self::Repaired(repaired) => unmet(repaired),
            Self::OnlyOverhead { income, currency } => Notice {
                site: Site::Path("overhead.fixed".to_owned()),
                rule: "the money never covers the overhead, so no work is paid for".to_owned(),
                found: format!(
                    "all {} {currency} of income up to the horizon go here, with every input at P50",
                    figure(*income)
                ),
                advice: "raise `funding` or lower `overhead.fixed`; are both in the same unit?"
                    .to_owned(),
            },
            Self::Unfinished {
                years,
                remaining,
                backlog,
                short_of_money,
            } => {
                let (words, task) = backlog.words();
                Notice {
                    site: Site::Path("horizon".to_owned()),
                    rule: format!(
                        "with every input at P50 the programme is not complete within {years} years"
                    ),
                    found: format!(
                        "{} ha are left, most of them waiting for {words}",
                        figure(*remaining)
                    ),
                    advice: if *short_of_money {
                        "money runs short: raise `funding`, lower costs, or lengthen `horizon`"
                            .to_owned()
                    } else {
                        format!(
                            "money suffices and teams are too few: add capacity to the teams with `task = \"{task}\"`, or lengthen `horizon`"
                        )
                    },
                }
            }
        }
    }
}

/// A correlation that is not what is asked, with as many decimals as tell both numbers apart.
fn unmet(
    Repaired {
        a,
        b,
        asked,
        got,
        why,
    }: &Repaired,
) -> Notice {
    let shown = |decimals: usize| [asked, got].map(|value| format!("{value:.decimals$}"));
    let [asked, got] = (3..12)
        .map(shown)
        .find(|[asked, got]| asked != got)
        .unwrap_or_else(|| shown(12));
    let site = Site::Pair(a.clone(), b.clone());
    match why {
        Why::Contradiction => Notice {
            site,
            rule: "the correlations cannot all hold at once; the nearest possible ones are used"
                .to_owned(),
            found: format!("largest change: `{a}` with `{b}`, {asked} became {got}"),
            advice: "lower the strongest correlations of these inputs until nothing changes"
                .to_owned(),
        },
        Why::Ties => Notice {
            site,
            rule: format!("`{a}` and `{b}` cannot be correlated as strongly as asked"),
            found: format!(
                "single values of theirs have large probabilities: {asked} is asked, {got} is the most and is used"
            ),
            advice: format!("write `rho = {got}`, or give them distributions without such values"),
        },
    }
}
