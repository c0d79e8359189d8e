//! The colours of pictures where the page is dark: each keeps its hue, and stands out from the paper more than on white.
//!
//! Lightness is that of the colour space Oklab (B. Ottosson, "A perceptual color space for image processing", 2020); contrast is the
//! ratio of relative luminances of WCAG 2.2.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::math;

/// The paper of the dark page.
pub(super) const DARK_PAPER: [u8; 3] = [0x12, 0x16, 0x1b];

const PAPER: [u8; 3] = [0xff; 3];

/// Rules of style that give every colour of the drawings its dark shade.
pub(super) fn rules<'a>(drawings: impl Iterator<Item = &'a str>) -> String {
    let mut colours = BTreeSet::new();
    for svg in drawings {
        for paint in ["fill=\"#", "stroke=\"#"] {
            let found = svg.split(paint).skip(1).filter_map(|it| it.get(..6));
            colours.extend(found);
        }
    }
    let mut rules = String::new();
    for colour in colours {
        let Some(light) = parsed(colour) else {
            continue;
        };
        let [r, g, b] = dark(light);
        for paint in ["fill", "stroke"] {
            // Writing to a string cannot fail.
            let _ = write!(
                rules,
                ".drawing [{paint}=\"#{colour}\"]{{{paint}:#{r:02x}{g:02x}{b:02x}}}"
            );
        }
    }
    rules
}

fn parsed(colour: &str) -> Option<[u8; 3]> {
    let part = |at: usize| u8::from_str_radix(colour.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

/// The colour of the same hue that stands out from the dark paper more than `light` does from white: a dark colour is harder to tell
/// from a darker one than a pale one from white.
pub(super) fn dark(light: [u8; 3]) -> [u8; 3] {
    const MORE: f64 = 1.8;
    /// Yellow and orange hardly stand out from white: beyond this chroma a colour glows by so much a unit of it.
    const PALE: f64 = 0.1;
    const GLOW: f64 = 80.0;
    /// White has 18.1 on the dark paper.
    const MOST: f64 = 17.0;
    if light == PAPER {
        return DARK_PAPER;
    }
    let [_, a, b] = oklab(light);
    let vivid = ((a * a + b * b).sqrt() - PALE).max(0.0);
    let kept = 1.0 + MORE * (contrast(light, PAPER) - 1.0);
    let wanted = kept.max(1.0 + GLOW * vivid).min(MOST);
    // Contrast rises with lightness, which is found to a 4,000th.
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..12 {
        let middle = 0.5 * (low + high);
        if contrast(from_oklab([middle, a, b]), DARK_PAPER) < wanted
            || luminance(from_oklab([middle, a, b])) < luminance(DARK_PAPER)
        {
            low = middle;
        } else {
            high = middle;
        }
    }
    from_oklab([high, a, b])
}

/// Contrast of two colours, from 1 to 21.
pub(super) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    (one / other).max(other / one)
}

fn luminance(colour: [u8; 3]) -> f64 {
    let [r, g, b] = linear(colour);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// sRGB to amounts of light, 0 to 1.
fn linear(colour: [u8; 3]) -> [f64; 3] {
    colour.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 {
            part / 12.92
        } else {
            math::pow((part + 0.055) / 1.055, 2.4)
        }
    })
}

fn oklab(colour: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = linear(colour);
    let root = |x: f64| math::pow(x.max(0.0), 1.0 / 3.0);
    let l = root(0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b);
    let m = root(0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b);
    let s = root(0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

/// The nearest colour that a screen shows.
fn from_oklab([lightness, a, b]: [f64; 3]) -> [u8; 3] {
    let cube = |x: f64| x * x * x;
    let l = cube(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b);
    let m = cube(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b);
    let s = cube(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b);
    let light = [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ];
    light.map(|part| {
        let part = part.clamp(0.0, 1.0);
        let part = if part <= 0.003_130_8 {
            12.92 * part
        } else {
            1.055 * math::pow(part, 1.0 / 2.4) - 0.055
        };
        (255.0 * part).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::palette;

    #[test]
    fn the_spaces_lead_back() {
        for colour in [[0x12, 0x34, 0x56], [0xff, 0, 0], [0, 0x9e, 0x73], [1, 2, 3]] {
            assert_eq!(from_oklab(oklab(colour)), colour);
        }
        assert!((contrast([0, 0, 0], PAPER) - 21.0).abs() < 1e-9);
    }

    /// What can be read on white can be read in the dark, and the target is plainly seen.
    #[test]
    fn colours_stand_out_in_the_dark() {
        let named = [
            palette::INK,
            palette::SOFT_INK,
            palette::TIME,
            palette::MONEY,
            palette::CLEARANCE,
            palette::PEOPLE,
            palette::UNFINISHED,
            palette::TARGET,
            palette::SURVEY,
        ];
        for colour in named {
            let light = [colour.0, colour.1, colour.2];
            let (wanted, found) = (contrast(light, PAPER), contrast(dark(light), DARK_PAPER));
            assert!(
                found >= wanted.clamp(4.5, 16.5),
                "{light:?} {wanted} {found}"
            );
        }
        assert_eq!(dark(PAPER), DARK_PAPER);
    }

    #[test]
    fn every_colour_of_a_drawing_has_its_rule() {
        let svg = "<rect fill=\"#FFFFFF\"/><line stroke=\"#0072B2\"/><text fill=\"#XYZXYZ\">";
        let rules = rules([svg].into_iter());
        assert!(
            rules.contains(".drawing [fill=\"#FFFFFF\"]{fill:#12161b}"),
            "{rules}"
        );
        assert!(rules.contains("[stroke=\"#0072B2\"]{stroke:#"), "{rules}");
        assert!(!rules.contains("XYZ"));
    }
}
