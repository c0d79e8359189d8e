//! The report: one page and its charts, from the summary alone.
//!
//! plotters draws SVG, resvg turns it into pixels with the font that ships in the program; nothing of the machine shows in a
//! picture, so the same summary gives the same bytes everywhere.
//!
//! | module | holds |
//! |---|---|
//! | `words` | numbers and dates as people write them |
//! | `palette` | what each colour means |
//! | `ruler` | how wide a text is |
//! | `rect`, `lettering`, `canvas`, `shapes` | drawing in logical units; the list of labels |
//! | `svg` | natural size, alternative text, rims about labels |
//! | `pixels` | pixels to PNG |
//! | `axis`, `frame` | scales and their marks; titles, captions, legends |
//! | `view` | what panels ask of the summary |
//! | `page` | the panels and where they stand |
//! | `headline` … `footer` | one panel each; `outside` a sentence of the headline |
//! | `comparison` | the pictures of a comparison |
//! | `hindcast` | the pictures of a hindcast |
//! | `sheet` | pictures of a planner's question; `solve`, `frontier`, `trace`, `value`, `discover` draw them, `levels` has the words of the first two, `bars` rows of bars |
//! | `sweep` | the pictures of a sweep |
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
use resvg::{tiny_skia, usvg};

use crate::summary::Summary;
use crate::summary::charts::Charts;

mod axis;
mod bars;
mod canvas;
mod casualties;
pub mod comparison;
pub mod discover;
mod footer;
mod frame;
pub mod frontier;
mod headline;
pub mod hindcast;
mod homecoming;
mod joint;
mod lettering;
pub(crate) mod levels;
mod outside;
mod page;
mod palette;
mod pixels;
mod rect;
mod regions;
mod remaining;
mod ruler;
mod s_curve;
pub mod sensitivity;
mod shapes;
mod sheet;
pub mod solve;
mod spending;
mod svg;
pub mod sweep;
pub mod trace;
pub mod value;
mod view;

pub use canvas::Label;
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

pub use ruler::respelt;

/// A picture before it is rasterised.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Name without folder and ending: `report`, `completion`, …
    pub name: &'static str,
    /// The drawing, self-contained but for the font.
    pub svg: String,
    /// Width and height in logical units.
    pub size: (f64, f64),
    /// Pixels per logical unit in the PNG.
    pub scale: f64,
    /// Every text in it.
    pub labels: Vec<Label>,
}

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
    /// The PNG could not be written.
    #[error("a picture could not be encoded")]
    Encode(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The page `report.png`, and each panel as `charts/NAME.png` and `charts/NAME.svg`.
pub fn render(summary: &Summary, charts: &Charts) -> Result<Vec<Picture>, ReportError> {
    let view = view::View::new(summary, charts);
    let ruler = page::ruler(&view)?;
    // Pictures are independent of each other and keep their order, so threads change no byte. The page takes longest and
    // begins; the others go to the threads one by one.
    let drawn: Result<Vec<_>, ReportError> = page::sheets(&view)
        .par_iter()
        .with_max_len(1)
        .map(|sheet| {
            let drawing = sheet.draw(&ruler)?;
            let png = drawing.png()?;
            Ok((drawing, png))
        })
        .collect();
    let mut pictures = Vec::new();
    for (Drawing { name, svg, .. }, bytes) in drawn? {
        let picture = |name, bytes| Picture { name, bytes };
        if name == page::NAME {
            pictures.push(picture(format!("{name}.png"), bytes));
        } else {
            pictures.push(picture(format!("charts/{name}.png"), bytes));
            pictures.push(picture(format!("charts/{name}.svg"), svg.into_bytes()));
        }
    }
    Ok(pictures)
}

/// The drawings behind [`render`]: the page first.
pub fn draw(summary: &Summary, charts: &Charts) -> Result<Vec<Drawing>, ReportError> {
    let view = view::View::new(summary, charts);
    let ruler = page::ruler(&view)?;
    let sheets = page::sheets(&view);
    sheets.iter().map(|sheet| sheet.draw(&ruler)).collect()
}

impl Drawing {
    /// The drawing as PNG.
    pub fn png(&self) -> Result<Vec<u8>, ReportError> {
        let tree = usvg::Tree::from_str(&self.svg, &ruler::options())?;
        let (width, height) = (
            (self.size.0 * self.scale).round() as u32,
            (self.size.1 * self.scale).round() as u32,
        );
        let mut pixels =
            tiny_skia::Pixmap::new(width, height).ok_or(ReportError::Size { width, height })?;
        let scale = self.scale as f32;
        resvg::render(
            &tree,
            tiny_skia::Transform::from_scale(scale, scale),
            &mut pixels.as_mut(),
        );
        pixels::encode(width, height, pixels.data()).map_err(|e| ReportError::Encode(e.into()))
    }

    /// The drawing as the SVG library lays it out, with the font of the report.
    pub fn tree(&self) -> Result<usvg::Tree, ReportError> {
        Ok(usvg::Tree::from_str(&self.svg, &ruler::options())?)
    }
}
