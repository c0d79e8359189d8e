//! Drawing in logical units: plotters writes the SVG, and every label's box is remembered.

mod naming;

pub(super) use naming::{Name, share_a_name};

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::RGBColor as Colour;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::lettering::{Place, Side, Type};
use super::palette;
use super::rect::Rect;
use super::ruler::{FAMILY, Ruler};
use super::svg::{Alternative, STEPS, finished};
use super::{DrawingError, ReportError};

/// One value of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What it is a value of: a curve, a category, a region.
    pub line: String,
    /// Where it stands, in logical units of the drawing.
    pub at: (f64, f64),
    /// What it says, with its Monte Carlo error.
    pub text: String,
}

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
    /// What it names, with the line that ties it to that; empty for a text that names no mark.
    pub marks: Vec<Rect>,
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
    /// Shade, which names may cover where there is no other place.
    shade: Vec<Rect>,
    /// What the panel names.
    marks: Vec<Rect>,
    /// For every label: whether a rim of paper keeps it apart from what is behind it.
    rims: Vec<bool>,
    alternative: Alternative,
    readings: Vec<Reading>,
    error: Option<ReportError>,
}

/// An SVG of `width` by `height` logical units with everything `paint` draws, the labels in it, and the values that can be read in it.
pub(super) fn draw(
    (width, height): (f64, f64),
    ruler: &Ruler,
    paint: impl FnOnce(&mut Canvas),
) -> Result<(String, Vec<Label>, Vec<Reading>), ReportError> {
    let steps = |units: f64| (units * STEPS).round() as u32;
    let mut svg = String::new();
    let (labels, readings, finish) = {
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
            shade: Vec::new(),
            marks: Vec::new(),
            rims: Vec::new(),
            alternative: Alternative::default(),
            readings: Vec::new(),
            error: None,
        };
        canvas.rect(bounds, palette::PAPER);
        paint(&mut canvas);
        let Canvas {
            area,
            labels,
            rims,
            alternative,
            readings,
            error,
            ..
        } = canvas;
        area.present()?;
        if let Some(error) = error {
            return Err(error);
        }
        (labels, readings, (rims, alternative))
    };
    let (rims, alternative) = finish;
    let inner = (steps(width), steps(height));
    let svg = finished(&svg, (width, height), inner, &rims, &alternative);
    Ok((svg, labels, readings))
}

impl Canvas<'_> {
    /// Labels drawn from now on belong to this panel.
    pub(super) fn enter(&mut self, panel: &'static str, bounds: Rect) {
        self.panel = panel;
        self.bounds = bounds;
        self.obstacles.clear();
        self.shade.clear();
        self.marks.clear();
    }

    /// Adds to the picture's alternative text: what a panel is called, and what it shows in sentences.
    pub(super) fn describe(&mut self, title: &str, text: &str) {
        self.alternative.add(title, text);
    }

    /// A value of `line` that can be read on screen at a point of the chart.
    pub(super) fn read(&mut self, line: &str, at: (f64, f64), text: String) {
        self.readings.push(Reading {
            line: line.to_owned(),
            at,
            text,
        });
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

    /// A line of dashes through the points; dashes go around corners.
    pub(super) fn dashed(&mut self, points: &[(f64, f64)], colour: Colour, width: f64) {
        const DASH: f64 = 6.0;
        const GAP: f64 = 4.0;
        let mut dash: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
        let mut left = DASH;
        let mut inked = true;
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            loop {
                let (dx, dy) = (to.0 - from.0, to.1 - from.1);
                let length = (dx * dx + dy * dy).sqrt();
                if length <= left {
                    left -= length;
                    dash.push(to);
                    break;
                }
                from = (from.0 + dx * left / length, from.1 + dy * left / length);
                dash.push(from);
                if inked {
                    self.line(&dash, colour, width);
                }
                inked = !inked;
                left = if inked { DASH } else { GAP };
                dash = vec![from];
            }
        }
        if inked && dash.len() > 1 {
            self.line(&dash, colour, width);
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
        self.rims.push(false);
        self.labels.push(Label {
            panel: self.panel,
            bounds: self.bounds,
            text,
            area,
            marks: Vec::new(),
        });
    }

    /// Labels placed later keep clear of this area where they can.
    pub(super) fn avoid(&mut self, area: Rect) {
        self.obstacles.push(area);
    }

    /// Names keep clear of this shade where they can, but not at the price of standing elsewhere.
    pub(super) fn shaded(&mut self, area: Rect) {
        self.shade.push(area);
    }

    /// A text with a rim of paper, at the first of `places` where it stays within `within`, clear of the panel's other labels
    /// and of what is to be avoided, or else at the first that is only clear of labels. Returns its box; `None` if there was no
    /// such place, and nothing is drawn.
    pub(super) fn place(
        &mut self,
        text: &str,
        places: &[Place],
        within: Rect,
        style: Type,
    ) -> Option<Rect> {
        const MARGIN: f64 = 2.0;
        let area = |place: &Place| {
            let area = self.text_area(text, place.0, place.1, style);
            area.shrunk(-MARGIN, -1.0, -MARGIN, -1.0)
        };
        let clear = |area: Rect| {
            let mine = self.labels.iter().filter(|l| l.panel == self.panel);
            within.contains(area) && !mine.into_iter().any(|l| l.area.overlaps(area))
        };
        let open = |area: Rect| {
            let mut things = self.obstacles.iter().chain(&self.shade);
            clear(area) && !things.any(|it| it.overlaps(area))
        };
        let place = places
            .iter()
            .find(|p| open(area(p)))
            .or_else(|| places.iter().find(|p| clear(area(p))))?;
        let area = area(place);
        self.rimmed(text, *place, style);
        Some(area)
    }

    /// A text with a rim of paper, which can be read over anything.
    pub(super) fn rimmed(&mut self, text: &str, (at, side): Place, style: Type) {
        self.text(text, at, side, style);
        if let Some(rim) = self.rims.last_mut() {
            *rim = true;
        }
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
