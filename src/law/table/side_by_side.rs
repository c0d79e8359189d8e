//! Quantile functions at the scores of eight trials, with the bits of one at a time.

use fearless_simd::{Bytes, Select, Simd, SimdBase, SimdInto};

use super::{Form, Grid, LOW_BITS, Quantile, Table, WHOLE};
use crate::lanes::{Mask, Vector, WIDTH, Whole};
use crate::math::pieces;

impl Quantile {
    /// The values at the scores in the lanes: [`at_normal`](Self::at_normal) of each.
    #[inline(always)]
    pub(crate) fn at_normals<S: Simd>(&self, z: Vector<S>) -> Vector<S> {
        let values = match &self.form {
            Form::Table(table) => table.at_all(z),
            Form::Affine { mean, sd } => z * *sd + *mean,
            _ => return self.one_by_one(z.into()).simd_into(z.simd),
        };
        let lowest = Vector::splat(z.simd, self.lowest);
        let highest = Vector::splat(z.simd, self.highest);
        let values = values.simd_gt(lowest).select(values, lowest);
        values.simd_lt(highest).select(values, highest)
    }

    /// The forms that trials seldom read.
    #[inline(never)]
    fn one_by_one(&self, mut z: [f64; WIDTH]) -> [f64; WIDTH] {
        for z in &mut z {
            *z = self.at_normal(*z);
        }
        z
    }
}

impl Table {
    /// [`at`](Self::at) in every lane.
    #[inline(always)]
    fn at_all<S: Simd>(&self, z: Vector<S>) -> Vector<S> {
        let simd = z.simd;
        let [lower, upper] = &self.grids;
        let mut grid = lower.in_all(simd);
        if self.kink < f64::INFINITY {
            let above: Mask<S> = z.simd_ge(self.kink);
            grid = upper.in_all(simd).or_else(above, grid);
        }
        let z = z.simd_lt(grid.to).select(z, grid.to);
        let z = z.simd_gt(grid.from).select(z, grid.from);
        let position = z * grid.per_unit + grid.offset;
        let rounded = position + WHOLE;
        let s = position - (rounded - WHOLE);
        let steps = (rounded.bitcast::<Whole<S>>() & LOW_BITS) + grid.first;
        let steps: [u64; WIDTH] = steps.into();
        let mut rows = [&self.pieces[0]; WIDTH];
        for (row, step) in rows.iter_mut().zip(steps) {
            *row = &self.pieces[step as usize];
        }
        pieces::values(rows, s)
    }
}

/// A [`Grid`] for each lane.
#[derive(Clone, Copy)]
struct Grids<S: Simd> {
    from: Vector<S>,
    to: Vector<S>,
    per_unit: Vector<S>,
    offset: Vector<S>,
    first: Whole<S>,
}

impl<S: Simd> Grids<S> {
    /// These where the mask holds, `others` elsewhere.
    #[inline(always)]
    fn or_else(self, mask: Mask<S>, others: Self) -> Self {
        Self {
            from: mask.select(self.from, others.from),
            to: mask.select(self.to, others.to),
            per_unit: mask.select(self.per_unit, others.per_unit),
            offset: mask.select(self.offset, others.offset),
            first: mask.select(self.first, others.first),
        }
    }
}

impl Grid {
    #[inline(always)]
    fn in_all<S: Simd>(&self, simd: S) -> Grids<S> {
        Grids {
            from: Vector::splat(simd, self.from),
            to: Vector::splat(simd, self.to),
            per_unit: Vector::splat(simd, self.per_unit),
            offset: Vector::splat(simd, self.offset),
            first: Whole::splat(simd, self.first as u64),
        }
    }
}
