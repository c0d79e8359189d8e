//! The differences of one case, in words.

use serde_json::Value;

use crate::common::Course;

/// The differences of one case, in words.
pub(super) struct Comparison<'a> {
    pub(super) case: &'a str,
    pub(super) differences: Vec<String>,
}

impl Comparison<'_> {
    /// Relative to `scale`: money and areas go through hundreds of months of rounding, in another order of operations.
    pub(super) fn close(&mut self, what: &str, found: f64, expected: &Value, scale: f64) {
        let expected = expected.as_f64().unwrap_or(f64::INFINITY);
        if found != expected
            && (found - expected).abs().partial_cmp(&(1e-9 * scale))
                != Some(std::cmp::Ordering::Less)
        {
            self.differences.push(format!(
                "{}: {what}: found {found:?}, expected {expected:?}",
                self.case
            ));
        }
    }

    pub(super) fn table(
        &mut self,
        what: &str,
        names: &[String],
        first: usize,
        course: &Course,
        expected: &Value,
        scale: f64,
    ) {
        let expected = expected.as_object().unwrap();
        // Risk education is compared with the people.
        let known: Vec<&String> = expected
            .keys()
            .filter(|key| *key != "risk_education")
            .collect();
        assert!(
            names.iter().all(|name| expected.contains_key(name)) && names.len() == known.len(),
            "{}: {what}: {names:?}, expected {known:?}",
            self.case
        );
        for (index, name) in names.iter().enumerate() {
            self.close(
                &format!("{what}.{name}"),
                course.outcome[first + index],
                &expected[name],
                scale,
            );
        }
    }
}
