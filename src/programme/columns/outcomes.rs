//! What is recorded of a whole trial.

use super::declared::Each::{
    Benefits, Category, Deadline, Education, Item, Milestone, Operator, Payer, Region, Return,
    Source,
};
use super::declared::Kind::{Count, Date, Flow, Ratio, Share, Stock};
use super::declared::Unit::{Casualties, Ha, Items, Money, People, Regions, Years};
use super::declared::{Declared, Each, Mark, Unit, column, count, places};

/// Outcomes of a trial, in the order in which figures are shown. The first is the date of completion.
#[rustfmt::skip]
pub const OUTCOMES: &[Declared] = &[
    column("completion_years", Years, Date, "Time from the start to completion.").headline("Completion"),
    column("cost", Money, Flow, "Cost at completion, constant prices.")
        .sum_of("spending.total").at_completion().headline("Cost at completion"),
    column("cost_nominal", Money, Flow, "Cost at completion, nominal.").at_completion().headline("  nominal"),
    column("cost_present_value", Money, Flow, "Cost at completion, present value.")
        .at_completion().headline("  present value"),
    column("cost_to_horizon", Money, Flow, "Spent up to completion or the horizon, constant prices.")
        .same_as("cost").headline("Spent by the horizon"),
    column("unfunded", Money, Flow, "Sum of what was due or stood ready and no money came: it counts the same work again every month.")
        .sum_of("unfunded").without_figure(),
    column("income", Money, Flow, "Money that came in.").sum_of("income").without_figure(),
    column("lapsed", Money, Flow, "Money that was not carried over when years ended.")
        .sum_of("lapsed").headline("Money lapsed"),
    column("money_left", Money, Stock, "Money left at completion or the horizon.").without_figure(),
    column("area_ha.initial", Ha, Stock, "Known at the start: suspected and confirmed."),
    column("area_ha.unrecorded", Ha, Stock, "Contaminated and on no list at the start.").without_figure(),
    column("area_ha.added", Ha, Flow, "Added by events.").without_figure(),
    column("area_ha.cancelled", Ha, Flow, "Released by non-technical survey.").sum_of("cancelled"),
    column("area_ha.reduced", Ha, Flow, "Released by technical survey.").sum_of("reduced"),
    column("area_ha.cleared", Ha, Flow, "Released by clearance.").sum_of("cleared"),
    column("area_ha.remaining", Ha, Stock, "Known and not released by completion or the horizon.").without_figure(),
    column("area_ha.undiscovered", Ha, Stock, "Contaminated, on no list and not found by completion or the horizon.")
        .headline("Left undiscovered"),
    column("items.*", Items, Count, "Ordnance found: *.").each(Item).sum_of("items.*"),
    column("milestones.*", Years, Date, "Time from the start until the share * of the initially known area is released.")
        .each(Milestone),
    column("regions.*.completion_years", Years, Date, "Time from the start to the completion of *.").each(Region),
    column("cost_by.category.*", Money, Flow, "Spent on * up to completion or the horizon, constant prices.")
        .each(Category).sum_of("spending.category.*"),
    column("cost_by.operator.*", Money, Flow, "Spent by *, mobilisation included, likewise.")
        .each(Operator).sum_of("spending.operator.*"),
    column("cost_by.funding.*", Money, Flow, "Spent of the money of *, likewise; in kind is what nobody in the scenario pays.")
        .each(Payer).sum_of("spending.funding.*"),
    column("lapsed_by.*", Money, Flow, "Money of * that was not carried over when years ended.").each(Source).sum_of("lapsed.*"),
    column("at_deadline.remaining_ha", Ha, Stock, "Known and not released at the deadline.").each(Deadline),
    column("at_deadline.released_share", Unit::Share, Share, "Released by the deadline less newly found until then, as a share of the area known at the start; at least 0.")
        .each(Deadline).headline("Released less found by deadline"),
    column("at_deadline.spent", Money, Flow, "Spent by the deadline, constant prices.").each(Deadline),
    column("at_deadline.returned", People, Stock, "People returned by the deadline, also of trials that are complete before it.").each(Deadline),
    column("at_deadline.regions_complete", Regions, Count, "Regions complete at the deadline.").each(Deadline),
    column("cost_after_deadline", Money, Flow, "Spent after the deadline, up to completion or the horizon.").each(Deadline),
    column("at_horizon.remaining_ha", Ha, Stock, "Known and not released at the horizon, of unfinished trials.").at_horizon(),
    column("at_horizon.released_share", Unit::Share, Share, "Released by the horizon less newly found, as a share of the area known at the start, of unfinished trials; at least 0.")
        .at_horizon(),
    column("at_horizon.spent", Money, Flow, "Spent by the horizon, of unfinished trials.").at_horizon(),
    column("at_horizon.returned", People, Stock, "People returned by the horizon, of unfinished trials.").at_horizon(),
    column("at_horizon.regions_complete", Regions, Count, "Regions complete at the horizon, of unfinished trials.").at_horizon(),
    // From here on columns of people, who go on after completion.
    column("people.returned", People, Stock, "People returned by the horizon.").each(Return).headline("People returned"),
    column("people.years_to_half_returned", Years, Date, "Time from the start until half of all who wait have returned.")
        .each(Return).headline("  half of all"),
    column("people.years_to_90_percent_returned", Years, Date, "Time from the start until 90 % of all who wait have returned.")
        .each(Return).headline("  90 % of all"),
    column("casualties.people", Casualties, Count, "Expected casualties among the people present, up to the horizon.")
        .each(Each::Casualties).headline("Expected casualties, people"),
    column("casualties.deminers", Casualties, Count, "Expected casualties among deminers.")
        .each(Each::Casualties).headline("Expected casualties, deminers"),
    column("casualties.killed", Casualties, Count, "Expected deaths among both.")
        .each(Each::Casualties).headline("  killed of both"),
    column("cost_by.category.risk_education", Money, Flow, "Spent on risk education up to completion or the horizon, constant prices.")
        .each(Education).sum_of("spending.category.risk_education"),
    column("benefits_present_value", Money, Flow, "Present value of the benefits up to the horizon.")
        .each(Benefits).headline("Benefits, present value"),
    column("benefit_cost_ratio", Unit::Ratio, Ratio, "Present value of the benefits by that of what was spent; infinite if nothing was.")
        .each(Benefits).headline("Benefits to cost"),
];

/// Places of the columns that count at completion only.
pub const AT_COMPLETION: [usize; count(OUTCOMES, Mark::AtCompletion)] =
    places(OUTCOMES, Mark::AtCompletion);
