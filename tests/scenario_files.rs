//! Scenario files as a user writes them: what is read, what is refused, and where.

use clearcast::scenario;

#[test]
fn a_file_without_content_is_refused_for_all_it_lacks() {
    let refused = scenario::from_text("empty.toml", "", &[])
        .unwrap_err()
        .to_string();
    for key in [
        "format", "name", "start", "target", "area", "team", "funding", "overhead",
    ] {
        assert!(
            refused.contains(&format!("`{key}` is missing")),
            "{key}: {refused}"
        );
    }
}
