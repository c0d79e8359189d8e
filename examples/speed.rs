use clearcast::engine::{Draw, Engine, Point, Recorder};
use clearcast::programme::compile;
use clearcast::sampling::{Design, Sampling};
use clearcast::scenario::from_text;
struct Null { n: u64, years: u64, months: f64, s: f64 }
impl Recorder for Null {
    #[inline(always)]
    fn year(&mut self, _t: u64, _y: usize, row: &[f64]) { self.years += 1; self.s += row[3]; }
    #[inline(always)]
    fn end(&mut self, _t: u64, _y: usize, _r: &[f64], o: &[f64]) { self.n += 1; self.s += o[1]; self.months += o[0].min(960.0); }
}
fn main() {
    let text = std::fs::read_to_string("scenarios/azerbaijan.toml").unwrap();
    let loaded = from_text("azerbaijan.toml", &text, &[]).unwrap();
    let programme = compile(&loaded.scenario, 1).0;
    let design = Design::new(Sampling::Sobol, programme.inputs.dimensions(), 1).unwrap();
    let n: u64 = std::env::args().nth(1).map_or(16384, |s| s.parse().unwrap());
    for (name, level) in clearcast::lanes::levels() {
        if let Some(only) = std::env::args().nth(2) { if only != name { continue; } }
        let mut best = f64::INFINITY;
        for _ in 0..3 {
            let mut engine = Engine::on(level, &programme);
            let mut null = Null { n: 0, years: 0, months: 0.0, s: 0.0 };
            let mut draws = (0..n).map(|t| Draw { point: Point::Design(&design, t), trial: t });
            let start = std::time::Instant::now();
            engine.run(&programme, &mut draws, &mut null);
            let e = start.elapsed().as_secs_f64();
            best = best.min(e);
            if best == e { println!("{name}: {:.3} us/trial, {:.2} ns/month, {} months/trial, sum {}", e * 1e6 / n as f64, e * 1e9 / null.months, null.months / n as f64, null.s); }
        }
    }
}
