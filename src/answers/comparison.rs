//! The results folder of a comparison.

use crate::compare::{self, Case, Charts, Comparison};
use crate::report::{self, ReportError};
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
        let pictures = report::comparison::render(comparison, charts)?;
        files.extend(pictures.into_iter().map(File::from));
        files.push(report::comparison_page(comparison, &files)?.into());
    }
    Ok(files)
}
