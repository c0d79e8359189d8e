//! Where results may go: folders, links, devices, and the rights of what is written.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::{ENDLESS, SMALL, done, entries, refused, run, shell};
use crate::common::program::{clearcast, folder};

#[test]
fn places_that_cannot_take_results_are_refused_before_anything_is_simulated() {
    let here = folder("files/places");
    fs::write(here.join("file"), "").unwrap();
    fs::create_dir(here.join("inside")).unwrap();
    symlink("round", here.join("round")).unwrap();
    let inside = here.join("inside");
    let absolute = inside.to_str().unwrap();
    for (out, words) in [
        (".", &["folder you are in"][..]),
        ("..", &["folder you are in"]),
        ("../inside", &["folder you are in"]),
        ("../inside/", &["folder you are in"]),
        (absolute, &["folder you are in"]),
        ("/", &["/"]),
        ("", &["value"]),
        ("../file", &["is a file"]),
        ("../file/results", &["cannot"]),
        ("../round", &["round"]),
        ("/proc/results", &["/proc/results"]),
        (&"x".repeat(300), &["cannot"]),
    ] {
        for more in [&[][..], &["--force"]] {
            let usual = ["run", SMALL, "--trials", ENDLESS, "--out", out];
            refused(&clearcast(&inside, &[&usual, more].concat()), words);
        }
    }
    assert!(entries(&inside).is_empty());
    assert_eq!(entries(&here), ["file", "inside", "round"]);
}

#[test]
fn missing_folders_are_made_and_a_link_stays_a_link() {
    let here = folder("files/links");
    done(&run(&here, &["--out", "a/b/c/"]));
    assert_eq!(entries(&here.join("a/b")), ["c"]);
    fs::create_dir(here.join("real")).unwrap();
    symlink("real", here.join("link")).unwrap();
    for (out, force) in [("link", false), ("link", true), ("link/", true)] {
        let force: &[&str] = if force { &["--force"] } else { &[] };
        done(&run(&here, &[&["--out", out], force].concat()));
        assert!(
            fs::symlink_metadata(here.join("link"))
                .unwrap()
                .is_symlink()
        );
        assert!(here.join("real/report.png").exists());
    }
    // A file too: what the link leads to is replaced.
    fs::write(here.join("kept.toml"), "mine").unwrap();
    symlink("kept.toml", here.join("s.toml")).unwrap();
    refused(&clearcast(&here, &["init", "s.toml"]), &["--force"]);
    done(&clearcast(&here, &["init", "s.toml", "--force"]));
    assert!(
        fs::symlink_metadata(here.join("s.toml"))
            .unwrap()
            .is_symlink()
    );
    assert_ne!(fs::read_to_string(here.join("kept.toml")).unwrap(), "mine");
    assert_eq!(entries(&here), ["a", "kept.toml", "link", "real", "s.toml"]);
}

#[test]
fn a_device_is_never_written_over() {
    let here = folder("files/device");
    for file in ["/dev/null", "/dev/full"] {
        refused(&clearcast(&here, &["init", file, "--force"]), &["device"]);
        refused(&run(&here, &["--partial", file, "--force"]), &["device"]);
    }
}

#[test]
fn every_file_has_the_rights_that_the_user_gives_new_files() {
    let here = folder("files/umask");
    let program = env!("CARGO_BIN_EXE_clearcast");
    let commands = [
        "init s.toml",
        &format!("run {SMALL} --trials 32 --out results"),
        &format!("run {SMALL} --trials 32 --partial a.part"),
        "man pages",
    ];
    for command in commands {
        shell(&here, &format!("umask 027; {program} {command} > log"));
    }
    let mode = |path: &str| fs::metadata(here.join(path)).unwrap().permissions().mode() & 0o777;
    for file in [
        "s.toml",
        "a.part",
        "results/summary.json",
        "results/charts/cost.svg",
        "pages/clearcast-run.1",
    ] {
        assert_eq!(mode(file), 0o640, "{file}");
    }
    for folder in ["results", "results/charts", "pages"] {
        assert_eq!(mode(folder), 0o750, "{folder}");
    }
}

#[test]
fn results_go_where_a_link_points_also_if_nothing_is_there_yet() {
    let here = folder("files/dangling");
    symlink("real", here.join("link")).unwrap();
    symlink("link", here.join("second")).unwrap();
    done(&run(&here, &["--no-report", "--out", "second"]));
    assert!(here.join("real/summary.json").exists());
    assert!(
        fs::symlink_metadata(here.join("link"))
            .unwrap()
            .is_symlink()
    );
}
