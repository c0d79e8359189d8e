//! The unit in which a key is read, in its own file, and quantities in other units turned into it.

use super::area_unit::AreaUnit;
use super::figure::number;
use super::keys::{Key, Kind, find};
use super::source::{SETTING, SourceText};

/// What is known of the key in front of a value.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Measure {
    key: Option<&'static Key>,
    /// Unit of areas in the file, if the file names it.
    named: Option<AreaUnit>,
    /// Whether the file may name it.
    may_name: bool,
}

/// What a key is read in.
enum Areas {
    /// The unit of areas of its file.
    OfFile,
    /// Always this one.
    Always(AreaUnit),
}

impl Measure {
    /// That of the key at `path`, with the keys `top` at the top level, in a file of this text.
    pub(super) fn of(top: &'static [Key], path: &str, source: &SourceText) -> Self {
        Self {
            key: key_at(top, path),
            named: AreaUnit::named_in(&source.text),
            may_name: source.name != SETTING && find(top, "area_unit").is_some(),
        }
    }

    /// The kind of value that the key takes, if the key is known.
    pub(super) fn kind(&self) -> Option<Kind> {
        self.key.map(|key| key.kind)
    }

    /// Whether the key is known to take numbers.
    pub(super) fn is_number(&self) -> bool {
        matches!(
            self.kind(),
            Some(
                Kind::Number(_)
                    | Kind::Horizon(_)
                    | Kind::Numbers(..)
                    | Kind::Uncertain(_)
                    | Kind::ByYear(_)
                    | Kind::Multipliers
            )
        )
    }

    fn words(&self) -> &'static str {
        // A team's numbers are in teams or, with `rate`, in area: the key alone does not tell.
        let words = self.key.map_or("", |key| key.unit);
        if words.contains("team") && !words.contains("m2") {
            ""
        } else {
            words
        }
    }

    /// What to do where a number stands with a unit that tells nothing of its size in the key's.
    pub(super) fn alone(&self) -> String {
        match self.words() {
            "" => "write the number alone, in the unit of its key".to_owned(),
            words => format!("write the number alone, in {words}"),
        }
    }

    /// What to write for `value` in a unit of area, called `name`, of so many hectares.
    pub(super) fn area(&self, value: f64, name: &str, hectares: f64) -> String {
        let Some(areas) = self.areas() else {
            return self.alone();
        };
        let (unit, here) = self.unit(&areas);
        // In powers of ten both are exact, and acres are not.
        let write = number(value * hectares / unit.hectares());
        let given = AreaUnit::by_size(hectares);
        match (areas, given) {
            (Areas::OfFile, Some(given)) if given != unit && self.can_name() => format!(
                "write {write}, as areas are in {}; or {} with `area_unit = \"{}\"` above the first [table]",
                unit.name(),
                number(value),
                given.name()
            ),
            (_, Some(given)) if given == unit => format!("write {write}: {here}"),
            _ => format!("write {write} ({} {name}): {here}", number(value)),
        }
    }

    /// What to write for money per unit of area of so many hectares.
    pub(super) fn per_area(&self, value: f64, hectares: f64) -> String {
        let unit = match self.words() {
            "money per ha" => self.named.unwrap_or_default(),
            "money per ha and year" => AreaUnit::Hectares,
            _ => return self.alone(),
        };
        let write = number(value / hectares * unit.hectares());
        format!("write {write}: it is money per {} here", unit.name())
    }

    /// What to write for so many months.
    pub(super) fn months(&self, months: f64) -> String {
        match self.words() {
            "years" => format!("write {}: it is in years", number(months / 12.0)),
            "months" => format!("write {}: it is in months", number(months)),
            _ => self.alone(),
        }
    }

    /// What to write for a value beyond `most` that may have been meant in hectares or square metres, where the key is in square
    /// kilometres.
    pub(super) fn too_many_km2(&self, value: f64, most: f64) -> Option<String> {
        let units = [("ha", 100.0), ("m2", 1e6)].into_iter();
        let fits = units.filter(|(_, size)| self.words() == "km2" && value / size <= most);
        let says = fits.map(|(unit, size)| {
            format!(
                "for {} {unit} write {}",
                number(value),
                number(value / size)
            )
        });
        let says: Vec<String> = says.collect();
        (!says.is_empty()).then(|| format!("it is in km2: {}", says.join(", ")))
    }

    fn can_name(&self) -> bool {
        self.may_name && self.named.is_none()
    }

    fn areas(&self) -> Option<Areas> {
        match self.words() {
            "ha" | "ha per year" => Some(Areas::OfFile),
            "km2" => Some(Areas::Always(AreaUnit::SquareKilometres)),
            words if words.starts_with("m2") => Some(Areas::Always(AreaUnit::SquareMetres)),
            _ => None,
        }
    }

    fn unit(&self, areas: &Areas) -> (AreaUnit, String) {
        match areas {
            Areas::OfFile => {
                let unit = self.named.unwrap_or_default();
                (unit, format!("areas are in {} here", unit.name()))
            }
            Areas::Always(unit) => (*unit, format!("it is in {}", self.words())),
        }
    }
}

/// The key at `path`; of what stands below a key that is no table, that key.
fn key_at(top: &'static [Key], path: &str) -> Option<&'static Key> {
    let mut keys = top;
    let mut parts = path.split('.').map(str::trim);
    loop {
        let key = find(keys, parts.next()?)?;
        keys = match key.kind {
            Kind::Table(inner) | Kind::Entries(inner) => inner,
            Kind::Tables(inner) => {
                parts.next()?;
                inner
            }
            _ => return Some(key),
        };
    }
}

/// Whether any table has a key of this name.
pub(super) fn is_key(keys: &'static [Key], name: &str) -> bool {
    keys.iter().any(|key| {
        key.name == name
            || match key.kind {
                Kind::Table(inner) | Kind::Entries(inner) | Kind::Tables(inner) => {
                    is_key(inner, name)
                }
                _ => false,
            }
    })
}
