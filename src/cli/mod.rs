//! The command line: arguments in, exit code out.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Parser, Subcommand};

use terminal::Printable;

use crate::results::ResultsError;
use crate::scenario::LoadError;

mod check;
mod columns;
mod compare;
mod completions;
mod diff;
mod discover;
mod finish;
mod frontier;
mod hindcast;
mod init;
mod inputs;
mod man;
mod merge;
mod options;
mod order;
mod progress;
mod question;
mod repeat;
mod report;
mod run;
mod schema;
mod sensitivity;
mod show;
mod slurm;
mod solve;
mod source;
mod sweep;
mod table;
mod terminal;
mod trace;
mod value;

/// What the program was started with, its own name first. Where another program starts it, that is not what the system says.
static STARTED: OnceLock<Vec<OsString>> = OnceLock::new();

/// How long mine clearance takes, what it costs, and how far to trust the answer.
#[derive(Debug, Parser)]
#[command(name = "clearcast", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::RunArgs),
    Sweep(sweep::SweepArgs),
    Merge(merge::MergeArgs),
    Repeat(repeat::RepeatArgs),
    Report(report::ReportArgs),
    Check(check::CheckArgs),
    Init(init::InitArgs),
    Inputs(inputs::InputsArgs),
    Show(show::ShowArgs),
    Diff(diff::DiffArgs),
    Compare(compare::CompareArgs),
    Hindcast(hindcast::HindcastArgs),
    Solve(solve::SolveArgs),
    Frontier(frontier::FrontierArgs),
    Trace(trace::TraceArgs),
    Sensitivity(sensitivity::SensitivityArgs),
    Value(value::ValueArgs),
    Discover(discover::DiscoverArgs),
    Order(order::OrderArgs),
    Slurm(slurm::SlurmArgs),
    Schema(schema::SchemaArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All was done: exit code 0.
    Done,
    /// A scenario or design was rejected, no point of a sweep has figures, or results did not come out again: exit code 1.
    Rejected,
    /// No level that was tried reaches the goal: exit code 3.
    Unreachable,
    /// The user interrupted it: exit code 130.
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => Self::SUCCESS,
            Status::Rejected => Self::from(1),
            Status::Unreachable => Self::from(3),
            Status::Interrupted => Self::from(130),
        }
    }
}

/// The machine or the arguments are in the way: exit code 2.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A scenario file cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Results cannot be written.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The report cannot be drawn.
    #[error("cannot draw the report: {0}")]
    Report(#[from] crate::report::ReportError),
    /// The scenario cannot be simulated as asked.
    #[error(transparent)]
    Simulate(#[from] crate::simulate::SimulateError),
    /// The same, before any simulation.
    #[error(transparent)]
    Spec(#[from] crate::simulate::SpecError),
    /// A design cannot be swept.
    #[error(transparent)]
    Sweep(#[from] crate::sweep::SweepError),
    /// The journal of a sweep cannot be used.
    #[error(transparent)]
    Journal(#[from] crate::sweep::JournalError),
    /// Rows of a sweep cannot be written.
    #[error(transparent)]
    Rows(#[from] crate::sweep::OutputError),
    /// Rows of trials cannot be written.
    #[error(transparent)]
    Data(#[from] crate::data::DataError),
    /// Arguments do not fit together.
    #[error("{0}")]
    Arguments(String),
    /// Partial results do not make up a run.
    #[error("the parts do not make up a run:\n  {0}")]
    Parts(String),
    /// Threads cannot be started.
    #[error("cannot start the threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// Standard output cannot be written.
    #[error("cannot write to standard output: {0}")]
    Output(#[source] io::Error),
}

impl Error {
    /// Whether the reader of standard output has gone, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Cli {
    /// Reads the arguments, runs the command on the terminal, and says how it ended. Nothing that names or files hold acts on
    /// the terminal.
    pub fn start(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
        let arguments: Vec<OsString> = arguments.into_iter().collect();
        let _ = STARTED.set(arguments.clone());
        // Before there are other threads, which inherit it.
        #[cfg(target_os = "linux")]
        leave_hangups_to_nohup();
        let mut out = Printable(io::stdout().lock());
        let mut err = Printable(io::stderr());
        let ended = match Self::try_parse_from(arguments) {
            Ok(cli) => cli.execute(&mut out, &mut err),
            Err(refused) if refused.use_stderr() => {
                let _ = write!(err, "{refused}");
                return ExitCode::from(2);
            }
            Err(help) => write!(out, "{help}")
                .and_then(|()| out.flush())
                .map_err(Error::Output)
                .map(|()| Status::Done),
        };
        match ended {
            Ok(status) => status.into(),
            Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
            Err(error) => {
                let _ = writeln!(err, "error: {error}");
                ExitCode::from(2)
            }
        }
    }

    /// Runs the command. Results go to `out`, progress and complaints to `err`.
    pub fn execute(self, out: &mut dyn Write, err: &mut dyn Write) -> Result<Status, Error> {
        match self.command {
            Command::Run(args) => args.execute(out, err),
            Command::Sweep(args) => args.execute(out, err),
            Command::Merge(args) => args.execute(out, err),
            Command::Repeat(args) => args.execute(out, err),
            Command::Report(args) => args.execute(out),
            Command::Init(args) => args.execute(out, err),
            Command::Inputs(args) => args.execute(out, err),
            Command::Show(args) => args.execute(out, err),
            Command::Diff(args) => args.execute(out, err),
            Command::Compare(args) => args.execute(out, err),
            Command::Hindcast(args) => args.execute(out, err),
            Command::Solve(args) => args.execute(out, err),
            Command::Frontier(args) => args.execute(out, err),
            Command::Trace(args) => args.execute(out, err),
            Command::Sensitivity(args) => args.execute(out, err),
            Command::Value(args) => args.execute(out, err),
            Command::Discover(args) => args.execute(out, err),
            Command::Order(args) => args.execute(out, err),
            Command::Slurm(args) => args.execute(out, err),
            Command::Schema(args) => args.execute(out),
            Command::Completions(args) => args.execute(out),
            Command::Man(args) => args.execute(out),
            Command::Check(args) => args.execute(out, err),
        }
    }
}

/// Keeps SIGHUP from this process if it was ignored when the process began: the handler of interrupts would end what `nohup` is
/// to keep alive.
#[cfg(target_os = "linux")]
fn leave_hangups_to_nohup() {
    use nix::sys::signal::{SigSet, Signal};

    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok());
    // The lowest bit is signal 1, which is SIGHUP.
    if ignored.is_some_and(|signals| signals & 1 == 1) {
        // Where this fails, a hangup ends the run as an interrupt does.
        let _ = SigSet::from(Signal::SIGHUP).thread_block();
    }
}
