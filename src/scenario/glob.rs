//! Patterns in which `*` stands for any run of characters but a dot.

/// Whether `pattern` matches the whole of `text`.
pub fn matches(pattern: &str, text: &str) -> bool {
    // No star reaches across a dot, so the steps between dots stand by themselves.
    let mut steps = text.split('.');
    pattern
        .split('.')
        .all(|pattern| steps.next().is_some_and(|text| fits(pattern, text)))
        && steps.next().is_none()
}

/// The same between dots. What stands between two stars is best taken where it comes first, so nothing is tried twice.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let between = text
        .strip_prefix(first)
        .and_then(|text| text.strip_suffix(last));
    let Some(mut text) = between else {
        return false;
    };
    middle.split('*').all(|piece| match text.split_once(piece) {
        Some((_, after)) => {
            text = after;
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_run_without_a_dot() {
        assert!(matches("team.*.cost", "team.anama.cost"));
        assert!(matches("*", "aghdam"));
        assert!(matches("a*a*", "agdama"));
        assert!(matches("aghdam-*", "aghdam-"));
        assert!(matches("*ab*b", "aabab"));
        assert!(matches("ş*ğ.*", "şuğ.ə"));
        assert!(!matches("*", "team.anama"));
        assert!(!matches("team.*.*", "team.anama"));
        // A beginning and an end that overlap are not both there.
        assert!(!matches("aba*ba", "abaa"));
        assert!(!matches("ab*ab", "ab"));
        assert!(!matches("team.*", "team.anama.cost"));
        assert!(!matches("aghdam", "aghdam-north"));
    }

    /// Trying every way to share out the text among the stars would take longer than the age of the Earth.
    #[test]
    fn many_stars_end_at_once() {
        let text = "a".repeat(100_000);
        let stars = "*".repeat(100_000);
        assert!(matches(&stars, &text));
        assert!(!matches(&format!("{stars}b"), &text));
        assert!(!matches(&format!("{}*b*", "*a".repeat(50_000)), &text));
        assert!(matches(&"*a".repeat(50_000), &text));
    }
}
