//! The unit that the heading of an area names.

/// A unit of areas.
#[derive(Debug, PartialEq)]
pub(super) struct Unit {
    pub(super) name: &'static str,
    /// Hectares in one of it.
    pub(super) hectares: f64,
    /// How headings write it.
    written: &'static [&'static str],
}

const UNITS: [Unit; 3] = [
    Unit {
        name: "m2",
        hectares: 1e-4,
        written: &[
            "m2",
            "sqm",
            "sq m",
            "square metre",
            "square metres",
            "square meter",
            "square meters",
        ],
    },
    Unit {
        name: "ha",
        hectares: 1.0,
        written: &["ha", "hectare", "hectares"],
    },
    Unit {
        name: "km2",
        hectares: 100.0,
        written: &[
            "km2",
            "sqkm",
            "sq km",
            "square kilometre",
            "square kilometres",
            "square kilometer",
            "square kilometers",
        ],
    },
];

/// Words that make a multiple of the unit beside them.
const SCALES: &[&str] = &[
    "k",
    "m",
    "mm",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "thsd",
    "tsd",
    "million",
    "millions",
    "mil",
    "mill",
    "mio",
    "mln",
    "mn",
];

/// The units among the words of a heading, and whether it also has a number or a word that may make a multiple of them.
pub(super) fn of(head: &[String]) -> (Vec<&'static Unit>, bool) {
    let mut rest = format!(" {} ", head.join(" "));
    let mut units = Vec::new();
    for unit in &UNITS {
        for written in unit.written {
            let written = format!(" {written} ");
            if rest.contains(&written) {
                // What is left of "sq m" must not count as a word.
                rest = rest.replace(&written, "  ");
                units.push(unit);
            }
        }
    }
    units.dedup();
    let scales = |word: &str| SCALES.contains(&word) || is_number(word);
    (units, rest.split_whitespace().any(scales))
}

/// Whether a word begins as a number and is no year, which says of when the areas are.
fn is_number(word: &str) -> bool {
    let is_year = word.len() == 4 && matches!(word.parse(), Ok(1900..2100_u32));
    word.starts_with(|c: char| c.is_ascii_digit()) && !is_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_multiples_are_told_by_words() {
        for (heading, units, scaled) in [
            ("area sq m", &["m2"][..], false),
            ("area m2 as of 2024", &["m2"], false),
            ("area sqm m2", &["m2"], false),
            ("area ha as of 2024 in m2", &["m2", "ha"], false),
            ("area thousand sq km", &["km2"], true),
            ("area 000 m2", &["m2"], true),
            ("area m m2", &["m2"], true),
            ("area m2 10e6", &["m2"], true),
            ("area", &[], false),
        ] {
            let head: Vec<String> = heading.split(' ').map(str::to_owned).collect();
            let (found, is_scaled) = of(&head);
            let names: Vec<&str> = found.iter().map(|it| it.name).collect();
            assert_eq!((&names[..], is_scaled), (units, scaled), "{heading}");
        }
    }
}
