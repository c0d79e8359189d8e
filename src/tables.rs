//! The tables of a run as CSV.

use crate::printable::printable;
use crate::results::File;
use crate::summary::charts::{Charts, YEAR_LEVELS};
use crate::summary::{Spread, Summary};

/// A number that reads back to the same bits; empty where there is none.
fn number(value: Option<f64>) -> String {
    value
        .filter(|x| x.is_finite())
        .map(|x| x.to_string())
        .unwrap_or_default()
}

/// A text as a cell that no spreadsheet takes for a formula: an apostrophe goes before what would be one, here or, where the
/// spreadsheet parts cells otherwise, after a semicolon. A number stays a number.
pub(crate) fn text(text: &str) -> String {
    let shown = printable(text);
    if text.parse().is_ok_and(f64::is_finite) {
        return text.to_owned();
    }
    let mut cell = String::new();
    let mut begins = true;
    for c in shown.chars() {
        if begins && "=+-@＝＋－＠".contains(c) {
            cell.push('\'');
        }
        begins = c == ';' || (begins && c.is_whitespace());
        cell.push(c);
    }
    cell
}

fn file(name: &str, rows: impl Iterator<Item = Vec<String>>) -> File {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer
            .write_record(&row)
            .expect("all rows of a table have the same length");
    }
    File {
        name: name.to_owned(),
        bytes: writer.into_inner().expect("writing to memory cannot fail"),
    }
}

/// `years.csv`: one row a calendar year and quantity; empty where a number is not known or not given.
pub fn years(charts: &Charts) -> File {
    let levels = YEAR_LEVELS.map(|p| format!("p{:02.0}", 100.0 * p));
    let mut head: Vec<String> = ["year", "quantity", "unit", "mean", "mean_se"]
        .map(String::from)
        .into();
    head.extend(levels.clone());
    head.extend(["sd", "sd_se"].map(String::from));
    head.extend(levels.map(|level| format!("{level}_se")));
    let rows = charts.years.iter().flat_map(|series| {
        let years = charts.calendar_years.iter().enumerate();
        years.map(move |(index, year)| {
            let mut row = vec![year.to_string(), text(&series.quantity), text(&series.unit)];
            let seven = |levels: &[[f64; 7]]| {
                let levels = levels.get(index).copied();
                levels.unwrap_or([f64::NAN; 7])
            };
            let figures = [series.mean[index], series.mean_error[index]]
                .into_iter()
                .chain(seven(&series.quantiles))
                .chain([series.sd[index], series.sd_error[index]])
                .chain(seven(&series.quantile_errors));
            row.extend(figures.map(|value| number(Some(value))));
            row
        })
    });
    file("years.csv", std::iter::once(head).chain(rows))
}

/// `regions.csv`: completion of each region, years from the start; empty where infinite.
pub fn regions(summary: &Summary) -> File {
    let errors = Spread::NAMES.map(|name| format!("{name}_se"));
    let names = Spread::NAMES.map(str::to_owned).into_iter();
    let head = std::iter::once("region".to_owned())
        .chain(names)
        .chain(errors);
    let rows = summary
        .family("regions.*.completion_years")
        .map(|(name, it)| {
            let figures = [&it.value, &it.error].map(Spread::figures);
            let figures = figures.into_iter().flatten().map(number);
            std::iter::once(text(name)).chain(figures).collect()
        });
    file("regions.csv", std::iter::once(head.collect()).chain(rows))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn no_cell_is_a_formula_and_numbers_stay_numbers() {
        for (given, cell) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("@SUM(1)", "'@SUM(1)"),
            ("+1+1", "'+1+1"),
            ("-cmd", "'-cmd"),
            (" =1", " '=1"),
            ("a;=1; @b", "a;'=1; '@b"),
            ("＝1", "'＝1"),
            ("\t=1", "\\u{9}=1"),
            ("\r=1", "\\u{d}=1"),
            ("-inf", "'-inf"),
            ("-0.5", "-0.5"),
            ("+2e6", "+2e6"),
            ("Aghdam-north", "Aghdam-north"),
            ("USD = $", "USD = $"),
        ] {
            assert_eq!(text(given), cell);
        }
    }
}
