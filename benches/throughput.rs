//! How fast are trials of the baseline: on each instruction set on one thread, and as a run on one thread and on all?
//!
//! ```text
//! cargo bench --bench throughput                        16,384 trials, 7 rounds
//! cargo bench --bench throughput -- 4096 3              trials, rounds
//! cargo bench --bench throughput -- 4096 3 avx512       and one instruction set alone, without whole runs: for profilers
//! ```
//!
//! Rounds go through all ways in turn, so that a machine that slows down slows all of them; medians and ranges are printed.

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::thread::available_parallelism;
use std::time::Instant;

use clearcast::engine::Engine;
use clearcast::lanes::{Level, levels};
use clearcast::sampling::{Design, Sampling};
use clearcast::simulate::{Model, RunSpec, Watch, simulate_one, tally};
use rayon::{ThreadPool, ThreadPoolBuilder};

mod common;

/// One way to simulate.
enum Way {
    /// The engine alone, on one thread.
    Engine(&'static str, Level),
    /// A run, tally included.
    Run(usize, ThreadPool),
}

impl Way {
    fn name(&self) -> String {
        match self {
            Self::Engine(name, _) => format!("engine, {name}"),
            Self::Run(1, _) => "run, 1 thread".to_owned(),
            Self::Run(threads, _) => format!("run, {threads} threads"),
        }
    }

    /// Seconds for so many trials.
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    fn time(&self, model: &Model, design: &Design, trials: u64) -> f64 {
        let programme = model.programme();
        let clock = Instant::now();
        match self {
            Self::Engine(_, level) => {
                let mut engine = Engine::on(*level, programme);
                black_box(common::simulate(&mut engine, programme, design, trials));
            }
            Self::Run(_, pool) => {
                let spec = RunSpec::new(trials, common::SEED);
                let run = || simulate_one(model, &spec, tally, &Watch::default());
                black_box(pool.install(run)).expect("nobody stops the run");
            }
        }
        clock.elapsed().as_secs_f64()
    }
}

fn ways(only: Option<&str>) -> Vec<Way> {
    let wanted = |name: &str| only.is_none_or(|only| only == name);
    let mut ways: Vec<Way> = levels()
        .into_iter()
        .filter(|(name, _)| wanted(name))
        .map(|(name, level)| Way::Engine(name, level))
        .collect();
    if only.is_none() {
        let most = available_parallelism().map_or(1, NonZeroUsize::get);
        let mut threads = vec![1, most];
        threads.dedup();
        ways.extend(threads.into_iter().map(|threads| {
            let pool = ThreadPoolBuilder::new().num_threads(threads).build();
            Way::Run(threads, pool.expect("threads can be had"))
        }));
    }
    ways
}

/// Lowest, middle and highest.
fn spread(mut seconds: Vec<f64>) -> [f64; 3] {
    seconds.sort_by(f64::total_cmp);
    [
        seconds[0],
        seconds[seconds.len() / 2],
        seconds[seconds.len() - 1],
    ]
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_test = arguments.iter().any(|argument| argument == "--test");
    let plain: Vec<&String> = arguments.iter().filter(|a| !a.starts_with("--")).collect();
    let number = |at: usize, default: u64| {
        plain.get(at).map_or(default, |text| {
            text.parse().expect("trials and rounds are numbers")
        })
    };
    let trials = number(0, if is_test { 64 } else { 16_384 });
    let rounds = number(1, if is_test { 1 } else { 7 });

    // Before there is any of its own.
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        let load: Vec<&str> = load.split(' ').take(3).collect();
        println!("load average {}", load.join(", "));
    }
    let model = Model::of(common::baseline());
    let programme = model.programme();
    let design = common::design(programme, Sampling::Sobol);
    let ways = ways(plain.get(2).map(|name| name.as_str()));
    let mut seconds = vec![Vec::new(); ways.len()];
    for _ in 0..rounds.max(1) {
        for (way, seconds) in ways.iter().zip(&mut seconds) {
            seconds.push(way.time(&model, &design, trials));
        }
    }

    let mut engine = Engine::new(programme);
    let counted = common::simulate(&mut engine, programme, &design, trials);
    let months = counted.months / trials as f64;
    println!(
        "scenarios/azerbaijan.toml, sobol, seed {}, {trials} trials, {rounds} rounds",
        common::SEED
    );
    println!(
        "months a trial {months:.1}, lanes at work {:.1} %",
        100.0 * counted.occupancy()
    );
    println!(
        "{:<18}{:>12}{:>18}{:>12}",
        "", "µs a trial", "lowest-highest", "ns a month"
    );
    for (way, seconds) in ways.iter().zip(seconds) {
        let [lowest, middle, highest] = spread(seconds).map(|s| s * 1e6 / trials as f64);
        let range = format!("{lowest:.2}-{highest:.2}");
        println!(
            "{:<18}{middle:>12.2}{range:>18}{:>12.1}",
            way.name(),
            middle * 1e3 / months
        );
    }
}
