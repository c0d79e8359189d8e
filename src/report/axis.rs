//! Scales, their marks, and drawing them.

use plotters::style::RGBColor as Colour;

use super::canvas::Canvas;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use crate::calendar::Month;
use crate::math;
use crate::words;

/// Marks of an axis at the most, whatever its ends.
const MOST_MARKS: usize = 64;

/// A scale along one side of a plot.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// Smallest value shown.
    pub(super) from: f64,
    /// Largest value shown.
    pub(super) to: f64,
    /// Whether equal distances are equal ratios.
    pub(super) log: bool,
    /// Marked values and what stands beside them.
    pub(super) marks: Vec<(f64, String)>,
}

impl Axis {
    /// Calendar time from `from` to `to`, in years from the beginning of `start`, with at most `most` marks.
    pub(super) fn time(start: Month, from: f64, to: f64, most: usize) -> Self {
        let begin = start.as_years();
        let months = |n: u32| f64::from(n) / 12.0;
        let steps = [
            1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12_000,
        ];
        let fits = |n: &&u32| ((to - from) / months(**n)).floor() < most as f64;
        let step = months(steps.iter().find(fits).copied().unwrap_or(12_000));
        // A mark stands at the beginning of its month, and a month is named after its end.
        let name = |years: f64| {
            let name = words::month(start, years - begin + 1.0 / 12.0);
            let year = || name.rsplit(' ').next().unwrap_or_default().to_owned();
            if step < 1.0 { name.clone() } else { year() }
        };
        let first = ((from + begin) / step - 1e-6).ceil() as i64;
        let last = ((to + begin) / step + 1e-6).floor() as i64;
        let marks = (first..=last)
            .take(MOST_MARKS)
            .map(|k| k as f64 * step)
            .map(|y| (y - begin, name(y)))
            .collect();
        Self {
            from,
            to,
            log: false,
            marks,
        }
    }

    /// Area from 0 to a little above `highest`, with the unit at the topmost mark.
    pub(super) fn hectares(highest: f64, most: usize) -> Self {
        let mut axis = Self::linear(0.0, 1.06 * highest, most, words::area_mark);
        if let Some((_, name)) = axis.marks.last_mut() {
            name.push_str(" ha");
        }
        axis
    }

    /// Equal steps from `from` to `to`, at most `most` of them; `name` gets a value, the step and the largest value.
    pub(super) fn linear(
        from: f64,
        to: f64,
        most: usize,
        name: impl Fn(f64, f64, f64) -> String,
    ) -> Self {
        let step = round_step((to - from) / most.max(1) as f64);
        let (first, last) = (
            (from / step - 1e-9).ceil() as i64,
            (to / step + 1e-9).floor() as i64,
        );
        let marks = (first..=last)
            .take(MOST_MARKS)
            .map(|k| k as f64 * step)
            .map(|v| (v, name(v, step, to)))
            .collect();
        Self {
            from,
            to,
            log: false,
            marks,
        }
    }

    /// Equal ratios from `from > 0` to `to`: powers of ten, and 2 and 5 times them where they are at most `most` marks.
    pub(super) fn logarithmic(
        from: f64,
        to: f64,
        most: usize,
        name: impl Fn(f64) -> String,
    ) -> Self {
        // Finite ends: the number of decades between others is not.
        let (from, to) = (from.max(f64::MIN_POSITIVE), to.min(f64::MAX));
        let decades = math::ln(from).min(math::ln(to)) / math::ln(10.0);
        let first = decades.floor() as i32;
        let last = (math::ln(to) / math::ln(10.0)).ceil() as i32;
        let within = |v: &f64| *v >= from * (1.0 - 1e-9) && *v <= to * (1.0 + 1e-9);
        let marks = |factors: &[f64], every: usize| -> Vec<f64> {
            let powers = (first..=last)
                .step_by(every)
                .map(|k| math::pow(10.0, f64::from(k)));
            powers
                .flat_map(|p| factors.iter().map(move |f| f * p))
                .filter(within)
                .collect()
        };
        let choices: [(&[f64], usize); 5] = [
            (&[1.0, 2.0, 5.0], 1),
            (&[1.0, 3.0], 1),
            (&[1.0], 1),
            (&[1.0], 2),
            (&[1.0], 4),
        ];
        let all = choices
            .iter()
            .map(|(factors, every)| marks(factors, *every));
        let chosen = all
            .into_iter()
            .find(|m| m.len() <= most)
            .unwrap_or_default();
        Self {
            from,
            to,
            log: true,
            marks: chosen.into_iter().map(|v| (v, name(v))).collect(),
        }
    }

    /// Where `value` is between the ends: 0 at `from`, 1 at `to`, and never beyond.
    pub(super) fn share(&self, value: f64) -> f64 {
        let share = if self.log {
            let value = value.max(f64::MIN_POSITIVE);
            (math::ln(value) - math::ln(self.from)) / (math::ln(self.to) - math::ln(self.from))
        } else {
            (value - self.from) / (self.to - self.from)
        };
        // The one value of an axis without length stands in its middle.
        if share.is_nan() {
            0.5
        } else {
            share.clamp(0.0, 1.0)
        }
    }

    /// Whether `value` is shown.
    pub(super) fn contains(&self, value: f64) -> bool {
        (self.from..=self.to).contains(&value)
    }
}

/// The next of 1, 2, 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let power = math::pow(10.0, (math::ln(least.max(1e-300)) / math::ln(10.0)).floor());
    let factors = [1.0, 2.0, 5.0, 10.0];
    factors
        .into_iter()
        .map(|f| f * power)
        .find(|s| *s >= least * (1.0 - 1e-9))
        .unwrap_or(10.0 * power)
}

/// An area with a scale along each side.
#[derive(Clone, Debug)]
pub(super) struct Plot {
    pub(super) area: Rect,
    pub(super) x: Axis,
    pub(super) y: Axis,
}

impl Plot {
    pub(super) fn x(&self, value: f64) -> f64 {
        self.area.left + self.x.share(value) * self.area.width()
    }

    pub(super) fn y(&self, value: f64) -> f64 {
        self.area.bottom - self.y.share(value) * self.area.height()
    }

    pub(super) fn at(&self, x: f64, y: f64) -> (f64, f64) {
        (self.x(x), self.y(y))
    }

    /// Grid, base line and the names of the marks; `y_names` is the colour of those on the left.
    pub(super) fn draw_axes(&self, canvas: &mut Canvas, x_colour: Colour, y_colour: Colour) {
        self.draw_y(canvas, y_colour);
        self.draw_x(canvas, x_colour);
    }

    /// Vertical grid and the marks below it.
    pub(super) fn draw_x(&self, canvas: &mut Canvas, colour: Colour) {
        let style = Type::TICK.colour(colour);
        let bounds = canvas.bounds();
        for (value, name) in &self.x.marks {
            let x = self.x(*value);
            canvas.line(
                &[(x, self.area.top), (x, self.area.bottom)],
                palette::GRID,
                0.8,
            );
            let half = 0.5 * canvas.width(name, style);
            let x = x.clamp(
                bounds.left + half,
                (bounds.right - half).max(bounds.left + half),
            );
            let below = (x, self.area.bottom + 1.35 * style.size);
            canvas.place(
                name,
                &[(below, Side::Middle)],
                bounds.shrunk(-4.0, 0.0, -4.0, 0.0),
                style,
            );
        }
        let base = [
            (self.area.left, self.area.bottom),
            (self.area.right, self.area.bottom),
        ];
        canvas.line(&base, palette::SOFT_INK, 1.0);
    }

    /// Horizontal grid and the marks left of it.
    pub(super) fn draw_y(&self, canvas: &mut Canvas, colour: Colour) {
        let style = Type::TICK.colour(colour);
        for (value, name) in &self.y.marks {
            let y = self.y(*value);
            canvas.line(
                &[(self.area.left, y), (self.area.right, y)],
                palette::GRID,
                0.8,
            );
            canvas.text(
                name,
                (self.area.left - 6.0, y + 0.35 * style.size),
                Side::Right,
                style,
            );
        }
    }
}

/// Room that the names of a vertical axis take on its left.
pub(super) fn margin(canvas: &Canvas, axis: &Axis) -> f64 {
    axis.marks
        .iter()
        .map(|(_, name)| canvas.width(name, Type::TICK))
        .fold(0.0, f64::max)
        + 8.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_marked_by_months_and_a_century_by_decades() {
        let start = Month::new(2026, 1).unwrap();
        let year = Axis::time(start, 0.0, 1.0, 6);
        assert_eq!(
            year.marks.iter().map(|m| m.1.as_str()).collect::<Vec<_>>(),
            ["Jan 2026", "Apr 2026", "Jul 2026", "Oct 2026", "Jan 2027"]
        );
        let century = Axis::time(start, 0.0, 60.0, 7);
        assert_eq!(century.marks.first().unwrap(), &(4.0, "2030".into()));
        assert_eq!(century.marks.len(), 6);
    }

    #[test]
    fn marks_are_few_round_and_within() {
        for (from, to) in [(0.0, 917_704.0), (4.5e9, 4.6e9), (0.0, 3.0), (-3.0, 7.0)] {
            let axis = Axis::linear(from, to, 6, |v, _, _| v.to_string());
            assert!((2..=7).contains(&axis.marks.len()), "{axis:?}");
            assert!(axis.marks.iter().all(|m| axis.contains(m.0)), "{axis:?}");
        }
    }

    #[test]
    fn axes_of_any_length_have_few_marks() {
        let start = Month::new(9990, 1).unwrap();
        for to in [1e-300, 1e30, 1e300, f64::INFINITY] {
            let time = Axis::time(start, 0.0, to, 6);
            let linear = Axis::linear(0.0, to, 6, |v, _, _| v.to_string());
            let log = Axis::logarithmic(1e-300, to, 6, |v| v.to_string());
            for axis in [time, linear, log] {
                assert!(axis.marks.len() <= MOST_MARKS, "{to}: {}", axis.marks.len());
                assert!((0.0..=1.0).contains(&axis.share(1.0)));
            }
        }
    }

    #[test]
    fn years_of_five_digits_are_named() {
        let axis = Axis::time(Month::new(9990, 1).unwrap(), 0.0, 40.0, 6);
        let names: Vec<&str> = axis.marks.iter().map(|m| m.1.as_str()).collect();
        assert_eq!(names, ["9990", "10000", "10010", "10020", "10030"]);
    }

    #[test]
    fn a_log_axis_gives_equal_ratios_equal_room() {
        let axis = Axis::logarithmic(1e9, 1e11, 5, |v| v.to_string());
        assert!((axis.share(1e10) - 0.5).abs() < 1e-12);
        assert_eq!(axis.marks.len(), 5);
        assert!(axis.share(0.0) <= 0.0 && axis.share(1e20) >= 1.0);
    }
}
