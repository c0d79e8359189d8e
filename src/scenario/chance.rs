//! Dimensions of the sampling design from which chance within trials is drawn: `event.KEY.arrival`, the waiting time of an event's first
//! arrival, and `funding.KEY.level.1` to `.4`, what moves the yearly levels of a source most.

/// Dimensions of the levels of a source.
pub(super) const LEVELS: usize = 4;

/// The dimension of an event's first arrival.
pub(crate) fn arrival_path(event: &str) -> String {
    format!("event.{event}.arrival")
}

/// One of the dimensions of a source's levels, numbered from 1.
pub(crate) fn level_path(source: &str, number: usize) -> String {
    format!("funding.{source}.level.{number}")
}

/// The key of the source whose levels a dimension belongs to.
pub(crate) fn level_of(path: &str) -> Option<&str> {
    let (source, number) = path.strip_prefix("funding.")?.split_once(".level.")?;
    let number: usize = number.parse().ok()?;
    (1..=LEVELS).contains(&number).then_some(source)
}

/// The mechanism of chance that a dimension belongs to: `event.KEY` or `funding.KEY`; `None` for inputs, drivers and pledges.
pub(crate) fn mechanism_of(path: &str) -> Option<&str> {
    let event = path
        .strip_suffix(".arrival")
        .filter(|it| it.starts_with("event."));
    let level = || path.get(.."funding.".len() + level_of(path)?.len());
    event.or_else(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_of_chance_name_their_mechanism() {
        assert_eq!(
            mechanism_of(&arrival_path("fighting")),
            Some("event.fighting")
        );
        assert_eq!(mechanism_of(&level_path("state", 4)), Some("funding.state"));
        for path in [
            "event.fighting.rate",
            "funding.state.annual",
            "funding.state.level.5",
            "team.a.arrival",
        ] {
            assert_eq!(mechanism_of(path), None, "{path}");
        }
    }
}
