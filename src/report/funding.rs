//! Money by source and by operator: a row of small bars each.

use plotters::style::RGBColor as Colour;

use super::axis::{Axis, Plot};
use super::canvas::Canvas;
use super::frame::frame;
use super::lettering::{Side, Type};
use super::palette;
use super::rect::Rect;
use super::spending::name_years;
use super::stack::lasting;
use super::view::View;
use crate::words;
use std::fmt::Write as _;

const TITLE: &str = "Money by source and by operator";
/// A year that has less than this share of the most needs no room at the end.
const DONE: f64 = 0.01;
/// Lowest and highest row.
const LOWEST: f64 = 16.0;
const HIGHEST: f64 = 40.0;
/// What is unfunded does not set the scale if it is more than this many times the most that is spent.
const OFF_SCALE: f64 = 2.0;
/// What lapses is named from this part of what is spent on.
const SEEN: f64 = 1e-3;
/// Strengths of the tints of what is spent and of what is missing.
const SPENT: f64 = 0.8;
const MISSING: f64 = 0.25;

/// A row of bars: of each year what is spent and, on top of it, what is not.
struct Row {
    name: String,
    spent: Vec<f64>,
    rest: Vec<f64>,
    colours: [Colour; 2],
    text: String,
}

impl Row {
    /// What is spent and, on top of it, what lapses; both are summed up beside. `None` where there is neither.
    fn summed(view: &View, name: String, spent: Vec<f64>, lapsed: Vec<f64>) -> Option<Self> {
        let [sum, lost] = [&spent, &lapsed].map(|it| it.iter().sum::<f64>());
        let mut text = view.money(sum);
        if lost > SEEN * sum {
            let _ = write!(text, " + {} lapsed", view.money(lost));
        }
        (sum + lost > 0.0).then(|| Self {
            name,
            spent,
            rest: lapsed,
            colours: [palette::tint(palette::MONEY, SPENT), palette::LAPSED],
            text,
        })
    }

    fn height(&self, year: usize) -> f64 {
        let of = |values: &[f64]| values.get(year).copied().unwrap_or(0.0);
        of(&self.spent) + of(&self.rest)
    }
}

/// Rows under a heading, with one scale.
struct Section {
    heading: &'static str,
    rows: Vec<Row>,
    /// What is due and not paid: each year by itself, for the same work waits again.
    unfunded: Option<Row>,
    /// The most in a year, which a bar of full height stands for.
    most: f64,
}

/// Height that the chart of its own needs.
pub(super) fn height(view: &View) -> f64 {
    const FRAME: f64 = 190.0;
    const ROW: f64 = 22.0;
    let family = |prefix: &str| names(view, prefix).len();
    let rows = family("spending.funding.") + family("spending.operator.") + 3;
    FRAME + ROW * rows as f64
}

/// Names of the series that begin with `prefix`.
fn names<'a>(view: &View<'a>, prefix: &str) -> Vec<&'a str> {
    let series = view.charts.years.iter();
    series
        .filter_map(|it| it.quantity.strip_prefix(prefix))
        .collect()
}

/// Means by year; what is not known counts as nothing.
fn means(view: &View, quantity: &str) -> Vec<f64> {
    let series = view.charts.series(quantity);
    let known = |it: &f64| if it.is_finite() { it.max(0.0) } else { 0.0 };
    series.map_or(Vec::new(), |it| it.mean.iter().map(known).collect())
}

/// Sources with what lapses, what is unfunded in all, and operators.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let sources = sources(view);
    let unfunded = means(view, "unfunded");
    let operators = names(view, "spending.operator.").into_iter();
    let operators: Vec<Row> = operators
        .filter_map(|name| {
            let spent = means(view, &format!("spending.operator.{name}"));
            Row::summed(view, name.to_owned(), spent, Vec::new())
        })
        .collect();
    let all = view.charts.calendar_years.len();
    let total = |year: usize| {
        let rows = sources.iter().chain(&operators).map(|it| it.height(year));
        rows.fold(unfunded.get(year).copied().unwrap_or(0.0), f64::max)
    };
    let shown = lasting((0..all).map(total), DONE);
    if shown == 0 {
        frame(
            canvas,
            TITLE,
            "No money comes in, and none is spent or missing.",
            "",
        );
        return;
    }
    let finding = finding(view, &sources);
    let caption = caption(view, &unfunded);
    let area = frame(canvas, TITLE, &finding, &caption);
    let mut by_source = Section::new("Spent by source; on top, grey: lapsed", sources, shown);
    by_source.add_unfunded(view, unfunded);
    let by_operator = Section::new("Spent by operator", operators, shown);
    let sections = [by_source, by_operator];
    let sections = sections.into_iter().filter(|it| it.all().next().is_some());
    rows(canvas, view, area, sections.collect(), shown);
}

/// What each source pays for and what of it lapses; in kind is what nobody in the scenario pays.
fn sources(view: &View) -> Vec<Row> {
    let paid = names(view, "spending.funding.");
    let lapses = names(view, "lapsed.").into_iter();
    let others: Vec<&str> = lapses.filter(|name| !paid.contains(name)).collect();
    let rows = paid.into_iter().chain(others).filter_map(|name| {
        let spent = means(view, &format!("spending.funding.{name}"));
        let lapsed = means(view, &format!("lapsed.{name}"));
        Row::summed(view, name.to_owned(), spent, lapsed)
    });
    rows.collect()
}

impl Section {
    fn new(heading: &'static str, rows: Vec<Row>, years: usize) -> Self {
        let heights = rows
            .iter()
            .flat_map(|row| (0..years).map(|year| row.height(year)));
        let most = heights.fold(0.0, f64::max);
        Self {
            heading,
            rows,
            unfunded: None,
            most,
        }
    }

    fn all(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().chain(&self.unfunded)
    }

    fn add_unfunded(&mut self, view: &View, missing: Vec<f64>) {
        let years = missing.iter().zip(&view.charts.calendar_years);
        // The first of equals.
        let worst = years.rev().max_by(|a, b| a.0.total_cmp(b.0));
        let Some((most, year)) = worst.filter(|it| *it.0 > 0.0) else {
            return;
        };
        let mut text = format!("most in {year}: {}", view.money(*most));
        if self.most <= 0.0 {
            self.most = *most;
        } else if *most > OFF_SCALE * self.most {
            text += ", off the scale";
        } else {
            self.most = self.most.max(*most);
        }
        self.unfunded = Some(Row {
            name: "unfunded".to_owned(),
            spent: missing,
            rest: Vec::new(),
            colours: [palette::tint(palette::MONEY, MISSING); 2],
            text,
        });
    }

    /// Puts the smallest of the rows into one if there are more than `most`.
    fn fit(&mut self, view: &View, most: usize) {
        let most = most.saturating_sub(usize::from(self.unfunded.is_some()));
        let most = most.max(1);
        if self.rows.len() > most {
            let sum = |row: &Row| row.spent.iter().chain(&row.rest).sum::<f64>();
            self.rows.sort_by(|a, b| sum(b).total_cmp(&sum(a)));
            let others = self.rows.split_off(most - 1);
            let add = |of: &dyn Fn(&Row) -> &Vec<f64>| {
                let years = others.iter().map(|it| of(it).len()).max().unwrap_or(0);
                let at = |row, year: usize| of(row).get(year).copied().unwrap_or(0.0);
                let year = |year| others.iter().map(|row| at(row, year)).sum();
                (0..years).map(year).collect::<Vec<f64>>()
            };
            let name = format!("{} others together", others.len());
            let row = Row::summed(view, name, add(&|it| &it.spent), add(&|it| &it.rest));
            if let Some(row) = row {
                let heights = (0..row.spent.len()).map(|year| row.height(year));
                self.most = heights.fold(self.most, f64::max);
                self.rows.push(row);
            }
        }
    }
}

/// Draws all rows over the same years.
fn rows(canvas: &mut Canvas, view: &View, area: Rect, mut sections: Vec<Section>, years: usize) {
    let style = Type::TICK;
    let heading = 1.6 * style.size;
    let foot = 2.0 * style.size;
    let between = 0.7 * style.size;
    let room = area.height() - foot - (heading + between) * sections.len() as f64;
    let fit = (room / LOWEST) as usize;
    let wanted: usize = sections.iter().map(|it| it.all().count()).sum();
    if wanted > fit {
        // Each gets its part of the room, and two rows at least.
        for section in &mut sections {
            let part = section.all().count() * fit / wanted;
            section.fit(view, part.max(2));
        }
    }
    let count: usize = sections.iter().map(|it| it.all().count()).sum();
    let height = (room / count.max(1) as f64).min(HIGHEST);
    let widest = |of: &dyn Fn(&Row) -> &str, canvas: &Canvas| {
        let all = sections.iter().flat_map(Section::all);
        all.map(|it| canvas.width(of(it), style))
            .fold(0.0, f64::max)
    };
    let names = (widest(&|it| &it.name, canvas) + 10.0).min(0.3 * area.width());
    let texts = (widest(&|it| &it.text, canvas) + 12.0).min(0.4 * area.width());
    let (left, right) = (area.left + names, area.right - texts);
    let mut top = area.top;
    for (number, section) in sections.iter().enumerate() {
        top += if number > 0 { between } else { 0.0 };
        let scale = format!("full height: {} a year", view.money(section.most));
        canvas.text(
            section.heading,
            (area.left, top + style.size),
            Side::Left,
            style.bold(),
        );
        if canvas.width(section.heading, style.bold()) + canvas.width(&scale, style) + 20.0
            < area.width()
        {
            canvas.text(&scale, (area.right, top + style.size), Side::Right, style);
        }
        top += heading;
        for row in section.all() {
            let bounds = Rect::new(left, top + 0.12 * height, right, top + height - 1.0);
            bars(canvas, bounds, row, section.most, years);
            let baseline = 0.5 * (bounds.top + bounds.bottom) + 0.35 * style.size;
            let name = canvas
                .ruler()
                .shorten(&row.name, names - 10.0, style.size, false);
            canvas.text(
                &name,
                (area.left, baseline),
                Side::Left,
                style.colour(palette::INK),
            );
            let text = canvas
                .ruler()
                .shorten(&row.text, texts - 12.0, style.size, false);
            canvas.text(&text, (area.right, baseline), Side::Right, style);
            top += height;
        }
    }
    let nothing = |to: f64| Axis {
        from: 0.0,
        to,
        log: false,
        marks: Vec::new(),
    };
    let plot = Plot {
        area: Rect::new(left, area.top, right, top),
        x: nothing(years as f64),
        y: nothing(1.0),
    };
    name_years(canvas, &plot, &view.charts.calendar_years[..years]);
}

/// The bars of a row over its base line.
fn bars(canvas: &mut Canvas, area: Rect, row: &Row, most: f64, years: usize) {
    let width = area.width() / years as f64;
    let scale = area.height() / most.max(f64::MIN_POSITIVE);
    for year in 0..years {
        let left = area.left + (year as f64 + 0.1) * width;
        let mut bottom = area.bottom;
        for (values, colour) in [&row.spent, &row.rest].into_iter().zip(row.colours) {
            let value = values.get(year).copied().unwrap_or(0.0);
            let top = (bottom - scale * value).max(area.top);
            if top < bottom {
                canvas.rect(Rect::new(left, top, left + 0.8 * width, bottom), colour);
            }
            bottom = top;
        }
    }
    canvas.line(
        &[(area.left, area.bottom), (area.right, area.bottom)],
        palette::SOFT_INK,
        0.7,
    );
}

/// In a sentence: who pays most, and what lapses.
fn finding(view: &View, sources: &[Row]) -> String {
    let sum = |of: &dyn Fn(&Row) -> &Vec<f64>| sources.iter().flat_map(of).sum::<f64>();
    let (spent, lapsed) = (sum(&|it| &it.spent), sum(&|it| &it.rest));
    let largest = sources
        .iter()
        .map(|it| (it.spent.iter().sum::<f64>(), &it.name));
    let largest = largest.max_by(|a, b| a.0.total_cmp(&b.0));
    let Some((most, name)) = largest.filter(|it| it.0 > 0.0) else {
        return "No money is spent.".to_owned();
    };
    let paid = if sources.len() == 1 {
        format!("All of {} is paid by {name}", view.money(spent))
    } else {
        let share = words::percent(most / spent);
        format!("Of {} spent, {share} is paid by {name}", view.money(spent))
    };
    if lapsed > SEEN * spent {
        format!("{paid}; {} more comes in and lapses.", view.money(lapsed))
    } else {
        format!("{paid}; nothing lapses.")
    }
}

fn caption(view: &View, unfunded: &[f64]) -> String {
    let year = view.summary.scenario.price_year;
    let mut caption = vec![format!(
        "Means over trials, constant {year} prices; beside: sums over all years."
    )];
    if names(view, "lapsed.").iter().any(|name| {
        means(view, &format!("lapsed.{name}"))
            .iter()
            .any(|it| *it > 0.0)
    }) {
        caption.push("Lapsed: came in and was not carried over when its year ended.".to_owned());
    }
    if unfunded.iter().any(|it| *it > 0.0) {
        caption.push("Unfunded is no sum: what waits in one year waits again in the next, so only its worst year is named.".to_owned());
    }
    caption.push("Operators have no part in fixed overhead and risk education.".to_owned());
    caption.join(" ")
}
