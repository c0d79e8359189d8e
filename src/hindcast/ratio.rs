//! Ranges of positive quantities, and how a scenario file writes them.

use toml_writer::ToTomlValue;

use super::class::{Class, FEWEST, Spread};

/// P10 and P90 of a positive quantity, from a class of logarithms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ratio {
    /// P10.
    pub(super) low: f64,
    /// P90.
    pub(super) high: f64,
    /// What they come from.
    pub(super) spread: Spread,
}

impl Ratio {
    /// Of a class.
    ///
    /// # Panics
    ///
    /// If it has fewer than three countries.
    pub(super) fn of(class: &Class) -> Self {
        let spread = spread(class);
        let (low, high) = spread.ratio_p10_p90();
        Self { low, high, spread }
    }

    /// Of one by the quantity.
    pub(super) fn inverse(self) -> Self {
        Self {
            low: 1.0 / self.high,
            high: 1.0 / self.low,
            ..self
        }
    }

    /// Of so many times the quantity.
    pub(super) fn times(self, factor: f64) -> Self {
        Self {
            low: self.low * factor,
            high: self.high * factor,
            ..self
        }
    }

    /// The median of the lognormal law.
    pub(super) fn mid(self) -> f64 {
        (self.low * self.high).sqrt()
    }

    /// The lognormal law of the ratio times `base`, as a value of a scenario.
    pub(super) fn law(self, base: f64, source: &str) -> String {
        let law = format!(
            "lognormal = {{ p10 = {}, p90 = {} }}",
            plain(self.low * base),
            plain(self.high * base)
        );
        format!("{{ {law}, source = {} }}", quoted(source))
    }
}

/// What one more country is like.
///
/// # Panics
///
/// If the class has fewer than three countries.
pub(super) fn spread(class: &Class) -> Spread {
    let spread = class.spread().filter(|spread| spread.countries >= FEWEST);
    spread.expect("a quantity has rows of three other countries")
}

/// A text as TOML writes it.
pub(super) fn quoted(text: &str) -> String {
    text.to_toml_value()
}

/// A number with four digits, without an exponent.
pub(super) fn plain(value: f64) -> String {
    let rounded: f64 = format!("{value:.3e}").parse().unwrap_or(value);
    rounded.to_string()
}
