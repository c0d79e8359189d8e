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

/// A pot in registers: in memory, every payment would wait for the one before it.
pub(super) struct AtHand<S: Simd> {
    number: usize,
    left: Vector<S>,
    spent: Vector<S>,
}

/// The number of no pot.
const NONE: usize = usize::MAX;

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

    /// Draws what is `due` from the pots that cover it, the first first. Returns what there was.
    #[inline(always)]
    pub(super) fn draw<S: Simd>(&mut self, covering: &[usize], due: Vector<S>) -> Vector<S> {
        let mut at_hand = self.take(due.simd, covering);
        let drawn = self.draw_with(&mut at_hand, covering, due);
        self.put_back(&at_hand);
        drawn
    }

    /// As [`draw`](Self::draw), one of several times, with a pot at hand.
    #[inline(always)]
    pub(super) fn draw_with<S: Simd>(
        &mut self,
        at_hand: &mut AtHand<S>,
        covering: &[usize],
        due: Vector<S>,
    ) -> Vector<S> {
        let simd = due.simd;
        let mut rest = due;
        for &number in covering {
            if number == at_hand.number {
                let drawn = rest.min(at_hand.left);
                at_hand.left -= drawn;
                at_hand.spent += drawn;
                rest -= drawn;
                continue;
            }
            let pot = &mut self.all[number];
            let left = pot.left.get(simd);
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

    /// Takes the widest pot of those that cover something; no payment may go past it until it is [put back](Self::put_back).
    #[inline(always)]
    pub(super) fn take<S: Simd>(&self, simd: S, covering: &[usize]) -> AtHand<S> {
        let number = covering.last().copied().unwrap_or(NONE);
        let nothing = Lanes::default();
        let (left, spent) = match self.all.get(number) {
            Some(pot) => (&pot.left, &pot.spent),
            None => (&nothing, &nothing),
        };
        AtHand {
            number,
            left: left.get(simd),
            spent: spent.get(simd),
        }
    }

    #[inline(always)]
    pub(super) fn put_back<S: Simd>(&mut self, at_hand: &AtHand<S>) {
        if let Some(pot) = self.all.get_mut(at_hand.number) {
            pot.left.set(at_hand.left);
            pot.spent.set(at_hand.spent);
        }
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
    fn a_pot_at_hand_or_in_memory_or_empty_pays_the_same_to_the_bit() {
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
            let (mut single, mut kept) = (pots.clone(), pots.clone());
            let paid: Vec<[Lanes; 2]> = on_level!(level, simd => {
                let mut at_hand = kept.take(simd, &[0, 1, 2]);
                let pay = payments.iter().map(|(covering, due)| {
                    let due = Vector::splat(simd, *due);
                    let mut paid = [Lanes::default(); 2];
                    paid[0].set(single.draw(covering, due));
                    paid[1].set(kept.draw_with(&mut at_hand, covering, due));
                    paid
                });
                let paid = pay.collect();
                kept.put_back(&at_hand);
                paid
            });
            for lane in 0..WIDTH {
                let mut left: Vec<f64> = pots.all.iter().map(|pot| pot.left.0[lane]).collect();
                let mut spent = vec![0.0; 3];
                for ((covering, due), paid) in payments.iter().zip(&paid) {
                    let expected = one_by_one(&mut left, &mut spent, covering, *due);
                    assert_eq!(
                        paid.map(|it| it.0[lane].to_bits()),
                        [expected.to_bits(); 2],
                        "{name}, lane {lane}"
                    );
                }
                for (pot, (left, spent)) in left.iter().zip(&spent).enumerate() {
                    for it in [&single, &kept] {
                        let it = &it.all[pot];
                        let bits = |left: f64, spent: f64| (left.to_bits(), spent.to_bits());
                        let kept = bits(it.left.0[lane], it.spent.0[lane]);
                        assert_eq!(kept, bits(*left, *spent), "{name}");
                    }
                }
            }
        }
    }
}
