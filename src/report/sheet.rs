//! Pictures of a planner's question: panels side by side, and a line that says where they are from.

use super::canvas::Canvas;
use super::lettering::{Side, Type};
use super::rect::Rect;
use super::ruler::Ruler;
use super::{Drawing, Files, ReportError};
use crate::simulate::Model;
use crate::words;

/// Free edge of a picture, and the gap between panels.
const EDGE: f64 = 26.0;
const GAP: f64 = 38.0;
/// Height of the line at the foot.
const ORIGIN: f64 = 20.0;
/// Pixels per logical unit.
const SCALE: f64 = 2.0;
/// Digits of the scenario's hash that are shown.
const HASH: usize = 12;

/// Draws a panel into the bounds of the canvas.
pub(super) type Paint<'a> = &'a dyn Fn(&mut Canvas);

/// A picture with its panels in a row.
pub(super) struct Sheet<'a> {
    /// Name without folder and ending.
    pub(super) name: &'static str,
    pub(super) size: (f64, f64),
    /// Names of the panels and how they are drawn.
    pub(super) panels: Vec<(&'static str, Paint<'a>)>,
    /// Trials and seed.
    pub(super) run: (u64, u64),
    pub(super) model: &'a Model,
}

impl Sheet<'_> {
    /// The drawing: `NAME.png` and `charts/NAME.svg`.
    pub(super) fn draw(&self) -> Result<Drawing, ReportError> {
        let scenario = self.model.scenario();
        let titles = scenario.events.iter().map(|it| it.title.as_str());
        let titles = titles.chain(scenario.drivers.iter().map(|it| it.title.as_str()));
        let names = [scenario.name.as_str(), scenario.currency.as_str()];
        let ruler = Ruler::new(names.into_iter().chain(titles))?;
        Drawing::new(
            (self.name, Files::Answer),
            (self.size, SCALE),
            &ruler,
            |canvas| self.paint(canvas),
        )
    }

    fn paint(&self, canvas: &mut Canvas) {
        let inside = Rect::new(0.0, 0.0, self.size.0, self.size.1);
        let inside = inside.shrunk(EDGE, EDGE - 6.0, EDGE, EDGE - 14.0);
        let count = self.panels.len() as f64;
        let width = (inside.width() - GAP * (count - 1.0)) / count;
        for (at, (name, paint)) in self.panels.iter().enumerate() {
            let left = inside.left + at as f64 * (width + GAP);
            let bounds = Rect::new(left, inside.top, left + width, inside.bottom - ORIGIN);
            canvas.enter(name, bounds);
            paint(canvas);
        }
        let line = inside.foot(ORIGIN);
        canvas.enter("origin", line);
        self.origin(canvas, line);
    }

    fn origin(&self, canvas: &mut Canvas, line: Rect) {
        let (trials, seed) = self.run;
        let hash = self.model.sha256();
        let rest = format!(
            " · {}, seed {seed} · scenario {} · clearcast {}",
            words::counted(trials, "trial"),
            hash.get(..HASH).unwrap_or(hash),
            env!("CARGO_PKG_VERSION")
        );
        let name = &self.model.scenario().name;
        canvas.describe("Run", &format!("{name}{rest}."));
        let style = Type::CAPTION;
        let room = line.width() - canvas.width(&rest, style);
        let name = canvas.ruler().drawable(name);
        let name = canvas.ruler().shorten(&name, room, style.size, false);
        let at = (line.left, line.bottom - 0.3 * style.size);
        canvas.text(&format!("{name}{rest}"), at, Side::Left, style);
    }
}
