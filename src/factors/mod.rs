//! What varies from trial to trial, in parts that are independent of each other: the factors of a scenario.
//!
//! Inputs that correlations connect are one factor, since none of them can vary while the others stay; a driver is one with what it
//! multiplies by; every other uncertain input is one of its own. What chance decides within trials is a factor by mechanism: each event,
//! the level of each source of money, inflation, noise. Because factors are independent, the variance of any outcome is the sum of
//! what each does alone and of what they do together (Sobol' 1993), and every factor can be drawn again while the others stay
//! ([`Mixture`]).
//!
//! ```
//! use clearcast::factors::{Nature, factors};
//! use clearcast::simulate::Model;
//!
//! let model = Model::load("tests/data/valid/everything.toml".as_ref(), &[]).unwrap();
//! let all = factors(&model);
//! assert!(all.iter().any(|factor| factor.nature == Nature::Epistemic)); // not known
//! assert!(all.iter().any(|factor| factor.nature == Nature::Aleatory)); // chance
//! ```

mod conditional;
mod connected;
mod mixture;
mod spread;

pub use mixture::{Mixture, SamplePoint};

pub(crate) use conditional::Conditional;
pub(crate) use connected::{connected, is_drawn, is_silent, of_mechanism, table_of};

use serde::{Deserialize, Serialize};

use crate::scenario::{Scenario, matches};
use crate::simulate::Model;

/// What a factor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An input by itself.
    Input,
    /// Inputs that correlations connect.
    Group,
    /// A driver: whether it acts, and by how much.
    Driver,
    /// Whether a source of money pays at all.
    Pledge,
    /// Chance of an event: when it comes, and what is drawn at every arrival.
    Event,
    /// Chance of the yearly level of a source of money.
    Level,
    /// Chance of inflation.
    Inflation,
    /// Chance of the monthly output.
    Noise,
}

/// Whether knowledge could narrow what a factor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Nature {
    /// It is not known, and could be.
    Epistemic,
    /// It is chance within the trial.
    Aleatory,
}

impl Nature {
    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Epistemic => "epistemic",
            Self::Aleatory => "aleatory",
        }
    }
}

impl Kind {
    /// Its name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Group => "group",
            Self::Driver => "driver",
            Self::Pledge => "pledge",
            Self::Event => "event",
            Self::Level => "level",
            Self::Inflation => "inflation",
            Self::Noise => "noise",
        }
    }

    /// What is drawn once a trial could be known; what is drawn within it is chance.
    pub fn nature(self) -> Nature {
        match self {
            Self::Input | Self::Group | Self::Driver | Self::Pledge => Nature::Epistemic,
            Self::Event | Self::Level | Self::Inflation | Self::Noise => Nature::Aleatory,
        }
    }
}

/// Something that varies from trial to trial, independent of all other factors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Machine name: path of the input, `driver.KEY`, `funding.KEY.probability`, or of the mechanism of chance; of a group the patterns
    /// or paths by which the scenario correlates it.
    pub name: String,
    /// Name for people.
    pub title: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it could be known.
    pub nature: Nature,
    /// P10 to P90, or how much chance there is, in words.
    pub spread: String,
    /// Paths of the dimensions that it varies through; none for chance.
    pub paths: Vec<String>,
    /// Numbers of those dimensions in the design.
    #[serde(skip)]
    pub drawn: Vec<usize>,
    /// The same with dimensions that move nothing but those they are correlated with. Of chance: those of its draws that are on the design.
    #[serde(skip)]
    pub dimensions: Vec<usize>,
    /// Its mechanism of chance, by number among those of the programme.
    #[serde(skip)]
    pub mechanism: Option<usize>,
}

/// The factors of a model, in the order of its dimensions, then of its mechanisms of chance. Names are unique.
///
/// ```
/// use clearcast::factors::{Kind, factors};
/// use clearcast::simulate::Model;
/// let model = Model::load("scenarios/azerbaijan.toml".as_ref(), &[])?;
/// let factors = factors(&model);
/// let costs = factors.iter().find(|it| it.name == "team.*.unit_cost").unwrap();
/// assert_eq!((costs.kind, costs.mechanism), (Kind::Group, None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn factors(model: &Model) -> Vec<Factor> {
    let scenario = model.scenario();
    let groups = connected(scenario, driver_of).into_iter();
    let mut factors: Vec<Factor> = groups
        .filter_map(|dimensions| of_inputs(scenario, dimensions))
        .collect();
    let mechanisms = model.programme().mechanisms.iter().enumerate();
    let loud = mechanisms.filter(|(_, it)| !is_silent(scenario, it));
    factors.extend(loud.map(|(number, path)| of_chance(scenario, number, path)));
    factors
}

/// The same with each input of a group by itself. They are not independent of each other.
pub fn single_inputs(model: &Model) -> Vec<Factor> {
    let scenario = model.scenario();
    let mut all = Vec::new();
    for factor in factors(model) {
        if factor.kind != Kind::Group {
            all.push(factor);
            continue;
        }
        for (dimension, path) in factor.drawn.iter().zip(&factor.paths) {
            all.push(Factor {
                name: path.clone(),
                title: path.clone(),
                kind: Kind::Input,
                spread: spread::of_inputs(scenario, Kind::Input, &[path]),
                paths: vec![path.clone()],
                drawn: vec![*dimension],
                dimensions: vec![*dimension],
                ..factor.clone()
            });
        }
    }
    all
}

/// The driver that a dimension belongs to; otherwise itself.
fn driver_of(path: &str) -> &str {
    if path.starts_with("driver.") {
        table_of(path)
    } else {
        path
    }
}

/// The factor of some connected dimensions, unless none of them moves anything.
fn of_inputs(scenario: &Scenario, dimensions: Vec<usize>) -> Option<Factor> {
    let path = |it: &usize| scenario.dimensions[*it].as_str();
    let drawn: Vec<usize> = dimensions
        .iter()
        .copied()
        .filter(|it| is_drawn(scenario, path(it)))
        .collect();
    let paths: Vec<&str> = drawn.iter().map(path).collect();
    let first = *paths.first()?;
    let one_driver =
        first.starts_with("driver.") && paths.iter().all(|it| driver_of(it) == driver_of(first));
    let (kind, name, title) = if one_driver {
        let mut drivers = scenario.drivers.iter();
        let driver = drivers.find(|it| driver_of(first).strip_prefix("driver.") == Some(&it.key));
        let title = driver.map_or(first, |it| &it.title);
        (Kind::Driver, driver_of(first).to_owned(), title.to_owned())
    } else if paths.len() > 1 {
        let name = group_name(scenario, &paths);
        let title = format!("{name}: {} correlated inputs", paths.len());
        (Kind::Group, name, title)
    } else if spread::pledge(scenario, first).is_some() {
        let source = table_of(first).to_owned();
        (
            Kind::Pledge,
            first.to_owned(),
            format!("whether {source} pays"),
        )
    } else {
        (Kind::Input, first.to_owned(), first.to_owned())
    };
    Some(Factor {
        spread: spread::of_inputs(scenario, kind, &paths),
        name,
        title,
        kind,
        nature: kind.nature(),
        paths: paths.into_iter().map(str::to_owned).collect(),
        drawn,
        dimensions,
        mechanism: None,
    })
}

/// The patterns, or paths, by which the scenario correlates some inputs: at most two, and how many more there are.
fn group_name(scenario: &Scenario, paths: &[&str]) -> String {
    let mut patterns: Vec<&str> = Vec::new();
    for rule in &scenario.correlation_rules {
        for pattern in rule.among.iter().map(String::as_str) {
            let here = paths.iter().any(|path| matches(pattern, path));
            if here && !patterns.contains(&pattern) {
                patterns.push(pattern);
            }
        }
    }
    match patterns[..] {
        [] => format!("{} and {} more", paths[0], paths.len() - 1),
        [one] => one.to_owned(),
        [one, other] => format!("{one}, {other}"),
        [one, other, ..] => format!("{one}, {other} and {} more", patterns.len() - 2),
    }
}

/// The factor of a mechanism of chance.
fn of_chance(scenario: &Scenario, number: usize, path: &str) -> Factor {
    let (kind, title) = match path {
        "noise.output" => (Kind::Noise, "noise of output".to_owned()),
        "economy.inflation" => (Kind::Inflation, "inflation".to_owned()),
        _ if path.starts_with("funding.") => (Kind::Level, format!("level of {path}")),
        _ => {
            let mut events = scenario.events.iter();
            let event = events.find(|it| path.strip_prefix("event.") == Some(&it.key));
            let title = event.map_or(path, |it| &it.title);
            (Kind::Event, title.to_owned())
        }
    };
    Factor {
        name: path.to_owned(),
        title,
        kind,
        nature: kind.nature(),
        spread: spread::of_chance(scenario, kind, path),
        paths: Vec::new(),
        drawn: Vec::new(),
        dimensions: of_mechanism(scenario, path),
        mechanism: Some(number),
    }
}
