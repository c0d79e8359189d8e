//! What limits a programme, and what money lapses, year by year, in a sentence each.

use super::charts::YearSeries;
use crate::programme::columns::LIMITS;
use crate::words;
use std::fmt::Write as _;

/// Labels in words that answer what limits the work.
pub(crate) fn in_words(label: &str) -> &'static str {
    match label {
        "money" => "money",
        "interrupted" => "months in which nobody may work",
        "clearance" => "how much the teams can clear",
        "technical_survey" => "how much technical survey the teams can do",
        "survey" => "how much the teams can survey",
        "nobody" => "land that no team can work on",
        _ => "no shortage (work is on its way through the tasks)",
    }
}

fn means<'a>(series: &'a [YearSeries], name: &str) -> Option<&'a [f64]> {
    let found = series.iter().find(|it| it.quantity == name);
    found.map(|it| &it.mean[..])
}

/// "What limits the work: money until 2037, then how much the teams can clear": the most frequent label of each calendar year among the trials at work, up to the
/// year by which 80 % of the trials are complete. Spells of a single year are left out. `None` where no trial is ever at work.
pub fn sentence(series: &[YearSeries], calendar_years: &[i32]) -> Option<String> {
    let at_work = means(series, "at_work")?;
    let shares: Vec<(&str, &[f64])> = LIMITS
        .iter()
        .filter_map(|label| {
            let mean = means(series, &format!("limited_by.{label}"))?;
            Some((*label, mean))
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
    let mut text = "What limits the work: ".to_owned();
    for (label, _, to) in until {
        let _ = write!(
            text,
            "{} until {}, then ",
            in_words(label),
            calendar_years[*to]
        );
    }
    Some(text + in_words(last.0))
}

/// "What lapses: $793 m of $4.8 bn of income in the mean, left when its year ended and not carried over; half of it by the end of 2043".
/// `None` where nothing lapses.
pub fn lapses(series: &[YearSeries], calendar_years: &[i32], currency: &str) -> Option<String> {
    let lapsed = means(series, "lapsed")?;
    let income: f64 = means(series, "income")?.iter().sum();
    let total: f64 = lapsed.iter().sum();
    // Balances that are spent to the end leave what rounding does.
    if total.is_nan() || total <= 1e-6 * income {
        return None;
    }
    let so_far = lapsed.iter().scan(0.0, |sum, year| {
        *sum += year;
        Some(*sum)
    });
    let half = so_far.take_while(|sum| *sum < 0.5 * total).count();
    Some(format!(
        "What lapses: {} of {} of income in the mean, left when its year ended and not carried over; half of it by the end of {}",
        words::money(total, currency),
        words::money(income, currency),
        calendar_years[half.min(calendar_years.len() - 1)]
    ))
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
            "What limits the work: money until 2027, then how much the teams can clear"
        );
        let one = limited(&["survey"], &[1.0]).unwrap();
        assert_eq!(one, "What limits the work: how much the teams can survey");
        assert_eq!(limited(&["money"], &[0.0]), None);
    }

    #[test]
    fn what_lapses_is_put_beside_the_income_and_dated() {
        let series = |quantity: &str, mean: [f64; 3]| YearSeries {
            quantity: quantity.to_owned(),
            mean: mean.to_vec(),
            ..YearSeries::default()
        };
        let income = series("income", [50e6; 3]);
        let lapsed = series("lapsed", [1e6, 5e6, 4e6]);
        let found = lapses(&[income.clone(), lapsed], &[2026, 2027, 2028], "USD");
        assert_eq!(
            found.unwrap(),
            "What lapses: $10 m of $150 m of income in the mean, left when its year ended and not carried over; half of it by the end of 2027"
        );
        let nothing = [income, series("lapsed", [0.0; 3])];
        assert_eq!(lapses(&nothing, &[2026, 2027, 2028], "USD"), None);
    }
}
