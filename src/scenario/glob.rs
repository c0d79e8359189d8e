//! Patterns in which `*` stands for any run of characters but a dot.

/// Whether `pattern` matches the whole of `text`.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => {
            let Some(rest) = text.strip_prefix(before) else {
                return false;
            };
            let run = rest.find('.').unwrap_or(rest.len());
            (0..=run)
                .filter(|&n| rest.is_char_boundary(n))
                .any(|n| matches(after, &rest[n..]))
        }
    }
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
        assert!(!matches("*", "team.anama"));
        assert!(!matches("team.*", "team.anama.cost"));
        assert!(!matches("aghdam", "aghdam-north"));
    }
}
