//! Numbers in messages.

/// Digits that a message gives of a computed number.
const DIGITS: usize = 4;

/// A number to four digits, thousands set apart by commas.
pub(crate) fn figure(value: f64) -> String {
    let rounded: f64 = format!("{value:.*e}", DIGITS - 1).parse().unwrap_or(value);
    let text = rounded.to_string();
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + rest
}

/// A number in the shortest digits, without what binary arithmetic adds to it.
pub(super) fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.11e}").parse().unwrap_or(value);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::figure;

    #[test]
    fn a_number_keeps_four_digits_and_groups_of_three() {
        let shown = [8_602_479_693.0, 1.2 + 2e-16, 999.96, 12.0, 0.000_123_456].map(figure);
        assert_eq!(shown, ["8,602,000,000", "1.2", "1,000", "12", "0.0001235"]);
    }
}
