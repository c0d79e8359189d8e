//! Sums of real numbers and of their squares without any rounding, over the whole range of finite numbers.
//!
//! A finite number is a whole number times a power of two, and so are its square and every sum of such. Kept with all their digits, sums
//! know no order: that is the superaccumulator of Neal, "Fast exact summation using small and large superaccumulators" (2015), with
//! room made as digits appear. Only the figures that are read from them at last are rounded.

use std::cmp::Ordering;

use super::bytes::{Reader, put, put_signed};

/// A number that is not negative, with all its binary digits: the sum of `limbs[i]` · 2^(64 (`low` + i)).
#[derive(Clone, Debug, Default)]
struct Wide {
    low: i32,
    limbs: Vec<u64>,
}

impl Wide {
    /// Digits that a sum of squares of finite numbers can have lie within so many limbs on either side of the point.
    const REACH: i32 = 36;

    /// Adds `value` · 2^`exponent`.
    fn add(&mut self, value: u128, exponent: i32) {
        let shift = exponent.rem_euclid(64);
        let above = value.checked_shr(128 - shift as u32).unwrap_or(0);
        let value = value << shift;
        let limbs = [value as u64, (value >> 64) as u64, above as u64];
        self.add_limbs(exponent.div_euclid(64), &limbs);
    }

    /// Adds limbs of which the first has the weight 2^(64 `first`).
    fn add_limbs(&mut self, first: i32, limbs: &[u64]) {
        let Some(skipped) = limbs.iter().position(|limb| *limb > 0) else {
            return;
        };
        let used = limbs
            .iter()
            .rposition(|limb| *limb > 0)
            .map_or(0, |it| it + 1);
        let (first, limbs) = (first + skipped as i32, &limbs[skipped..used]);
        if self.limbs.is_empty() {
            self.low = first;
        }
        if first < self.low {
            let more = (self.low - first) as usize;
            self.limbs.splice(..0, std::iter::repeat_n(0, more));
            self.low = first;
        }
        let at = (first - self.low) as usize;
        if self.limbs.len() < at + limbs.len() {
            self.limbs.resize(at + limbs.len(), 0);
        }
        let mut carry = false;
        let addends = limbs.iter().copied().chain(std::iter::repeat(0));
        for (sum, limb) in self.limbs[at..].iter_mut().zip(addends) {
            let (part, over) = sum.overflowing_add(limb);
            let (whole, over_again) = part.overflowing_add(u64::from(carry));
            *sum = whole;
            carry = over || over_again;
        }
        if carry {
            self.limbs.push(1);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.add_limbs(other.low, &other.limbs);
    }

    fn times(&self, other: &Self) -> Self {
        let mut limbs = vec![0; self.limbs.len() + other.limbs.len()];
        for (i, &a) in self.limbs.iter().enumerate() {
            let mut carry = 0;
            for (j, &b) in other.limbs.iter().enumerate() {
                let sum = u128::from(a) * u128::from(b) + u128::from(limbs[i + j]) + carry;
                limbs[i + j] = sum as u64;
                carry = sum >> 64;
            }
            limbs[i + other.limbs.len()] = carry as u64;
        }
        Self {
            low: self.low + other.low,
            limbs,
        }
    }

    /// What is left of it when `other`, which is no larger, is taken away.
    fn minus(mut self, other: &Self) -> Self {
        // Room for the lowest digits of the other.
        if !other.limbs.is_empty() && other.low < self.low {
            let more = (self.low - other.low) as usize;
            self.limbs.splice(..0, std::iter::repeat_n(0, more));
            self.low = other.low;
        }
        let at = (other.low - self.low).max(0) as usize;
        let mut borrow = false;
        let others = other.limbs.iter().copied().chain(std::iter::repeat(0));
        for (rest, limb) in self.limbs.iter_mut().skip(at).zip(others) {
            let (part, under) = rest.overflowing_sub(limb);
            let (whole, under_again) = part.overflowing_sub(u64::from(borrow));
            *rest = whole;
            borrow = under || under_again;
        }
        self
    }

    /// The limb of the weight 2^(64 `place`).
    fn limb(&self, place: i32) -> u64 {
        let index = usize::try_from(place - self.low).ok();
        index
            .and_then(|index| self.limbs.get(index))
            .map_or(0, |limb| *limb)
    }

    fn end(&self) -> i32 {
        self.low + self.limbs.len() as i32
    }

    fn compare(&self, other: &Self) -> Ordering {
        let places = self.low.min(other.low)..self.end().max(other.end());
        let differs = places
            .rev()
            .find(|&place| self.limb(place) != other.limb(place));
        differs.map_or(Ordering::Equal, |place| {
            self.limb(place).cmp(&other.limb(place))
        })
    }

    /// The number over `divisor`: a whole number and a power of two it is to be multiplied by. Of what is cut off, the lowest digit tells
    /// whether there was anything, so that the whole number is rounded as the quotient would be.
    fn over(&self, divisor: u128) -> (u128, i32) {
        let Some(top) = self.limbs.iter().rposition(|limb| *limb > 0) else {
            return (0, 0);
        };
        let place = self.low + top as i32;
        let shift = self.limbs[top].leading_zeros();
        let [a, b, c] = [0, 1, 2].map(|below| u128::from(self.limb(place - below)));
        let digits = (a << 64 | b) << shift | c << shift >> 64;
        let cut = (c << shift) as u64 > 0
            || self.limbs[..top.saturating_sub(2)]
                .iter()
                .any(|limb| *limb > 0);
        let rest = cut || digits % divisor > 0;
        let exponent = 64 * (place - 1) - shift as i32;
        (digits / divisor | u128::from(rest), exponent)
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        put(bytes, self.limbs.len() as u128);
        put_signed(bytes, i128::from(self.low));
        for &limb in &self.limbs {
            put(bytes, u128::from(limb));
        }
    }

    fn read(reader: &mut Reader) -> Option<Self> {
        let reach = -Self::REACH..=Self::REACH;
        let limbs: i32 = reader.number()?;
        let low = i32::try_from(reader.signed()?).ok()?;
        let fits = reach.contains(&low) && (0..=Self::REACH - low).contains(&limbs);
        let limbs = (0..limbs).map(|_| fits.then(|| reader.number())?);
        Some(Self {
            low,
            limbs: limbs.collect::<Option<_>>()?,
        })
    }
}

/// Exact sums of values and of their squares.
#[derive(Clone, Debug, Default)]
pub(super) struct Exact {
    /// Sums of the positive values, and of the others without their sign.
    positive: Wide,
    negative: Wide,
    squares: Wide,
    /// Values that are infinite or no numbers, which have no sum.
    infinite: u64,
}

impl Exact {
    pub(super) fn add_value(&mut self, value: f64) {
        if !value.is_finite() {
            self.infinite += 1;
            return;
        }
        let bits = value.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as i32;
        let implied = u64::from(exponent > 0) << 52;
        let digits = i128::from(bits & ((1 << 52) - 1) | implied);
        let exponent = exponent.max(1) - 1075;
        let sum = if value < 0.0 { -digits } else { digits };
        self.add_sum(sum, exponent);
        self.add_squares(digits.unsigned_abs() * digits.unsigned_abs(), 2 * exponent);
    }

    /// Adds `sum` · 2^`exponent` to the sum of the values.
    pub(super) fn add_sum(&mut self, sum: i128, exponent: i32) {
        let side = if sum < 0 {
            &mut self.negative
        } else {
            &mut self.positive
        };
        side.add(sum.unsigned_abs(), exponent);
    }

    /// Adds `squares` · 2^`exponent` to the sum of the squares.
    pub(super) fn add_squares(&mut self, squares: u128, exponent: i32) {
        self.squares.add(squares, exponent);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.positive.merge(&other.positive);
        self.negative.merge(&other.negative);
        self.squares.merge(&other.squares);
        self.infinite = self.infinite.saturating_add(other.infinite);
    }

    /// Mean and standard deviation (n − 1) over `n` trials, of which those that were not added have the value 0. `None` if one is infinite,
    /// or the standard deviation beyond the range of numbers.
    ///
    /// The mean Σx/n is the number nearest to it; the standard deviation √((n·Σx² − (Σx)²)/(n (n − 1))) is off by a rounding of
    /// what is under the root and one of the root. A value of all trials is its own mean, and the standard deviation is then 0.
    pub(super) fn mean_and_sd(self, n: u64) -> Option<(f64, f64)> {
        if n == 0 || self.infinite > 0 {
            return None;
        }
        let n = u128::from(n);
        let (sum, sign) = match self.positive.compare(&self.negative) {
            Ordering::Less => (self.negative.minus(&self.positive), -1.0),
            _ => (self.positive.minus(&self.negative), 1.0),
        };
        let (digits, exponent) = sum.over(n);
        let mean = sign * libm::scalbn(digits as f64, exponent);
        if n == 1 {
            return Some((mean, 0.0));
        }
        let mut trials = Wide::default();
        trials.add(n, 0);
        let spread = self.squares.times(&trials).minus(&sum.times(&sum));
        let (digits, exponent) = spread.over(n * (n - 1));
        let odd = exponent.rem_euclid(2);
        let root = libm::scalbn(digits as f64, odd).sqrt();
        let sd = libm::scalbn(root, (exponent - odd) / 2);
        sd.is_finite().then_some((mean, sd))
    }

    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        self.positive.write(bytes);
        self.negative.write(bytes);
        self.squares.write(bytes);
        put(bytes, u128::from(self.infinite));
    }

    /// Reads what was written; `None` if it is damaged.
    pub(super) fn read(reader: &mut Reader) -> Option<Self> {
        Some(Self {
            positive: Wide::read(reader)?,
            negative: Wide::read(reader)?,
            squares: Wide::read(reader)?,
            infinite: reader.number()?,
        })
    }
}
