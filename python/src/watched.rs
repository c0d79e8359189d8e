//! Work without the interpreter's lock, which Ctrl-C and a progress function can watch.

use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use clearcast::simulate::Watch;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use rayon::ThreadPoolBuilder;

/// Time between two looks at signals.
const TICK: Duration = Duration::from_millis(4);
/// Looks between two calls of the progress function.
const TICKS: u32 = 25;

/// How work is done.
#[derive(FromPyObject)]
pub(crate) struct How {
    /// Threads; by default one per processor.
    pub(crate) threads: Option<usize>,
    /// Is called with the trials done so far.
    pub(crate) progress: Option<Py<PyAny>>,
}

impl How {
    /// Does `work` on threads of its own. What a signal or the progress function raises stops it.
    pub(crate) fn watched<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&Watch) -> PyResult<T> + Send,
    ) -> PyResult<(T, usize)> {
        let builder = ThreadPoolBuilder::new().num_threads(self.threads.unwrap_or(0));
        let pool = builder
            .build()
            .map_err(|error| PyRuntimeError::new_err(format!("cannot start threads: {error}")))?;
        let threads = pool.current_num_threads();
        let watch = Watch::default();
        let (result, raised) = py.detach(|| {
            let (sender, receiver) = channel();
            let mut raised = None;
            let result = std::thread::scope(|scope| {
                scope.spawn(|| {
                    let result = pool.install(|| work(&watch));
                    // The receiver waits for it.
                    let _ = sender.send(result);
                });
                let mut ticks = 0_u32;
                loop {
                    match receiver.recv_timeout(TICK) {
                        Ok(result) => break result,
                        Err(RecvTimeoutError::Disconnected) => {
                            break Err(PyRuntimeError::new_err("a thread has panicked"));
                        }
                        Err(RecvTimeoutError::Timeout) if raised.is_none() => {
                            ticks += 1;
                            let looked = Python::attach(|py| self.look(py, ticks, &watch));
                            if let Err(error) = looked {
                                watch.stop.store(true, Ordering::Relaxed);
                                raised = Some(error);
                            }
                        }
                        Err(RecvTimeoutError::Timeout) => {}
                    }
                }
            });
            (result, raised)
        });
        if let Some(error) = raised {
            return Err(error);
        }
        let result = result?;
        self.tell(py, &watch)?;
        Ok((result, threads))
    }

    fn look(&self, py: Python<'_>, ticks: u32, watch: &Watch) -> PyResult<()> {
        py.check_signals()?;
        if ticks.is_multiple_of(TICKS) {
            self.tell(py, watch)?;
        }
        Ok(())
    }

    fn tell(&self, py: Python<'_>, watch: &Watch) -> PyResult<()> {
        if let Some(progress) = &self.progress {
            progress.call1(py, (watch.done.load(Ordering::Relaxed),))?;
        }
        Ok(())
    }
}
