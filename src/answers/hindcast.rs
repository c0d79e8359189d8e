//! The results folder of a hindcast.

use super::drawn;
use crate::hindcast::{self, Study};
use crate::report::{self, ReportError, Said};
use crate::results::File;
use crate::run::charts_file;
use crate::words;

/// All files of the results folder of a hindcast but the manifest.
///
/// # Errors
///
/// If a picture cannot be drawn.
pub fn hindcast(study: &Study) -> Result<Vec<File>, ReportError> {
    let mut files = hindcast::files(study);
    files.push(charts_file(study));
    files.extend(shown(study)?);
    Ok(files)
}

/// Its pictures and its page.
pub(super) fn shown(study: &Study) -> Result<Vec<File>, ReportError> {
    let drawings = report::hindcast::draw(study)?;
    let said = Said {
        name: "hindcast",
        title: "Past programmes, forecast from what was known then",
        origin: &format!(
            "{} of each, seed {} · clearcast {}",
            words::counted(study.trials, "trial"),
            study.seed,
            env!("CARGO_PKG_VERSION")
        ),
        text: &hindcast::headline(study),
        repeat: "The records are named in manifest.toml in the folder of this page, with trials and seed; the same command gives the same numbers.",
    };
    drawn(&drawings, || {
        report::answer(&said, drawings.iter(), &hindcast::tables(study))
    })
}
