//! One page for whoever decides: what each scenario changes, in sentences, in figures and in pictures.

use super::{View, curves, plane, table, waterfall, yearly};
use crate::compare::{Against, Compared, share};
use crate::report::canvas::{self, Canvas};
use crate::report::lettering::{Side, Type};
use crate::report::rect::Rect;
use crate::report::ruler::Ruler;
use crate::report::{Drawing, ReportError, palette, words};

/// Name of the page.
pub(super) const NAME: &str = "comparison";
/// Width of an A4 page, upright; it is as high as its panels need.
const WIDTH: f64 = 1200.0;
const SCALE: f64 = 2.0;
const EDGE: f64 = 42.0;
const GAP: (f64, f64) = (34.0, 24.0);
/// Height of a row of charts.
const CHARTS: f64 = 440.0;
const TITLE: Type = Type::TITLE.sized(28.0);
const SENTENCE: Type = Type::FINDING.sized(15.0);

/// The page.
pub(super) fn draw(view: &View, ruler: &Ruler) -> Result<Drawing, ReportError> {
    // Drawn once to see how high it is.
    let mut height = 0.0;
    let _ = canvas::draw((WIDTH, 4_000.0), ruler, |canvas| {
        height = paint(canvas, view)
    })?;
    let size = (WIDTH, height.ceil());
    let (svg, labels) = canvas::draw(size, ruler, |canvas| {
        paint(canvas, view);
    })?;
    Ok(Drawing {
        name: NAME,
        svg,
        size,
        scale: SCALE,
        labels,
    })
}

/// A chart of the page.
type Paint<'a> = Box<dyn Fn(&mut Canvas, &View) + 'a>;

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
    let mut charts: Vec<(&'static str, Paint)> = vec![
        ("completion", Box::new(curves::completion)),
        ("cost", Box::new(curves::cost)),
        ("plane", Box::new(plane::draw)),
        ("remaining", Box::new(yearly::remaining)),
    ];
    for at in 0..view.comparison.cases.len() {
        if view.why(at).is_some() {
            charts.push((
                "why",
                Box::new(move |canvas, view| waterfall::draw(canvas, view, at)),
            ));
        }
    }
    if yearly::has_people(view) && charts.len() % 2 == 1 {
        charts.push(("return", Box::new(yearly::people)));
    }
    for pair in charts.chunks(2) {
        let width = (width - GAP.0 * (pair.len() - 1) as f64) / pair.len() as f64;
        for (column, (name, paint)) in pair.iter().enumerate() {
            let left = left + column as f64 * (width + GAP.0);
            canvas.enter(name, Rect::new(left, top, left + width, top + CHARTS));
            paint(canvas, view);
        }
        top += CHARTS + GAP.1;
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
    let date = |of: &Compared| {
        p80(of, "completion_years").map_or_else(
            || format!("not by {}", words::month(view.charts.start, view.horizon())),
            |years| format!("by {}", words::month(view.charts.start, years)),
        )
    };
    let money = |of: &Compared| {
        p80(of, "cost").map_or_else(
            || "no cost at completion that 80 % of the trials keep".to_owned(),
            |cost| {
                format!(
                    "{} in 80 % of them",
                    words::money(cost, &view.comparison.common.currency)
                )
            },
        )
    };
    format!(
        "{}: 80 % of the trials are complete {} (in {} {}); at most {} (in {} {}). Both halves of the target are kept with {} (in {} {}). Trial by \
         trial it is sooner in {}, later in {}, cheaper in {}.",
        case.name,
        date(case),
        base.name,
        date(base),
        money(case),
        base.name,
        money(base),
        share(case.shares.joint),
        base.name,
        share(base.shares.joint),
        share(against.sooner),
        share(against.later),
        share(against.cheaper),
    )
}
