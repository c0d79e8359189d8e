//! Rules of arguments that the command line and the Python package have in common. Each says what is wanted; whoever asks puts what they
//! call the argument before it.

use crate::scenario::nearest;
use crate::words;

/// A probability or a confidence.
///
/// # Errors
///
/// What is wanted instead, if it is not above 0 and below 1.
pub fn share(p: f64) -> Result<f64, &'static str> {
    let wanted = "a number above 0 and below 1, such as 0.8";
    if 0.0 < p && p < 1.0 {
        Ok(p)
    } else {
        Err(wanted)
    }
}

/// A density or a correlation.
///
/// # Errors
///
/// What is wanted instead, if it is not above 0 and at most 1.
pub fn share_or_all(p: f64) -> Result<f64, &'static str> {
    let wanted = "a number above 0 and at most 1, such as 0.8";
    if 0.0 < p && p <= 1.0 {
        Ok(p)
    } else {
        Err(wanted)
    }
}

/// Trials that are kept with their inputs.
///
/// # Errors
///
/// If there are more than `most`.
pub fn kept(trials: u64, most: u64) -> Result<u64, String> {
    if trials <= most {
        return Ok(trials);
    }
    let most = words::count(most);
    Err(format!(
        "all trials are kept with their inputs, so there are {most} at most"
    ))
}

/// The one of several that a text names.
///
/// # Errors
///
/// All names, with the nearest one where one is near.
pub fn one_of<T: Copy, const N: usize>(
    text: &str,
    all: [T; N],
    name: impl Fn(T) -> &'static str,
) -> Result<T, String> {
    let found = all.into_iter().find(|it| name(*it) == text);
    found.ok_or_else(|| {
        let names = all.map(name);
        let near = nearest(text, names);
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        format!("there are {}{near}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_no_share() {
        for p in [f64::NAN, -0.1, 0.0, 1.1, f64::INFINITY] {
            assert!(share(p).is_err() && share_or_all(p).is_err(), "{p}");
        }
        assert_eq!((share(0.5), share_or_all(1.0)), (Ok(0.5), Ok(1.0)));
        assert!(share(1.0).is_err());
    }

    #[test]
    fn a_misspelt_name_is_told_all_and_the_nearest() {
        let error = one_of("jont", ["joint", "cost"], |it| it).unwrap_err();
        assert_eq!(error, "there are joint, cost; did you mean `joint`?");
        assert_eq!(one_of("cost", ["joint", "cost"], |it| it), Ok("cost"));
    }
}
