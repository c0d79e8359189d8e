//! Sums in integers of 128 bits, and what a single value adds to such.

use num_bigint::BigInt;

use super::bytes::{Reader, put_digits};
use super::exact::Exact;

/// Binary digits of the lower part of a sum of squares.
pub(super) const LOWER: u32 = 76;
/// Powers of two of the same order of magnitude.
pub(super) const MAGNITUDE: i32 = 16;
/// That of values that have none.
pub(super) const INFINITE: i32 = i32::MAX;

/// A sum in units of a last digit, and a sum of squares in squares of it: `high` · 2^[`LOWER`] + `low`, which is not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Total {
    pub(super) sum: i128,
    pub(super) high: i128,
    pub(super) low: i128,
}

impl Total {
    pub(super) fn add(&mut self, other: Self) {
        self.sum += other.sum;
        let low = self.low + other.low;
        self.high += other.high + (low >> LOWER);
        self.low = low & ((1 << LOWER) - 1);
    }

    /// Adds what it stands for with a last digit of 2^`digit` to `exact`.
    pub(super) fn add_to(&self, exact: &mut Exact, digit: i32) {
        exact.add(self.sum.into(), self.squares(), digit);
    }

    fn squares(&self) -> BigInt {
        (BigInt::from(self.high) << LOWER) + self.low
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        put_digits(bytes, &self.sum.into());
        put_digits(bytes, &self.squares());
    }

    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        let (sum, squares) = (reader.digits()?, reader.digits()?);
        // Several thousand such sums can be added without an overflow.
        let fits = sum.bits() < 114 && squares.bits() < 114 + u64::from(LOWER);
        fits.then_some(())?;
        let high = &squares >> LOWER;
        Some(Self {
            low: i128::try_from(squares - (&high << LOWER)).ok()?,
            high: i128::try_from(high).ok()?,
            sum: i128::try_from(sum).ok()?,
        })
    }
}

/// The order of magnitude of a value, and what it adds to the total of that: its last digit is 2^([`MAGNITUDE`] times it). Infinite values
/// and such that are no numbers have one of their own and are counted.
pub(super) fn magnitude(value: f64) -> (i32, Total) {
    if !value.is_finite() {
        return (
            INFINITE,
            Total {
                sum: 1,
                ..Total::default()
            },
        );
    }
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let implied = u64::from(exponent > 0) << 52;
    let digits = i128::from(bits & ((1 << 52) - 1) | implied);
    let exponent = exponent.max(1) - 1075;
    let shift = exponent.rem_euclid(MAGNITUDE) as u32;
    let square = digits * digits;
    let total = Total {
        sum: if value < 0.0 { -digits } else { digits } << shift,
        high: square >> (LOWER - 2 * shift),
        low: (square & ((1 << (LOWER - 2 * shift)) - 1)) << (2 * shift),
    };
    (exponent.div_euclid(MAGNITUDE), total)
}
