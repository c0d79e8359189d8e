//! Pictures of a hindcast: how well forecasts were calibrated, all cases side by side, and each case by itself.

use rayon::prelude::*;

use super::canvas::{self, Canvas};
use super::rect::Rect;
use super::ruler::Ruler;
use super::{Drawing, Picture, ReportError};
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
/// [`ReportError`] if a picture could not be made.
pub fn render(study: &Study) -> Result<Vec<Picture>, ReportError> {
    let names = study
        .cases
        .iter()
        .flat_map(|case| [case.record.name.as_str(), case.record.country.as_str()]);
    let ruler = Ruler::new(names)?;
    let mut drawings = vec![(
        "calibration.png".to_owned(),
        false,
        calibration::draw(study, &ruler)?,
    )];
    drawings.push(("cases.png".to_owned(), false, cases::draw(study, &ruler)?));
    for case in &study.cases {
        drawings.push((
            format!("charts/{}", case.key),
            true,
            case::draw(case, &ruler)?,
        ));
    }
    // Pictures are independent of each other and keep their order, so threads change no byte.
    let pngs: Result<Vec<_>, _> = drawings
        .par_iter()
        .with_max_len(1)
        .map(|(_, _, drawing)| drawing.png())
        .collect();
    let mut pictures = Vec::new();
    for ((name, with_svg, drawing), bytes) in drawings.into_iter().zip(pngs?) {
        if with_svg {
            pictures.push(Picture {
                name: format!("{name}.svg"),
                bytes: drawing.svg.into_bytes(),
            });
            pictures.push(Picture {
                name: format!("{name}.png"),
                bytes,
            });
        } else {
            pictures.push(Picture { name, bytes });
        }
    }
    Ok(pictures)
}

/// A picture of this size, drawn into its bounds less the edge.
fn drawing(
    name: &'static str,
    size: (f64, f64),
    ruler: &Ruler,
    paint: impl FnOnce(&mut Canvas),
) -> Result<Drawing, ReportError> {
    let (svg, labels) = canvas::draw(size, ruler, |canvas| {
        let inside = Rect::new(0.0, 0.0, size.0, size.1).shrunk(EDGE, EDGE - 6.0, EDGE, EDGE - 8.0);
        canvas.enter(name, inside);
        paint(canvas);
    })?;
    Ok(Drawing {
        name,
        svg,
        size,
        scale: SCALE,
        labels,
        readings: Vec::new(),
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
