//! Ranges of values that have been seen in practice, to notice a value in the wrong unit.

use super::types::{Capacity, Duration, Scenario, Task, Uncertain};

/// Another unit in which a value may have been written, and what it is worth in the right one.
pub(super) type Unit = (&'static str, f64);

const AREAS: &[Unit] = &[("m2", 1e-4), ("km2", 100.0)];
const SQUARE_METRES: &[Unit] = &[("ha", 1e4), ("km2", 1e6)];
const MONEY: &[Unit] = &[("thousands", 1e3), ("millions", 1e6), ("billions", 1e9)];
const PER_HA: &[Unit] = &[
    ("per m2", 1e4),
    ("per km2", 0.01),
    ("thousands", 1e3),
    ("millions", 1e6),
];
const NONE: &[Unit] = &[];
const MONTHS: &[Unit] = &[("months", 1.0 / 12.0), ("days", 1.0 / 365.25)];

/// How far outside of its range a value must be to be asked about. Units of this field differ by more: 1 ha is 10,000 m2, and
/// money is written in thousands and millions.
const FAR: f64 = 100.0;

/// Currencies that are worth about a dollar, so that ranges in dollars make sense.
const LIKE_DOLLARS: [&str; 5] = ["USD", "EUR", "GBP", "CHF", "US$"];

/// What has been seen of one quantity; a range without lower end begins at 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) unit: &'static str,
    /// How many times outside of the range a value must be to be asked about.
    far: f64,
    /// Units it may have been written in.
    units: &'static [Unit],
    money: bool,
}

const fn seen(low: f64, high: f64, unit: &'static str, units: &'static [Unit]) -> Seen {
    Seen {
        low,
        high,
        unit,
        far: FAR,
        units,
        money: false,
    }
}

const fn paid(low: f64, high: f64, unit: &'static str, units: &'static [Unit]) -> Seen {
    Seen {
        money: true,
        ..seen(low, high, unit, units)
    }
}

impl Seen {
    /// The same range, of which less is believed outside.
    const fn asked_from(self, far: f64) -> Self {
        Self { far, ..self }
    }
}

// Low: one manual deminer, 10 m2 a day (HALO Trust). High: a light machine on a task in Ukraine, 20,837 m2 in 3 days (Ukrinform, 2025).
const OUTPUT: Seen = seen(10.0, 6_900.0, "m2 per team and working day", SQUARE_METRES);
// Low: one manual deminer, 10 m2 on 200 days. High: Ukraine, 275,000 ha inspected in a year (Ukrinform, 2024).
const RATE: Seen = seen(0.2, 275e3, "ha per year", AREAS);
// Low and high: non-technical survey in Ukraine, 6 to 190 $/ha (operators in KSE AgroCenter, 2023).
const SURVEY: Seen = paid(6.0, 190.0, "money per ha", PER_HA);
// Low: former battlefield in Afghanistan 1999, 0.03 $/m2. High: technical survey in Ukraine, 3,000 $/ha and more (KSE AgroCenter, 2023).
const TECHNICAL_SURVEY: Seen = paid(300.0, 3_000.0, "money per ha", PER_HA);
// Low: auctions in Ukraine 2024-25, 740 $/ha. High: worldwide in the early 2000s, 39 $/m2 (French, EPS Journal, 2006).
const CLEARANCE: Seen = paid(740.0, 390e3, "money per ha", PER_HA);
// Low: one deminer at 50 $ a month (Angola, 1990s). High: 338 deminers at 900 EUR a month, the most of a Croatian contract of 2013.
const TEAM_YEAR: Seen = paid(600.0, 3.65e6, "money per team-year", MONEY).asked_from(2.0);
// Low: training of one sapper in Ukraine (TBI, 2024). High: an imported machine (Ukrinform).
const MOBILISATION: Seen = paid(6_000.0, 1e6, "money per team", MONEY);
// Low: foreign money for Azerbaijan, 16.1 m $ in 43 months (ABC.az, 2024). High: all international support of 2022, 798 m $ (Landmine Monitor 2023).
const FUNDING: Seen = paid(4.5e6, 798e6, "money per year", MONEY);
// High: Ukraine's suspected land of 2023, 174,000 km2 (Ukrainska Pravda).
const AREA: Seen = seen(0.0, 17.4e6, "ha", AREAS).asked_from(1.0);
// High: Sri Lanka 2016, 258 mines per cleared ha (Landmine Monitor).
const ITEMS: Seen = seen(
    0.0,
    258.0,
    "items per ha",
    &[("per m2", 1e4), ("per km2", 0.01)],
);
// Low: minefield maps of Azerbaijan as its agency sees them, 2 %; high: as the other party claimed, 25 % (contested).
const RELIABILITY: Seen = seen(0.02, 0.25, "share", NONE);

// High: farm output of irrigated land in Afghanistan (UN Co-ordinator, Mine action pays, 2001).
const BENEFIT: Seen = paid(0.0, 15e3, "money per ha and year", PER_HA);

// High: no programme is known that took longer than a century.
const YEARS: Seen = seen(0.0, 150.0, "years", MONTHS).asked_from(1.0);
// High: a generation; people return within years of release.
const LAG: Seen = seen(0.0, 30.0, "years", MONTHS).asked_from(1.0);
// High: no conflict or freeze of funds outlasts a century.
const DURATION: Seen = seen(0.0, 1_200.0, "months", &[("days", 12.0 / 365.25)]).asked_from(1.0);
// High: more than 9,000 people in Ukraine in 2025 (Ukrainska Pravda), counted as if each were a team.
const TEAMS: Seen = seen(0.0, 9_000.0, "teams", NONE).asked_from(2.0);
// High: Donbas 2014, some 900 casualties (UNIAN, 2018) among those beside the line: far above one in ten a year nobody stays.
const CASUALTIES: Seen =
    seen(0.0, 100.0, "casualties per 1,000 person-years", NONE).asked_from(1.0);
// High: Croatia, 40 deaths of deminers on 1,807 km2, 0.2 per 1,000 ha.
const DEMINERS: Seen = seen(0.0, 10.0, "casualties per 1,000 ha", &[("per km2", 0.1)]);
// High: half of the people of a country beside one area.
const PEOPLE: Seen = seen(0.0, 45e6, "people", NONE).asked_from(1.0);

/// A value of which practice says otherwise.
#[derive(Clone, Debug)]
pub(super) struct Odd {
    pub(super) path: String,
    pub(super) value: f64,
    pub(super) seen: Seen,
}

impl Odd {
    /// The unit in which the value would be one that is seen, and what it is then.
    pub(super) fn meant(&self) -> Option<Unit> {
        let seen = |value: f64| (self.seen.low..=self.seen.high).contains(&value);
        let read = self
            .seen
            .units
            .iter()
            .map(|(unit, factor)| (*unit, self.value * factor));
        read.into_iter().find(|(_, value)| seen(*value))
    }

    /// On which side of the range it lies, in words.
    pub(super) fn side(&self) -> &'static str {
        match (self.value > self.seen.high, self.seen.far >= FAR) {
            (true, true) => "more than a hundred times",
            (false, true) => "less than a hundredth of",
            (true, false) => "far more than",
            (false, false) => "far less than",
        }
    }
}

impl Seen {
    /// Whether a value is far outside; 0 means "none" and is no matter of units.
    fn is_far_from(&self, value: f64) -> bool {
        value > 0.0 && (value > self.high * self.far || value * self.far < self.low)
    }
}

/// Every value that is far outside of what has been seen.
pub(super) fn far_outside(scenario: &Scenario) -> Vec<Odd> {
    let dollars = LIKE_DOLLARS.contains(&scenario.currency.trim().to_uppercase().as_str());
    let inputs = known(scenario).into_iter();
    let inputs = inputs.map(|(input, seen)| (input.path.clone(), input.law.point(), seen));
    let numbers = [
        ("horizon", f64::from(scenario.horizon_months) / 12.0, YEARS),
        ("target.years", scenario.target.years.unwrap_or(0.0), YEARS),
    ];
    let numbers = numbers.map(|(path, value, seen)| (path.to_owned(), value, seen));
    inputs
        .chain(numbers)
        .filter(|(.., seen)| dollars || !seen.money)
        .filter(|(_, value, seen)| seen.is_far_from(*value))
        .map(|(path, value, seen)| Odd { path, value, seen })
        .collect()
}

/// The inputs of which a range is known.
fn known(scenario: &Scenario) -> Vec<(&Uncertain, Seen)> {
    let mut known = vec![(&scenario.land_release.record_reliability, RELIABILITY)];
    for area in &scenario.areas {
        known.extend([(&area.suspected, AREA), (&area.confirmed, AREA)]);
        let own = area.land_release.record_reliability.iter();
        known.extend(own.map(|reliability| (reliability, RELIABILITY)));
        let people = area.people.iter().chain(&area.residents);
        known.extend(people.map(|people| (people, PEOPLE)));
    }
    for team in &scenario.teams {
        let per_ha = match team.task {
            Task::Survey => SURVEY,
            Task::TechnicalSurvey => TECHNICAL_SURVEY,
            Task::Clearance => CLEARANCE,
        };
        known.push((&team.unit_cost, per_ha));
        let strength = match &team.capacity {
            Capacity::Rate(_) => RATE,
            Capacity::Teams { .. } => TEAMS,
        };
        // A limit may be far away.
        let later = team.by_year.iter().map(|(_, it)| it);
        known.extend(later.chain([&team.growth]).map(|it| (it, strength)));
        match &team.capacity {
            // A hectare of capacity that is used for a year is a hectare of work.
            Capacity::Rate(rate) => known.extend([
                (rate, RATE),
                (&team.cost, per_ha),
                (&team.mobilisation, per_ha),
            ]),
            Capacity::Teams { count, output } => known.extend([
                (count, TEAMS),
                (output, OUTPUT),
                (&team.cost, TEAM_YEAR),
                (&team.mobilisation, MOBILISATION),
            ]),
        }
    }
    for source in &scenario.funding {
        known.push((&source.annual, FUNDING));
        known.extend(source.by_year.iter().map(|(_, amount)| (amount, FUNDING)));
    }
    for event in &scenario.events {
        known.push((&event.adds, AREA));
        if let Duration::Months(months) = &event.duration {
            known.push((months, DURATION));
        }
    }
    let items = scenario.items.iter();
    known.extend(items.map(|item| (&item.per_cleared_ha, ITEMS)));
    known.extend(scenario.people.iter().map(|it| (&it.lag, LAG)));
    let returns = scenario.people.iter().flat_map(|it| &it.capacity);
    known.extend(returns.map(|it| (it, PEOPLE)));
    if let Some(it) = &scenario.casualties {
        known.extend([(&it.rate, CASUALTIES), (&it.deminers, DEMINERS)]);
    }
    known.extend(scenario.benefits.iter().map(|it| (&it.per_ha, BENEFIT)));
    known
}
