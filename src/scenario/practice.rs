//! Ranges of values that have been seen in practice, to notice a value in the wrong unit.

use super::types::{Capacity, Scenario, Task, Uncertain};

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
    money: bool,
}

const fn seen(low: f64, high: f64, unit: &'static str) -> Seen {
    Seen {
        low,
        high,
        unit,
        money: false,
    }
}

const fn paid(low: f64, high: f64, unit: &'static str) -> Seen {
    Seen {
        low,
        high,
        unit,
        money: true,
    }
}

// Low: one manual deminer, 10 m2 a day (HALO Trust). High: a light machine on a task in Ukraine, 20,837 m2 in 3 days (Ukrinform, 2025).
const OUTPUT: Seen = seen(10.0, 6_900.0, "m2 per team and working day");
// Low: one manual deminer, 10 m2 on 200 days. High: Ukraine, 275,000 ha inspected in a year (Ukrinform, 2024).
const RATE: Seen = seen(0.2, 275e3, "ha per year");
// Low and high: non-technical survey in Ukraine, 6 to 190 $/ha (operators in KSE AgroCenter, 2023).
const SURVEY: Seen = paid(6.0, 190.0, "money per ha");
// Low: former battlefield in Afghanistan 1999, 0.03 $/m2. High: technical survey in Ukraine, 3,000 $/ha and more (KSE AgroCenter, 2023).
const TECHNICAL_SURVEY: Seen = paid(300.0, 3_000.0, "money per ha");
// Low: auctions in Ukraine 2024-25, 740 $/ha. High: worldwide in the early 2000s, 39 $/m2 (French, EPS Journal, 2006).
const CLEARANCE: Seen = paid(740.0, 390e3, "money per ha");
// Low: one deminer at 50 $ a month (Angola, 1990s). High: 338 deminers at 900 EUR a month, the most of a Croatian contract of 2013.
const TEAM_YEAR: Seen = paid(600.0, 3.65e6, "money per team-year");
// Low: training of one sapper in Ukraine (TBI, 2024). High: an imported machine (Ukrinform).
const MOBILISATION: Seen = paid(6_000.0, 1e6, "money per team");
// Low: foreign money for Azerbaijan, 16.1 m $ in 43 months (ABC.az, 2024). High: all international support of 2022, 798 m $ (Landmine Monitor 2023).
const FUNDING: Seen = paid(4.5e6, 798e6, "money per year");
// High: Ukraine's suspected land of 2023, 174,000 km2 (Ukrainska Pravda).
const AREA: Seen = seen(0.0, 17.4e6, "ha");
// High: Sri Lanka 2016, 258 mines per cleared ha (Landmine Monitor).
const ITEMS: Seen = seen(0.0, 258.0, "items per ha");
// Low: minefield maps of Azerbaijan as its agency sees them, 2 %; high: as the other party claimed, 25 % (contested).
const RELIABILITY: Seen = seen(0.02, 0.25, "share");

// High: farm output of irrigated land in Afghanistan (UN Co-ordinator, Mine action pays, 2001).
const BENEFIT: Seen = paid(0.0, 15e3, "money per ha and year");

impl Seen {
    /// Whether a value is far outside; 0 means "none" and is no matter of units.
    fn is_far_from(&self, value: f64) -> bool {
        value > 0.0 && (value > self.high * FAR || value * FAR < self.low)
    }
}

/// Every value that is far outside of what has been seen.
pub(super) fn far_outside(scenario: &Scenario) -> Vec<(&Uncertain, f64, Seen)> {
    let dollars = LIKE_DOLLARS.contains(&scenario.currency.trim().to_uppercase().as_str());
    let known = known(scenario).into_iter();
    known
        .filter(|(_, seen)| dollars || !seen.money)
        .map(|(input, seen)| (input, input.law.point(), seen))
        .filter(|(_, value, seen)| seen.is_far_from(*value))
        .collect()
}

/// The inputs of which a range is known.
fn known(scenario: &Scenario) -> Vec<(&Uncertain, Seen)> {
    let mut known = vec![(&scenario.land_release.record_reliability, RELIABILITY)];
    for area in &scenario.areas {
        known.extend([(&area.suspected, AREA), (&area.confirmed, AREA)]);
        let own = area.land_release.record_reliability.iter();
        known.extend(own.map(|reliability| (reliability, RELIABILITY)));
    }
    for team in &scenario.teams {
        let per_ha = match team.task {
            Task::Survey => SURVEY,
            Task::TechnicalSurvey => TECHNICAL_SURVEY,
            Task::Clearance => CLEARANCE,
        };
        known.push((&team.unit_cost, per_ha));
        match &team.capacity {
            Capacity::Rate(rate) => known.push((rate, RATE)),
            Capacity::Teams { output, .. } => known.extend([
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
    let items = scenario.items.iter();
    known.extend(items.map(|item| (&item.per_cleared_ha, ITEMS)));
    known.extend(scenario.benefits.iter().map(|it| (&it.per_ha, BENEFIT)));
    known
}
