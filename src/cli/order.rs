//! `clearcast order`: in which order a scenario's dimensions sample it best.

use std::fmt::Write as _;
use std::io::Write;

use clap::Args;
use toml_writer::ToTomlValue as _;

use super::finish::{self, Failure};
use super::options::{SeedArg, ThreadsArg};
use super::progress::with_bar;
use super::source::ScenarioArg;
use super::{Error, Status};
use crate::order::{self, Errors, Influence, POINTS, Proposal, SEEDS, Verdict};
use crate::sampling::REPLICATES;
use crate::scenario::Loaded;
use crate::simulate::{Model, RunSpec};
use crate::words;

/// Propose an order of the sampling design's dimensions that needs fewer trials
#[derive(Args, Debug)]
#[command(
    mut_arg("seed", |it| it.help("Seed of the pilot; errors are those of the seeds after it")),
    after_help = "\
Inputs that move the outcome most are sampled best by the first dimensions of a
Sobol' design. Which they are is told by a pilot; whether that order is better, by
the standard errors of mean cost and mean completion under other seeds. It is
proposed only if they go on falling from 64 to 1,024 points in each of the 16
replicates and one of them ends smaller. The lines that are printed belong into
the scenario file, before its first table; where a file builds on another, into
the lowest base, so that variants keep sharing their draws.

Examples:
  clearcast order my-country.toml
  clearcast order my-country.toml --json"
)]
pub(super) struct OrderArgs {
    #[command(flatten)]
    source: ScenarioArg,
    /// Trials of the pilot
    #[arg(long, default_value_t = 16_384, value_name = "N", value_parser = clap::value_parser!(u64).range(4_096..=1_048_576))]
    trials: u64,
    #[command(flatten)]
    seed: SeedArg,
    #[command(flatten)]
    threads: ThreadsArg,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

impl OrderArgs {
    /// Simulates and prints what is proposed. Nothing is written.
    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let Some(loaded) = self.source.load(err)? else {
            return Ok(Status::Rejected);
        };
        match self.answer(loaded, out) {
            Ok(()) => Ok(Status::Done),
            Err(Failure::Stopped) => {
                let _ = writeln!(err, "interrupted: nothing is proposed");
                Ok(Status::Interrupted)
            }
            Err(Failure::Error(error)) => Err(error),
        }
    }

    fn answer(&self, loaded: Loaded, out: &mut dyn Write) -> Result<(), Failure> {
        let pool = self.threads.pool()?;
        let watch = finish::stop_on_interrupt();
        let model = pool.install(|| Model::new(loaded));
        let spec = RunSpec::new(self.trials, self.seed.seed);
        let file = self.source.file();
        let found = with_bar(
            &file.display().to_string(),
            order::trials(self.trials),
            &watch,
            |_| pool.install(|| order::propose(&model, &spec, &watch)),
        )
        .map_err(Error::from)?;
        let text = if self.json {
            let json = serde_json::to_string_pretty(&found);
            format!(
                "{}\n",
                json.expect("a proposal holds nothing that JSON cannot say")
            )
        } else {
            text(&found, &model.scenario().name)
        };
        out.write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .map_err(Error::Output)?;
        Ok(())
    }
}

fn text(found: &Proposal, scenario: &str) -> String {
    let mut text = format!(
        "{scenario}\nPilot of {}, seed {}; errors over the {SEEDS} seeds after it\n\n",
        words::counted(found.trials, "trial"),
        found.seed
    );
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "  {:52}{:>12}{:>8}",
        "Share of the variance", "completion", "cost"
    );
    for Influence { path, shares } in &found.influences {
        let _ = writeln!(
            text,
            "  {path:52}{:>12}{:>8}",
            words::percent(shares[0]),
            words::percent(shares[1])
        );
    }
    if found.influences.is_empty() {
        let _ = writeln!(text, "  No dimension explains half a percent");
    }
    if !found.errors.is_empty() {
        let _ = write!(text, "\n  {:34}", "Standard error, by trials");
        for points in POINTS {
            let _ = write!(text, "{:>10}", words::count(points * REPLICATES as u64));
        }
        let _ = writeln!(text);
        for Errors {
            mean,
            before,
            after,
        } in &found.errors
        {
            for (errors, order) in [(before, "as it is"), (after, "new order")] {
                let _ = write!(text, "  {:34}", format!("{}, {order}", mean.name()));
                for it in errors {
                    let _ = write!(text, "{:>10}", error(*it));
                }
                let _ = writeln!(text);
            }
        }
    }
    let _ = writeln!(text, "\n  {}", said(found));
    if let Some(dimensions) = found.dimensions() {
        let _ = writeln!(text, "\ndimensions = [");
        for path in dimensions {
            let _ = writeln!(text, "    {},", path.to_toml_value());
        }
        let _ = writeln!(text, "]");
    }
    text
}

/// The verdict in sentences.
fn said(found: &Proposal) -> String {
    let nothing = |why: &str| format!("Nothing is proposed: {why}.");
    match found.verdict {
        Verdict::Better => {
            let ends = found
                .errors
                .iter()
                .filter_map(|it| Some((it.mean, it.before.last()?, it.after.last()?)));
            let ends: Vec<String> = ends
                .map(|(mean, before, after)| {
                    let name = mean.name();
                    format!("of {name} from {} to {}", error(*before), error(*after))
                })
                .collect();
            format!(
                "At {} the new order takes the error {}.\n  \
                 Paste the lines below into the file, before its first table and in place of any `dimensions`; of a file with a base, into the\n  \
                 lowest base. All draws are then others, and results differ from earlier ones within their errors.",
                words::counted(POINTS[POINTS.len() - 1] * REPLICATES as u64, "trial"),
                ends.join(", ")
            )
        }
        Verdict::Same if found.influences.is_empty() => {
            nothing("nothing that is drawn moves completion or cost, so any order does")
        }
        Verdict::Same => nothing("what moves the outcome most comes first already"),
        Verdict::Plateau => nothing("in the new order an error stands still as trials are added"),
        Verdict::Worse => nothing("in the new order an error is larger than in the one there is"),
        Verdict::NoGain => nothing("the order there is does as well"),
    }
}

fn error(share: f64) -> String {
    format!("{:.3} %", 100.0 * share)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot read what is printed has failed"
)]
mod tests {
    use super::*;
    use crate::order::Mean;

    /// What is printed below the verdict goes into a file as it is.
    #[test]
    fn a_better_order_is_printed_as_lines_to_paste() {
        let paths = ["area.north.confirmed", "event.\u{e9}t\u{e9}.arrival"];
        let influences = paths.map(|path| Influence {
            path: path.to_owned(),
            shares: vec![0.25, 0.5],
        });
        let errors = Mean::ALL.map(|mean| Errors {
            mean,
            before: vec![0.016, 0.008, 0.004, 0.002, 0.001],
            after: vec![0.012, 0.006, 0.003, 0.0015, 0.0005],
        });
        let found = Proposal {
            trials: 4096,
            seed: 1,
            points: POINTS.to_vec(),
            seeds: SEEDS,
            influences: influences.to_vec(),
            errors: errors.to_vec(),
            verdict: Verdict::Better,
        };
        let printed = text(&found, "North");
        let (said, lines) = printed.split_once("\ndimensions").unwrap();
        assert!(
            said.contains("of mean cost from 0.100 % to 0.050 %"),
            "{said}"
        );
        let pasted: toml::Table = format!("dimensions{lines}").parse().unwrap();
        let listed = pasted["dimensions"].as_array().unwrap();
        assert!(listed.iter().map(|it| it.as_str().unwrap()).eq(paths));
    }
}
