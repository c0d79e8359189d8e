//! Yearly numbers of the source whose levels are drawn on the design: equations in `programme/levels.rs`.

use fearless_simd::{Simd, SimdBase};

use super::chance::Chance;
use crate::lanes::{Lanes, MoveLane, Vector, WIDTH, Whole};
use crate::math::vector::normal_quantile;
use crate::programme::inputs::Inputs;
use crate::programme::levels::{DIRECTIONS, YEARS};
use crate::programme::{Levels, Mechanism, Programme};

/// Standard normal numbers of the first years; none where no source has levels on the design.
#[derive(Clone, Debug)]
pub(super) struct Drawn(Vec<Lanes>);

impl MoveLane for Drawn {
    #[inline(always)]
    fn take(&mut self, lane: usize, from: &Self, source: usize) {
        for (to, from) in self.0.iter_mut().zip(&from.0) {
            to.take(lane, from, source);
        }
    }
}

impl Drawn {
    pub(super) fn room(programme: &Programme) -> Self {
        let drawn = programme.sources.iter().any(|it| it.levels.is_some());
        Self(vec![Lanes::default(); if drawn { YEARS } else { 0 }])
    }

    /// Trials begin in all lanes: draws the numbers, and moves them to the coordinates of the trials' points.
    #[inline(always)]
    pub(super) fn begin<S: Simd>(
        &mut self,
        simd: S,
        (levels, of): (&Levels, Mechanism),
        inputs: &Inputs,
        chance: &Chance,
    ) {
        for (pair, places) in (0_u64..).zip(self.0.as_chunks_mut::<2>().0) {
            let [even, odd] = chance.uniforms(of, Whole::splat(simd, pair));
            places[0].set(even);
            places[1].set(odd);
        }
        let mut along = [Vector::splat(simd, 0.0); DIRECTIONS];
        for (number, direction) in self.0.iter_mut().zip(&levels.directions) {
            let drawn = normal_quantile(number.get(simd));
            number.set(drawn);
            for (along, v) in along.iter_mut().zip(direction) {
                *along += drawn * *v;
            }
        }
        for (along, dimension) in along.iter_mut().zip(levels.dimensions) {
            *along = inputs.score(dimension).get(simd) - *along;
        }
        for (number, direction) in self.0.iter_mut().zip(&levels.directions) {
            let mut moved = number.get(simd);
            for (along, v) in along.iter().zip(direction) {
                moved += *along * *v;
            }
            number.set(moved);
        }
    }

    /// The numbers of a programme year of its own in each lane; years beyond those that are moved are as they are drawn.
    #[inline(always)]
    pub(super) fn of<S: Simd>(&self, chance: &Chance, of: Mechanism, years: Whole<S>) -> Vector<S> {
        let simd = years.simd;
        let at: [u64; WIDTH] = years.into();
        let mut numbers = if at.iter().all(|year| *year < YEARS as u64) {
            Vector::splat(simd, 0.0)
        } else {
            chance.normals(of, years)
        };
        for (lane, year) in at.iter().enumerate() {
            if let Some(drawn) = self.0.get(*year as usize) {
                numbers[lane] = drawn.0[lane];
            }
        }
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Sampler;
    use crate::engine::state::State;
    use crate::lanes::{Level, on_level};
    use crate::programme::compile;
    use crate::sampling::{Design, Sampling};
    use crate::scenario::from_text;

    const BASELINE: &str = include_str!("../../scenarios/azerbaijan.toml");

    fn programme(sets: &[&str]) -> Programme {
        let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
        compile(
            &from_text("azerbaijan.toml", BASELINE, &sets)
                .unwrap()
                .scenario,
        )
        .0
    }

    /// The yearly numbers of trials from 0 on, `[trial][year]`.
    fn numbers(programme: &Programme, sampling: Sampling, trials: u64) -> Vec<Vec<f64>> {
        let design = Design::new(sampling, programme.inputs.dimensions(), 4).unwrap();
        let mut state = State::room(programme);
        let sampler = Sampler::new(&design);
        state.expect(&sampler);
        let mut all = Vec::new();
        for first in (0..trials).step_by(WIDTH) {
            let trials: Vec<u64> = (first..first + WIDTH as u64).collect();
            on_level!(Level::new(), simd => state.begin(simd, programme, &sampler, &trials));
            let drawn = &state.money.levels.0;
            all.extend((0..WIDTH).map(|lane| drawn.iter().map(|it| it.0[lane]).collect()));
        }
        all
    }

    /// More money, more of anything else: the state's years are as lucky as before, to the bit.
    #[test]
    fn no_edit_changes_the_normals_of_the_years() {
        let bits = |sets: &[&str]| -> Vec<Vec<u64>> {
            let numbers = numbers(&programme(sets), Sampling::Sobol, 64);
            let bits = |years: Vec<f64>| years.into_iter().map(f64::to_bits).collect();
            numbers.into_iter().map(bits).collect()
        };
        let expected = bits(&["funding.state.annual=80e6"]);
        assert_eq!(expected[0].len(), YEARS);
        for sets in [
            &["funding.state.annual=100e6"][..],
            &["funding.state.volatility=0.3"],
            &["horizon=12"],
            &[
                "funding.surge={annual=20e6,volatility=0.5}",
                "event.rain={rate={uniform=[0,1]},duration=2}",
            ],
            &[
                "land_release.cancelled=0.2",
                "area.plain-minefields.suspected={uniform=[1,2]}",
            ],
        ] {
            assert!(bits(sets) == expected, "{sets:?}");
        }
    }

    /// 820 covariances of 4,096 trials in each design: that one is 5 standard errors off happens by chance for one seed in 700.
    #[test]
    fn years_are_independent_standard_normal_numbers_in_every_design() {
        const TRIALS: u64 = 4096;
        let programme = programme(&[]);
        for sampling in Sampling::ALL {
            let numbers = numbers(&programme, sampling, TRIALS);
            for i in 0..YEARS {
                let mean = numbers.iter().map(|it| it[i]).sum::<f64>() / TRIALS as f64;
                assert!(mean.abs() * (TRIALS as f64).sqrt() < 5.0, "{i}: {mean}");
                for j in i..YEARS {
                    let product: f64 = numbers.iter().map(|it| it[i] * it[j]).sum();
                    let (expected, variance) = if i == j { (1.0, 2.0) } else { (0.0, 1.0) };
                    let z =
                        (product / TRIALS as f64 - expected) * (TRIALS as f64 / variance).sqrt();
                    assert!(z.abs() < 5.0, "{i}, {j}, {}: {z}", sampling.name());
                }
            }
        }
    }
}
