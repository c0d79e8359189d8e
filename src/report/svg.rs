//! What plotters' SVG lacks: the natural size, alternative text, and rims of paper about labels.

use std::fmt::Write as _;

use crate::printable::is_hidden;

/// Steps of the plotters canvas per logical unit: plotters counts in whole steps, so they must be finer than a pixel.
pub(super) const STEPS: f64 = 20.0;

/// Width of the rim of paper about a label, in logical units.
const RIM: f64 = 2.2;

/// What a picture says to those who do not see it.
#[derive(Clone, Debug, Default)]
pub(super) struct Alternative {
    /// Name of the picture: that of its first panel.
    title: Option<String>,
    /// What its panels show.
    text: String,
}

impl Alternative {
    /// Adds a panel.
    pub(super) fn add(&mut self, title: &str, text: &str) {
        if self.title.is_none() {
            self.title = Some(title.into());
        } else {
            let _ = write!(self.text, " {title}:");
        }
        let _ = write!(self.text, " {text}");
    }
}

/// The SVG with its natural size in logical units instead of `inner` steps, with its alternative text, and with a rim about
/// each text for which `rims` says so, in the order of drawing.
pub(super) fn finished(
    svg: &str,
    (width, height): (f64, f64),
    inner: (u32, u32),
    rims: &[bool],
    alternative: &Alternative,
) -> String {
    /// Only elements begin like this: plotters escapes the brackets of texts.
    const TEXT: &str = "<text ";
    let fine = format!("width=\"{}\" height=\"{}\"", inner.0, inner.1);
    let natural = format!("width=\"{width}\" height=\"{height}\" role=\"img\"");
    let mut pieces = svg.split(TEXT);
    let mut head = pieces
        .next()
        .unwrap_or_default()
        .replacen(&fine, &natural, 1);
    let begin = head.find("<svg").unwrap_or_default();
    if let Some(end) = head[begin..].find('>') {
        let title = escaped(alternative.title.as_deref().unwrap_or_default());
        let text = escaped(alternative.text.trim());
        let both = format!("\n<title>{title}</title>\n<desc>{text}</desc>");
        head.insert_str(begin + end + 1, &both);
    }
    let rim = format!(
        "stroke=\"#FFFFFF\" stroke-width=\"{}\" stroke-linejoin=\"round\" paint-order=\"stroke\" ",
        2.0 * RIM * STEPS
    );
    for (piece, rimmed) in pieces.zip(rims) {
        head.push_str(TEXT);
        if *rimmed {
            head.push_str(&rim);
        }
        head.push_str(piece);
    }
    head
}

/// A text for XML: markup escaped, and without the characters that XML forbids.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_hidden(*c)) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_its_size_its_description_and_its_rims() {
        let mut alternative = Alternative::default();
        alternative.add("Cost & time", "P50 < P80.");
        alternative.add("Regions", "All.");
        let plain =
            "<svg width=\"200\" height=\"100\"><text x=\"1\">a</text><text x=\"2\">b</text></svg>";
        let svg = finished(plain, (10.0, 5.0), (200, 100), &[false, true], &alternative);
        let begin = "<svg width=\"10\" height=\"5\" role=\"img\">\n<title>Cost &amp; time</title>\n\
                     <desc>P50 &lt; P80. Regions: All.</desc><text x=\"1\">a</text><text stroke=\"#FFFFFF\"";
        assert!(svg.starts_with(begin), "{svg}");
        assert!(svg.ends_with(" x=\"2\">b</text></svg>"), "{svg}");
    }
}
