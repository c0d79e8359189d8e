//! The pages and the charts: sheets of rows of panels, and every panel by itself.
//!
//! A sheet is A4 upright, so that its type can be read on paper: on the first stands what was found, on the second where it comes from,
//! on the third what it stands on.

mod panels;

use super::canvas::Canvas;
use super::rect::Rect;
use super::ruler::Ruler;
use super::view::View;
use super::{Drawing, Files, ReportError};
use super::{assumptions, footer, headline};
use panels::{HEADLINE, Panel, Row, SHEETS};

/// Names of the sheets of panels.
const NAMES: [&str; SHEETS.len()] = ["report", "report-2"];
/// Name of the sheet on what the result stands on.
const ASSUMPTIONS: &str = "assumptions";
/// A sheet of A4 upright, near enough: 2400 x 3300 pixels.
const SHEET: (f64, f64) = (1200.0, 1650.0);
const PAGE_SCALE: f64 = 2.0;
/// A chart of its own: 2000 x 1250 pixels.
const CHART: (f64, f64) = (800.0, 500.0);
const CHART_SCALE: f64 = 2.5;
/// Free edge of the page and of a chart, and the gaps between panels.
const EDGE: f64 = 42.0;
const CHART_EDGE: f64 = 22.0;
const GAP: (f64, f64) = (34.0, 24.0);
/// Line at the foot of a chart, or of a sheet that is not the first, that says where it is from.
const ORIGIN: f64 = 18.0;

/// A picture to draw.
#[derive(Clone, Copy)]
pub(super) struct Planned<'a> {
    view: &'a View<'a>,
    what: What,
}

/// What a picture shows.
#[derive(Clone, Copy)]
enum What {
    /// A sheet of panels.
    Sheet(usize),
    /// The sheet on what the result stands on.
    Assumptions,
    /// A panel by itself.
    Panel(&'static Panel),
}

/// The sheets, that on assumptions if the scenario has any, then every panel by itself.
pub(super) fn pictures<'a>(view: &'a View<'a>) -> Vec<Planned<'a>> {
    let rows = SHEETS.iter().copied().flatten();
    let charts = rows.flat_map(|row| shown(row, view));
    let panels = std::iter::once(&HEADLINE).chain(charts);
    let assumptions = assumptions::is_there(view).then_some(What::Assumptions);
    let sheets = (0..SHEETS.len()).map(What::Sheet);
    sheets
        .chain(assumptions)
        .chain(panels.map(What::Panel))
        .map(|what| Planned { view, what })
        .collect()
}

/// The panels of a row that this scenario has.
fn shown(row: &'static Row, view: &View) -> Vec<&'static Panel> {
    let panels = row.panels.iter();
    panels.filter(|panel| (panel.is_there)(view)).collect()
}

/// Measures what the pictures of this scenario say.
pub(super) fn ruler(view: &View) -> Result<Ruler, ReportError> {
    Ok(Ruler::new(names(view))?)
}

impl Planned<'_> {
    pub(super) fn draw(&self, ruler: &Ruler) -> Result<Drawing, ReportError> {
        let view = self.view;
        let (name, size, scale) = match self.what {
            What::Sheet(number) => (NAMES[number], SHEET, PAGE_SCALE),
            What::Assumptions => (ASSUMPTIONS, SHEET, PAGE_SCALE),
            What::Panel(panel) => {
                let height = (panel.height)(view).max(CHART.1);
                (panel.name, (CHART.0, height), CHART_SCALE)
            }
        };
        let files = match self.what {
            What::Sheet(_) | What::Assumptions => Files::Sheet,
            What::Panel(_) => Files::Chart,
        };
        Drawing::new((name, files), (size, scale), ruler, |canvas| {
            match self.what {
                What::Sheet(number) => sheet(canvas, view, number),
                What::Assumptions => assumptions_page(canvas, view),
                What::Panel(panel) => alone(canvas, view, panel, size),
            }
        })
    }
}

/// Texts that come from the scenario and may hold any character.
fn names<'a>(view: &View<'a>) -> impl Iterator<Item = &'a str> {
    let scenario = &view.summary.scenario;
    let regions = view.regions().map(|(name, _)| name);
    let warnings = view.charts.warnings.iter().map(String::as_str);
    let series = view.charts.years.iter().map(|it| it.quantity.as_str());
    let influences = view.charts.influences.iter().flat_map(|it| &it.rows);
    let inputs = view.charts.assumptions.iter().flatten().flat_map(|it| {
        let remarks = [&it.source, &it.note].into_iter().flatten();
        [&it.path, &it.unit].into_iter().chain(remarks)
    });
    [scenario.name.as_str(), scenario.currency.as_str()]
        .into_iter()
        .chain(regions)
        .chain(warnings)
        .chain(series)
        .chain(influences.map(|it| it.title.as_str()))
        .chain(inputs.map(String::as_str))
}

fn sheet(canvas: &mut Canvas, view: &View, number: usize) {
    let mut inside = Rect::new(0.0, 0.0, SHEET.0, SHEET.1).shrunk(EDGE, EDGE, EDGE, EDGE - 12.0);
    let first = number == 0;
    if first {
        canvas.enter(HEADLINE.name, inside);
        inside.top = headline::draw(canvas, view) + GAP.1;
    }
    let foot = if first {
        footer::height(canvas, view, inside.width())
    } else {
        ORIGIN
    };
    let foot = inside.foot(foot);
    inside.bottom = foot.top - GAP.1;
    place(canvas, view, SHEETS[number], inside);
    canvas.enter("footer", foot);
    if first {
        footer::draw(canvas, view);
    } else {
        footer::origin(canvas, view, foot);
    }
}

/// Draws the rows one below the other; together they fill the area.
fn place(canvas: &mut Canvas, view: &View, rows: &'static [Row], area: Rect) {
    let rows: Vec<(Vec<&Panel>, f64)> = rows
        .iter()
        .map(|row| (shown(row, view), row.part))
        .filter(|(panels, _)| !panels.is_empty())
        .collect();
    let parts: f64 = rows.iter().map(|(_, part)| part).sum();
    let free = area.height() - GAP.1 * rows.len().saturating_sub(1) as f64;
    let mut top = area.top;
    for (panels, part) in rows {
        let bottom = top + free * part / parts;
        let width = (area.width() - GAP.0 * (panels.len() - 1) as f64) / panels.len() as f64;
        for (column, panel) in panels.into_iter().enumerate() {
            let left = area.left + column as f64 * (width + GAP.0);
            canvas.enter(panel.name, Rect::new(left, top, left + width, bottom));
            (panel.draw)(canvas, view);
        }
        top = bottom + GAP.1;
    }
}

fn assumptions_page(canvas: &mut Canvas, view: &View) {
    let inside = Rect::new(0.0, 0.0, SHEET.0, SHEET.1).shrunk(EDGE, EDGE, EDGE, EDGE - 12.0);
    let above = inside.shrunk(0.0, 0.0, 0.0, ORIGIN + GAP.1);
    canvas.enter(ASSUMPTIONS, above);
    assumptions::draw(canvas, view);
    let line = inside.foot(ORIGIN);
    canvas.enter("origin", line);
    footer::origin(canvas, view, line);
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
    let line = inside.foot(ORIGIN);
    canvas.enter("origin", line);
    footer::origin(canvas, view, line);
}
