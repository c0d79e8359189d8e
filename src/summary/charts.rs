//! What the charts draw, as plain numbers: the report computes nothing from trials.

use serde::{Deserialize, Serialize};

use super::missing;
use crate::calendar::Month;
use crate::influence::Influences;
use crate::scenario::Assumption;

/// One cumulative distribution with its pointwise Monte Carlo band.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Curve {
    /// Values in increasing order: years from the start, or money. Finite.
    pub x: Vec<f64>,
    /// Share of trials at or below the value.
    pub p: Vec<f64>,
    /// Lower end of the 95 % band.
    pub low: Vec<f64>,
    /// Upper end of the 95 % band.
    pub high: Vec<f64>,
}

impl Curve {
    /// The values between which the curve rises from the share `tail` of what it reaches to `1 - tail`; `None` for an
    /// empty curve.
    pub fn between(&self, tail: f64) -> Option<(f64, f64)> {
        let reached = *self.p.last()?;
        let at = |p: f64| {
            let index = self.p.partition_point(|q| *q < p);
            self.x.get(index).or(self.x.last()).copied()
        };
        Some((at(tail * reached)?, at((1.0 - tail) * reached)?))
    }

    /// The share of trials with at most `value`.
    pub fn at(&self, value: f64) -> f64 {
        let index = self.x.partition_point(|x| *x <= value);
        index.checked_sub(1).map_or(0.0, |last| self.p[last])
    }

    /// Whether a scale of equal ratios is needed to show `reference` beside the curve: it is several times as large as nine
    /// in ten values, or several times as small. A reference that is farther away than any scale serves is not shown at all.
    pub fn needs_ratios(&self, reference: f64) -> bool {
        const FAR: f64 = 3.0;
        const TOO_FAR: f64 = 1e3;
        let Some((low, high)) = self.between(0.1) else {
            return false;
        };
        let away = (reference / high).max(low / reference);
        low > 0.0 && reference > 0.0 && away > FAR && away < TOO_FAR
    }
}

/// Where a distribution would lie if the inputs were known: 80 % of their draws put it between the two ends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Values in increasing order: years from the start, or money.
    pub x: Vec<f64>,
    /// Lower end of the share of trials at or below the value.
    pub low: Vec<f64>,
    /// Upper end.
    pub high: Vec<f64>,
    /// Of the variance of whether a trial is at or below the value, the share that is epistemic; NaN where there is none.
    #[serde(deserialize_with = "missing::numbers")]
    pub epistemic_share: Vec<f64>,
}

/// What a nested run adds to the S-curves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Bands {
    /// Completion, years from the start.
    pub completion: Band,
    /// Cost at completion.
    pub cost: Band,
}

/// Completion against cost.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Joint {
    /// Trials counted in cells, `[column][row]`; columns are time, rows are cost. Finished trials only.
    pub density: Vec<Vec<u64>>,
    /// Edges of the columns, years from the start: whole months apart, half a month from the completion dates.
    pub years: Vec<f64>,
    /// Edges of the rows, money: nearly equal steps, or nearly equal ratios where [`Curve::needs_ratios`] says so.
    pub cost: Vec<f64>,
    /// The first finished trials: years from the start, cost.
    pub sample: Vec<(f64, f64)>,
    /// Spending up to the horizon of the first unfinished trials.
    pub unfinished_sample: Vec<f64>,
    /// Share of trials that meet both halves, only the years, only the cost, neither (finished trials); they and the
    /// unfinished share add up to 1. NaN, null in a file, unless the target has both.
    #[serde(deserialize_with = "missing::number")]
    pub both: f64,
    /// See `both`.
    #[serde(deserialize_with = "missing::number")]
    pub only_years: f64,
    /// See `both`.
    #[serde(deserialize_with = "missing::number")]
    pub only_cost: f64,
    /// See `both`.
    #[serde(deserialize_with = "missing::number")]
    pub neither: f64,
    /// Share of trials that reach the horizon unfinished.
    pub unfinished: f64,
}

/// One quantity in every calendar year; NaN where a number is not known.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct YearSeries {
    /// Machine name, such as `remaining.suspected` or `spending.category.clearance`.
    pub quantity: String,
    /// Unit, such as `ha` or `USD`.
    pub unit: String,
    /// `[year]`: the mean.
    #[serde(deserialize_with = "missing::numbers")]
    pub mean: Vec<f64>,
    /// `[year]`: standard error of the mean.
    #[serde(deserialize_with = "missing::numbers")]
    pub mean_error: Vec<f64>,
    /// `[year]`: the standard deviation.
    #[serde(deserialize_with = "missing::numbers")]
    pub sd: Vec<f64>,
    /// `[year]`: its standard error.
    #[serde(deserialize_with = "missing::numbers")]
    pub sd_error: Vec<f64>,
    /// `[year][level]`: quantiles at 5, 10, 25, 50, 75, 90, 95 %; empty for a quantity that is given by mean and sd alone.
    #[serde(deserialize_with = "missing::sevens")]
    pub quantiles: Vec<[f64; 7]>,
    /// `[year][level]`: their standard errors.
    #[serde(deserialize_with = "missing::sevens")]
    pub quantile_errors: Vec<[f64; 7]>,
}

/// Probabilities of [`YearSeries::quantiles`].
pub const YEAR_LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// Everything the report draws beside the summary.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charts {
    /// First simulated month.
    pub start: Month,
    /// Month after the last simulated one.
    pub end: Month,
    /// Calendar years, first to last simulated.
    pub calendar_years: Vec<i32>,
    /// Completion, years from the start.
    pub completion: Curve,
    /// Cost at completion.
    pub cost: Curve,
    /// What is epistemic in both, after a nested run.
    pub bands: Option<Bands>,
    /// Completion against cost.
    pub joint: Joint,
    /// Year series, in the order of `years.csv`.
    pub years: Vec<YearSeries>,
    /// Area known at the start, ha: quantiles at [`YEAR_LEVELS`].
    #[serde(deserialize_with = "missing::seven")]
    pub initial_area: [f64; 7],
    /// What drives completion and cost; `None` where too few trials ran to tell, or not the first of their run.
    #[serde(default)]
    pub influences: Option<Influences>,
    /// Every uncertain input, in the order of the scenario; `None` for a scenario that was not read from a text.
    #[serde(default)]
    pub assumptions: Option<Vec<Assumption>>,
    /// Warnings for the reader.
    pub warnings: Vec<String>,
}

impl Charts {
    /// The series of that name.
    pub fn series(&self, quantity: &str) -> Option<&YearSeries> {
        self.years.iter().find(|s| s.quantity == quantity)
    }
}
