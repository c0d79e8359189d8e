//! What is recorded of every calendar year.

use super::declared::Each::{
    Benefits, CasualtiesAndEducation, Category, Education, Group, Item, Limit, Operator, Payer,
    Return, Source,
};
use super::declared::Kind::{Count, Flow, Share, Stock};
use super::declared::Unit::{Casualties, Ha, Items, Money, People, Teams};
use super::declared::{After, Declared, Each, Mark, Unit, column, count, places};

/// Columns of a calendar year, in the order of `years.csv`. Stocks that stay come first, what goes on after completion last: the tally
/// takes them as ranges.
#[rustfmt::skip]
pub const YEARS: &[Declared] = &[
    column("remaining.suspected", Ha, Stock, "Suspected hazardous area at the end of the year.").with_quantiles().stays(),
    column("remaining.confirmed", Ha, Stock, "Confirmed hazardous area at the end of the year.").with_quantiles().stays(),
    column("remaining.to_clear", Ha, Stock, "Area that awaits clearance at the end of the year.").with_quantiles().stays(),
    column("remaining.total", Ha, Stock, "Known and not released at the end of the year.").with_quantiles().stays(),
    column("newly_found", Ha, Flow, "Discovered, or added by events."),
    column("cancelled", Ha, Flow, "Released by non-technical survey."),
    column("reduced", Ha, Flow, "Released by technical survey."),
    column("cleared", Ha, Flow, "Released by clearance.").with_quantiles(),
    column("spending.total", Money, Flow, "Spent, constant prices.").with_quantiles(),
    column("spending.category.*", Money, Flow, "Spent on *, constant prices.").each(Category),
    column("income", Money, Flow, "Money that came in.").with_quantiles(),
    column("unfunded", Money, Flow, "What was due or stood ready and no money came: work, overhead, risk education and mobilisation.")
        .with_quantiles(),
    column("lapsed", Money, Flow, "Money that was not carried over when the year ended."),
    column("at_work", Unit::Share, Share, "Trials at work in the year."),
    column("items.*", Items, Count, "Ordnance found: *.").each(Item),
    column("spending.operator.*", Money, Flow, "Spent by *, mobilisation included.").each(Operator),
    column("spending.funding.*", Money, Flow, "Spent of the money of *.").each(Payer),
    column("income.*", Money, Flow, "Money that came in from *.").each(Source),
    column("lapsed.*", Money, Flow, "Money of * that was not carried over when the year ended.").each(Source),
    column("limited_by.*", Unit::Share, Share, "Trials at work that are held back by * in the year.").each(Limit),
    column("teams.*", Teams, Stock, "Size of the group * at the end of the year.").each(Group),
    column("people.returned", People, Stock, "People returned by the end of the year.")
        .each(Return).with_quantiles().goes_on(),
    column("people.land_released", People, Stock, "People who wait times the share of their area's land that is released.")
        .each(Return).with_quantiles().goes_on(),
    column("casualties.people", Casualties, Count, "Expected casualties among the people present.")
        .each(Each::Casualties).with_quantiles().goes_on(),
    column("casualties.deminers", Casualties, Count, "Expected casualties among deminers.").each(Each::Casualties).goes_on(),
    column("casualties.killed", Casualties, Count, "Expected deaths among both.").each(Each::Casualties).goes_on(),
    column("casualties.people_without_education", Casualties, Count, "Expected casualties among people had nobody been reached.")
        .each(CasualtiesAndEducation).goes_on(),
    column("spending.category.risk_education", Money, Flow, "Spent on risk education.").each(Education).goes_on(),
    column("benefits", Money, Flow, "Value of land in use.").each(Benefits).goes_on(),
];

/// Number of declared columns that stay as they are after completion, the first ones.
pub const STAYING: usize = staying();

const fn staying() -> usize {
    let mut count = 0;
    while matches!(YEARS[count].after, After::Stays) {
        count += 1;
    }
    count
}

/// Places of the columns with quantiles that do not go on after completion.
pub const WITH_QUANTILES: [usize; count(YEARS, Mark::Quantiles)] = places(YEARS, Mark::Quantiles);
