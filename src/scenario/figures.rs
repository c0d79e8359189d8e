//! Figures as people write them: with a percent sign, a unit, a word for millions, commas. What TOML wants instead.

/// What stands where a number is wanted, read as it was probably meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant {
    /// What is wrong with how it is written.
    pub(super) fault: &'static str,
    /// What to write.
    pub(super) write: String,
}

/// Words and letters behind a number, and the power of ten they stand for.
const SIZES: [(&[&str], f64); 3] = [
    (&["k", "K", "thousand", "tsd"], 3.0),
    (&["m", "M", "mn", "mln", "mio", "million", "millions"], 6.0),
    (&["b", "B", "bn", "mrd", "billion", "billions"], 9.0),
];

/// Units of area, and how many hectares each is.
const AREAS: [(&[&str], f64); 5] = [
    (&["ha", "hectare", "hectares"], 1.0),
    (&["km2", "km²", "km^2", "sq km", "sqkm"], 100.0),
    (&["m2", "m²", "m^2", "sq m", "sqm"], 1e-4),
    (&["acre", "acres"], 0.404_685_642_24),
    (&["dunam", "dunams"], 0.1),
];

/// Reads `text`, which is no number of TOML; `None` if it does not look like a figure.
pub(super) fn meant(text: &str) -> Option<Meant> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || "+-.,'_ \u{a0}\u{202f}".contains(c)) && c != 'e')
        .unwrap_or(text.len());
    let (digits, rest) = (text[..end].trim(), text[end..].trim());
    if !digits.contains(|c: char| c.is_ascii_digit()) {
        return infinite(text);
    }
    if rest.is_empty() {
        return grouped(digits);
    }
    let value = grouped(digits).map_or_else(|| digits.parse().ok(), |it| it.write.parse().ok());
    let value: f64 = value?;
    let says = |fault, write| Some(Meant { fault, write });
    if let Some(rest) = rest.strip_prefix('%') {
        return says(
            "a number must be written without a percent sign",
            number(value / 100.0),
        )
        .filter(|_| rest.trim().is_empty());
    }
    let of = |table: &[(&[&str], f64)]| {
        let known = |names: &&[&str]| names.contains(&rest);
        table.iter().find(|(names, _)| known(names)).map(|it| it.1)
    };
    // A small `m` behind a figure is read as million: no key is in metres.
    if let Some(size) = of(&SIZES) {
        return says(
            "a number must be written in digits alone",
            format!("{}e{size}", number(value)),
        );
    }
    if let Some(hectares) = of(&AREAS) {
        let conversion = match rest {
            "ha" | "hectare" | "hectares" => String::new(),
            _ => format!(" ({digits} {rest}; 1 {rest} is {} ha)", number(hectares)),
        };
        let write = format!("{}{conversion}", number(value * hectares));
        return says("an area must be written as a number of hectares", write);
    }
    None
}

fn infinite(text: &str) -> Option<Meant> {
    let word = text.trim_start_matches(['+', '-']).to_lowercase();
    let words = [
        "inf", "infinity", "nan", "none", "null", "n/a", "na", "-", "∞",
    ];
    words.contains(&word.as_str()).then(|| Meant {
        fault: "a number must be finite",
        write: String::new(),
    })
}

/// Digits in groups, or with a comma for the point.
fn grouped(digits: &str) -> Option<Meant> {
    let body = digits.trim_start_matches(['+', '-']);
    let sign = if digits.starts_with('-') { "-" } else { "" };
    let marks: Vec<char> = body.chars().filter(|c| !c.is_ascii_digit()).collect();
    let first = *marks.first()?;
    let groups: Vec<&str> = body.split(|c: char| !c.is_ascii_digit()).collect();
    let in_threes = groups[0].len() <= 3
        && !groups[0].is_empty()
        && groups[0] != "0"
        && groups[1..].iter().all(|group| group.len() == 3);
    let same = marks.iter().all(|&mark| mark == first);
    if same && in_threes && (first != '.' || marks.len() > 1) {
        return Some(Meant {
            fault: "a number must be written without marks between its digits",
            write: format!("{sign}{}", groups.concat()),
        });
    }
    // The last mark of two kinds, or a single comma, is the point.
    let last = *marks.last()?;
    let points = marks.iter().filter(|&&mark| mark == last).count();
    if points == 1 && ".,".contains(last) && (last == ',' || marks.len() > 1) {
        let (whole, part) = body.split_at(body.rfind(last)?);
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        return Some(Meant {
            fault: "a decimal number must be written with a point",
            write: format!("{sign}{whole}.{}", part.trim_start_matches(last)),
        });
    }
    let bare = body.strip_prefix('.').or(body.strip_suffix('.'))?;
    bare.bytes().all(|b| b.is_ascii_digit()).then(|| Meant {
        fault: "a decimal point must have digits on both sides",
        write: if body.starts_with('.') {
            format!("{sign}0.{bare}")
        } else {
            format!("{sign}{bare}.0")
        },
    })
}

/// A number in the shortest digits, without what binary arithmetic adds to it.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn figures_are_read_as_they_are_meant() {
        for (text, write) in [
            ("60M", "60e6"),
            ("1.5 bn", "1.5e9"),
            ("250k", "250e3"),
            ("3%", "0.03"),
            ("12,5 %", "0.125"),
            ("0,01", "0.01"),
            ("5,000,000", "5000000"),
            ("5.000.000", "5000000"),
            ("5 000 000", "5000000"),
            ("5'000", "5000"),
            ("1,234.5", "1234.5"),
            ("1.234,5", "1234.5"),
            ("-0,5", "-0.5"),
            (".5", "0.5"),
            ("5.", "5.0"),
            ("250 ha", "250"),
            ("250 km2", "25000 (250 km2; 1 km2 is 100 ha)"),
            ("5e4 m2", "5 (5e4 m2; 1 m2 is 0.0001 ha)"),
            ("inf", ""),
            ("NaN", ""),
        ] {
            assert_eq!(
                meant(text).map(|it| it.write).as_deref(),
                Some(write),
                "{text}"
            );
        }
        for text in [
            "A valley", "", "2026-01", "12", "1.5", "digging", "3 teams", "%",
        ] {
            assert_eq!(meant(text), None, "{text}");
        }
    }
}
