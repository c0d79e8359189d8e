//! Work: how a month's teams and money are shared among areas.

use super::crews::{Crew, Crews};
use super::land::Land;
use super::moment::Moment;
use super::money::Purse;
use crate::programme::{GroupPlan, Programme, YearLayout};
use crate::scenario::{Allocation, Task};

/// The month as one group sees it.
struct Shift<'a> {
    group: &'a GroupPlan,
    /// ha per team-month on reference terrain.
    rate: f64,
    /// Price of a team-month without what is paid per hectare.
    standing: f64,
    /// Price of a hectare.
    per_ha: f64,
}

impl<'a> Shift<'a> {
    fn new(
        programme: &Programme,
        group: &'a GroupPlan,
        crew: &Crew,
        shock: f64,
        now: &Moment,
    ) -> Self {
        let loading = now.unit_price * (1.0 + programme.overhead_share);
        Self {
            group,
            rate: crew.rate(group, now, shock),
            standing: crew.cost * now.share_of_year * loading,
            per_ha: crew.unit_cost * loading,
        }
    }

    /// Team-months that `area` needs and the price of one, if there is work to do.
    fn need(&self, land: &Land, area: usize, factor: f64) -> Option<(f64, f64)> {
        let backlog = land.backlog(self.group.task)[area];
        let rate = self.rate * factor;
        let need = backlog / rate;
        // A rate so small that its need is beyond all numbers is no rate.
        (backlog > 0.0 && need.is_finite()).then_some((need, self.standing + self.per_ha * rate))
    }

    /// Works `worked` team-months of the `need`ed ones in `area`.
    fn process(
        &self,
        land: &mut Land,
        area: usize,
        factor: f64,
        worked: f64,
        need: f64,
        row: &mut [f64],
    ) {
        let backlog = land.backlog(self.group.task)[area];
        // All of the need is all of the backlog, to the last bit.
        let hectares = if worked >= need {
            backlog
        } else {
            (worked * self.rate * factor).min(backlog)
        };
        land.process(self.group.task, area, hectares, row);
    }
}

impl Crews {
    /// Step 7: all groups in order; `shock` multiplies all output of the month.
    pub(super) fn work(
        &mut self,
        programme: &Programme,
        land: &mut Land,
        purse: &mut Purse,
        shock: f64,
        now: &Moment,
        row: &mut [f64],
    ) {
        if now.days == 0.0 {
            return;
        }
        for (crew, group) in self.groups.iter_mut().zip(&programme.groups) {
            if !now.within(group.years) {
                continue;
            }
            crew.to_be_had += crew.size;
            let shift = Shift::new(programme, group, crew, shock, now);
            if shift.rate <= 0.0 {
                continue;
            }
            let (worked, paid) = match programme.allocation {
                Allocation::Priority => by_priority(&shift, crew.size, land, purse, row),
                Allocation::Proportional => in_proportion(&shift, crew.size, land, purse, row),
            };
            crew.worked += worked;
            let category = match group.task {
                Task::Survey => 0,
                Task::TechnicalSurvey => 1,
                Task::Clearance => 2,
            };
            row[YearLayout::CATEGORY + category] += paid;
            row[programme.year_layout.operators + group.operator] += paid;
        }
    }
}

/// Areas one after the other; teams are committed by what was wanted. Returns the team-months worked and what they cost.
fn by_priority(
    shift: &Shift,
    teams: f64,
    land: &mut Land,
    purse: &mut Purse,
    row: &mut [f64],
) -> (f64, f64) {
    let mut left = teams;
    let mut worked = 0.0;
    let mut cost = 0.0;
    for &(area, factor) in &shift.group.reach {
        if left <= 0.0 {
            break;
        }
        let Some((need, price)) = shift.need(land, area, factor) else {
            continue;
        };
        let wanted = need.min(left);
        left -= wanted;
        let due = wanted * price;
        let (paid_for, paid) = if due <= purse.left() {
            (wanted, due)
        } else {
            (purse.left() / price, purse.left())
        };
        purse.spend(paid, due);
        shift.process(land, area, factor, paid_for, need, row);
        worked += paid_for;
        cost += paid;
    }
    (worked, cost)
}

/// All areas at once in proportion to their need; scaled down together if money is short. Returns the team-months worked and
/// what they cost.
fn in_proportion(
    shift: &Shift,
    teams: f64,
    land: &mut Land,
    purse: &mut Purse,
    row: &mut [f64],
) -> (f64, f64) {
    let mut total = 0.0;
    let mut price_of_all = 0.0;
    for &(area, factor) in &shift.group.reach {
        if let Some((need, price)) = shift.need(land, area, factor) {
            total += need;
            price_of_all += need * price;
        }
    }
    if total <= 0.0 {
        return (0.0, 0.0);
    }
    let share = (teams / total).min(1.0);
    let due = price_of_all * share;
    let paid = due.min(purse.left());
    let paid_share = if paid < due {
        share * (paid / due)
    } else {
        share
    };
    purse.spend(paid, due);
    for &(area, factor) in &shift.group.reach {
        if let Some((need, _)) = shift.need(land, area, factor) {
            shift.process(land, area, factor, need * paid_share, need, row);
        }
    }
    (total * paid_share, paid)
}
