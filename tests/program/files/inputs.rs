//! Files that are read: of bounded size and number, quoted as far as they are scenarios.

use std::fs;

use clearcast::partial;
use clearcast::scenario::{self, LoadError};

use super::{SMALL, done, entries, refused, run, shell};
use crate::common::program::{clearcast, folder, text};

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
        fs::write(here.join("bad.part"), partial::write(&head, &tally)).unwrap();
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
    fs::write(here.join("bad.part"), partial::write(&head, &tally)).unwrap();
    refused(&clearcast(&here, &["merge", "bad.part"]), &["version"]);
    assert_eq!(entries(&here), ["bad.part", "good.part"]);
    done(&clearcast(&here, &["merge", "good.part"]));
    assert_eq!(entries(&here.join("clearcast-results")), ["small"]);
}
