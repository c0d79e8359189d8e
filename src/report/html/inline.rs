//! A drawing as part of the page: without its own title, in the page's type, with every text as wide as it was measured.

use std::fmt::Write as _;

use super::super::svg::STEPS;
use crate::report::{Drawing, Reading};

/// A chart of the page.
#[derive(Debug)]
pub(in crate::report) struct Chart {
    /// Mark in the page, without spaces.
    pub(super) id: String,
    /// What it shows, in a few words.
    pub(super) title: String,
    /// What it says, in sentences.
    pub(super) text: String,
    /// The elements of the drawing.
    pub(super) svg: String,
    /// Size in units of the elements.
    pub(super) size: (u32, u32),
    /// The values that can be read in it, as JSON.
    pub(super) values: String,
}

impl Chart {
    /// The chart of a drawing; nothing that a scenario holds is taken for markup.
    pub(in crate::report) fn new(id: &str, drawing: &Drawing) -> Self {
        let (head, rest) = drawing.svg.split_once("</desc>").unwrap_or_default();
        let between = |open: &str, close: &str| {
            let (_, from) = head.split_once(open).unwrap_or_default();
            from.split_once(close).map_or(from, |(text, _)| text)
        };
        let size = between("viewBox=\"0 0 ", "\"").split_once(' ');
        let units = |text: &str| text.parse().unwrap_or(1);
        let widths = drawing
            .labels
            .iter()
            .map(|label| label.area.width() * STEPS);
        Self {
            id: id.to_owned(),
            title: plain(between("<title>", "</title>")),
            text: plain(between("<desc>", "</desc>")),
            svg: elements(rest.trim_end().trim_end_matches("</svg>"), widths),
            size: size.map_or((1, 1), |(width, height)| (units(width), units(height))),
            values: values(&drawing.readings),
        }
    }
}

/// A text of the XML back to what it says.
fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&amp;", "&")
}

/// The elements without what every one of them says by default, and texts with their widths: other fonts than the one that they
/// were measured in do not move them out of their places.
fn elements(svg: &str, mut widths: impl Iterator<Item = f64>) -> String {
    const DEFAULTS: [&str; 2] = [" opacity=\"1\"", " stroke=\"none\""];
    const FAMILY: &str = " font-family=\"";
    let mut out = String::with_capacity(svg.len());
    let mut rest = svg;
    // Markup alone begins with this: in texts it is escaped.
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        let close = tag.find('>').map_or(tag.len(), |at| at + 1);
        let (tag, after) = tag.split_at(close);
        out.push_str(text);
        let mut tag = tag.to_owned();
        for default in DEFAULTS {
            tag = tag.replace(default, "");
        }
        if let Some(from) = tag.find(FAMILY)
            && let Some(length) = tag[from + FAMILY.len()..].find('"')
        {
            tag.replace_range(from..=from + FAMILY.len() + length, "");
        }
        let is_text = tag.starts_with("<text ");
        let width = is_text.then(|| widths.next()).flatten();
        if let Some(width) = width.filter(|width| *width >= 1.0) {
            tag.truncate(tag.len() - 1);
            // Writing to a string cannot fail.
            let _ = write!(
                tag,
                " textLength=\"{width:.0}\" lengthAdjust=\"spacingAndGlyphs\">"
            );
        }
        out.push_str(&tag);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// `[[line, [[x, y, text], …]], …]`: neighbours of one line together, with nothing that ends a script.
fn values(readings: &[Reading]) -> String {
    type Line<'a> = (&'a str, Vec<(i64, i64, &'a str)>);
    let mut lines: Vec<Line> = Vec::new();
    for Reading { line, at, text } in readings {
        let step = |units: f64| (units * STEPS).round() as i64;
        let point = (step(at.0), step(at.1), text.as_str());
        match lines.last_mut() {
            Some((last, points)) if last == line => points.push(point),
            _ => lines.push((line, vec![point])),
        }
    }
    let json = serde_json::to_string(&lines).expect("texts and numbers are JSON");
    json.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Files, Label, Rect};

    #[test]
    fn a_drawing_keeps_its_texts_and_loses_what_the_page_says() {
        let label = Label {
            panel: "a",
            bounds: Rect::new(0.0, 0.0, 9.0, 9.0),
            text: "A & B opacity=\"1\"".into(),
            area: Rect::new(1.0, 1.0, 6.0, 3.0),
            marks: Vec::new(),
        };
        let svg = "<svg width=\"10\" height=\"5\" role=\"img\" viewBox=\"0 0 200 100\">\n<title>A &amp; B</title>\n\
                   <desc>P &lt; Q.</desc>\n<rect x=\"0\" opacity=\"1\" fill=\"#FFFFFF\" stroke=\"none\"/>\n\
                   <text x=\"1\" font-family=\"Noto Sans, sans-serif\" fill=\"#1A1A1A\">\nA &amp; B opacity=\"1\"\n</text>\n</svg>\n";
        let reading = |line: &str, text: &str| Reading {
            line: line.into(),
            at: (1.0, 2.0),
            text: text.into(),
        };
        let drawing = Drawing {
            name: "a".into(),
            files: Files::Chart,
            svg: svg.into(),
            size: (10.0, 5.0),
            scale: 1.0,
            labels: vec![label],
            readings: vec![
                reading("l", "</script>"),
                reading("l", "b"),
                reading("m", "c"),
            ],
        };
        let chart = Chart::new("a", &drawing);
        assert_eq!(
            (chart.title.as_str(), chart.text.as_str()),
            ("A & B", "P < Q.")
        );
        assert_eq!(
            chart.svg.trim(),
            "<rect x=\"0\" fill=\"#FFFFFF\"/>\n<text x=\"1\" fill=\"#1A1A1A\" textLength=\"100\" \
             lengthAdjust=\"spacingAndGlyphs\">\nA &amp; B opacity=\"1\"\n</text>"
        );
        assert_eq!(chart.size, (200, 100));
        assert_eq!(
            chart.values,
            "[[\"l\",[[20,40,\"\\u003c/script>\"],[20,40,\"b\"]]],[\"m\",[[20,40,\"c\"]]]]"
        );
    }
}
