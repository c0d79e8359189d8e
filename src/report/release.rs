//! Land released by method in each year, over what remains suspected and confirmed: the table of an Article 5 request as a picture.

use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::stack::{Layer, Stack, lasting};
use super::view::View;
use crate::words;

const TITLE: &str = "Land released and remaining";
const CAPTION: &str = "Means over trials; years as below. Confirmed includes what awaits clearance; land found later adds to what remains. Cancelled: by \
     non-technical survey; reduced: by technical survey.";
/// A year that has less than this share of the most needs no room at the end.
const DONE: f64 = 0.004;
/// Strength of the tint of suspected area.
const SUSPECTED: f64 = 0.45;
/// Part of the height for what remains, and between the plots.
const UPPER: f64 = 0.44;
const BETWEEN: f64 = 6.0;

/// Two rows of bars with the same years.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let mean = |name: &str| {
        let series = view.charts.series(name);
        series.map_or(&[][..], |it| it.mean.as_slice())
    };
    let (suspected, confirmed) = (mean("remaining.suspected"), mean("remaining.confirmed"));
    let to_clear = mean("remaining.to_clear");
    let released = ["cancelled", "reduced", "cleared"].map(mean);
    let at = |values: &[f64], year: usize| values.get(year).copied().unwrap_or(0.0);
    let confirmed = |year| at(confirmed, year) + at(to_clear, year);
    let remaining = |year| at(suspected, year) + confirmed(year);
    let in_year = |year| released.iter().map(|it| at(it, year)).sum::<f64>();
    let all = view.charts.calendar_years.len();
    let shown = lasting((0..all).map(remaining), DONE).max(lasting((0..all).map(in_year), DONE));
    // The year after, in which nothing is left, shows that the end is reached.
    let shown = if shown == 0 { 0 } else { (shown + 1).min(all) };
    let most = |of: &dyn Fn(usize) -> f64| (0..shown).map(of).fold(0.0, f64::max);
    let (most_left, most_released) = (most(&remaining), most(&in_year));
    if most_left <= 0.0 && most_released <= 0.0 {
        frame(canvas, TITLE, "No land is released, and none remains.", "");
        return;
    }
    let totals = released.map(|it| it.iter().filter(|it| it.is_finite()).sum::<f64>());
    let area = frame(canvas, TITLE, &finding(view, totals), CAPTION);
    let years = &view.charts.calendar_years[..shown];
    let layer =
        |name, colour, of: &dyn Fn(usize) -> f64| Layer::new(name, colour, (0..shown).map(of));
    let stack = |layers: Vec<Layer>, most: f64, has_years: bool| Stack {
        years,
        layers,
        top: 1.06 * most.max(f64::MIN_POSITIVE),
        gap: 0.2,
        mark: &words::area_mark,
        others: Vec::new(),
        has_years,
    };
    let pale = palette::tint(palette::HAZARD, SUSPECTED);
    let upper = stack(
        vec![
            layer("confirmed (CHA)", palette::HAZARD, &confirmed),
            layer("suspected (SHA)", pale, &|year| at(suspected, year)),
        ],
        most_left,
        false,
    );
    let lower = stack(
        vec![
            layer("cleared", palette::CLEARANCE, &|year| at(released[2], year)),
            layer("reduced", palette::TECHNICAL_SURVEY, &|year| {
                at(released[1], year)
            }),
            layer("cancelled", palette::SURVEY, &|year| at(released[0], year)),
        ],
        most_released,
        true,
    );
    let style = Type::TICK;
    let middle = area.top + UPPER * area.height();
    let areas = [
        Rect::new(area.left, area.top, area.right, middle - BETWEEN),
        Rect::new(area.left, middle + BETWEEN, area.right, area.bottom),
    ];
    let plots = [("ha remaining", upper), ("ha released a year", lower)];
    let margins = plots
        .iter()
        .zip(areas)
        .map(|((_, it), area)| it.margin(canvas, area));
    let left = margins.fold(0.0, f64::max);
    for ((unit, stack), area) in plots.into_iter().zip(areas) {
        let head = (area.left, area.top + style.size);
        canvas.text(unit, head, Side::Left, style);
        let below = area.shrunk(0.0, style.leading(), 0.0, 0.0);
        let plot = stack.draw(canvas, below, left);
        stack.name(canvas, &plot);
    }
}

/// In a sentence: how much, and how.
fn finding(view: &View, [cancelled, reduced, cleared]: [f64; 3]) -> String {
    let all = cancelled + reduced + cleared;
    if all <= 0.0 {
        return format!("No land is released by {}.", view.last_month());
    }
    let share = |part: f64| words::percent(part / all);
    format!(
        "Released in the mean: {}, of which {} cancelled, {} reduced, {} cleared.",
        words::area(all),
        share(cancelled),
        share(reduced),
        share(cleared)
    )
}
