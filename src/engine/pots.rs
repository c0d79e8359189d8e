//! The month's money by what it may be spent on, where that makes a difference.

use fearless_simd::{Simd, SimdBase, SimdMask};

use crate::lanes::{Lanes, Mask, Vector};
use crate::programme::{Pots, Programme};

/// All pots in a month, and what is given without any.
#[derive(Clone, Debug)]
pub(super) struct PotMoney {
    all: Vec<Pot>,
    /// Worth of what is given in kind.
    pub(super) in_kind: Lanes,
}

/// Money of the sources of one coverage.
#[derive(Clone, Debug, Default)]
struct Pot {
    available: Lanes,
    left: Lanes,
    /// Added up, not taken from what was available: small costs beside a great balance would lose their digits.
    spent: Lanes,
}

/// Teams that asked for work in an area for which there was no money.
#[derive(Clone, Debug, Default)]
pub(super) struct Refused {
    /// Their output, reference ha, and its price.
    pub(super) output: Lanes,
    pub(super) price: Lanes,
}

impl PotMoney {
    pub(super) fn room(programme: &Programme) -> Self {
        let count = programme.pots.as_ref().map_or(0, |it| it.count);
        Self {
            all: vec![Pot::default(); count],
            in_kind: Lanes::default(),
        }
    }

    /// Step 4: each pot holds what its sources have.
    #[inline(always)]
    pub(super) fn fill<S: Simd>(&mut self, plan: &Pots, balances: impl Iterator<Item = Vector<S>>) {
        self.in_kind = Lanes::default();
        self.all.fill(Pot::default());
        for (balance, &pot) in balances.zip(&plan.of_source) {
            self.all[pot].available.add(balance);
        }
        for pot in &mut self.all {
            pot.left = pot.available;
        }
    }

    /// What the pots hold together that cover something.
    #[inline(always)]
    pub(super) fn left<S: Simd>(&self, simd: S, covering: &[usize]) -> Vector<S> {
        let mut left = Vector::splat(simd, 0.0);
        for &pot in covering {
            left += self.all[pot].left.get(simd);
        }
        left
    }

    /// Draws what is `due` from the pots that cover it, the first first. Returns what there was.
    #[inline(always)]
    pub(super) fn draw<S: Simd>(&mut self, covering: &[usize], due: Vector<S>) -> Vector<S> {
        let mut rest = due;
        for &pot in covering {
            let pot = &mut self.all[pot];
            let left = pot.left.get(due.simd);
            // Earmarked money is soon gone in every trial.
            if !left.simd_gt(0.0).any_true() {
                continue;
            }
            let drawn = rest.min(left);
            pot.left.set(left - drawn);
            pot.spent.add(drawn);
            rest -= drawn;
        }
        due - rest
    }

    /// Where a pot holds money.
    #[inline(always)]
    pub(super) fn has_left<S: Simd>(&self, simd: S) -> Mask<S> {
        let mut left = !Mask::splat(simd, true);
        for pot in &self.all {
            left |= pot.left.get(simd).simd_gt(0.0);
        }
        left
    }

    /// Books what is given in kind.
    #[inline(always)]
    pub(super) fn give<S: Simd>(&mut self, worth: Vector<S>) {
        self.in_kind.add(worth);
    }

    /// What was spent of a pot, and what there was.
    #[inline(always)]
    pub(super) fn of<S: Simd>(&self, simd: S, pot: usize) -> (Vector<S>, Vector<S>) {
        let pot = &self.all[pot];
        (pot.spent.get(simd), pot.available.get(simd))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::{WIDTH, levels, on_level};

    /// Payments one after the other, each out of the first pots first, by one lane and plain numbers.
    fn one_by_one(left: &mut [f64], spent: &mut [f64], covering: &[usize], due: f64) -> f64 {
        let mut rest = due;
        for &pot in covering {
            let drawn = rest.min(left[pot]);
            left[pot] -= drawn;
            spent[pot] += drawn;
            rest -= drawn;
        }
        due - rest
    }

    #[test]
    fn every_lane_is_paid_as_if_alone() {
        let holds = |pot: usize| {
            Lanes(std::array::from_fn(|lane| {
                [0.0, 7.1, 30.3][pot] * lane as f64
            }))
        };
        let pots = PotMoney {
            all: (0..3)
                .map(|pot| Pot {
                    available: holds(pot),
                    left: holds(pot),
                    spent: Lanes::default(),
                })
                .collect(),
            in_kind: Lanes::default(),
        };
        let payments: [(&[usize], f64); 6] = [
            (&[0, 1, 2], 2.7),
            (&[1], 3.3),
            (&[2], 0.1),
            (&[1, 2], 19.9),
            (&[], 5.0),
            (&[0, 1, 2], 400.0),
        ];
        for (name, level) in levels() {
            let mut money = pots.clone();
            let paid: Vec<Lanes> = on_level!(level, simd => {
                let pay = payments.iter().map(|(covering, due)| {
                    let mut paid = Lanes::default();
                    paid.set(money.draw(covering, Vector::splat(simd, *due)));
                    paid
                });
                pay.collect()
            });
            for lane in 0..WIDTH {
                let mut left: Vec<f64> = pots.all.iter().map(|pot| pot.left.0[lane]).collect();
                let mut spent = vec![0.0; 3];
                for ((covering, due), paid) in payments.iter().zip(&paid) {
                    let expected = one_by_one(&mut left, &mut spent, covering, *due);
                    let paid = paid.0[lane].to_bits();
                    assert_eq!(paid, expected.to_bits(), "{name}, lane {lane}");
                }
                for (pot, (left, spent)) in money.all.iter().zip(left.iter().zip(&spent)) {
                    let bits = |left: f64, spent: f64| (left.to_bits(), spent.to_bits());
                    let kept = bits(pot.left.0[lane], pot.spent.0[lane]);
                    assert_eq!(kept, bits(*left, *spent), "{name}, lane {lane}");
                }
            }
        }
    }
}
