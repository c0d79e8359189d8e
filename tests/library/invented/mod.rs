//! Invented results: trials whose completion and cost follow a smooth law, summed up as a run would.

mod cases;
mod factors;
mod results;
mod summary;
mod years;

pub(crate) use cases::cases;

const TRIALS: usize = 3000;

/// What an invented run is like.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) horizon: f64,
    /// Median years and cost, and their spread in logarithms.
    pub(crate) years: f64,
    pub(crate) cost: f64,
    pub(crate) spread: f64,
    pub(crate) unfinished: f64,
    pub(crate) target: (f64, f64),
    pub(crate) area: f64,
    pub(crate) regions: usize,
    pub(crate) region_name: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) title: &'static str,
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) income: f64,
    pub(crate) spent: f64,
    pub(crate) milestones: &'static [f64],
    pub(crate) nested: bool,
    /// People who wait, and casualties a year at the start, if the scenario has them.
    pub(crate) people: Option<f64>,
    pub(crate) casualties: Option<f64>,
}

impl Case {
    pub(crate) fn usual() -> Self {
        Self {
            name: "usual",
            horizon: 60.0,
            years: 24.0,
            cost: 4.58e9,
            spread: 0.3,
            unfinished: 0.03,
            target: (30.0, 25e9),
            area: 917_704.0,
            regions: 11,
            region_name: "Region",
            currency: "USD",
            title: "Azerbaijan, baseline",
            point: Some((17.5, 3.2e9)),
            income: 1.1,
            spent: 0.0,
            milestones: &[0.5, 0.8],
            nested: false,
            people: None,
            casualties: None,
        }
    }

    /// The same with people.
    fn peopled(self, name: &'static str, people: f64, casualties: f64) -> Self {
        Self {
            name,
            people: Some(people),
            casualties: Some(casualties),
            ..self
        }
    }
}
