//! Texts that people will read: nothing in them may act on a terminal or change the order in which they are read.

use super::document::{Node, Table, Value};
use super::problem::Problem;
use crate::printable::{is_hidden, printable};

/// Refuses every text with characters that cannot be shown. Remarks and descriptions may have several lines.
pub(super) fn check(root: &Table, problems: &mut Vec<Problem>) {
    for entry in &root.0 {
        check_node(&entry.node, problems);
    }
}

fn check_node(node: &Node, problems: &mut Vec<Problem>) {
    match &node.value {
        Value::Text(text) => {
            let acts = |c: &char| is_hidden(*c) && !matches!(c, '\n' | '\r' | '\t');
            if let Some(hidden) = text.chars().find(acts) {
                let rule = "a text must be made of characters that can be shown";
                let problem = Problem::new(rule, node.at);
                problems.push(problem.found(what(hidden)).help(
                    "delete it: such characters act on terminals and spreadsheets, or show a text other than it is",
                ));
            }
        }
        Value::List(items) => items.iter().for_each(|item| check_node(item, problems)),
        Value::Table(table) => check(table, problems),
        _ => {}
    }
}

fn what(hidden: char) -> String {
    let kind = match hidden {
        c if c.is_control() => "a control character",
        '\u{61C}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
            "a mark of direction"
        }
        c if u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c) => {
            "what Unicode calls no character"
        }
        _ => "an invisible character",
    };
    format!("it holds {kind}, {}", printable(&hidden.to_string()))
}
