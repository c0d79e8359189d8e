use num_rational::BigRational;
use num_traits::Signed;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::lanes::{Level, on_level};

/// How far a figure may be from the exact one, relative to it: three roundings.
const PRECISION: f64 = 4.0 * f64::EPSILON;

/// Sums of values in a cell each, in which they are expected to be of a size.
fn sums(size: f64, values: &[f64]) -> Sums {
    let units = Units::new(&[vec![Lanes::all(size)]]);
    let mut sums = Sums::new(&Arc::new(units));
    for values in values.chunks(7) {
        let values: Vec<Lanes> = values.iter().copied().map(Lanes::all).collect();
        on_level!(Level::new(), simd => sums.add(simd, 0, &values));
    }
    sums.settle();
    sums
}

fn figures(sums: &Sums, n: usize) -> Option<(f64, f64)> {
    let mut exact = Exact::default();
    sums.add_to(&mut exact, 3);
    exact.mean_and_sd(n as u64)
}

fn bits(figures: Option<(f64, f64)>) -> Option<(u64, u64)> {
    figures.map(|(mean, sd)| (mean.to_bits(), sd.to_bits()))
}

fn bytes(sums: &Sums) -> Vec<u8> {
    let mut bytes = Vec::new();
    sums.write(&mut bytes);
    bytes
}

fn rational(value: f64) -> BigRational {
    BigRational::from_float(value).unwrap()
}

/// Whether two numbers are the same but for a small part of the second.
fn agree(found: &BigRational, exact: &BigRational, part: f64) -> bool {
    (found - exact).abs() <= exact.abs() * rational(part)
}

/// Holds mean and standard deviation of `values` to those in rational numbers.
#[track_caller]
fn hold(values: &[f64], (mean, sd): (f64, f64)) {
    let n = BigRational::from_integer(values.len().into());
    let exact = values.iter().map(|&x| rational(x)).sum::<BigRational>() / &n;
    assert!(agree(&rational(mean), &exact, PRECISION), "{mean}");
    let squares = values.iter().map(|&x| {
        let away = rational(x) - &exact;
        &away * &away
    });
    let variance = squares.sum::<BigRational>() / (n - BigRational::from_integer(1.into()));
    let found = rational(sd) * rational(sd);
    assert!(agree(&found, &variance, PRECISION), "{sd}");
}

/// A number of any size, most of them of few.
fn any_size() -> impl Strategy<Value = f64> {
    (1.0..2.0, -900..1000_i32, prop_oneof![Just(1.0), Just(-1.0)])
        .prop_map(|(digits, exponent, sign)| sign * libm::scalbn(digits, exponent))
}

/// Sets of values: of all sizes, close together, money, whole, and all of these.
fn sets() -> impl Strategy<Value = Vec<f64>> {
    let around =
        |middle: f64, width: f64| (-1.0..1.0).prop_map(move |at: f64| middle * (1.0 + width * at));
    let narrow = (any_size(), 0.0..1e-12_f64)
        .prop_flat_map(move |(middle, width)| vec(around(middle, width), 2..40))
        .boxed();
    let money = vec(0.0..1e9, 2..40).boxed();
    let sizes = vec(any_size(), 2..12).boxed();
    let whole = vec((0..20_i32).prop_map(f64::from), 2..40).boxed();
    let ends = Just(vec![0.0, -0.0, f64::MAX, f64::from_bits(7)]);
    let mixed = (
        narrow.clone(),
        money.clone(),
        sizes.clone(),
        whole.clone(),
        ends,
    );
    let mixed = mixed.prop_map(|(a, b, c, d, e)| [a, b, c, d, e].concat());
    prop_oneof![narrow, money, sizes, whole, mixed]
}

proptest! {
    /// Whatever size is expected of them, values have the mean and the standard deviation that rational numbers give.
    #[test]
    fn figures_are_those_of_rational_numbers(values in sets(), size in any_size()) {
        let figures_of = |size| figures(&sums(size, &values), values.len());
        let found = figures_of(size.abs());
        // Of two numbers near the largest, the standard deviation may be larger than any.
        if let Some(found) = found {
            hold(&values, found);
        } else {
            prop_assert!(values.contains(&f64::MAX));
        }
        for size in [0.0, 1.0, values[0].abs(), 1e9, 1e300] {
            prop_assert_eq!(bits(figures_of(size)), bits(found), "{}", size);
        }
    }

    /// Any order, in any parts: the same bytes.
    #[test]
    fn neither_order_nor_cuts_move_a_bit(
        (values, shuffled) in sets().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        cut in 0.0..1.0,
        size in any_size(),
    ) {
        let straight = sums(size.abs(), &values);
        let (first, second) = shuffled.split_at((cut * values.len() as f64) as usize);
        let mut merged = sums(size.abs(), second);
        merged.merge(&sums(size.abs(), first));
        prop_assert!(bytes(&merged) == bytes(&straight));
        let mut read = sums(size.abs(), &[]);
        let written = bytes(&straight);
        prop_assert_eq!(read.read(&mut Reader(&written)), Some(()));
        prop_assert!(bytes(&read) == written);
        prop_assert_eq!(bits(figures(&read, values.len())), bits(figures(&straight, values.len())));
    }

    /// Whatever bytes may say: they are sums or they are refused.
    #[test]
    fn damaged_bytes_do_no_harm(
        values in sets(),
        damage in vec((0.0..1.0, any::<u8>()), 1..4),
    ) {
        let mut written = bytes(&sums(1.0, &values));
        for (at, byte) in damage {
            let at = (at * written.len() as f64) as usize;
            written[at] = byte;
        }
        let mut read = sums(1.0, &[]);
        if read.read(&mut Reader(&written)).is_some() {
            read.merge(&read.clone());
            figures(&read, 2 * values.len());
        }
    }
}

/// Whether the hot loop counts all values.
fn all_counted(sums: &Sums) -> bool {
    sums.others.iter().all(Vec::is_empty)
}

#[test]
fn the_hot_loop_counts_what_is_of_the_expected_size() {
    let counted = |value| all_counted(&sums(1e6, &[value]));
    for value in [
        0.0,
        -0.0,
        1.0,
        1.1,
        0.7e6,
        1e6 / 3.0,
        -1e6,
        8e6,
        1.0 / 1024.0,
    ] {
        assert!(counted(value), "{value}");
    }
    for value in [
        1e-3 / 3.0,
        1e8,
        -1e9,
        1e300,
        1e-300,
        f64::NAN,
        f64::INFINITY,
    ] {
        assert!(!counted(value), "{value}");
    }
}

#[test]
fn more_values_than_can_wait_are_added_in_full() {
    let n = 3 * PENDING as usize + 5;
    for value in [7.9e6, 1e6 / 3.0, -8e6] {
        let sums = sums(1e6, &vec![value; n]);
        assert!(all_counted(&sums));
        assert_eq!(figures(&sums, n), Some((value, 0.0)));
    }
}

#[test]
fn trials_that_add_nothing_count_as_zero() {
    // 3, 5 and two that are not there: mean 2, squares of distances 1 + 9 + 4 + 4.
    assert_eq!(
        figures(&sums(1.0, &[3.0, 5.0]), 4),
        Some((2.0, 6.0_f64.sqrt()))
    );
    assert_eq!(figures(&sums(1.0, &[]), 4), Some((0.0, 0.0)));
    assert_eq!(figures(&sums(1.0, &[3.0]), 1), Some((3.0, 0.0)));
    assert_eq!(figures(&sums(1.0, &[]), 0), None);
}

#[test]
fn infinite_values_have_no_mean_wherever_they_come() {
    for value in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert_eq!(figures(&sums(1.0, &[1.0, value, 2.0]), 3), None);
        let mut merged = sums(1.0, &[1.0]);
        merged.merge(&sums(1.0, &[value]));
        assert_eq!(figures(&merged, 2), None);
    }
}

#[test]
fn a_run_of_nothing_adds_nothing() {
    assert_eq!(bytes(&sums(5.0, &[0.0; 9])).len(), 2);
}
