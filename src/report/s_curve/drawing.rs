//! How a cumulative distribution is drawn.

use plotters::style::RGBColor as Colour;

use super::flags::{self, Flag};
use crate::report::axis::{self, Axis, Plot};
use crate::report::canvas::{Canvas, Name, share_a_name};
use crate::report::lettering::{Side, Type, about};
use crate::report::palette;
use crate::report::reading;
use crate::report::rect::Rect;
use crate::report::view::{Reference, named_quantiles};
use crate::summary::Spread;
use crate::summary::charts::{Band, Curve};
use crate::words;

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
    /// What is said of the trials before the axis begins.
    pub(super) before: Option<String>,
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
            area: area.shrunk(left, 2.0 * flags::ROW + 8.0, 8.0, 2.0 * Type::TICK.size),
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
        self.references(canvas, &plot, area.top + 2.0);
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
        let mut names = self.quantile_names(canvas, &plot);
        names.extend(self.missing_name(canvas, &plot, (reached, end)));
        self.draw_crossings(canvas, &plot);
        canvas.name(&names, plot.area);
        self.name_earlier(canvas, &plot);
        let read = (self.curve, "Share of trials");
        reading::curve(canvas, &plot, read, self.name);
    }

    /// Dots at the quantiles, and their names.
    fn quantile_names(&self, canvas: &mut Canvas, plot: &Plot) -> Vec<Name> {
        const RADIUS: f64 = 3.6;
        let style = Type::LABEL;
        let shown = named_quantiles(self.quantiles).into_iter();
        let shown: Vec<Dot> = shown
            .filter_map(|(name, p, value)| {
                let value = value?;
                let (x, y) = plot.at(value, p);
                let mark = Rect::new(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS);
                Some(Dot {
                    name,
                    value,
                    at: (x, y),
                    high: p > 0.5,
                    mark,
                })
            })
            .collect();
        for dot in &shown {
            canvas.mark(dot.at, RADIUS, self.colour);
        }
        let groups = shown.chunk_by(|a, b| share_a_name(a.mark, b.mark, style));
        let name = |dots: &[Dot]| {
            let mut places = about(dots[0].at, style.size);
            if dots[0].high {
                places.swap(0, 1);
            }
            Name {
                text: named_together(dots.iter().map(|it| (it.name, (self.name)(it.value)))),
                marks: dots.iter().map(|it| it.mark).collect(),
                places: places.to_vec(),
                style,
            }
        };
        groups.map(name).collect()
    }

    /// The references as flags: a pole at the value, the name above the plot.
    fn references(&self, canvas: &mut Canvas, plot: &Plot, top: f64) {
        let flag = |name: &str, reference: &Reference, colour: Colour| {
            let bound = if reference.bound { "at least " } else { "" };
            let share = reference.share.map_or_else(String::new, |share| {
                format!(" ({bound}{} of trials)", words::percent(share))
            });
            Flag {
                name: name.to_owned(),
                share,
                value: reference.value,
                colour,
            }
        };
        let target = Some(&self.target).filter(|(_, target)| target.value.is_finite());
        let target = target.map(|(name, it)| flag(name, it, palette::TARGET));
        let point = self.point.as_ref();
        let point = point.map(|(name, it)| flag(name, it, palette::INK));
        flags::draw(canvas, plot, top, target.into_iter().chain(point).collect());
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

    /// A bracket from where the curve ends up to 100 %, and its name.
    fn missing_name(
        &self,
        canvas: &mut Canvas,
        plot: &Plot,
        (reached, end): (f64, f64),
    ) -> Option<Name> {
        let text = self.missing.clone()?;
        let (x, low, high) = (plot.x(end), plot.y(reached), plot.y(1.0));
        canvas.line(&[(x, low), (x, high)], palette::UNFINISHED, 3.0);
        let style = Type::LABEL.colour(palette::UNFINISHED);
        let middle = 0.5 * (low + high) + 0.35 * style.size;
        let below = (1..6).map(|k| low + 0.5 * f64::from(k) * style.size + 0.5 * style.size);
        let baselines = std::iter::once(middle).chain(below);
        Some(Name {
            text,
            marks: vec![Rect::new(x - 2.0, high, x + 2.0, low)],
            places: baselines.map(|y| ((x - 6.0, y), Side::Right)).collect(),
            style,
        })
    }

    /// The trials before the axis begins, at its left edge.
    fn name_earlier(&self, canvas: &mut Canvas, plot: &Plot) {
        let (area, style) = (plot.area, Type::TICK);
        if let Some(text) = &self.before {
            let rows = (0..14).map(|k| area.bottom - 5.0 - 0.5 * f64::from(k) * style.size);
            let places: Vec<_> = rows.map(|y| ((area.left + 4.0, y), Side::Left)).collect();
            canvas.place(text, &places, area, style);
        }
    }
}

/// A quantile on the curve.
struct Dot {
    name: &'static str,
    value: f64,
    at: (f64, f64),
    high: bool,
    mark: Rect,
}

/// Names and values of marks that share a text; those that have the same value are named together: `P50, P80 Jun 2046`.
pub(in crate::report) fn named_together(
    marks: impl Iterator<Item = (&'static str, String)>,
) -> String {
    let mut texts: Vec<(String, String)> = Vec::new();
    for (name, value) in marks {
        match texts.last_mut().filter(|(_, last)| *last == value) {
            Some((names, _)) => *names = format!("{names}, {name}"),
            None => texts.push((name.to_owned(), value)),
        }
    }
    let texts = texts
        .iter()
        .map(|(names, value)| format!("{names} {value}"));
    texts.collect::<Vec<_>>().join(", ")
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
