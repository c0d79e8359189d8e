//! All cases side by side: forecast, official date, last year's release, and what followed.

use crate::hindcast::{Case, Study};
use crate::report::axis::{Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::frame::{Sample, frame, legend};
use crate::report::lettering::{Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;
use crate::report::ruler::Ruler;
use crate::report::shapes::Toward;
use crate::report::{Drawing, Files, ReportError};
use crate::words;

const WIDTH: f64 = 1000.0;
const ROW: f64 = 27.0;
/// Room above and below the rows.
const AROUND: f64 = 190.0;
/// Share of the width for the names of cases.
const NAMES: f64 = 0.29;
/// Years shown.
const FROM: f64 = 0.5;
const TO: f64 = 100.0;

/// The picture.
pub(super) fn draw(study: &Study, ruler: &Ruler) -> Result<Drawing, ReportError> {
    let size = (WIDTH, AROUND + ROW * study.cases.len() as f64);
    let name = ("cases", Files::Sheet);
    super::drawing(name, "cases", size, ruler, |canvas| paint(canvas, study))
}

fn paint(canvas: &mut Canvas, study: &Study) {
    let countries = Study::countries(study.cases.iter());
    let finding = format!(
        "{}. Years from the month of the forecast, equal distances are equal ratios.",
        super::cases_of(study.cases.len(), countries)
    );
    let caption = "Bars: 80 % interval (P10 to P90), darker 50 %, with the median; a bar that reaches the right edge goes on. A black arrow says that the programme \
                   was still open then, a grey one that the value lies beyond the edge.";
    let area = frame(
        canvas,
        "What was forecast, and what followed",
        &finding,
        caption,
    );
    let area = legend(
        canvas,
        area,
        &[
            (
                Sample::Square,
                palette::tint(palette::TIME, 0.5),
                "forecast",
            ),
            (Sample::Square, palette::TARGET, "official date"),
            (
                Sample::Square,
                palette::OVERHEAD,
                "area by last year's release",
            ),
            (Sample::Square, palette::INK, "what followed"),
        ],
    );
    let x = Axis::logarithmic(FROM, TO, 12, |years| years.to_string());
    let left = area.left + NAMES * area.width();
    let plot = Plot {
        area: Rect::new(
            left,
            area.top + 6.0,
            area.right - 8.0,
            area.bottom - 2.4 * Type::TICK.size,
        ),
        x,
        y: Axis {
            from: 0.0,
            to: study.cases.len().max(1) as f64,
            log: false,
            marks: Vec::new(),
        },
    };
    plot.draw_x(canvas, palette::SOFT_INK);
    for (index, case) in study.cases.iter().enumerate() {
        let y =
            plot.area.top + (index as f64 + 0.5) * plot.area.height() / study.cases.len() as f64;
        row(canvas, &plot, case, y);
    }
}

/// What was forecast, said and seen of a case, where it stands.
fn read(canvas: &mut Canvas, case: &Case, place: &dyn Fn(f64) -> (f64, f64)) {
    let start = case.record.start;
    let quantiles = [
        ("P10", 0.1),
        ("P25", 0.25),
        ("median", 0.5),
        ("P75", 0.75),
        ("P90", 0.9),
    ];
    let forecast = quantiles.map(|(name, p)| (name, Some(case.quantile(p))));
    let seen = super::seen_at(case).map(|(years, ended)| {
        let name = if ended { "complete" } else { "still open" };
        (name, Some(years))
    });
    let said = [
        ("official date", case.official),
        ("area by last year's release", Some(case.straight)),
    ];
    for (name, years) in forecast.into_iter().chain(said).chain(seen) {
        let Some(years) = years else { continue };
        let text = if years.is_finite() {
            let date = words::month(start, years);
            format!("{name}: {date}, after {}", words::years(years))
        } else {
            format!("{name}: later than simulated")
        };
        canvas.read(&case.record.name, place(years), text);
    }
}

fn row(canvas: &mut Canvas, plot: &Plot, case: &Case, y: f64) {
    let name = canvas.ruler().drawable(&case.record.name);
    let room = plot.area.left - canvas.bounds().left - 12.0;
    let name = canvas.ruler().shorten(&name, room, Type::TICK.size, false);
    canvas.text(
        &name,
        (canvas.bounds().left, y + 0.35 * Type::TICK.size),
        Side::Left,
        Type::TICK.colour(palette::INK),
    );
    let x = |years: f64| plot.x(years.min(TO));
    read(canvas, case, &|years| (x(years.max(FROM)), y));
    let bar = |canvas: &mut Canvas, low: f64, high: f64, half: f64, strength: f64| {
        let area = Rect::new(
            x(case.quantile(low)),
            y - half,
            x(case.quantile(high)),
            y + half,
        );
        canvas.rect(area, palette::tint(palette::TIME, strength));
    };
    bar(canvas, 0.1, 0.9, 6.0, 0.3);
    bar(canvas, 0.25, 0.75, 6.0, 0.6);
    let median = x(case.quantile(0.5));
    canvas.line(&[(median, y - 7.0), (median, y + 7.0)], palette::PAPER, 2.0);
    match case.straight {
        years if years > TO => {
            canvas.arrow((x(TO) + 8.0, y), Toward::Right, 9.0, palette::OVERHEAD);
        }
        years if years < FROM => {
            canvas.arrow((x(FROM) - 8.0, y), Toward::Left, 9.0, palette::OVERHEAD);
        }
        years => canvas.diamond((x(years), y), 4.5, palette::OVERHEAD),
    }
    if let Some(official) = case.official {
        let x = x(official);
        canvas.line(&[(x, y - 11.0), (x, y + 11.0)], palette::PAPER, 6.0);
        canvas.line(&[(x, y - 11.0), (x, y + 11.0)], palette::TARGET, 3.2);
    }
    match super::seen_at(case) {
        Some((years, true)) => canvas.mark((x(years), y), 4.5, palette::INK),
        Some((years, false)) => {
            canvas.mark((x(years), y), 3.0, palette::INK);
            canvas.arrow((x(years) + 15.0, y), Toward::Right, 9.0, palette::INK);
        }
        None => {}
    }
}
