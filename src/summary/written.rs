//! How a [`Summary`] stands in `summary.json`: figures in tables by the parts of their names, and once more their standard errors.

use serde::{Deserialize, Serialize};

use super::estimate::Estimate;
use super::nested::Nested;
use super::tree::Node;
use super::{Figure, PointEstimate, Probability, RunId, ScenarioId, Spread, Summary, TargetId};
use crate::programme::columns::outcomes::OUTCOMES;
use crate::programme::columns::{Column, Declared};

/// The table of unfinished trials, whose number it has.
const AT_HORIZON: &str = "at_horizon";

/// See the module.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Written {
    format: u32,
    scenario: ScenarioId,
    run: RunId,
    target: TargetId,
    #[serde(flatten)]
    values: Numbers,
    standard_error: Numbers,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nested: Option<Nested>,
}

/// All values, or all standard errors.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Numbers {
    probability: Probability,
    point_estimate: PointEstimate,
    #[serde(flatten)]
    figures: Node,
}

impl From<Summary> for Written {
    fn from(summary: Summary) -> Self {
        let unfinished = summary.unfinished_trials();
        let Summary {
            format,
            scenario,
            run,
            target,
            probability,
            point_estimate,
            figures,
            nested,
        } = summary;
        let tables = |of: fn(&Figure) -> &Spread| {
            let mut root = Node::empty();
            for declared in figures_declared() {
                // A family without members is an empty table.
                if let Some(table) = declared.table() {
                    root.at(table.split('.'));
                }
                let members = figures.iter().filter(|it| it.column.declared() == declared);
                if declared.is_of_a_moment() && members.clone().next().is_none() {
                    *root.at(declared.name.split('.').take(1)) = Node::Number(None);
                }
                for figure in members {
                    *root.at(figure.column.path()) = of(figure).to_node();
                }
            }
            root
        };
        let mut values = tables(|it| &it.value);
        if unfinished > 0 {
            *values.at([AT_HORIZON, "trials"].into_iter()) = Node::Count(unfinished);
        }
        Self {
            format,
            scenario,
            run,
            target,
            values: Numbers {
                probability: probability.value,
                point_estimate: point_estimate.value,
                figures: values,
            },
            standard_error: Numbers {
                probability: probability.error,
                point_estimate: point_estimate.error,
                figures: tables(|it| &it.error),
            },
            nested,
        }
    }
}

impl TryFrom<Written> for Summary {
    type Error = String;

    fn try_from(written: Written) -> Result<Self, String> {
        let Written {
            format,
            scenario,
            run,
            target,
            values,
            standard_error,
            nested,
        } = written;
        let mut figures = Vec::new();
        for declared in figures_declared() {
            for column in Column::outcomes_of(declared, |path| keys(&values.figures, path)) {
                let spread = |root: &Node| {
                    let node = column.path().try_fold(root, |node, key| node.get(key));
                    node.filter(|it| it.is_table()).map(Spread::from_node)
                };
                if let Some(value) = spread(&values.figures) {
                    let error = spread(&standard_error.figures);
                    let error =
                        error.ok_or_else(|| format!("`standard_error` lacks `{}`", column.name))?;
                    figures.push(Figure {
                        column,
                        value,
                        error,
                    });
                }
            }
        }
        Ok(Self {
            format,
            scenario,
            run,
            target,
            probability: Estimate {
                value: values.probability,
                error: standard_error.probability,
            },
            point_estimate: Estimate {
                value: values.point_estimate,
                error: standard_error.point_estimate,
            },
            figures,
            nested,
        })
    }
}

fn figures_declared() -> impl Iterator<Item = &'static Declared> {
    OUTCOMES.iter().filter(|it| it.trials.is_some())
}

/// Names in the table at `path`.
fn keys(root: &Node, path: &str) -> Vec<String> {
    let table = path.split('.').try_fold(root, |node, key| node.get(key));
    let entries = table.map_or(&[][..], Node::entries);
    entries.iter().map(|(key, _)| key.clone()).collect()
}

impl Spread {
    fn to_node(&self) -> Node {
        let numbers = Self::NAMES.into_iter().zip(self.figures());
        Node::Table(
            numbers
                .map(|(name, it)| (name.to_owned(), Node::Number(it)))
                .collect(),
        )
    }

    fn from_node(node: &Node) -> Self {
        Self::from_figures(Self::NAMES.map(|name| match node.get(name) {
            Some(Node::Number(number)) => *number,
            _ => None,
        }))
    }
}
