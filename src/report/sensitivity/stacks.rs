//! One bar an outcome: what shares its variance is made of.

use plotters::style::RGBColor as Colour;

use super::super::canvas::Canvas;
use super::super::frame::{Sample, frame, legend};
use super::super::lettering::{Side, Type};
use super::super::palette;
use super::super::rect::Rect;
use super::{COLOURED, borrowed, entries, name, ranked, rest_colour};
use crate::factors::Nature;
use crate::sensitivity::{Row, Study};
use crate::words;

/// How dark kinds of chance are, the largest first.
const GREYS: [f64; 4] = [0.85, 0.62, 0.42, 0.26];
/// A part of a bar narrower than this has no number in it.
const NARROW: f64 = 34.0;

/// One part of a stacked bar: colour, name, shares by outcome.
type Part = (Colour, String, Vec<f64>);

/// The parts of one nature: the largest by themselves, the others as one.
fn parts(study: &Study, nature: Nature, colours: &[Colour], rest: Colour) -> Vec<Part> {
    let rows = ranked(study, nature);
    let share = |row: &Row, at: usize| row.shares[at].value.unwrap_or(0.0).max(0.0);
    let outcomes = 0..study.outcomes.len();
    let single = rows.len().min(colours.len());
    let mut parts: Vec<Part> = rows[..single]
        .iter()
        .zip(colours)
        .map(|(row, colour)| {
            let shares = outcomes.clone().map(|at| share(row, at));
            (*colour, name(row).to_owned(), shares.collect())
        })
        .collect();
    if single < rows.len() {
        let others = &rows[single..];
        // Of many small ones the errors cancel only if those below 0 count as they are.
        let raw = |row: &&Row, at: usize| row.shares[at].value.unwrap_or(0.0);
        let sum = |at: usize| others.iter().map(|row| raw(row, at)).sum::<f64>().max(0.0);
        let title = format!("{} more", others.len());
        parts.push((rest, title, outcomes.map(sum).collect()));
    }
    parts
}

/// The bars.
pub(super) fn draw(canvas: &mut Canvas, study: &Study) {
    let caption = "Shapley effects: what factors do together is shared among them evenly. Estimates below 0 are drawn as 0, and each bar is \
                   scaled to 100 %. Left of the gap what could be known (epistemic), right of it chance (aleatory).";
    let halves = study.outcomes.iter().zip(&study.epistemic);
    let halves: Vec<String> = halves
        .map(|(outcome, share)| match share.value {
            Some(share) => {
                let percent = 100.0 * share.clamp(0.0, 1.0);
                format!("{percent:.0} % of {}", outcome.title)
            }
            None => format!("nothing of {}", outcome.title),
        })
        .collect();
    let finding = format!("Could be known: {}. The rest is chance.", halves.join(", "));
    let area = frame(canvas, "Shares of variance", &finding, caption);
    let known = parts(study, Nature::Epistemic, &COLOURED, rest_colour());
    let greys: Vec<Colour> = GREYS.map(|it| palette::tint(palette::INK, it)).into();
    let chance = parts(
        study,
        Nature::Aleatory,
        &greys,
        palette::tint(palette::INK, 0.12),
    );
    let squares = known.iter().chain(&chance);
    let squares = squares.map(|it| (Sample::Square, it.0, it.1.as_str()));
    let entries = entries(canvas, squares, 250.0);
    let area = legend(canvas, area, &borrowed(&entries));
    let style = Type::LABEL;
    let widest = study
        .outcomes
        .iter()
        .map(|it| canvas.width(&it.title, style));
    let names = widest.fold(0.0, f64::max) + 14.0;
    let gap = 8.0;
    let room = area.width() - names - gap;
    let height = (area.height() - 8.0) / study.outcomes.len().max(1) as f64;
    for (at, outcome) in study.outcomes.iter().enumerate() {
        let top = area.top + 8.0 + at as f64 * height;
        let bar = (top + 0.1 * height, top + 0.9 * height);
        let baseline = 0.5 * (bar.0 + bar.1) + 0.35 * style.size;
        canvas.text(&outcome.title, (area.left, baseline), Side::Left, style);
        let whole: f64 = known.iter().chain(&chance).map(|it| it.2[at]).sum();
        if whole <= 0.0 {
            canvas.text(
                "undefined",
                (area.left + names, baseline),
                Side::Left,
                style,
            );
            continue;
        }
        let mut left = area.left + names;
        for (side, parts) in [&known, &chance].into_iter().enumerate() {
            left += gap * side as f64;
            for (colour, name, shares) in parts {
                let share = shares[at] / whole;
                let right = left + share * room;
                canvas.rect(Rect::new(left, bar.0, right, bar.1), *colour);
                let middle = (0.5 * (left + right), 0.5 * (bar.0 + bar.1));
                let text = format!("{name}: {}", words::percent(share));
                canvas.read(&outcome.title, middle, text);
                if right - left > NARROW {
                    let at = ((0.5 * (left + right), baseline), Side::Middle);
                    canvas.rimmed(&words::percent(share), at, Type::TICK.colour(palette::INK));
                }
                left = right;
            }
        }
    }
}
