//! Scenario files as a user writes them: what is read, what is refused, and where.

mod dimensions;
mod reading;
mod refusals;
mod variants;
mod warnings;

use std::path::{Path, PathBuf};

use clearcast::scenario::{self, LoadError, Loaded, Problems};

fn data(name: &str) -> PathBuf {
    Path::new("tests/data").join(name)
}

fn load(name: &str, sets: &[&str]) -> Loaded {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    scenario::load(&data(name), &sets).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Loads a file of a few lines over `small.toml`.
fn over_small(lines: &str) -> Result<Loaded, LoadError> {
    let text = format!("format = 1\nbase = \"tests/data/valid/small.toml\"\n{lines}");
    scenario::from_text("over.toml", &text, &[])
}

fn problems(result: Result<Loaded, LoadError>) -> Problems {
    match result {
        Err(LoadError::Rejected(problems)) => problems,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("accepted"),
    }
}

fn over(lines: &str, sets: &[&str]) -> Loaded {
    let text = format!("format = 1\nbase = \"tests/data/valid/small.toml\"\n{lines}");
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    scenario::from_text("over.toml", &text, &sets).unwrap_or_else(|error| panic!("{error}"))
}
