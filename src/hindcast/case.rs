//! One case: its record made a scenario, simulated, and held against what followed.

use serde::{Deserialize, Serialize};

use super::forecast::{Forecast, forecast};
use super::recipe::{HORIZON_YEARS, currency, scenario_text};
use super::record::{Event, Record};
use super::reference::Reference;
use super::score::{Brier, Interval, Seen, covers, crps, pit, point_crps, quantile, up_to};
use crate::math::ln;
use crate::scenario::LoadError;
use crate::simulate::{Model, RunSpec, SimulateError, Watch};
use crate::summary::missing;

const MONTHS: f64 = 12.0;

/// Why a case could not be forecast.
#[derive(Debug, thiserror::Error)]
pub enum StudyError {
    /// The scenario that the recipe wrote is not accepted.
    #[error(transparent)]
    Scenario(#[from] LoadError),
    /// It cannot be simulated, or was interrupted.
    #[error(transparent)]
    Simulate(#[from] SimulateError),
}

/// Scale on which times are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Years: long programmes count most.
    Years,
    /// Logarithm of months: twice as long is as wrong as half as long.
    Log,
}

impl Scale {
    /// A time in years on this scale, at least 0; no programme is shorter than a month.
    fn of(self, years: f64) -> f64 {
        match self {
            Self::Years => years,
            Self::Log if years.is_infinite() => f64::INFINITY,
            Self::Log => ln((MONTHS * years).max(1.0)),
        }
    }
}

/// A forecast of one quantity of one case, with what was seen of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scored {
    /// P10, P50 and P90; infinite among unfinished trials.
    #[serde(deserialize_with = "missing::unlimited_three")]
    pub quantiles: [f64; 3],
    /// What was seen.
    pub seen: f64,
    /// Its PIT.
    pub pit: Interval,
}

/// One record, its scenario, and its forecast.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// Name of the record's file, without ending.
    pub key: String,
    /// The record.
    pub record: Record,
    /// The scenario the recipe made.
    #[serde(skip)]
    pub scenario: String,
    /// Years to completion, sorted; infinite if unfinished.
    #[serde(with = "counted")]
    pub years: Vec<f64>,
    /// What was seen of completion, in years, if anything.
    pub seen: Option<Seen>,
    /// Years to the official date.
    pub official: Option<f64>,
    /// Years that land on the books takes at last year's release.
    pub straight: f64,
    /// Cost at completion, where it is known.
    pub cost: Option<Scored>,
    /// Land released in calendar years, where it is known, km².
    pub released: Vec<(i32, Scored)>,
}

impl Case {
    /// Makes the scenario of a record and simulates it.
    ///
    /// # Errors
    ///
    /// [`StudyError`] if the scenario is not accepted, which would be a fault of the recipe, or `watch` says stop.
    pub fn new(
        key: &str,
        record: Record,
        reference: &Reference,
        spec: &RunSpec,
        watch: &Watch,
    ) -> Result<Self, StudyError> {
        let scenario = scenario_text(&record, reference);
        let model = Model::from_text(&format!("{key}.toml by the recipe"), &scenario, &[])?;
        let forecast = forecast(&model, spec, watch)?;
        Ok(Self::scored(key, record, scenario, &forecast))
    }

    fn scored(key: &str, record: Record, scenario: String, forecast: &Forecast) -> Self {
        let years = sorted(
            forecast
                .months
                .iter()
                .map(|months| months / MONTHS)
                .collect(),
        );
        let seen = record.fate.as_ref().map(|fate| match fate.event {
            Event::Completed(month) => Seen::At(record.months_to(month) / MONTHS),
            Event::Open(month) => Seen::After(record.months_to(month) / MONTHS),
        });
        let official = record
            .official
            .as_ref()
            .map(|official| record.months_to(official.complete) / MONTHS);
        let cost = record
            .fate
            .as_ref()
            .and_then(|fate| fate.cost)
            .filter(|_| currency(&record) == record.currency);
        let cost = cost.map(|seen| held(forecast.cost.clone(), seen));
        let later = record.fate.iter().flat_map(|fate| &fate.released);
        let released = later
            .filter_map(|release| {
                Some((
                    release.year,
                    held(
                        forecast.released_in(release.year)?.to_vec(),
                        release.by_work,
                    ),
                ))
            })
            .collect();
        Self {
            key: key.to_owned(),
            straight: record.books() / record.last_total(),
            record,
            scenario,
            years,
            seen,
            official,
            cost,
            released,
        }
    }

    /// A quantile of the years to completion; infinite if it falls among unfinished trials.
    pub fn quantile(&self, p: f64) -> f64 {
        quantile(&self.years, p)
    }

    /// PIT of completion.
    pub fn pit(&self) -> Option<Interval> {
        self.seen.map(|seen| pit(&self.years, seen))
    }

    /// Whether the central interval holds completion, if that is known.
    pub fn covered(&self, level: f64) -> Option<bool> {
        covers(&self.years, self.seen?, level)
    }

    /// CRPS of completion on a scale of time: of the forecast, of the official date, and of last year's release.
    pub fn crps(&self, scale: Scale) -> Option<[Option<f64>; 3]> {
        let of = |years: f64| scale.of(years);
        let seen = match self.seen? {
            Seen::At(years) => Seen::At(of(years)),
            Seen::After(years) => Seen::After(of(years)),
        };
        let trials: Vec<f64> = self.years.iter().map(|&years| of(years)).collect();
        let horizon = of(f64::from(HORIZON_YEARS));
        let point = |years| point_crps(of(years), seen, horizon);
        Some([
            Some(crps(&trials, seen, horizon)),
            self.official.map(point),
            Some(point(self.straight)),
        ])
    }

    /// "Complete by the official date": what the forecast, the official date and last year's release gave it, if it is decided.
    pub fn brier(&self) -> Option<[Brier; 3]> {
        let official = self.official?;
        let kept = match self.seen? {
            Seen::At(years) => years <= official,
            Seen::After(years) if years >= official => false,
            Seen::After(_) => return None,
        };
        let straight = f64::from(u8::from(self.straight <= official));
        Some(
            [up_to(&self.years, official), 1.0, straight]
                .map(|probability| Brier { probability, kept }),
        )
    }
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values
}

fn held(values: Vec<f64>, seen: f64) -> Scored {
    let values = sorted(values);
    Scored {
        quantiles: [0.1, 0.5, 0.9].map(|p| quantile(&values, p)),
        seen,
        pit: pit(&values, Seen::At(seen)),
    }
}

/// Sorted values as `[value, how many]`: trials end with a month, so there are few, and files stay small.
mod counted {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        values: &[f64],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let runs = values.chunk_by(|a, b| a.total_cmp(b).is_eq());
        let runs: Vec<(f64, usize)> = runs.map(|run| (run[0], run.len())).collect();
        runs.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<f64>, D::Error> {
        let runs = Vec::<(Option<f64>, usize)>::deserialize(deserializer)?;
        let values = runs
            .into_iter()
            .flat_map(|(value, count)| std::iter::repeat_n(value.unwrap_or(f64::INFINITY), count));
        Ok(values.collect())
    }
}
