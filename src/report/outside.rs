//! The outside view: where the median stands against what became of the first official dates of past programmes.

use std::sync::OnceLock;

use super::view::View;
use crate::hindcast::{Reference, Slip};
use crate::words;

/// One sentence, or none where the median is not reached.
pub(super) fn sentence(view: &View) -> Option<String> {
    static SLIPS: OnceLock<Vec<Slip>> = OnceLock::new();
    let slips = SLIPS.get_or_init(|| Reference::embedded().slips);
    view.summary.target.deadline.as_ref()?;
    let median = view.spread("completion_years").p50?;
    let since = view.since().as_years() - view.charts.start.as_years();
    let here = (median - since) / view.summary.target.years;
    Some(compare(here, slips, &view.target_years()))
}

/// Times are in multiples of the time promised; of an open programme it is known only that it takes longer than so far.
fn compare(here: f64, slips: &[Slip], target: &str) -> String {
    let mut ended: Vec<f64> = slips
        .iter()
        .filter(|slip| slip.completed)
        .map(Slip::ratio)
        .collect();
    ended.sort_unstable_by(f64::total_cmp);
    let late = slips.iter().filter(|slip| slip.ratio() > 1.0).count();
    let further = slips.iter().filter(|slip| slip.ratio() > here).count();
    let times = |ratio: f64| format!("{ratio:.1}");
    let range = match ended[..] {
        [] => String::new(),
        [one] => format!(" ({} times in the one that ended)", times(one)),
        [first, .., last] => {
            let middle = 0.5 * (ended[(ended.len() - 1) / 2] + ended[ended.len() / 2]);
            let (first, middle, last) = (times(first), times(middle), times(last));
            format!(" ({first} to {last} times in those that ended, median {middle})")
        }
    };
    format!(
        "Outside view: {late} of {} took longer than their first official date said{range}. The median here takes {here:.2} times the target of \
         {target}; {further} of them slipped further.",
        words::counted(slips.len() as u64, "past programme"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(promised: f64, taken: f64, completed: bool) -> Slip {
        Slip {
            country: String::new(),
            promised,
            taken,
            completed,
        }
    }

    #[test]
    fn it_counts_who_was_late_and_who_slipped_further() {
        let slips = [
            slip(60.0, 120.0, true),
            slip(60.0, 48.0, true),
            slip(60.0, 90.0, false),
            slip(60.0, 180.0, true),
        ];
        let sentence = compare(1.75, &slips, "10 years of Jan 2020");
        assert_eq!(
            sentence,
            "Outside view: 3 of 4 past programmes took longer than their first official date said (0.8 to 3.0 times in those that ended, \
             median 2.0). The median here takes 1.75 times the target of 10 years of Jan 2020; 2 of them slipped further."
        );
    }
}
