//! How a cumulative distribution is drawn.

use plotters::style::RGBColor as Colour;

use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::Canvas;
use crate::report::lettering::{Side, Type, about};
use crate::report::palette;
use crate::report::reading;
use crate::report::rect::Rect;
use crate::report::shapes::Toward;
use crate::report::view::{Reference, named_quantiles};
use crate::summary::Spread;
use crate::summary::charts::{Band, Curve};
use crate::words;

/// Height of the rows above the plot in which the references are named.
const FLAG_ROW: f64 = 18.0;

/// What differs between the two charts.
pub(super) struct Question<'a> {
    pub(super) curve: &'a Curve,
    /// What of it is epistemic, after a nested run.
    pub(super) epistemic: Option<&'a Band>,
    pub(super) quantiles: &'a Spread,
    pub(super) x: Axis,
    pub(super) colour: Colour,
    /// Names of the references and where they stand.
    pub(super) target: (String, Reference),
    pub(super) point: Option<(String, Reference)>,
    /// Where the curve ends.
    pub(super) end: f64,
    /// What is said of the trials that are missing from the curve.
    pub(super) missing: Option<String>,
    pub(super) name: &'a dyn Fn(f64) -> String,
}

impl Question<'_> {
    /// Draws the chart into `area`.
    pub(super) fn draw(self, canvas: &mut Canvas, area: Rect) {
        let tenths = (0..=5).map(|k| f64::from(k) / 5.0);
        let y = Axis {
            from: 0.0,
            to: 1.0,
            log: false,
            marks: tenths.map(|p| (p, words::percent(p))).collect(),
        };
        let left = axis::margin(canvas, &y);
        let plot = Plot {
            area: area.shrunk(left, 2.0 * FLAG_ROW + 8.0, 8.0, 2.0 * Type::TICK.size),
            x: self.x.clone(),
            y,
        };
        let end = self.end.min(plot.x.to);
        let reached = self.curve.at(end);

        let between = |x: &[f64], low: &[f64], high: &[f64]| {
            let mut band = outline(&plot, x, high, end);
            band.extend(outline(&plot, x, low, end).into_iter().rev());
            band
        };
        if let Some(Band { x, low, high, .. }) = self.epistemic {
            let band = between(x, low, high);
            canvas.fill(&band, palette::tint(self.colour, 0.1));
        }
        let Curve { x, low, high, .. } = self.curve;
        let band = between(x, low, high);
        canvas.fill(&band, palette::tint(self.colour, 0.25));
        plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
        self.poles(canvas, &plot, area.top + 2.0);
        let line = outline(&plot, &self.curve.x, &self.curve.p, end);
        canvas.line(&line, self.colour, 2.4);
        for pair in line.windows(2) {
            let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
            canvas.avoid(Rect::new(
                x0.min(x1) - 1.5,
                y0.min(y1) - 1.5,
                x0.max(x1) + 1.5,
                y0.max(y1) + 1.5,
            ));
        }
        self.draw_quantiles(canvas, &plot);
        self.draw_missing(canvas, &plot, reached, end);
        self.draw_crossings(canvas, &plot);
        reading::curve(canvas, &plot, self.curve, self.name);
    }

    fn draw_quantiles(&self, canvas: &mut Canvas, plot: &Plot) {
        for (name, p, value) in named_quantiles(self.quantiles) {
            let Some(value) = value else { continue };
            let at = plot.at(value, p);
            canvas.mark(at, 3.6, self.colour);
            let mut places = about(at, Type::LABEL.size);
            if p > 0.5 {
                places.swap(0, 1);
            }
            let text = format!("{name}  {}", (self.name)(value));
            canvas.place(&text, &places, plot.area, Type::LABEL);
        }
    }

    /// The references as flags: a pole at the value, the name in a row above the plot, on the side away from the other.
    fn poles(&self, canvas: &mut Canvas, plot: &Plot, top: f64) {
        let named = |(name, reference): &(String, Reference)| match reference.share {
            Some(share) => {
                let bound = if reference.bound { "at least " } else { "" };
                format!("{name} ({bound}{} of trials)", words::percent(share))
            }
            None => name.clone(),
        };
        let target_right = self
            .point
            .as_ref()
            .is_none_or(|p| p.1.value <= self.target.1.value);
        if self.target.1.value.is_finite() {
            flag(
                canvas,
                plot,
                (top, palette::TARGET, target_right),
                &named(&self.target),
                self.target.1.value,
            );
        }
        if let Some(point) = &self.point {
            flag(
                canvas,
                plot,
                (top + FLAG_ROW, palette::INK, !target_right),
                &named(point),
                point.1.value,
            );
        }
    }

    /// Where the references meet the curve.
    fn draw_crossings(&self, canvas: &mut Canvas, plot: &Plot) {
        let shown = |r: &Reference| {
            r.share
                .filter(|_| plot.x.contains(r.value))
                .map(|p| plot.at(r.value, p))
        };
        if let Some(at) = shown(&self.target.1) {
            canvas.mark(at, 4.2, palette::TARGET);
        }
        if let Some(at) = self.point.as_ref().and_then(|p| shown(&p.1)) {
            canvas.diamond(at, 5.0, palette::INK);
        }
    }

    /// A bracket from where the curve ends up to 100 %.
    fn draw_missing(&self, canvas: &mut Canvas, plot: &Plot, reached: f64, end: f64) {
        let Some(text) = &self.missing else { return };
        let (x, low, high) = (plot.x(end), plot.y(reached), plot.y(1.0));
        canvas.line(&[(x, low), (x, high)], palette::UNFINISHED, 3.0);
        canvas.avoid(Rect::new(x - 2.0, high, x + 2.0, low));
        let style = Type::LABEL.colour(palette::UNFINISHED);
        let middle = 0.5 * (low + high) + 0.35 * style.size;
        let below = (1..6).map(|k| low + 1.5 * f64::from(k) * style.size);
        let baselines = std::iter::once(middle).chain(below);
        let places: Vec<_> = baselines.map(|y| ((x - 6.0, y), Side::Right)).collect();
        canvas.place(text, &places, plot.area, style);
    }
}

/// The steps of a distribution function from the left edge to `end`, as points; those too near to be told apart left out.
pub(in crate::report) fn outline(plot: &Plot, x: &[f64], p: &[f64], end: f64) -> Vec<(f64, f64)> {
    const NEAR: f64 = 0.4;
    let mut points = vec![plot.at(plot.x.from, 0.0)];
    let mut before = 0.0;
    for (&x, &p) in x.iter().zip(p).take_while(|(x, _)| **x <= end) {
        let next = plot.at(x, p);
        let last = points.last().copied().unwrap_or(next);
        if (next.0 - last.0).abs() + (next.1 - last.1).abs() > NEAR {
            points.push((next.0, plot.y(before)));
            points.push(next);
        }
        before = p;
    }
    points.push(plot.at(end, before));
    points
}

/// A vertical line at `value` and its name in the row at `top`; an arrowhead where the value is beyond the axis.
fn flag(
    canvas: &mut Canvas,
    plot: &Plot,
    (top, colour, right): (f64, Colour, bool),
    name: &str,
    value: f64,
) {
    const ARROW: f64 = 9.0;
    let bounds = canvas.bounds();
    let baseline = top + Type::LABEL.size;
    let style = Type::LABEL;
    let beyond = if value > plot.x.to {
        Some((bounds.right, Side::Right, Toward::Right, -1.0))
    } else if value < plot.x.from {
        Some((bounds.left, Side::Left, Toward::Left, 1.0))
    } else {
        None
    };
    if let Some((edge, side, toward, inwards)) = beyond {
        let tip = (edge, baseline - 0.36 * style.size);
        canvas.arrow(tip, toward, ARROW, colour);
        let at = (edge + inwards * (ARROW + 5.0), baseline);
        canvas.text(name, at, side, style.bold());
        return;
    }
    let x = plot.x(value);
    canvas.line(&[(x, top + 2.0), (x, plot.area.bottom)], colour, 2.0);
    canvas.avoid(Rect::new(x - 1.5, top, x + 1.5, plot.area.bottom));
    let width = canvas.width(name, style) + 8.0;
    let fits_right = x + width <= bounds.right;
    let fits_left = x - width >= bounds.left;
    let (at, side) = match (right, fits_left, fits_right) {
        (true, _, true) | (false, false, true) => (x + 6.0, Side::Left),
        (false, true, _) | (true, true, false) => (x - 6.0, Side::Right),
        (_, false, false) => (bounds.left, Side::Left),
    };
    canvas.place(
        name,
        &[((at, baseline), side)],
        bounds.shrunk(-3.0, -3.0, -3.0, 0.0),
        style,
    );
}
