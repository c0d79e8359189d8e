use super::*;
use crate::calendar::Month;

#[test]
fn money_reads_as_people_write_it() {
    let cases = [
        (4.58e9, "USD", "$4.58 bn"),
        (4.6e9, "USD", "$4.6 bn"),
        (25e9, "USD", "$25 bn"),
        (14.62e9, "USD", "$14.6 bn"),
        (612.4e6, "EUR", "€612 m"),
        (999.96e6, "USD", "$1 bn"),
        (1.26e12, "USD", "$1.26 tn"),
        (458_321.0, "GBP", "£458,000"),
        (3.14e9, "AZN", "AZN 3.14 bn"),
        (0.0, "USD", "$0"),
        (-2.0e6, "USD", "−$2 m"),
        (2.5e300, "USD", "$2.5e300"),
        (1e-300, "USD", "< $1"),
    ];
    for (value, currency, text) in cases {
        assert_eq!(money(value, currency), text);
    }
}

#[test]
fn marks_of_a_narrow_axis_stay_apart() {
    assert_eq!(money_mark(4.52e9, "USD", 0.02e9, 4.6e9), "$4.52 bn");
    assert_eq!(money_mark(0.5e9, "USD", 0.5e9, 2e9), "$0.5 bn");
    assert_eq!(money_mark(0.0, "USD", 5e9, 2e10), "$0");
    assert_eq!(area_mark(2.5e6, 2.5e6, 3e7), "2.5 million");
    assert_eq!(area_mark(200_000.0, 200_000.0, 1e6), "200,000");
    assert_eq!(area_mark(0.5, 0.5, 3.0), "0.5");
    assert_eq!(area_mark(0.0, 1e29, 1e30), "0");
    assert_eq!(area_mark(2e29, 1e29, 1e30), "2e29");
    assert_eq!(money_mark(5e-301, "USD", 1e-301, 1e-300), "$5e-301");
}

#[test]
fn areas_keep_four_digits() {
    let cases = [
        (917_704.0, "917,700 ha"),
        (1_234_567.0, "1,235,000 ha"),
        (30e6, "30 million ha"),
        (12.34e6, "12.3 million ha"),
        (3.0, "3 ha"),
        (3.21, "3.2 ha"),
        (0.05, "0.05 ha"),
        (0.0, "0 ha"),
        (1e30, "1e30 ha"),
        (1e-300, "< 0.01 ha"),
    ];
    for (hectares, text) in cases {
        assert_eq!(area(hectares), text);
    }
}

#[test]
fn only_certainty_is_written_as_certainty() {
    let cases = [
        (1.0, "100 %"),
        (0.999_9, "> 99.9 %"),
        (0.995, "99.5 %"),
        (0.471, "47 %"),
        (0.012, "1.2 %"),
        (0.000_1, "< 0.1 %"),
        (0.0, "0 %"),
    ];
    for (share, text) in cases {
        assert_eq!(percent(share), text);
    }
}

#[test]
fn an_error_sets_the_digits_of_its_share() {
    assert_eq!(percent_with_error(0.471, 0.004), "47.1 ± 0.9 %");
    assert_eq!(percent_with_error(0.471, 0.05), "47 ± 11 %");
    assert_eq!(percent_with_error(0.471, 0.000_2), "47.10 ± 0.04 %");
    assert_eq!(percent_with_error(0.999_9, 0.000_1), "> 99.9 %");
    assert_eq!(percent_with_error(1.0, 0.0), "100 %");
    // 3/32, and 3/16,384, by the rule of three.
    assert_eq!(percent_with_error(1.0, 0.043_985), "100 ± 9 %");
    assert_eq!(percent_with_error(0.0, 0.000_086), "0 ± 0.02 %");
    assert_eq!(percent_with_error(0.5, 0.0), "50 %");
}

#[test]
fn errors_of_times_are_95_percent_half_widths() {
    assert_eq!(time_error(0.1), "± 3 months");
    assert_eq!(time_error(2.0), "± 4.3 years");
    assert_eq!(time_error(0.01), "± 1 month");
}

/// Half widths are 2.131 standard errors: the 97.5 % quantile of Student's t with 15 degrees of freedom.
#[test]
fn an_amount_and_its_error_end_in_the_same_place() {
    let cases = [
        (3.7123e9, 5.2e6, "USD", "$3.712 ± 0.011 bn"),
        (3.7123e9, 14e6, "USD", "$3.71 ± 0.03 bn"),
        (4.8e9, 75e6, "USD", "$4.80 ± 0.16 bn"),
        (382.4e6, 8.4e6, "AZN", "AZN 382 ± 18 m"),
        (458_321.0, 1_084.0, "EUR", "€458,000 ± 2,000"),
        // What rounding leaves of balances.
        (3e-7, 1e-7, "USD", "< $1"),
    ];
    for (value, error, currency, text) in &cases {
        assert_eq!(money_with_error(*value, Some(*error), currency), *text);
    }
    assert_eq!(money_with_error(3.7123e9, None, "USD"), "$3.71 bn");
    assert_eq!(money_with_error(3.7123e9, Some(0.0), "USD"), "$3.71 bn");
    assert_eq!(money_with_error(3.7123e9, Some(1e-3), "USD"), "$3.71 bn");
    assert_eq!(money_with_error(1e300, Some(1e299), "USD"), "$1e300");
    assert_eq!(area_with_error(3_559.0, Some(108.0)), "3,600 ± 200 ha");
    assert_eq!(area_with_error(719.4, None), "719 ha");
}

#[test]
fn what_takes_a_whole_year_is_complete_in_december() {
    let start = Month::new(2026, 1).unwrap();
    assert_eq!(month(start, 1.0), "Dec 2026");
    assert_eq!(month(start, 25.25), "Mar 2051");
    assert_eq!(month(start, 25.3), "Apr 2051");
    assert_eq!(month(start, 303.0 / 12.0), "Mar 2051");
}

#[test]
fn dates_before_the_start_and_beyond_the_calendar_are_named_truly() {
    let start = Month::new(2026, 3).unwrap();
    assert_eq!(month(start, 0.0), "Feb 2026");
    assert_eq!(month(start, -1.0), "Feb 2025");
    assert_eq!(month(start, -3.25), "Nov 2022");
    assert_eq!(month(start, 8_100.0), "Feb 10126");
    assert_eq!(month(start, 1e300), "after 99999");
    assert_eq!(month(start, -1e300), "before year 0");
}

#[test]
fn durations_and_counts_read_well() {
    assert_eq!(years(30.0), "30 years");
    assert_eq!(years(1.0), "1 year");
    assert_eq!(years(2.5), "2.5 years");
    assert_eq!(count(16_384), "16,384");
    assert_eq!(count(7), "7");
    assert_eq!(counted(1, "trial"), "1 trial");
    assert_eq!(counted(2_048, "trial"), "2,048 trials");
    assert_eq!(years(1e300), "over 99,999 years");
}

#[test]
fn a_target_of_whole_years_counts_from_its_month_and_any_other_names_its_own() {
    let since = Month::new(2020, 11).unwrap();
    assert_eq!(in_time(30.0, since), "within 30 years of Nov 2020");
    assert_eq!(in_time(7.0 + 7.0 / 12.0, since), "by May 2028");
    assert_eq!(in_time(0.5, since), "by Apr 2021");
    // 243.6 months: the deadline is the end of the last whole one.
    assert_eq!(in_time(20.3, since), in_time(20.25, since));
}

#[test]
fn probabilities_are_equal_to_a_share_or_bounded_by_it() {
    assert_eq!(is_percent(0.471, 0.004, false), "= 47.1 ± 0.9 %");
    assert_eq!(is_percent(0.471, 0.004, true), "is at least 47.1 ± 0.9 %");
    assert_eq!(is_percent(0.9999, 1e-5, false), "> 99.9 %");
    assert_eq!(is_percent(0.0001, 1e-5, false), "< 0.1 %");
    assert_eq!(is_percent(1.0, 1e-5, false), "= 100 ± 0.01 %");
}

#[test]
fn numbers_keep_four_digits_and_no_needless_zeros() {
    for (value, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.35, "0.35"),
        (-0.01, "-0.01"),
        (12.345_6, "12.35"),
        (345.67, "345.7"),
        (999.99, "1000"),
        (1234.5, "1,235"),
        (999_999.0, "999,999"),
        (-25e6, "-25e6"),
        (161_312_345.0, "161.3e6"),
        (999.99e6, "1e9"),
        (24.56e9, "24.56e9"),
        (0.000_012, "1.2e-5"),
    ] {
        assert_eq!(rounded(value), text);
    }
}

#[test]
fn months_of_the_year_are_spells() {
    let of = |numbers: &[usize]| {
        let mut months = [false; 12];
        for number in numbers {
            months[number - 1] = true;
        }
        months_of_year(months)
    };
    assert_eq!(of(&[3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), "Mar–Dec");
    assert_eq!(of(&[1, 2, 4, 11, 12]), "Nov–Feb, Apr");
    assert_eq!(of(&[1, 6, 7]), "Jan, Jun–Jul");
    assert_eq!(of(&[]), "no month");
    assert_eq!(months_of_year([true; 12]), "every month");
}
