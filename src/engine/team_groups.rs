//! Team groups: their size, growth and learning.

use fearless_simd::{Select, Simd, SimdBase};

use super::moment::Moment;
use super::money::{growth_factor, twelfth_root};
use super::pots::Refused;
use crate::lanes::{Lanes, Mask, Vector, move_lane};
use crate::programme::inputs::Inputs;
use crate::programme::{M2_PER_HA, Output, Programme, YearLayout};
use crate::scenario::Task;

/// Output below this is none: its reciprocal would leave the range of numbers. ha per unit of size and month.
pub(super) const NO_OUTPUT: f64 = 1e-150;

/// Tasks in the order in which what they cost stands among the categories.
const STAGES: [Task; 3] = [Task::Survey, Task::TechnicalSurvey, Task::Clearance];

/// State of all groups, in the order they work.
#[derive(Clone, Debug)]
pub(super) struct TeamGroups {
    pub(super) all: Vec<TeamGroup>,
    /// The month by each of the programme's calendars.
    pub(super) times: Vec<Times>,
    /// 1 where a group may wait for new teams, 0 where none does.
    pub(super) owes: Lanes,
    /// Whether new teams were decided on in this month.
    pub(super) decided: bool,
    /// Whether groups may have other teams than in the month before, in some lane.
    pub(super) strength_changed: bool,
    /// Teams that had nobody to pay them, by the place of the reach at which they were refused: for one group at a time.
    pub(super) refused: Vec<Refused>,
}

/// One group.
#[derive(Clone, Debug, Default)]
pub(super) struct TeamGroup {
    /// Teams, or capacity in ha per year.
    pub(super) size: Lanes,
    /// New teams not yet paid: up to the planned strength, and of the year's growth.
    pub(super) owed: [Lanes; 2],
    /// 1 in the calendar years in which it works, 0 in others.
    pub(super) open: Lanes,
    /// The size in years in which it works, 0 in others.
    pub(super) teams: Lanes,
    /// Output of all its teams, `teams` times `output`; 0 where a team has none.
    pub(super) strength: Lanes,
    /// ha per unit of size and working day (teams), or per unit and year; and the reciprocal.
    output: Lanes,
    pub(super) effort: Lanes,
    /// Monthly factors of the two.
    learning: Lanes,
    unlearning: Lanes,
    /// Cost of a unit of size per year.
    pub(super) cost: Lanes,
    /// Cost per ha processed, and the reciprocal.
    pub(super) unit_cost: Lanes,
    pub(super) per_unit_cost: Lanes,
    /// Team-months worked and to be had in the current programme year.
    pub(super) worked: Lanes,
    pub(super) to_be_had: Lanes,
    /// Paid and not paid for its work and new teams in the current programme year, where growth looks at each group's own money.
    pub(super) paid: Lanes,
    pub(super) unpaid: Lanes,
    /// Team-months that had to be committed for the group to be what holds its areas less those that were, in the calendar year and
    /// of them in this month; and the most teams it had at work in that year.
    pub(super) slack: Lanes,
    pub(super) slack_now: Lanes,
    pub(super) present: Lanes,
    /// Spent on work and on new teams in the calendar year.
    pub(super) spent: Lanes,
    pub(super) mobilised: Lanes,
    /// Whether money was found to be short for it in the programme year, in some lane.
    pub(super) was_short: bool,
}

/// The month by one calendar.
#[derive(Clone, Debug, Default)]
pub(super) struct Times {
    /// Working days.
    pub(super) days: f64,
    /// Months of output at full strength, and the reciprocals: for teams (in working days) and for groups (in years).
    pub(super) full: [Lanes; 2],
    pub(super) per_full: [Lanes; 2],
    /// Price of a cost per year.
    pub(super) standing: Lanes,
}

move_lane!(TeamGroups { all });
// The others are set anew in the first month of a programme year before they are read, and only then a trial takes over a lane.
move_lane!(TeamGroup {
    size,
    owed,
    slack,
    present,
    output,
    effort,
    learning,
    unlearning,
    cost,
    unit_cost,
    per_unit_cost,
    spent,
    mobilised
});

/// `1/x`, a large number where x is none.
#[inline(always)]
fn reciprocal<S: Simd>(x: Vector<S>) -> Vector<S> {
    let large = Vector::splat(x.simd, 1.0 / NO_OUTPUT);
    x.simd_gt(NO_OUTPUT).select(1.0 / x, large)
}

impl TeamGroups {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            all: vec![TeamGroup::default(); programme.groups.len()],
            times: vec![Times::default(); programme.calendars.len()],
            owes: Lanes::default(),
            decided: false,
            strength_changed: false,
            refused: vec![
                Refused::default();
                programme.pots.as_ref().map_or(0, |_| programme.areas.len())
            ],
        }
    }

    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S, programme: &Programme, inputs: &Inputs) {
        for (group, plan) in self.all.iter_mut().zip(&programme.groups) {
            *group = TeamGroup::default();
            group.size = inputs[plan.size];
            let output = match plan.output {
                Output::PerTeam(output) => inputs[output].get(simd) / M2_PER_HA,
                Output::OfGroup => Vector::splat(simd, 1.0),
            };
            group.output.set(output);
            group.effort.set(reciprocal(output));
            let learning = twelfth_root(growth_factor(inputs[plan.learning].get(simd)));
            group.learning.set(learning);
            group.unlearning.set(reciprocal(learning));
            group.cost = inputs[plan.cost];
            group.unit_cost = inputs[plan.unit_cost];
            let per_unit_cost = reciprocal(group.unit_cost.get(simd));
            group.per_unit_cost.set(per_unit_cost);
        }
    }

    /// Notes which groups work, when a programme year or a calendar year begins.
    #[inline(always)]
    pub(super) fn fix_windows<S: Simd>(&mut self, programme: &Programme, now: &Moment<S>) {
        let simd = now.t.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        for (group, plan) in self.all.iter_mut().zip(&programme.groups) {
            let open = now.within(plan.months).select(one, nothing);
            group.open.set(open);
            group.set_strength(simd);
        }
        self.strength_changed = true;
    }

    /// Begins the account of a programme year's team-months.
    pub(super) fn start_programme_year(&mut self) {
        for group in &mut self.all {
            group.worked = Lanes::default();
            group.to_be_had = Lanes::default();
            group.paid = Lanes::default();
            group.unpaid = Lanes::default();
            group.was_short = false;
        }
    }

    /// Writes what the groups spent in the year, by category and operator, and their sizes at its end in file
    /// order; groups outside their years have none.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(&self, simd: S, programme: &Programme, row: &mut [Lanes]) {
        let layout = &programme.year_layout;
        let operators = layout.operators..layout.operators + programme.operators.len();
        row[operators.clone()].fill(Lanes::default());
        let mut enlarged = Vector::splat(simd, 0.0);
        for (stage, task) in STAGES.into_iter().enumerate() {
            let mut of_stage = Vector::splat(simd, 0.0);
            let groups = programme.groups_of(task);
            for (group, plan) in self.all[groups.clone()]
                .iter()
                .zip(&programme.groups[groups])
            {
                let (spent, mobilised) = (group.spent.get(simd), group.mobilised.get(simd));
                of_stage += spent;
                enlarged += mobilised;
                row[operators.start + plan.operator].add(spent + mobilised);
            }
            row[YearLayout::CATEGORY + stage].set(of_stage);
        }
        row[YearLayout::CATEGORY + 4].set(enlarged);
        for (column, &index) in programme.groups_in_file_order.iter().enumerate() {
            row[layout.teams + column] = self.all[index].teams;
        }
    }

    /// Begins the account of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        for group in &mut self.all {
            group.spent = Lanes::default();
            group.mobilised = Lanes::default();
            group.slack = Lanes::default();
            group.present = Lanes::default();
        }
    }
}

impl TeamGroup {
    /// Counts the teams that work, and their output.
    #[inline(always)]
    pub(super) fn set_strength<S: Simd>(&mut self, simd: S) {
        self.teams.set(self.size.get(simd) * self.open.get(simd));
        self.add_up(simd);
    }

    #[inline(always)]
    fn add_up<S: Simd>(&mut self, simd: S) {
        let output = self.output.get(simd);
        let some: Mask<S> = output.simd_gt(NO_OUTPUT);
        let strength = self.teams.get(simd) * output;
        self.strength
            .set(some.select(strength, Vector::splat(simd, 0.0)));
    }

    /// The teams that worked in the month: before what it paid for joins them.
    #[inline(always)]
    pub(super) fn teams_at_work<S: Simd>(&self, simd: S) -> Vector<S> {
        self.teams.get(simd)
    }

    /// A month's learning.
    #[inline(always)]
    pub(super) fn learn<S: Simd>(&mut self, simd: S) {
        let output = self.output.get(simd) * self.learning.get(simd);
        self.output.set(output);
        self.add_up(simd);
        // Kept finite where learning below -100 % leaves no output.
        let effort = self.effort.get(simd) * self.unlearning.get(simd);
        self.effort.set(effort.min(1.0 / NO_OUTPUT));
    }
}
