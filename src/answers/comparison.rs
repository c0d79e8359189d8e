//! The results folder of a comparison.

use super::drawn;
use crate::compare::{self, Case, Charts, Comparison};
use crate::report::{self, Files, ReportError};
use crate::results::File;

/// All files of the results folder of a comparison but the manifest; `pictured`: with pictures and the page for reading on screen.
///
/// # Errors
///
/// If a picture cannot be drawn.
pub fn comparison(
    comparison: &Comparison,
    charts: &Charts,
    cases: &[Case],
    pictured: bool,
) -> Result<Vec<File>, ReportError> {
    let mut files = compare::files(comparison, charts, cases);
    if pictured {
        files.extend(shown(comparison, charts)?);
    }
    Ok(files)
}

/// Its pictures and its page.
pub(super) fn shown(comparison: &Comparison, charts: &Charts) -> Result<Vec<File>, ReportError> {
    let drawings = report::comparison::draw(comparison, charts)?;
    let panels = drawings.iter().filter(|it| it.files == Files::Chart);
    drawn(&drawings, || {
        report::comparison_page(comparison, panels, &[compare::csv(comparison)])
    })
}
