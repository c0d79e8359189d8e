//! A drawing: made once, and shown as pixels, as SVG and in a page.

use rayon::prelude::*;
use resvg::{tiny_skia, usvg};

use super::canvas::{self, Canvas, Label, Reading};
use super::ruler::{self, Ruler};
use super::{Picture, ReportError, pixels};

/// A picture before it is rasterised.
#[derive(Clone, Debug)]
pub struct Drawing {
    /// Name without folder and ending: `report`, `completion`, …
    pub name: String,
    /// Which files of the results folder it becomes.
    pub files: Files,
    /// The drawing, self-contained but for the font.
    pub svg: String,
    /// Width and height in logical units.
    pub size: (f64, f64),
    /// Pixels per logical unit in the PNG.
    pub scale: f64,
    /// Every text in it.
    pub labels: Vec<Label>,
    /// Values that can be read in it on screen.
    pub readings: Vec<Reading>,
}

/// Files of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// `NAME.png`: a sheet for paper.
    Sheet,
    /// `charts/NAME.png` and `charts/NAME.svg`: a chart by itself.
    Chart,
    /// `NAME.png` and `charts/NAME.svg`: the chart of an answer.
    Answer,
}

impl Drawing {
    /// What `paint` draws, of `size` logical units, each `scale` pixels in the PNG.
    pub(super) fn new(
        (name, files): (impl Into<String>, Files),
        (size, scale): ((f64, f64), f64),
        ruler: &Ruler,
        paint: impl FnOnce(&mut Canvas),
    ) -> Result<Self, ReportError> {
        let (svg, labels, readings) = canvas::draw(size, ruler, paint)?;
        Ok(Self {
            name: name.into(),
            files,
            svg,
            size,
            scale,
            labels,
            readings,
        })
    }

    /// The drawing as PNG.
    ///
    /// # Errors
    ///
    /// [`ReportError`] if it cannot be made.
    pub fn png(&self) -> Result<Vec<u8>, ReportError> {
        /// Rows of pixels that are drawn by themselves, half a sheet: two threads take half the time.
        const BAND: u32 = 1650;
        let tree = self.tree()?;
        let (width, height) = (
            (self.size.0 * self.scale).round() as u32,
            (self.size.1 * self.scale).round() as u32,
        );
        let scale = self.scale as f32;
        let bands: Vec<u32> = (0..height.max(1)).step_by(BAND as usize).collect();
        let bands: Result<Vec<_>, ReportError> = bands
            .into_par_iter()
            .map(|top| {
                let rows = BAND.min(height.saturating_sub(top));
                let mut pixels = tiny_skia::Pixmap::new(width, rows)
                    .ok_or(ReportError::Size { width, height })?;
                let place = tiny_skia::Transform::from_scale(scale, scale);
                let place = place.post_translate(0.0, -(top as f32));
                resvg::render(&tree, place, &mut pixels.as_mut());
                Ok(pixels)
            })
            .collect();
        let bands = bands?;
        let pixels = bands.iter().map(tiny_skia::Pixmap::data);
        pixels::encode(width, height, pixels).map_err(|e| ReportError::Encode(e.into()))
    }

    /// The drawing as the SVG library lays it out, with the font of the report.
    ///
    /// # Errors
    ///
    /// [`ReportError`] if it is not accepted.
    pub fn tree(&self) -> Result<usvg::Tree, ReportError> {
        Ok(usvg::Tree::from_str(&self.svg, &ruler::options())?)
    }
}

/// The files of drawings: PNG, and SVG of charts. Drawings are independent of each other and keep their order, so threads change no byte.
/// A sheet takes longest and is first in its list; the others go to the threads one by one.
///
/// # Errors
///
/// [`ReportError`] if a picture could not be made.
pub fn pictures(drawings: &[Drawing]) -> Result<Vec<Picture>, ReportError> {
    let all = drawings.par_iter().with_max_len(1);
    let pngs: Result<Vec<Vec<u8>>, ReportError> = all.map(Drawing::png).collect();
    let mut pictures = Vec::new();
    for (
        Drawing {
            name, files, svg, ..
        },
        png,
    ) in drawings.iter().zip(pngs?)
    {
        let mut add = |name, bytes| pictures.push(Picture { name, bytes });
        match files {
            Files::Chart => add(format!("charts/{name}.png"), png),
            Files::Sheet | Files::Answer => add(format!("{name}.png"), png),
        }
        if *files != Files::Sheet {
            add(format!("charts/{name}.svg"), svg.clone().into_bytes());
        }
    }
    Ok(pictures)
}
