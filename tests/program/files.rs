//! Files and folders that do not fit, names that act, and disks that are full: nothing is lost, half-written or waited for.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot prepare its files has failed"
)]

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::common::program::{clearcast, folder, signalled, text};
use clearcast::partial;
use clearcast::scenario::{self, LoadError};

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/valid/small.toml");
/// More trials than a test can wait for: what ends soon has not simulated them.
const ENDLESS: &str = "900000000";

fn entries(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Runs the small scenario; `more` are further arguments.
fn run(here: &Path, more: &[&str]) -> Output {
    clearcast(here, &[&["run", SMALL, "--trials", "32"], more].concat())
}

fn done(it: &Output) {
    assert_eq!(it.status.code(), Some(0), "{}", text(&it.stderr));
}

/// The command must be refused, and say so with each of the words.
fn refused(it: &Output, words: &[&str]) {
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

/// Runs a shell command that must succeed.
fn shell(here: &Path, command: &str) {
    let mut shell = Command::new("sh");
    let status = shell.args(["-c", command]).current_dir(here).status();
    let status = status.unwrap();
    assert!(status.success(), "{command}");
}

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

/// While one run writes to a place no other can; when it is killed, the next one cleans up.
#[test]
fn one_of_two_runs_gets_the_place_and_the_draft_of_a_killed_one_goes() {
    let here = folder("files/two");
    let mut first = Command::new(env!("CARGO_BIN_EXE_clearcast"))
        .args(["run", SMALL, "--trials", ENDLESS, "--out", "results"])
        .current_dir(&here)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while entries(&here).is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    std::thread::sleep(std::time::Duration::from_millis(500));
    let second = run(&here, &["--out", "results"]);
    done(&run(&here, &["--out", "other"]));
    first.kill().unwrap();
    first.wait().unwrap();
    refused(&second, &["another run is writing to results"]);
    let left = entries(&here);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left[0].starts_with(".clearcast-"), "{left:?}");
    done(&run(&here, &["--out", "third"]));
    assert_eq!(entries(&here), ["other", "third"]);
}

#[test]
fn being_asked_to_end_is_an_interrupt() {
    let here = folder("files/signals");
    for signal in ["TERM", "HUP"] {
        let ended = signalled(signal, &here, &["run", SMALL, "--trials", ENDLESS]);
        assert_eq!(ended.status.code(), Some(130), "{signal}");
        assert!(text(&ended.stderr).contains("nothing was written"));
        assert!(entries(&here).is_empty());
    }
}

/// Under `nohup`, which ignores hangups on behalf of the program.
#[test]
#[cfg(target_os = "linux")]
fn a_hangup_that_is_to_be_ignored_ends_nothing() {
    let here = folder("files/nohup");
    let program = env!("CARGO_BIN_EXE_clearcast");
    shell(
        &here,
        &format!(
            "(trap '' HUP; exec {program} run {SMALL} --trials {ENDLESS} 2> log) &
             sleep 2; kill -HUP $!; sleep 1; kill -TERM $!; wait $!; test $? = 130"
        ),
    );
    shell(&here, "test $(wc -l < log) = 1");
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

/// A file system of this many KiB, while it lives.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn new(at: PathBuf, kib: u32) -> Option<Self> {
        fs::create_dir(&at).unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={kib}k"), "tmpfs"])
            .arg(&at)
            .stderr(Stdio::null())
            .status();
        mounted
            .is_ok_and(|status| status.success())
            .then(|| Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_and_a_mount_point_leave_what_was_there() {
    let here = folder("files/full");
    let Some(disk) = SmallDisk::new(here.join("disk"), 64) else {
        let skipped = "SKIPPED: mounting a small disk needs rights that this user has not";
        let _ = writeln!(std::io::stderr(), "{skipped}");
        return;
    };
    let at = &disk.0;
    refused(&run(&here, &["--out", "disk"]), &["mount point"]);
    fs::write(at.join("s.toml"), "mine").unwrap();
    fs::write(at.join("filling"), vec![1; 52 << 10]).unwrap();
    let full = ["space"];
    refused(&clearcast(at, &["init", "new.toml"]), &full);
    refused(&clearcast(at, &["init", "s.toml", "--force"]), &full);
    refused(&clearcast(at, &["man", "pages"]), &full);
    refused(&run(at, &["--out", "results"]), &full);
    refused(&run(at, &["--partial", "a.part"]), &full);
    assert_eq!(fs::read_to_string(at.join("s.toml")).unwrap(), "mine");
    assert_eq!(entries(at), ["filling", "s.toml"]);
}

#[test]
fn an_output_that_takes_nothing_ends_as_code_2() {
    let here = folder("files/output");
    let program = env!("CARGO_BIN_EXE_clearcast");
    let results = "--trials 32 --out results";
    for command in [
        "schema",
        "completions bash",
        "man",
        "init -",
        "--help",
        "inputs",
        "show",
        "check",
        &format!("run {SMALL} {results}"),
    ] {
        let it = Command::new("sh")
            .args(["-c", &format!("{program} {command} > /dev/full")])
            .current_dir(&here)
            .output()
            .unwrap();
        refused(&it, &["standard output"]);
    }
}

#[test]
fn what_is_no_regular_file_of_bounded_size_is_refused_at_once() {
    let here = folder("files/inputs");
    shell(&here, "mkfifo pipe.toml");
    fs::create_dir(here.join("folder.toml")).unwrap();
    let large = fs::File::create(here.join("large.toml")).unwrap();
    large.set_len((64 << 20) + 1).unwrap();
    let huge = fs::File::create(here.join("huge.part")).unwrap();
    huge.set_len(3 << 30).unwrap();
    fs::write(here.join("latin.toml"), b"name = \"\xE9\"").unwrap();
    for (file, word) in [
        ("pipe.toml", "pipe"),
        ("folder.toml", "folder"),
        ("large.toml", "64 MiB"),
        ("/dev/zero", "device"),
        ("latin.toml", "UTF-8"),
    ] {
        for command in ["check", "run", "show", "inputs", "diff"] {
            refused(&clearcast(&here, &[command, file]), &[file, word]);
        }
        refused(&clearcast(&here, &["hindcast", "new", file]), &[file, word]);
        let variant = format!("format = 1\nbase = \"{file}\"\n");
        fs::write(here.join("variant.toml"), variant).unwrap();
        let it = clearcast(&here, &["check", "variant.toml"]);
        let said = text(&it.stderr);
        assert_eq!(it.status.code(), Some(1), "{said}");
        assert!(
            said.contains("variant.toml:2:8") && said.contains(word),
            "{said}"
        );
    }
    for (part, word) in [
        ("pipe.toml", "pipe"),
        ("folder.toml", "folder"),
        ("/dev/zero", "device"),
    ] {
        refused(&clearcast(&here, &["merge", part]), &[part, word]);
        refused(&clearcast(&here, &["sweep", part]), &[part, word]);
        let table = ["sweep", "--design-file", part];
        refused(&clearcast(&here, &table), &[part, word]);
    }
}

#[test]
fn a_base_that_is_no_scenario_is_not_quoted() {
    let here = folder("files/base");
    for secret in [
        "root:$6$secret:19000::\n",
        "password = \"secret\"\n",
        "[x]\nsecret=1\n",
    ] {
        fs::write(here.join("other"), secret).unwrap();
        fs::write(here.join("s.toml"), "format = 1\nbase = \"other\"\n").unwrap();
        let it = clearcast(&here, &["check", "s.toml"]);
        let said = text(&it.stderr);
        assert_eq!(it.status.code(), Some(1), "{said}");
        assert!(said.contains("s.toml:2:8"), "{said}");
        assert!(!said.contains("secret"), "{said}");
    }
}

#[test]
fn a_chain_of_bases_ends() {
    let here = folder("files/chain");
    for n in 0..40 {
        let text = format!("format = 1\nbase = \"{}.toml\"\n", n + 1);
        fs::write(here.join(format!("{n}.toml")), text).unwrap();
    }
    fs::copy(SMALL, here.join("40.toml")).unwrap();
    let check = |file: &str| {
        let it = clearcast(&here, &["check", file]);
        (it.status.code(), text(&it.stderr))
    };
    assert_eq!(check("10.toml").0, Some(0));
    let (code, said) = check("0.toml");
    assert!(
        code == Some(1) && said.contains("at most 32 files"),
        "{said}"
    );
    fs::write(here.join("40.toml"), "format = 1\nbase = \"20.toml\"\n").unwrap();
    let (code, said) = check("20.toml");
    assert!(code == Some(1) && said.contains("its own base"), "{said}");
}

#[test]
fn a_hundred_problems_are_told_and_the_others_counted() {
    let here = folder("files/many");
    let small = fs::read_to_string(SMALL).unwrap();
    let many = |count, of: &dyn Fn(u32) -> String| (0..count).map(of).collect::<Vec<_>>().concat();
    let unknown = many(100_000, &|n| format!("key-{n} = 1\n"));
    let bare = many(10_000, &|n| format!("[team.t{n}]\n"));
    let patterns = many(50_000, &|n| format!("\"p{n}\", "));
    let areas = format!("[team.manual]\nareas = [{patterns}]\n");
    for (name, content, all, rest) in [
        ("keys.toml", format!("{unknown}{small}"), "100000", "99,900"),
        ("tables.toml", format!("{small}\n{bare}"), "30000", "29,900"),
        (
            "line.toml",
            small.replace("[team.manual]\n", &areas),
            "50000",
            "49,900",
        ),
    ] {
        fs::write(here.join(name), content).unwrap();
        let it = clearcast(&here, &["check", name]);
        assert_eq!(it.status.code(), Some(1));
        let said = text(&it.stderr);
        assert_eq!(said.matches("error: ").count(), 100, "{name}");
        assert!(said.contains(&format!("and {rest} more")), "{name}");
        let verdict = text(&it.stdout);
        assert!(verdict.contains(&format!("{all} problems")), "{verdict}");
    }
}

/// What is quoted of a file is quoted as it is shown elsewhere, however its lines end and however long they are.
#[test]
fn a_quoted_line_has_no_end_and_is_not_longer_than_can_be_read() {
    let small = fs::read_to_string(SMALL).unwrap();
    let wrong = small.replace("horizon = 40", "horizon = -1");
    let said = |text: &str| match scenario::from_text("s.toml", text, &[]) {
        Err(LoadError::Rejected(problems)) => problems.to_string(),
        other => panic!("{other:?}"),
    };
    let plain = said(&wrong);
    assert!(plain.contains("horizon = -1\n"), "{plain}");
    assert_eq!(said(&wrong.replace('\n', "\r\n")), plain);

    let names = "\"valley-north\", ".repeat(10_000);
    let areas = format!("[team.manual]\nareas = [{names}\"x\", {names}]\n");
    let long = said(&small.replace("[team.manual]\n", &areas));
    let line = 1
        + small
            .lines()
            .position(|line| line == "[team.manual]")
            .unwrap()
        + 1;
    let column = "areas = [".len() + names.len() + 1;
    assert!(
        long.contains(&format!("s.toml:{line}:{column}\n")),
        "{long}"
    );
    assert!(long.contains("^^^ no `area` matches `x`"), "{long}");
    assert!(long.len() < 2_000, "{long}");
}

/// No character in what a command prints acts on a terminal.
fn is_harmless(it: &Output) {
    for said in [text(&it.stdout), text(&it.stderr)] {
        let acts = |c: char| {
            (c.is_control() && c != '\n')
                || ('\u{202A}'..='\u{202E}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
                || c == '\u{FFFF}'
        };
        assert!(!said.contains(acts), "{said:?}");
    }
}

#[test]
fn no_name_acts_on_the_terminal() {
    let here = folder("files/names");
    let evil = "\u{1b}[31m\u{9b}1m\u{202E}\u{7}\u{FFFF}\r";
    let file = format!("{evil}.toml");
    let small = fs::read_to_string(SMALL).unwrap();
    let hidden = "\u{9b}\u{202E}\u{2066}\u{FFFF}";
    for (content, code) in [
        (small.clone(), 0),
        (format!("{small}\n# {hidden}\nx = 1 # {hidden}"), 1),
        (format!("{small}\n\"{hidden}\" = 1\n[team.\"{hidden}\"]"), 1),
        ("broken".to_owned(), 1),
        ("base = \"missing\"".to_owned(), 1),
    ] {
        fs::write(here.join(&file), content).unwrap();
        for command in ["check", "show", "inputs"] {
            let it = clearcast(&here, &[command, &file]);
            is_harmless(&it);
            assert_eq!(it.status.code(), Some(code), "{}", text(&it.stderr));
        }
    }
    fs::write(here.join(&file), small).unwrap();
    let usual = ["run", &file, "--trials", "32", "--force"];
    for more in [
        &["--out", evil][..],
        &["--out", "out"],
        &["--partial", evil],
        &[
            "--out",
            &format!("{evil}/x"),
            "--set",
            &format!("name=\"{evil}\""),
        ],
        &["--set", evil],
        &["--until", evil],
    ] {
        is_harmless(&clearcast(&here, &[&usual, more].concat()));
    }
    for arguments in [
        &[evil][..],
        &["check", evil],
        &["diff", evil, evil],
        &["merge", evil],
        &["merge", &file],
        &["init", &format!("{evil}.new")],
        &["init", &format!("{evil}/new")],
        &["hindcast", evil],
        &["hindcast", "new", &file],
        &["man", &file],
        &["completions", evil],
        &["run", "--seed", evil],
    ] {
        is_harmless(&clearcast(&here, arguments));
    }
    let svg = fs::read_to_string(here.join("out/charts/cost.svg")).unwrap();
    assert!(!svg.contains(|c: char| c.is_control() && c != '\n'));
}

#[test]
fn texts_that_cannot_be_shown_are_refused_wherever_they_stand() {
    let here = folder("files/texts");
    let small = fs::read_to_string(SMALL).unwrap();
    for (key, escape) in [
        ("name", "\\u001b"),
        ("name", "\\u202E"),
        ("name", "\\uFFFF"),
        ("name", "\\n"),
        ("currency", "\\u0085"),
        ("area.valley-north.region", "\\u2066"),
        ("area.valley-north.terrain", "\\U0001FFFE"),
        ("team.manual.operator", "\\t"),
        ("team.manual.source", "\\uFEFF"),
    ] {
        fs::write(here.join("s.toml"), &small).unwrap();
        let set = format!("{key}=\"a{escape}b\"");
        let it = clearcast(&here, &["check", "s.toml", "--set", &set]);
        assert_eq!(it.status.code(), Some(1), "{set}: {}", text(&it.stderr));
        is_harmless(&it);
    }
    let set = "team.manual.source=\"two lines\\nare fine, and ش‌ھ\"";
    done(&clearcast(&here, &["check", "s.toml", "--set", set]));
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let here = folder("files/formulas");
    let sets = [
        "currency=\"=cmd|calc\"",
        "area.valley-north.region=\"=HYPERLINK(\\\"http://x\\\")\"",
        "area.valley-south.region=\"+x;=1\"",
        "team.manual.operator=\"@SUM(1)\"",
        "team.manual.source=\"-1+1\"",
    ];
    let mut arguments = vec!["run", SMALL, "--trials", "32", "--out", "out"];
    arguments.extend(sets.iter().flat_map(|set| ["--set", set]));
    done(&clearcast(&here, &arguments));
    let mut inputs = vec!["inputs", SMALL, "--csv", "--all"];
    inputs.extend(sets.iter().flat_map(|set| ["--set", set]));
    let inputs = clearcast(&here, &inputs);
    done(&inputs);
    let mut escaped = 0;
    for table in [
        fs::read(here.join("out/years.csv")).unwrap(),
        fs::read(here.join("out/regions.csv")).unwrap(),
        inputs.stdout,
    ] {
        for row in csv::Reader::from_reader(&table[..]).records() {
            for cell in &row.unwrap() {
                escaped += usize::from(cell.starts_with('\''));
                let runs = cell
                    .split(';')
                    .any(|part| part.starts_with(['=', '+', '-', '@']));
                assert!(!runs || cell.parse::<f64>().is_ok(), "{cell}");
            }
        }
    }
    assert!(escaped > 10, "{escaped}");
}

#[test]
fn a_part_cannot_choose_where_results_go() {
    let here = folder("files/part");
    done(&run(&here, &["--partial", "good.part"]));
    let bytes = fs::read(here.join("good.part")).unwrap();
    let (head, tally) = partial::read(&bytes).unwrap();
    for stem in ["../../evil", "..", "/tmp/evil", "a\u{1b}b"] {
        let head = partial::PartialHead {
            stem: stem.to_owned(),
            ..head.clone()
        };
        fs::write(here.join("bad.part"), partial::write(&head, tally)).unwrap();
        refused(
            &clearcast(&here, &["merge", "bad.part"]),
            &["bad.part", "folder"],
        );
    }
    // Nor may the scenario in it name a file.
    let head = partial::PartialHead {
        resolved: format!("base = \"{SMALL}\"\nformat = 1\n"),
        ..head
    };
    fs::write(here.join("bad.part"), partial::write(&head, tally)).unwrap();
    refused(&clearcast(&here, &["merge", "bad.part"]), &["version"]);
    assert_eq!(entries(&here), ["bad.part", "good.part"]);
    done(&clearcast(&here, &["merge", "good.part"]));
    assert_eq!(entries(&here.join("clearcast-results")), ["small"]);
}

/// Every cell of every table in a folder, but for numbers.
fn cells(folder: &Path) -> Vec<String> {
    let mut cells = Vec::new();
    for name in entries(folder)
        .iter()
        .filter(|it| Path::new(it).extension().is_some_and(|it| it == "csv"))
    {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_path(folder.join(name))
            .unwrap();
        for record in reader.records() {
            cells.extend(record.unwrap().iter().map(str::to_owned));
        }
    }
    cells.retain(|it| it.parse::<f64>().is_err());
    cells
}

#[test]
fn no_table_of_any_answer_holds_a_formula() {
    let here = folder("formulas");
    let design = format!(
        "format = 1\nscenario = \"{SMALL}\"\ntrials = 32\n[factor.-f]\nset = [\"area.valley-north.region\"]\nvalues = [\"=x()\", \"@y\"]\n\
         [variant.-v]\n[variant.w]\n"
    );
    fs::write(here.join("design.toml"), design).unwrap();
    let asked: [&[&str]; 3] = [
        &[
            "compare",
            SMALL,
            "--case",
            "@x: target.years=20",
            "--out",
            "a",
        ],
        &["sweep", "design.toml", "--out", "a"],
        &[
            "trace",
            SMALL,
            "--set",
            "currency='=C()'",
            "--trial",
            "3",
            "--out",
            "a",
        ],
    ];
    for command in asked {
        let trials: &[&str] = match command[0] {
            "sweep" => &[],
            _ => &["--trials", "64"],
        };
        done(&clearcast(
            &here,
            &[command, trials, &["--no-report"]].concat(),
        ));
        let found = cells(&here.join("a"));
        let acting: Vec<&String> = found
            .iter()
            .filter(|it| it.starts_with(['=', '+', '-', '@']))
            .collect();
        assert!(
            !found.is_empty() && acting.is_empty(),
            "{command:?}: {acting:?}"
        );
        if command[0] == "sweep" {
            // Repeated from its own design, byte for byte.
            done(&clearcast(&here, &["repeat", "a"]));
        }
        fs::remove_dir_all(here.join("a")).unwrap();
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
