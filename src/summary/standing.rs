//! How near a run is to a goal, in numbers and in words.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::math;

/// How near a goal is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// The goal as it was written.
    pub goal: String,
    /// Standard error now, in the unit of `asked`; `None` where it is not defined.
    pub error: Option<f64>,
    /// Standard error wanted.
    pub asked: f64,
    /// Whether both are shares, shown in percent.
    pub percent: bool,
    /// Why no number of trials will do.
    pub never: Option<String>,
}

impl Standing {
    /// Whether the error is no larger than what was asked.
    pub fn reached(&self) -> bool {
        self.error.is_some_and(|error| error <= self.asked)
    }

    /// Whether more trials are of use.
    pub fn waiting(&self) -> bool {
        !self.reached() && self.never.is_none()
    }

    /// Error now against error asked: `joint 0.71 % for 0.50 %`.
    pub fn against(&self) -> String {
        let figure = self.goal.split_whitespace().next().unwrap_or_default();
        let now = self
            .error
            .map_or_else(|| "?".to_owned(), |e| self.amount(e));
        format!("{figure} {now} for {}", self.amount(self.asked))
    }

    fn amount(&self, error: f64) -> String {
        match (error.is_finite(), self.percent) {
            (false, _) => "?".to_owned(),
            (true, true) => format!("{} %", two_digits(100.0 * error)),
            (true, false) => two_digits(error),
        }
    }

    /// About how many times as many trials it takes, from the rule that errors fall with the root of their number.
    pub fn times(&self) -> f64 {
        match self.error {
            Some(error) if self.waiting() => (error / self.asked) * (error / self.asked),
            _ => 1.0,
        }
    }
}

/// A number with two significant digits, but not in powers of ten.
fn two_digits(value: f64) -> String {
    let decimals = (0..12).find(|&d: &u32| value * math::pow(10.0, f64::from(d)) >= 9.95);
    let decimals = decimals.unwrap_or(12);
    format!("{value:.*}", decimals as usize)
}

/// `joint 0.5%: error 0.71 %, not reached`.
impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: ", self.goal)?;
        let error = self.error.filter(|error| error.is_finite());
        match error {
            Some(error) => write!(f, "error {}", self.amount(error))?,
            None => f.write_str("no error yet")?,
        }
        match &self.never {
            _ if self.reached() => f.write_str(", reached"),
            Some(why) => write!(f, ", out of reach ({why})"),
            None => f.write_str(", not reached"),
        }
    }
}
