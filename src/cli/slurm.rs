//! `clearcast slurm`: a run cut up for a cluster, as a script that submits an array of jobs and the job that merges what they write.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::options::{SamplingArg, SeedArg};
use super::source::ScenarioArg;
use super::{Error, Status};
use crate::partial;
use crate::sampling::REPLICATES;
use crate::simulate::{MOST_TRIALS, Model};

/// Print a script that runs a scenario as an array of jobs on Slurm, and merges them
///
/// Each job simulates a range of the trials and writes it as a part, unless the part is there; so whatever was lost comes again when the script
/// is run again. The results are those of one run, byte for byte.
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast slurm valley.toml --trials 1000000000 --jobs 500 > valley.sh
  sh valley.sh                          submits both; run again, it does what is missing

Options of sbatch go to the jobs of the array and to the merge: --sbatch=--partition=short --sbatch=--account=mine")]
pub(super) struct SlurmArgs {
    #[command(flatten)]
    source: ScenarioArg,
    /// Number of trials of the whole run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=MOST_TRIALS))]
    trials: u64,
    /// Jobs of the array
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..=100_000))]
    jobs: u64,
    /// Processors of a job, and its threads
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    cpus: u16,
    #[command(flatten)]
    seed: SeedArg,
    #[command(flatten)]
    sampling: SamplingArg,
    /// Folder that all machines see, in which the parts are kept
    #[arg(long, value_name = "DIR", default_value = "clearcast-parts")]
    store: PathBuf,
    /// Results folder [default: clearcast-results/NAME]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// An option of sbatch, such as --sbatch=--time=10; repeatable
    #[arg(long, value_name = "OPTION", allow_hyphen_values = true)]
    sbatch: Vec<String>,
}

impl SlurmArgs {
    /// Checks the scenario and prints the script.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let Some(loaded) = self.source.load(err)? else {
            return Ok(Status::Rejected);
        };
        let script = self.script(&Model::new(loaded));
        out.write_all(script.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(Status::Done)
    }

    fn script(&self, model: &Model) -> String {
        let file = self.source.file();
        let stem = file
            .file_stem()
            .unwrap_or(file.as_os_str())
            .to_string_lossy();
        let stem = partial::stem(&stem);
        let Self { trials, cpus, .. } = self;
        let (seed, sampling) = (self.seed.seed, &self.sampling.sampling);
        // Whole points of the design in each.
        let step = trials
            .div_ceil(self.jobs)
            .next_multiple_of(REPLICATES as u64);
        let last = (trials - 1) / step;
        let (version, hash) = (env!("CARGO_PKG_VERSION"), &model.sha256()[..16]);
        // Parts of another scenario, seed, design or version are elsewhere.
        let parts = format!("{stem}-{hash}-{seed}-{sampling}-{trials}-{step}-{version}");
        let parts = quoted(&self.store.join(parts).to_string_lossy());
        let mut run = vec!["clearcast run".to_owned()];
        run.extend(
            self.source
                .scenario
                .iter()
                .map(|file| quoted(&file.to_string_lossy())),
        );
        run.extend(
            self.source
                .sets
                .iter()
                .map(|set| format!("--set {}", quoted(set))),
        );
        let run = run.join(" ");
        let place = self.out.as_ref().map_or_else(String::new, |place| {
            format!(" --out {}", quoted(&place.to_string_lossy()))
        });
        let options = self
            .sbatch
            .iter()
            .fold(String::new(), |all, it| all + " " + &quoted(it));
        let name = quoted(&format!("clearcast-{stem}"));
        format!(
            "#!/bin/sh\n\
             # {trials} trials of {stem} as an array of {jobs} jobs, and a job that merges them. Run again, it does what is missing.\n\
             set -eu\n\
             parts={parts}\n\
             mkdir -p \"$parts\"\n\
             export parts\n\
             \n\
             array=$(sbatch --parsable --job-name={name} --array=0-{last} --cpus-per-task={cpus} --output=\"$parts/%a.log\"{options} <<'JOB'\n\
             #!/bin/sh\n\
             set -eu\n\
             first=$((SLURM_ARRAY_TASK_ID * {step}))\n\
             end=$((first + {step}))\n\
             [ \"$end\" -le {trials} ] || end={trials}\n\
             part=\"$parts/$first-$end.part\"\n\
             [ -e \"$part\" ] || {run} --trials {trials} --seed {seed} --sampling {sampling} --threads {cpus} --trials-range \"$first..$end\" --partial \"$part\"\n\
             JOB\n\
             )\n\
             \n\
             sbatch --job-name={name}-merge --dependency=\"afterok:${{array%%;*}}\" --cpus-per-task={cpus} --output=\"$parts/merge.log\"{options} <<'JOB'\n\
             #!/bin/sh\n\
             set -eu\n\
             clearcast merge \"$parts\"/*.part --threads {cpus}{place}\n\
             JOB\n",
            jobs = last + 1,
        )
    }
}

/// A word as the shell takes it, whatever is in it.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn nothing_in_a_word_acts_in_the_shell() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
    }
}
