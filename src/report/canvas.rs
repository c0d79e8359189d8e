//! Drawing in logical units: plotters writes the SVG, and every label's box is remembered.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::RGBColor as Colour;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::lettering::{Place, Side, Type, set};
use super::palette;
use super::rect::Rect;
use super::ruler::{FAMILY, Ruler};
use super::{DrawingError, ReportError};

/// Steps of the plotters canvas per logical unit: plotters counts in whole steps, so they must be finer than a pixel.
const STEPS: f64 = 20.0;

/// A text as it was drawn.
#[derive(Clone, Debug)]
pub struct Label {
    /// Panel it belongs to.
    pub panel: &'static str,
    /// The panel's area.
    pub bounds: Rect,
    /// What it says.
    pub text: String,
    /// Its box, from the top of the tall letters to the bottom of the descenders.
    pub area: Rect,
}

/// Height of tall letters over the baseline and depth of descenders below it, in ems.
const ASCENT: f64 = 0.77;
const DESCENT: f64 = 0.24;
/// plotters sets the baseline this far below the point of a text that hangs from its top, in ems.
const HANG: f64 = 0.76;
/// plotters divides font sizes by this.
const FONT_SCALE: f64 = 1.24;

/// Where panels draw. Nothing is transparent: each transparent shape would cost the rasteriser a layer of its own. An error of the backend is kept and reported by [`draw`].
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    ruler: &'a Ruler,
    panel: &'static str,
    bounds: Rect,
    labels: Vec<Label>,
    obstacles: Vec<Rect>,
    error: Option<ReportError>,
}

/// An SVG of `width` by `height` logical units with everything `paint` draws, and the labels in it.
pub(super) fn draw(
    (width, height): (f64, f64),
    ruler: &Ruler,
    paint: impl FnOnce(&mut Canvas),
) -> Result<(String, Vec<Label>), ReportError> {
    let steps = |units: f64| (units * STEPS).round() as u32;
    let mut svg = String::new();
    let labels = {
        let area =
            SVGBackend::with_string(&mut svg, (steps(width), steps(height))).into_drawing_area();
        let bounds = Rect::new(0.0, 0.0, width, height);
        let mut canvas = Canvas {
            area,
            ruler,
            panel: "",
            bounds,
            labels: Vec::new(),
            obstacles: Vec::new(),
            error: None,
        };
        canvas.rect(bounds, palette::PAPER);
        paint(&mut canvas);
        let Canvas {
            area,
            labels,
            error,
            ..
        } = canvas;
        area.present()?;
        error.map_or(Ok(labels), Err)?
    };
    // The picture's natural size is in logical units; the steps are only its inner ruler.
    let fine = format!("width=\"{}\" height=\"{}\"", steps(width), steps(height));
    Ok((
        svg.replacen(&fine, &format!("width=\"{width}\" height=\"{height}\""), 1),
        labels,
    ))
}

impl Canvas<'_> {
    /// Labels drawn from now on belong to this panel.
    pub(super) fn enter(&mut self, panel: &'static str, bounds: Rect) {
        self.panel = panel;
        self.bounds = bounds;
        self.obstacles.clear();
    }

    /// The panel's area.
    pub(super) fn bounds(&self) -> Rect {
        self.bounds
    }

    /// How wide texts are.
    pub(super) fn ruler(&self) -> &Ruler {
        self.ruler
    }

    /// Width of a text.
    pub(super) fn width(&self, text: &str, style: Type) -> f64 {
        self.ruler.width(text, style.size, style.bold)
    }

    /// A line through the points.
    pub(super) fn line(&mut self, points: &[(f64, f64)], colour: Colour, width: f64) {
        let style = ShapeStyle {
            color: colour.to_rgba(),
            filled: false,
            stroke_width: step(width).unsigned_abs(),
        };
        let drawn = self.area.draw(&PathElement::new(steps(points), style));
        self.keep(drawn);
    }

    /// A straight line of dashes.
    pub(super) fn dashes(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: f64) {
        const DASH: f64 = 5.0;
        const GAP: f64 = 4.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let point = |s: f64| (from.0 + dx * s / length, from.1 + dy * s / length);
        let mut start = 0.0;
        while start < length {
            self.line(
                &[point(start), point((start + DASH).min(length))],
                colour,
                width,
            );
            start += DASH + GAP;
        }
    }

    /// A filled polygon.
    pub(super) fn fill(&mut self, points: &[(f64, f64)], colour: Colour) {
        let drawn = self
            .area
            .draw(&Polygon::new(steps(points), colour.filled()));
        self.keep(drawn);
    }

    /// A filled rectangle.
    pub(super) fn rect(&mut self, area: Rect, colour: Colour) {
        let corners = [
            (step(area.left), step(area.top)),
            (step(area.right), step(area.bottom)),
        ];
        let drawn = self.area.draw(&Rectangle::new(corners, colour.filled()));
        self.keep(drawn);
    }

    /// A disc.
    pub(super) fn dot(&mut self, at: (f64, f64), radius: f64, colour: Colour) {
        let drawn = self.area.draw(&Circle::new(
            (step(at.0), step(at.1)),
            step(radius),
            colour.filled(),
        ));
        self.keep(drawn);
    }

    /// A disc with a rim of paper, which stays visible over lines.
    pub(super) fn mark(&mut self, at: (f64, f64), radius: f64, colour: Colour) {
        self.dot(at, radius + 1.5, palette::PAPER);
        self.dot(at, radius, colour);
    }

    /// The sign of the point estimate.
    pub(super) fn diamond(&mut self, at: (f64, f64), radius: f64, colour: Colour) {
        let around = |r: f64| {
            [
                (at.0 - r, at.1),
                (at.0, at.1 - r),
                (at.0 + r, at.1),
                (at.0, at.1 + r),
            ]
        };
        self.fill(&around(radius + 2.0), palette::PAPER);
        self.fill(&around(radius), colour);
    }

    /// A text whose baseline passes through `at`.
    pub(super) fn text(&mut self, text: &str, at: (f64, f64), side: Side, style: Type) {
        let text = self.ruler.drawable(text);
        let area = self.text_area(&text, at, side, style);
        let anchor = match side {
            Side::Left => HPos::Left,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Right,
        };
        let weight = if style.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        let font = TextStyle::from((FAMILY, style.size * STEPS * FONT_SCALE, weight).into_font())
            .color(&style.colour)
            .pos(Pos::new(anchor, VPos::Top));
        let corner = (step(at.0), step(at.1 - HANG * style.size));
        let drawn = self.area.draw(&Text::new(text.clone(), corner, font));
        self.keep(drawn);
        self.labels.push(Label {
            panel: self.panel,
            bounds: self.bounds,
            text,
            area,
        });
    }

    /// Labels placed later keep clear of this area where they can.
    pub(super) fn avoid(&mut self, area: Rect) {
        self.obstacles.push(area);
    }

    /// A text over paper at the first of `places` that suits; see [`Canvas::place_lines`].
    pub(super) fn place(
        &mut self,
        text: &str,
        places: &[Place],
        within: Rect,
        style: Type,
    ) -> bool {
        self.place_lines(&[(text, style)], places, within)
    }

    /// Lines of text over paper, at the first of `places` (of the first line) where they stay within `within`, clear of the
    /// panel's other labels and of what is to be avoided, or else at the first that is only clear of labels. Returns whether
    /// there was one; nothing is drawn otherwise.
    pub(super) fn place_lines(
        &mut self,
        lines: &[(&str, Type)],
        places: &[Place],
        within: Rect,
    ) -> bool {
        const MARGIN: f64 = 2.0;
        let area = |place: &Place| {
            let boxes = set(lines, *place)
                .map(|(text, style, at)| self.text_area(text, at, place.1, style));
            boxes
                .reduce(Rect::around)
                .unwrap_or(within)
                .shrunk(-MARGIN, -1.0, -MARGIN, -1.0)
        };
        let clear = |area: Rect| {
            let mine = self.labels.iter().filter(|l| l.panel == self.panel);
            within.contains(area) && !mine.into_iter().any(|l| l.area.overlaps(area))
        };
        let open = |area: Rect| clear(area) && !self.obstacles.iter().any(|o| o.overlaps(area));
        let best = places
            .iter()
            .find(|p| open(area(p)))
            .or_else(|| places.iter().find(|p| clear(area(p))));
        let Some(place) = best else { return false };
        let paper = area(place);
        self.rect(paper, palette::PAPER);
        for (text, style, at) in set(lines, *place) {
            self.text(text, at, place.1, style);
        }
        true
    }

    /// Lines of text from the baseline `at` downwards; returns the baseline below the last.
    pub(super) fn paragraph(&mut self, text: &str, at: (f64, f64), width: f64, style: Type) -> f64 {
        let mut y = at.1;
        for line in self.ruler.wrap(text, width, style.size, style.bold) {
            self.text(&line, (at.0, y), Side::Left, style);
            y += style.leading();
        }
        y
    }

    fn text_area(&self, text: &str, (x, y): (f64, f64), side: Side, style: Type) -> Rect {
        let width = self.width(text, style);
        let left = match side {
            Side::Left => x,
            Side::Middle => x - 0.5 * width,
            Side::Right => x - width,
        };
        Rect::new(
            left,
            y - ASCENT * style.size,
            left + width,
            y + DESCENT * style.size,
        )
    }

    fn keep(&mut self, result: Result<(), DrawingError>) {
        if let Err(error) = result {
            self.error.get_or_insert(error.into());
        }
    }
}

fn step(units: f64) -> i32 {
    (units * STEPS).round() as i32
}

fn steps(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (step(x), step(y))).collect()
}
