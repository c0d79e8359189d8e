//! Shares of variance year by year, stacked.

use plotters::style::RGBColor as Colour;

use super::super::axis::{self, Axis, Plot};
use super::super::canvas::Canvas;
use super::super::frame::{Sample, frame, legend};
use super::super::lettering::Type;
use super::super::palette;
use super::{borrowed, coloured_over_time, entries, name, rest_colour};
use crate::factors::Nature;
use crate::sensitivity::{OverTime, Study};
use crate::words;

/// What has no colour of its own.
const OTHERS: &str = "others";
const CHANCE: &str = "chance";

/// What is stacked: colour, name, and the share of each year.
type Layer<'a> = ((Colour, &'a str), Vec<f64>);

/// Shares of the variance of a yearly quantity, stacked.
pub(super) fn draw(canvas: &mut Canvas, study: &Study, series: &OverTime) {
    let title = match series.quantity.as_str() {
        "remaining.total" => "Land that remains",
        _ => "Money spent in the year",
    };
    let caption = "Shares of the variance in each calendar year (Shapley effects, below 0 as 0), stacked; grey: chance. The course ends where the variance falls \
                   below a hundredth of its largest.";
    let named = coloured_over_time(study);
    let shown = series.last_of_note();
    let Some(shown) = shown.filter(|it| *it > 0) else {
        frame(
            canvas,
            title,
            "Undefined: it is the same in all trials.",
            "",
        );
        return;
    };
    let leading = |year: usize| {
        let mut all: Vec<_> = named
            .iter()
            .map(|it| (known(series, year, it.2), name(it.1)))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.first().map_or("", |it| it.1)
    };
    let middle = shown.div_ceil(2);
    let finding = format!(
        "Matters most: {} in {}, {} in {}.",
        leading(middle),
        series.years[middle],
        leading(shown),
        series.years[shown]
    );
    let area = frame(canvas, title, &finding, caption);
    let squares = named.iter().map(|it| (Sample::Square, it.0, name(it.1)));
    let squares = squares.chain([
        (Sample::Square, rest_colour(), OTHERS),
        (Sample::Square, palette::OVERHEAD, CHANCE),
    ]);
    let entries = entries(canvas, squares, 210.0);
    let area = legend(canvas, area, &borrowed(&entries));
    let years: Vec<f64> = series.years.iter().map(|it| f64::from(*it)).collect();
    let y = Axis::linear(0.0, 1.0, 5, |v, _, _| words::exact_percent(v));
    let left = axis::margin(canvas, &y);
    let plot = Plot {
        area: area.shrunk(left, 12.0, 10.0, 2.0 * Type::TICK.size + 10.0),
        x: Axis::linear(years[0], years[shown], 6, |v, _, _| format!("{v:.0}")),
        y,
    };
    let defined: Vec<usize> = (0..=shown)
        .filter(|it| series.variances[*it].is_some())
        .collect();
    let mut below = vec![0.0; defined.len()];
    for ((colour, name), shares) in layers(study, series, &defined) {
        let above: Vec<f64> = below.iter().zip(&shares).map(|(b, s)| b + s).collect();
        let line = |heights: &[f64]| -> Vec<(f64, f64)> {
            let points = defined.iter().zip(heights);
            points
                .map(|(year, h)| (plot.x(years[*year]), plot.y(*h)))
                .collect()
        };
        let mut outline = line(&above);
        outline.extend(line(&below).into_iter().rev());
        canvas.fill(&outline, colour);
        for ((year, share), below) in defined.iter().zip(&shares).zip(&below) {
            let place = plot.at(years[*year], below + 0.5 * share);
            let text = format!("{}: {}", series.years[*year], words::percent(*share));
            canvas.read(name, place, text);
        }
        below = above;
    }
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
}

/// The share of a factor in a year, by its place among the rows.
fn known(series: &OverTime, year: usize, place: usize) -> f64 {
    series.shares[year][place].value.unwrap_or(0.0).max(0.0)
}

/// What is stacked in some years, scaled to 1: the factors with a colour of their own, what else could be known, chance.
fn layers<'a>(study: &'a Study, series: &OverTime, years: &[usize]) -> Vec<Layer<'a>> {
    let chance = |year: &usize| -> f64 {
        let rows = study.rows.iter().zip(&series.shares[*year]);
        let rows = rows.filter(|(row, _)| row.factor.nature == Nature::Aleatory);
        let shares = rows.filter_map(|(_, share)| share.value);
        shares.sum::<f64>().max(0.0)
    };
    let mut layers: Vec<Layer> = coloured_over_time(study)
        .into_iter()
        .map(|(colour, row, place)| {
            let shares = years.iter().map(|year| known(series, *year, place));
            ((colour, name(row)), shares.collect())
        })
        .collect();
    let chances: Vec<f64> = years.iter().map(chance).collect();
    let named = |at: usize| layers.iter().map(|it| it.1[at]).sum::<f64>();
    let others = chances.iter().enumerate();
    let others = others.map(|(at, chance)| (1.0 - named(at) - chance).max(0.0));
    let others: Vec<f64> = others.collect();
    layers.push(((rest_colour(), OTHERS), others));
    layers.push(((palette::OVERHEAD, CHANCE), chances));
    for at in 0..years.len() {
        let whole: f64 = layers.iter().map(|it| it.1[at]).sum();
        for (_, shares) in &mut layers {
            shares[at] /= whole;
        }
    }
    layers
}
