//! Options that several commands take.

use clap::Args;
use rayon::ThreadPool;

use super::{Error, finish};

/// Largest seed: the manifest holds it as an integer of TOML, which has 63 bits and a sign.
const LARGEST_SEED: u64 = i64::MAX as u64;

/// What the draws depend on.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct SeedArg {
    /// Seed of all randomness, a whole number up to 2^63 - 1: the same seed gives the same bytes
    #[arg(long, default_value_t = 1, value_name = "S", value_parser = clap::value_parser!(u64).range(..=LARGEST_SEED))]
    pub(super) seed: u64,
}

/// How points are laid out.
#[derive(Args, Clone, Debug)]
pub(super) struct SamplingArg {
    /// How inputs are sampled: random, lhs or sobol
    #[arg(long, default_value = "sobol", value_name = "DESIGN", value_parser = ["random", "lhs", "sobol"])]
    pub(super) sampling: String,
}

/// On how many threads.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct ThreadsArg {
    /// Threads; by default one per processor. Their number does not change the results
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
}

impl ThreadsArg {
    /// So many threads.
    pub(super) fn pool(self) -> Result<ThreadPool, Error> {
        finish::pool(self.threads)
    }
}
