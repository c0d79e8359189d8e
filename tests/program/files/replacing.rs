//! `--force` replaces what a run wrote and nothing else.

use std::fs;
use std::os::unix::fs::symlink;

use super::{done, entries, refused, run, shell};
use crate::common::program::{clearcast, folder, text};

#[test]
fn force_replaces_the_files_of_a_run_and_nothing_else() {
    let here = folder("files/force");
    let results = here.join("results");
    done(&run(&here, &["--out", "results"]));
    done(&run(&here, &["--out", "results", "--force", "--seed", "2"]));
    let before = fs::read(results.join("summary.json")).unwrap();
    let refuse = |word: &str| {
        refused(
            &run(&here, &["--out", "results", "--force"]),
            &[word, "--out"],
        );
        assert_eq!(fs::read(results.join("summary.json")).unwrap(), before);
        assert_eq!(entries(&here), ["results"]);
    };
    let foreign = results.join("charts/notes.txt");
    fs::write(&foreign, "years of work").unwrap();
    refuse("charts/notes.txt");
    fs::remove_file(&foreign).unwrap();

    fs::create_dir(results.join("charts/mine")).unwrap();
    refuse("charts/mine");
    fs::remove_dir(results.join("charts/mine")).unwrap();

    symlink("/etc", results.join("link")).unwrap();
    refuse("link");
    fs::remove_file(results.join("link")).unwrap();

    let years = fs::read(results.join("years.csv")).unwrap();
    fs::write(results.join("years.csv"), "2026,my own figures\n").unwrap();
    refuse("years.csv");
    // Even a link to the same content is somebody's work.
    fs::rename(results.join("years.csv"), here.join("years.csv")).unwrap();
    fs::write(here.join("years.csv"), &years).unwrap();
    symlink(here.join("years.csv"), results.join("years.csv")).unwrap();
    let said = text(&run(&here, &["--out", "results", "--force"]).stderr);
    assert!(said.contains("years.csv"), "{said}");
    fs::remove_file(results.join("years.csv")).unwrap();
    fs::rename(here.join("years.csv"), results.join("years.csv")).unwrap();

    let manifest = fs::read_to_string(results.join("manifest.toml")).unwrap();
    let older = manifest.split("[files]").next().unwrap();
    fs::write(results.join("manifest.toml"), older).unwrap();
    refuse("does not list");
    fs::remove_file(results.join("manifest.toml")).unwrap();
    refuse("manifest.toml");
    fs::write(results.join("manifest.toml"), manifest).unwrap();

    // Whoever deletes a chart has lost nothing by a new one.
    fs::remove_file(results.join("report.png")).unwrap();
    done(&run(&here, &["--out", "results", "--force"]));
    assert!(results.join("report.png").exists());
}

/// The list holds every file but the manifest, with the hash that other tools compute.
#[test]
fn the_manifest_lists_every_file_and_two_runs_differ_in_nothing_else() {
    let here = folder("files/listed");
    done(&run(&here, &["--out", "one"]));
    done(&run(&here, &["--out", "two"]));
    shell(&here, "diff -r --exclude manifest.toml one two");
    let manifest = fs::read_to_string(here.join("one/manifest.toml")).unwrap();
    let (_, list) = manifest.split_once("\n[files]\n").unwrap();
    let sums: Vec<String> = list
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (name, sum) = line.split_once(" = ").unwrap();
            format!("{}  {}\n", sum.trim_matches('"'), name.trim_matches('"'))
        })
        .collect();
    fs::write(here.join("sums"), sums.concat()).unwrap();
    shell(&here, "cd one && sha256sum --quiet -c ../sums");
    shell(
        &here,
        "test $(find one -type f ! -name manifest.toml | wc -l) = $(wc -l < sums)",
    );
}

#[test]
fn the_folder_of_a_hindcast_is_kept_like_that_of_a_run() {
    let here = folder("files/hindcast");
    let record = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/hindcast/chile-2011.toml"
    );
    let hindcast = |more: &[&str]| {
        let usual = ["hindcast", record, "--trials", "32", "--out", "results"];
        clearcast(&here, &[&usual, more].concat())
    };
    done(&hindcast(&[]));
    refused(&hindcast(&[]), &["--force"]);
    done(&hindcast(&["--force"]));
    fs::write(here.join("results/scenarios/mine.toml"), "").unwrap();
    refused(&hindcast(&["--force"]), &["scenarios/mine.toml"]);
}

#[test]
fn manual_pages_are_written_over_only_when_told() {
    let here = folder("files/man");
    done(&clearcast(&here, &["man", "pages"]));
    let page = here.join("pages/clearcast-run.1");
    fs::write(&page, "mine").unwrap();
    refused(&clearcast(&here, &["man", "pages"]), &["--force"]);
    assert_eq!(fs::read_to_string(&page).unwrap(), "mine");
    done(&clearcast(&here, &["man", "pages", "--force"]));
    assert_ne!(fs::read_to_string(&page).unwrap(), "mine");
    let pages = entries(&here.join("pages"));
    let help = text(&clearcast(&here, &["--help"]).stdout);
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    for command in commands.take_while(|line| !line.is_empty()) {
        let name = command.split_whitespace().next().unwrap();
        assert!(pages.contains(&format!("clearcast-{name}.1")), "{name}");
    }
}

#[test]
fn a_manifest_that_somebody_edited_is_not_replaced() {
    let here = folder("files/edited-manifest");
    done(&run(&here, &["--no-report", "--out", "out"]));
    done(&run(&here, &["--no-report", "--out", "out", "--force"]));
    let manifest = here.join("out/manifest.toml");
    let noted = format!("# my own note\n{}", fs::read_to_string(&manifest).unwrap());
    fs::write(&manifest, &noted).unwrap();
    let refused = run(&here, &["--no-report", "--out", "out", "--force"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("manifest.toml"),
        "{}",
        text(&refused.stderr)
    );
    assert_eq!(fs::read_to_string(&manifest).unwrap(), noted);
}
