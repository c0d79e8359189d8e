//! The panels, and where they stand on the page.

use super::canvas::{self, Canvas};
use super::rect::Rect;
use super::ruler::Ruler;
use super::view::View;
use super::{Drawing, ReportError};
use super::{
    casualties, footer, headline, homecoming, joint, regions, remaining, s_curve, spending,
};

/// Name of the page.
pub(super) const NAME: &str = "report";
/// A4 upright, near enough: 2400 x 3300 pixels.
const PAGE: (f64, f64) = (1200.0, 1650.0);
const PAGE_SCALE: f64 = 2.0;
/// A chart of its own: 2000 x 1250 pixels.
const CHART: (f64, f64) = (800.0, 500.0);
const CHART_SCALE: f64 = 2.5;
/// Free edge of the page and of a chart, and the gaps between panels.
const EDGE: f64 = 42.0;
const CHART_EDGE: f64 = 22.0;
const GAP: (f64, f64) = (34.0, 24.0);
/// Line at the foot of a chart that says where it is from.
const ORIGIN: f64 = 18.0;

/// One panel: what it is called and how it is drawn into the bounds of the canvas.
struct Panel {
    name: &'static str,
    draw: fn(&mut Canvas, &View),
    /// Height that the chart of its own needs at least.
    height: fn(&View) -> f64,
    /// Whether the scenario has anything to show in it.
    is_there: fn(&View) -> bool,
}

/// The charts in reading order, two to a row of the page; a last one without a neighbour has its row to itself.
const CHARTS: [Panel; 8] = [
    Panel {
        name: "joint",
        draw: joint::draw,
        height: usual,
        is_there: always,
    },
    Panel {
        name: "completion",
        draw: s_curve::completion,
        height: usual,
        is_there: always,
    },
    Panel {
        name: "cost",
        draw: s_curve::cost,
        height: usual,
        is_there: always,
    },
    Panel {
        name: "remaining",
        draw: remaining::draw,
        height: usual,
        is_there: always,
    },
    Panel {
        name: "spending",
        draw: spending::draw,
        height: usual,
        is_there: always,
    },
    Panel {
        name: "regions",
        draw: regions::draw,
        height: regions::height,
        is_there: always,
    },
    Panel {
        name: "return",
        draw: homecoming::draw,
        height: usual,
        is_there: homecoming::is_there,
    },
    Panel {
        name: "casualties",
        draw: casualties::draw,
        height: usual,
        is_there: casualties::is_there,
    },
];
const HEADLINE: Panel = Panel {
    name: "headline",
    draw: headline::panel,
    height: usual,
    is_there: always,
};

fn always(_: &View) -> bool {
    true
}

/// The charts of this scenario.
fn charts(view: &View) -> Vec<&'static Panel> {
    CHARTS
        .iter()
        .filter(|panel| (panel.is_there)(view))
        .collect()
}

fn usual(_: &View) -> f64 {
    CHART.1
}

/// A picture to draw: the page, or a panel by itself.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    view: &'a View<'a>,
    panel: Option<&'static Panel>,
}

/// The page, then every panel by itself.
pub(super) fn sheets<'a>(view: &'a View<'a>) -> Vec<Sheet<'a>> {
    let panels = std::iter::once(&HEADLINE).chain(charts(view));
    std::iter::once(None)
        .chain(panels.map(Some))
        .map(|panel| Sheet { view, panel })
        .collect()
}

/// Measures what the pictures of this scenario say.
pub(super) fn ruler(view: &View) -> Result<Ruler, ReportError> {
    Ruler::new(names(view))
}

impl Sheet<'_> {
    pub(super) fn draw(&self, ruler: &Ruler) -> Result<Drawing, ReportError> {
        let view = self.view;
        let (name, size, scale) = match self.panel {
            None => (NAME, PAGE, PAGE_SCALE),
            Some(panel) => {
                let height = (panel.height)(view).max(CHART.1);
                (panel.name, (CHART.0, height), CHART_SCALE)
            }
        };
        let (svg, labels, readings) =
            canvas::draw_to_read(size, ruler, |canvas| match self.panel {
                None => page(canvas, view),
                Some(panel) => alone(canvas, view, panel, size),
            })?;
        Ok(Drawing {
            name,
            svg,
            size,
            scale,
            labels,
            readings,
        })
    }
}

/// Texts that come from the scenario and may hold any character.
fn names<'a>(view: &View<'a>) -> impl Iterator<Item = &'a str> {
    let scenario = &view.summary.scenario;
    let regions = view.regions().map(|(name, _)| name);
    let warnings = view.charts.warnings.iter().map(String::as_str);
    [scenario.name.as_str(), scenario.currency.as_str()]
        .into_iter()
        .chain(regions)
        .chain(warnings)
}

fn page(canvas: &mut Canvas, view: &View) {
    let inside = Rect::new(0.0, 0.0, PAGE.0, PAGE.1).shrunk(EDGE, EDGE, EDGE, EDGE - 12.0);
    canvas.enter(HEADLINE.name, inside);
    let top = headline::draw(canvas, view) + GAP.1;
    let foot = inside.bottom - footer::height(canvas, view, inside.width());
    let charts = charts(view);
    let rows = charts.len().div_ceil(2);
    let row_height = (foot - top - GAP.1 * rows as f64) / rows as f64;
    for (row, pair) in charts.chunks(2).enumerate() {
        let width = (inside.width() - GAP.0 * (pair.len() - 1) as f64) / pair.len() as f64;
        let row_top = top + row as f64 * (row_height + GAP.1);
        for (column, panel) in pair.iter().enumerate() {
            let left = inside.left + column as f64 * (width + GAP.0);
            canvas.enter(
                panel.name,
                Rect::new(left, row_top, left + width, row_top + row_height),
            );
            (panel.draw)(canvas, view);
        }
    }
    canvas.enter(
        "footer",
        Rect::new(inside.left, foot, inside.right, inside.bottom),
    );
    footer::draw(canvas, view);
}

fn alone(canvas: &mut Canvas, view: &View, panel: &Panel, size: (f64, f64)) {
    let inside = Rect::new(0.0, 0.0, size.0, size.1).shrunk(
        CHART_EDGE,
        CHART_EDGE - 6.0,
        CHART_EDGE,
        CHART_EDGE - 10.0,
    );
    canvas.enter(panel.name, inside.shrunk(0.0, 0.0, 0.0, ORIGIN));
    (panel.draw)(canvas, view);
    let line = Rect::new(
        inside.left,
        inside.bottom - ORIGIN,
        inside.right,
        inside.bottom,
    );
    canvas.enter("origin", line);
    footer::origin(canvas, view, line);
}
