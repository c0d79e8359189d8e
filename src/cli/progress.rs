//! A progress bar on the terminal, fed by the run's watch.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::printable::printable;
use crate::simulate::Watch;
use crate::summary::standing::Standing;

/// Time between two looks at the watch.
const TICK: Duration = Duration::from_millis(50);

/// The bar while work is under way.
#[derive(Debug)]
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Shows how near the goals are, error now against error asked, and fills up towards the trials that the farthest of
    /// them is likely to take.
    pub(super) fn aim(&self, trials: u64, most: u64, standings: &[Standing]) {
        self.0.set_length(likely(trials, most, standings));
        let waiting: Vec<String> = standings
            .iter()
            .filter(|standing| standing.waiting())
            .map(Standing::against)
            .collect();
        self.0.set_message(format!("; {}", waiting.join(", ")));
    }
}

/// Trials that it is likely to take, a doubling at least and no more than `most`.
fn likely(trials: u64, most: u64, standings: &[Standing]) -> u64 {
    let times = standings.iter().map(Standing::times).fold(2.0, f64::max);
    let mut likely = trials;
    while 2 * likely <= most && (likely as f64) < times * trials as f64 {
        likely *= 2;
    }
    likely
}

/// Shows the progress of `trials` on standard error while `work` runs; nothing where standard error is no terminal.
pub(super) fn with_bar<T>(
    name: &str,
    trials: u64,
    watch: &Watch,
    work: impl FnOnce(&Bar) -> T,
) -> T {
    let target = if std::env::var_os("TERM").is_some_and(|kind| kind == "dumb") {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(trials), target);
    let style = ProgressStyle::with_template(
        "{prefix} {wide_bar} {human_pos}/{human_len} trials, {rate}, {eta} left{msg}",
    );
    let style = style.expect("the template is well formed");
    bar.set_style(
        style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{} trials/s", HumanCount(state.per_sec() as u64));
        }),
    );
    bar.set_prefix(printable(name).into_owned());
    let bar = Bar(bar);
    if bar.0.is_hidden() {
        return work(&bar);
    }
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let ticker = scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                bar.0.set_position(watch.done.load(Ordering::Relaxed));
                std::thread::park_timeout(TICK);
            }
            bar.0.finish_and_clear();
        });
        let result = work(&bar);
        finished.store(true, Ordering::Relaxed);
        ticker.thread().unpark();
        result
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(error: f64) -> Standing {
        Standing {
            goal: "joint 0.5%".to_owned(),
            error: Some(error),
            asked: 0.005,
            percent: true,
            never: None,
        }
    }

    #[test]
    fn the_bar_aims_at_the_doubling_that_the_farthest_goal_needs() {
        let aim = |errors: &[f64], most| {
            let standings: Vec<Standing> = errors.iter().copied().map(standing).collect();
            likely(1_024, most, &standings)
        };
        // Three times the error takes nine times the trials: sixteen, as trials double.
        assert_eq!(aim(&[0.006, 0.015], 1 << 20), 16_384);
        assert_eq!(aim(&[0.006], 1 << 20), 2_048);
        assert_eq!(aim(&[0.015], 5_000), 4_096);
    }

    #[test]
    fn error_now_stands_against_error_asked() {
        assert_eq!(standing(0.0071).against(), "joint 0.71 % for 0.50 %");
    }
}
