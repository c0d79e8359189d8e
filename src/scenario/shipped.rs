//! The scenarios that the program brings with it.

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../scenarios/", $name, ".toml")))),*]
    };
}

/// Names and texts of the shipped scenarios. A variant says `base = "azerbaijan.toml"`, which is found everywhere.
pub const SHIPPED: &[(&str, &str)] = shipped![
    "azerbaijan",
    "donor-surge",
    "austerity",
    "accurate-maps",
    "useless-maps",
    "renewed-fighting",
    "dense-ground",
    "claim-2022",
    "tight-target",
    "official-2022",
    "awareness",
    "return-first",
    "sri-lanka",
    "ukraine",
];
