//! Names beside their marks.
//!
//! A reader takes a name for that of the nearest thing. So a name stands nearer to its own mark than to any other of the panel;
//! where there is no such place beside the mark, it stands where the chart is empty, and a line ties it to the mark.

use super::Canvas;
use crate::report::lettering::{Place, Side, Type};
use crate::report::palette;
use crate::report::rect::Rect;

/// What a mark is called and where its name may stand.
#[derive(Clone, Debug)]
pub(in crate::report) struct Name {
    pub(in crate::report) text: String,
    /// What it names: several marks where they are too near each other for a name each.
    pub(in crate::report) marks: Vec<Rect>,
    /// The places beside the marks, the best first.
    pub(in crate::report) places: Vec<Place>,
    pub(in crate::report) style: Type,
}

/// What a name must not cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clear {
    /// Neither names, nor lines, nor shade.
    All,
    /// Neither names nor lines.
    Lines,
    /// No other name.
    Names,
}

/// Marks that are nearer to each other than this have one name: the height of a name.
pub(in crate::report) fn share_a_name(a: Rect, b: Rect, style: Type) -> bool {
    a.distance(b) <= (super::ASCENT + super::DESCENT) * style.size
}

impl Canvas<'_> {
    /// Writes names beside their marks. All marks count, so those of one panel that lie among each other are given together.
    /// A name that finds no place is left out; returns whether all found one.
    pub(in crate::report) fn name(&mut self, names: &[Name], within: Rect) -> bool {
        for mark in names.iter().flat_map(|name| &name.marks) {
            self.marks.push(*mark);
            self.avoid(*mark);
        }
        let mut all = true;
        for name in names {
            all &= self.name_one(name, within);
        }
        all
    }

    /// Says what the text that was drawn last names.
    pub(in crate::report) fn last_names(&mut self, mark: Rect) {
        self.marks.push(mark);
        if let Some(label) = self.labels.last_mut() {
            label.marks.push(mark);
        }
    }

    fn name_one(&mut self, name: &Name, within: Rect) -> bool {
        let beside = |clear| {
            let mut places = name.places.iter();
            places.find(|place| self.fits(name, **place, within, clear))
        };
        let near = beside(Clear::All).or_else(|| beside(Clear::Lines));
        if let Some(place) = near {
            self.write_name(name, *place, Vec::new());
        } else if let Some((place, tie)) = self.tied(name, within) {
            self.line(&tie, palette::SOFT_INK, 0.8);
            let end = |(x, y): (f64, f64)| Rect::new(x, y, x, y);
            self.write_name(name, place, tie.map(end).to_vec());
        } else if let Some(place) = beside(Clear::Names) {
            self.write_name(name, *place, Vec::new());
        } else {
            return false;
        }
        true
    }

    fn write_name(&mut self, name: &Name, place: Place, tie: Vec<Rect>) {
        self.rimmed(&name.text, place, name.style);
        self.marks.extend(&tie);
        if let Some(label) = self.labels.last_mut() {
            label.marks = name.marks.iter().copied().chain(tie).collect();
        }
    }

    fn fits(&self, name: &Name, place: Place, within: Rect, clear: Clear) -> bool {
        let area = self.text_area(&name.text, place.0, place.1, name.style);
        self.is_free(area, within, clear) && self.is_nearest(area, &name.marks, name.style)
    }

    fn is_free(&self, area: Rect, within: Rect, clear: Clear) -> bool {
        const MARGIN: f64 = 2.0;
        let area = area.shrunk(-MARGIN, -1.0, -MARGIN, -1.0);
        let free_of = |things: &[Rect]| !things.iter().any(|it| it.overlaps(area));
        let names = self.labels.iter().filter(|it| it.panel == self.panel);
        within.contains(area)
            && !names.into_iter().any(|it| it.area.overlaps(area))
            && (clear == Clear::Names || free_of(&self.obstacles))
            && (clear != Clear::All || free_of(&self.shade))
    }

    /// Whether a text at `area` is nearer to one of its own marks than to all others; those that share a name with them do not count.
    fn is_nearest(&self, area: Rect, own: &[Rect], style: Type) -> bool {
        let mine = nearest(area, own);
        let shared = |mark: Rect| own.iter().any(|it| share_a_name(*it, mark, style));
        let mut others = self.marks.iter().filter(|mark| !shared(**mark));
        others.all(|mark| area.distance(*mark) > mine)
    }

    /// A free place for a name, as near its mark as there is one, and the ends of the line between them.
    fn tied(&self, name: &Name, within: Rect) -> Option<(Place, [(f64, f64); 2])> {
        const STEP: (f64, f64) = (10.0, 0.7);
        /// A name that is tied keeps away from what it does not name.
        const AWAY: f64 = 4.0;
        /// A mark that is longer is a line, which another may cross.
        const SIGN: f64 = 40.0;
        let mark = *name.marks.first()?;
        let style = name.style;
        let (columns, rows) = (
            (within.width() / STEP.0) as usize,
            (within.height() / (STEP.1 * style.size)) as usize,
        );
        let places = (0..=rows).flat_map(|row| {
            let y = within.top + STEP.1 * style.size * row as f64;
            (0..=columns).map(move |column| (within.left + STEP.0 * column as f64, y))
        });
        let mut places: Vec<(f64, Place, Rect)> = places
            .map(|at| {
                let area = self.text_area(&name.text, at, Side::Left, style);
                (area.distance(mark), (at, Side::Left), area)
            })
            .collect();
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        places.retain(|(_, _, area)| {
            let apart = area.shrunk(-AWAY, -AWAY, -AWAY, -AWAY);
            self.is_free(*area, within, Clear::Lines)
                && !self.marks.iter().any(|it| it.overlaps(apart))
        });
        // Rather farther away than across a line.
        [f64::INFINITY, SIGN].into_iter().find_map(|longest| {
            places.iter().find_map(|(_, place, area)| {
                let tie = between(mark, *area);
                let passes = self.may_pass(tie, name, longest);
                passes.then_some((*place, tie))
            })
        })
    }

    /// Whether a line may run there: over no text and no other mark up to the longest that counts, and nearer to no name than what that
    /// names.
    fn may_pass(&self, [from, to]: [(f64, f64); 2], name: &Name, longest: f64) -> bool {
        const STEP: f64 = 2.0;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let steps = (length / STEP).ceil().max(1.0);
        let point = |k: u32| {
            let share = f64::from(k) / steps;
            let (x, y) = (from.0 + share * dx, from.1 + share * dy);
            Rect::new(x, y, x, y)
        };
        let names = self.labels.iter().filter(|it| it.panel == self.panel);
        let names: Vec<(Rect, f64)> = names
            .map(|it| {
                let own = nearest(it.area, &it.marks);
                (it.area, if own.is_finite() { own } else { 2.0 })
            })
            .collect();
        let others = self
            .marks
            .iter()
            .filter(|mark| mark.width().max(mark.height()) < longest && !name.marks.contains(mark));
        let others: Vec<Rect> = others.copied().collect();
        (0..=steps as u32).map(point).all(|point| {
            let apart = |(area, own): &(Rect, f64)| area.distance(point) > own.max(2.0);
            names.iter().all(apart) && others.iter().all(|mark| mark.distance(point) > 2.0)
        })
    }
}

/// The distance to the nearest of some marks; infinite if there are none.
fn nearest(area: Rect, marks: &[Rect]) -> f64 {
    let distances = marks.iter().map(|mark| area.distance(*mark));
    distances.fold(f64::INFINITY, f64::min)
}

/// The ends of a line from a mark to a text.
fn between(mark: Rect, area: Rect) -> [(f64, f64); 2] {
    const INSET: f64 = 6.0;
    let middle = (
        0.5 * (mark.left + mark.right),
        0.5 * (mark.top + mark.bottom),
    );
    // Where the mark is long, its nearest point.
    let from = (
        middle.0.clamp(mark.left, mark.right),
        (0.5 * (area.top + area.bottom)).clamp(mark.top, mark.bottom),
    );
    let beside = area.top < from.1 && from.1 < area.bottom;
    let to = if beside {
        (from.0.clamp(area.left, area.right), from.1)
    } else {
        let inset = INSET.min(0.5 * area.width());
        (
            from.0.clamp(area.left + inset, area.right - inset),
            from.1.clamp(area.top, area.bottom),
        )
    };
    [from, to]
}
