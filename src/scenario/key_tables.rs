//! The keys of every table of a scenario file, one line each.

use super::keys::Fallback::{Absent, Required, TableName, Value};
use super::keys::{Drawn, Fallback, Input, Key, Kind, Range};

pub(crate) const fn key(
    name: &'static str,
    kind: Kind,
    fallback: Fallback,
    unit: &'static str,
    doc: &'static str,
) -> Key {
    Key {
        name,
        kind,
        fallback,
        unit,
        doc,
    }
}

const fn uncertain(range: Range) -> Kind {
    Kind::Uncertain(Input {
        range,
        is_share: false,
        drawn: Drawn::PerTrial,
    })
}

const POSITIVE: Range = Range::above(0.0, f64::INFINITY);
/// Longest simulation, years: longer than any programme, short enough for a month's number in 16 bits.
const LONGEST: f64 = 500.0;

const AMOUNT: Kind = uncertain(Range::AT_LEAST_ZERO);
const RATE: Kind = uncertain(Range::ANY);
const SHARE: Kind = Kind::Uncertain(Input {
    range: Range::SHARE,
    is_share: true,
    drawn: Drawn::PerTrial,
});
const PER_ARRIVAL: Kind = Kind::Uncertain(Input {
    range: Range::AT_LEAST_ZERO,
    is_share: false,
    drawn: Drawn::PerArrival,
});
const YEARLY: Kind = Kind::ByYear(Input {
    range: Range::AT_LEAST_ZERO,
    is_share: false,
    drawn: Drawn::PerTrial,
});
const SPREAD: Kind = Kind::Number(Range::AT_LEAST_ZERO);

pub(crate) const SOURCE: Key = key(
    "source",
    Kind::Remark,
    Absent,
    "",
    "Where the values of this table come from.",
);
pub(crate) const NOTE: Key = key(
    "note",
    Kind::Remark,
    Absent,
    "",
    "A remark on the values of this table, such as \"judgement\".",
);
const TITLE: Key = key("title", Kind::Text, TableName, "", "Name for people.");
const FROM: Key = key(
    "from",
    Kind::FirstMonth,
    Absent,
    "calendar year or month",
    "First calendar year or month; without it, from the start.",
);
const UNTIL: Key = key(
    "until",
    Kind::LastMonth,
    Absent,
    "calendar year or month",
    "Last calendar year or month; without it, to the end.",
);

/// The top level of a scenario file.
#[rustfmt::skip]
pub(crate) static SCENARIO: &[Key] = &[
    key("format", Kind::Format, Required, "", "Number of the file format: 1."),
    key("name", Kind::Text, Required, "", "What the scenario is called."),
    key("description", Kind::Remark, Absent, "", "What the scenario is about."),
    key("start", Kind::Month, Required, "month", "First simulated month."),
    key("horizon", Kind::Horizon(Range::above(0.0, LONGEST)), Required, "years", "Years simulated at most."),
    key("allocation", Kind::Choice(&["priority", "proportional"]), Value("\"priority\""), "", "How teams are shared among areas."),
    key("area_unit", Kind::Choice(&["ha", "km2", "m2"]), Value("\"ha\""), "", "Unit of areas, of capacity in area a year, and of money per area, in this file and not in its base."),
    key("currency", Kind::Text, Required, "", "Currency of all money."),
    key("price_year", Kind::Year, Required, "calendar year", "Year of the constant prices."),
    SOURCE,
    NOTE,
    key("dimensions", Kind::Texts, Absent, "", "Order of the sampling design's dimensions, by path; those it does not name follow by kind."),
    key("target", Kind::Table(TARGET), Value("{}"), "", "The estimate under test."),
    key("completion", Kind::Table(COMPLETION), Value("{}"), "", "When the programme counts as complete."),
    key("calendar", Kind::Table(CALENDAR), Value("{}"), "", "When teams work."),
    key("economy", Kind::Table(ECONOMY), Value("{}"), "", "Prices."),
    key("land_release", Kind::Table(LAND_RELEASE), Value("{}"), "", "Shares and rates of land release, for areas without their own."),
    key("area", Kind::Tables(AREA), Required, "", "Groups of hazardous areas that are alike in place, hazard and terrain."),
    key("team", Kind::Tables(TEAM), Required, "", "Groups of like teams."),
    key("funding", Kind::Tables(FUNDING), Required, "", "Sources of money."),
    key("overhead", Kind::Table(OVERHEAD), Value("{}"), "", "Cost that no single team causes."),
    key("noise", Kind::Table(NOISE), Value("{}"), "", "Variation from month to month."),
    key("event", Kind::Tables(EVENT), Value("{}"), "", "Discrete risks and opportunities."),
    key("driver", Kind::Tables(DRIVER), Value("{}"), "", "Causes that move several inputs together."),
    key("items", Kind::Tables(ITEMS), Value("{}"), "", "Explosive ordnance found."),
    key("people", Kind::Table(PEOPLE), Absent, "", "How displaced people return to released land."),
    key("casualties", Kind::Table(CASUALTIES), Absent, "", "People hurt or killed by explosive ordnance, as expected numbers."),
    key("risk_education", Kind::Table(RISK_EDUCATION), Absent, "", "Teaching people how to live beside explosive ordnance."),
    key("benefits", Kind::Table(BENEFITS), Absent, "", "What released land is worth."),
    key("correlation", Kind::Entries(CORRELATION), Value("[]"), "", "Rank correlations between inputs."),
];

#[rustfmt::skip]
static TARGET: &[Key] = &[
    key("years", Kind::Number(POSITIVE), Absent, "years", "Duration in whole months, counted from the start of the month `since`."),
    key("since", Kind::Month, Absent, "month", "Month from whose beginning the duration counts; without it, `start`."),
    key("deadline", Kind::Month, Absent, "month", "Month by whose end the programme is to be complete, instead of `years` and `since`."),
    key("cost", Kind::Number(Range::AT_LEAST_ZERO), Absent, "money", "Cost, constant prices."),
    key("spent", Kind::Number(Range::AT_LEAST_ZERO), Value("0"), "money", "Already spent before `start`, counted against `cost`."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static COMPLETION: &[Key] = &[
    key("residual", Kind::Number(Range::SHARE), Value("0.001"), "share", "Share of the initially known area that may remain at completion."),
    key("milestones", Kind::Numbers(Range::above(0.0, 1.0), None), Value("[]"), "share", "Shares of the initially known area released."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static CALENDAR: &[Key] = &[
    key("working_days", Kind::Numbers(Range::from_to(0.0, 31.0), Some(12)), Value("[21, 21, 21, 21, 21, 21, 21, 21, 21, 21, 21, 21]"), "days per month", "Working days, January to December."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static ECONOMY: &[Key] = &[
    key("discount_rate", Kind::Number(Range::above(-1.0, f64::INFINITY)), Value("0"), "per year", "Discount rate of present values."),
    key("inflation", Kind::Table(INFLATION), Value("{}"), "", "Yearly inflation, an AR(1) process."),
    key("escalation", RATE, Absent, "per year", "Real growth of all unit costs; without it, none."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static INFLATION: &[Key] = &[
    key("mean", Kind::Number(Range::ANY), Value("0"), "per year", "Mean."),
    key("sd", SPREAD, Value("0"), "per year", "Standard deviation of the yearly innovation."),
    key("persistence", Kind::Number(Range::PLUS_MINUS_ONE), Value("0"), "", "Coefficient of last year's deviation from the mean."),
    SOURCE,
    NOTE,
];

/// Shares and rates of land release, for the whole programme or one area. What is not given is said in `build`.
const SHARES_OF_RELEASE: [Key; 7] = {
    [
        key(
            "cancelled",
            SHARE,
            Absent,
            "share",
            "Share of surveyed SHA that non-technical survey cancels.",
        ),
        key(
            "reduced_without_records",
            SHARE,
            Absent,
            "share",
            "Share of CHA that technical survey reduces where there are no usable minefield records.",
        ),
        key(
            "reduced_with_records",
            SHARE,
            Absent,
            "share",
            "Share of CHA that technical survey reduces with perfect records.",
        ),
        key(
            "record_reliability",
            SHARE,
            Absent,
            "share",
            "Reliability of minefield records, from 0 to 1.",
        ),
        key(
            "rework",
            SHARE,
            Absent,
            "share",
            "Share of cleared area that fails quality control and is cleared again.",
        ),
        key(
            "unrecorded",
            SHARE,
            Absent,
            "share",
            "Contamination on no list at the start, as a share of the initially known area.",
        ),
        key(
            "discovery",
            AMOUNT,
            Absent,
            "per year",
            "Rate at which the unrecorded is found.",
        ),
    ]
};

pub(super) static LAND_RELEASE: &[Key] = &{
    let [a, b, c, d, e, f, g] = SHARES_OF_RELEASE;
    [a, b, c, d, e, f, g, SOURCE, NOTE]
};

#[rustfmt::skip]
static AREA: &[Key] = &{
    let [a, b, c, d, e, f, g] = SHARES_OF_RELEASE;
    [
        TITLE,
        key("region", Kind::Text, TableName, "", "Label that results are grouped by."),
        key("hazard", Kind::Text, Value("\"any\""), "", "Label that teams' `hazard` tables use."),
        key("terrain", Kind::Text, Value("\"any\""), "", "Label that teams' `terrain` tables use."),
        key("suspected", AMOUNT, Value("0"), "ha", "Suspected hazardous area at the start."),
        key("confirmed", AMOUNT, Value("0"), "ha", "Confirmed hazardous area at the start."),
        key("priority", Kind::Number(Range::ANY), Value("1"), "", "Lower goes first; then file order."),
        key("people", AMOUNT, Absent, "people", "Displaced people who wait to return here; without it, none."),
        key("residents", AMOUNT, Absent, "people", "People who live in it or beside it from the start; without it, none."),
        key("closed", Kind::MonthsOfYear, Absent, "month of the year", "Calendar months, 1 to 12, in which nobody can work here."),
        a, b, c, d, e, f, g,
        SOURCE,
        NOTE,
    ]
};

#[rustfmt::skip]
static TEAM: &[Key] = &[
    TITLE,
    key("operator", Kind::Text, Value("\"none\""), "", "Who runs the teams."),
    key("task", Kind::Choice(&["survey", "technical_survey", "clearance"]), Required, "", "What the teams do."),
    key("count", AMOUNT, Absent, "teams", "Teams at the start."),
    key("output", AMOUNT, Absent, "m2 per team and working day", "Output on reference terrain."),
    key("rate", AMOUNT, Absent, "ha per year", "Capacity of the whole group, instead of `count` and `output`."),
    key("by_year", YEARLY, Value("{}"), "teams", "Planned strength from January of single calendar years on (with `rate`: ha per year of capacity)."),
    key("growth", AMOUNT, Value("0"), "teams per year", "Teams added per year while money allows (with `rate`: ha per year of capacity)."),
    key("max", AMOUNT, Absent, "teams", "Most teams (with `rate`: ha per year); without it, no limit."),
    key("mobilisation", AMOUNT, Value("0"), "money per team", "Cost of each team added (with `rate`: of each ha per year)."),
    key("cost", AMOUNT, Value("0"), "money per team-year", "Cost of a team and year (with `rate`: of a ha per year of capacity and year)."),
    key("unit_cost", AMOUNT, Value("0"), "money per ha", "Cost of a processed hectare, added to `cost`."),
    key("learning", RATE, Value("0"), "per year", "Growth of output."),
    key("terrain", Kind::Multipliers, Value("{}"), "factor", "Multipliers on output by the area's terrain; an absent label is 1, 0 cannot be worked."),
    key("hazard", Kind::Multipliers, Value("{}"), "factor", "Multipliers on output by the area's hazard; an absent label is 1, 0 cannot be worked."),
    key("areas", Kind::Texts, Value("[\"*\"]"), "", "Areas the teams may work in, by key; `*` matches any run of characters."),
    key("working_days", Kind::Numbers(Range::from_to(0.0, 31.0), Some(12)), Absent, "days per month", "The group's own working days, January to December, instead of those of `calendar`."),
    key("in_kind", Kind::Flag, Value("false"), "", "True: paid by nobody in the scenario, such as an army's own sappers; never short of money."),
    FROM,
    UNTIL,
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static FUNDING: &[Key] = &[
    key("probability", Kind::Number(Range::SHARE), Value("1"), "share", "Chance that the source pays at all, drawn once a trial."),
    key("annual", AMOUNT, Required, "money per year", "Income per year at the start."),
    key("growth", RATE, Value("0"), "per year", "Real growth of the income."),
    key("volatility", SPREAD, Value("0"), "", "Standard deviation of the yearly level's logarithm."),
    key("persistence", Kind::Number(Range::PLUS_MINUS_ONE), Value("0"), "", "AR(1) coefficient of that level."),
    key("indexed", Kind::Flag, Value("true"), "", "True: constant purchasing power; false: a nominal amount that inflation erodes."),
    key("by_year", YEARLY, Value("{}"), "money per year", "Amounts that replace the grown income in single calendar years."),
    FROM,
    UNTIL,
    key("pays_for", Kind::Table(PAYS_FOR), Absent, "", "What it may be spent on; without it, everything."),
    key("carryover", Kind::Number(Range::SHARE), Value("0"), "share", "Share of unspent money kept when the calendar year turns."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static PAYS_FOR: &[Key] = &[
    key("tasks", Kind::Texts, Absent, "", "`survey`, `technical_survey`, `clearance`, `overhead`, `risk_education`, or patterns of them; without it, all work of teams."),
    key("operators", Kind::Texts, Absent, "", "Operators whose teams it pays, or patterns of them; without it, all."),
    key("areas", Kind::Texts, Absent, "", "Areas in which it pays for work, by key; `*` matches any run of characters; without it, all."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static OVERHEAD: &[Key] = &[
    key("fixed", AMOUNT, Absent, "money per year", "Coordination, quality management; risk education too where it has no table of its own. Without it, nothing."),
    key("share", Kind::Number(Range::SHARE), Value("0"), "share", "Share added to every cost of work."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static NOISE: &[Key] = &[
    key("output", SPREAD, Value("0"), "", "Standard deviation of the logarithm of a common monthly output shock."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static EVENT: &[Key] = &[
    TITLE,
    key("rate", AMOUNT, Required, "per year", "Arrivals per year."),
    key("duration", PER_ARRIVAL, Absent, "months", "How long it lasts, drawn anew at every arrival; not with `permanent`."),
    key("permanent", Kind::Flag, Value("false"), "", "True: arrives at most once and never ends."),
    key("output", AMOUNT, Value("1"), "factor", "Multiplier on output while active."),
    key("funding", AMOUNT, Value("1"), "factor", "Multiplier on income while active."),
    key("sources", Kind::Texts, Value("[\"*\"]"), "", "Funding it touches, by key; `*` matches any run of characters."),
    key("adds", PER_ARRIVAL, Value("0"), "ha", "New suspected area, drawn anew at every arrival."),
    key("areas", Kind::Texts, Value("[\"*\"]"), "", "Areas it touches with `output` and `adds`, by key; `*` matches any run of characters."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static DRIVER: &[Key] = &[
    TITLE,
    key("probability", Kind::Number(Range::SHARE), Value("1"), "share", "Chance that it acts in a trial."),
    key("factor", AMOUNT, Required, "factor", "Multiplies its inputs if it acts."),
    key("multiplies", Kind::Texts, Required, "", "Paths of the inputs it multiplies; `*` matches any run of characters but a dot."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static ITEMS: &[Key] = &[
    TITLE,
    key("per_cleared_ha", AMOUNT, Required, "items per ha", "Items found per cleared hectare."),
    key("hazard", Kind::Multipliers, Value("{}"), "factor", "Multipliers by the area's hazard; an absent label is 1."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static PEOPLE: &[Key] = &[
    key("return_lag", AMOUNT, Value("0"), "years", "Mean delay between the release of land and the return of its people; 0 is at once."),
    key("return_capacity", AMOUNT, Absent, "people per year", "Most people who can be resettled, all areas together; without it, no limit."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static CASUALTIES: &[Key] = &[
    key("rate", AMOUNT, Required, "casualties per 1,000 person-years", "Casualties on fully contaminated land without risk education."),
    key("decline", SHARE, Value("0"), "per year", "Yearly fall of that rate as people learn where not to go."),
    key("deminers", AMOUNT, Value("0"), "casualties per 1,000 ha", "Casualties among deminers by area cleared."),
    key("killed", SHARE, Value("0.3"), "share", "Share of all casualties, deminers included, that are killed."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static RISK_EDUCATION: &[Key] = &[
    key("coverage", SHARE, Required, "share", "Share of the people present who are reached."),
    key("effect", SHARE, Required, "share", "Reduction of casualties among those reached; the evidence is weak, so let the range include 0."),
    key("cost", AMOUNT, Required, "money per person and year", "Cost of each person reached."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static BENEFITS: &[Key] = &[
    key("per_ha", AMOUNT, Required, "money per ha and year", "Value of a hectare returned to use."),
    key("cancelled", SHARE, Value("0"), "share", "Share of it credited to cancelled land, which may have been in use all along."),
    SOURCE,
    NOTE,
];

#[rustfmt::skip]
static CORRELATION: &[Key] = &[
    key("among", Kind::Texts, Required, "", "Paths of inputs, every two of which are correlated; `*` matches any run of characters but a dot."),
    key("rho", Kind::Number(Range::PLUS_MINUS_ONE), Required, "", "Spearman's rank correlation."),
    SOURCE,
    NOTE,
];
