//! Spending a year by category, against income and what was missing.

use plotters::style::RGBColor as Colour;

use super::axis::{self, Axis, Plot};
use super::canvas::Canvas;
use super::frame::{Sample, frame, legend};
use super::lettering::{Side, Type};
use super::palette;
use super::reading;
use super::rect::Rect;
use super::shapes::Toward;
use super::view::View;
use crate::summary::charts::YearSeries;
use crate::words;

const TITLE: &str = "Spending a year";
/// Said where the means of spending are missing, so that nothing can be said of them.
const NOT_KNOWN: &str = "The mean spending a year is not known";

/// Categories from the bottom of the stack upwards: name in the series, name for the reader, colour.
const CATEGORIES: [(&str, &str, Colour); 6] = [
    ("clearance", "clearance", palette::CLEARANCE),
    (
        "technical_survey",
        "technical survey",
        palette::TECHNICAL_SURVEY,
    ),
    ("survey", "survey", palette::SURVEY),
    ("overhead", "overhead", palette::OVERHEAD),
    ("mobilisation", "mobilisation", palette::MOBILISATION),
    ("risk_education", "risk education", palette::RISK_EDUCATION),
];
/// Columns of [`YearSeries::quantiles`].
const P10: usize = 1;
const P90: usize = 5;
/// Income or a gap more than this many times the spending does not set the scale.
const OFF_SCALE: f64 = 2.5;
/// A year in which less than this share of the most that a year needs is spent or missing needs no room at the end.
const DONE: f64 = 0.01;
/// Strength of the tint that shows money which is missing.
const MISSING: f64 = 0.25;
/// The range of the total.
const BAND: Colour = Colour(0xea, 0xea, 0xea);

/// The years to be drawn, each slice as long as `years` or empty.
struct Books<'a> {
    years: &'a [i32],
    total: &'a YearSeries,
    /// By category, in the order of [`CATEGORIES`].
    parts: [&'a [f64]; CATEGORIES.len()],
    income: &'a [f64],
    gap: &'a [f64],
    /// The most spent in a year: mean or P90.
    most_spent: f64,
}

impl<'a> Books<'a> {
    /// `None` where nothing is spent and nothing missing.
    fn open(view: &View<'a>) -> Option<Self> {
        let total = view.charts.series("spending.total")?;
        let high = total.quantiles.iter().map(|q| q[P90]);
        let most_spent = total.mean.iter().copied().chain(high).fold(0.0, f64::max);
        let missing = view.charts.series("unfunded");
        let missing = missing.map_or(&[][..], |series| &series.mean);
        let wanted = |year: usize| {
            let gap = missing.get(year).copied().filter(|gap| gap.is_finite());
            // A year of which only quantiles are known still needs room.
            let spent = Some(total.mean[year]).filter(|mean| mean.is_finite());
            let high = || total.quantiles.get(year).map_or(0.0, |levels| levels[P90]);
            spent.unwrap_or_else(high) + gap.unwrap_or(0.0)
        };
        let most_wanted = (0..total.mean.len()).map(wanted).fold(0.0, f64::max);
        let last = (0..total.mean.len()).rfind(|year| wanted(*year) > DONE * most_wanted)?;
        let years = view.charts.calendar_years.get(..=last)?;
        let means = |name: &str| {
            let series = view.charts.series(name).map(|s| s.mean.as_slice());
            series.and_then(|m| m.get(..=last)).unwrap_or_default()
        };
        Some(Self {
            years,
            total,
            parts: CATEGORIES.map(|(name, ..)| means(&format!("spending.category.{name}"))),
            income: means("income"),
            gap: means("unfunded"),
            most_spent,
        })
    }

    fn gap(&self, year: usize) -> f64 {
        let gap = self.gap.get(year).copied();
        gap.filter(|gap| gap.is_finite()).unwrap_or(0.0)
    }

    /// Whether the mean of every year is known.
    fn all_known(&self) -> bool {
        self.total.mean[..self.years.len()]
            .iter()
            .all(|mean| mean.is_finite())
    }

    fn most_income(&self) -> f64 {
        self.income.iter().copied().fold(0.0, f64::max)
    }

    /// The most spent and missing in a year.
    fn most_wanted(&self) -> f64 {
        let spent = self.total.mean.iter().zip(0..self.years.len());
        spent.map(|(m, i)| m + self.gap(i)).fold(0.0, f64::max)
    }

    /// Upper end of the scale.
    fn top(&self) -> f64 {
        if self.most_spent <= 0.0 {
            return 1.05 * self.most_wanted();
        }
        let most = OFF_SCALE * self.most_spent;
        let income = Some(self.most_income()).filter(|i| *i <= most);
        let wanted = self.most_wanted().min(most);
        1.05 * self.most_spent.max(wanted).max(income.unwrap_or(0.0))
    }

    /// In words: the dearest year and whether money is missing.
    fn finding(&self, view: &View) -> String {
        let means = self.total.mean.iter().zip(self.years);
        let known = means.filter(|(mean, _)| mean.is_finite());
        let Some((spent, year)) = known.max_by(|a, b| a.0.total_cmp(b.0)) else {
            return NOT_KNOWN.into();
        };
        let unfunded = (0..self.years.len()).map(|year| (self.gap(year), self.years[year]));
        let missing = match unfunded.max_by(|a, b| a.0.total_cmp(&b.0)) {
            Some((most, year)) if most > 0.0 => {
                format!("most goes unfunded in {year}, {}", view.money(most))
            }
            Some((most, _)) if most <= 0.0 && self.gap.len() == self.years.len() => {
                "nothing goes unfunded".into()
            }
            _ => "what goes unfunded is not known".into(),
        };
        if *spent <= 0.0 && !self.all_known() {
            return format!("{NOT_KNOWN}; {missing}.");
        }
        if *spent <= 0.0 {
            return format!("No money is spent; {missing}.");
        }
        let spent = view.money(*spent);
        format!("The mean peaks in {year} at {spent}; {missing}.")
    }

    fn caption(&self, view: &View) -> String {
        let year = view.summary.scenario.price_year;
        let mut caption = vec![format!("Mean over trials, constant {year} prices.")];
        if !self.all_known() {
            caption.push("Years whose mean is not known have no bar.".into());
        }
        if self.banded() {
            caption.push("Grey: P10–P90 of the year's total.".into());
        }
        if self.income.windows(2).any(|pair| pair[1] < pair[0]) {
            caption
                .push("A complete trial receives and spends nothing, so mean income falls.".into());
        }
        let in_kind = view.charts.series("spending.funding.in kind");
        if in_kind.is_some_and(|it| it.mean.iter().any(|mean| *mean > 0.0)) {
            caption.push("Work in kind is spent and is no income.".into());
        }
        if self.gap.iter().any(|gap| *gap > 0.0) {
            let mut gap = "Unfunded: what was due or stood ready and no money came; not to be added up over years, for the same work waits again.";
            if (0..self.years.len()).any(|year| self.short_beside_plenty(year)) {
                gap = "Unfunded: what was due or stood ready and no money came; not to be added up over years, for the same work waits again. \
                       Also in years whose mean income exceeds mean spending: some trials are short while others have plenty, and unspent money can lapse.";
            }
            caption.push(gap.into());
        }
        let top = self.top();
        for (name, value) in [
            ("Income reaches", self.most_income()),
            ("With what is unfunded, it would be", self.most_wanted()),
        ] {
            if value > top {
                let value = view.money(value);
                caption.push(format!("{name} {value} a year, off the scale."));
            }
        }
        caption.join(" ")
    }

    /// Whether money is missing in the mean though the mean income exceeds what is spent.
    fn short_beside_plenty(&self, year: usize) -> bool {
        let income = self.income.get(year).copied().unwrap_or(0.0);
        self.gap(year) > 0.0 && income > self.total.mean[year]
    }

    /// P10 and P90 of what is spent in a year.
    fn range(&self, year: usize) -> (f64, f64) {
        let levels = self.total.quantiles.get(year);
        levels.map_or((0.0, 0.0), |levels| (levels[P10], levels[P90]))
    }

    /// Whether the range has a width that can be seen.
    fn banded(&self) -> bool {
        /// Quantiles of years are exact to less than this share.
        const EXACT: f64 = 0.008;
        let mut ranges = (0..self.years.len()).map(|year| self.range(year));
        ranges.any(|(low, high)| high - low > EXACT * self.most_spent)
    }

    fn legend(&self) -> Vec<(Sample, Colour, &'static str)> {
        let some = |values: &[f64]| values.iter().any(|v| *v > 0.0);
        let categories = CATEGORIES.iter().zip(self.parts);
        let used = categories.filter(|(_, part)| some(part));
        let mut entries: Vec<_> = used
            .map(|((_, name, colour), _)| (Sample::Square, *colour, *name))
            .collect();
        if some(self.gap) {
            let colour = palette::tint(palette::MONEY, MISSING);
            entries.push((Sample::Square, colour, "unfunded"));
        }
        if self.banded() {
            entries.push((Sample::Square, BAND, "P10–P90"));
        }
        if some(self.income) {
            entries.push((Sample::Line, palette::INK, "income"));
        }
        entries
    }
}

/// Mean spending by category stacked, before it the range P10–P90 of the total, income, and the gap on top of what was spent.
pub(super) fn draw(canvas: &mut Canvas, view: &View) {
    let Some(books) = Books::open(view) else {
        let means = view
            .charts
            .series("spending.total")
            .map(|total| &total.mean);
        let known = means.is_some_and(|means| means.iter().all(|mean| mean.is_finite()));
        let finding = if known {
            "No money is spent."
        } else {
            NOT_KNOWN
        };
        frame(canvas, TITLE, finding, "");
        return;
    };
    let area = frame(canvas, TITLE, &books.finding(view), &books.caption(view));
    let area = legend(canvas, area, &books.legend());
    let name = |v, step, most| words::money_mark(v, view.currency(), step, most);
    let steps = ((area.height() / 32.0) as usize).max(2);
    let y = Axis::linear(0.0, books.top(), steps, name);
    let x = Axis {
        from: 0.0,
        to: books.years.len() as f64,
        log: false,
        marks: Vec::new(),
    };
    let left = axis::margin(canvas, &y);
    let inner = area.shrunk(left, 8.0, 10.0, 2.0 * Type::TICK.size);
    let plot = Plot { area: inner, x, y };
    plot.draw_axes(canvas, palette::SOFT_INK, palette::SOFT_INK);
    name_years(canvas, &plot, books.years);
    let edges = books.banded().then(|| range_edges(&plot, &books));
    if let Some([low, high]) = &edges {
        let around: Vec<_> = low.iter().chain(high.iter().rev()).copied().collect();
        canvas.fill(&around, BAND);
    }
    for year in 0..books.years.len() {
        bar(canvas, &plot, &books, year);
    }
    if let Some([low, high]) = &edges {
        canvas.line(low, palette::SOFT_INK, 0.8);
        canvas.line(high, palette::SOFT_INK, 0.8);
    }
    income(canvas, view, &plot, &books);
    read(canvas, view, &plot, &books);
}

/// Every part of every bar and the income, to be read on screen.
fn read(canvas: &mut Canvas, view: &View, plot: &Plot, books: &Books) {
    let years = (plot, books.years.len());
    let mut below = vec![0.0; books.years.len()];
    let spent = CATEGORIES.iter().map(|(name, title, _)| {
        let series = view.charts.series(&format!("spending.category.{name}"));
        (series, *title)
    });
    let stacked = spent.chain([(view.charts.series("unfunded"), "unfunded")]);
    for (series, title) in stacked {
        let Some(series) = series.filter(|it| it.mean.iter().any(|mean| *mean > 0.0)) else {
            continue;
        };
        let middle = |year: usize, mean: f64| below[year] + 0.5 * mean;
        reading::means(canvas, view, years, (series, title), middle);
        for (below, mean) in below.iter_mut().zip(&series.mean) {
            *below += Some(*mean).filter(|it| it.is_finite()).unwrap_or(0.0);
        }
    }
    let lines = [
        (Some(books.total), "all spending"),
        (view.charts.series("income"), "income"),
    ];
    for (series, title) in lines {
        if let Some(series) = series {
            reading::means(canvas, view, years, (series, title), |_, mean| mean);
        }
    }
}

/// Stacked means of one year, and the gap above them.
fn bar(canvas: &mut Canvas, plot: &Plot, books: &Books, year: usize) {
    let (left, right) = (plot.x(year as f64 + 0.1), plot.x(year as f64 + 0.9));
    let amount = |part: &[f64]| {
        let amount = part.get(year).copied();
        amount.filter(|amount| amount.is_finite()).unwrap_or(0.0)
    };
    let parts = books.parts.iter().zip(CATEGORIES);
    let spent = parts.map(|(part, (.., colour))| (amount(part), colour));
    let missing = (books.gap(year), palette::tint(palette::MONEY, MISSING));
    let mut below = 0.0;
    for (amount, colour) in spent.chain([missing]) {
        let part = Rect::new(left, plot.y(below + amount), right, plot.y(below));
        if part.height() > 0.0 {
            canvas.rect(part, colour);
        }
        below += amount;
    }
}

/// P10 and P90 of the total as lines through the middles of the years and level to the ends of the plot.
fn range_edges(plot: &Plot, books: &Books) -> [Vec<(f64, f64)>; 2] {
    let years = books.years.len();
    let edge = |value: &dyn Fn(usize) -> f64| {
        let middle = |year: usize| plot.at(year as f64 + 0.5, value(year));
        let first = plot.at(0.0, value(0));
        let last = plot.at(years as f64, value(years - 1));
        let mut points = vec![first];
        points.extend((0..years).map(middle));
        points.push(last);
        points
    };
    [
        edge(&|year| books.range(year).0),
        edge(&|year| books.range(year).1),
    ]
}

/// A line that is level within each year; what is off the scale runs along the top edge and is named there.
fn income(canvas: &mut Canvas, view: &View, plot: &Plot, books: &Books) {
    let mut points = Vec::new();
    for (year, value) in books.income.iter().enumerate() {
        points.extend([
            plot.at(year as f64, *value),
            plot.at(year as f64 + 1.0, *value),
        ]);
    }
    let most = books.most_income();
    if most > 0.0 {
        canvas.line(&points, palette::INK, 1.8);
    }
    if most > plot.y.to {
        let style = Type::TICK.bold();
        let at = (
            plot.area.right - 4.0,
            plot.area.top + 3.0 + 1.1 * style.size,
        );
        let text = format!("income up to {}", view.money(most));
        let tip = (at.0, plot.area.top + 4.0);
        canvas.arrow(tip, Toward::Up, 8.0, palette::INK);
        let beside = (at.0 - 12.0, at.1);
        canvas.place(&text, &[(beside, Side::Right)], plot.area, style);
    }
}

/// Years below their bars, as many as fit.
pub(super) fn name_years(canvas: &mut Canvas, plot: &Plot, years: &[i32]) {
    const ROOM: f64 = 48.0;
    let style = Type::TICK;
    let fit = (plot.area.width() / ROOM).max(1.0);
    let fits = |apart: &i32| years.len() as f64 / f64::from(*apart) <= fit;
    let apart = [1, 2, 5, 10, 20, 50, 100].into_iter().find(fits);
    let named = |year: i32| year % apart.unwrap_or(200) == 0;
    for (i, year) in years.iter().enumerate().filter(|(_, y)| named(**y)) {
        let at = (plot.x(i as f64 + 0.5), plot.area.bottom + 1.35 * style.size);
        let bounds = canvas.bounds();
        canvas.place(&year.to_string(), &[(at, Side::Middle)], bounds, style);
    }
}
