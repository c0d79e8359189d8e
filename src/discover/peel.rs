//! Peeling: a box around the cases, made smaller face by face.
//!
//! Each step cuts a small share of the points off one end of one column, the cut that raises the share of cases in the box most for each
//! point given up. Points and ties are treated as the EMA Workbench does (`Prim` with its default objective), so that both find the same
//! boxes.
//!
//! Sources: Friedman and Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9; Bryant and Lempert (2010),
//! "Thinking inside the box", Technological Forecasting and Social Change 77; Kwakkel (2017), "The Exploratory Modeling Workbench",
//! Environmental Modelling & Software 96.

use serde::{Deserialize, Serialize};

/// How a box is peeled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peeling {
    /// Share of the points in the box that a cut takes.
    pub cut: f64,
    /// Smallest share of all points that a box may hold.
    pub smallest: f64,
    /// Most limits of a box; a column may have two.
    pub limits: usize,
}

impl Peeling {
    /// The defaults of the EMA Workbench, without a bound on the limits.
    pub const USUAL: Self = Self {
        cut: 0.05,
        smallest: 0.05,
        limits: usize::MAX,
    };
}

/// An end of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// Values below the limit are outside.
    AtLeast,
    /// Values above it are.
    AtMost,
}

/// A face of a box.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// The column.
    pub column: usize,
    /// Which end of it is cut off.
    pub end: End,
    /// The last value inside.
    pub value: f64,
}

impl Limit {
    /// Whether a value of the column is inside.
    pub fn holds(&self, value: f64) -> bool {
        match self.end {
            End::AtLeast => value >= self.value,
            End::AtMost => value <= self.value,
        }
    }
}

/// A box and what is in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Boxed {
    /// Its limits, by column, lower first.
    pub limits: Vec<Limit>,
    /// Points in it.
    pub points: usize,
    /// Cases among them.
    pub cases: usize,
}

impl Boxed {
    /// Share of the points in the box that are cases.
    pub fn density(&self) -> f64 {
        self.cases as f64 / self.points.max(1) as f64
    }
}

/// A cut that could be made.
struct Cut {
    /// Points that are left, as a range of the column's order.
    left: std::ops::Range<usize>,
    limit: Limit,
    /// Gain of density for each point given up.
    gain: f64,
    /// Columns that have a limit then.
    limited: usize,
}

/// All boxes from the whole to the smallest. `columns` hold a value for each point, `cases` whether it is one.
pub fn peel(columns: &[&[f64]], cases: &[bool], rule: &Peeling) -> Vec<Boxed> {
    let points = cases.len();
    let mut orders: Vec<Vec<usize>> = columns
        .iter()
        .map(|column| {
            let mut order: Vec<usize> = (0..points).collect();
            order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
            order
        })
        .collect();
    let count = cases.iter().filter(|it| **it).count();
    let mut boxes = vec![Boxed {
        limits: Vec::new(),
        points,
        cases: count,
    }];
    loop {
        let here = &boxes[boxes.len() - 1];
        let mut best: Option<Cut> = None;
        for (column, (values, order)) in columns.iter().zip(&orders).enumerate() {
            for end in [End::AtMost, End::AtLeast] {
                let cut = cut((column, end), (values, order), cases, here, rule);
                let better = |cut: &Cut| {
                    best.as_ref().is_none_or(|best| {
                        let gains = cut.gain.total_cmp(&best.gain);
                        // Among equal gains the one with fewer columns limited, and the first of those.
                        gains.is_gt() || gains.is_eq() && cut.limited < best.limited
                    })
                };
                if let Some(cut) = cut.filter(better) {
                    best = Some(cut);
                }
            }
        }
        let Some(cut) = best else { return boxes };
        let left = cut.left.len();
        let large_enough = left as f64 / points as f64 >= rule.smallest;
        if !(large_enough && left < here.points && cut.gain > 0.0) {
            return boxes;
        }
        let mut inside = vec![false; points];
        for &point in &orders[cut.limit.column][cut.left] {
            inside[point] = true;
        }
        for order in &mut orders {
            order.retain(|&point| inside[point]);
        }
        let cases = orders[0].iter().filter(|it| cases[**it]).count();
        let limits = with(&here.limits, cut.limit);
        boxes.push(Boxed {
            limits,
            points: left,
            cases,
        });
    }
}

/// The limits with one more, or with one moved.
fn with(limits: &[Limit], new: Limit) -> Vec<Limit> {
    let same = |it: &Limit| (it.column, it.end) == (new.column, new.end);
    let mut limits: Vec<Limit> = limits.iter().copied().filter(|it| !same(it)).collect();
    limits.push(new);
    limits.sort_by_key(|it| (it.column, it.end == End::AtMost));
    limits
}

/// The cut at an end of a column; `None` if it needs more limits than there may be.
fn cut(
    (column, end): (usize, End),
    (values, order): (&[f64], &[usize]),
    cases: &[bool],
    here: &Boxed,
    rule: &Peeling,
) -> Option<Cut> {
    let at = |rank: usize| values[order[rank]];
    let value = match end {
        End::AtMost => quantile(&at, order.len(), 1.0 - rule.cut),
        End::AtLeast => quantile(&at, order.len(), rule.cut),
    };
    let limit = Limit { column, end, value };
    let limits = with(&here.limits, limit);
    if limits.len() > rule.limits {
        return None;
    }
    let left = match end {
        End::AtMost => 0..order.partition_point(|&point| values[point] <= value),
        End::AtLeast => order.partition_point(|&point| values[point] < value)..order.len(),
    };
    let gone = match end {
        End::AtMost => &order[left.end..],
        End::AtLeast => &order[..left.start],
    };
    let lost = gone.iter().filter(|it| cases[**it]).count();
    let share = |cases: usize, points: usize| cases as f64 / points.max(1) as f64;
    let gain = if gone.is_empty() {
        0.0
    } else {
        let density = share(here.cases - lost, left.len());
        (density - share(here.cases, here.points)) / gone.len() as f64
    };
    let mut columns: Vec<usize> = limits.iter().map(|it| it.column).collect();
    columns.dedup();
    Some(Cut {
        left,
        limit,
        gain,
        limited: columns.len(),
    })
}

/// The value that a share `p` of a column lies below, half way between two ranks; where these have the same value, the next that is
/// another is taken instead of the one further outside, so that a cut takes whole values.
fn quantile(at: &impl Fn(usize) -> f64, len: usize, p: f64) -> f64 {
    let place = (len - 1) as f64 * p;
    let (mut low, mut high) = (place.floor() as usize, place.ceil() as usize);
    let same = |low: usize, high: usize| at(low).total_cmp(&at(high)).is_eq();
    if p > 0.5 {
        while same(low, high) && low > 0 {
            low -= 1;
        }
    } else {
        while same(low, high) && high < len - 1 {
            high += 1;
        }
    }
    0.5 * (at(low) + at(high))
}
