//! Figures as people write them: with a percent sign, a unit, a currency, a word for millions, commas. What TOML wants instead.

use std::borrow::Cow;

use super::figure::number;
use super::measure::Measure;

/// What stands where a number is wanted, read as it was probably meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meant {
    /// What is wrong with how it is written.
    pub(super) fault: &'static str,
    /// What to write instead.
    pub(super) help: String,
}

/// What to do about an end that is open, or a value that is not known.
pub(super) const OPEN: &str = "write a plain number; an end that is open is left out";

/// Words and letters behind a number, and the power of ten they stand for.
const SIZES: [(&[&str], i32); 3] = [
    (&["k", "thousand", "thousands", "tsd"], 3),
    (&["m", "mn", "mln", "mio", "million", "millions"], 6),
    (&["b", "bn", "mrd", "billion", "billions"], 9),
];

/// Units of area, and how many hectares each is.
const AREAS: [(&[&str], f64); 5] = [
    (&["ha", "hectare", "hectares"], 1.0),
    (&["km2", "km²", "km^2", "sq km", "sqkm"], 100.0),
    (&["m2", "m²", "m^2", "sq m", "sqm"], 1e-4),
    (&["acre", "acres"], 0.404_685_642_24),
    (&["dunam", "dunams"], 0.1),
];

/// Spans of time, and how many months each is.
const TIMES: [(&[&str], f64); 2] = [
    (&["year", "years", "yr", "yrs"], 12.0),
    (&["month", "months"], 1.0),
];

/// Words behind a share, and the parts they count.
const PARTS: [(&[&str], f64); 2] = [
    (&["%", "percent", "per cent", "pct"], 100.0),
    (&["‰", "per mille", "per mil", "permille"], 1000.0),
];

/// Signs of money.
const CURRENCIES: [char; 11] = ['$', '€', '£', '¥', '₼', '₴', '₽', '₺', '₹', '₾', '֏'];

/// Reads `text`, which is no number of TOML, as the value of a key; `None` if it does not look like a figure.
pub(super) fn meant(text: &str, measure: &Measure) -> Option<Meant> {
    let says = |fault, help| Some(Meant { fault, help });
    let typed = text.trim();
    let text = plain_digits(typed);
    let body = text.trim_end_matches([',', ';']).trim_end();
    if body.len() < text.len() {
        return meant(body, measure).or_else(|| {
            body.parse::<f64>().ok()?;
            says("a value must end without a comma", format!("write {body}"))
        });
    }
    if text != typed && text.parse::<f64>().is_ok() {
        return says(
            "a number must be written in the digits 0 to 9",
            format!("write {text}"),
        );
    }
    let (before, body) = currency_before(body);
    let Some(Digits {
        written,
        power,
        rest,
    }) = Digits::of(body)
    else {
        return infinite(body);
    };
    let marks = grouped(written);
    let (fault, plain) = match &marks {
        Some((fault, plain)) => (*fault, plain.as_str()),
        None => ("a number must be written in digits alone", written),
    };
    let times = |power: Option<i32>| power.map_or_else(String::new, |it| format!("e{it}"));
    let value: f64 = format!("{plain}{}", times(power)).parse().ok()?;
    let plain = format!("{plain}{}", times(power));
    if rest.is_empty() {
        let fault = if before { MONEY } else { fault };
        return (marks.is_some() || before)
            .then(|| says(fault, format!("write {plain}")))
            .flatten();
    }
    if power.is_some() && rest.starts_with(['.', ',']) {
        let help = "write the number in digits alone".to_owned();
        return says("a power of ten must be a whole number", help);
    }
    if let Some(divisor) = rest
        .strip_prefix('/')
        .and_then(|it| it.trim().parse::<f64>().ok())
        && divisor > 0.0
    {
        let help = format!("write {}", number(value / divisor));
        return says("a fraction must be written as a decimal number", help);
    }
    let rest = without_period(rest);
    if let Some(parts) = of(&PARTS, rest) {
        let fault = match parts {
            ..=100.0 => "a number must be written without a percent sign",
            _ => "a number must be written without a sign of per mille",
        };
        return says(fault, format!("write {}", number(value / parts)));
    }
    // `m2` is a word, not a million.
    let word = rest
        .split(|c: char| !(c.is_alphanumeric() || c == '^'))
        .next()?;
    let (size, rest) = match of(&SIZES, word) {
        Some(size) => (Some(size), rest[word.len()..].trim()),
        None => (None, rest),
    };
    // A power of ten and a word: is it to be multiplied, or does the word say what is written already?
    if let (Some(_), Some(_)) = (power, size) {
        return says(
            "a number must be written in digits alone",
            format!("write {plain}, if that is the whole number"),
        );
    }
    let (behind, rest) = currency_behind(rest);
    let is_money = before || behind;
    let value = value * format!("1{}", times(size)).parse::<f64>().ok()?;
    if rest.is_empty() {
        let fault = if is_money {
            MONEY
        } else {
            "a number must be written in digits alone"
        };
        // A small `m` behind a figure is read as million: no key is in metres.
        return says(fault, format!("write {plain}{}", times(size)));
    }
    let per = rest.strip_prefix('/').or(rest.strip_prefix("per "));
    if let Some(hectares) = per.and_then(|unit| of(&AREAS, unit.trim())) {
        return says(MONEY, measure.per_area(value, hectares)).filter(|_| is_money);
    }
    if let Some(hectares) = of(&AREAS, rest) {
        let help = measure.area(value, rest, hectares);
        return says("an area must be written as a number without its unit", help);
    }
    if let Some(months) = of(&TIMES, rest) {
        let help = measure.months(value * months);
        return says("a time must be written as a number without its unit", help);
    }
    let is_unit = rest.starts_with(|c: char| c.is_alphabetic() || c == '/');
    says("a number must stand alone", measure.alone()).filter(|_| is_unit && measure.is_number())
}

const MONEY: &str = "money must be written as a number without its currency";

/// What a table says of a word, in capitals or not.
fn of<T: Copy>(table: &[(&[&str], T)], word: &str) -> Option<T> {
    let word = word.to_lowercase();
    let known = table.iter().find(|(names, _)| names.contains(&&*word));
    known.map(|it| it.1)
}

/// The digits of other scripts and of full width as 0 to 9, and a minus sign as a hyphen.
fn plain_digits(text: &str) -> Cow<'_, str> {
    const ZEROS: [u32; 4] = [0x660, 0x6F0, 0x966, 0xFF10];
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let plain = |c: char| {
        let digit = |zero: &u32| u32::from(c).checked_sub(*zero).filter(|it| *it < 10);
        match ZEROS.iter().find_map(digit) {
            Some(digit) => char::from_digit(digit, 10).unwrap_or(c),
            None => match c {
                '−' => '-',
                '．' | '٫' => '.',
                '，' | '٬' => ',',
                '％' | '٪' => '%',
                _ => c,
            },
        }
    };
    Cow::Owned(text.chars().map(plain).collect())
}

/// A number at the beginning of a text.
struct Digits<'a> {
    /// Digits and the marks between them.
    written: &'a str,
    /// The power of ten behind `e`.
    power: Option<i32>,
    rest: &'a str,
}

impl<'a> Digits<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let mark = |c: char| c.is_ascii_digit() || "+-.,'’_ \u{a0}\u{202f}".contains(c);
        let end = text.find(|c| !mark(c)).unwrap_or(text.len());
        let (written, rest) = text.split_at(end);
        written
            .contains(|c: char| c.is_ascii_digit())
            .then_some(())?;
        let exponent = rest
            .strip_prefix(['e', 'E'])
            .filter(|_| !written.ends_with(' '));
        let exponent = exponent.and_then(|it| {
            let sign = it.len() - it.trim_start_matches(['+', '-']).len();
            let end = it[sign..].find(|c: char| !c.is_ascii_digit());
            let (power, rest) = it.split_at(end.map_or(it.len(), |end| sign + end));
            Some((power.parse().ok()?, rest))
        });
        Some(match exponent {
            Some((power, rest)) => Self {
                written: written.trim(),
                power: Some(power),
                rest: rest.trim(),
            },
            None => Self {
                written: written.trim(),
                power: None,
                rest: rest.trim(),
            },
        })
    }
}

/// Whether a currency stands before a number, and the number.
fn currency_before(text: &str) -> (bool, &str) {
    let bare = text.strip_prefix("US").unwrap_or(text);
    if let Some(rest) = bare.strip_prefix(CURRENCIES) {
        return (true, rest.trim_start());
    }
    let (is_currency, rest) = code(text);
    let rest = rest.trim_start();
    if is_currency && rest.starts_with(|c: char| c.is_ascii_digit()) {
        (true, rest)
    } else {
        (false, text)
    }
}

/// Whether a currency stands behind a number, and what follows.
fn currency_behind(text: &str) -> (bool, &str) {
    if let Some(rest) = text.strip_prefix(CURRENCIES) {
        return (true, rest.trim());
    }
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("");
    if ["dollar", "dollars", "euro", "euros", "manat"].contains(&&*word.to_lowercase()) {
        return (true, text[word.len()..].trim());
    }
    let (is_currency, rest) = code(text);
    (is_currency, rest.trim())
}

/// Whether a text begins with three capitals, as currencies are written, and what follows.
fn code(text: &str) -> (bool, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_uppercase())
        .unwrap_or(text.len());
    let follows = text[end..].starts_with(char::is_alphabetic);
    if end == 3 && !follows {
        (true, &text[end..])
    } else {
        (false, text)
    }
}

/// A unit without "a year" behind it: rates are by the year anyway.
fn without_period(unit: &str) -> &str {
    let ends = [
        " per year",
        " a year",
        " p.a.",
        "/year",
        "/yr",
        " per annum",
    ];
    let end = ends.iter().find_map(|end| unit.strip_suffix(end));
    end.filter(|it| !it.is_empty()).unwrap_or(unit).trim_end()
}

fn infinite(text: &str) -> Option<Meant> {
    let word = text.trim_start_matches(['+', '-']).to_lowercase();
    let words = [
        "inf", "infinity", "nan", "none", "null", "n/a", "na", "-", "∞",
    ];
    words.contains(&word.as_str()).then(|| Meant {
        fault: "a number must be finite",
        help: OPEN.to_owned(),
    })
}

/// Digits in groups, or with a comma for the point.
fn grouped(digits: &str) -> Option<(&'static str, String)> {
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
        return Some((
            "a number must be written without marks between its digits",
            format!("{sign}{}", groups.concat()),
        ));
    }
    // The last mark of two kinds, or a single comma, is the point.
    let last = *marks.last()?;
    let points = marks.iter().filter(|&&mark| mark == last).count();
    if points == 1 && ".,".contains(last) && (last == ',' || marks.len() > 1) {
        let (whole, part) = body.split_at(body.rfind(last)?);
        let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
        let part = part.trim_start_matches(last);
        let digits = !whole.is_empty() && !part.is_empty();
        return digits.then(|| {
            let fault = "a decimal number must be written with a point";
            (fault, format!("{sign}{whole}.{part}"))
        });
    }
    let bare = body.strip_prefix('.').or(body.strip_suffix('.'))?;
    bare.bytes().all(|b| b.is_ascii_digit()).then(|| {
        let fault = "a decimal point must have digits on both sides";
        let write = if body.starts_with('.') {
            format!("{sign}0.{bare}")
        } else {
            format!("{sign}{bare}.0")
        };
        (fault, write)
    })
}

#[cfg(test)]
mod tests {
    use super::super::key_tables::SCENARIO;
    use super::super::source::SourceText;
    use super::{Measure, meant};

    /// What is said to write for a value of the key at `path`, in a file that begins with `top`.
    fn told(top: &str, path: &str, text: &str) -> Option<String> {
        let source = SourceText::new("a.toml", format!("{top}\n"));
        let measure = Measure::of(SCENARIO, path, &source);
        meant(text, &measure).map(|it| it.help)
    }

    #[test]
    fn figures_are_read_as_they_are_meant() {
        for (text, write) in [
            ("60M", "60e6"),
            ("1.5 bn", "1.5e9"),
            ("250k", "250e3"),
            ("60 Mio", "60e6"),
            ("3%", "0.03"),
            ("12,5 %", "0.125"),
            ("3 percent", "0.03"),
            ("3 % per year", "0.03"),
            ("3 ‰", "0.003"),
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
            ("0.03,", "0.03"),
            ("60,", "60"),
            ("60 M,", "60e6"),
            ("1,5e6", "1.5e6"),
            ("$60", "60"),
            ("$250,000", "250000"),
            ("US$ 1.5 million", "1.5e6"),
            ("USD 250,000", "250000"),
            ("60e6 USD", "60e6"),
            ("60 M€", "60e6"),
            ("5 eur", ""),
            ("1/3", "0.333333333333"),
            ("６０", "60"),
            ("٦٠", "60"),
        ] {
            let write = Some(write).filter(|it| !it.is_empty());
            let write = write.map(|it| format!("write {it}"));
            assert_eq!(told("", "", text), write, "{text}");
        }
        for text in [
            "A valley", "", "2026-01", "12", "1.5", "digging", "3 teams", "%", "3 %%", "60e6",
        ] {
            assert_eq!(told("", "", text), None, "{text}");
        }
    }

    /// What cannot be told is not guessed.
    #[test]
    fn no_number_is_made_of_what_is_none() {
        for text in ["60e6,0", "1e5.5", "60e6 m"] {
            let help = told("", "target.cost", text).unwrap();
            assert!(
                !help.contains("60000000") && !help.contains("606"),
                "{help}"
            );
            assert!(!help.contains("15.5"), "{help}");
        }
    }

    #[test]
    fn a_unit_is_turned_into_that_of_the_key_in_its_file() {
        let km2 = "area_unit = \"km2\"  # as in the book";
        let m2 = "area_unit = 'm2'";
        let area = "area.north.suspected";
        for (top, path, text, write) in [
            ("", area, "250 ha", "write 250: areas are in ha here"),
            (
                "",
                area,
                "250 km2",
                "write 25000, as areas are in ha; or 250 with `area_unit = \"km2\"` above the first [table]",
            ),
            (km2, area, "250 km2", "write 250: areas are in km2 here"),
            (
                m2,
                area,
                "250 km2",
                "write 250000000 (250 km2): areas are in m2 here",
            ),
            (
                km2,
                area,
                "2.5 million m2",
                "write 2.5 (2500000 m2): areas are in km2 here",
            ),
            (
                m2,
                "team.a.output",
                "350 m2",
                "write 350: it is in m2 per team and working day",
            ),
            (
                "",
                "target.cost",
                "60 ha",
                "write the number alone, in money",
            ),
            (
                "",
                "team.a.growth",
                "60 ha",
                "write the number alone, in the unit of its key",
            ),
            (
                "",
                "team.a.unit_cost",
                "0.01 USD/m2",
                "write 100: it is money per ha here",
            ),
            (
                km2,
                "team.a.unit_cost",
                "$100 per ha",
                "write 10000: it is money per km2 here",
            ),
            (
                km2,
                "benefits.per_ha",
                "$100/ha",
                "write 100: it is money per ha here",
            ),
            ("", "horizon", "40 years", "write 40: it is in years"),
            ("", "target.years", "180 months", "write 15: it is in years"),
            (
                "",
                "event.a.duration",
                "1 year",
                "write 12: it is in months",
            ),
            (
                "",
                "area.north.people",
                "300 persons",
                "write the number alone, in people",
            ),
        ] {
            assert_eq!(told(top, path, text).as_deref(), Some(write), "{text}");
        }
    }
}
