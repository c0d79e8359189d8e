//! The unit of areas in a file.

/// The unit of areas in one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum AreaUnit {
    #[default]
    Hectares,
    SquareKilometres,
    SquareMetres,
}

impl AreaUnit {
    /// The unit that a file's `area_unit` names; what it cannot be is refused where keys are read.
    pub(super) fn of(name: Option<&str>) -> Self {
        match name {
            Some("km2") => Self::SquareKilometres,
            Some("m2") => Self::SquareMetres,
            _ => Self::Hectares,
        }
    }

    /// The unit that the top level of a text names, whether or not the text can be read as a whole.
    pub(super) fn named_in(text: &str) -> Option<Self> {
        let top = text.lines().map(str::trim);
        let mut top = top.take_while(|line| !line.starts_with('['));
        let value =
            top.find_map(|line| line.strip_prefix("area_unit")?.trim().strip_prefix('='))?;
        match value.split('#').next()?.trim().trim_matches(['"', '\'']) {
            "ha" => Some(Self::Hectares),
            "km2" => Some(Self::SquareKilometres),
            "m2" => Some(Self::SquareMetres),
            _ => None,
        }
    }

    /// The unit of this size, if a file can be in it.
    pub(super) fn by_size(hectares: f64) -> Option<Self> {
        let all = [Self::Hectares, Self::SquareKilometres, Self::SquareMetres];
        all.into_iter()
            .find(|unit| unit.hectares().to_bits() == hectares.to_bits())
    }

    /// Hectares in one of it.
    pub(super) fn hectares(self) -> f64 {
        match self {
            Self::Hectares => 1.0,
            Self::SquareKilometres => 100.0,
            Self::SquareMetres => 1e-4,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hectares => "ha",
            Self::SquareKilometres => "km2",
            Self::SquareMetres => "m2",
        }
    }
}
