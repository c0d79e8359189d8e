//! Reading numbers that JSON does not have, null in a file: NaN in memory where a number is not known, infinite where there is no limit.

use serde::{Deserialize, Deserializer};

type Read = Option<f64>;

/// A number that is there only if something is.
pub(crate) fn only_if(there: bool, number: f64) -> f64 {
    if there { number } else { f64::NAN }
}

fn known(number: Read) -> f64 {
    number.unwrap_or(f64::NAN)
}

pub(crate) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Read::deserialize(deserializer).map(known)
}

pub(crate) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let read = Vec::<Read>::deserialize(deserializer)?;
    Ok(read.into_iter().map(known).collect())
}

pub(crate) fn seven<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[f64; 7], D::Error> {
    <[Read; 7]>::deserialize(deserializer).map(|read| read.map(known))
}

pub(crate) fn sevens<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<[f64; 7]>, D::Error> {
    let read = Vec::<[Read; 7]>::deserialize(deserializer)?;
    Ok(read.into_iter().map(|row| row.map(known)).collect())
}

pub(crate) fn unlimited<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Ok(Read::deserialize(deserializer)?.unwrap_or(f64::INFINITY))
}

pub(crate) fn unlimited_three<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<[f64; 3], D::Error> {
    let read = <[Read; 3]>::deserialize(deserializer)?;
    Ok(read.map(|number| number.unwrap_or(f64::INFINITY)))
}

/// Pairs of which the first number may be infinite.
pub(crate) fn unlimited_pairs<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(f64, f64)>, D::Error> {
    let read = Vec::<(Read, f64)>::deserialize(deserializer)?;
    let pairs = read.into_iter();
    Ok(pairs
        .map(|(x, y)| (x.unwrap_or(f64::INFINITY), y))
        .collect())
}
