//! Numbers in nested tables, in the order in which they were put there: the form in which figures are written and read.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// A number, which may be missing, or a table.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Number(Option<f64>),
    Count(u64),
    Table(Vec<(String, Node)>),
}

impl Node {
    pub(super) fn empty() -> Self {
        Self::Table(Vec::new())
    }

    /// The entries of a table; a number has none.
    pub(super) fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Table(entries) => entries,
            Self::Number(_) | Self::Count(_) => &[],
        }
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self, Self::Table(_))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let mut entries = self.entries().iter();
        entries.find_map(|(name, node)| (name == key).then_some(node))
    }

    /// The place at `path`, made if it is not there.
    pub(super) fn at<'a>(&mut self, path: impl Iterator<Item = &'a str>) -> &mut Self {
        path.fold(self, |node, key| {
            if !node.is_table() {
                *node = Self::empty();
            }
            let Self::Table(entries) = node else {
                unreachable!("it has just become a table")
            };
            let known = entries.iter().position(|(name, _)| name == key);
            let place = known.unwrap_or_else(|| {
                entries.push((key.to_owned(), Self::empty()));
                entries.len() - 1
            });
            &mut entries[place].1
        })
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(number) => number.serialize(serializer),
            Self::Count(count) => count.serialize(serializer),
            Self::Table(entries) => serializer.collect_map(entries.iter().map(|(k, v)| (k, v))),
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Nodes)
    }
}

struct Nodes;

impl<'de> Visitor<'de> for Nodes {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number, null or an object of them")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(Some(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node, E> {
        self.visit_f64(value as f64)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node, E> {
        self.visit_f64(value as f64)
    }

    fn visit_unit<E: Error>(self) -> Result<Node, E> {
        Ok(Node::Number(None))
    }

    fn visit_none<E: Error>(self) -> Result<Node, E> {
        self.visit_unit()
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Table(entries))
    }
}
