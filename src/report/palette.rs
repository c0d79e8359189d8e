//! What each colour means. Okabe and Ito's palette tells the colours apart for every kind of colour vision; greys complete it.
//!
//! M. Okabe and K. Ito, "Color Universal Design", 2008, figure 16.

use plotters::style::RGBColor as Colour;

/// Text, axes and lines of reference that are given, not simulated: income, the point estimate.
pub(super) const INK: Colour = Colour(0x1a, 0x1a, 0x1a);
/// Text of second rank.
pub(super) const SOFT_INK: Colour = Colour(0x59, 0x59, 0x59);
/// Grid lines.
pub(super) const GRID: Colour = Colour(0xe4, 0xe4, 0xe4);
/// Paper.
pub(super) const PAPER: Colour = Colour(0xff, 0xff, 0xff);

/// Time: completion of the programme and of regions.
pub(super) const TIME: Colour = Colour(0x00, 0x72, 0xb2);
/// Money: cost, and money that is missing.
pub(super) const MONEY: Colour = Colour(0xd5, 0x5e, 0x00);
/// The target.
pub(super) const TARGET: Colour = Colour(0xe6, 0x9f, 0x00);
/// Land that is or may be contaminated.
pub(super) const HAZARD: Colour = Colour(0xcc, 0x79, 0xa7);
/// Non-technical survey and what it releases.
pub(super) const SURVEY: Colour = Colour(0xf0, 0xe4, 0x42);
/// Technical survey and what it releases.
pub(super) const TECHNICAL_SURVEY: Colour = Colour(0x56, 0xb4, 0xe9);
/// Clearance and what it releases.
pub(super) const CLEARANCE: Colour = Colour(0x00, 0x9e, 0x73);
/// Overhead.
pub(super) const OVERHEAD: Colour = Colour(0x99, 0x99, 0x99);
/// Mobilisation of new teams.
pub(super) const MOBILISATION: Colour = Colour(0xc8, 0xc8, 0xc8);
/// People: who returns, who comes to harm. None of Okabe and Ito's is left; this violet is darker than all of them.
pub(super) const PEOPLE: Colour = Colour(0x5e, 0x3c, 0x99);
/// Risk education.
pub(super) const RISK_EDUCATION: Colour = Colour(0xb2, 0xab, 0xd2);
/// Money that comes in and is not carried over when its year ends.
pub(super) const LAPSED: Colour = Colour(0xb8, 0xa9, 0x94);
/// Months in which nobody may work.
pub(super) const INTERRUPTED: Colour = Colour(0x35, 0x35, 0x35);
/// Work on its way, held back by nothing.
pub(super) const FLOW: Colour = Colour(0xdf, 0xdf, 0xdf);
/// Trials that reach the horizon unfinished.
pub(super) const UNFINISHED: Colour = Colour(0x4d, 0x4d, 0x4d);
/// Finished trials, counted.
pub(super) const TRIALS: Colour = Colour(0x70, 0x70, 0x70);

/// Scenarios that are compared: the base in ink, then as far apart as the palette has them.
pub(super) const CASES: [Colour; 7] = [
    INK,
    TIME,
    MONEY,
    CLEARANCE,
    HAZARD,
    TECHNICAL_SURVEY,
    PEOPLE,
];

/// `colour` thinned with paper: 0 is paper, 1 the colour itself. Unlike transparency it looks the same over any grid.
pub(super) fn tint(colour: Colour, strength: f64) -> Colour {
    let mix = |full: u8| (255.0 - strength * (255.0 - f64::from(full))).round() as u8;
    Colour(mix(colour.0), mix(colour.1), mix(colour.2))
}
