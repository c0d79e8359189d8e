//! The answers of `sensitivity`.

use super::{Answer, Found};
use crate::report::{self, Drawing, ReportError};
use crate::results::File;
use crate::sensitivity::{Measures, Study};
use crate::simulate::Model;
use crate::tables;

/// Shares of the spread by the factors that drive it.
pub fn study(found: Study, model: &Model) -> Answer {
    Answer::new(found, model)
}

/// The same by another measure.
pub fn measures(found: Measures, model: &Model) -> Answer {
    Answer::new(found, model)
}

impl Found for Study {
    const COMMAND: &'static str = "sensitivity";

    fn text(&self, model: &Model) -> String {
        self.text(model.scenario())
    }

    fn tables(&self) -> Vec<File> {
        let mut tables = vec![
            tables::sensitivity(self),
            tables::removals(self),
            tables::convergence(self),
        ];
        tables.extend((!self.over_time.is_empty()).then(|| tables::over_time(self)));
        tables
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::sensitivity::draw(self, model)
    }
}

impl Found for Measures {
    const COMMAND: &'static str = "sensitivity";

    fn text(&self, model: &Model) -> String {
        self.text(model.scenario())
    }

    fn tables(&self) -> Vec<File> {
        vec![tables::measures(self)]
    }

    fn draw(&self, model: &Model) -> Result<Vec<Drawing>, ReportError> {
        report::sensitivity::draw_measures(self, model)
    }
}
