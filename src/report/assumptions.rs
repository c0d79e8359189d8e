//! The second page: what the result stands on. Every uncertain input with its range, and its source or that it is judgement; those that matter
//! most first.

use std::fmt::Write as _;

use super::canvas::Canvas;
use super::drivers;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::view::View;
use crate::influence::Influence;
use crate::scenario::Assumption;
use crate::words;

const TITLE: &str = "What the result stands on";
const HEADING: Type = Type::TITLE.sized(26.0);
const ROW: Type = Type::TICK.sized(10.8);
const LEADING: f64 = 14.6;
/// Inputs that are shown as those that matter most.
const FOREMOST: usize = 10;
/// Fewest rows of a section, if it has as many.
const FEWEST: usize = 3;
/// Where the columns begin, as parts of the width: range, source.
const RANGE: f64 = 0.27;
const SOURCE: f64 = 0.47;
/// The same of the foremost: bars of completion and of cost, source.
const BARS: [f64; 2] = [0.42, 0.59];
const THEIR_SOURCE: f64 = 0.76;

/// Sections by the first part of paths; what is in none belongs to the last.
const SECTIONS: [(&str, &[&str]); 4] = [
    ("Land", &["area", "land_release", "completion", "items"]),
    ("Teams", &["team", "calendar", "noise", "operator"]),
    ("Money", &["funding", "overhead", "economy", "target"]),
    ("Risks, people and the rest", &[]),
];

fn section(path: &str) -> usize {
    let first = path.split('.').next().unwrap_or(path);
    let place = SECTIONS
        .iter()
        .position(|(_, tables)| tables.contains(&first));
    place.unwrap_or(SECTIONS.len() - 1)
}

/// Whether the page has anything to say: not of a scenario that was not read from a text.
pub(super) fn is_there(view: &View) -> bool {
    view.charts.assumptions.is_some()
}

/// Every uncertain input.
fn register<'a>(view: &View<'a>) -> &'a [Assumption] {
    view.charts.assumptions.as_deref().unwrap_or_default()
}

/// Draws the page within the bounds of the canvas.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let area = canvas.bounds();
    let all = register(view);
    let mut y = area.top + HEADING.size;
    let name = format!("{TITLE}: {}", view.summary.scenario.name);
    let title = canvas
        .ruler()
        .shorten(&name, area.width(), HEADING.size, true);
    canvas.text(&title, (area.left, y), Side::Left, HEADING.bold());
    y += 1.2 * HEADING.size;
    let finding = finding(view);
    canvas.describe(TITLE, &finding);
    y = canvas.paragraph(
        &finding,
        (area.left, y),
        area.width(),
        Type::FINDING.sized(15.0),
    );
    if all.is_empty() {
        return;
    }
    y = foremost(canvas, view, area, y + 8.0);
    let caption = "P10, P50 and P90 are those of the distribution, before risk drivers. Judgement: the scenario names no source. Inputs that are plain numbers \
         are not listed. The command clearcast inputs --all lists everything with its distribution.";
    let style = Type::CAPTION;
    let lines = canvas
        .ruler()
        .wrap(caption, area.width(), style.size, false)
        .len() as f64;
    let foot = area.bottom - (lines - 1.0) * style.leading() - 0.3 * style.size;
    canvas.paragraph(caption, (area.left, foot), area.width(), style);
    sections(canvas, view, area, (y, foot - 2.0 * style.size));
}

/// In sentences: how many inputs, and how many of them are judgement.
fn finding(view: &View) -> String {
    let all = register(view);
    if all.is_empty() {
        return "Every input of this scenario is a plain number, so nothing in it is stated to be uncertain. The command clearcast inputs --all lists them with \
                their sources."
            .to_owned();
    }
    let judged = all.iter().filter(|it| it.source.is_none()).count();
    let share = words::percent(judged as f64 / all.len() as f64);
    let mut text = format!(
        "{} are uncertain. {judged} of them ({share}) rest on judgement alone, the others name a source.",
        words::counted(all.len() as u64, "input")
    );
    let first: Vec<&Influence> = top(view);
    let ours = |row: &&&Influence| !members(view, row).is_empty();
    let known = first.iter().filter(ours).count();
    if known > 0 {
        let judged = |row: &&&Influence| {
            let members = members(view, row);
            !members.is_empty() && members.iter().all(|it| it.source.is_none())
        };
        let judged = first.iter().filter(judged).count();
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            " Of the {known} that matter most, {judged} have no source at all."
        );
    }
    text
}

/// The factors that explain most of completion or cost.
fn top<'a>(view: &View<'a>) -> Vec<&'a Influence> {
    let rows = view.charts.influences.iter().flat_map(|it| &it.rows);
    let matters = |it: &&Influence| it.effects.iter().any(drivers::matters);
    rows.filter(matters).take(FOREMOST).collect()
}

/// The inputs that a factor is made of.
fn members<'a>(view: &View<'a>, row: &Influence) -> Vec<&'a Assumption> {
    let table = format!("{}.", row.name);
    let of = |it: &&Assumption| row.paths.contains(&it.path) || it.path.starts_with(&table);
    register(view).iter().filter(of).collect()
}

/// Rows of those that matter most, with bars of what they explain; returns where they end.
fn foremost(canvas: &mut Canvas, view: &View, area: Rect, top_edge: f64) -> f64 {
    let rows = top(view);
    let mut y = top_edge + Type::TITLE.size;
    canvas.text("What matters most", (area.left, y), Side::Left, Type::TITLE);
    if rows.is_empty() {
        y += 1.5 * ROW.size + 4.0;
        let nothing =
            "No single input is told apart from the scatter of the trials, or too few ran to tell.";
        canvas.text(nothing, (area.left, y), Side::Left, ROW);
        return y + 10.0;
    }
    let x = |part: f64| area.left + part * area.width();
    let heads = [
        "share of the spread of completion",
        "share of the spread of cost",
    ];
    for (head, part) in heads.into_iter().zip(BARS) {
        let room = (THEIR_SOURCE - BARS[1]) * area.width() - 12.0;
        let head = canvas.ruler().shorten(head, room, ROW.size, false);
        canvas.text(&head, (x(part), y), Side::Left, ROW);
    }
    canvas.text("source", (x(THEIR_SOURCE), y), Side::Left, ROW);
    y += 1.6 * ROW.size;
    let full = rows.iter().map(|it| it.largest_share()).fold(0.0, f64::max);
    let longest = 0.45 * (BARS[1] - BARS[0]) * area.width();
    for (number, row) in rows.iter().enumerate() {
        let name = format!("{}  {}", number + 1, drivers::called(row));
        let name = canvas
            .ruler()
            .shorten(&name, x(BARS[0]) - area.left - 12.0, ROW.size, false);
        canvas.text(&name, (area.left, y), Side::Left, ROW.colour(palette::INK));
        let colours = [palette::TIME, palette::MONEY];
        for ((effect, colour), part) in row.effects.iter().zip(colours).zip(BARS) {
            let share = effect.share.value.unwrap_or(0.0).max(0.0);
            let end = x(part) + longest * share / full;
            let bar = Rect::new(x(part), y - 0.75 * ROW.size, end, y + 0.15 * ROW.size);
            canvas.rect(bar, palette::tint(colour, 0.85));
            if effect.share.value.is_none() {
                continue;
            }
            let text = drivers::share(&effect.share);
            canvas.text(&text, (end + 6.0, y), Side::Left, ROW);
        }
        let text = basis(&members(view, row));
        let text = canvas
            .ruler()
            .shorten(&text, area.right - x(THEIR_SOURCE), ROW.size, false);
        canvas.text(&text, (x(THEIR_SOURCE), y), Side::Left, ROW);
        y += LEADING + 1.5;
    }
    y
}

/// Where the inputs of a factor come from.
fn basis(members: &[&Assumption]) -> String {
    let judged = members.iter().filter(|it| it.source.is_none()).count();
    match members {
        [] => "probability as given".to_owned(),
        [one] => source(one),
        many if judged == 0 => format!("all {} with sources", many.len()),
        many if judged == many.len() => format!("all {} judgement", many.len()),
        many => format!("{judged} of {} judgement", many.len()),
    }
}

fn source(row: &Assumption) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match (&row.source, &row.note) {
        (Some(source), _) => one_line(source),
        (None, Some(note)) => {
            let note = one_line(note);
            let rest = note.strip_prefix("judgement").unwrap_or(&note);
            let rest = rest.trim_start_matches([':', ',', ' ']);
            format!("judgement: {rest}")
                .trim_end_matches([':', ' '])
                .to_owned()
        }
        (None, None) => "judgement".to_owned(),
    }
}

/// The inputs by section, as many as fit, those that matter most first.
fn sections(canvas: &mut Canvas, view: &View, area: Rect, (top, bottom): (f64, f64)) {
    let importance = |path: &str| {
        let rows = view.charts.influences.iter().flat_map(|it| &it.rows);
        let mine = rows.filter(|it| it.paths.iter().any(|other| other == path));
        mine.map(Influence::largest_share).fold(0.0, f64::max)
    };
    let mut parts: Vec<(usize, Vec<(f64, &Assumption)>)> = (0..SECTIONS.len())
        .map(|at| {
            let rows = register(view).iter().filter(|it| section(&it.path) == at);
            let mut rows: Vec<_> = rows.map(|it| (importance(&it.path), it)).collect();
            rows.sort_by(|a, b| b.0.total_cmp(&a.0));
            (at, rows)
        })
        .collect();
    parts.retain(|(_, rows)| !rows.is_empty());
    let heading = 1.35 * Type::TITLE.size + 10.0;
    let room = ((bottom - top - heading * parts.len() as f64) / LEADING) as usize;
    let counts: Vec<usize> = parts.iter().map(|(_, rows)| rows.len()).collect();
    let shown = shared_out(&counts, room);
    let mut y = top;
    for ((at, rows), shown) in parts.into_iter().zip(shown) {
        y += heading;
        let judged = rows.iter().filter(|it| it.1.source.is_none()).count();
        let (name, _) = SECTIONS[at];
        canvas.text(name, (area.left, y), Side::Left, Type::TITLE);
        let of = format!("{judged} of {} judgement", rows.len());
        let beside = area.left + SOURCE * area.width();
        canvas.text(&of, (beside, y), Side::Left, ROW);
        let x = area.left + RANGE * area.width();
        canvas.text("P10 – P50 – P90", (x, y), Side::Left, ROW);
        for (_, row) in &rows[..shown] {
            y += LEADING;
            line(canvas, view, area, y, row);
        }
        let (left, judged) = rows[shown..].iter().fold((0, 0), |(n, j), it| {
            (n + 1, j + usize::from(it.1.source.is_none()))
        });
        if left > 0 {
            y += LEADING;
            let text = format!("and {left} more that matter less, {judged} of them judgement");
            canvas.text(&text, (area.left, y), Side::Left, ROW);
        }
    }
}

/// How many of each section are shown where there is room for so many lines in all; one line says how many are left.
fn shared_out(counts: &[usize], room: usize) -> Vec<usize> {
    let all: usize = counts.iter().sum();
    if all <= room {
        return counts.to_vec();
    }
    let room = room.saturating_sub(counts.len());
    let part = |count: &usize| (count * room / all).max(FEWEST.min(*count)).min(*count);
    counts.iter().map(part).collect()
}

/// One input.
fn line(canvas: &mut Canvas, view: &View, area: Rect, y: f64, row: &Assumption) {
    let x = |part: f64| area.left + part * area.width();
    let room = |from: f64, to: f64| (to - from) * area.width() - 12.0;
    let name = canvas
        .ruler()
        .shorten(&row.path, room(0.0, RANGE), ROW.size, false);
    canvas.text(&name, (area.left, y), Side::Left, ROW.colour(palette::INK));
    let range = canvas
        .ruler()
        .shorten(&range(view, row), room(RANGE, SOURCE), ROW.size, false);
    canvas.text(&range, (x(RANGE), y), Side::Left, ROW.colour(palette::INK));
    let style = match row.source {
        Some(_) => ROW,
        None => ROW.colour(palette::INK),
    };
    let text = canvas
        .ruler()
        .shorten(&source(row), room(SOURCE, 1.0) + 12.0, ROW.size, false);
    canvas.text(&text, (x(SOURCE), y), Side::Left, style);
}

/// `700 – 1,050 – 1,900 USD per ha`.
fn range(view: &View, row: &Assumption) -> String {
    let three = |value: f64| format!("{value:.2e}").parse().unwrap_or(value);
    let unit = row.unit.strip_prefix(view.currency());
    let text = |value: f64| match unit {
        Some(_) => words::money(value, view.currency()),
        None => words::rounded(three(value)),
    };
    let unit = unit.unwrap_or(&row.unit).trim_start();
    let [low, middle, high] = [row.p10, row.p50, row.p90].map(text);
    format!("{low} – {middle} – {high} {unit}")
        .trim_end()
        .to_owned()
}
