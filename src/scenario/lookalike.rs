//! Letters that look like Latin ones, and characters that cannot be seen, in what should be a key.

use unicode_normalization::UnicodeNormalization;

use crate::printable::is_ignored;

/// Cyrillic and Greek letters beside the Latin ones they look like.
const ALIKE: [(&str, &str); 2] = [
    (
        "асеорхуіјѕһԁԛԝкмтвнАВЕКМНОРСТХІЈЅ",
        "aceopxyijshdqwkmtbhABEKMHOPCTXIJS",
    ),
    ("οανρυικχτ", "oavpuikxt"),
];

/// `word` in Latin letters, if it is not but looks like it.
pub(super) fn latin(word: &str) -> Option<String> {
    let alike = |c: char| {
        let at = |(from, to): &(&str, &str)| {
            let at = from.chars().position(|it| it == c)?;
            to.chars().nth(at)
        };
        ALIKE.iter().find_map(at).unwrap_or(c)
    };
    let seen = word.chars().filter(|c| !is_ignored(*c));
    let latin: String = seen.nfkc().map(alike).collect();
    let latin = latin.trim().to_owned();
    (!word.is_ascii() && !latin.is_empty() && latin.is_ascii()).then_some(latin)
}

/// The first character of `word` that is none of its Latin letters, in words.
pub(super) fn foreign(word: &str) -> Option<String> {
    let c = word.chars().find(|c| !c.is_ascii())?;
    let code = u32::from(c);
    Some(if is_ignored(c) {
        format!("it holds U+{code:04X}, which cannot be seen")
    } else if c.is_whitespace() {
        format!("it holds U+{code:04X}, which is no plain blank")
    } else {
        format!("`{c}` is U+{code:04X}, no Latin letter")
    })
}
