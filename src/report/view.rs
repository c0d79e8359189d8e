//! What panels ask of the summary, answered in one place.

use super::axis::Axis;
use crate::calendar::Month;
use crate::math;
use crate::programme::columns::{Kind, Trials};
use crate::summary::charts::{Charts, Curve};
use crate::summary::{Probability, Spread, Summary};
use crate::words;

/// A target or point estimate on an axis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reference {
    /// Years from the start, or money from the start.
    pub(super) value: f64,
    /// Share of trials that do no worse.
    pub(super) share: Option<f64>,
    /// Whether unfinished trials could add to the share.
    pub(super) bound: bool,
}

/// Smallest share of trials beyond the end of an axis that is named: "< 0.1 %" tells a reader nothing.
pub(super) const FEWEST_OUTSIDE: f64 = 1e-3;

/// The summary and the charts, with what several panels derive from them.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) summary: &'a Summary,
    pub(super) charts: &'a Charts,
}

impl<'a> View<'a> {
    pub(super) fn new(summary: &'a Summary, charts: &'a Charts) -> Self {
        Self { summary, charts }
    }

    pub(super) fn shares(&self) -> &'a Probability {
        &self.summary.probability.value
    }

    /// Completion of each region, by its name.
    pub(super) fn regions(&self) -> impl Iterator<Item = (&'a str, &'a Spread)> {
        let regions = self.summary.family("regions.*.completion_years");
        regions.map(|(name, it)| (name, &it.value))
    }

    /// When each milestone is reached, by its share.
    pub(super) fn milestones(&self) -> impl Iterator<Item = (&'a str, &'a Spread)> {
        let milestones = self.summary.family("milestones.*");
        milestones.map(|(share, it)| (share, &it.value))
    }

    /// Whether the programme has the figure of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.summary.figure(name).is_some()
    }

    /// Moments and quantiles of the figure of that name.
    pub(super) fn spread(&self, name: &str) -> &'a Spread {
        self.summary.spread(name)
    }

    pub(super) fn currency(&self) -> &'a str {
        &self.summary.scenario.currency
    }

    pub(super) fn money(&self, value: f64) -> String {
        words::money(value, self.currency())
    }

    /// The month of a time in years from the start.
    pub(super) fn date(&self, years: f64) -> String {
        words::month(self.charts.start, years)
    }

    /// The month of a time, or that it is after the last simulated month.
    pub(super) fn date_or_after(&self, years: Option<f64>) -> String {
        years.map_or_else(|| format!("after {}", self.last_month()), |y| self.date(y))
    }

    /// Years simulated at most.
    pub(super) fn horizon(&self) -> f64 {
        self.charts.end.as_years() - self.charts.start.as_years()
    }

    /// The last simulated month.
    pub(super) fn last_month(&self) -> String {
        self.date(self.horizon())
    }

    /// Ends of the calendar years in years from the start; the last year may end early.
    pub(super) fn year_ends(&self) -> Vec<f64> {
        let begin = self.charts.start.as_years();
        let end = |year: &i32| (f64::from(*year) + 1.0 - begin).min(self.horizon());
        self.charts.calendar_years.iter().map(end).collect()
    }

    /// Calendar years with their ends on an axis of time.
    pub(super) fn years(&self) -> impl Iterator<Item = (i32, f64)> {
        let years = self.charts.calendar_years.iter().copied();
        years.zip(self.year_ends())
    }

    /// Share of trials that reach the horizon unfinished.
    pub(super) fn unfinished(&self) -> f64 {
        (1.0 - self.shares().finished).max(0.0)
    }

    /// Month the target counts from; the start where the summary does not say.
    pub(super) fn since(&self) -> Month {
        self.summary
            .target
            .since
            .parse()
            .unwrap_or(self.charts.start)
    }

    /// `30 years of Nov 2020`.
    pub(super) fn target_years(&self) -> String {
        format!(
            "{} of {}",
            words::years(self.summary.target.years),
            words::month_name(self.since())
        )
    }

    /// What goes before the shares of trials that meet the target's years: nothing, or that they are bounds.
    pub(super) fn at_least(&self) -> &'static str {
        if self.summary.shares_are_bounds() {
            "at least "
        } else {
            ""
        }
    }

    /// Whether all trials are the same: not one of the quantities that every trial has differs between them.
    pub(super) fn certain(&self) -> bool {
        let some_unfinished = self.unfinished() > 0.0 && self.shares().finished > 0.0;
        let figures = self.summary.figures.iter();
        let mut of_all = figures.filter(|it| {
            it.column.kind != Kind::Date && it.column.declared().trials == Some(Trials::All)
        });
        self.summary.run.trials > 1
            && !some_unfinished
            && self.charts.completion.x.len() <= 1
            && self.charts.cost.x.len() <= 1
            && of_all.all(|it| constant(&it.value))
    }

    /// The target's deadline, years from the start; negative if it has passed.
    pub(super) fn deadline(&self) -> Reference {
        let last = self.summary.target.deadline.as_ref();
        let last = last.and_then(|month| month.parse::<Month>().ok());
        let since = |month: Month| f64::from(month.since(self.charts.start) + 1) / 12.0;
        let value = last.map_or(f64::INFINITY, since);
        Reference {
            value,
            share: Some(self.shares().within_years),
            bound: self.summary.shares_are_bounds(),
        }
    }

    /// What the target promises, by the halves it has: `within 30 years of Nov 2020`, `within $25 bn`.
    pub(super) fn promises(&self) -> Vec<String> {
        let target = &self.summary.target;
        let mut promises = Vec::new();
        if target.deadline.is_some() {
            promises.push(words::in_time(target.years, self.since()));
        }
        if target.cost.is_finite() {
            promises.push(format!("within {}", self.money(target.cost)));
        }
        promises
    }

    /// The deadline in words.
    pub(super) fn deadline_name(&self) -> String {
        self.date(self.deadline().value)
    }

    /// The target's cost in words: `$25 bn, of which $620 m spent before 2026`.
    pub(super) fn target_cost(&self) -> String {
        let target = &self.summary.target;
        let (cost, start) = (self.money(target.cost), self.start_name());
        if target.spent <= 0.0 {
            cost
        } else if target.spent > target.cost {
            let over = self.money(target.spent - target.cost);
            format!("{cost}, overspent by {over} before {start}")
        } else {
            format!(
                "{cost}, of which {} spent before {start}",
                self.money(target.spent)
            )
        }
    }

    /// Why the target stands lower than its figure on an axis of cost, if it does.
    pub(super) fn what_was_spent(&self) -> Option<String> {
        let start = self.start_name();
        let text = || {
            format!(
                "Costs are those from {start} on; the target stands at what is left of it then."
            )
        };
        (self.summary.target.spent > 0.0).then(text)
    }

    /// The start: its year, or its month where it is within a year.
    fn start_name(&self) -> String {
        let start = self.charts.start;
        if start.of_year() == 0 {
            start.year().to_string()
        } else {
            words::month_name(start)
        }
    }

    /// What the target leaves to spend from the start on.
    pub(super) fn budget(&self) -> Reference {
        let target = &self.summary.target;
        Reference {
            value: target.cost - target.spent,
            share: Some(self.shares().within_cost),
            bound: false,
        }
    }

    /// When the point estimate completes.
    pub(super) fn point_completion(&self) -> Option<Reference> {
        let point = &self.summary.point_estimate.value;
        point.completion_years.map(|value| Reference {
            value,
            share: point.confidence_years,
            bound: false,
        })
    }

    /// What the point estimate costs.
    pub(super) fn point_cost(&self) -> Option<Reference> {
        let point = &self.summary.point_estimate.value;
        point.cost.map(|value| Reference {
            value,
            share: point.confidence_cost,
            bound: false,
        })
    }

    /// Time axis of completion: what the trials do, and the references where they are not far away. It reaches to the horizon only
    /// where many trials are unfinished there.
    pub(super) fn completion_axis(&self, most: usize, room_about: Option<f64>) -> Axis {
        const MANY: f64 = 0.05;
        let (mut from, mut to) = extent(&self.charts.completion).unwrap_or((0.0, self.horizon()));
        if self.unfinished() > MANY {
            to = self.horizon();
        }
        let span = (to - from).max(0.3 * to);
        let references = [Some(self.deadline()), self.point_completion()];
        for value in references.into_iter().flatten().map(|r| r.value) {
            if value > from - 1.5 * span && value < to + 1.5 * span {
                (from, to) = (from.min(value), to.max(value));
            }
        }
        let pad = (0.05 * (to - from)).max(0.1);
        (from, to) = ((from - pad).max(from.min(0.0)), to + pad);
        if let Some(share) = room_about {
            (from, to) = with_room(from, to, self.deadline().value, share);
        }
        Axis::time(self.charts.start, from, to, most)
    }

    /// Money axis of cost at completion: what the trials cost, and the references; in equal ratios where the target is far.
    /// `also` are costs that must be shown.
    pub(super) fn cost_axis(&self, also: &[f64], most: usize, room_about: Option<f64>) -> Axis {
        /// A target beyond this many times the dearest trial is marked at the edge of the chart.
        const NEAR: f64 = 20.0;
        let budget = self.budget().value;
        let extents = extent(&self.charts.cost)
            .into_iter()
            .flat_map(|(low, high)| [low, high]);
        let point = self.point_cost().map(|p| p.value);
        let shown: Vec<f64> = extents
            .chain(also.iter().copied())
            .chain(point)
            .filter(|v| *v > 0.0)
            .collect();
        let low = shown.iter().copied().fold(f64::INFINITY, f64::min);
        let high = shown.iter().copied().fold(0.0, f64::max);
        if shown.is_empty() {
            let to = if budget > 0.0 { 1.2 * budget } else { 1.0 };
            return Axis::linear(0.0, to, most, |v, step, top| {
                words::money_mark(v, self.currency(), step, top)
            });
        }
        if self.charts.cost.needs_ratios(budget) {
            let (mut from, mut to) = (0.8 * low.min(budget), 1.25 * high.max(budget));
            if let Some(share) = room_about {
                let room = with_room(math::ln(from), math::ln(to), math::ln(budget), share);
                (from, to) = (math::exp(room.0), math::exp(room.1));
            }
            return Axis::logarithmic(from, to, most, |v| self.money(v));
        }
        let (mut from, mut to) = (low, high);
        if budget > 0.0 && budget < NEAR * high {
            (from, to) = (from.min(budget), to.max(budget));
        }
        let pad = 0.06 * (to - from).max(0.1 * to);
        (from, to) = ((from - pad).max(0.0), to + pad);
        if from < 0.15 * to {
            from = 0.0;
        }
        if let Some(share) = room_about {
            (from, to) = with_room(from, to, budget, share);
            from = from.max(0.0);
        }
        Axis::linear(from, to, most, |v, step, top| {
            words::money_mark(v, self.currency(), step, top)
        })
    }
}

/// Whether a quantity is the same in all trials, but for rounding.
fn constant(spread: &Spread) -> bool {
    const ROUNDING: f64 = 1e-9;
    let mean = spread.mean.unwrap_or(0.0).abs();
    spread.p05 == spread.p95 && spread.sd.is_none_or(|sd| sd <= ROUNDING * mean)
}

/// Where a curve rises but for one in a hundred at either end, P1 to P99 of the finished trials, so that stragglers do not set the scale.
fn extent(curve: &Curve) -> Option<(f64, f64)> {
    curve.between(0.01)
}

/// The range widened until `about`, if it is inside, has `share` of it on either side.
fn with_room(from: f64, to: f64, about: f64, share: f64) -> (f64, f64) {
    if !(from..=to).contains(&about) {
        return (from, to);
    }
    let other = share / (1.0 - share);
    (
        from.min(about - other * (to - about)),
        to.max(about + other * (about - from)),
    )
}

/// A quantile of [`Spread`] with its name.
pub(super) fn named_quantiles(spread: &Spread) -> [(&'static str, f64, Option<f64>); 4] {
    [
        ("P10", 0.1, spread.p10),
        ("P50 (median)", 0.5, spread.p50),
        ("P80", 0.8, spread.p80),
        ("P90", 0.9, spread.p90),
    ]
}
