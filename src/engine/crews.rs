//! Team groups: their size, growth and learning.

use fearless_simd::{Select, Simd, SimdBase};

use super::moment::Moment;
use super::money::{growth_factor, twelfth_root};
use super::purse::Purse;
use crate::lanes::{Lanes, Mask, Vector, handed};
use crate::programme::inputs::Inputs;
use crate::programme::{M2_PER_HA, Output, Programme, YearLayout};
use crate::scenario::Task;

/// Part of its team-months that a group must have worked to be given more teams.
const BUSY: f64 = 0.9;

/// By how much money must be more than enough before it is not looked at: rounding cannot cross it.
pub(super) const MARGIN: f64 = 1.0 + 1e-9;

/// Output below this is none: its reciprocal would leave the range of numbers. ha per unit of size and month.
pub(super) const NO_OUTPUT: f64 = 1e-150;

/// State of all groups, in the order they work.
#[derive(Clone, Debug)]
pub(super) struct Crews {
    pub(super) groups: Vec<Crew>,
}

/// One group.
#[derive(Clone, Debug, Default)]
pub(super) struct Crew {
    /// Teams, or capacity in ha per year.
    size: Lanes,
    /// 1 in the calendar years in which it works, 0 in others.
    open: Lanes,
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
    /// More than a reference ha can cost anywhere, but for standing costs.
    pub(super) dearest: Lanes,
    /// Team-months worked and to be had in the current programme year.
    pub(super) worked: Lanes,
    pub(super) to_be_had: Lanes,
    /// Spent on work and on new teams in the calendar year.
    pub(super) spent: Lanes,
    mobilised: Lanes,
}

handed!(Crews { groups });
// The others are set anew in the first month of a programme year before they are read, and only then a trial takes over a lane.
handed!(Crew {
    size,
    output,
    effort,
    learning,
    unlearning,
    cost,
    unit_cost,
    per_unit_cost,
    dearest,
    spent,
    mobilised
});

/// `1/x`, a large number where x is none.
#[inline(always)]
fn reciprocal<S: Simd>(x: Vector<S>) -> Vector<S> {
    let large = Vector::splat(x.simd, 1.0 / NO_OUTPUT);
    x.simd_gt(NO_OUTPUT).select(1.0 / x, large)
}

impl Crews {
    pub(super) fn room(programme: &Programme) -> Self {
        Self {
            groups: vec![Crew::default(); programme.groups.len()],
        }
    }

    #[inline(always)]
    pub(super) fn begin<S: Simd>(&mut self, simd: S, programme: &Programme, inputs: &Inputs) {
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            *crew = Crew::default();
            crew.size = inputs[group.size];
            let output = match group.output {
                Output::PerTeam(output) => inputs[output].get(simd) / M2_PER_HA,
                Output::OfGroup => Vector::splat(simd, 1.0),
            };
            crew.output.set(output);
            crew.effort.set(reciprocal(output));
            let learning = twelfth_root(growth_factor(inputs[group.learning].get(simd)));
            crew.learning.set(learning);
            crew.unlearning.set(reciprocal(learning));
            crew.cost = inputs[group.cost];
            crew.unit_cost = inputs[group.unit_cost];
            let unit_cost = crew.unit_cost.get(simd);
            crew.per_unit_cost.set(reciprocal(unit_cost));
            crew.dearest
                .set(unit_cost * (group.largest_factor * MARGIN));
        }
    }

    /// Notes which groups work, when a programme year or a calendar year begins.
    #[inline(always)]
    pub(super) fn fix_windows<S: Simd>(&mut self, programme: &Programme, now: &Moment<S>) {
        let simd = now.t.simd;
        let (one, nothing) = (Vector::splat(simd, 1.0), Vector::splat(simd, 0.0));
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            let open = now.within(group.years).select(one, nothing);
            crew.open.set(open);
            crew.muster(simd);
        }
    }

    /// Step 6: where `may_grow`, groups that were busy all of the last programme year gain teams, in file order, as money allows.
    #[inline(always)]
    pub(super) fn grow<S: Simd>(
        &mut self,
        programme: &Programme,
        inputs: &Inputs,
        purse: &mut Purse<S>,
        unit_price: Vector<S>,
        may_grow: Mask<S>,
    ) {
        let simd = unit_price.simd;
        let nothing = Vector::splat(simd, 0.0);
        for &index in &programme.groups_in_file_order {
            let group = &programme.groups[index];
            let crew = &mut self.groups[index];
            if !group.grows {
                continue;
            }
            let busy = crew
                .worked
                .get(simd)
                .simd_ge(crew.to_be_had.get(simd) * BUSY);
            let grows = may_grow & busy & crew.open.get(simd).simd_gt(0.0);
            let size = crew.size.get(simd);
            let mut gain = inputs[group.growth].get(simd);
            if let Some(max) = group.max {
                gain = gain.min((inputs[max].get(simd) - size).max(0.0));
            }
            gain = grows.select(gain, nothing);
            let price = inputs[group.mobilisation].get(simd) * unit_price;
            let due = gain * price;
            let paid = due.min(purse.left);
            let short = paid.simd_lt(due);
            let size = size + short.select(paid / price, gain);
            crew.size.set(size);
            crew.muster(simd);
            purse.spend(paid, due - paid);
            crew.mobilised.add(paid);
        }
    }

    /// Begins the account of a programme year's team-months.
    pub(super) fn start_programme_year(&mut self) {
        for crew in &mut self.groups {
            crew.worked = Lanes::default();
            crew.to_be_had = Lanes::default();
        }
    }

    /// Writes what the groups spent in the year, by category and operator, and their sizes at its end in file
    /// order; groups outside their years have none.
    #[inline(always)]
    pub(super) fn close_year<S: Simd>(&self, simd: S, programme: &Programme, row: &mut [Lanes]) {
        let layout = &programme.year_layout;
        let nothing = Lanes::default();
        row[YearLayout::CATEGORY..][..3].fill(nothing);
        row[YearLayout::CATEGORY + 4] = nothing;
        row[layout.operators..][..programme.operators.len()].fill(nothing);
        for (crew, group) in self.groups.iter().zip(&programme.groups) {
            let stage = match group.task {
                Task::Survey => 0,
                Task::TechnicalSurvey => 1,
                Task::Clearance => 2,
            };
            let (spent, mobilised) = (crew.spent.get(simd), crew.mobilised.get(simd));
            row[YearLayout::CATEGORY + stage].add(spent);
            row[YearLayout::CATEGORY + 4].add(mobilised);
            row[layout.operators + group.operator].add(spent + mobilised);
        }
        for (column, &index) in programme.groups_in_file_order.iter().enumerate() {
            row[layout.teams + column] = self.groups[index].teams;
        }
    }

    /// Begins the account of a calendar year.
    pub(super) fn start_calendar_year(&mut self) {
        for crew in &mut self.groups {
            crew.spent = Lanes::default();
            crew.mobilised = Lanes::default();
        }
    }
}

impl Crew {
    /// Counts the teams that work, and their output.
    #[inline(always)]
    fn muster<S: Simd>(&mut self, simd: S) {
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
