//! The month's money by what it may be spent on, where that makes a difference.

use fearless_simd::{Simd, SimdBase};

use crate::lanes::{Lanes, Vector};
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
        let simd = due.simd;
        let mut rest = due;
        for &pot in covering {
            let pot = &mut self.all[pot];
            let left = pot.left.get(simd);
            let drawn = rest.min(left);
            pot.left.set(left - drawn);
            pot.spent.add(drawn);
            rest -= drawn;
        }
        due - rest
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
