use std::fs;

use super::*;
use crate::sweep::{PointRun, RandomNumbers};

fn head(points: u64, shard: Shard) -> JournalHead {
    JournalHead {
        journal: KIND.to_owned(),
        format: 1,
        version: "0".to_owned(),
        shard,
        name: "test".to_owned(),
        points,
        run: PointRun {
            random_numbers: RandomNumbers::Common,
            ..PointRun::default()
        },
        outcomes: Vec::new(),
        fields: vec![crate::data::Field::new(
            "message",
            crate::data::ValueKind::Text,
            "",
            "",
        )],
        factors: Vec::new(),
        file: Default::default(),
        bases: Vec::new(),
    }
}

fn place(name: &str) -> PathBuf {
    let name = format!("clearcast-journal-{}-{name}", std::process::id());
    let path = std::env::temp_dir().join(name);
    let _ = fs::remove_file(&path);
    path
}

fn rows(journal: &Journal) -> Vec<(u64, String)> {
    let mut rows = Vec::new();
    journal
        .records(|point, record| {
            rows.push((point, String::from_utf8(record.to_vec()).unwrap()));
            Ok(())
        })
        .unwrap();
    rows
}

/// A journal cut off at any byte keeps every line that is whole, and goes on.
#[test]
fn a_journal_cut_off_anywhere_keeps_its_whole_lines() {
    // While its head is written, several pages, a journal is none yet: it begins anew.
    let path = place("cut-head");
    drop(Journal::create(&path, &head(8, Shard::WHOLE), false).unwrap());
    let whole = fs::read(&path).unwrap();
    for length in [0, 60, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        drop(Journal::resume(&path, &head(8, Shard::WHOLE)).unwrap());
        assert!(fs::read(&path).unwrap() == whole, "cut at {length}");
    }
    fs::remove_file(&path).unwrap();
    let path = place("cut");
    let head = head(4, Shard::WHOLE);
    let mut journal = Journal::create(&path, &head, false).unwrap();
    let mut ends = vec![fs::metadata(&path).unwrap().len()];
    for point in [2, 0, 3] {
        journal
            .append(point, format!("{point},x\n").as_bytes())
            .unwrap();
        ends.push(fs::metadata(&path).unwrap().len());
    }
    drop(journal);
    let whole = fs::read(&path).unwrap();
    for length in ends[0]..=whole.len() as u64 {
        fs::write(&path, &whole[..length as usize]).unwrap();
        let mut journal = Journal::resume(&path, &head).unwrap();
        let kept = ends.iter().filter(|end| **end <= length).count() - 1;
        assert_eq!(rows(&journal).len(), kept, "cut at {length}");
        assert_eq!(journal.damaged() > 0, !ends.contains(&length));
        journal.append(1, b"1,new\n").unwrap();
        drop(journal);
        let again = Journal::read(&path).unwrap();
        assert_eq!(again.damaged(), 0);
        assert!(rows(&again).contains(&(1, "1,new\n".to_owned())));
    }
    // Cut within its first line, it is no journal.
    fs::write(&path, &whole[..ends[0] as usize - 1]).unwrap();
    assert!(matches!(
        Journal::read(&path),
        Err(JournalError::Foreign(_))
    ));
    fs::remove_file(path).unwrap();
}

#[test]
fn a_changed_byte_ends_what_is_kept() {
    let path = place("changed");
    let head = head(3, Shard::WHOLE);
    let mut journal = Journal::create(&path, &head, false).unwrap();
    for point in 0..3 {
        journal
            .append(point, format!("{point},figure\n").as_bytes())
            .unwrap();
    }
    drop(journal);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(8).position(|it| it == b"1,figure").unwrap();
    bytes[at + 3] = b'X';
    fs::write(&path, bytes).unwrap();
    let journal = Journal::resume(&path, &head).unwrap();
    assert_eq!(rows(&journal), [(0, "0,figure\n".to_owned())]);
    assert_eq!(journal.open_points(), [1, 2]);
    fs::remove_file(path).unwrap();
}

#[test]
fn a_journal_of_something_else_is_refused_and_never_replaced() {
    let path = place("other");
    let first = head(3, Shard::WHOLE);
    drop(Journal::create(&path, &first, false).unwrap());
    assert!(matches!(
        Journal::create(&path, &first, false),
        Err(JournalError::Exists(_))
    ));
    for (other, expected) in [
        (
            JournalHead {
                points: 4,
                ..first.clone()
            },
            "another design",
        ),
        (
            JournalHead {
                version: "1".to_owned(),
                ..first.clone()
            },
            "version 0",
        ),
        (first.part(Shard { number: 1, of: 2 }), "another shard"),
    ] {
        let error = Journal::resume(&path, &other).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    fs::write(&path, "years of work\n").unwrap();
    assert!(matches!(
        Journal::resume(&path, &first),
        Err(JournalError::Foreign(_))
    ));
    assert!(matches!(
        Journal::create(&path, &first, true),
        Err(JournalError::Foreign(_))
    ));
    assert_eq!(fs::read_to_string(&path).unwrap(), "years of work\n");
    fs::remove_file(path).unwrap();
}

#[test]
fn two_sweeps_do_not_write_one_journal() {
    let path = place("lock");
    let head = head(3, Shard::WHOLE);
    let first = Journal::create(&path, &head, false).unwrap();
    assert!(matches!(
        Journal::resume(&path, &head),
        Err(JournalError::InUse(_))
    ));
    drop(first);
    assert!(Journal::resume(&path, &head).is_ok());
    fs::remove_file(path).unwrap();
}

#[test]
fn shards_hold_every_point_once() {
    for (points, of) in [(10, 1), (10, 3), (10, 7), (2, 5), (7, 7)] {
        let mut all: Vec<u64> = Vec::new();
        for number in 1..=of {
            let index = Index::new(&head(points, Shard { number, of }));
            all.extend(index.points().map(|(point, _)| point));
        }
        all.sort_unstable();
        assert!(all.into_iter().eq(0..points), "{points} in {of}");
    }
}
