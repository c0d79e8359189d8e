//! One page for whoever decides: what each scenario changes, in sentences, in figures and in pictures.

use super::{View, curves, margins, plane, table, waterfall, yearly};
use crate::compare::{Against, Compared, share};
use crate::report::canvas::{self, Canvas};
use crate::report::lettering::{Side, Type};
use crate::report::rect::Rect;
use crate::report::ruler::Ruler;
use crate::report::{Drawing, Files, ReportError, palette};
use crate::words;

/// Name of the page.
const NAME: &str = "comparison";
/// Width of an A4 page, upright; it is as high as its panels need.
const WIDTH: f64 = 1200.0;
const SCALE: f64 = 2.0;
const EDGE: f64 = 42.0;
const GAP: (f64, f64) = (34.0, 24.0);
/// Height of a row of charts.
const CHARTS: f64 = 410.0;
const TITLE: Type = Type::TITLE.sized(28.0);
const SENTENCE: Type = Type::FINDING.sized(15.0);

/// The page.
pub(super) fn draw(view: &View, ruler: &Ruler) -> Result<Drawing, ReportError> {
    // Drawn once to see how high it is.
    let mut height = 0.0;
    let _ = canvas::draw((WIDTH, 4_000.0), ruler, |canvas| {
        height = paint(canvas, view);
    })?;
    let size = (WIDTH, height.ceil());
    Drawing::new((NAME, Files::Sheet), (size, SCALE), ruler, |canvas| {
        paint(canvas, view);
    })
}

/// A chart of the page: its name, the height it needs, and how it is drawn.
type Paint = (&'static str, f64, Box<dyn Fn(&mut Canvas, &View)>);

/// Draws from the top downwards; returns where it ends.
fn paint(canvas: &mut Canvas, view: &View) -> f64 {
    let (left, right) = (EDGE, WIDTH - EDGE);
    let width = right - left;
    canvas.enter("headline", Rect::new(left, EDGE, right, EDGE + 420.0));
    let mut top = headline(canvas, view, (left, EDGE), width) + 10.0;
    canvas.enter(
        "table",
        Rect::new(left, top, right, top + table::height(view)),
    );
    table::draw(canvas, view);
    top += table::height(view) + GAP.1;
    for pair in charts(view).chunks(2) {
        let width = (width - GAP.0 * (pair.len() - 1) as f64) / pair.len() as f64;
        let height = pair
            .iter()
            .map(|(_, height, _)| *height)
            .fold(0.0, f64::max);
        for (column, (name, _, paint)) in pair.iter().enumerate() {
            let left = left + column as f64 * (width + GAP.0);
            canvas.enter(name, Rect::new(left, top, left + width, top + height));
            paint(canvas, view);
        }
        top += height + GAP.1;
    }
    canvas.enter("footer", Rect::new(left, top, right, top + 60.0));
    canvas.line(&[(left, top), (right, top)], palette::GRID, 1.2);
    let text = format!(
        "{} · from {} to {} at the latest. Monte Carlo errors say how exactly the model was computed, not how well it fits the world.",
        view.origin(),
        words::month_name(view.charts.start),
        words::month(view.charts.start, view.horizon()),
    );
    let style = Type::CAPTION;
    canvas.paragraph(&text, (left, top + 8.0 + style.size), width, style) + EDGE - 22.0
}

/// The charts, two to a row.
fn charts(view: &View) -> Vec<Paint> {
    let chart = |name, paint: fn(&mut Canvas, &View)| -> Paint { (name, CHARTS, Box::new(paint)) };
    let mut charts = vec![
        chart("completion", curves::completion),
        chart("cost", curves::cost),
        chart("plane", plane::draw),
        chart("remaining", yearly::remaining),
    ];
    for at in 0..view.comparison.cases.len() {
        if let Some(why) = view.why(at) {
            let paint = move |canvas: &mut Canvas, view: &View| waterfall::draw(canvas, view, at);
            charts.push(("why", waterfall::height(why), Box::new(paint)));
        }
    }
    if margins::is_there(view) {
        charts.push(("margins", margins::height(view), Box::new(margins::draw)));
    }
    if yearly::has_people(view) && charts.len() % 2 == 1 {
        charts.push(chart("return", yearly::people));
    }
    charts
}

fn headline(canvas: &mut Canvas, view: &View, (left, top): (f64, f64), width: f64) -> f64 {
    let cases = &view.comparison.cases;
    let names: Vec<&str> = cases[1..].iter().map(|it| it.name.as_str()).collect();
    let title = match names.split_last() {
        Some((last, [])) => format!("{last} beside {}", cases[0].name),
        Some((last, others)) => {
            format!("{} and {last} beside {}", others.join(", "), cases[0].name)
        }
        None => cases[0].name.clone(),
    };
    let sentences: Vec<String> = cases[1..]
        .iter()
        .filter_map(|it| Some(sentence(view, it, it.against_base.as_ref()?)))
        .collect();
    canvas.describe(&title, &sentences.join(" "));
    let title = canvas.ruler().drawable(&title);
    let mut y = top + TITLE.size;
    let lines = canvas.ruler().wrap(&title, width, TITLE.size, true);
    for line in lines.into_iter().take(2) {
        canvas.text(&line, (left, y), Side::Left, TITLE);
        y += 1.15 * TITLE.size;
    }
    y -= 0.3 * TITLE.size;
    let about = canvas.ruler().drawable(&cases[0].title);
    let style = Type::FINDING.colour(palette::SOFT_INK);
    y = canvas.paragraph(&about, (left, y), width, style) + 6.0;
    for text in sentences {
        let text = canvas.ruler().drawable(&text);
        y = canvas.paragraph(&text, (left, y), width, SENTENCE) + 3.0;
    }
    y
}

/// What a scenario changes, in words.
fn sentence(view: &View, case: &Compared, against: &Against) -> String {
    let base = &view.comparison.cases[0];
    let p80 = |of: &Compared, name: &str| {
        let mut figures = of.figures.iter();
        figures
            .find(|it| it.name == name)
            .and_then(|it| it.p80.value)
    };
    let complete = |of: &Compared| match p80(of, "completion_years") {
        Some(years) => ("80 %", words::month(view.charts.start, years)),
        None => (
            "fewer than 80 %",
            words::month(view.charts.start, view.horizon()),
        ),
    };
    let cost = match (p80(case, "cost"), p80(base, "cost")) {
        (Some(mine), Some(other)) => {
            let money = |it| words::money(it, &view.comparison.common.currency);
            format!(
                " The cost that 80 % keep is {} instead of {}.",
                money(mine),
                money(other)
            )
        }
        _ => String::new(),
    };
    let kept = match view.comparison.target.words() {
        None => String::new(),
        Some(target) => format!(
            " {} {} kept with {} instead of {}.",
            words::capital(target),
            if target.starts_with("both") {
                "are"
            } else {
                "is"
            },
            share(case.shares.joint),
            share(base.shares.joint),
        ),
    };
    let ((part, date), (base_part, base_date)) = (complete(case), complete(base));
    format!(
        "{}: {part} of the trials are complete by {date}, in {} {base_part} by {base_date}.{cost}{kept} Trial by trial it is \
         sooner in {}, later in {}, cheaper in {}.",
        case.name,
        base.name,
        share(against.sooner),
        share(against.later),
        share(against.cheaper),
    )
}
