//! Pictures of a hindcast: how well forecasts were calibrated, all cases side by side, and each case by itself.

use super::canvas::Canvas;
use super::rect::Rect;
use super::ruler::Ruler;
use super::{Drawing, Files, ReportError};
use crate::hindcast::{Case, Seen, Study};
use crate::words;

mod calibration;
mod case;
mod cases;

/// Free edge of a picture.
const EDGE: f64 = 24.0;
/// Pixels per logical unit.
const SCALE: f64 = 2.0;

/// `calibration.png`, `cases.png` and, for each case, `charts/KEY.png` and `charts/KEY.svg`.
///
/// # Errors
///
/// [`ReportError`] if one could not be drawn.
pub fn draw(study: &Study) -> Result<Vec<Drawing>, ReportError> {
    let names = study
        .cases
        .iter()
        .flat_map(|case| [case.record.name.as_str(), case.record.country.as_str()]);
    let ruler = Ruler::new(names)?;
    let mut drawings = vec![
        calibration::draw(study, &ruler)?,
        cases::draw(study, &ruler)?,
    ];
    for case in &study.cases {
        drawings.push(case::draw(case, &ruler)?);
    }
    Ok(drawings)
}

/// A picture of this size, drawn into its bounds less the edge.
fn drawing(
    (name, files): (&str, Files),
    panel: &'static str,
    size: (f64, f64),
    ruler: &Ruler,
    paint: impl FnOnce(&mut Canvas),
) -> Result<Drawing, ReportError> {
    Drawing::new((name, files), (size, SCALE), ruler, |canvas| {
        let inside = Rect::new(0.0, 0.0, size.0, size.1).shrunk(EDGE, EDGE - 6.0, EDGE, EDGE - 8.0);
        canvas.enter(panel, inside);
        paint(canvas);
    })
}

/// `12 cases of 5 countries`, with the right plurals.
fn cases_of(cases: usize, countries: usize) -> String {
    let countries = match countries {
        1 => "one country".to_owned(),
        many => format!("{many} countries"),
    };
    format!("{} of {countries}", words::counted(cases as u64, "case"))
}

/// Where something was seen, in years, and whether it was the end.
fn seen_at(case: &Case) -> Option<(f64, bool)> {
    case.seen.map(|seen| match seen {
        Seen::At(years) => (years, true),
        Seen::After(years) => (years, false),
    })
}
