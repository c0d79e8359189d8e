//! The recipe: from a record to a scenario. The same for every case; nothing in it knows a country.
//!
//! What it assumes stands in `docs/validation.md`, and beside every value in the scenario it writes.

use std::fmt::Write;

use super::class::{Beta, FEWEST, Spread};
use super::ratio::{Ratio, plain, quoted, spread};
use super::record::Record;
use super::reference::Reference;
use crate::scenario::figure;

/// Hectares in a square kilometre.
pub(super) const HA_PER_KM2: f64 = 100.0;
/// Years simulated at most: longer than any programme has taken.
pub(super) const HORIZON_YEARS: u32 = 100;
/// Calendar years, that of the start included, for which the pace is that of the near future.
const SOON_YEARS: i32 = 3;
/// Rank correlation of the pace soon and later.
const RHO: f64 = 0.5;

/// The currency of a scenario made from the record: unit costs of other countries are in dollars.
pub(super) fn currency(record: &Record) -> &str {
    if record.spending.is_empty() {
        "USD"
    } else {
        &record.currency
    }
}

/// A commented scenario of the record; ranges come from the rows of `reference` of all other countries.
///
/// # Panics
///
/// If `reference` has fewer than three countries beside the record's own for a quantity; the embedded one always has.
pub fn scenario_text(record: &Record, reference: &Reference) -> String {
    let recipe = Recipe {
        record,
        reference,
        country: &record.country,
    };
    let mut text = String::new();
    recipe.head(&mut text);
    recipe.land(&mut text);
    recipe.teams(&mut text);
    recipe.money(&mut text);
    text
}

struct Recipe<'a> {
    record: &'a Record,
    reference: &'a Reference,
    country: &'a str,
}

impl Recipe<'_> {
    fn head(&self, text: &mut String) {
        let Record {
            name,
            country,
            start,
            ..
        } = self.record;
        let (years, cost, official) = self.target();
        let price_year = self
            .record
            .spending
            .last()
            .map_or(self.record.last_release().year, |(year, _)| *year);
        let description = format!(
            "What the reference class, {country} left out, says from what was known before {start}."
        );
        let _ = write!(
            text,
            "# Made by `clearcast hindcast new`: what was known, and the ranges that the past of other countries gives.\n\
             # docs/validation.md explains the recipe. Area: hectares.\n\n\
             format = 1\nname = {}\ndescription = {}\nstart = \"{start}\"\nhorizon = {HORIZON_YEARS}\ncurrency = {}\nprice_year = {price_year}\n\
             note = \"recipe: prices are those of the last spending known; what was spent later is compared as it was printed\"\n\n\
             [target]\nyears = {}\ncost = {}\nsource = {}\n\n\
             [calendar]\nworking_days = [20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20]\n\
             note = \"recipe: only yearly totals are known, so months are alike\"\n\n\
             [economy]\ndiscount_rate = 0\nescalation = 0\nnote = \"recipe: the range of unit costs holds their growth\"\n\n",
            quoted(&format!("{name}: by the recipe")),
            quoted(&description),
            quoted(currency(self.record)),
            plain(years),
            plain(cost),
            quoted(&official),
        );
    }

    /// The official forecast, or what dividing gives: years, cost, and whose they are.
    fn target(&self) -> (f64, f64, String) {
        let record = self.record;
        let straight = record.books() / record.last_total();
        let price = record.books() * HA_PER_KM2 * self.unit_cost().0.mid();
        let Some(official) = &record.official else {
            return (straight, price, "recipe: no official date, so land on the books by last year's release, at today's unit cost".to_owned());
        };
        let years = record.months_to(official.complete) / 12.0;
        match official
            .cost
            .filter(|_| currency(record) == record.currency)
        {
            Some(cost) => (
                years,
                cost,
                source_or(&official.source, "the official forecast"),
            ),
            None => (
                years,
                price,
                format!(
                    "{}; cost: recipe: land on the books at today's unit cost",
                    source_or(&official.source, "the official forecast")
                ),
            ),
        }
    }

    fn land(&self, text: &mut String) {
        text.push_str(
            "# ---- Land ----\n\n[land_release]\ncancelled = 0\nreduced_without_records = 0\nreduced_with_records = 0\nrecord_reliability = 0\n\
             rework = 0\nunrecorded = 0\ndiscovery = 0\n\
             note = \"recipe: reports seldom tell technical survey from clearance, so one group does both; land that turns up is in driver.growth\"\n\n",
        );
        let Record {
            estimate,
            suspected,
            confirmed,
            area_source,
            ..
        } = self.record;
        let source = quoted(&source_or(area_source, "the record"));
        for (stage, km2, title) in [
            ("estimate", *estimate, "Guessed, or from an impact survey"),
            ("suspected", *suspected, "Suspected after survey"),
        ] {
            if km2 > 0.0 {
                let (Beta { alpha, beta }, why) = self.cancelled(stage);
                let _ = write!(
                    text,
                    "[area.{stage}]\ntitle = \"{title}\"\nregion = \"all\"\nhazard = \"any\"\nterrain = \"any\"\nsuspected = {}\n\
                     cancelled = {{ beta = {{ alpha = {}, beta = {} }}, source = {} }}\nsource = {source}\n\n",
                    plain(km2 * HA_PER_KM2),
                    plain(beta),
                    plain(alpha),
                    quoted(&why),
                );
            }
        }
        if *confirmed > 0.0 {
            let _ = write!(
                text,
                "[area.confirmed]\ntitle = \"Confirmed or recorded\"\nregion = \"all\"\nhazard = \"any\"\nterrain = \"any\"\nconfirmed = {}\nsource = {source}\n\n",
                plain(confirmed * HA_PER_KM2),
            );
        }
        let growth = Ratio::of(&self.reference.growth(self.country));
        let _ = write!(
            text,
            "[driver.growth]\ntitle = \"Land turns up, or proves to be none\"\nfactor = {}\nmultiplies = [\"area.*.suspected\", \"area.*.confirmed\"]\n\
             note = \"recipe: counted from the start, as teams are busy either way and completion waits for it\"\n\n",
            growth.law(
                1.0,
                &self.why(
                    &growth,
                    "what had to be released elsewhere, by what had been on the books"
                )
            ),
        );
    }

    /// Law of the share that survey leaves, from land of the same stage; of any stage where too few others are left.
    fn cancelled(&self, stage: &str) -> (Beta, String) {
        let same = self.reference.kept(Some(stage), self.country);
        let (class, which) = if same.countries() >= FEWEST {
            (same, format!("land at the stage `{stage}`"))
        } else {
            (
                self.reference.kept(None, self.country),
                "suspected land of any stage".to_owned(),
            )
        };
        let spread = spread(&class);
        let why = format!(
            "recipe: of {which} elsewhere survey left {} % for work on the ground ({}, {} left out)",
            (100.0 * spread.mean).round(),
            rows(&spread),
            self.country
        );
        (spread.beta(), why)
    }

    fn teams(&self, text: &mut String) {
        let record = self.record;
        let survey = Ratio::of(&self.reference.survey_years(self.country)).inverse();
        let unsurveyed = (record.estimate + record.suspected) * HA_PER_KM2;
        text.push_str("# ---- Teams ----\n\n");
        if unsurveyed > 0.0 {
            let _ = write!(
                text,
                "[team.survey]\ntask = \"survey\"\nrate = {}\nunit_cost = 0\nnote = \"recipe: what is spent by land released holds its cost\"\n\n",
                survey.law(
                    unsurveyed,
                    &self.why(
                        &survey,
                        "land on the books by the years that survey took elsewhere"
                    )
                ),
            );
        }
        let handover = 12.0 * record.books() * HA_PER_KM2;
        let _ = write!(
            text,
            "[team.handover]\ntitle = \"Straight to work on the ground\"\ntask = \"technical_survey\"\nrate = {}\nunit_cost = 0\n\
             note = \"recipe: never the limit, see land_release\"\n\n",
            plain(handover),
        );
        let (cost, why_cost) = self.unit_cost();
        let from = record.start.year() + SOON_YEARS;
        let last = record.last_release();
        let pace = format!(
            "{} km2 of {} ({})",
            plain(record.pace()),
            last.year,
            source_or(&last.source, "the record")
        );
        let soon = Ratio::of(&self.reference.next(self.country));
        let rest = Ratio::of(&self.reference.rest(self.country));
        for (key, when, ratio, bound, how) in [
            (
                "soon",
                "the first years",
                soon,
                format!("until = {}", from - 1),
                "what the next year printed brought elsewhere",
            ),
            (
                "later",
                "all that follows",
                rest,
                format!("from = {from}"),
                "what the mean of all that followed came to elsewhere",
            ),
        ] {
            let deminers = record.deminers.map_or_else(String::new, |n| {
                format!("; {} deminers were at work", plain(n))
            });
            let why = self.why(&ratio, &format!("{pace} times {how}"));
            let _ = write!(
                text,
                "[team.{key}]\ntitle = \"Work on the ground, {when}\"\ntask = \"clearance\"\nrate = {}\nunit_cost = {}\n{bound}\n\
                 note = \"recipe: the past of other countries holds what their money, teams and seasons did to the pace{deminers}\"\n\n",
                ratio.law(record.pace() * HA_PER_KM2, &why),
                cost.law(1.0, &why_cost),
            );
        }
        let _ = write!(
            text,
            "[[correlation]]\namong = [\"team.soon.rate\", \"team.later.rate\"]\nrho = {RHO}\nnote = \"recipe: judgement, a programme that speeds up stays fast\"\n\n\
             [[correlation]]\namong = [\"team.soon.unit_cost\", \"team.later.unit_cost\"]\nrho = 1\nnote = \"recipe: one price\"\n\n",
        );
    }

    /// Money per hectare, as a range, and why.
    fn unit_cost(&self) -> (Ratio, String) {
        let record = self.record;
        let Some((year, spent)) = record.spending.last() else {
            let class = Ratio::of(&self.reference.unit_cost(self.country)).times(1.0 / HA_PER_KM2);
            let why = self.why(
                &class,
                "no spending is known: dollars by land released elsewhere",
            );
            return (class, why);
        };
        let same = record
            .release
            .iter()
            .find(|release| release.year == *year && release.by_work > 0.0);
        let km2 = same.map_or_else(|| record.pace(), |release| release.by_work);
        let today = spent.value / (km2 * HA_PER_KM2);
        let change = Ratio::of(&self.reference.cost_change(self.country));
        let what = format!(
            "{} of {year} by {} km2 ({}), times the change to the next figure elsewhere",
            figure(spent.value),
            plain(km2),
            source_or(&spent.source, "the record")
        );
        let why = self.why(&change, &what);
        (change.times(today), why)
    }

    fn money(&self, text: &mut String) {
        /// Times what the programme could cost in a year at P90 of pace and price: enough for all but one trial in thousands.
        const AMPLE: f64 = 10.0;
        let high = |class| Ratio::of(&class).high;
        let pace =
            high(self.reference.rest(self.country)).max(high(self.reference.next(self.country)));
        let km2 = AMPLE * pace * self.record.pace();
        let ample = km2 * HA_PER_KM2 * self.unit_cost().0.high;
        let _ = write!(
            text,
            "# ---- Money ----\n\n[funding.all]\nannual = {}\n\
             note = \"recipe: never the limit: the ranges of pace come from programmes that had the money they had, and a second limit would count it twice\"\n\n\
             [overhead]\nfixed = 0\nnote = \"recipe: what is spent by land released holds it\"\n",
            plain(ample.max(1.0)),
        );
    }

    fn why(&self, ratio: &Ratio, what: &str) -> String {
        format!(
            "recipe: {what}: P10 {}, P90 {} ({}, {} left out)",
            plain(ratio.low),
            plain(ratio.high),
            rows(&ratio.spread),
            self.country
        )
    }
}

fn rows(spread: &Spread) -> String {
    format!("{} rows of {} countries", spread.rows, spread.countries)
}

fn source_or(source: &str, otherwise: &str) -> String {
    if source.is_empty() {
        otherwise.to_owned()
    } else {
        source.to_owned()
    }
}
