//! The name, the run, and what was found in sentences.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::contingency;
use super::lettering::{Side, Type};
use super::outside;
use super::palette;
use super::standing::{self, Moment};
use super::view::View;
use crate::summary::estimate::Estimate;
use crate::words;

const NAME: Type = Type::TITLE.sized(30.0);
/// A name that is too long for one line takes at most this many smaller ones.
const LONG_NAME: Type = Type::TITLE.sized(22.0);
const NAME_LINES: usize = 2;
const RUN: Type = Type::FINDING.colour(palette::SOFT_INK);
const NUMBER: Type = Type::TITLE.sized(27.0);
const UNDER: Type = Type::FINDING.colour(palette::SOFT_INK);
const SENTENCE: Type = Type::FINDING.sized(15.0);
/// In the chart of its own, type is up to this many times as large, in steps.
const LARGEST: f64 = 2.0;
const STEP: f64 = 0.05;

/// Lines of text on their baselines, from the top of the panel downwards.
struct Lines {
    texts: Vec<(String, (f64, f64), Type)>,
    bottom: f64,
}

impl Lines {
    fn paragraph(&mut self, canvas: &Canvas, text: &str, (x, width): (f64, f64), style: Type) {
        let mut y = self.bottom + style.size;
        for line in canvas.ruler().wrap(text, width, style.size, style.bold) {
            self.texts.push((line, (x, y), style));
            y += style.leading();
        }
        self.bottom = y - style.size;
    }

    fn draw(self, canvas: &mut Canvas) -> f64 {
        for (text, at, style) in self.texts {
            canvas.text(&text, at, Side::Left, style);
        }
        self.bottom
    }
}

/// Draws the panel from the top of its bounds; returns where it ends.
pub(super) fn draw(canvas: &mut Canvas, view: &View) -> f64 {
    canvas.describe(&view.summary.scenario.name, &sentences(view).join(" "));
    lines(canvas, view, 1.0).draw(canvas)
}

/// The chart's own file, in the largest type that fits.
pub(super) fn panel(canvas: &mut Canvas, view: &View) {
    canvas.describe(&view.summary.scenario.name, &sentences(view).join(" "));
    let foot = canvas.bounds().bottom;
    let steps = ((LARGEST - 1.0) / STEP) as u32;
    let sizes = (0..=steps).map(|k| LARGEST - STEP * f64::from(k));
    let fitting = sizes
        .map(|scale| lines(canvas, view, scale))
        .find(|lines| lines.bottom <= foot);
    fitting
        .unwrap_or_else(|| lines(canvas, view, 1.0))
        .draw(canvas);
}

/// All text of the panel, with type `scale` times as large as on the page.
fn lines(canvas: &Canvas, view: &View, scale: f64) -> Lines {
    let bounds = canvas.bounds();
    let column = (bounds.left, bounds.width());
    let mut lines = Lines {
        texts: Vec::new(),
        bottom: bounds.top,
    };
    name(canvas, view, scale, &mut lines);
    let run = RUN.sized(RUN.size * scale);
    lines.paragraph(canvas, &origin(view), column, run);
    lines.bottom += 4.0 * scale;
    numbers(canvas, view, scale, &mut lines);
    lines.bottom += 8.0 * scale;
    let style = SENTENCE.sized(SENTENCE.size * scale);
    for sentence in sentences(view) {
        lines.paragraph(canvas, &sentence, column, style);
        lines.bottom += 0.05 * style.size;
    }
    lines
}

fn name(canvas: &Canvas, view: &View, scale: f64, lines: &mut Lines) {
    let bounds = canvas.bounds();
    let name = canvas.ruler().drawable(&view.summary.scenario.name);
    let large = NAME.sized(NAME.size * scale);
    let style = if canvas.width(&name, large) <= bounds.width() {
        large
    } else {
        LONG_NAME.sized(LONG_NAME.size * scale)
    };
    let mut names = canvas.ruler().wrap(&name, bounds.width(), style.size, true);
    if names.len() > NAME_LINES {
        let rest = names.split_off(NAME_LINES - 1).join(" ");
        let rest = canvas
            .ruler()
            .shorten(&rest, bounds.width(), style.size, true);
        names.push(rest);
    }
    for line in names {
        let at = (bounds.left, lines.bottom + style.size);
        lines.texts.push((line, at, style));
        lines.bottom += 1.1 * style.size;
    }
    lines.bottom += 6.0 * scale;
}

/// Period, trials, seed, currency.
pub(super) fn origin(view: &View) -> String {
    let (scenario, run) = (&view.summary.scenario, &view.summary.run);
    format!(
        "Simulated from {} to {} at the latest · {} ({}), seed {} · {} in constant {} prices",
        words::month_name(view.charts.start),
        view.last_month(),
        words::counted(run.trials, "trial"),
        run.sampling.name(),
        run.seed,
        scenario.currency,
        scenario.price_year
    )
}

/// The numbers that people quote: each with what it is and the colour of its kind.
fn quoted(view: &View) -> [(String, String, Colour); 5] {
    let (completion, at_completion) = (view.spread("completion_years"), view.spread("cost"));
    let spent = view.spread("cost_to_horizon");
    let horizon = view.last_month();
    let cost = |level: &str, at_completion: Option<f64>, spent: Option<f64>| {
        let (value, under) = match (at_completion, spent) {
            // Unfinished trials have no cost at completion, so it may have no such quantile.
            (None, Some(spent)) => (spent, format!("spent to {horizon}: {level}")),
            (value, _) => (value.unwrap_or(0.0), format!("cost: {level}")),
        };
        (view.money(value), under, palette::MONEY)
    };
    let [middle, late] = match Moment::all(view).first() {
        Some(moment) if standing::is_there(view) => left_and_released(view, *moment),
        _ => [
            ("complete: median (P50)", completion.p50),
            ("complete: P80", completion.p80),
        ]
        .map(|(under, years)| (view.date_or_after(years), under.into(), palette::TIME)),
    };
    [
        kept(view),
        middle,
        late,
        cost("median (P50)", at_completion.p50, spent.p50),
        cost("P80", at_completion.p80, spent.p80),
    ]
}

/// The share of trials that keep what is promised; without a promise, of those that finish.
fn kept(view: &View) -> (String, String, Colour) {
    let target = &view.summary.target;
    let joint = words::percent(view.shares().joint);
    let under = match (target.deadline.is_some(), target.cost.is_finite()) {
        (true, true) => "meet time and cost target",
        (true, false) => "meet the time target",
        (false, true) => "meet the cost target",
        (false, false) => {
            let finished = words::percent(view.shares().finished);
            let under = format!("complete by {}", view.last_month());
            return (finished, under, palette::INK);
        }
    };
    let share = format!("{}{joint}", view.at_least());
    (share, under.into(), palette::INK)
}

/// What is released and what is left, where there is no median of completion.
fn left_and_released(view: &View, moment: Moment) -> [(String, String, Colour); 2] {
    let when = match moment {
        Moment::Deadline => view.deadline_name(),
        Moment::Horizon => view.last_month(),
    };
    let middle = |quantity| moment.spread(view, quantity).p50.unwrap_or(0.0);
    [
        (
            words::percent(middle("released_share")),
            format!("released by {when} (median)"),
            palette::CLEARANCE,
        ),
        (
            words::area(middle("remaining_ha")),
            format!("left in {when} (median)"),
            palette::HAZARD,
        ),
    ]
}

/// The numbers side by side.
fn numbers(canvas: &Canvas, view: &View, scale: f64, lines: &mut Lines) {
    let all = quoted(view);
    let bounds = canvas.bounds();
    let column = bounds.width() / all.len() as f64;
    let room = column - 14.0;
    let baseline = lines.bottom + NUMBER.size * scale;
    let mut bottom = baseline;
    for (i, (number, under, colour)) in all.into_iter().enumerate() {
        let x = bounds.left + i as f64 * column;
        let wanted = NUMBER.sized(NUMBER.size * scale);
        let size = wanted.size * (room / canvas.width(&number, wanted)).min(1.0);
        lines
            .texts
            .push((number, (x, baseline), wanted.sized(size).colour(colour)));
        lines.bottom = baseline + 0.35 * UNDER.size * scale;
        let style = UNDER.sized(UNDER.size * scale);
        lines.paragraph(canvas, &under, (x, room), style);
        bottom = bottom.max(lines.bottom);
    }
    lines.bottom = bottom;
}

/// What was found, in sentences.
pub(super) fn sentences(view: &View) -> Vec<String> {
    let target = &view.summary.target;
    let Estimate {
        value: probability,
        error,
    } = &view.summary.probability;
    let (within_years, within_cost) = match &view.promises()[..] {
        [years, cost] => (format!("complete {years}"), cost.clone()),
        [one] => (format!("complete {one}"), one.clone()),
        _ => (String::new(), String::new()),
    };
    let bound = !view.at_least().is_empty();
    let mut all = vec![when(view), costs(view)];
    if standing::is_there(view) {
        let moments = Moment::all(view).into_iter();
        all.extend(moments.filter_map(|it| it.sentence(view)));
    }
    let years = || {
        let is = words::is_percent(probability.within_years, error.within_years, bound);
        format!("P({within_years}) {is}.")
    };
    let cost = || {
        let is = words::is_percent(probability.within_cost, error.within_cost, false);
        let cost = view.target_cost();
        format!("P(complete and within {cost}) {is}.")
    };
    match (target.deadline.is_some(), target.cost.is_finite()) {
        (true, true) => {
            all.push(format!("{} {}", years(), cost()));
            all.push(format!(
                "Both together: P({within_years} and {within_cost}) {}.{}",
                words::is_percent(probability.joint, error.joint, bound),
                beyond(view),
            ));
        }
        (true, false) => all.push(format!("{}{}", years(), beyond(view))),
        (false, true) => all.push(cost()),
        (false, false) => {}
    }
    all.extend(benefits(view));
    if view.certain() {
        all.insert(
            0,
            "Nothing in this scenario is uncertain: all trials are the same.".into(),
        );
    } else {
        all.push(point(view));
        all.extend(contingency::sentence(view));
    }
    all.extend(outside::sentence(view));
    all
}

/// What land in use is worth, if the scenario says.
fn benefits(view: &View) -> Option<String> {
    let worth = view.spread("benefits_present_value").p50?;
    let ratio = view.spread("benefit_cost_ratio");
    let times = |share: Option<f64>| share.map_or_else(|| "–".into(), |r| format!("{r:.2}"));
    let [low, middle, high] = [ratio.p10, ratio.p50, ratio.p90].map(times);
    // Unfinished trials have no cost at completion, so there may be no median of it.
    let spent = view.spread("cost_present_value").p50;
    let spent = spent.map_or_else(String::new, |spent| format!(", {}", view.money(spent)));
    Some(format!(
        "Land in use has a present value of {} by the horizon, {} (median; more beyond it): {middle} times that of what is spent{spent} (P10–P90: {low}–{high}).",
        view.money(worth),
        view.last_month(),
    ))
}

/// Why the shares are bounds, if they are.
fn beyond(view: &View) -> String {
    if view.at_least().is_empty() {
        return String::new();
    }
    format!(
        " The deadline, {}, lies beyond the horizon: unfinished trials might still meet it.",
        view.deadline_name()
    )
}

fn when(view: &View) -> String {
    let times = view.spread("completion_years");
    let unfinished = view.unfinished();
    let rest = if unfinished > 0.0 && unfinished < 1.0 {
        format!(
            " {} of the trials are unfinished at the horizon.",
            words::percent(unfinished)
        )
    } else {
        String::new()
    };
    match (times.p50, times.p80) {
        (Some(half), Some(most)) => {
            format!(
                "Half of the trials are complete by {} (the median), 80 % by {}.{rest}",
                view.date(half),
                view.date(most)
            )
        }
        (Some(half), None) => {
            format!(
                "Half of the trials are complete by {} (the median); 80 % are not by {}.{rest}",
                view.date(half),
                view.last_month()
            )
        }
        (None, _) => format!(
            "{} of the trials are complete by {}, so there is no median of completion.{rest}",
            fewer_than_half(view),
            view.last_month()
        ),
    }
}

/// `None`, or `12 %`, of the trials.
fn fewer_than_half(view: &View) -> String {
    match view.shares().finished {
        some if some > 0.0 => format!("Only {}", words::percent(some)),
        _ => "None".into(),
    }
}

fn costs(view: &View) -> String {
    let costs = view.spread("cost");
    match (costs.p50, costs.p80) {
        (Some(half), Some(most)) => {
            format!(
                "Completion costs at most {} in half of the trials (P50, the median) and at most {} in 80 % (P80).",
                view.money(half),
                view.money(most)
            )
        }
        (Some(half), None) => format!(
            "Completion costs at most {} in half of the trials (P50, the median); too many trials are unfinished for a P80.",
            view.money(half)
        ),
        (None, _) => match view.spread("cost_to_horizon").p50 {
            Some(spent) => format!(
                "Cost at completion has no median; half of the trials spend at most {} up to the horizon.",
                view.money(spent)
            ),
            None => "Cost at completion has no median.".into(),
        },
    }
}

fn point(view: &View) -> String {
    let (Some(years), Some(cost)) = (view.point_completion(), view.point_cost()) else {
        return format!(
            "The point estimate (every input at its most likely value, no chance) is not complete by {}.",
            view.last_month()
        );
    };
    let share = |s: Option<f64>| s.map_or_else(|| "an unknown share".into(), words::percent);
    format!(
        "The point estimate (every input at its most likely value, no chance) is {} and {}; {} of the trials are no later, {} no dearer.",
        view.date(years.value),
        view.money(cost.value),
        share(years.share),
        share(cost.share)
    )
}
