//! What a run found: plain data that `summary.json`, the tables and the report read.

use serde::Serialize;

use crate::calendar::Month;

mod build;
pub mod charts;
mod curves;
pub mod estimate;
pub mod goal;
pub mod nested;
pub mod standing;

/// Probabilities of the quantiles that every [`Spread`] gives.
pub const LEVELS: [f64; 9] = [0.05, 0.10, 0.25, 0.50, 0.70, 0.75, 0.80, 0.90, 0.95];

/// Mean, standard deviation and quantiles of one quantity over all trials. `None`: infinite, or not defined.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// Mean; `None` where a trial is infinite.
    pub mean: Option<f64>,
    /// Standard deviation; `None` where a trial is infinite.
    pub sd: Option<f64>,
    /// 5 % quantile.
    pub p05: Option<f64>,
    /// 10 % quantile.
    pub p10: Option<f64>,
    /// 25 % quantile.
    pub p25: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 70 % quantile.
    pub p70: Option<f64>,
    /// 75 % quantile.
    pub p75: Option<f64>,
    /// 80 % quantile.
    pub p80: Option<f64>,
    /// 90 % quantile.
    pub p90: Option<f64>,
    /// 95 % quantile.
    pub p95: Option<f64>,
}

/// Which scenario was run.
#[derive(Clone, Debug, Serialize)]
pub struct ScenarioId {
    /// Its name.
    pub name: String,
    /// SHA-256 of `resolved.toml`.
    pub sha256: String,
    /// First simulated month.
    pub start: String,
    /// Years simulated at most.
    pub horizon_years: f64,
    /// Currency code.
    pub currency: String,
    /// Year of the constant prices.
    pub price_year: i32,
}

/// How it was run.
#[derive(Clone, Debug, Serialize)]
pub struct RunId {
    /// Trials simulated.
    pub trials: u64,
    /// Seed.
    pub seed: u64,
    /// Sampling design: `random`, `lhs` or `sobol`.
    pub sampling: &'static str,
    /// Version of clearcast.
    pub version: &'static str,
}

/// The estimate under test.
#[derive(Clone, Debug, Serialize)]
pub struct TargetId {
    /// Duration, years from the start of the month `since`; infinite without a deadline.
    pub years: f64,
    /// The last month in which completion is in time.
    pub deadline: Option<String>,
    /// Month the duration counts from.
    pub since: String,
    /// Cost, constant prices; infinite if any cost will do.
    pub cost: f64,
    /// Spent before the start, counted against `cost`.
    pub spent: f64,
}

/// Shares of trials.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Probability {
    /// Complete within the horizon.
    pub finished: f64,
    /// Complete within the target's years.
    pub within_years: f64,
    /// Complete within the target's cost.
    pub within_cost: f64,
    /// Both.
    pub joint: f64,
}

/// Spreads under names, written as a JSON object in this order.
#[derive(Clone, Debug, Default)]
pub struct Named<T>(pub Vec<(String, T)>);

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Areas over the whole programme, ha.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AreaSpreads {
    /// Known at the start: suspected and confirmed.
    pub initial: Spread,
    /// Released by non-technical survey.
    pub cancelled: Spread,
    /// Released by technical survey.
    pub reduced: Spread,
    /// Released by clearance.
    pub cleared: Spread,
    /// Contaminated, on no list and not found by completion or the horizon.
    pub undiscovered: Spread,
}

/// A region's results.
#[derive(Clone, Debug, Default, Serialize)]
pub struct RegionSpreads {
    /// Years from the start to the region's completion.
    pub completion_years: Spread,
}

/// Costs split three ways, constant prices.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CostBy {
    /// By kind of spending.
    pub category: Named<Spread>,
    /// By operator, mobilisation included.
    pub operator: Named<Spread>,
    /// By source of money.
    pub funding: Named<Spread>,
}

/// Return of displaced people up to the horizon.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReturnSpreads {
    /// People returned.
    pub returned: Spread,
    /// Years from the start until half of all who wait have returned.
    pub years_to_half_returned: Spread,
    /// Years from the start until 90 % of them have.
    pub years_to_90_percent_returned: Spread,
}

/// Expected casualties up to the horizon.
#[derive(Clone, Debug, Default, Serialize)]
pub struct CasualtySpreads {
    /// Among the people present.
    pub people: Spread,
    /// Among deminers.
    pub deminers: Spread,
    /// Killed of both.
    pub killed: Spread,
}

/// One trial with everything at its mode and no chance, and the share of trials that did no worse.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PointEstimate {
    /// Years from the start to completion; `None` if it does not finish.
    pub completion_years: Option<f64>,
    /// Cost at completion, constant prices.
    pub cost: Option<f64>,
    /// Share of trials that complete no later.
    pub confidence_years: Option<f64>,
    /// Share of trials that cost no more.
    pub confidence_cost: Option<f64>,
}

/// Every figure that has a Monte Carlo error.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figures {
    /// Shares of trials.
    pub probability: Probability,
    /// Years from the start to completion.
    pub completion_years: Spread,
    /// Cost at completion, constant prices.
    pub cost: Spread,
    /// Cost at completion, nominal.
    pub cost_nominal: Spread,
    /// Cost at completion, present value.
    pub cost_present_value: Spread,
    /// Spent up to completion or the horizon, constant prices.
    pub cost_to_horizon: Spread,
    /// Areas, ha.
    pub area_ha: AreaSpreads,
    /// Explosive ordnance found.
    pub items: Named<Spread>,
    /// Years from the start to each milestone, by its share.
    pub milestones: Named<Spread>,
    /// By region.
    pub regions: Named<RegionSpreads>,
    /// Price of the work that teams could have done and were not paid for.
    pub funding_gap: Spread,
    /// Costs split three ways.
    pub cost_by: CostBy,
    /// One trial without chance.
    pub point_estimate: PointEstimate,
    /// Return, if the scenario has `[people]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people: Option<ReturnSpreads>,
    /// Casualties, if it has `[casualties]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub casualties: Option<CasualtySpreads>,
    /// Present value of the benefits up to the horizon, if it has `[benefits]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefits_present_value: Option<Spread>,
    /// Its ratio to the present value of what was spent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit_cost_ratio: Option<Spread>,
}

/// `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Version of this format.
    pub format: u32,
    /// Which scenario.
    pub scenario: ScenarioId,
    /// How it was run.
    pub run: RunId,
    /// The estimate under test.
    pub target: TargetId,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures,
    /// Their standard errors: the same shape.
    pub standard_error: Figures,
    /// Ignorance and chance, after a nested run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nested: Option<nested::Nested>,
}

impl Summary {
    /// Whether the shares of trials that meet the target's years are only bounds from below: trials are unfinished at the
    /// horizon, and the deadline lies beyond it, so some of them might have met it.
    pub fn shares_are_bounds(&self) -> bool {
        let deadline = self.target.deadline.as_ref();
        let (Some(Ok(deadline)), Ok(start)) = (
            deadline.map(|month| month.parse::<Month>()),
            self.scenario.start.parse::<Month>(),
        ) else {
            return false;
        };
        let months = f64::from(deadline.since(start) + 1);
        let beyond = months > (self.scenario.horizon_years * 12.0).round();
        beyond && self.figures.probability.finished < 1.0
    }
}
