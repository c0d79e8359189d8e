//! Builds the scenario of a checked tree. `None` only where a problem has been reported.

use crate::calendar::Month;

use super::checked::Checked;
use super::glob;
use super::inputs::InputAt;
use super::rules::targets;
use super::types::{
    Allocation, Area, Benefits, Capacity, Casualties, Driver, Duration, Event, Funding, Inflation,
    Item, LandRelease, LandReleaseOverride, Return, RiskEducation, Scenario, Target, Task, Team,
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
        target: target(file.table("target")?)?,
        residual: completion.number("residual")?,
        milestones: completion.numbers("milestones")?,
        working_days: file
            .table("calendar")?
            .numbers("working_days")?
            .try_into()
            .ok()?,
        discount_rate: economy.number("discount_rate")?,
        inflation: inflation(economy.table("inflation")?)?,
        escalation: economy.uncertain("escalation")?,
        land_release: land_release(file.table("land_release")?)?,
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
            .map(funding)
            .collect::<Option<_>>()?,
        overhead_fixed: overhead.uncertain("fixed")?,
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

fn target(t: &Checked) -> Option<Target> {
    let (years, since): (f64, Month) = (t.number("years")?, t.month("since")?);
    Some(Target {
        years,
        since,
        cost: t.number("cost")?,
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

fn land_release(t: &Checked) -> Option<LandRelease> {
    Some(LandRelease {
        cancelled: t.uncertain("cancelled")?,
        reduced_without_records: t.uncertain("reduced_without_records")?,
        reduced_with_records: t.uncertain("reduced_with_records")?,
        record_reliability: t.uncertain("record_reliability")?,
        rework: t.uncertain("rework")?,
        unrecorded: t.uncertain("unrecorded")?,
        discovery: t.uncertain("discovery")?,
    })
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

fn team(t: &Checked, file: &Checked) -> Option<Team> {
    let capacity = match t.uncertain("rate") {
        Some(rate) => Capacity::Rate(rate),
        None => Capacity::Teams {
            count: t.uncertain("count")?,
            output: t.uncertain("output")?,
        },
    };
    let mut team = Team {
        key: t.name.clone(),
        title: t.text("title")?,
        operator: t.text("operator")?,
        task: task(&t.text("task")?),
        capacity,
        growth: t.uncertain("growth")?,
        max: t.uncertain("max"),
        mobilisation: t.uncertain("mobilisation")?,
        cost: t.uncertain("cost")?,
        unit_cost: t.uncertain("unit_cost")?,
        learning: t.uncertain("learning")?,
        terrain: multipliers(t, "terrain"),
        hazard: multipliers(t, "hazard"),
        areas: matching(t, "areas", file, "area"),
        from: t.year("from"),
        until: t.year("until"),
    };
    if matches!(team.capacity, Capacity::Rate(_)) {
        team.growth.unit = "ha per year, per year";
        team.mobilisation.unit = "money per ha per year";
        team.cost.unit = "money per ha per year of capacity and year";
        if let Some(max) = &mut team.max {
            max.unit = "ha per year";
        }
    }
    Some(team)
}

fn funding(t: &Checked) -> Option<Funding> {
    Some(Funding {
        key: t.name.clone(),
        annual: t.uncertain("annual")?,
        growth: t.uncertain("growth")?,
        volatility: t.number("volatility")?,
        persistence: t.number("persistence")?,
        indexed: t.flag("indexed")?,
        by_year: t.by_year("by_year")?,
        from: t.year("from"),
        until: t.year("until"),
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
