//! Which panels there are, and where they stand on the page.
//!
//! A new panel takes its drawing function, a line here that names it, and its place in a row of [`SHEETS`].

use crate::report::canvas::Canvas;
use crate::report::view::View;
use crate::report::{
    casualties, drivers, funding, headline, joint, limits, regions, release, remaining, returns,
    s_curve, spending, standing,
};

/// One panel: what it is called and how it is drawn into the bounds of the canvas.
pub(super) struct Panel {
    pub(super) name: &'static str,
    pub(super) draw: fn(&mut Canvas, &View),
    /// Height that the chart of its own needs at least, if it is more than usual.
    pub(super) height: fn(&View) -> f64,
    /// Whether the scenario has anything to show in it.
    pub(super) is_there: fn(&View) -> bool,
}

/// Panels side by side, as wide as each other; those that are not there leave their room to the others.
pub(super) struct Row {
    pub(super) panels: &'static [Panel],
    /// Its part of the height that the rows of its sheet share; most rows have 1.
    pub(super) part: f64,
}

const fn row(panels: &'static [Panel]) -> Row {
    Row { panels, part: 1.0 }
}

/// A panel that every scenario has.
const fn panel(name: &'static str, draw: fn(&mut Canvas, &View)) -> Panel {
    Panel {
        name,
        draw,
        height: |_| 0.0,
        is_there: |_| true,
    }
}

impl Panel {
    /// The same where `is_there` says so.
    const fn only_if(self, is_there: fn(&View) -> bool) -> Self {
        Self { is_there, ..self }
    }

    /// The same with a chart of its own of at least this height.
    const fn at_least(self, height: fn(&View) -> f64) -> Self {
        Self { height, ..self }
    }
}

/// Whether enough trials are complete for a chart of them.
fn some_finish(view: &View) -> bool {
    /// Below this share a chart of finished trials is empty but for a few.
    const FEW: f64 = 0.01;
    view.shares().finished >= FEW
}

/// What was found in words; it stands above the first row.
pub(super) const HEADLINE: Panel = panel("headline", headline::panel);

/// The rows of each sheet of the page from the top: the answer, then where it comes from.
pub(super) const SHEETS: [&[Row]; 2] = [
    &[
        Row {
            panels: &[panel("standing", standing::draw).only_if(standing::is_there)],
            part: 0.8,
        },
        Row {
            panels: &[panel("joint", joint::draw).only_if(some_finish)],
            part: 1.3,
        },
        row(&[
            panel("completion", s_curve::completion).only_if(some_finish),
            panel("cost", s_curve::cost).only_if(some_finish),
        ]),
        Row {
            panels: &[panel("drivers", drivers::draw)],
            part: 0.9,
        },
    ],
    &[
        row(&[
            panel("remaining", remaining::draw),
            panel("release", release::draw),
        ]),
        row(&[
            panel("spending", spending::draw),
            panel("limits", limits::draw),
        ]),
        row(&[
            panel("funding", funding::draw).at_least(funding::height),
            panel("regions", regions::draw)
                .at_least(regions::height)
                .only_if(regions::is_there),
        ]),
        row(&[
            panel("return", returns::draw).only_if(returns::is_there),
            panel("casualties", casualties::draw).only_if(casualties::is_there),
        ]),
    ],
];
