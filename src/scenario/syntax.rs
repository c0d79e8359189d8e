//! Syntax errors in words of the file: what was written, and the form TOML wants.

use super::figures::meant;
use super::keys::{Key, Kind};
use super::lookalike::{foreign, latin};
use super::measure::{Measure, is_key};
use super::problem::Problem;
use super::source::{SourceText, Span};
use crate::printable::is_ignored;

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

/// The problem of a syntax error that the parser found at `start .. end` and calls `message`; `top` are the keys of the top level.
pub(super) fn error(
    top: &'static [Key],
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
    if let Some((at, word, meant)) = foreign_key(top, row) {
        let start = from + at;
        return Problem::new(
            "a key must be written in Latin letters",
            place(start, start + word.len()),
        )
        .found(foreign(word).unwrap_or_default())
        .help(format!("write `{meant}`"));
    }
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
    if let Some(start) = left_empty(row).map(|sign| from + sign) {
        return Problem::new("a key must have a value", place(start, start + 1))
            .help("write a value behind `=`, or delete the line");
    }
    let found = tokens(text, range.0, (from, to));
    // An item that begins with 0 may be the thousands of the one before.
    if let Some((start, end)) = found.last().copied()
        && let Some(begin) = thousands(&row[..start - from], &text[start..end])
    {
        let written = &text[from + begin..end];
        let rule = "a number must be written without marks between its digits";
        return Problem::new(rule, place(from + begin, end))
            .help(format!("write {} for {written}", written.replace(',', "")));
    }
    for (start, end) in found.iter().copied() {
        let token = &text[start..end];
        let measure = Measure::of(top, &path(text, start), source);
        if let Some((rule, help)) = in_other_form(token, &measure) {
            return Problem::new(rule, place(start, end)).help(help);
        }
    }
    if let Some((at, unseen)) = unseen(row) {
        let start = from + at;
        let rule = "between keys and values there must be nothing but plain blanks";
        return Problem::new(rule, place(start, start + unseen.len()))
            .found(foreign(unseen).unwrap_or_default())
            .help("delete it, and type a blank");
    }
    let problem = Problem::new(
        format!("this is not valid TOML: {message}"),
        place(range.0, range.1),
    );
    if let Some((start, end)) = found.last().copied() {
        let measure = Measure::of(top, &path(text, start), source);
        if measure.is_number() {
            return problem.help(measure.alone());
        }
        if message.contains("must be quoted") {
            return problem.help(format!("write \"{}\"", &text[start..end]));
        }
    }
    problem
}

/// What is wrong with a value that is written in another form than TOML's, and what to write.
fn in_other_form(token: &str, measure: &Measure) -> Option<(&'static str, String)> {
    let kind = measure.kind();
    let is_year = matches!(kind, Some(Kind::Year));
    let is_month = matches!(kind, Some(Kind::Month | Kind::FirstMonth | Kind::LastMonth));
    if (is_year || is_month || kind.is_none())
        && let Some(month) = month(token)
    {
        return Some(if is_year {
            let rule = "a calendar year must be written as a number";
            (rule, format!("write {}", &month[..4]))
        } else {
            ("a month must stand in quotes", format!("write \"{month}\""))
        });
    }
    let may_be_number = measure.is_number() || is_year || kind.is_none();
    if may_be_number && let Some(meant) = meant(token, measure) {
        return Some((meant.fault, meant.help));
    }
    let digits = token.trim_start_matches('0');
    if may_be_number && digits.len() < token.len() && !digits.is_empty() && is_digits(digits) {
        let rule = "a number must begin without zeros";
        return Some((rule, format!("write {digits}")));
    }
    if !matches!(kind, None | Some(Kind::Flag)) {
        return None;
    }
    let flag = match token.to_lowercase().as_str() {
        "true" | "yes" | "on" => "true",
        "false" | "no" | "off" => "false",
        _ => return None,
    };
    let rule = "a flag must be `true` or `false`";
    Some((rule, format!("write {flag}")))
}

/// The path of the key in whose value byte `at` stands, as far as lines and headers tell.
fn path(text: &str, at: usize) -> String {
    let before = &text[..at];
    let mut name = None;
    for line in before.lines().rev() {
        let line = line.trim();
        if name.is_none() {
            // Of keys within braces the last is that of the value, unless it is that of a distribution.
            name = line.split_once('=').map(|(key, _)| key.trim().to_owned());
        }
        if line.starts_with('[') && line.ends_with(']') {
            let header = line.trim_matches(['[', ']']);
            return format!("{header}.{}", name.unwrap_or_default());
        }
    }
    name.unwrap_or_default()
}

/// Where a number in groups of three begins, of which `before` ends with all but the group `last`.
fn thousands(before: &str, last: &str) -> Option<usize> {
    let is_group = last.len() == 3 && last.starts_with('0') && is_digits(last);
    let first = before.strip_suffix(',').filter(|_| is_group)?;
    let begin = first.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (1..=3).contains(&(first.len() - begin)).then_some(begin)
}

/// Where the sign of a line stands that gives a key no value.
fn left_empty(row: &str) -> Option<usize> {
    let sign = row.find('=')?;
    let rest = row[sign + 1..].split('#').next()?;
    rest.trim().is_empty().then_some(sign)
}

/// The first character outside of quotes that looks like a blank, or cannot be seen, and is none.
fn unseen(row: &str) -> Option<(usize, &str)> {
    let odd = |c: char| !c.is_ascii() && (c.is_whitespace() || is_ignored(c));
    let (at, c) = row.char_indices().find(|(_, c)| odd(*c))?;
    let outside = !row[..at].contains(['"', '\'', '#']);
    outside.then(|| (at, &row[at..at + c.len_utf8()]))
}

/// A key of this line that is written with letters that only look like those of a known one: where, the word, and what is meant.
fn foreign_key<'a>(top: &'static [Key], row: &'a str) -> Option<(usize, &'a str, String)> {
    let name = match row.trim_start().strip_prefix('[') {
        Some(_) => row.split(']').next()?,
        None => row.split_once('=')?.0,
    };
    let words = name.split(['[', '.', '"', '\'']).map(str::trim);
    words.into_iter().find_map(|word| {
        let meant = latin(word).filter(|meant| is_key(top, meant))?;
        let at = row.find(word)?;
        Some((at, word, meant))
    })
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
    let value = row.find('=').map(|sign| sign + 1);
    let value = value.map(|value| (value, comment.max(value)));
    let mut found = Vec::new();
    // All behind the sign first: in `a = 5,000` the comma parts nothing.
    for (start, end) in value.into_iter().chain([(start, end.max(start))]) {
        let token = &row[start..end];
        let trimmed = token.trim();
        if !trimmed.is_empty() {
            let start = start + (token.len() - token.trim_start().len());
            found.push((from + start, from + start + trimmed.len()));
        }
    }
    found
}

/// A month as it is to be written, if `token` looks like one: `2026-1`, `2026/01`, `01.2026`, `26-01`, `Jan 2026`.
pub(super) fn month(token: &str) -> Option<String> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut parts = token
        .split(['-', '/', '.', ' ', ','])
        .filter(|it| !it.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    // A day behind it is left out.
    let day = parts
        .next()
        .is_none_or(|day| is_digits(day) && day.len() <= 2);
    if !day || parts.next().is_some() {
        return None;
    }
    let number = |word: &str| {
        let by_name = || {
            let word = word.to_lowercase();
            let named = NAMES.iter().position(|it| word.starts_with(it))?;
            Some(named + 1)
        };
        let digits = (is_digits(word) && word.len() <= 2).then(|| word.parse().ok());
        digits
            .unwrap_or_else(by_name)
            .filter(|it| (1..=12).contains(it))
    };
    let year = |word: &str| match word.len() {
        4 if is_digits(word) => Some(word.to_owned()),
        // Two digits are a year if they can be no month.
        2 if is_digits(word) && number(word).is_none() => Some(format!("20{word}")),
        _ => None,
    };
    let of = |year: Option<String>, month: Option<usize>| Some((year?, month?));
    let (year, month) = of(year(first), number(second)).or(of(year(second), number(first)))?;
    Some(format!("{year}-{month:02}"))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
