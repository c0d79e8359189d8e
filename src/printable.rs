//! Text that can be shown: without characters that act on a terminal, turn the direction of what follows, or are none.

use std::borrow::Cow;
use std::path::Path;

/// Whether a character does something where it is shown, or cannot be shown at all: control characters, marks of direction,
/// invisible formats, and what Unicode and XML call no characters. Joiners, which some scripts need, are none of them.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61C}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
        || u32::from(c) & 0xFFFE == 0xFFFE
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
            ("line\nbreak", "line\\u{a}break"),
            ("Ağdam, ₼, می‌خواهم, ශ්‍රී", "Ağdam, ₼, می‌خواهم, ශ්‍රී"),
        ] {
            assert_eq!(printable(text), shown);
        }
    }
}
