//! Builds the scenario of a checked tree. `None` only where a problem has been reported.

use crate::calendar::Month;
use crate::law::{Law, Truncated};

use super::checked::Checked;
use super::earmarks::{OVERHEAD, RISK_EDUCATION, TASKS};
use super::glob;
use super::inputs::{InputAt, targets};
use super::key_tables::SCENARIO;
use super::keys::{self, Kind, Range};
use super::types::{
    Allocation, Area, Benefits, Capacity, Casualties, Driver, Duration, Event, Funding, Inflation,
    Item, LandRelease, LandReleaseOverride, PaysFor, Return, RiskEducation, Scenario, Target, Task,
    TeamGroup, Uncertain,
};

/// The scenario without what is computed from the merged tree: correlations, remarks, dimensions and resolved text stay empty.
pub(super) fn build(file: &Checked, inputs: &[InputAt]) -> Option<Scenario> {
    let completion = file.table("completion")?;
    let economy = file.table("economy")?;
    let overhead = file.table("overhead")?;
    Some(Scenario {
        name: file.text("name")?,
        description: file.text("description"),
        start: file.month("start")?,
        horizon_months: (file.number("horizon")? * 12.0).round() as u32,
        allocation: allocation(&file.text("allocation")?),
        currency: file.text("currency")?,
        price_year: file.year("price_year")?,
        target: target(file.table("target")?, file.month("start")?)?,
        residual: completion.number("residual")?,
        milestones: completion.numbers("milestones")?,
        working_days: file
            .table("calendar")?
            .numbers("working_days")?
            .try_into()
            .ok()?,
        discount_rate: economy.number("discount_rate")?,
        inflation: inflation(economy.table("inflation")?)?,
        escalation: or_none(
            economy,
            "economy.escalation",
            "per year",
            "real unit costs stay as they are",
        ),
        land_release: land_release(file.table("land_release")?),
        areas: file
            .tables("area")
            .iter()
            .map(area)
            .collect::<Option<_>>()?,
        teams: file
            .tables("team")
            .iter()
            .map(|t| team(t, file))
            .collect::<Option<_>>()?,
        funding: file
            .tables("funding")
            .iter()
            .map(|t| funding(t, file))
            .collect::<Option<_>>()?,
        overhead_fixed: or_none(
            overhead,
            "overhead.fixed",
            "money per year",
            "there is no fixed overhead",
        ),
        overhead_share: overhead.number("share")?,
        noise_output: file.table("noise")?.number("output")?,
        events: file
            .tables("event")
            .iter()
            .map(|t| event(t, file))
            .collect::<Option<_>>()?,
        drivers: file
            .tables("driver")
            .iter()
            .map(|t| driver(t, inputs))
            .collect::<Option<_>>()?,
        items: file
            .tables("items")
            .iter()
            .map(item)
            .collect::<Option<_>>()?,
        people: file.table("people").and_then(returning),
        casualties: file.table("casualties").and_then(casualties),
        risk_education: file.table("risk_education").and_then(risk_education),
        benefits: file.table("benefits").and_then(benefits),
        correlation_rules: Vec::new(),
        correlations: Vec::new(),
        remarks: Vec::new(),
        dimensions: Vec::new(),
        resolved: String::new(),
    })
}

fn allocation(word: &str) -> Allocation {
    if word == "proportional" {
        Allocation::Proportional
    } else {
        Allocation::Priority
    }
}

fn task(word: &str) -> Task {
    match word {
        "survey" => Task::Survey,
        "technical_survey" => Task::TechnicalSurvey,
        _ => Task::Clearance,
    }
}

/// The deadline of a target, if it has one. Its years are whole months.
fn deadline(t: &Checked, start: Month) -> Option<Month> {
    /// A number of years this near to a whole month means that month.
    const ROUNDING: f64 = 1e-9;
    let of_years = |years: f64| {
        let months = (12.0 * years + ROUNDING).floor() as i32;
        let since = t.month("since").unwrap_or(start);
        since.shifted(months.saturating_sub(1))
    };
    t.month("deadline")
        .or_else(|| t.number("years").map(of_years))
}

fn target(t: &Checked, start: Month) -> Option<Target> {
    let deadline = deadline(t, start);
    let since = t.month("since").unwrap_or(start);
    let months = deadline.map(|deadline| f64::from(deadline.since(since)) + 1.0);
    Some(Target {
        deadline,
        years: t
            .number("years")
            .or_else(|| months.map(|months| months / 12.0)),
        since,
        cost: t.number("cost"),
        spent: t.number("spent")?,
        source: t.text("source"),
    })
}

fn inflation(t: &Checked) -> Option<Inflation> {
    Some(Inflation {
        mean: t.number("mean")?,
        sd: t.number("sd")?,
        persistence: t.number("persistence")?,
    })
}

/// An input that is 0 where it is not given; `meaning` says what that assumes.
fn or_none(t: &Checked, path: &str, unit: &'static str, meaning: &str) -> Uncertain {
    let (table, name) = path.split_once('.').unwrap_or(("", path));
    let (range, is_share) = match keys::find(SCENARIO, table).map(|key| key.kind) {
        Some(Kind::Table(keys)) => match keys::find(keys, name).map(|key| key.kind) {
            Some(Kind::Uncertain(input)) => (input.range, input.is_share),
            _ => (Range::ANY, false),
        },
        _ => (Range::ANY, false),
    };
    t.uncertain(name).unwrap_or_else(|| Uncertain {
        path: path.to_owned(),
        law: Truncated {
            law: Law::Fixed(0.0),
            min: None,
            max: None,
        },
        is_share,
        range,
        unit,
        source: None,
        note: Some(format!("assumed: {meaning}")),
    })
}

fn land_release(t: &Checked) -> LandRelease {
    let or_none = |name: &str, unit, meaning: &str| {
        or_none(t, &format!("land_release.{name}"), unit, meaning)
    };
    let share = |name: &str, meaning: &str| or_none(name, "share", meaning);
    LandRelease {
        cancelled: share("cancelled", "no area needs it"),
        reduced_without_records: share("reduced_without_records", "no area needs it"),
        reduced_with_records: t.uncertain("reduced_with_records"),
        record_reliability: share("record_reliability", "records help nothing"),
        rework: share("rework", "nothing is cleared twice"),
        unrecorded: share("unrecorded", "nothing is unrecorded"),
        discovery: or_none("discovery", "per year", "nothing unrecorded is found"),
    }
}

fn area(t: &Checked) -> Option<Area> {
    Some(Area {
        key: t.name.clone(),
        title: t.text("title")?,
        region: t.text("region")?,
        hazard: t.text("hazard")?,
        terrain: t.text("terrain")?,
        suspected: t.uncertain("suspected")?,
        confirmed: t.uncertain("confirmed")?,
        priority: t.number("priority")?,
        people: t.uncertain("people"),
        residents: t.uncertain("residents"),
        closed: t.months_of_year("closed").unwrap_or_default(),
        land_release: LandReleaseOverride {
            cancelled: t.uncertain("cancelled"),
            reduced_without_records: t.uncertain("reduced_without_records"),
            reduced_with_records: t.uncertain("reduced_with_records"),
            record_reliability: t.uncertain("record_reliability"),
            rework: t.uncertain("rework"),
            unrecorded: t.uncertain("unrecorded"),
            discovery: t.uncertain("discovery"),
        },
    })
}

fn team(t: &Checked, file: &Checked) -> Option<TeamGroup> {
    let capacity = match t.uncertain("rate") {
        Some(rate) => Capacity::Rate(rate),
        // A group that starts with its planned strength need not say how many it is.
        None => match (
            t.uncertain("count").or_else(|| planned(t, file)),
            t.uncertain("output"),
        ) {
            (Some(count), Some(output)) => Capacity::Teams { count, output },
            (Some(rate), None) => Capacity::Rate(rate),
            _ => return None,
        },
    };
    let mut team = TeamGroup {
        key: t.name.clone(),
        title: t.text("title")?,
        operator: t.text("operator")?,
        task: task(&t.text("task")?),
        capacity,
        by_year: t.by_year("by_year")?,
        growth: t.uncertain("growth")?,
        max: t.uncertain("max"),
        mobilisation: t.uncertain("mobilisation")?,
        cost: t.uncertain("cost")?,
        unit_cost: t.uncertain("unit_cost")?,
        learning: t.uncertain("learning")?,
        terrain: multipliers(t, "terrain"),
        hazard: multipliers(t, "hazard"),
        areas: matching(t, "areas", file, "area"),
        working_days: t
            .numbers("working_days")
            .and_then(|days| days.try_into().ok()),
        in_kind: t.flag("in_kind")?,
        from: t.month("from"),
        until: t.month("until"),
    };
    if let Capacity::Rate(rate) = &mut team.capacity {
        rate.unit = "ha per year";
        for (_, strength) in &mut team.by_year {
            strength.unit = "ha per year";
        }
        team.growth.unit = "ha per year, per year";
        team.mobilisation.unit = "money per ha per year";
        team.cost.unit = "money per ha per year of capacity and year";
        if let Some(max) = &mut team.max {
            max.unit = "ha per year";
        }
    }
    Some(team)
}

/// The planned strength that a group starts with, if the start lies in a listed year.
pub(super) fn planned(t: &Checked, file: &Checked) -> Option<Uncertain> {
    let start = file.month("start")?;
    let mut listed = t.by_year("by_year")?.into_iter();
    let (_, strength) = listed.find(|(year, _)| *year == start.year())?;
    Some(strength)
}

/// What an earmarked source may be spent on.
fn pays_for(t: &Checked, file: &Checked) -> PaysFor {
    let named = |key: &str, name: &str| t.texts(key).iter().any(|(p, _)| glob::matches(p, name));
    let work = t.field("tasks").is_none();
    let tasks = TASKS.iter().filter(|word| work || named("tasks", word));
    let operators = file
        .tables("team")
        .iter()
        .filter_map(|team| team.text("operator"));
    let mut operators: Vec<String> = operators
        .filter(|name| t.field("operators").is_none() || named("operators", name))
        .collect();
    operators.sort_unstable();
    operators.dedup();
    let all_areas = t.field("areas").is_none();
    PaysFor {
        tasks: tasks.map(|word| task(word)).collect(),
        overhead: named("tasks", OVERHEAD),
        risk_education: named("tasks", RISK_EDUCATION),
        operators,
        areas: if all_areas {
            (0..file.tables("area").len()).collect()
        } else {
            matching(t, "areas", file, "area")
        },
    }
}

fn funding(t: &Checked, file: &Checked) -> Option<Funding> {
    Some(Funding {
        key: t.name.clone(),
        probability: t.number("probability")?,
        annual: t.uncertain("annual")?,
        growth: t.uncertain("growth")?,
        volatility: t.number("volatility")?,
        persistence: t.number("persistence")?,
        indexed: t.flag("indexed")?,
        by_year: t.by_year("by_year")?,
        from: t.month("from"),
        until: t.month("until"),
        pays_for: t.table("pays_for").map(|it| pays_for(it, file)),
        carryover: t.number("carryover")?,
    })
}

fn event(t: &Checked, file: &Checked) -> Option<Event> {
    let duration = if t.flag("permanent")? {
        Duration::Permanent
    } else {
        Duration::Months(t.uncertain("duration")?)
    };
    Some(Event {
        key: t.name.clone(),
        title: t.text("title")?,
        rate: t.uncertain("rate")?,
        duration,
        output: t.uncertain("output")?,
        funding: t.uncertain("funding")?,
        sources: matching(t, "sources", file, "funding"),
        adds: t.uncertain("adds")?,
        areas: matching(t, "areas", file, "area"),
    })
}

fn driver(t: &Checked, inputs: &[InputAt]) -> Option<Driver> {
    let named = |input: &&InputAt| {
        t.texts("multiplies")
            .iter()
            .any(|(p, _)| targets(p, std::slice::from_ref(*input)).next().is_some())
    };
    Some(Driver {
        key: t.name.clone(),
        title: t.text("title")?,
        probability: t.number("probability")?,
        factor: t.uncertain("factor")?,
        multiplies: inputs
            .iter()
            .filter(named)
            .map(|input| input.path.clone())
            .collect(),
    })
}

fn item(t: &Checked) -> Option<Item> {
    Some(Item {
        key: t.name.clone(),
        title: t.text("title")?,
        per_cleared_ha: t.uncertain("per_cleared_ha")?,
        hazard: multipliers(t, "hazard"),
    })
}

fn returning(t: &Checked) -> Option<Return> {
    Some(Return {
        lag: t.uncertain("return_lag")?,
        capacity: t.uncertain("return_capacity"),
    })
}

fn casualties(t: &Checked) -> Option<Casualties> {
    Some(Casualties {
        rate: t.uncertain("rate")?,
        decline: t.uncertain("decline")?,
        deminers: t.uncertain("deminers")?,
        killed: t.uncertain("killed")?,
    })
}

fn risk_education(t: &Checked) -> Option<RiskEducation> {
    Some(RiskEducation {
        coverage: t.uncertain("coverage")?,
        effect: t.uncertain("effect")?,
        cost: t.uncertain("cost")?,
    })
}

fn benefits(t: &Checked) -> Option<Benefits> {
    Some(Benefits {
        per_ha: t.uncertain("per_ha")?,
        cancelled: t.uncertain("cancelled")?,
    })
}

fn multipliers(t: &Checked, key: &str) -> Vec<(String, f64)> {
    t.multipliers(key)
        .iter()
        .map(|(label, value, _)| (label.clone(), *value))
        .collect()
}

/// Indices of the tables of `kind` that the patterns under `key` name, in file order.
fn matching(t: &Checked, key: &str, file: &Checked, kind: &str) -> Vec<usize> {
    let named = |name: &str| {
        t.texts(key)
            .iter()
            .any(|(pattern, _)| glob::matches(pattern, name))
    };
    let tables = file.tables(kind).iter().enumerate();
    tables
        .filter(|(_, table)| named(&table.name))
        .map(|(index, _)| index)
        .collect()
}
