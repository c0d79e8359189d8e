//! How wide a text is, and which characters the font can draw.
//!
//! The widths come from the library that will draw the text, so labels are laid out with the advances they are drawn with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use resvg::usvg::{self, fontdb};

use crate::printable::is_hidden;

/// Family of all text; the names after the first serve readers of the SVG files who lack it.
pub(super) const FAMILY: &str = "Noto Sans, Open Sans, Segoe UI, Helvetica, Arial, sans-serif";

/// Drawn in place of characters that the fonts lack and that have no spelling in Latin letters.
const STAND_IN: &str = "·";

/// Signs of currencies that the fonts lack, and their codes.
const CURRENCIES: [(char, &str); 4] = [('฿', "THB"), ('៛', "KHR"), ('؋', "AFN"), ('৳', "BDT")];

/// Signs of currencies, Georgian and Armenian, of Noto Sans, Noto Sans Georgian and Noto Sans Armenian: drawn where Noto Sans lacks a character.
const FALLBACK: [&[u8]; 2] = [
    include_bytes!("fonts/fallback-regular.ttf"),
    include_bytes!("fonts/fallback-bold.ttf"),
];

/// A character that the fonts lack, in Latin letters.
fn latin(c: char) -> &'static str {
    if let Some((_, code)) = CURRENCIES.iter().find(|(sign, _)| *sign == c) {
        return code;
    }
    match any_ascii::any_ascii_char(c) {
        "" if is_mark(c) => "",
        "" | "?" => STAND_IN,
        letters => letters,
    }
}

/// What has no width of its own: accents, joiners, marks of direction.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
        || c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The characters of `texts` that the report draws otherwise, with what it draws, each once.
///
/// # Errors
///
/// If the SVG library fails.
pub fn respelt<'a>(
    texts: impl Iterator<Item = &'a str> + Clone,
) -> Result<Vec<(char, String)>, usvg::Error> {
    if texts.clone().all(str::is_ascii) {
        return Ok(Vec::new());
    }
    let ruler = Ruler::new(texts.clone())?;
    let mut found: Vec<(char, String)> = Vec::new();
    for c in texts.flat_map(str::chars).filter(|c| !c.is_control()) {
        if !ruler.regular.contains_key(&c) && found.iter().all(|(known, _)| *known != c) {
            found.push((c, latin(c).to_owned()));
        }
    }
    Ok(found)
}

/// Font size at which advances are measured: the font's units per em, so that none is rounded.
const EM: f32 = 1000.0;

/// Settings of the SVG library: the embedded fonts and no other.
pub(super) fn options() -> usvg::Options<'static> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        for font in FALLBACK {
            fonts.load_font_source(fontdb::Source::Binary(Arc::new(font)));
        }
        Arc::new(fonts)
    });
    usvg::Options {
        fontdb: Arc::clone(fonts),
        font_resolver: usvg::FontResolver {
            select_fallback: Box::new(of_the_same_weight),
            ..usvg::FontResolver::default()
        },
        ..usvg::Options::default()
    }
}

/// The other face of the weight of the first of `tried`: the fallback of regular is regular, and of bold bold, which the SVG library's own
/// choice does not keep.
fn of_the_same_weight(
    _: char,
    tried: &[fontdb::ID],
    fonts: &mut Arc<fontdb::Database>,
) -> Option<fontdb::ID> {
    let weight = fonts.face(*tried.first()?)?.weight;
    let mut others = fonts.faces().filter(|face| !tried.contains(&face.id));
    let found = others.find(|face| face.weight == weight);
    found.map(|face| face.id)
}

/// Advances of characters in ems, in the regular and the bold face.
pub(super) struct Ruler {
    regular: BTreeMap<char, f64>,
    bold: BTreeMap<char, f64>,
}

impl Ruler {
    /// Measures every character that the report's own words and `names` use.
    pub(super) fn new<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, usvg::Error> {
        let own = (' '..='~').chain("–−±·…£€".chars());
        let mut all: Vec<char> = own
            .chain(names.flat_map(str::chars))
            .filter(|c| !c.is_control())
            .collect();
        all.sort_unstable();
        all.dedup();
        Ok(Self {
            regular: advances(&all, "normal")?,
            bold: advances(&all, "bold")?,
        })
    }

    /// `text` with Latin letters for every character that the fonts lack, and a stand-in for what cannot be shown.
    pub(super) fn drawable(&self, text: &str) -> String {
        let mut drawn = String::with_capacity(text.len());
        for c in text.chars() {
            if is_hidden(c) {
                drawn.push_str(STAND_IN);
            } else if self.regular.contains_key(&c) {
                drawn.push(c);
            } else {
                drawn.push_str(latin(c));
            }
        }
        drawn
    }

    /// Width of `text` at a font size of `size`, in the unit of `size`. Kerning is left out:
    /// it draws letters nearer.
    pub(super) fn width(&self, text: &str, size: f64, bold: bool) -> f64 {
        let face = if bold { &self.bold } else { &self.regular };
        let widest = face.get(&'M').copied().unwrap_or(1.0);
        let advance = |c: char| match face.get(&c) {
            Some(advance) => *advance,
            // What is drawn in its place.
            None => latin(c)
                .chars()
                .map(|c| face.get(&c).copied().unwrap_or(widest))
                .sum(),
        };
        size * text.chars().map(advance).sum::<f64>()
    }

    /// `text` cut to at most `width`, with an ellipsis where something was cut.
    pub(super) fn shorten(&self, text: &str, width: f64, size: f64, bold: bool) -> String {
        if self.width(text, size, bold) <= width {
            return text.into();
        }
        let mut kept: Vec<char> = text.chars().collect();
        while kept.pop().is_some() {
            let cut = format!("{}…", kept.iter().collect::<String>().trim_end());
            if self.width(&cut, size, bold) <= width {
                return cut;
            }
        }
        "…".into()
    }

    /// `text` in lines of at most `width`. A number stays with its sign and its unit.
    pub(super) fn wrap(&self, text: &str, width: f64, size: f64, bold: bool) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in unbreakable(text) {
            let longer = if line.is_empty() {
                word.clone()
            } else {
                format!("{line} {word}")
            };
            if line.is_empty() || self.width(&longer, size, bold) <= width {
                line = longer;
            } else {
                lines.push(self.shorten(&line, width, size, bold));
                line = word;
            }
        }
        lines.push(self.shorten(&line, width, size, bold));
        lines
    }
}

/// The pieces of `text` between which a line may break.
fn unbreakable(text: &str) -> Vec<String> {
    const CLINGS_BACK: [&str; 8] = ["%", "bn", "m", "tn", "ha", "million", "months", "±"];
    const CLINGS_ON: [&str; 4] = ["<", ">", "±", "="];
    let mut pieces: Vec<String> = Vec::new();
    let mut cling = false;
    for word in text.split_whitespace() {
        let core = word.trim_end_matches([',', '.', ';', ':', ')']);
        match pieces.last_mut() {
            Some(last) if cling || CLINGS_BACK.contains(&core) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => pieces.push(word.into()),
        }
        cling = CLINGS_ON.contains(&word) || is_currency(word);
    }
    pieces
}

/// Whether a word is the sign of a currency, which stands before its amount.
fn is_currency(word: &str) -> bool {
    let mut letters = word.chars();
    let sign = |c| matches!(c, '\u{20a0}'..='\u{20cf}' | '֏' | '؋' | '৳' | '฿' | '៛');
    letters.next().is_some_and(sign) && letters.next().is_none()
}

/// Advances in ems of those of `all` that a font has.
fn advances(all: &[char], weight: &str) -> Result<BTreeMap<char, f64>, usvg::Error> {
    let mut svg = String::from(r#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">"#);
    for c in all {
        // A stop on either side: the distance between the two is the advance, also of a space.
        let _ = write!(
            svg,
            r#"<text xml:space="preserve" font-family="Noto Sans" font-weight="{weight}" font-size="{EM}" style="font-kerning:none">.&#{};.</text>"#,
            u32::from(*c)
        );
    }
    svg.push_str("</svg>");
    let tree = usvg::Tree::from_str(&svg, &options())?;
    let texts = tree.root().children().iter().filter_map(|node| match node {
        usvg::Node::Text(text) => Some(text),
        _ => None,
    });
    let mut found = BTreeMap::new();
    for (c, text) in all.iter().zip(texts) {
        let glyphs: Vec<_> = text
            .layouted()
            .iter()
            .flat_map(|span| &span.positioned_glyphs)
            .collect();
        if let [first, glyph, last] = glyphs.as_slice()
            && glyph.id.0 != 0
        {
            let stop = f64::from(glyph.transform().tx - first.transform().tx);
            found.insert(
                *c,
                (f64::from(last.transform().tx - first.transform().tx) - stop) / f64::from(EM),
            );
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler() -> Ruler {
        Ruler::new(["Ağdam, Füzuli, Şuşa, Xocavənd", "ქართული"].into_iter()).unwrap()
    }

    /// Advance widths from the font's `hmtx` table, in its units of 1/2048 em.
    #[test]
    fn advances_are_those_of_the_font() {
        let ruler = ruler();
        for (text, regular, bold) in [
            ("0", 1171.0, 1171.0),
            (" ", 532.0, 532.0),
            ("M", 1858.0, 1931.0),
            ("i", 528.0, 625.0),
        ] {
            let (measured_regular, measured_bold) = (
                ruler.width(text, 2048.0, false),
                ruler.width(text, 2048.0, true),
            );
            assert!(
                (measured_regular - regular).abs() < 0.5,
                "{text}: {measured_regular}"
            );
            assert!(
                (measured_bold - bold).abs() < 0.5,
                "{text}: {measured_bold}"
            );
        }
    }

    #[test]
    fn letters_of_azerbaijani_are_drawn_and_unknown_scripts_are_spelt_in_latin_letters() {
        let ruler = ruler();
        assert_eq!(ruler.drawable("Xocavənd Ağdam Şuşa"), "Xocavənd Ağdam Şuşa");
        assert_eq!(ruler.drawable("؋ ៛"), "AFN KHR");
        assert_eq!(ruler.drawable("\u{e123}\u{200d}"), "·");
        for text in ["漢字", "中文"] {
            let drawn = ruler.drawable(text);
            assert!(
                !drawn.is_empty() && drawn.is_ascii() && !drawn.contains('?'),
                "{drawn}"
            );
            let (named, shown) = (
                ruler.width(text, 12.0, false),
                ruler.width(&drawn, 12.0, false),
            );
            assert!((named - shown).abs() < 1e-9, "{text}: {named} for {shown}");
        }
    }

    /// Advance widths from the `hmtx` tables of the fallback fonts, in their units of 1/1000 em.
    #[test]
    fn signs_of_currencies_georgian_and_armenian_are_drawn() {
        let text = "₼ ₽ ₾ ֏ ₸ ₴ ₺ ₿ ქართული Հայաստան";
        let ruler = Ruler::new(std::iter::once(text)).unwrap();
        assert_eq!(ruler.drawable(text), text);
        let widths = [
            ("₼", 810.0, 874.0),
            ("₽", 582.0, 600.0),
            ("₾", 624.0, 629.0),
            ("֏", 732.0, 756.0),
            ("ქ", 588.0, 604.0),
            ("Հ", 575.0, 633.0),
        ];
        for (sign, regular, bold) in widths {
            assert!(
                (ruler.width(sign, 1000.0, false) - regular).abs() < 0.5,
                "{sign}"
            );
            assert!(
                (ruler.width(sign, 1000.0, true) - bold).abs() < 0.5,
                "{sign}"
            );
        }
    }

    #[test]
    fn every_sign_that_the_report_itself_writes_is_drawn() {
        let signs = "–−±·…£€%<>()[]=:;";
        assert_eq!(ruler().drawable(signs), signs);
    }

    #[test]
    fn a_shortened_text_fits() {
        let ruler = ruler();
        let short = ruler.shorten("Aghdam, former line of contact", 100.0, 12.0, false);
        assert!(
            short.ends_with('…') && ruler.width(&short, 12.0, false) <= 100.0,
            "{short}"
        );
        assert_eq!(ruler.shorten("Aghdam", 100.0, 12.0, false), "Aghdam");
    }

    #[test]
    fn lines_break_beside_numbers_not_within_them() {
        let ruler = ruler();
        let lines = ruler.wrap(
            "complete with probability 47.1 ± 0.8 % and $4.6 bn",
            120.0,
            12.0,
            false,
        );
        assert!(lines.len() > 1);
        assert!(
            lines.iter().any(|l| l.contains("47.1 ± 0.8 %")),
            "{lines:?}"
        );
        assert!(
            lines.iter().all(|l| ruler.width(l, 12.0, false) <= 120.0),
            "{lines:?}"
        );
        assert_eq!(
            unbreakable("from ₾ 4.77 bn to € 5"),
            ["from", "₾ 4.77 bn", "to", "€ 5"]
        );
    }
}
