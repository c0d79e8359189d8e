//! Text that can be shown: without characters that act on a terminal, turn the direction of what follows, or are none.

use std::borrow::Cow;
use std::path::Path;

/// Whether a character does something where it is shown, or cannot be shown at all: control characters, marks of direction,
/// what cannot be seen, and what Unicode and XML call no characters. Joiners, which some scripts need, are none of them.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || (is_ignored(c) && !is_joiner(c))
        || matches!(
            c,
            '\u{61C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FFF9}'..='\u{FFFB}'
        )
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether a character leaves nothing to be seen: Unicode's `Default_Ignorable_Code_Point`.
pub(crate) fn is_ignored(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// What joins letters or keeps them apart, and chooses among forms of Mongolian ones: part of how words are spelt.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{180B}'..='\u{180F}')
}

/// `text` on one line, with what is hidden written as `\u{1b}`.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden)
}

/// A path as [`printable`] text.
pub(crate) fn path(path: &Path) -> String {
    printable(&path.to_string_lossy()).into_owned()
}

pub(crate) fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_letters_of_all_scripts_stay() {
        for (text, shown) in [
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{9b}b\u{7f}", "a\\u{9b}b\\u{7f}"),
            ("\u{202e}evil\u{2069}", "\\u{202e}evil\\u{2069}"),
            ("x\u{FFFF}\u{1FFFE}", "x\\u{ffff}\\u{1fffe}"),
            (
                "Agh\u{200b}dam\u{ad}\u{fe0f}",
                "Agh\\u{200b}dam\\u{ad}\\u{fe0f}",
            ),
            ("line\nbreak", "line\\u{a}break"),
            ("Ağdam, ₼, می‌خواهم, ශ්‍රී", "Ağdam, ₼, می‌خواهم, ශ්‍රී"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
