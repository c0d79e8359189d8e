//! Syntax errors in words of the file: what was written, and the form TOML wants.

use super::document::{SourceText, Span};
use super::figures::meant;
use super::problem::Problem;

/// The problem of a text that no reading of lines can make sense of; the first there is.
pub(super) fn unreadable(source: &SourceText, number: usize) -> Option<Problem> {
    let text = &source.text;
    let at = |start: usize| {
        Some(Span {
            source: number,
            start,
            end: start + 1,
        })
    };
    if let Some(start) = text.find('\0') {
        let rule = "a scenario file must be written in UTF-8";
        return Some(
            Problem::new(rule, at(start))
                .found("a byte 0, as in UTF-16")
                .help("save the file as UTF-8"),
        );
    }
    let bare = text.find('\r').filter(|_| !text.contains('\n'))?;
    let rule = "lines must end with LF or CRLF";
    Some(
        Problem::new(rule, at(bare))
            .found("they end with CR alone")
            .help("save the file with the line ends of Unix or Windows"),
    )
}

/// The problem of a syntax error that the parser found at `start .. end` and calls `message`.
pub(super) fn error(
    source: &SourceText,
    number: usize,
    range: (usize, usize),
    message: &str,
) -> Problem {
    let text = source.text.as_str();
    let (from, to) = line(text, range.0);
    let place = |start: usize, end: usize| {
        Some(Span {
            source: number,
            start,
            end,
        })
    };
    let row = &text[from..to];
    if let Some(help) = key(row) {
        return Problem::new(
            "a name with other letters than a to z must stand in quotes",
            place(from, to),
        )
        .help(help);
    }
    if let Some((at, curly)) = row.char_indices().find(|(_, c)| "“”„‟«»‘’".contains(*c))
        && !row[..at].contains(['"', '#'])
    {
        let start = from + at;
        return Problem::new(
            "a text must stand in straight quotes",
            place(start, start + curly.len_utf8()),
        )
        .help("write \" for both quotes");
    }
    for (start, end) in tokens(text, range.0, (from, to)) {
        let token = &text[start..end];
        if let Some(meant) = meant(token) {
            let help = if meant.write.is_empty() {
                "write a plain number; an end that is open is left out".to_owned()
            } else {
                format!("write {}", meant.write)
            };
            return Problem::new(meant.fault, place(start, end)).help(help);
        }
        if let Some(month) = month(token) {
            return Problem::new("a month must stand in quotes", place(start, end))
                .help(format!("write \"{month}\""));
        }
        let flag = match token.to_lowercase().as_str() {
            "true" | "yes" | "on" => Some("true"),
            "false" | "no" | "off" => Some("false"),
            _ => None,
        };
        if let Some(flag) = flag {
            return Problem::new("a flag must be `true` or `false`", place(start, end))
                .help(format!("write {flag}"));
        }
    }
    let problem = Problem::new(
        format!("this is not valid TOML: {message}"),
        place(range.0, range.1),
    );
    if message.contains("must be quoted")
        && let Some((start, end)) = tokens(text, range.0, (from, to)).last()
    {
        return problem.help(format!("write \"{}\"", &text[*start..*end]));
    }
    problem
}

/// The line around a byte, without its end.
pub(super) fn line(text: &str, at: usize) -> (usize, usize) {
    let at = (0..=at.min(text.len()))
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    let from = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let to = text[at..]
        .find(['\n', '\r'])
        .map_or(text.len(), |end| at + end);
    (from, to.max(from))
}

/// What to write for a header or key that needs quotes.
fn key(row: &str) -> Option<String> {
    let (open, inner, close) = match row.trim().strip_prefix("[[") {
        Some(rest) => ("[[", rest.split("]]").next()?, "]]"),
        None => match row.trim().strip_prefix('[') {
            Some(rest) => ("[", rest.split(']').next()?, "]"),
            None => ("", row.split('=').next()?, " = …"),
        },
    };
    let bare = |part: &str| !part.contains(['"', '\'', '{', ',', '#']) && !part.is_ascii();
    if inner.len() == row.len() || !inner.split('.').any(bare) {
        return None;
    }
    let quoted = inner.split('.').map(|part| {
        let part = part.trim();
        let letters = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if part.starts_with(['"', '\'']) || part.chars().all(letters) {
            part.to_owned()
        } else {
            format!("\"{part}\"")
        }
    });
    let quoted: Vec<String> = quoted.collect();
    Some(format!("write {open}{}{close}", quoted.join(".")))
}

/// What may be the faulty value: the item of a list or table around a byte, and all that stands behind the `=` of its line.
fn tokens(text: &str, at: usize, (from, to): (usize, usize)) -> Vec<(usize, usize)> {
    let row = &text[from..to];
    let within = at.clamp(from, to) - from;
    let within = (0..=within)
        .rev()
        .find(|&at| row.is_char_boundary(at))
        .unwrap_or(0);
    let comment = row.find('#').unwrap_or(row.len());
    let ends: &[char] = &[',', ']', '}', '#', '='];
    let starts: &[char] = &[',', '[', '{', '='];
    let start = row[..within].rfind(starts).map_or(0, |start| start + 1);
    let end = row[start..].find(ends).map_or(row.len(), |end| start + end);
    let value = row.find('=').map_or(0, |sign| sign + 1);
    let mut found = Vec::new();
    // All behind the sign first: in `a = 5,000` the comma parts nothing.
    for (start, end) in [(value, comment.max(value)), (start, end.max(start))] {
        let token = &row[start..end];
        let trimmed = token.trim();
        if !trimmed.is_empty() {
            let start = start + (token.len() - token.trim_start().len());
            found.push((from + start, from + start + trimmed.len()));
        }
    }
    found
}

/// A month as it is to be written.
fn month(token: &str) -> Option<String> {
    let (year, month) = token.split_once('-')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_month = year.len() == 4 && month.len() <= 2 && digits(year) && digits(month);
    is_month.then(|| format!("{year}-{month:0>2}"))
}
