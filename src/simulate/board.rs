//! Threads and runs: who simulates what.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use super::collect::{Assembly, Collect};
use super::finite::{self, FirstNotFinite};
use super::ledger::{Done, Written};
use super::schedule::Schedule;
use super::{Design, Model, Prepared, Run, RunSpec, SpecError, Stopped, Trials, Watch, design};
use crate::engine::Engine;
use crate::sampling::Sampling;

/// A run under way.
struct Task<C> {
    job: usize,
    prepared: Prepared,
    schedule: Schedule,
    /// An empty collector, of which every thread fills a copy.
    empty: C,
    collected: Mutex<Option<C>>,
    not_finite: FirstNotFinite,
}

/// Runs to begin, and runs under way.
struct Board<C> {
    jobs: usize,
    state: Mutex<State<C>>,
    changed: Condvar,
}

struct State<C> {
    /// The first job that nobody has begun.
    next: usize,
    /// Jobs that are being made ready.
    in_preparation: usize,
    /// Runs under way, and the threads at work on each.
    open: Vec<(Arc<Task<C>>, usize)>,
    /// Designs are the same for many jobs: the last that was made.
    design: Option<Arc<Design>>,
}

/// What a thread does next.
enum Turn<C> {
    Prepare(usize),
    Help(Arc<Task<C>>),
}

impl<C> Board<C> {
    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().expect("no other thread has panicked")
    }

    fn turn(&self) -> Option<Turn<C>> {
        let mut state = self.state();
        loop {
            if state.next < self.jobs {
                state.next += 1;
                state.in_preparation += 1;
                return Some(Turn::Prepare(state.next - 1));
            }
            let busiest = state
                .open
                .iter_mut()
                .max_by_key(|(task, _)| task.schedule.left());
            if let Some((task, threads)) = busiest.filter(|(task, _)| task.schedule.left() > 0) {
                *threads += 1;
                return Some(Turn::Help(Arc::clone(task)));
            }
            if state.in_preparation == 0 {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .expect("no other thread has panicked");
        }
    }

    /// A job has been made ready, or cannot be.
    fn prepared(&self, task: Option<&Arc<Task<C>>>) {
        let mut state = self.state();
        state.in_preparation -= 1;
        state.open.extend(task.map(|task| (Arc::clone(task), 1)));
        self.changed.notify_all();
    }

    /// A thread has done what it could for a run; whether it was the last.
    fn leave(&self, task: &Arc<Task<C>>) -> bool {
        let mut state = self.state();
        let place = state.open.iter().position(|(it, _)| Arc::ptr_eq(it, task));
        let place = place.expect("a run under way is on the board");
        state.open[place].1 -= 1;
        let last = state.open[place].1 == 0;
        if last {
            state.open.swap_remove(place);
        }
        last
    }

    /// The design of a run.
    fn design(&self, model: &Model, spec: &RunSpec) -> Result<Arc<Design>, SpecError> {
        let like = |design: &Arc<Design>| {
            let key =
                |d: &Design| -> (Sampling, u64, usize) { (d.sampling(), d.seed(), d.dimensions()) };
            key(design)
                == (
                    spec.sampling,
                    spec.seed,
                    model.programme().inputs.dimensions(),
                )
        };
        if let Some(design) = self.state().design.clone().filter(like) {
            return Ok(design);
        }
        let design = Arc::new(design(model, spec)?);
        self.state().design = Some(Arc::clone(&design));
        Ok(design)
    }
}

/// Simulates `jobs` runs on the current thread pool, in memory that does not grow with them: `job` makes each ready when its turn
/// comes, `collector` makes its empty collector, and `done` is given what came of it, in any order and on any thread.
///
/// # Errors
///
/// [`Stopped`] if `watch.stop` was set before the last block began. Runs that were over by then have been given to `done`.
///
/// # Panics
///
/// If one of the functions has panicked on another thread.
pub fn simulate_each<C: Collect, E: From<SpecError> + Send>(
    jobs: usize,
    job: impl Fn(usize) -> Result<(Model, RunSpec), E> + Sync,
    collector: impl Fn(&Prepared) -> C + Sync,
    done: impl Fn(usize, Result<Run<C>, E>) + Sync,
    watch: &Watch,
) -> Result<(), Stopped> {
    let board = Board {
        jobs,
        state: Mutex::new(State {
            next: 0,
            in_preparation: 0,
            open: Vec::new(),
            design: None,
        }),
        changed: Condvar::new(),
    };
    let stopped = AtomicBool::new(false);
    let prepare = |number: usize| -> Result<Arc<Task<C>>, E> {
        let (model, spec) = job(number)?;
        let design = board.design(&model, &spec)?;
        let schedule = match &spec.trials {
            Trials::Range(range) => Schedule::plain(range),
            Trials::Nested(nesting) => Schedule::nested(nesting.outer, nesting.inner),
        };
        let prepared = Prepared::new(model, design, spec)?;
        Ok(Arc::new(Task {
            job: number,
            empty: collector(&prepared),
            prepared,
            schedule,
            collected: Mutex::new(None),
            not_finite: FirstNotFinite::default(),
        }))
    };
    rayon::broadcast(|_| {
        while let Some(turn) = board.turn() {
            let task = match turn {
                Turn::Help(task) => task,
                Turn::Prepare(number) => {
                    if watch.stop.load(Ordering::Relaxed) {
                        stopped.store(true, Ordering::Relaxed);
                        board.prepared(None);
                        break;
                    }
                    let task = prepare(number);
                    board.prepared(task.as_ref().ok());
                    match task {
                        Ok(task) => task,
                        Err(error) => {
                            done(number, Err(error));
                            continue;
                        }
                    }
                }
            };
            let complete = task.work(watch);
            if !complete {
                stopped.store(true, Ordering::Relaxed);
            }
            let last = board.leave(&task);
            if !complete {
                break;
            }
            if last {
                done(task.job, task.over().map_err(E::from));
            }
        }
    });
    if stopped.load(Ordering::Relaxed) {
        return Err(Stopped);
    }
    Ok(())
}

impl<C: Collect> Task<C> {
    /// Simulates what no other thread has claimed; `false` if something was left because the watch said stop.
    fn work(&self, watch: &Watch) -> bool {
        let programme = self.prepared.model.programme();
        let sampler = self.prepared.sampler();
        let mut collected = self.empty.clone();
        let mut claims = self.schedule.claims();
        let mut complete = true;
        let mut numbers = std::iter::from_fn(|| {
            claims.next(|| {
                let stop = watch.stop.load(Ordering::Relaxed) && self.schedule.left() > 0;
                complete &= !stop;
                !stop
            })
        });
        let end = self.prepared.spec.trials.end();
        let (tally, each) = collected.parts();
        let mut written = Written {
            tally,
            each: each.map(|each| Assembly::new(programme, sampler, end, each)),
            row: Vec::new(),
            done: Done::new(&watch.done),
            not_finite: &self.not_finite,
            amounts: finite::amounts(programme),
        };
        Engine::new(programme).run_into(programme, &sampler, &mut numbers, &mut written);
        drop(written);
        let mut whole = self.collected.lock().expect("no other thread has panicked");
        match whole.as_mut() {
            Some(whole) => whole.merge(collected),
            None => *whole = Some(collected),
        }
        complete
    }

    /// What was collected, when no thread is at work any more.
    fn over(&self) -> Result<Run<C>, SpecError> {
        self.not_finite.result(&self.prepared)?;
        let whole = self
            .collected
            .lock()
            .expect("no other thread has panicked")
            .take();
        let mut collected = whole.unwrap_or_else(|| self.empty.clone());
        collected.finish();
        Ok(Run {
            prepared: self.prepared.clone(),
            collected,
        })
    }
}
