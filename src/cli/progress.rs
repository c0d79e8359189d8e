//! A progress bar on the terminal, fed by the run's watch.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::ensemble::Watch;

/// Time between two looks at the watch.
const TICK: Duration = Duration::from_millis(50);

/// Shows the progress of `trials` on standard error while `work` runs; nothing where standard error is no terminal.
pub(super) fn with_bar<T>(name: &str, trials: u64, watch: &Watch, work: impl FnOnce() -> T) -> T {
    let bar = ProgressBar::with_draw_target(Some(trials), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(
        "{prefix} {wide_bar} {human_pos}/{human_len} trials, {rate}, {eta} left",
    );
    let style = style.expect("the template is well formed");
    bar.set_style(
        style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{} trials/s", HumanCount(state.per_sec() as u64));
        }),
    );
    bar.set_prefix(name.to_owned());
    if bar.is_hidden() {
        return work();
    }
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let ticker = scope.spawn(|| {
            while !finished.load(Ordering::Relaxed) {
                bar.set_position(watch.done.load(Ordering::Relaxed));
                std::thread::park_timeout(TICK);
            }
            bar.finish_and_clear();
        });
        let result = work();
        finished.store(true, Ordering::Relaxed);
        ticker.thread().unpark();
        result
    })
}
