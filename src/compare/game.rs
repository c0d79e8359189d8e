//! What each of several changes contributes to what they do together: Shapley's value (1953).
//!
//! A subset of the changes is a set of bits. The value of a subset is what a scenario with these changes gives; it is a list of numbers,
//! the statistic of all trials and of each replicate, because all that is computed here is linear in it.

use std::collections::BTreeMap;

use crate::sampling::Stream;

/// The value of each subset that was looked at.
pub(crate) type Values = BTreeMap<u64, Vec<f64>>;

/// The most changes whose subsets are all looked at.
pub(crate) const MOST_EXACT: usize = 6;

/// Of one change, all by the numbers of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// The change by itself.
    pub(crate) alone: Vec<f64>,
    /// Its mean contribution over all orders of the changes.
    pub(crate) shapley: Vec<f64>,
    /// The change after all others.
    pub(crate) last: Vec<f64>,
    /// Standard error of `shapley` from drawing orders instead of taking all; 0 where all are.
    pub(crate) order_error: f64,
}

/// Orders in which changes are made, each with its reverse: what an early change gains a late one loses (antithetic). None if all subsets
/// are looked at.
pub(crate) fn orders(changes: usize, pairs: usize, seed: u64) -> Vec<Vec<usize>> {
    if changes <= MOST_EXACT {
        return Vec::new();
    }
    let stream = Stream::new(seed, "compare.orders");
    let order = |pair: usize| {
        let mut order: Vec<usize> = (0..changes).collect();
        for at in (1..changes).rev() {
            let other = stream.bits(pair as u64, at as u64) % (at as u64 + 1);
            order.swap(at, other as usize);
        }
        order
    };
    (0..pairs).map(order).collect()
}

/// The subsets that must be valued, in increasing order.
pub(crate) fn subsets(changes: usize, orders: &[Vec<usize>]) -> Vec<u64> {
    let all = (1_u64 << changes) - 1;
    if orders.is_empty() {
        return (0..=all).collect();
    }
    let mut subsets = vec![0, all];
    for change in 0..changes {
        subsets.extend([1 << change, all ^ (1 << change)]);
    }
    for order in orders {
        let mut made = 0;
        for change in order {
            made |= 1 << change;
            subsets.extend([made, all ^ made]);
        }
    }
    subsets.sort_unstable();
    subsets.dedup();
    subsets
}

/// What each change contributes.
pub(crate) fn parts(changes: usize, orders: &[Vec<usize>], values: &Values) -> Vec<Part> {
    let all = (1_u64 << changes) - 1;
    let gain = |change: usize, before: u64| -> Vec<f64> {
        let (with, without) = (&values[&(before | 1 << change)], &values[&before]);
        with.iter().zip(without).map(|(a, b)| a - b).collect()
    };
    let part = |change: usize| {
        let (shapley, order_error) = if orders.is_empty() {
            (exact(changes, change, &gain), 0.0)
        } else {
            drawn(orders, change, all, &gain)
        };
        Part {
            alone: gain(change, 0),
            shapley,
            last: gain(change, all ^ (1 << change)),
            order_error,
        }
    };
    (0..changes).map(part).collect()
}

/// Adds `weight` times a list to another.
fn add(sum: &mut Vec<f64>, list: &[f64], weight: f64) {
    sum.resize(list.len(), 0.0);
    for (sum, value) in sum.iter_mut().zip(list) {
        *sum += weight * value;
    }
}

/// The mean over all orders: a subset of s comes before the change in s! (n - s - 1)! of n! orders.
fn exact(changes: usize, change: usize, gain: &dyn Fn(usize, u64) -> Vec<f64>) -> Vec<f64> {
    let factorial = |n: usize| (1..=n).map(|it| it as f64).product::<f64>();
    let mut mean = Vec::new();
    for before in (0..1_u64 << changes).filter(|it| it & (1 << change) == 0) {
        let size = before.count_ones() as usize;
        let weight = factorial(size) * factorial(changes - size - 1) / factorial(changes);
        add(&mut mean, &gain(change, before), weight);
    }
    mean
}

/// The mean over pairs of an order and its reverse, and its standard error.
fn drawn(
    orders: &[Vec<usize>],
    change: usize,
    all: u64,
    gain: &dyn Fn(usize, u64) -> Vec<f64>,
) -> (Vec<f64>, f64) {
    let pairs = orders.len() as f64;
    let mut mean = Vec::new();
    let mut each = Vec::new();
    for order in orders {
        let before = order.iter().take_while(|it| **it != change);
        let before = before.fold(0_u64, |made, it| made | 1 << it);
        // In the reverse order all that come later are made before.
        let reversed = all ^ before ^ (1 << change);
        let mut pair = Vec::new();
        add(&mut pair, &gain(change, before), 0.5);
        add(&mut pair, &gain(change, reversed), 0.5);
        each.push(pair[0]);
        add(&mut mean, &pair, 1.0 / pairs);
    }
    let squares: f64 = each.iter().map(|it| (it - mean[0]) * (it - mean[0])).sum();
    let error = (squares / (pairs - 1.0).max(1.0) / pairs).sqrt();
    (mean, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A product of factors, each with its value before and after the change.
    fn product(factors: &[(f64, f64)], orders: &[Vec<usize>]) -> Vec<Part> {
        let value = |subset: u64| {
            let factors = factors.iter().enumerate();
            let chosen = factors.map(|(at, (a, b))| if subset & (1 << at) == 0 { *a } else { *b });
            vec![chosen.product()]
        };
        let subsets = subsets(factors.len(), orders).into_iter();
        let values = subsets.map(|it| (it, value(it))).collect();
        parts(factors.len(), orders, &values)
    }

    /// Of a·b·c from 2·5·1 to 3·4·2, worked out by hand over the six orders.
    #[test]
    fn a_product_is_parted_as_by_hand() {
        let parts = product(&[(2.0, 3.0), (5.0, 4.0), (1.0, 2.0)], &[]);
        let expected = [
            (5.0, 20.0 / 3.0, 8.0),
            (-2.0, -23.0 / 6.0, -6.0),
            (10.0, 67.0 / 6.0, 12.0),
        ];
        for (part, (alone, shapley, last)) in parts.iter().zip(expected) {
            assert!((part.alone[0] - alone).abs() < 1e-12);
            assert!((part.shapley[0] - shapley).abs() < 1e-12, "{part:?}");
            assert!((part.last[0] - last).abs() < 1e-12);
        }
        let sum: f64 = parts.iter().map(|it| it.shapley[0]).sum();
        assert!((sum - 14.0).abs() < 1e-12);
    }

    /// With orders drawn the parts still add up to the whole, and lie within their errors of those of all orders.
    #[test]
    fn drawn_orders_add_up_and_come_near_all_orders() {
        let factors: Vec<(f64, f64)> = (0..8).map(|k| (1.0, 1.05 + 0.05 * f64::from(k))).collect();
        let orders = orders(8, 40, 1);
        let parts = product(&factors, &orders);
        let sum: f64 = parts.iter().map(|it| it.shapley[0]).sum();
        let whole: f64 = factors.iter().map(|it| it.1).product::<f64>() - 1.0;
        assert!((sum - whole).abs() < 1e-12);
        let gain = |change: usize, before: u64| {
            let others = factors.iter().enumerate();
            let others = others.filter(|(at, _)| before & (1 << at) != 0);
            vec![(factors[change].1 - 1.0) * others.map(|(_, it)| it.1).product::<f64>()]
        };
        for (change, part) in parts.iter().enumerate() {
            let exact = exact(8, change, &gain)[0];
            assert!(part.order_error > 0.0);
            assert!(
                (part.shapley[0] - exact).abs() < 4.0 * part.order_error,
                "{change}"
            );
        }
    }
}
