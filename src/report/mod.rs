//! The report: three sheets and their panels, and the same for reading on screen, from the summary and the scenario alone; and the pictures of
//! all answers.
//!
//! plotters draws SVG, resvg turns it into pixels with the font that ships in the program; nothing of the machine shows in a
//! picture, so the same summary gives the same bytes everywhere.
//!
//! | module | holds |
//! |---|---|
//! | `palette` | what each colour means |
//! | `ruler` | how wide a text is |
//! | `rect`, `lettering`, `canvas`, `shapes` | drawing in logical units; the list of labels; names beside their marks (`canvas/naming.rs`) |
//! | `svg` | natural size, alternative text, rims about labels |
//! | `pixels` | pixels to PNG |
//! | `axis`, `frame` | scales and their marks; titles, captions, legends |
//! | `view` | what panels ask of the summary |
//! | `page` | sheets of rows of panels; `page/panels.rs` lists them |
//! | `headline` … `footer` | one panel each; `outside` and `contingency` are sentences of the headline |
//! | `limits`, `release`, `funding`, `drivers` | one panel each; `stack` bars of years made of layers |
//! | `assumptions` | the page on what the result stands on |
//! | `comparison` | the pictures of a comparison |
//! | `hindcast` | the pictures of a hindcast |
//! | `drawing` | a drawing, and the files it becomes |
//! | `sheet` | pictures of a planner's question; `solve`, `frontier`, `trace`, `sensitivity`, `value`, `discover` draw them, `levels` has the words of the first two, `bars` rows of bars |
//! | `sweep` | the pictures of a sweep |
//! | `reading` | values that can be read in a chart on screen |
//! | `html` | the page for reading on screen |
//!
//! ```
//! use clearcast::report;
//! use clearcast::run::{Plan, RunResults};
//! use clearcast::simulate::{Model, RunSpec};
//!
//! let model = Model::load("tests/data/valid/small.toml".as_ref(), &[]).unwrap();
//! let simulated = Plan::Plain(0..64).simulate(&model, &RunSpec::new(0, 1), &Default::default(), &|_, _, _| {})?;
//! let found = RunResults::new(simulated, Vec::new());
//! let drawings = report::draw(&found.summary, &found.charts).unwrap();
//! assert!(drawings.iter().all(|it| it.svg.starts_with("<svg")));
//! # Ok::<(), clearcast::simulate::SimulateError>(())
//! ```

use std::io;

use rayon::prelude::*;
use resvg::usvg;

use crate::results::File;
use crate::summary::Summary;
use crate::summary::charts::Charts;

mod assumptions;
mod axis;
mod bars;
mod canvas;
mod casualties;
pub mod comparison;
mod contingency;
pub mod discover;
mod drawing;
mod drivers;
mod footer;
mod frame;
pub mod frontier;
mod funding;
mod headline;
pub mod hindcast;
mod html;
mod joint;
mod lettering;
pub(crate) mod levels;
mod limits;
mod outside;
mod page;
mod palette;
mod pixels;
mod reading;
mod rect;
mod regions;
mod release;
mod remaining;
mod returns;
pub(crate) mod ruler;
mod s_curve;
pub mod sensitivity;
mod shapes;
mod sheet;
pub mod solve;
mod spending;
mod stack;
mod standing;
mod svg;
pub mod sweep;
pub mod trace;
pub mod value;
mod view;

pub use canvas::{Label, Reading};
pub use drawing::{Drawing, Files, pictures};
pub(crate) use html::{Said, answer, comparison as comparison_page};
pub use rect::Rect;

type DrawingError = plotters::drawing::DrawingAreaErrorKind<io::Error>;

/// A file of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Path within the results folder, such as `report.png` or `charts/completion.svg`.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

impl From<Picture> for File {
    fn from(picture: Picture) -> Self {
        Self {
            name: picture.name,
            bytes: picture.bytes,
        }
    }
}

pub use ruler::respelt;

/// A picture could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// plotters failed.
    #[error("a chart could not be drawn")]
    Draw(#[from] DrawingError),
    /// The SVG library does not accept what was drawn.
    #[error("a chart could not be laid out")]
    Layout(#[from] usvg::Error),
    /// No memory for the pixels, or no pixels at all.
    #[error("a picture of {width} x {height} pixels could not be made")]
    Size {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// The scenario as simulated is none.
    #[error("the scenario that was simulated cannot be read: {0}")]
    Scenario(String),
    /// The page for reading on screen could not be filled.
    #[error("the page could not be written")]
    Page(#[from] askama::Error),
    /// The PNG could not be written.
    #[error("a picture could not be encoded")]
    Encode(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The sheets `report.png`, `report-2.png` and `assumptions.png`, and each panel as `charts/NAME.png` and `charts/NAME.svg`.
///
/// # Errors
///
/// [`ReportError`] if a picture could not be made.
pub fn render(summary: &Summary, charts: &Charts) -> Result<Vec<Picture>, ReportError> {
    pictures(&draw(summary, charts)?)
}

/// The same and `report.html`, for reading on screen. `resolved` is the scenario as simulated.
///
/// # Errors
///
/// As [`render`], and if `resolved` is no scenario.
pub fn files(
    summary: &Summary,
    charts: &Charts,
    resolved: &str,
) -> Result<Vec<Picture>, ReportError> {
    let view = view::View::new(summary, charts);
    let drawings = draw(summary, charts)?;
    let (pictures, html) = rayon::join(
        || pictures(&drawings),
        || html::run(&view, resolved, &drawings),
    );
    let mut pictures = pictures?;
    pictures.push(Picture {
        name: html::NAME.to_owned(),
        bytes: html?.into_bytes(),
    });
    Ok(pictures)
}

/// The page for reading on screen alone; see [`files`].
///
/// # Errors
///
/// As [`files`].
pub fn html(summary: &Summary, charts: &Charts, resolved: &str) -> Result<String, ReportError> {
    html::run(
        &view::View::new(summary, charts),
        resolved,
        &draw(summary, charts)?,
    )
}

/// The drawings behind [`render`]: the page first.
///
/// # Errors
///
/// [`ReportError`] if one could not be drawn.
pub fn draw(summary: &Summary, charts: &Charts) -> Result<Vec<Drawing>, ReportError> {
    let view = view::View::new(summary, charts);
    let ruler = page::ruler(&view)?;
    let planned = page::pictures(&view);
    let all = planned.par_iter().with_max_len(1);
    all.map(|planned| planned.draw(&ruler)).collect()
}
