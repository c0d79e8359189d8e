//! Partial results: the tally of a range of a run's trials in a file, and whether several of them make up the run.
//!
//! ```text
//! clearcast partial 3\n | length of the head, 8 bytes | head, JSON | tally, deflated | SHA-256 of all before, 32 bytes
//! ```
//!
//! ```
//! use clearcast::partial::{Unreadable, read};
//!
//! assert!(matches!(read(b"something else"), Err(Unreadable::Foreign)));
//! assert!(matches!(read(b"clearcast partial 3\n cut"), Err(Unreadable::Damaged)));
//! ```

use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::printable::is_hidden;
use crate::sealed::{self, Broken};
use crate::simulate::MOST_TRIALS;

/// How every partial file begins, with the number of its format.
const MAGIC: &[u8] = b"clearcast partial 3\n";

/// Which trials of which run a partial file holds, and what their results need beside the tally.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartialHead {
    /// Version of clearcast.
    pub version: String,
    /// The scenario file as named by the user.
    pub name: String,
    /// What the scenario is called in folders.
    pub stem: String,
    /// The scenario file, byte for byte.
    pub text: String,
    /// The scenario as simulated.
    pub resolved: String,
    /// Warnings for the reader of the report.
    pub warnings: Vec<String>,
    /// Seed.
    pub seed: u64,
    /// Sampling design.
    pub sampling: String,
    /// Trials of the whole run.
    pub trials: u64,
    /// The trials in this file.
    pub range: Range<u64>,
    /// How long they took to simulate.
    pub seconds: f64,
}

/// Longest time that trials may have taken, seconds: longer than there have been computers.
const MOST_SECONDS: f64 = 1e10;
/// Longest name of a folder, in bytes.
const LONGEST_NAME: usize = 255;
/// Most warnings: a run tells no more.
const MOST_WARNINGS: usize = 100;

/// `text` as the name of one folder: what would lead elsewhere, or cannot be shown, becomes a dash.
pub fn stem(text: &str) -> String {
    let leads = |c: char| matches!(c, '/' | '\\') || is_hidden(c);
    match text.replace(leads, "-") {
        dots if dots.bytes().all(|b| b == b'.') => "-".repeat(dots.len().max(1)),
        name => name,
    }
}

impl PartialHead {
    /// What no run writes, in words that follow "it has"; `None` if nothing is amiss.
    fn unsound(&self) -> Option<&'static str> {
        let Self { range, trials, .. } = self;
        let one_step = Path::new(&self.stem).file_name() == Some(self.stem.as_ref());
        let all = [
            (
                self.stem == stem(&self.stem) && one_step && self.stem.len() <= LONGEST_NAME,
                "a name that is no name of a folder",
            ),
            (
                (1..=MOST_TRIALS).contains(trials),
                "a number of trials that no run can have",
            ),
            (
                range.start < range.end && range.end <= *trials,
                "a range that is no part of its trials",
            ),
            (
                (0.0..=MOST_SECONDS).contains(&self.seconds),
                "a time that no trials can take",
            ),
            (
                i64::try_from(self.seed).is_ok(),
                "a seed that no run can have",
            ),
            (
                self.warnings.len() <= MOST_WARNINGS,
                "more warnings than a run tells",
            ),
        ];
        let broken = all.into_iter().find(|(holds, _)| !holds);
        broken.map(|(_, what)| what)
    }
}

/// Why a file is no partial result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It begins otherwise.
    #[error("is no partial result: `clearcast run --partial FILE` writes them")]
    Foreign,
    /// The checksum is another.
    #[error(
        "is damaged or incomplete: its checksum is wrong. Copy it again, or run its trials again"
    )]
    Damaged,
    /// The checksum is right, but no run wrote it.
    #[error("has {0}: no run wrote it, so run its trials again")]
    Unsound(&'static str),
    /// The checksum is right, but this version cannot read the content.
    #[error(
        "was written by another version of clearcast, whose partial results this one cannot read"
    )]
    OtherVersion,
}

impl From<Broken> for Unreadable {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Foreign => Self::Foreign,
            Broken::Damaged => Self::Damaged,
            Broken::OtherVersion => Self::OtherVersion,
        }
    }
}

/// Head and tally as the bytes of a file.
pub fn write(head: &PartialHead, tally: &[u8]) -> Vec<u8> {
    sealed::seal(MAGIC, head, tally)
}

/// Head and tally of a file.
pub fn read(bytes: &[u8]) -> Result<(PartialHead, Vec<u8>), Unreadable> {
    let (head, tally): (PartialHead, _) = sealed::open(MAGIC, bytes)?;
    match head.unsound() {
        Some(what) => Err(Unreadable::Unsound(what)),
        None => Ok((head, tally)),
    }
}

/// What keeps the named partial results from being one run of `version`, all of it; empty if nothing does.
pub fn misfits(files: &[(String, PartialHead)], version: &str) -> Vec<String> {
    let mut misfits = differences(files, version);
    if let Some((_, head)) = files.first() {
        misfits.extend(gaps(files, 0..head.trials));
    }
    misfits
}

/// What keeps them from being one part of a run; empty if nothing does.
pub fn misfits_of_part(files: &[(String, PartialHead)], version: &str) -> Vec<String> {
    let mut misfits = differences(files, version);
    if let Some(range) = range(files) {
        misfits.extend(gaps(files, range));
    }
    misfits
}

/// The trials from the first to the last that are in a file.
pub fn range(files: &[(String, PartialHead)]) -> Option<Range<u64>> {
    let first = files.iter().map(|(_, head)| head.range.start).min()?;
    let last = files.iter().map(|(_, head)| head.range.end).max()?;
    Some(first..last)
}

/// In what the named partial results differ from being of one run of `version`.
fn differences(files: &[(String, PartialHead)], version: &str) -> Vec<String> {
    let mut misfits = Vec::new();
    let Some((first, like)) = files.first() else {
        return misfits;
    };
    for (file, head) in files {
        if head.version != version {
            misfits.push(format!(
                "{file} was written by clearcast {}, this is {version}: run its trials again, or merge with that version",
                head.version
            ));
        }
        let mut differs = |what: &str, ours: &str, theirs: &str| {
            if ours != theirs {
                misfits.push(format!(
                    "{file} has {what} {ours}, but {first} has {theirs}: all parts must be of one run"
                ));
            }
        };
        differs("the seed", &head.seed.to_string(), &like.seed.to_string());
        differs("the sampling design", &head.sampling, &like.sampling);
        differs(
            "a run of trials in all",
            &head.trials.to_string(),
            &like.trials.to_string(),
        );
        if (&head.resolved, &head.text) != (&like.resolved, &like.text) {
            let how = if head.resolved == like.resolved {
                "which means the same as, but is not byte for byte"
            } else {
                "which differs from"
            };
            misfits.push(format!(
                "{file} holds trials of `{}`, {how} the scenario `{}` of {first}: run its trials again with that file",
                head.name, like.name
            ));
        }
    }
    misfits
}

/// Trials of a range that are in no file, or in two.
fn gaps(files: &[(String, PartialHead)], all: Range<u64>) -> Vec<String> {
    let mut sorted: Vec<&(String, PartialHead)> = files.iter().collect();
    sorted.sort_by_key(|(_, head)| (head.range.start, head.range.end));
    let mut gaps = Vec::new();
    let mut missing = |range: Range<u64>| {
        if range.start < range.end {
            gaps.push(format!(
                "trials {}..{} are in no file: add --trials-range {}..{}",
                range.start, range.end, range.start, range.end
            ));
        }
    };
    let mut upto = all.start;
    let mut last: Option<&str> = None;
    let mut twice = Vec::new();
    for (file, head) in sorted {
        let range = &head.range;
        missing(upto..range.start.min(all.end));
        if let Some(last) = last.filter(|_| range.start < upto) {
            let end = range.end.min(upto);
            twice.push(format!(
                "trials {}..{end} are in {last} and in {file}: leave one of them out",
                range.start
            ));
        }
        if range.end > upto {
            upto = range.end;
            last = Some(file);
        }
    }
    missing(upto..all.end);
    gaps.extend(twice);
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(range: Range<u64>) -> PartialHead {
        PartialHead {
            version: "1".into(),
            name: "a.toml".into(),
            stem: "a".into(),
            text: "text".into(),
            resolved: "resolved".into(),
            warnings: vec!["careful".into()],
            seed: 7,
            sampling: "sobol".into(),
            trials: 100,
            range,
            seconds: 0.5,
        }
    }

    fn files(ranges: &[Range<u64>]) -> Vec<(String, PartialHead)> {
        let name = |(i, range): (usize, &Range<u64>)| (format!("{i}.part"), head(range.clone()));
        ranges.iter().enumerate().map(name).collect()
    }

    #[test]
    fn a_file_reads_back_and_every_single_change_is_noticed() {
        let bytes = write(&head(0..10), b"tally");
        assert_eq!(read(&bytes), Ok((head(0..10), b"tally".to_vec())));
        for at in MAGIC.len()..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            assert_eq!(read(&broken), Err(Unreadable::Damaged), "byte {at}");
            assert_eq!(read(&bytes[..at]), Err(Unreadable::Damaged), "cut at {at}");
        }
        assert_eq!(read(b"format = 1"), Err(Unreadable::Foreign));
        assert_eq!(read(b""), Err(Unreadable::Damaged));
    }

    /// Whoever makes a file can give it a right checksum.
    #[test]
    fn a_head_that_no_run_writes_is_refused() {
        let reread = |change: &dyn Fn(&mut PartialHead)| {
            let mut head = head(0..10);
            change(&mut head);
            read(&write(&head, b"")).map(|(head, _)| head)
        };
        assert!(reread(&|_| {}).is_ok());
        assert!(reread(&|head| head.stem = "Ağdam 2".into()).is_ok());
        for stem in [
            "",
            ".",
            "..",
            "../up",
            "/tmp/x",
            "a/b",
            "a/",
            "a\\b",
            "a\0b",
            "a\u{1b}b",
            "a\u{202e}b",
            &"x".repeat(256),
        ] {
            let read = reread(&|head| head.stem = stem.to_owned());
            assert!(matches!(read, Err(Unreadable::Unsound(_))), "{stem:?}");
        }
        for seconds in [-1.0, -1e-300, 1e300, 1e11] {
            let read = reread(&|head| head.seconds = seconds);
            assert!(matches!(read, Err(Unreadable::Unsound(_))), "{seconds}");
        }
        for (range, trials) in [
            (0..101, 100),
            (5..5, 100),
            (Range { start: 9, end: 5 }, 100),
            (0..1, 0),
            (0..u64::MAX, u64::MAX),
            (0..10, 1_000_000_001),
        ] {
            let read = reread(&|head| (head.range, head.trials) = (range.clone(), trials));
            assert!(matches!(read, Err(Unreadable::Unsound(_))), "{range:?}");
        }
        assert!(reread(&|head| head.seed = u64::MAX).is_err());
        assert!(reread(&|head| head.warnings = vec![String::new(); 101]).is_err());
    }

    #[test]
    fn any_text_gives_the_name_of_one_folder() {
        for (text, name) in [
            ("valley", "valley"),
            ("..", "--"),
            ("", "-"),
            ("a/../b", "a-..-b"),
            ("a\\b\u{7}", "a-b-"),
        ] {
            assert_eq!(stem(text), name);
        }
    }

    #[test]
    fn parts_that_adjoin_fit_in_any_order() {
        assert!(misfits(&files(&[60..100, 0..1, 1..60]), "1").is_empty());
        assert!(misfits(&files(std::slice::from_ref(&(0..100))), "1").is_empty());
    }

    #[test]
    fn holes_and_overlaps_are_all_named() {
        let found = misfits(&files(&[10..40, 30..50, 35..38, 70..90]), "1");
        let expected = [
            "trials 0..10 are in no file: add --trials-range 0..10",
            "trials 50..70 are in no file: add --trials-range 50..70",
            "trials 90..100 are in no file: add --trials-range 90..100",
            "trials 30..40 are in 0.part and in 1.part: leave one of them out",
            "trials 35..38 are in 1.part and in 2.part: leave one of them out",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_larger_part_needs_no_trials_before_and_after_it() {
        let fitting = files(&[30..40, 20..30]);
        assert!(misfits_of_part(&fitting, "1").is_empty());
        assert_eq!(range(&fitting), Some(20..40));
        let apart = misfits_of_part(&files(&[20..30, 35..40]), "1");
        let expected = "trials 30..35 are in no file: add --trials-range 30..35";
        assert_eq!(apart, [expected]);
    }

    #[test]
    fn every_difference_is_named_at_once() {
        let mut files = files(&[0..50, 50..100]);
        let other = &mut files[1].1;
        other.version = "2".into();
        other.seed = 8;
        other.sampling = "lhs".into();
        other.trials = 101;
        other.resolved = "another".into();
        let found = misfits(&files, "1");
        let words = [
            "clearcast 2",
            "seed 8",
            "design lhs",
            "in all 101",
            "differs from",
        ];
        assert_eq!(found.len(), words.len(), "{found:#?}");
        for (found, word) in found.iter().zip(words) {
            assert!(found.contains(word) && found.contains("1.part"), "{found}");
        }
    }
}
