//! What the pictures of a sweep draw: its figures over one factor or two that take some numbers one after the other.

use serde::{Deserialize, Serialize};

use super::output::{OutputError, Rows};
use crate::data::Cell;

/// More points than this are no longer told apart in a picture.
const MOST_POINTS: u64 = 10_000;

/// A factor along one side of a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Its name.
    pub name: String,
    /// What it sets or multiplies, in words.
    pub moves: String,
    /// Its values, in increasing order.
    pub values: Vec<f64>,
}

/// What kind of figure a picture shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shown {
    /// A share of trials.
    Joint,
    /// Years from the start to completion.
    Completion,
    /// Cost at completion, in this currency.
    Cost(String),
}

/// Low end, middle and high end of a figure at a point, as far as they are defined.
pub type Band = [Option<f64>; 3];

/// One figure at every point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surface {
    /// Which.
    pub shown: Shown,
    /// `[y][x]`: for a share its 95 % interval, for others P10, P50 and P90.
    pub bands: Vec<Vec<Band>>,
}

/// The figures of a sweep over one factor or two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Surfaces {
    /// What the sweep is called.
    pub name: String,
    /// How many trials each point has.
    pub trials: u64,
    /// The factor from left to right.
    pub x: Side,
    /// The factor from bottom to top, if there are two.
    pub y: Option<Side>,
    /// Figures, those that the sweep has.
    pub surfaces: Vec<Surface>,
}

/// Columns from which a picture is drawn; those of a share hold the value and its error.
fn columns(shown: &Shown) -> &'static [&'static str] {
    match shown {
        Shown::Joint => &["probability.joint", "probability.joint_se"],
        Shown::Completion => &[
            "completion_years.p10",
            "completion_years.p50",
            "completion_years.p90",
        ],
        Shown::Cost(_) => &["cost.p10", "cost.p50", "cost.p90"],
    }
}

impl Surfaces {
    /// Reads the rows of a sweep; `None` if it is not over one factor or two, in steps.
    ///
    /// # Errors
    ///
    /// If the rows cannot be read.
    pub fn of(rows: &Rows) -> Result<Option<Self>, OutputError> {
        let head = rows.head();
        let stepped = head.factors.iter().all(|it| it.is_stepped);
        let few = matches!(head.factors.len(), 1 | 2) && head.points <= MOST_POINTS;
        if head.has_variants() || !stepped || !few {
            return Ok(None);
        }
        let currency = head
            .place("cost.p50")
            .map(|place| head.fields[place].unit.clone());
        let all = [
            Shown::Joint,
            Shown::Completion,
            Shown::Cost(currency.unwrap_or_default()),
        ];
        let there = |it: &Shown| columns(it).iter().all(|name| head.place(name).is_some());
        let shown: Vec<Shown> = all.into_iter().filter(there).collect();
        let places: Vec<Vec<usize>> = shown
            .iter()
            .map(|it| {
                columns(it)
                    .iter()
                    .filter_map(|name| head.place(name))
                    .collect()
            })
            .collect();
        let factors: Vec<usize> = head
            .factors
            .iter()
            .filter_map(|it| head.place(&it.name))
            .collect();
        let mut read: Vec<(Vec<f64>, Vec<Band>)> = Vec::new();
        rows.cells(|_, row| {
            let number = |place: usize| match row[place] {
                Cell::Number(value) => Some(value),
                _ => None,
            };
            let at = factors
                .iter()
                .map(|place| number(*place).unwrap_or(f64::NAN))
                .collect();
            let band = |places: &Vec<usize>| match places[..] {
                [low, middle, high] => [low, middle, high].map(number),
                [value, error] => {
                    let value = number(value);
                    let half =
                        number(error).map(|it| it * crate::summary::estimate::half_width_95());
                    let end = |sign: f64| Some((value? + sign * half?).clamp(0.0, 1.0));
                    [end(-1.0), value, end(1.0)]
                }
                _ => [None; 3],
            };
            read.push((at, places.iter().map(band).collect()));
            Ok(())
        })?;
        let mut sides = head.factors.iter().enumerate().map(|(place, factor)| {
            let mut values: Vec<f64> = read.iter().map(|(at, _)| at[place]).collect();
            values.sort_unstable_by(f64::total_cmp);
            values.dedup();
            let moves = factor.moves.join(", ");
            Side {
                name: factor.name.clone(),
                moves: if factor.scales {
                    format!("times {moves}")
                } else {
                    moves
                },
                values,
            }
        });
        let (Some(x), y) = (sides.next(), sides.next()) else {
            return Ok(None);
        };
        if x.values
            .iter()
            .chain(y.iter().flat_map(|it| &it.values))
            .any(|it| it.is_nan())
        {
            return Ok(None);
        }
        let height = y.as_ref().map_or(1, |it| it.values.len());
        let place = |side: &Side, value: f64| side.values.partition_point(|it| *it < value);
        let surfaces = shown.into_iter().enumerate().map(|(number, shown)| {
            let mut bands = vec![vec![[None; 3]; x.values.len()]; height];
            for (at, all) in &read {
                let row = y.as_ref().map_or(0, |y| place(y, at[1]));
                bands[row][place(&x, at[0])] = all[number];
            }
            Surface { shown, bands }
        });
        let surfaces = surfaces.collect();
        Ok(Some(Self {
            name: head.name.clone(),
            trials: head.run.trials,
            x,
            y,
            surfaces,
        }))
    }
}
