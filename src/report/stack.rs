//! Bars of calendar years made of layers. A layer is named inside of itself where it is thick enough, and otherwise above the plot.

use plotters::style::RGBColor as Colour;

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, legend};
use super::lettering::{Place, Side, Type};
use super::palette;
use super::rect::Rect;
use super::spending::name_years;

/// One layer of every bar.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) name: &'static str,
    pub(super) colour: Colour,
    /// By year.
    pub(super) values: Vec<f64>,
}

impl Layer {
    /// What is not known counts as nothing.
    pub(super) fn new(
        name: &'static str,
        colour: Colour,
        values: impl Iterator<Item = f64>,
    ) -> Self {
        let known = |it: f64| if it.is_finite() { it.max(0.0) } else { 0.0 };
        Self {
            name,
            colour,
            values: values.map(known).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.values.iter().all(|it| *it <= 0.0)
    }
}

/// An entry of a legend beside those of the layers.
pub(super) type Entry = (Sample, Colour, &'static str);

/// Layers of bars and how they are drawn.
pub(super) struct Stack<'a> {
    pub(super) years: &'a [i32],
    pub(super) layers: Vec<Layer>,
    /// Upper end of the scale.
    pub(super) top: f64,
    /// Part of a year's width that is left free.
    pub(super) gap: f64,
    /// Names a value of the scale, with the step and the largest.
    pub(super) mark: &'a dyn Fn(f64, f64, f64) -> String,
    /// What else stands above the plot.
    pub(super) others: Vec<Entry>,
    /// Whether years stand below the bars.
    pub(super) has_years: bool,
}

impl Stack<'_> {
    /// Draws the axes and the bars, and names above them what is not named inside; [`name`](Self::name) does the rest. `left` is the
    /// room left of the plot.
    pub(super) fn draw(&self, canvas: &mut Canvas, area: Rect, left: f64) -> Plot {
        let mut unnamed = Vec::new();
        let plot = loop {
            let entries = self.entries(&unnamed);
            let below = area.shrunk(0.0, height(canvas, area.width(), &entries), 0.0, 0.0);
            let plot = self.plot(below, left);
            let more: Vec<usize> = (0..self.layers.len())
                .filter(|at| !unnamed.contains(at) && self.places(canvas, &plot, *at).is_empty())
                .collect();
            if more.is_empty() {
                let area = if entries.is_empty() {
                    area
                } else {
                    legend(canvas, area, &entries)
                };
                break self.plot(area, left);
            }
            unnamed.extend(more);
            unnamed.sort_unstable();
        };
        plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
        if self.has_years {
            name_years(canvas, &plot, self.years);
        }
        for year in 0..self.years.len() {
            let at = |share: f64| plot.x(year as f64 + share);
            for (layer, colour) in self.layers.iter().map(|it| it.colour).enumerate() {
                let (top, bottom) = self.edges(&plot, layer, year);
                if bottom > top {
                    let (left, right) = (at(0.5 * self.gap), at(1.0 - 0.5 * self.gap));
                    canvas.rect(Rect::new(left, top, right, bottom), colour);
                }
            }
        }
        plot
    }

    /// Names the layers inside of themselves, clear of what is to be avoided where that can be.
    pub(super) fn name(&self, canvas: &mut Canvas, plot: &Plot) {
        for (at, layer) in self.layers.iter().enumerate() {
            let places = self.places(canvas, plot, at);
            canvas.place(layer.name, &places, plot.area, Type::LABEL);
        }
    }

    /// Room that the names of the scale take, were the plot as high as `area`.
    pub(super) fn margin(&self, canvas: &Canvas, area: Rect) -> f64 {
        axis::margin(canvas, &self.plot(area, 0.0).y)
    }

    fn entries(&self, unnamed: &[usize]) -> Vec<Entry> {
        let layers = unnamed.iter().map(|at| &self.layers[*at]);
        let layers = layers.filter(|it| !it.is_empty());
        let squares = layers.map(|it| (Sample::Square, it.colour, it.name));
        squares.chain(self.others.iter().copied()).collect()
    }

    fn plot(&self, area: Rect, left: f64) -> Plot {
        let foot = if self.has_years { 2.0 } else { 0.5 };
        let inner = area.shrunk(left, 0.6 * Type::TICK.size, 10.0, foot * Type::TICK.size);
        let steps = ((inner.height() / 30.0) as usize).max(2);
        Plot {
            area: inner,
            x: Axis {
                from: 0.0,
                to: self.years.len() as f64,
                log: false,
                marks: Vec::new(),
            },
            y: Axis::linear(0.0, self.top, steps, self.mark),
        }
    }

    /// Upper and lower edge of a layer in a year.
    fn edges(&self, plot: &Plot, layer: usize, year: usize) -> (f64, f64) {
        let upto = |layers: &[Layer]| layers.iter().map(|it| it.values[year]).sum::<f64>();
        (
            plot.y(upto(&self.layers[..=layer])),
            plot.y(upto(&self.layers[..layer])),
        )
    }

    /// Where the name of a layer lies within it, the thickest places first.
    fn places(&self, canvas: &Canvas, plot: &Plot, layer: usize) -> Vec<Place> {
        let style = Type::LABEL;
        let years = self.years.len();
        let year_width = plot.area.width() / years.max(1) as f64;
        let width = canvas.width(self.layers[layer].name, style) + 10.0;
        let span = ((width / year_width).ceil() as usize).max(1);
        let room = |first: usize| {
            let over = (first..first + span).map(|year| self.edges(plot, layer, year));
            over.fold((0.0_f64, f64::INFINITY), |(top, bottom), it| {
                (top.max(it.0), bottom.min(it.1))
            })
        };
        let mut rooms: Vec<(f64, Place)> = (0..(years + 1).saturating_sub(span))
            .filter_map(|first| {
                let (top, bottom) = room(first);
                let x = plot.x(first as f64 + 0.5 * span as f64);
                let y = 0.5 * (top + bottom) + 0.27 * style.size;
                let fits = bottom - top > 1.3 * style.size;
                fits.then_some((bottom - top, ((x, y), Side::Middle)))
            })
            .collect();
        rooms.sort_by(|a, b| b.0.total_cmp(&a.0));
        rooms.into_iter().map(|it| it.1).collect()
    }
}

/// Height that the entries of a legend take.
fn height(canvas: &Canvas, width: f64, entries: &[Entry]) -> f64 {
    const SAMPLE_AND_GAP: f64 = 35.0;
    if entries.is_empty() {
        return 0.0;
    }
    let (mut x, mut rows) = (0.0, 1.0);
    for (.., name) in entries {
        let mine = SAMPLE_AND_GAP + canvas.width(name, Type::TICK);
        if x > 0.0 && x + mine > width {
            (x, rows) = (0.0, rows + 1.0);
        }
        x += mine;
    }
    rows * Type::TICK.leading() + 0.2 * Type::TICK.size
}

/// Years up to the last in which more than a share of the most happens.
pub(super) fn lasting(heights: impl Iterator<Item = f64>, share: f64) -> usize {
    let heights: Vec<f64> = heights.collect();
    let most = heights.iter().copied().fold(0.0, f64::max);
    let last = heights.iter().rposition(|it| *it > share * most);
    last.map_or(0, |year| year + 1)
}
