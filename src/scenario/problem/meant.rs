//! What was probably meant by a word that nobody knows.

use crate::scenario::glob;

/// The known word nearest to `word` in edits, if it is near enough to be meant.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer words are nobody's slip, and comparing them takes the square of their length.
    const LONGEST: usize = 100;
    let length = word.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    // Capitals, blanks and hyphens are how people write the same word.
    let word = &plain(word);
    // Two letters in five may be wrong: more, and the guess is more often wrong than right.
    let allowed = (length * 2 / 5).max(1);
    // Words differ by as many edits as their lengths do, at least.
    let alike = |known: &&str| {
        let longest = length + allowed;
        length.abs_diff(known.chars().take(longest + 1).count()) <= allowed
    };
    let near = known
        .into_iter()
        .filter(alike)
        .map(|k| (strsim::damerau_levenshtein(word, &plain(k)), k));
    near.filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// A word in small letters, its parts joined by underscores.
pub(in crate::scenario) fn plain(word: &str) -> String {
    word.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The pattern over paths that was probably meant: the stars of `pattern`, and from the known paths what is written out.
pub(in crate::scenario) fn nearest_pattern<'a>(
    pattern: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let wanted: Vec<&str> = pattern.split('.').collect();
    let in_its_form = |path: &str| {
        let parts: Vec<&str> = path.split('.').collect();
        let keep = |(part, wanted): (&&str, &&str)| {
            if wanted.contains('*') && glob::matches(wanted, part) {
                (*wanted).to_owned()
            } else {
                (*part).to_owned()
            }
        };
        let form: Vec<String> = parts.iter().zip(&wanted).map(keep).collect();
        (parts.len() == wanted.len()).then(|| form.join("."))
    };
    let known: Vec<String> = known.into_iter().filter_map(in_its_form).collect();
    nearest(pattern, known.iter().map(String::as_str)).map(str::to_owned)
}

/// Names in back quotes, with commas.
pub(in crate::scenario) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
