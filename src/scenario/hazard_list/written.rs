//! The starting point with other areas, as text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use toml_writer::{ToTomlKey as _, ToTomlValue as _};

use super::heading::Columns;
use super::land::Group;
use crate::printable::printable;
use crate::scenario::STARTING_POINT;

/// Tables that say something of people or of ranges, which a hazard list does not have.
const OFF: [&str; 4] = [
    "[people]",
    "[casualties]",
    "[risk_education]",
    "[[correlation]]",
];
/// Lines that name the areas of the starting point, or their labels.
const ABOUT_AREAS: [&str; 3] = ["terrain = {", "hazard = {", "areas = [\"valley"];

/// A scenario with the areas of the list called `name`.
pub(super) fn scenario(name: &str, columns: &Columns, groups: &[Group]) -> String {
    let (name, taken) = (printable(name), printable(&columns.taken));
    let mut text = format!(
        "# A scenario with the areas of {name}. Nothing else is known of the programme: what follows the areas is invented.\n\
         # Columns of the list: {taken}.\n"
    );
    let (mut in_areas, mut off) = (false, false);
    for line in STARTING_POINT.lines().skip(1) {
        let begins = line.starts_with('[') || line.starts_with("# ----");
        if begins {
            let area = line.starts_with("[area.");
            if area && !in_areas {
                areas(&name, groups, &mut text);
            }
            (in_areas, off) = (area, OFF.contains(&line));
        }
        let given = line.starts_with(|c: char| c.is_ascii_lowercase() || c == '[');
        if in_areas || ABOUT_AREAS.iter().any(|it| line.starts_with(it)) {
            continue;
        }
        let line = match line {
            _ if line.starts_with("name = ") => {
                format!("name = {}", format!("Areas of {name}").to_toml_value())
            }
            _ if line.starts_with("note = \"all values") => {
                "note = \"all values but the areas are invented\"".to_owned()
            }
            _ if off && given => format!("#{line}"),
            _ => line.to_owned(),
        };
        text += &line;
        text.push('\n');
    }
    text
}

fn areas(name: &str, groups: &[Group], text: &mut String) {
    *text += "# The list's areas are certain here. Give ranges where survey goes on: suspected = { pert = [min, mode, max] }. An area may also have\n\
              # `terrain`, `priority`, `people`, `residents`, `closed` and its own values of [land_release].\n\n";
    let mut taken = BTreeSet::new();
    for group in groups {
        let stem = format!("{}-{}", slug(&group.district), slug(&group.hazard));
        let numbered = (2..).map(|k| format!("{stem}-{k}"));
        let key = std::iter::once(stem.clone())
            .chain(numbered)
            .find(|it| !taken.contains(it));
        let key = key.expect("there is always another number");
        let shown = key.to_toml_key();
        taken.insert(key);
        let title = format!("{}: {}", group.district, group.hazard);
        let source = format!(
            "{name}: {} suspected, {} confirmed hazardous areas",
            group.suspected, group.confirmed
        );
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "[area.{shown}]\ntitle = {}\nregion = {}\nhazard = {}\nsuspected = {}\nconfirmed = {}\nsource = {}\n",
            title.to_toml_value(),
            group.district.to_toml_value(),
            group.hazard.to_toml_value(),
            number(group.suspected_ha),
            number(group.confirmed_ha),
            source.to_toml_value(),
        );
    }
}

/// Small letters and digits of any script, with hyphens between.
fn slug(label: &str) -> String {
    let label = label.to_lowercase();
    let words = label.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// Hectares to the square metre; what is smaller, as it is.
fn number(hectares: f64) -> String {
    if hectares > 0.0 && hectares < 1e-4 {
        return format!("{hectares:e}");
    }
    let text = format!("{hectares:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
