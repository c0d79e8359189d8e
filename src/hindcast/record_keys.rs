//! The keys of a record, one line each.

use crate::scenario::key_tables::{NOTE, SOURCE, key};
use crate::scenario::keys::Fallback::{Absent, Required};
use crate::scenario::keys::{Key, Kind, Range};

const AMOUNT: Kind = Kind::Number(Range::AT_LEAST_ZERO);
/// Several times what any country has suspected of its land, km².
const AREA_KM2: Kind = Kind::Number(Range::from_to(0.0, 1e6));

#[rustfmt::skip]
pub(super) static RECORD: &[Key] = &[
    key("format", Kind::Format, Required, "", "Number of the file format: 1."),
    key("name", Kind::Text, Required, "", "What the case is called."),
    key("country", Kind::Text, Required, "", "Country, whose own past the recipe leaves out of its ranges."),
    key("start", Kind::Month, Required, "month", "First month of the forecast; all but `observed` was known before it."),
    key("currency", Kind::Text, Absent, "", "Currency of all money in the record."),
    SOURCE,
    NOTE,
    key("area", Kind::Table(AREA), Required, "", "Land on the books at the start, by stage of survey."),
    key("release", Kind::Tables(RELEASE), Required, "", "Land released, by calendar year."),
    key("spending", Kind::Tables(SPENDING), Absent, "", "Money spent, by calendar year."),
    key("teams", Kind::Table(TEAMS), Absent, "", "Who works."),
    key("forecast", Kind::Table(FORECAST), Absent, "", "The official forecast made then."),
    key("observed", Kind::Table(OBSERVED), Absent, "", "What followed."),
];

#[rustfmt::skip]
static AREA: &[Key] = &[
    key("estimate", AREA_KM2, Absent, "km2", "Guessed, estimated from maps, or found by an impact survey."),
    key("suspected", AREA_KM2, Absent, "km2", "Suspected after a general or non-technical survey."),
    key("confirmed", AREA_KM2, Absent, "km2", "Confirmed, recorded, or found by a baseline survey."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static RELEASE: &[Key] = &[
    key("cleared", AREA_KM2, Absent, "km2", "By clearance."),
    key("reduced", AREA_KM2, Absent, "km2", "By technical survey."),
    key("cancelled", AREA_KM2, Absent, "km2", "By non-technical survey."),
    key("all", AREA_KM2, Absent, "km2", "By all methods, where they are not told apart."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static SPENDING: &[Key] = &[
    key("amount", AMOUNT, Required, "money", "Spent in the year."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static TEAMS: &[Key] = &[
    key("deminers", AMOUNT, Absent, "people", "Deminers at work."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static FORECAST: &[Key] = &[
    key("made", Kind::Month, Absent, "month", "When it was made."),
    key("complete", Kind::Month, Required, "month", "Last month by the end of which the programme was to be complete."),
    key("cost", AMOUNT, Absent, "money", "Cost from the start to completion."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static OBSERVED: &[Key] = &[
    key("completed", Kind::Month, Absent, "month", "Month of completion."),
    key("open", Kind::Month, Absent, "month", "Last month by whose end it was known not to be complete."),
    key("remaining", AREA_KM2, Absent, "km2", "Land on the books in the month `open`."),
    key("cost", AMOUNT, Absent, "money", "Cost from the start to completion."),
    key("released", Kind::Tables(RELEASE), Absent, "", "Land released, by calendar year."),
    SOURCE,
    NOTE,
];
