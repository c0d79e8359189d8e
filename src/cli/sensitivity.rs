//! `clearcast sensitivity`: what drives the spread of completion, cost and the joint target.

use std::io::Write;
use std::path::Path;

use clap::Args;

use super::finish::Failure;
use super::options::ThreadsArg;
use super::progress::with_bar;
use super::question::{Asked, Question};
use super::{Error, Status};
use crate::answers;
use crate::sensitivity::{
    By, GRAMMAR, Method, Outcome, Settings, likely, measures, measures_likely, study,
};

/// Show what drives the result: which inputs and which chance account for its spread
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  clearcast sensitivity
  clearcast sensitivity valley.toml --for completion --for remaining.total@2035
  clearcast sensitivity valley.toml --until 'share 2%'
  clearcast sensitivity valley.toml --method tornado    one input at a time, no simulation of chance

Shares of variance sum to 100 %. What is correlated counts as one factor; chance is told by what it decides: each event, the level
of each source of money, inflation, noise.")]
pub(super) struct SensitivityArgs {
    #[command(flatten)]
    question: Question,
    /// What to explain, such as completion, cost, joint, regions.plain or remaining.total@2035; repeatable [default: joint where
    /// there is a target, completion, cost]
    #[arg(long = "for", value_name = "OUTCOME")]
    outcomes: Vec<String>,
    /// Measure it otherwise: Sobol' indices, Borgonovo's delta, rank correlations, or one at a time about the point estimate
    #[arg(long, value_name = "METHOD", value_enum, default_value_t = How::Shapley)]
    method: How,
    /// With --method sobol: take first-order indices from two samples throughout, not from a fit of the plain trials
    #[arg(long)]
    pick_freeze: bool,
    /// Give shares to independent factors, where correlated inputs are one, or to every input by itself
    #[arg(long, value_name = "UNIT", value_enum, default_value_t = Split::Factors)]
    by: Split,
    /// Show as well what drives the land that remains and the money that is spent year by year
    #[arg(long, conflicts_with = "method")]
    over_time: bool,
    /// Simulate until half the 95 % interval of every share is below a limit: 'share 2%'
    #[arg(long, value_name = "LIMIT", value_parser = limit, conflicts_with = "method")]
    until: Option<f64>,
}

/// How it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum How {
    Shapley,
    Sobol,
    Delta,
    Rank,
    Tornado,
}

/// What shares are given to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Split {
    Factors,
    Inputs,
}

impl How {
    fn name(self) -> &'static str {
        match self {
            Self::Shapley => "shapley",
            Self::Sobol => "sobol",
            Self::Delta => "delta",
            Self::Rank => "rank",
            Self::Tornado => "tornado",
        }
    }
}

impl From<Split> for By {
    fn from(split: Split) -> Self {
        match split {
            Split::Factors => Self::Factors,
            Split::Inputs => Self::Inputs,
        }
    }
}

/// Reads `share 2%`.
fn limit(text: &str) -> Result<f64, String> {
    let number = text.strip_prefix("share").map(str::trim);
    let number = number.and_then(|it| it.strip_suffix('%')).map(str::trim);
    let percent: Option<f64> = number.and_then(|it| it.parse().ok());
    percent
        .filter(|it| (0.1..100.0).contains(it))
        .map(|it| it / 100.0)
        .ok_or_else(|| "write it as 'share 2%', from 0.1 to 100 %".to_owned())
}

impl SensitivityArgs {
    /// The same question about the scenario in the folder of its answer.
    pub(super) fn again(self, folder: &Path, place: &Path, threads: ThreadsArg) -> Self {
        Self {
            question: self.question.again(folder, place, threads),
            ..self
        }
    }

    pub(super) fn execute(
        &self,
        out: &mut dyn Write,
        err: &mut dyn Write,
    ) -> Result<Status, Error> {
        let method = Method::named(
            self.method.name(),
            (self.pick_freeze, "--method sobol"),
            self.by.into(),
        );
        let method = method.map_err(|rule| Error::Arguments(format!("--pick-freeze: {rule}")))?;
        self.question.ask("sensitivity", err, |asked, _| {
            self.answer(asked, method, out).map(|()| Status::Done)
        })
    }

    fn outcomes(&self, asked: &Asked<'_>) -> Result<Vec<Outcome>, Error> {
        let model = &asked.model;
        let usual = Outcome::usual(model.programme());
        let names = match &self.outcomes[..] {
            [] => &usual[..],
            names => names,
        };
        let read = |name: &String| {
            Outcome::parse(name, model.programme(), model.scenario()).map_err(|error| {
                Error::Arguments(format!(
                    "--for {name}: {error}\n\noutcomes are\n  {GRAMMAR}"
                ))
            })
        };
        names.iter().map(read).collect()
    }

    fn answer(
        &self,
        asked: &Asked<'_>,
        method: Option<Method>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let (model, watch) = (&asked.model, &asked.watch);
        let outcomes = self.outcomes(asked)?;
        let settings = Settings {
            trials: self.question.trials,
            seed: self.question.seed.seed,
            by: self.by.into(),
            until: self.until,
            over_time: self.over_time,
        };
        if let Some(method) = method {
            return Self::measured(asked, (outcomes, method), &settings, out);
        }
        let found = with_bar(&asked.stem, likely(model, &settings), watch, |_| {
            asked
                .pool
                .install(|| study(model, outcomes, &settings, watch))
        })
        .map_err(Error::from)?;
        asked.finish(&answers::study(found, model), out)
    }

    /// The answer by another measure.
    fn measured(
        asked: &Asked<'_>,
        (outcomes, method): (Vec<Outcome>, Method),
        settings: &Settings,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let (model, watch) = (&asked.model, &asked.watch);
        let likely = measures_likely(model, method, settings);
        let found = with_bar(&asked.stem, likely, watch, |_| {
            asked
                .pool
                .install(|| measures(model, outcomes, method, settings, watch))
        })
        .map_err(Error::from)?;
        asked.finish(&answers::measures(found, model), out)
    }
}

#[cfg(test)]
mod tests {
    use super::limit;

    #[test]
    fn a_limit_is_a_share_in_percent() {
        assert_eq!(limit("share 2%"), Ok(0.02));
        assert_eq!(limit("share 0.5 %"), Ok(0.005));
        for text in [
            "2%",
            "share 2",
            "share 0%",
            "share -1%",
            "joint 2%",
            "share nan%",
        ] {
            assert!(limit(text).is_err(), "{text}");
        }
    }
}
