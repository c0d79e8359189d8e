//! Three digits on the safe side.

use super::answer::Met;

/// The unit of the third significant digit.
fn unit(level: f64) -> f64 {
    // The exponent of the number as it is written, which is exact.
    let written = format!("{level:e}");
    let exponent = written.rsplit('e').next().unwrap_or_default();
    format!("1e{}", exponent.parse::<i32>().unwrap_or(0) - 2)
        .parse()
        .unwrap_or(0.0)
}

/// `level` to three significant digits, not on the side where the goal is missed; `further` units beyond that.
pub(super) fn safe(level: f64, met: Met, further: u32) -> f64 {
    if level <= 0.0 {
        return level;
    }
    let unit = unit(level);
    let units = level / unit;
    // A level that has three digits already is its own answer, whatever the division makes of it.
    let whole = units.round();
    let units = if (units - whole).abs() < 1e-9 * whole {
        whole
    } else {
        match met {
            Met::Above => units.ceil(),
            Met::Below => units.floor(),
        }
    };
    let further = f64::from(further);
    let units = match met {
        Met::Above => units + further,
        Met::Below => units - further,
    };
    // Read back from its digits, so that no rounding error is left behind them.
    let text = format!("{:.2e}", units * unit);
    text.parse().unwrap_or(level)
}

#[cfg(test)]
mod tests {
    use super::{Met, safe};

    #[test]
    fn an_answer_has_three_digits_and_lies_where_the_goal_is_met() {
        let expectations: [(f64, Met, u32, f64); 8] = [
            (0.769_357, Met::Below, 0, 0.769),
            (0.769_357, Met::Above, 0, 0.77),
            (1.843_21e8, Met::Above, 0, 1.85e8),
            (1.843_21e8, Met::Below, 1, 1.83e8),
            (9.996, Met::Above, 0, 10.0),
            (250.0, Met::Above, 0, 250.0),
            (0.07, Met::Below, 0, 0.07),
            (0.0, Met::Above, 2, 0.0),
        ];
        for (level, met, further, expected) in expectations {
            let found = safe(level, met, further);
            assert!(found.to_bits() == expected.to_bits(), "{level}: {found}");
        }
    }
}
