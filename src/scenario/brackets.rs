//! Brackets that are not closed: all that follows one is read as part of it, so it is the only thing worth telling.

use super::problem::Problem;
use super::source::Span;

/// Where a text is being read.
#[derive(Clone, Copy)]
struct Open {
    mark: u8,
    at: usize,
}

/// The first bracket that is not closed, or by one of another kind, before the next table or key begins; and the problem.
pub(super) fn unclosed(text: &str, source: usize) -> Option<(usize, Problem)> {
    let bytes = text.as_bytes();
    let mut open: Vec<Open> = Vec::new();
    // The last byte that is neither blank nor comment.
    let mut last = b'\n';
    let mut at = 0;
    while at < bytes.len() {
        let begins_line = at == 0 || bytes[at - 1] == b'\n';
        if begins_line {
            let line = text[at..].lines().next().unwrap_or_default();
            let innermost = open.last().map(|it| it.mark);
            let ends = match innermost {
                Some(b'[') => is_header(line) || is_key(line),
                Some(_) => is_header(line) || (is_key(line) && !matches!(last, b',' | b'{')),
                // A header has brackets of its own.
                None => false,
            };
            if ends {
                break;
            }
            if innermost.is_none() && line.trim_start().starts_with('[') {
                at += line.len().max(1);
                continue;
            }
        }
        let byte = bytes[at];
        match byte {
            b'#' => at += line_length(text, at),
            b'"' | b'\'' => at += string_length(bytes, at),
            b'[' | b'{' => {
                open.push(Open { mark: byte, at });
                at += 1;
            }
            b']' | b'}' => {
                let fits = |it: &Open| it.mark + 2 == byte;
                if open.last().is_some_and(|it| !fits(it)) {
                    break;
                }
                // One too many is told where it stands.
                open.pop()?;
                at += 1;
            }
            _ => at += 1,
        }
        if !byte.is_ascii_whitespace() && byte != b'#' {
            last = byte;
        }
    }
    let Open { mark, at } = open.pop()?;
    let (begin, end) = match mark {
        b'[' => ('[', ']'),
        _ => ('{', '}'),
    };
    let span = Span {
        source,
        start: at,
        end: at + 1,
    };
    let problem = Problem::new(format!("a `{begin}` must be closed by `{end}`"), Some(span));
    Some((
        at,
        problem.help(format!("write `{end}` where the value ends")),
    ))
}

/// Bytes from `at` to the end of the line.
fn line_length(text: &str, at: usize) -> usize {
    text[at..].find('\n').unwrap_or(text.len() - at)
}

/// Bytes of the text in quotes that begins at `at`; one that is left open ends with its line.
fn string_length(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let rest = &bytes[at..];
    let long = rest.len() >= 3 && rest[..3].iter().all(|it| *it == quote);
    let mut length = if long { 3 } else { 1 };
    while length < rest.len() {
        let here = &rest[length..];
        if here[0] == b'\\' && quote == b'"' {
            length += 2;
        } else if long && here.len() >= 3 && here[..3].iter().all(|it| *it == quote) {
            return length + 3;
        } else if !long && here[0] == quote {
            return length + 1;
        } else if !long && here[0] == b'\n' {
            return length;
        } else {
            length += 1;
        }
    }
    rest.len()
}

/// Whether a line is the header of a table.
fn is_header(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim();
    let name = line.trim_start_matches('[').trim_end_matches(']');
    let begins = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    line.starts_with('[') && line.ends_with(']') && begins && !name.contains([',', '=', '{'])
}

/// Whether a line begins with a key and its sign.
fn is_key(line: &str) -> bool {
    let bare = |c: char| c.is_alphanumeric() || "-_. \"'".contains(c);
    let key = line.split('=').next().unwrap_or_default();
    key.len() < line.len() && !key.trim().is_empty() && key.trim().chars().all(bare)
}
