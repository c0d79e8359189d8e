//! Commands that another run, a signal or a full disk stops.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{ENDLESS, SMALL, done, entries, refused, run, shell};
use crate::common::program::{clearcast, folder, signalled, text};

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
    // Where the tests themselves run under `nohup`, a hangup ends nothing.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|it| it.strip_prefix("SigIgn:"));
    let ignored = ignored.map_or(0, |it| u64::from_str_radix(it.trim(), 16).unwrap());
    let signals = ["TERM", "HUP"]
        .into_iter()
        .filter(|it| *it != "HUP" || ignored & 1 == 0);
    for signal in signals {
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
