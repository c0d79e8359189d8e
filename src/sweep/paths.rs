//! The paths that factors and columns name: how they are written, and which tables they may lead into.

use crate::scenario::keys::is_name;
use crate::scenario::{Scenario, nearest};

/// What a factor or column can name.
const FORM: &str = "write names joined by dots, such as team.manual.output; `*` stands for any run of characters but a dot";

/// How the names of the drivers begin through which factors scale inputs: nobody else's to set.
pub(super) const DRIVER: &str = "sweep-factor-";

/// Why a text is neither a path nor a glob, and what to do; `None` if it is one.
pub(super) fn malformed(path: &str) -> Option<String> {
    // Names in letters that TOML wants quotes for may have them.
    let is_step = |step: &str| is_name(&unquoted(step).replace('*', "x"));
    if path.split('.').all(is_step) {
        return None;
    }
    let rule = format!("`{path}` is no path");
    let strange = |c: &char| !is_name(&c.to_string()) && !"*.\"'".contains(*c);
    Some(match path.chars().find(strange) {
        Some(c @ (';' | '\t')) => {
            let what = if c == ';' { "a semicolon" } else { "a tab" };
            format!("{rule}: it holds {what}; separate columns by commas")
        }
        Some(c) => format!("{rule}: it holds `{}`; {FORM}", c.escape_debug()),
        None => format!("{rule}: a name between its dots is empty or half in quotes; {FORM}"),
    })
}

/// The same for a column, which may also be `scale(PATH)`.
pub(super) fn malformed_column(column: &str) -> Option<String> {
    if let Some(path) = scaled(column) {
        return malformed(path);
    }
    let opened = column
        .strip_prefix("scale(")
        .filter(|it| malformed(it).is_none());
    match opened {
        Some(path) => Some(format!(
            "`{column}` lacks its closing bracket: write `scale({path})`"
        )),
        None => malformed(column),
    }
}

/// The path that a column multiplies, if it does.
pub(super) fn scaled(column: &str) -> Option<&str> {
    let path = column.strip_prefix("scale(")?.strip_suffix(')')?;
    Some(path.trim())
}

/// Why a value within a named table cannot be set, as a scenario has no such table: it would come to have one more area, source or
/// item. `None` if it has it. A whole table may be new: whoever writes it out means it.
pub(super) fn missing_table(path: &str, scenario: &Scenario) -> Option<String> {
    let steps: Vec<&str> = path.split('.').map(unquoted).collect();
    let [kind, name, below @ ..] = &steps[..] else {
        return None;
    };
    let known = names(scenario, kind)?;
    if below.is_empty() || known.contains(name) {
        return None;
    }
    let help = match (nearest(name, known.iter().copied()), &known[..]) {
        (Some(near), _) => format!("did you mean `{kind}.{near}.{}`?", below.join(".")),
        (None, []) => format!("it has no table [{kind}.NAME] at all; write one into the scenario"),
        (None, _) => format!("it has {}", listed(kind, &known)),
    };
    Some(format!("the scenario has no `{kind}.{name}`: {help}"))
}

/// The first tables of a kind, for there may be thousands.
fn listed(kind: &str, names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let shown = names.iter().take(SHOWN).map(|it| format!("`{kind}.{it}`"));
    let more = (names.len() > SHOWN).then(|| format!("{} more", names.len() - SHOWN));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

/// The names of the tables of a kind; `None` if the format has no such tables.
fn names<'a>(scenario: &'a Scenario, kind: &str) -> Option<Vec<&'a str>> {
    fn all<'a, T>(tables: &'a [T], key: impl Fn(&'a T) -> &'a String) -> Vec<&'a str> {
        tables.iter().map(|it| key(it).as_str()).collect()
    }
    Some(match kind {
        "area" => all(&scenario.areas, |it| &it.key),
        "team" => all(&scenario.teams, |it| &it.key),
        "funding" => all(&scenario.funding, |it| &it.key),
        "event" => all(&scenario.events, |it| &it.key),
        "driver" => {
            let mut drivers = all(&scenario.drivers, |it| &it.key);
            drivers.retain(|it| !it.starts_with(DRIVER));
            drivers
        }
        "items" => all(&scenario.items, |it| &it.key),
        _ => return None,
    })
}

/// A step of a path without the quotes that TOML wants around some letters.
fn unquoted(step: &str) -> &str {
    let within = |quote: char| step.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::STARTING_POINT;
    use crate::scenario::key_tables::SCENARIO;
    use crate::scenario::keys::Kind;

    #[test]
    fn paths_are_told_from_what_is_none() {
        for path in [
            "horizon",
            "funding.state.annual",
            "team.*.output",
            "area.*-north.suspected",
            "team.a.by_year.2027",
            "area.\"şuşa\".suspected",
            "scale(team.*.output)",
            "scale( team.a.output )",
        ] {
            assert_eq!(malformed_column(path), None, "{path}");
        }
        for (path, expected) in [
            ("team.c.rate;funding.s.annual", "separate columns by commas"),
            ("foo bar", "it holds ` `"),
            ("funding..annual", "is empty"),
            ("scale(team.c.rate", "write `scale(team.c.rate)`"),
            ("scale()", "is empty"),
            ("team.[ab].rate", "it holds `[`"),
            ("team.c.rate)", "it holds `)`"),
            ("a=1", "it holds `=`"),
            ("\"a", "half in quotes"),
        ] {
            let found = malformed_column(path).unwrap_or_default();
            assert!(found.contains(expected), "{path}: {found}");
        }
    }

    /// A table of the format that is added to the key tables has to be added here as well.
    #[test]
    fn every_kind_of_named_table_is_known() {
        let scenario = crate::scenario::from_text("start", STARTING_POINT, &[])
            .unwrap()
            .scenario;
        let named = SCENARIO
            .iter()
            .filter(|it| matches!(it.kind, Kind::Tables(_)));
        for kind in named.map(|it| it.name) {
            let known = names(&scenario, kind).unwrap();
            let reason = missing_table(&format!("{kind}.zzzzzzzzzzzz.rate"), &scenario).unwrap();
            assert_eq!(reason.contains("at all"), known.is_empty(), "{reason}");
            for name in known {
                assert_eq!(missing_table(&format!("{kind}.{name}.x"), &scenario), None);
                let slip = missing_table(&format!("{kind}.{name}x.y"), &scenario).unwrap();
                assert!(
                    slip.contains(&format!("did you mean `{kind}.{name}")),
                    "{slip}"
                );
            }
        }
        assert_eq!(missing_table("event.new", &scenario), None);
        assert_eq!(missing_table("economy.zzz.rate", &scenario), None);
    }
}
