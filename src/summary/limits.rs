//! What limits a programme, year by year, in one sentence.

use super::charts::YearSeries;
use crate::programme::columns::LIMITS;
use std::fmt::Write as _;

/// Labels in words that follow "limited by".
fn words(label: &str) -> &'static str {
    match label {
        "money" => "money",
        "interrupted" => "interruptions",
        "clearance" => "clearance capacity",
        "technical_survey" => "technical survey capacity",
        "survey" => "survey capacity",
        "nobody" => "land that no team can work on",
        _ => "work on its way through the tasks",
    }
}

/// "Limited by money until 2037, then by clearance capacity": the most frequent label of each calendar year among the trials at work, up to the
/// year by which 80 % of the trials are complete. Spells of a single year are left out. `None` where no trial is ever at work.
pub fn sentence(series: &[YearSeries], calendar_years: &[i32]) -> Option<String> {
    let named = |name: &str| series.iter().find(|it| it.quantity == name);
    let at_work = &named("at_work")?.mean;
    let shares: Vec<(&str, &[f64])> = LIMITS
        .iter()
        .filter_map(|label| {
            let series = named(&format!("limited_by.{label}"))?;
            Some((*label, &series.mean[..]))
        })
        .collect();
    let most = |year: usize| {
        let of_year = shares.iter().map(|(label, mean)| (*label, mean[year]));
        // Ties go to the earlier in the list.
        let first = of_year.fold(("", 0.0), |best, it| if it.1 > best.1 { it } else { best });
        (first.1 > 0.0).then_some(first.0)
    };
    let first = at_work.first().copied().unwrap_or(0.0);
    let years = at_work.iter().take_while(|share| **share > 0.2 * first);
    let mut spells: Vec<(&str, usize, usize)> = Vec::new();
    for year in 0..years.count() {
        let Some(label) = most(year) else { continue };
        match spells.last_mut() {
            Some((last, _, end)) if *last == label => *end = year,
            _ => spells.push((label, year, year)),
        }
    }
    if spells.len() > 1 {
        let long: Vec<_> = spells
            .iter()
            .copied()
            .filter(|(_, from, to)| to > from)
            .collect();
        if !long.is_empty() {
            spells = long;
        }
    }
    spells.dedup_by(|next, before| {
        let same = next.0 == before.0;
        if same {
            before.2 = next.2;
        }
        same
    });
    let (last, until) = spells.split_last()?;
    let mut text = "Limited by ".to_owned();
    for (label, _, to) in until {
        let _ = write!(
            text,
            "{} until {}, then by ",
            words(label),
            calendar_years[*to]
        );
    }
    Some(text + words(last.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(labels: &[&str], at_work: &[f64]) -> Option<String> {
        let years: Vec<i32> = (2026..).take(labels.len()).collect();
        let series = |quantity: String, mean: Vec<f64>| YearSeries {
            quantity,
            mean,
            ..YearSeries::default()
        };
        let mut all = vec![series("at_work".to_owned(), at_work.to_vec())];
        for label in LIMITS {
            let mean = labels.iter().map(|it| f64::from(u8::from(*it == label)));
            all.push(series(format!("limited_by.{label}"), mean.collect()));
        }
        sentence(&all, &years)
    }

    #[test]
    fn spells_are_joined_and_single_years_left_out() {
        let labels = [
            "money",
            "money",
            "clearance",
            "money",
            "clearance",
            "clearance",
            "flow",
        ];
        let work = [1.0, 1.0, 1.0, 1.0, 0.9, 0.5, 0.1];
        let found = limited(&labels, &work).unwrap();
        // The last year is beyond the completion of 80 % of the trials.
        assert_eq!(
            found,
            "Limited by money until 2027, then by clearance capacity"
        );
        let one = limited(&["survey"], &[1.0]).unwrap();
        assert_eq!(one, "Limited by survey capacity");
        assert_eq!(limited(&["money"], &[0.0]), None);
    }
}
