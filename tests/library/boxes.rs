//! Whether the texts of a picture can be read: measured on the picture as the SVG library lays it out.

use clearcast::report::{Drawing, Label, Rect};
use resvg::usvg::{Node, Text};

/// What is wrong with the texts of a drawing, one line each: two overlap, one leaves its panel, or one is nearer to the mark of another
/// than to its own.
pub(crate) fn complaints(drawing: &Drawing) -> Vec<String> {
    let tree = drawing.tree().unwrap();
    let texts: Vec<&Text> = tree.root().children().iter().flat_map(texts).collect();
    assert_eq!(texts.len(), drawing.labels.len());
    let inks: Vec<Rect> = texts.iter().map(|text| ink(text)).collect();
    let labels = &drawing.labels;
    let mut found = Vec::new();
    for (at, (label, area)) in labels.iter().zip(&inks).enumerate() {
        let say = |what: String| format!("{}: \"{}\" {what}", drawing.name, label.text);
        if !label.bounds.shrunk(-4.0, -4.0, -4.0, -4.0).contains(*area) {
            found.push(say(format!("leaves {}: {area:?}", label.panel)));
        }
        let before = labels.iter().zip(&inks).take(at);
        let over = before.filter(|(_, other)| other.overlaps(*area));
        found.extend(over.map(|(other, _)| say(format!("overlaps \"{}\"", other.text))));
        let others = labels.iter().filter(|it| it.panel == label.panel);
        let nearer = others.filter(|other| is_nearer(label, other));
        found.extend(nearer.map(|other| say(format!("is nearer to \"{}\"", other.text))));
    }
    found
}

/// Whether a label stands nearer to a mark of another than to all of its own. Marks within a label's height of each other share their
/// names.
fn is_nearer(label: &Label, other: &Label) -> bool {
    if label.marks.is_empty() {
        return false;
    }
    let height = label.area.height();
    let apart = |mark: &&Rect| label.marks.iter().all(|it| it.distance(**mark) > height);
    let own = label.marks.iter().map(|it| label.area.distance(*it));
    let own = own.fold(f64::INFINITY, f64::min);
    let mut marks = other.marks.iter().filter(apart);
    marks.any(|mark| label.area.distance(*mark) < own)
}

/// The box of the letters as they are drawn.
fn ink(text: &Text) -> Rect {
    let area = text.flattened().abs_bounding_box();
    let [left, top, right, bottom] =
        [area.left(), area.top(), area.right(), area.bottom()].map(f64::from);
    Rect::new(left, top, right, bottom)
}

pub(crate) fn texts(node: &Node) -> Vec<&Text> {
    match node {
        Node::Text(text) => vec![text],
        Node::Group(group) => group.children().iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_is_wrong_with_texts_is_seen() {
    let of = |text: &str, left: f64, mark: Option<f64>| {
        let square = |x: f64, size: f64| Rect::new(x, 0.0, x + size, 12.0);
        Label {
            panel: "p",
            bounds: Rect::new(0.0, 0.0, 200.0, 100.0),
            text: text.into(),
            area: square(left, 40.0),
            marks: mark.map(|x| square(x, 2.0)).into_iter().collect(),
        }
    };
    let (near, far) = (of("a", 10.0, Some(5.0)), of("b", 60.0, Some(80.0)));
    assert!(!is_nearer(&near, &far) && !is_nearer(&far, &near));
    // The name of the mark at 150 stands beside the mark at 5.
    let swapped = of("c", 10.0, Some(150.0));
    assert!(is_nearer(&swapped, &near) && !is_nearer(&near, &swapped));
    // Marks within a label's height share their names.
    assert!(!is_nearer(
        &of("d", 10.0, Some(56.0)),
        &of("e", 100.0, Some(52.5))
    ));
    assert!(!is_nearer(&of("title", 10.0, None), &near));
}
