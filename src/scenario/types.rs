//! The checked scenario: what the rest of the program reads.

use crate::calendar::Month;
use crate::law::Truncated;

use super::keys::Range;

/// A value that may be uncertain, with the path that command line, drivers and correlations name it by.
#[derive(Clone, Debug, PartialEq)]
pub struct Uncertain {
    /// Path in the scenario file, such as `team.anama-manual.output`.
    pub path: String,
    /// Its law; a plain number is `Law::Fixed` without truncation.
    pub law: Truncated,
    /// A share: cut off at 1 after risk drivers have multiplied it.
    pub is_share: bool,
    /// Values it may have.
    pub range: Range,
    /// Unit in words, such as `m2 per team and working day`.
    pub unit: &'static str,
    /// Where the value comes from.
    pub source: Option<String>,
    /// A remark, such as "judgement".
    pub note: Option<String>,
}

/// How teams are shared among areas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// Areas one after the other, by priority.
    Priority,
    /// All areas at once, in proportion to the work they need.
    Proportional,
}

/// The work a team does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Non-technical survey.
    Survey,
    /// Technical survey.
    TechnicalSurvey,
    /// Clearance.
    Clearance,
}

/// The estimate under test.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The last month in which completion is in time; `None`: any time will do.
    pub deadline: Option<Month>,
    /// Duration in years, counted from the start of the month `since` to the deadline; as written where it was written so.
    pub years: Option<f64>,
    /// Month from whose beginning the duration counts.
    pub since: Month,
    /// Cost, constant prices; `None`: any cost will do.
    pub cost: Option<f64>,
    /// Already spent before the start, counted against `cost`.
    pub spent: f64,
    /// Where the target comes from.
    pub source: Option<String>,
}

/// Yearly AR(1) inflation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Inflation {
    /// Mean, per year.
    pub mean: f64,
    /// Standard deviation of the yearly innovation.
    pub sd: f64,
    /// Coefficient of last year's deviation.
    pub persistence: f64,
}

/// Shares and rates of land release, for the whole programme.
#[derive(Clone, Debug, PartialEq)]
pub struct LandRelease {
    /// Share of surveyed SHA that NTS cancels.
    pub cancelled: Uncertain,
    /// Share of CHA that TS reduces without usable records.
    pub reduced_without_records: Uncertain,
    /// The same with perfect records; `None`: as without, in each area.
    pub reduced_with_records: Option<Uncertain>,
    /// Reliability of minefield records, 0 to 1.
    pub record_reliability: Uncertain,
    /// Share of cleared area that is cleared again.
    pub rework: Uncertain,
    /// Contamination on no list, as a share of the initially known area.
    pub unrecorded: Uncertain,
    /// Rate per year at which the unrecorded is found.
    pub discovery: Uncertain,
}

/// An area's own values of [`LandRelease`], where given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LandReleaseOverride {
    /// See [`LandRelease::cancelled`].
    pub cancelled: Option<Uncertain>,
    /// See [`LandRelease::reduced_without_records`].
    pub reduced_without_records: Option<Uncertain>,
    /// See [`LandRelease::reduced_with_records`].
    pub reduced_with_records: Option<Uncertain>,
    /// See [`LandRelease::record_reliability`].
    pub record_reliability: Option<Uncertain>,
    /// See [`LandRelease::rework`].
    pub rework: Option<Uncertain>,
    /// See [`LandRelease::unrecorded`].
    pub unrecorded: Option<Uncertain>,
    /// See [`LandRelease::discovery`].
    pub discovery: Option<Uncertain>,
}

/// A group of hazardous areas that are alike in place, hazard and terrain.
#[derive(Clone, Debug, PartialEq)]
pub struct Area {
    /// Key in the file.
    pub key: String,
    /// Name for people; the key if none is given.
    pub title: String,
    /// Label results are grouped by.
    pub region: String,
    /// Label of teams' `hazard` tables.
    pub hazard: String,
    /// Label of teams' `terrain` tables.
    pub terrain: String,
    /// SHA at the start, ha.
    pub suspected: Uncertain,
    /// CHA at the start, ha.
    pub confirmed: Uncertain,
    /// Lower goes first.
    pub priority: f64,
    /// Displaced people who wait to return here; none if absent.
    pub people: Option<Uncertain>,
    /// People who live in it or beside it from the start; none if absent.
    pub residents: Option<Uncertain>,
    /// Calendar months, January first, in which nobody can work here.
    pub closed: [bool; 12],
    /// Own land-release values.
    pub land_release: LandReleaseOverride,
}

/// How a team group's size and output are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Capacity {
    /// Teams, each with an output in m2 per working day.
    Teams {
        /// Teams at the start.
        count: Uncertain,
        /// m2 per team and working day on reference terrain.
        output: Uncertain,
    },
    /// Capacity of the whole group, ha per year.
    Rate(Uncertain),
}

/// A group of like teams.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamGroup {
    /// Key in the file.
    pub key: String,
    /// Name for people; the key if none is given.
    pub title: String,
    /// Who runs it; `none` if not given.
    pub operator: String,
    /// What it does.
    pub task: Task,
    /// Size and output.
    pub capacity: Capacity,
    /// Planned strength from January of these calendar years on, teams (or ha per year).
    pub by_year: Vec<(i32, Uncertain)>,
    /// Teams (or ha per year of capacity) added per year.
    pub growth: Uncertain,
    /// Most teams (or ha per year); `None`: no limit.
    pub max: Option<Uncertain>,
    /// Cost of each team (or ha per year) added.
    pub mobilisation: Uncertain,
    /// Per team-year (or per ha per year of capacity, and year).
    pub cost: Uncertain,
    /// Per ha processed.
    pub unit_cost: Uncertain,
    /// Growth of output per year.
    pub learning: Uncertain,
    /// Multipliers on output by terrain label; an absent label is 1.
    pub terrain: Vec<(String, f64)>,
    /// Multipliers on output by hazard label; an absent label is 1.
    pub hazard: Vec<(String, f64)>,
    /// Indices of the areas it may work in.
    pub areas: Vec<usize>,
    /// Its own working days, January to December, instead of the common ones.
    pub working_days: Option<[f64; 12]>,
    /// Paid by nobody in the scenario, and never short of money.
    pub in_kind: bool,
    /// First month it works.
    pub from: Option<Month>,
    /// Last month it works.
    pub until: Option<Month>,
}

/// What a source of money may be spent on.
#[derive(Clone, Debug, PartialEq)]
pub struct PaysFor {
    /// Work of these tasks.
    pub tasks: Vec<Task>,
    /// The fixed overhead.
    pub overhead: bool,
    /// Risk education.
    pub risk_education: bool,
    /// Operators whose teams it pays.
    pub operators: Vec<String>,
    /// Indices of the areas in which it pays for work.
    pub areas: Vec<usize>,
}

/// A source of money.
#[derive(Clone, Debug, PartialEq)]
pub struct Funding {
    /// Key in the file.
    pub key: String,
    /// Chance that it pays at all, drawn once a trial.
    pub probability: f64,
    /// Per year at the start.
    pub annual: Uncertain,
    /// Real growth per year.
    pub growth: Uncertain,
    /// Standard deviation of the yearly log level.
    pub volatility: f64,
    /// AR(1) coefficient of that level.
    pub persistence: f64,
    /// Constant purchasing power (true) or a nominal amount (false).
    pub indexed: bool,
    /// Amounts that replace `annual * (1 + growth)^y` in single calendar years.
    pub by_year: Vec<(i32, Uncertain)>,
    /// First month paid.
    pub from: Option<Month>,
    /// Last month paid.
    pub until: Option<Month>,
    /// What it may be spent on; `None`: everything.
    pub pays_for: Option<PaysFor>,
    /// Share of unspent money kept when the calendar year turns.
    pub carryover: f64,
}

/// How long an event lasts.
#[derive(Clone, Debug, PartialEq)]
pub enum Duration {
    /// Arrives at most once and stays.
    Permanent,
    /// Months, drawn anew at every arrival.
    Months(Uncertain),
}

/// A discrete risk or opportunity.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Key in the file.
    pub key: String,
    /// Name for people; the key if none is given.
    pub title: String,
    /// Arrivals per year.
    pub rate: Uncertain,
    /// How long it lasts.
    pub duration: Duration,
    /// Multiplier on output in its areas while active.
    pub output: Uncertain,
    /// Multiplier on income while active.
    pub funding: Uncertain,
    /// Indices of the funding it touches.
    pub sources: Vec<usize>,
    /// ha of new SHA, drawn anew at every arrival.
    pub adds: Uncertain,
    /// Indices of the areas whose output it multiplies and to which it adds.
    pub areas: Vec<usize>,
}

/// A cause that moves several inputs together.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Key in the file.
    pub key: String,
    /// Name for people; the key if none is given.
    pub title: String,
    /// Chance that it acts in a trial.
    pub probability: f64,
    /// Multiplies its inputs if it acts.
    pub factor: Uncertain,
    /// Paths of the inputs it multiplies, globs resolved.
    pub multiplies: Vec<String>,
}

/// Explosive ordnance found.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Key in the file.
    pub key: String,
    /// Name for people; the key if none is given.
    pub title: String,
    /// Items per cleared ha.
    pub per_cleared_ha: Uncertain,
    /// Multipliers by hazard label; an absent label is 1.
    pub hazard: Vec<(String, f64)>,
}

/// How displaced people return.
#[derive(Clone, Debug, PartialEq)]
pub struct Return {
    /// Mean delay between release of land and return, years.
    pub lag: Uncertain,
    /// Most people a year, all areas together; no limit if absent.
    pub capacity: Option<Uncertain>,
}

/// Casualties, as expected numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Casualties {
    /// Per 1,000 person-years on fully contaminated land without risk education.
    pub rate: Uncertain,
    /// Yearly fall of that rate.
    pub decline: Uncertain,
    /// Among deminers, per 1,000 ha cleared.
    pub deminers: Uncertain,
    /// Share of all casualties that are killed.
    pub killed: Uncertain,
}

/// Risk education.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskEducation {
    /// Share of the people present who are reached.
    pub coverage: Uncertain,
    /// Reduction of casualties among them.
    pub effect: Uncertain,
    /// Per person reached and year.
    pub cost: Uncertain,
}

/// What released land is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Benefits {
    /// Value a year of a hectare returned to use.
    pub per_ha: Uncertain,
    /// Share of it credited to cancelled land.
    pub cancelled: Uncertain,
}

/// A target rank correlation between two uncertain inputs, by path.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlation {
    /// Path of the first input (earlier in design order).
    pub a: String,
    /// Path of the second input.
    pub b: String,
    /// Spearman's rho.
    pub rho: f64,
}

/// A rank correlation as written.
#[derive(Clone, Debug, PartialEq)]
pub struct CorrelationRule {
    /// Patterns of paths.
    pub among: Vec<String>,
    /// Spearman's rho of every pair.
    pub rho: f64,
}

/// What a table as a whole says about where its values come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Remark {
    /// Path of the table, such as `funding.donors`; empty for the top level, `correlation.1` for the first entry of that list.
    pub path: String,
    /// Where the values come from.
    pub source: Option<String>,
    /// A remark, such as "judgement".
    pub note: Option<String>,
}

/// A checked scenario: every rule of the format holds, defaults are filled in, globs are resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// What the scenario is called.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// First simulated month.
    pub start: Month,
    /// Months simulated at most.
    pub horizon_months: u32,
    /// How teams are shared among areas.
    pub allocation: Allocation,
    /// Currency code.
    pub currency: String,
    /// Year of the constant prices.
    pub price_year: i32,
    /// The estimate under test.
    pub target: Target,
    /// Share of the initially known area that may remain at completion.
    pub residual: f64,
    /// Shares of the initially known area released.
    pub milestones: Vec<f64>,
    /// Working days, January to December.
    pub working_days: [f64; 12],
    /// Per year, for present values.
    pub discount_rate: f64,
    /// Yearly inflation.
    pub inflation: Inflation,
    /// Real growth of all unit costs, per year.
    pub escalation: Uncertain,
    /// Land release in areas without values of their own.
    pub land_release: LandRelease,
    /// Areas, in file order.
    pub areas: Vec<Area>,
    /// Team groups, in file order.
    pub teams: Vec<TeamGroup>,
    /// Funding sources, in file order.
    pub funding: Vec<Funding>,
    /// Fixed overhead per year.
    pub overhead_fixed: Uncertain,
    /// Share added to every cost of work.
    pub overhead_share: f64,
    /// Standard deviation of the log of a common monthly output shock.
    pub noise_output: f64,
    /// Events, in file order.
    pub events: Vec<Event>,
    /// Risk drivers, in file order.
    pub drivers: Vec<Driver>,
    /// Ordnance, in file order.
    pub items: Vec<Item>,
    /// How displaced people return, if the scenario has `[people]`.
    pub people: Option<Return>,
    /// Casualties, if it has `[casualties]`.
    pub casualties: Option<Casualties>,
    /// Risk education, if it has `[risk_education]`.
    pub risk_education: Option<RiskEducation>,
    /// Benefits, if it has `[benefits]`.
    pub benefits: Option<Benefits>,
    /// Rank correlations as written: between all inputs that match one of the patterns.
    pub correlation_rules: Vec<CorrelationRule>,
    /// Rank correlations between dimensions of the design, one per pair. A dimension whose input is no longer uncertain keeps its
    /// correlations, unseen, so that the draws of the others stay as they are.
    pub correlations: Vec<Correlation>,
    /// Sources and notes of whole tables, in file order; those of single values are with the values.
    pub remarks: Vec<Remark>,
    /// Design dimensions in order: paths of uncertain inputs, `driver.KEY` for whether a driver of probability below 1 acts,
    /// `funding.KEY.probability` for whether a source pays, and what chance is drawn from: `event.KEY.arrival`, `funding.KEY.level.1` to `.4`. A path that is no longer uncertain keeps its place, unused, so that the others keep their draws.
    pub dimensions: Vec<String>,
    /// The scenario as one file, base and defaults filled in.
    pub resolved: String,
}

impl Scenario {
    /// Whether some team group does technical survey. Where none does, confirmed land goes to clearance whole.
    pub fn has_technical_survey(&self) -> bool {
        let mut teams = self.teams.iter();
        teams.any(|team| team.task == Task::TechnicalSurvey)
    }
}
