//! How many pairs of group and area have something to do in a month: in one trial, and in any of those side by side.

use std::cell::Cell;

use super::{Engine, MonthSeen, Recorder, Sampler};
use crate::lanes::WIDTH;
use crate::programme::compile;
use crate::sampling::{Design, Sampling};
use crate::scenario::from_text;

thread_local! {
    /// Pairs with work in one lane, summed over lanes, with work in any lane, and looked at.
    static VISITS: Cell<[u64; 3]> = const { Cell::new([0; 3]) };
}

/// A group has come to an area; it has something to do in `lanes`, as bits.
pub(super) fn visit(lanes: u64) {
    let [one, any, all] = VISITS.get();
    VISITS.set([
        one + u64::from(lanes.count_ones()),
        any + u64::from(lanes != 0),
        all + 1,
    ]);
}

struct Steps(u64);

impl Recorder for Steps {
    fn year(&mut self, _: u64, _: usize, _: &[f64]) {}

    fn end(&mut self, _: u64, _: usize, _: &[f64]) {}

    fn month(&mut self, _: &dyn Fn() -> MonthSeen) {
        self.0 += 1;
    }
}

#[test]
fn the_document_says_how_many_pairs_have_work() {
    // Without earmarks and work in kind, which go another way.
    let text = include_str!("../../benches/peers/baseline.toml");
    let document = include_str!("../../docs/performance.md");
    let scenario = from_text("baseline.toml", text, &[]).unwrap().scenario;
    let programme = compile(&scenario).0;
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1).unwrap();
    let mut steps = Steps(0);
    let sampler = Sampler::new(&design);
    Engine::new(&programme).run(&programme, &sampler, &mut (0..2048), &mut steps);

    let pairs: usize = programme.groups.iter().map(|group| group.reach.len()).sum();
    let [one, any, all] = VISITS.get();
    let one = one as f64 / (WIDTH as u64 * steps.0) as f64;
    let [any, all] = [any, all].map(|visits| visits as f64 / steps.0 as f64);
    let claim = format!(
        "**{pairs} pairs, {one:.0} with work in one trial, {any:.0} in any of eight, {all:.0} looked at**"
    );
    assert!(document.contains(&claim), "measured: {claim}");
}
