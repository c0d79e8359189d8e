//! Reading numbers that are not known: NaN in memory, null in a file.

use serde::{Deserialize, Deserializer};

type Read = Option<f64>;

fn known(number: Read) -> f64 {
    number.unwrap_or(f64::NAN)
}

pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Read::deserialize(deserializer).map(known)
}

pub(super) fn numbers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<f64>, D::Error> {
    let read = Vec::<Read>::deserialize(deserializer)?;
    Ok(read.into_iter().map(known).collect())
}

pub(super) fn seven<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[f64; 7], D::Error> {
    <[Read; 7]>::deserialize(deserializer).map(|read| read.map(known))
}

pub(super) fn sevens<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<[f64; 7]>, D::Error> {
    let read = Vec::<[Read; 7]>::deserialize(deserializer)?;
    Ok(read.into_iter().map(|row| row.map(known)).collect())
}
