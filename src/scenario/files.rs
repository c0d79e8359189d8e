//! The files of a scenario in memory: to load it again with other settings, or on a machine that does not have them.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::source::{SETTING, SourceText};
use super::{LoadError, Loaded, from_source};
use crate::printable::printable;

/// Names and texts of the files that a scenario was read from: the file itself, then its bases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files(Vec<(String, String)>);

impl Files {
    /// The text of a file; `path` is as it follows from the file that names it.
    pub(super) fn text(&self, path: &Path) -> Option<&str> {
        let name = shown(path);
        let name = printable(&name);
        let found = self.0.iter().find(|(it, _)| *it == name);
        found.map(|(_, text)| text.as_str())
    }

    /// Loads the scenario again, with settings `PATH=VALUE`; nothing is read from disk.
    ///
    /// # Errors
    ///
    /// As [`load`](super::load).
    pub fn load(&self, sets: &[String]) -> Result<Loaded, LoadError> {
        let (name, text) = self.0.first().cloned().unwrap_or_default();
        let file = PathBuf::from(&name);
        from_source(SourceText::new(&name, text), Some(&file), sets, Some(self))
    }

    /// What the top file is called.
    pub fn name(&self) -> &str {
        self.0.first().map_or("", |(name, _)| name)
    }
}

impl Loaded {
    /// The files it was read from.
    pub fn files(&self) -> Files {
        let files = self.tree.sources.iter().filter(|it| it.name != SETTING);
        Files(files.map(|it| (it.name.clone(), it.text.clone())).collect())
    }
}

/// A path as people would write it: without a folder that the next step leaves again.
pub(super) fn shown(path: &Path) -> String {
    let mut steps: Vec<Component> = Vec::new();
    for step in path.components() {
        if step == Component::ParentDir && matches!(steps.last(), Some(Component::Normal(_))) {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.iter().collect::<PathBuf>().display().to_string()
}

#[cfg(test)]
mod tests {
    use crate::scenario;

    #[test]
    fn a_scenario_is_loaded_again_from_memory_with_bases_warnings_and_places() {
        let file = std::path::Path::new("scenarios/donor-surge.toml");
        let first = scenario::load(file, &[]).unwrap();
        let again = first.files().load(&[]).unwrap();
        assert_eq!(again.scenario, first.scenario);
        assert_eq!(again.text, first.text);
        assert_eq!(again.warnings.to_string(), first.warnings.to_string());
        let sets = ["target.years=20".to_owned()];
        let set = first.files().load(&sets).unwrap();
        assert_eq!(set.scenario, scenario::load(file, &sets).unwrap().scenario);
    }

    #[test]
    fn nothing_is_read_from_disk() {
        let text = "base = \"tests/data/valid/small.toml\"\n";
        let loaded = scenario::from_text("over.toml", text, &[]).unwrap();
        let mut files = loaded.files();
        files.0.truncate(1);
        let refused = files.load(&[]).unwrap_err().to_string();
        assert!(refused.contains("there is no file"), "{refused}");
    }
}
