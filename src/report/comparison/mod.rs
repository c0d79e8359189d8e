//! Pictures of a comparison: one page, and each panel by itself.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::lettering::{Side as Anchor, Type};
use super::palette;
use super::rect::Rect;
use super::ruler::Ruler;
use super::{Drawing, Files, ReportError};
use crate::calendar::Month;
use crate::compare::{Charts, Comparison, Why, Writer, file_name};
use crate::words;

mod curves;
mod margins;
mod page;
mod plane;
mod table;
mod waterfall;
mod yearly;

/// Free edge of a chart, and the line at its foot that says where it is from.
const EDGE: f64 = 22.0;
const ORIGIN: f64 = 18.0;
/// A chart by itself: 2000 pixels across.
const WIDTH: f64 = 800.0;
const HEIGHT: f64 = 500.0;
const SCALE: f64 = 2.5;

/// A comparison and what is drawn of it.
pub(super) struct View<'a> {
    comparison: &'a Comparison,
    charts: &'a Charts,
    writer: Writer<'a>,
}

impl<'a> View<'a> {
    fn new(comparison: &'a Comparison, charts: &'a Charts) -> Self {
        Self {
            comparison,
            charts,
            writer: Writer::new(comparison),
        }
    }

    /// Colour of a scenario by its place.
    fn colour(at: usize) -> Colour {
        palette::CASES[at % palette::CASES.len()]
    }

    /// Name of a scenario, cut to a width.
    fn name(&self, canvas: &Canvas, at: usize, width: f64, style: Type) -> String {
        let ruler = canvas.ruler();
        let name = ruler.drawable(&self.comparison.cases[at].name);
        ruler.shorten(&name, width, style.size, style.bold)
    }

    fn horizon(&self) -> f64 {
        self.charts.end.as_years() - self.charts.start.as_years()
    }

    /// The target's deadline, years from the start, if it has one.
    fn deadline(&self) -> Option<f64> {
        let deadline = self.comparison.target.deadline.as_ref();
        let deadline: Option<Month> = deadline.and_then(|month| month.parse().ok());
        deadline.map(|month| month.plus(1).as_years() - self.charts.start.as_years())
    }

    /// What the target leaves to spend, if it limits that.
    fn budget(&self) -> Option<f64> {
        let target = &self.comparison.target;
        Some(target.cost - target.spent).filter(|it| it.is_finite())
    }

    /// Why the scenario at a place differs.
    fn why(&self, at: usize) -> Option<&'a Why> {
        self.comparison.cases[at].why.as_ref()
    }

    /// Which run a chart is from.
    fn origin(&self) -> String {
        let run = &self.comparison.run;
        format!(
            "{} each, seed {}, the same draws for all · prices of {} · clearcast {}",
            words::counted(run.trials, "trial"),
            run.seed,
            self.comparison.common.price_year,
            run.version
        )
    }

    /// Texts from scenarios, which may hold any character.
    fn names(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let cases = self.comparison.cases.iter();
        let names = cases.flat_map(|it| [it.name.as_str(), it.title.as_str()]);
        names.chain([self.comparison.common.currency.as_str()])
    }
}

/// A panel that can stand alone.
struct Panel<'a> {
    name: String,
    height: f64,
    paint: Paint<'a>,
}

/// How a panel is drawn into the bounds of the canvas.
type Paint<'a> = Box<dyn Fn(&mut Canvas, &View) + 'a>;

fn panels(view: &View) -> Vec<Panel<'static>> {
    let panel = |name: &str, height: f64, paint: fn(&mut Canvas, &View)| Panel {
        name: name.to_owned(),
        height,
        paint: Box::new(paint),
    };
    let mut panels = vec![
        panel("table", table::height(view), table::draw),
        panel("completion", HEIGHT, curves::completion),
        panel("cost", HEIGHT, curves::cost),
        panel("plane", HEIGHT, plane::draw),
        panel("remaining", HEIGHT, yearly::remaining),
    ];
    if yearly::has_people(view) {
        panels.push(panel("return", HEIGHT, yearly::people));
    }
    for (at, case) in view.comparison.cases.iter().enumerate() {
        if let Some(why) = &case.why {
            panels.push(Panel {
                name: format!("why-{}", file_name(&case.name)),
                height: waterfall::height(why),
                paint: Box::new(move |canvas, view| waterfall::draw(canvas, view, at)),
            });
        }
    }
    if margins::is_there(view) {
        panels.push(panel("margins", margins::height(view), margins::draw));
    }
    panels
}

/// `comparison.png`, and each panel as `charts/NAME.png` and `charts/NAME.svg`: the page first.
///
/// # Errors
///
/// [`ReportError`] if one could not be drawn.
pub fn draw(comparison: &Comparison, charts: &Charts) -> Result<Vec<Drawing>, ReportError> {
    let view = View::new(comparison, charts);
    let ruler = Ruler::new(view.names())?;
    let mut drawings = vec![page::draw(&view, &ruler)?];
    for panel in panels(&view) {
        drawings.push(alone(&view, &ruler, panel)?);
    }
    Ok(drawings)
}

fn alone(view: &View, ruler: &Ruler, panel: Panel) -> Result<Drawing, ReportError> {
    let size = (WIDTH, panel.height);
    let name = (panel.name, Files::Chart);
    Drawing::new(name, (size, SCALE), ruler, |canvas| {
        let inside =
            Rect::new(0.0, 0.0, size.0, size.1).shrunk(EDGE, EDGE - 6.0, EDGE, EDGE - 10.0);
        canvas.enter("panel", inside.shrunk(0.0, 0.0, 0.0, ORIGIN));
        (panel.paint)(canvas, view);
        let line = inside.foot(ORIGIN);
        canvas.enter("origin", line);
        let at = (line.left, line.bottom - 0.3 * Type::CAPTION.size);
        canvas.text(&view.origin(), at, Anchor::Left, Type::CAPTION);
    })
}

/// A legend of all scenarios from the top of `area`; returns what is left below.
fn legend(canvas: &mut Canvas, view: &View, area: Rect) -> Rect {
    use super::frame::{Sample, legend};
    let count = view.comparison.cases.len();
    let room = (area.width() / 2.0 - 40.0).min(240.0);
    let names: Vec<String> = (0..count)
        .map(|at| view.name(canvas, at, room, Type::TICK))
        .collect();
    let entries: Vec<_> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (Sample::Line, View::colour(at), name.as_str()))
        .collect();
    legend(canvas, area, &entries)
}
