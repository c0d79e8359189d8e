//! Sweeps in shards, killed, interrupted and cut off end with the same bytes.

use std::fs;
use std::time::Duration;

use super::{DESIGN, done, here, refused, same, start};
use crate::common::program::{clearcast, text};

#[test]
fn shards_put_together_are_the_sweep_to_the_byte() {
    let here = here("sweep/shards", DESIGN);
    done(
        &here,
        &["sweep", "design.toml", "--out", "whole", "--threads", "1"],
    );
    for of in [1, 3, 7] {
        let mut files = Vec::new();
        for number in (1..=of).rev() {
            let shard = format!("{number}/{of}");
            done(
                &here,
                &["sweep", "design.toml", "--out", "part", "--shard", &shard],
            );
            files.push(format!("part.{number}-of-{of}.journal"));
        }
        let out = format!("merged-{of}");
        let mut arguments = vec!["merge", "--out", &out];
        arguments.extend(files.iter().map(String::as_str));
        done(&here, &arguments);
        same(&here.join("whole"), &here.join(out));
    }
    refused(
        &here,
        &["merge", "part.1-of-3.journal", "part.3-of-3.journal"],
        2,
        "point 1 is in no journal",
    );
    fs::write(
        here.join("other.toml"),
        DESIGN.replace("seed = 5", "seed = 6"),
    )
    .unwrap();
    done(
        &here,
        &["sweep", "other.toml", "--out", "other", "--shard", "1/3"],
    );
    refused(
        &here,
        &[
            "merge",
            "part.2-of-3.journal",
            "part.3-of-3.journal",
            "other.1-of-3.journal",
        ],
        2,
        "is of another",
    );
}

/// A sweep that takes a few seconds in a debug build.
const LONG: &str = r#"
format = 1
scenario = "small.toml"
trials = 256
points = 120
outcomes = ["joint", "p80(cost)"]
[factor.money]
set = ["funding.state.annual"]
sobol = [2e6, 6e6]
[factor.discovery]
set = ["land_release.discovery"]
lhs = [0, 0.5]
"#;

/// Kills sweeps at moments spread over their length, resumes each until it is complete, and compares bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "moments to kill at are shares of how long a sweep takes here"
)]
fn killed(name: &str, kills: u32) {
    let here = here(name, LONG);
    let clock = std::time::Instant::now();
    done(&here, &["sweep", "design.toml", "--out", "whole"]);
    let whole = clock.elapsed();
    let arguments = ["sweep", "design.toml", "--out", "killed"];
    let mut resumed = 0;
    for number in 0..kills {
        let _ = fs::remove_dir_all(here.join("killed"));
        let _ = fs::remove_file(here.join("killed.journal"));
        // Equally spread and then shifted by the golden ratio, so that no two fall on the same phase of a row.
        let share = (f64::from(number) * 0.618_033_988_749_895).fract();
        let mut child = start(&here, &arguments);
        std::thread::sleep(whole.mul_f64(share).max(Duration::from_millis(2)));
        child.kill().unwrap();
        child.wait().unwrap();
        if here.join("killed").exists() {
            // It was complete before it was killed; a draft or journal may be left of others, never half a folder.
            same(&here.join("whole"), &here.join("killed"));
            continue;
        }
        let again = if here.join("killed.journal").exists() {
            &["--resume"][..]
        } else {
            &[]
        };
        resumed += again.len();
        done(&here, &[&arguments, again].concat());
        same(&here.join("whole"), &here.join("killed"));
    }
    assert!(
        resumed as u32 > kills / 3,
        "{resumed} of {kills} were resumed"
    );
}

#[test]
fn ten_kills_at_any_moment_change_no_byte() {
    killed("sweep/ten-kills", 10);
}

#[test]
#[ignore = "slow: sixty kills"]
fn sixty_kills_at_any_moment_change_no_byte() {
    killed("sweep/sixty-kills", 60);
}

#[cfg(unix)]
#[test]
fn an_interrupt_keeps_what_is_over_and_a_resume_ends_with_the_same_bytes() {
    let here = here(
        "sweep/interrupt",
        &LONG.replace("points = 120", "points = 100000"),
    );
    let it = crate::common::program::interrupted(&here, &["sweep", "design.toml", "--out", "out"]);
    let said = text(&it.stderr);
    assert_eq!(it.status.code(), Some(130), "{said}");
    assert!(
        said.contains("of 100,000 points are in out.journal; --resume goes on"),
        "{said}"
    );
    assert!(here.join("out.journal").exists() && !here.join("out").exists());
    // The same place is not begun anew by mistake, nor with another design.
    refused(
        &here,
        &["sweep", "design.toml", "--out", "out"],
        2,
        "go on with it with --resume",
    );
    fs::write(here.join("design.toml"), LONG).unwrap();
    refused(
        &here,
        &["sweep", "design.toml", "--out", "out", "--resume"],
        2,
        "is of another design",
    );
    refused(
        &here,
        &["sweep", "design.toml", "--out", "no", "--resume"],
        2,
        "there is no journal",
    );
}

#[test]
fn a_journal_cut_off_is_repaired_and_said_so() {
    let here = here("sweep/cut", DESIGN);
    done(&here, &["sweep", "design.toml", "--out", "whole"]);
    done(
        &here,
        &["sweep", "design.toml", "--out", "cut", "--shard", "1/1"],
    );
    let journal = here.join("cut.1-of-1.journal");
    let bytes = fs::read(&journal).unwrap();
    fs::write(&journal, &bytes[..bytes.len() - 7]).unwrap();
    let it = clearcast(
        &here,
        &[
            "sweep",
            "design.toml",
            "--out",
            "cut",
            "--shard",
            "1/1",
            "--resume",
        ],
    );
    assert!(
        text(&it.stderr).contains("at its end were cut off or damaged"),
        "{}",
        text(&it.stderr)
    );
    done(&here, &["merge", "cut.1-of-1.journal", "--out", "cut"]);
    same(&here.join("whole"), &here.join("cut"));
}
