use super::*;

fn files(content: &str) -> Vec<File> {
    let file = |name: &str, content: &str| File {
        name: name.to_owned(),
        bytes: content.as_bytes().to_owned(),
    };
    vec![file(MANIFEST, "seed = 1\n"), file("charts/a.svg", content)]
}

fn place(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("clearcast-test-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&path);
    path
}

#[test]
fn results_are_replaced_only_when_asked_and_leave_no_draft() {
    let parent = place("replace");
    let path = parent.join("results");
    Folder::claim(&path, false)
        .unwrap()
        .write(&files("one"))
        .unwrap();
    assert!(matches!(
        Folder::claim(&path, false),
        Err(ResultsError::Exists(_))
    ));
    Folder::claim(&path, true)
        .unwrap()
        .write(&files("two"))
        .unwrap();
    assert_eq!(
        fs::read_to_string(path.join("charts/a.svg")).unwrap(),
        "two"
    );
    assert_eq!(fs::read_dir(&parent).unwrap().count(), 1);
    fs::remove_dir_all(parent).unwrap();
}

#[test]
fn a_folder_that_holds_no_results_is_never_replaced() {
    let path = place("foreign");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(
        Folder::claim(&path, true),
        Err(ResultsError::NoResults(_))
    ));
    fs::remove_dir_all(path).unwrap();
}

#[test]
fn a_write_that_fails_half_way_leaves_nothing() {
    let parent = place("half");
    let path = parent.join("results");
    let mut broken = files("one");
    // A file cannot be a folder as well.
    broken.push(File {
        name: format!("{MANIFEST}/impossible"),
        bytes: Vec::new(),
    });
    let result = Folder::claim(&path, false).unwrap().write(&broken);
    assert!(matches!(result, Err(ResultsError::Io { .. })));
    assert!(!parent.exists());
}

/// Killed between moving the old results away and giving the new ones their name.
#[test]
fn what_a_killed_run_was_about_to_replace_comes_back() {
    let parent = place("killed");
    let draft = parent.join(".clearcast-0123456789abcdef");
    for folder in ["results", "replaced"] {
        fs::create_dir_all(draft.join(folder)).unwrap();
        fs::write(draft.join(folder).join(MANIFEST), folder).unwrap();
    }
    fs::write(draft.join("lock"), "clearcast draft of\nold").unwrap();
    drop(Folder::claim(&parent.join("new"), false).unwrap());
    let back = fs::read_to_string(parent.join("old").join(MANIFEST)).unwrap();
    assert_eq!(back, "replaced");
    assert_eq!(fs::read_dir(&parent).unwrap().count(), 1);
    fs::remove_dir_all(parent).unwrap();
}

/// Something stands in the place by now that is not the new results: both stay.
#[test]
fn a_draft_that_holds_the_only_copy_is_kept() {
    let parent = place("kept");
    let draft = parent.join(".clearcast-0123456789abcdef");
    for folder in [
        draft.join("results"),
        draft.join("replaced"),
        parent.join("old"),
    ] {
        fs::create_dir_all(folder).unwrap();
    }
    fs::write(draft.join("lock"), "clearcast draft of\nold").unwrap();
    drop(Folder::claim(&parent.join("new"), false).unwrap());
    assert!(draft.join("replaced").exists());
    fs::remove_dir_all(parent).unwrap();
}

#[test]
fn only_drafts_are_removed() {
    let parent = place("sweep");
    let drafts = [
        ("clearcast-0123456789abcdef", "clearcast draft of\nx"),
        (".clearcast-notes", "clearcast draft of\nx"),
        (".clearcast-0123456789abcdef", "mine"),
        (".clearcast-0123456789abcde0", "clearcast draft of\n../x"),
    ];
    for (name, lock) in drafts {
        fs::create_dir_all(parent.join(name)).unwrap();
        fs::write(parent.join(name).join("lock"), lock).unwrap();
    }
    fs::create_dir(parent.join(".clearcast-0123456789abcde1")).unwrap();
    drop(Folder::claim(&parent.join("new"), false).unwrap());
    assert_eq!(fs::read_dir(&parent).unwrap().count(), drafts.len());
    fs::remove_dir_all(parent).unwrap();
}

#[test]
fn a_place_is_claimed_once_and_missing_folders_go_again() {
    let parent = place("claimed");
    let path = parent.join("a/b/results");
    let first = Folder::claim(&path, false).unwrap();
    for replace in [false, true] {
        assert!(matches!(
            Folder::claim(&path, replace),
            Err(ResultsError::Busy { .. })
        ));
    }
    Folder::claim(&parent.join("a/b/other"), false).unwrap();
    drop(first);
    assert!(!parent.exists());
    Folder::claim(&path, false)
        .unwrap()
        .write(&files("one"))
        .unwrap();
    assert!(path.join(MANIFEST).exists());
    fs::remove_dir_all(parent).unwrap();
}

/// A folder that somebody fills while the run is under way is not replaced, with or without `replace`.
#[test]
fn what_comes_into_the_place_meanwhile_stays() {
    let parent = place("meanwhile");
    for replace in [false, true] {
        let path = parent.join("results");
        let folder = Folder::claim(&path, replace).unwrap();
        fs::create_dir(&path).unwrap();
        fs::write(path.join("thesis.txt"), "years of work").unwrap();
        assert!(folder.write(&files("one")).is_err());
        drop(folder);
        assert_eq!(fs::read_dir(&path).unwrap().count(), 1);
        fs::remove_dir_all(parent.join("results")).unwrap();
    }
    assert_eq!(fs::read_dir(&parent).unwrap().count(), 0);
    fs::remove_dir_all(parent).unwrap();
}
