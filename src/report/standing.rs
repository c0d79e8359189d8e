//! Where a programme stands that is not complete in most trials: what is done at the deadline and at the horizon.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::view::View;
use crate::summary::Spread;
use crate::words;

const TITLE: &str = "Where the programme stands";
/// Rows are at most this high.
const ROW: f64 = 90.0;
/// Bars are at most this thick.
const BAR: f64 = 18.0;
/// Room between columns.
const GAP: f64 = 24.0;

/// A moment at which a programme is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// The deadline: all trials.
    Deadline,
    /// The horizon: the trials that are unfinished there.
    Horizon,
}

/// A quantity that is looked at: part of its name in the registry, its name for the reader, its colour.
const QUANTITIES: [(&str, &str, Colour); 5] = [
    ("released_share", "land released", palette::CLEARANCE),
    ("remaining_ha", "land left", palette::HAZARD),
    ("regions_complete", "regions complete", palette::TIME),
    ("returned", "people home", palette::PEOPLE),
    ("spent", "spent", palette::MONEY),
];

impl Moment {
    /// The moments of a run: the deadline if it is before the horizon, and the horizon where trials are unfinished.
    pub(super) fn all(view: &View) -> Vec<Self> {
        let moments = [Self::Deadline, Self::Horizon].into_iter();
        moments
            .filter(|it| it.spread(view, "remaining_ha").p50.is_some())
            .collect()
    }

    pub(super) fn spread<'a>(self, view: &View<'a>, quantity: &str) -> &'a Spread {
        let moment = match self {
            Self::Deadline => "at_deadline",
            Self::Horizon => "at_horizon",
        };
        view.spread(&format!("{moment}.{quantity}"))
    }

    /// `at the deadline, Oct 2050`.
    pub(super) fn name(self, view: &View) -> String {
        match self {
            Self::Deadline => format!("at the deadline, {}", view.deadline_name()),
            Self::Horizon => format!("at the horizon, {}", view.last_month()),
        }
    }

    /// What is done by then, in a sentence; medians.
    pub(super) fn sentence(self, view: &View) -> Option<String> {
        let middle = |quantity| self.spread(view, quantity).p50;
        let released = words::percent(middle("released_share")?);
        let left = words::area(middle("remaining_ha")?);
        let mut parts = vec![format!(
            "{released} of the land is released, {left} are left"
        )];
        let regions = view.regions().count();
        if let Some(complete) = middle("regions_complete").filter(|_| regions > 0) {
            let of = words::counted(regions as u64, "region");
            let is = if regions == 1 { "is" } else { "are" };
            parts.push(format!("{} of {of} {is} complete", words::number(complete)));
        }
        if let Some(home) = middle("returned").filter(|_| view.has("people.returned")) {
            parts.push(format!("{} people are home", words::number(home)));
        }
        if let Some(spent) = middle("spent") {
            parts.push(format!("{} are spent", view.money(spent)));
        }
        let whose = match self {
            Self::Deadline => "",
            Self::Horizon => " of the unfinished trials",
        };
        let mut when = self.name(view);
        when.replace_range(..1, "A");
        Some(format!(
            "{when}, in the median{whose}: {}.",
            parts.join(", ")
        ))
    }
}

/// Whether there is no median of completion, so that others than dates must tell how the programme stands.
pub(super) fn is_there(view: &View) -> bool {
    view.spread("completion_years").p50.is_none() && !Moment::all(view).is_empty()
}

/// A row for each quantity, a column for each moment: a bar from nothing to the most, P10–P90 and the median on it and in words.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let moments = Moment::all(view);
    let unfinished = words::percent(view.unfinished());
    let finding = format!(
        "{unfinished} of the trials are unfinished in {}.",
        view.last_month()
    );
    let horizon = if moments.contains(&Moment::Horizon) && view.unfinished() < 1.0 {
        format!(" At the horizon: the {unfinished} of trials that are unfinished there.")
    } else {
        String::new()
    };
    let caption = format!(
        "Bar: P10–P90; dot: median. Land released: share of the area known at the start, so land found later counts as well.{horizon}"
    );
    let area = frame(canvas, TITLE, &finding, &caption);
    let rows: Vec<_> = QUANTITIES
        .into_iter()
        .filter(|(quantity, ..)| {
            let there = match *quantity {
                "returned" => view.has("people.returned"),
                "regions_complete" => view.regions().next().is_some(),
                _ => true,
            };
            let known = |it: &Moment| it.spread(view, quantity).p50.is_some();
            there && moments.iter().any(known)
        })
        .collect();
    let style = Type::LABEL;
    let names = rows.iter().map(|(_, name, _)| canvas.width(name, style));
    let names = names.fold(0.0, f64::max) + GAP;
    let head = 1.9 * style.size;
    let row = ((area.height() - head) / rows.len().max(1) as f64).min(ROW);
    let half = 0.5 * (0.44 * row).min(BAR);
    let column = (area.width() - names) / moments.len().max(1) as f64;
    for (place, moment) in moments.iter().enumerate() {
        let left = area.left + names + column * place as f64;
        let title = moment.name(view);
        canvas.text(
            &title,
            (left, area.top + style.size),
            Side::Left,
            style.bold(),
        );
    }
    for (at, (quantity, name, colour)) in rows.into_iter().enumerate() {
        let middle = area.top + head + row * (at as f64 + 0.5);
        let baseline = middle + 0.35 * style.size;
        canvas.text(name, (area.left, baseline), Side::Left, style);
        let most = most(view, quantity, &moments);
        for (place, moment) in moments.iter().enumerate() {
            let left = area.left + names + column * place as f64;
            let spread = moment.spread(view, quantity);
            let text = in_words(view, quantity, spread);
            let texts = canvas.width(&text, style).max(0.45 * column);
            let right = (left + column - GAP - texts).max(left + 20.0);
            let track = Rect::new(left, middle - half, right, middle + half);
            interval(canvas, track, (spread, most), colour);
            canvas.text(&text, (right + 10.0, baseline), Side::Left, style);
            canvas.last_names(track);
        }
    }
}

/// The end of the scale of a quantity: all of it where there is such an amount.
fn most(view: &View, quantity: &str, moments: &[Moment]) -> f64 {
    let highest = moments
        .iter()
        .filter_map(|it| it.spread(view, quantity).p90);
    let highest = highest.fold(0.0, f64::max);
    match quantity {
        "released_share" => highest.max(1.0),
        "regions_complete" => view.regions().count() as f64,
        "remaining_ha" => highest.max(view.charts.initial_area[3]),
        _ => highest,
    }
}

fn in_words(view: &View, quantity: &str, spread: &Spread) -> String {
    let name = |value: f64| match quantity {
        "released_share" => words::percent(value),
        "remaining_ha" => words::area(value),
        "spent" => view.money(value),
        _ => words::number(value),
    };
    match (spread.p10, spread.p50, spread.p90) {
        (Some(low), Some(middle), Some(high)) if low < high => {
            format!("{} ({} to {})", name(middle), name(low), name(high))
        }
        (_, Some(middle), _) => name(middle),
        _ => "not known".into(),
    }
}

fn interval(canvas: &mut Canvas, track: Rect, (spread, most): (&Spread, f64), colour: Colour) {
    canvas.rect(track, palette::GRID);
    let share = |value: f64| {
        let share = if most > 0.0 { value / most } else { 0.0 };
        share.clamp(0.0, 1.0)
    };
    let x = |value: f64| track.left + share(value) * track.width();
    if let (Some(low), Some(high)) = (spread.p10, spread.p90) {
        let (low, high) = (x(low), x(high));
        let bar = Rect {
            left: low,
            right: high.max(low + 1.0),
            ..track
        };
        canvas.rect(bar, palette::tint(colour, 0.45));
    }
    if let Some(middle) = spread.p50 {
        let y = 0.5 * (track.top + track.bottom);
        canvas.mark((x(middle), y), 4.2, colour);
    }
}
