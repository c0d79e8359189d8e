//! Compiled quantile functions by input. They are what takes longest to compile, and variants of a scenario share most of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::law::{Quantile, Truncated};

/// Quantile functions of the inputs of a scenario, by path.
#[derive(Clone, Debug, Default)]
pub struct Tables(BTreeMap<String, (Truncated, Arc<Quantile>)>);

impl Tables {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The quantile function of the input at `path`, if it is there and has that law.
    pub(super) fn get(&self, path: &str, law: &Truncated) -> Option<Arc<Quantile>> {
        let (known, quantile) = self.0.get(path)?;
        (known == law).then(|| Arc::clone(quantile))
    }

    pub(super) fn insert(&mut self, path: &str, law: &Truncated, quantile: &Arc<Quantile>) {
        let entry = (law.clone(), Arc::clone(quantile));
        self.0.insert(path.to_owned(), entry);
    }
}
