//! How far the numbers can be trusted as numbers, and where they come from.

use super::canvas::Canvas;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::view::View;
use crate::words;

/// Digits of the scenario's hash that are shown.
const HASH: usize = 12;
/// Warnings that are shown in full.
const WARNINGS: usize = 2;
const STYLE: Type = Type::CAPTION;

/// Height of the footer in a panel of this width.
pub(super) fn height(canvas: &Canvas, view: &View, width: f64) -> f64 {
    let lines: usize = texts(view)
        .iter()
        .map(|t| canvas.ruler().wrap(t, width, STYLE.size, false).len())
        .sum();
    lines as f64 * STYLE.leading() + 8.0
}

/// Errors, design and origin of the whole page.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let bounds = canvas.bounds();
    canvas.line(
        &[(bounds.left, bounds.top), (bounds.right, bounds.top)],
        palette::GRID,
        1.2,
    );
    let mut y = bounds.top + 4.0 + STYLE.size;
    for text in texts(view) {
        y = canvas.paragraph(&text, (bounds.left, y), bounds.width(), STYLE);
    }
}

/// Which run a chart that stands alone is from.
pub(super) fn origin(canvas: &mut Canvas, view: &View, line: Rect) {
    let run = &view.summary.run;
    let rest = format!(
        " · {}, seed {} · scenario {} · clearcast {}",
        words::counted(run.trials, "trial"),
        run.seed,
        hash(view),
        run.version
    );
    canvas.describe("Run", &format!("{}{rest}.", view.summary.scenario.name));
    let room = line.width() - canvas.width(&rest, STYLE);
    let name = canvas.ruler().drawable(&view.summary.scenario.name);
    let name = canvas.ruler().shorten(&name, room, STYLE.size, false);
    let at = (line.left, line.bottom - 0.3 * STYLE.size);
    canvas.text(&format!("{name}{rest}"), at, Side::Left, STYLE);
}

fn hash<'a>(view: &View<'a>) -> &'a str {
    let hash = &view.summary.scenario.sha256;
    hash.get(..HASH).unwrap_or(hash)
}

fn texts(view: &View) -> Vec<String> {
    let mut texts = vec![errors(view), run(view)];
    let warnings = &view.charts.warnings;
    texts.extend(
        warnings
            .iter()
            .take(WARNINGS)
            .map(|w| format!("Warning: {w}")),
    );
    if warnings.len() > WARNINGS {
        texts.push(format!("{} more warnings.", warnings.len() - WARNINGS));
    }
    texts
}

fn errors(view: &View) -> String {
    let (summary, shares) = (view.summary, &view.summary.probability);
    if !shares.error.finished.is_finite() {
        return "Too few trials to say how far chance moves these numbers.".into();
    }
    let time = |name: &str, value: Option<f64>, e: Option<f64>| {
        let error = e.filter(|e| *e > 0.0).map(words::time_error);
        let error = error.map_or_else(String::new, |e| format!(" {e}"));
        value.map(|v| format!("{name} {}{error}", view.date(v)))
    };
    let cost = |name: &str, value: Option<f64>, e: Option<f64>| {
        let text = |v| words::money_with_error(v, e, view.currency());
        value.map(|v| format!("{name} {}", text(v)))
    };
    let joint = words::percent_with_error(shares.value.joint, shares.error.joint);
    let bound = view.at_least();
    let target = view.summary.target.words();
    let both = |name| (summary.spread(name), summary.error(name));
    let (years, years_error) = both("completion_years");
    let (at_completion, error) = both("cost");
    let parts = [
        target.map(|target| format!("{target} {bound}{joint}")),
        time("completion P50", years.p50, years_error.p50),
        time("P80", years.p80, years_error.p80),
        cost("cost P50", at_completion.p50, error.p50),
        cost("P80", at_completion.p80, error.p80),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!(
        "Monte Carlo error (95 %): {}. It says how exactly the model was computed, not how well it fits the world.",
        parts.join(", ")
    )
}

fn run(view: &View) -> String {
    let run = &view.summary.run;
    let nested = view.summary.nested.as_ref().map_or_else(String::new, |n| {
        let (outer, inner) = (words::count(n.outer), words::count(n.inner));
        format!(", {outer} draws of the inputs with {inner} of chance each")
    });
    format!(
        "{} of {} unfinished at the horizon ({}) · sampling {}{nested} · seed {} · scenario {} · clearcast {}",
        words::percent(view.unfinished()),
        words::counted(run.trials, "trial"),
        view.last_month(),
        run.sampling.name(),
        run.seed,
        hash(view),
        run.version
    )
}
