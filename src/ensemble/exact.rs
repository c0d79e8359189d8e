//! Sums of real numbers and of their squares put together with all their digits, and the figures that follow from them.

use num_bigint::{BigInt, Sign};

/// Exact sums of values and of their squares.
#[derive(Clone, Debug, Default)]
pub(super) struct Exact {
    sum: BigInt,
    squares: BigInt,
    /// The power of two that `sum` is to be multiplied by, and `squares` twice.
    digit: i32,
    /// Whether there is a value that has no sum.
    infinite: bool,
}

impl Exact {
    /// Takes note of values that have no sum: infinite ones and such that are no numbers.
    pub(super) fn add_infinite(&mut self) {
        self.infinite = true;
    }

    /// Adds `sum` · 2^`digit` to the sum of the values, and `squares` · 2^(2 `digit`) to that of their squares.
    pub(super) fn add(&mut self, mut sum: BigInt, mut squares: BigInt, digit: i32) {
        let nothing = BigInt::ZERO;
        if squares == nothing {
            return;
        }
        if self.squares == nothing {
            self.digit = digit;
        }
        if digit > self.digit {
            sum <<= digit - self.digit;
            squares <<= 2 * (digit - self.digit);
        } else if digit < self.digit {
            self.sum <<= self.digit - digit;
            self.squares <<= 2 * (self.digit - digit);
            self.digit = digit;
        }
        self.sum += sum;
        self.squares += squares;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.add(other.sum.clone(), other.squares.clone(), other.digit);
        self.infinite |= other.infinite;
    }

    /// Mean and standard deviation (n − 1) over `n` trials, of which those that were not added have the value 0. `None` if one is
    /// infinite, or the standard deviation beyond the range of numbers.
    ///
    /// The mean Σx/n is the number nearest to it; the standard deviation √((n·Σx² − (Σx)²)/(n (n − 1))) is off by one rounding of
    /// what is under the root and one of the root. A value that all trials share is their mean, with the standard deviation 0.
    pub(super) fn mean_and_sd(&self, n: u64) -> Option<(f64, f64)> {
        if n == 0 || self.infinite {
            return None;
        }
        let (digits, exponent) = quotient(&self.sum, n.into());
        let mean = libm::scalbn(digits, self.digit + exponent);
        let pairs = u128::from(n) * u128::from(n - 1);
        if pairs == 0 {
            return Some((mean, 0.0));
        }
        let spread = &self.squares * n - &self.sum * &self.sum;
        let (digits, exponent) = quotient(&spread, pairs);
        let odd = exponent.rem_euclid(2);
        let root = libm::scalbn(digits, odd).sqrt();
        let sd = libm::scalbn(root, self.digit + (exponent - odd) / 2);
        sd.is_finite().then_some((mean, sd))
    }
}

/// `number` over `divisor`, rounded once, as a number and the power of two that it is to be multiplied by.
fn quotient(number: &BigInt, divisor: u128) -> (f64, i32) {
    /// Binary digits of the quotient, more than a floating-point number has.
    const DIGITS: u32 = 70;
    let whole = number.magnitude();
    let wanted = DIGITS + u128::BITS - divisor.leading_zeros();
    let exponent = whole.bits() as i32 - wanted.cast_signed();
    let shifted = if exponent > 0 {
        whole >> exponent
    } else {
        whole << -exponent
    };
    let digits = &shifted / divisor;
    let cut = exponent > 0 && whole.trailing_zeros() < Some(exponent as u64);
    // The last digit tells whether there is a rest, so that nothing that is more than half of the last place counts as half.
    let rest = cut || &digits * divisor != shifted;
    let digits = u128::try_from(digits).expect("it has so many digits") | u128::from(rest);
    let sign = if number.sign() == Sign::Minus {
        -1.0
    } else {
        1.0
    };
    (sign * digits as f64, exponent)
}
