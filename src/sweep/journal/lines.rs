//! Lines of a journal and where they are.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use sha2::{Digest, Sha256};

use super::{JournalHead, KIND, Shard};

/// Digits of a checksum: 64 bits.
pub(super) const DIGITS: usize = 16;

/// Where the records of points are: 8 bytes for each point of a shard.
#[derive(Debug)]
pub(super) struct Index {
    shard: Shard,
    /// Offset of the line, 0 where there is none.
    pub(super) offsets: Vec<u64>,
}

impl Index {
    pub(super) fn new(head: &JournalHead) -> Self {
        let Shard { number, of } = head.shard;
        let count = (head.points + of).saturating_sub(number) / of;
        Self {
            shard: head.shard,
            offsets: vec![0; count as usize],
        }
    }

    /// The place of a point; `None` if it is none of the shard's.
    pub(super) fn place(&self, point: u64) -> Option<usize> {
        let place = (point / self.shard.of) as usize;
        (self.shard.holds(point) && place < self.offsets.len()).then_some(place)
    }

    pub(super) fn points(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        let Shard { number, of } = self.shard;
        let points = (0..).map(move |place: u64| place * of + number - 1);
        points.zip(self.offsets.iter().copied())
    }
}

fn checksum(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    digest[..DIGITS / 2]
        .iter()
        .fold(String::new(), |digits, byte| {
            digits + &format!("{byte:02x}")
        })
}

/// A line of a journal.
pub(super) fn line(content: &[u8]) -> Vec<u8> {
    [checksum(content).as_bytes(), b"\t", content, b"\n"].concat()
}

/// What a line holds; `None` if it is cut off or damaged.
pub(super) fn checked(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_suffix(b"\n")?;
    let (sum, content) = line.split_at_checked(DIGITS)?;
    let content = content.strip_prefix(b"\t")?;
    (sum == checksum(content).as_bytes()).then_some(content)
}

fn head_in(line: &[u8]) -> Option<JournalHead> {
    let head: JournalHead = serde_json::from_slice(checked(line)?).ok()?;
    (head.journal == KIND && head.shard.of > 0 && head.shard.number > 0).then_some(head)
}

pub(super) fn read_head(file: &File) -> Option<JournalHead> {
    let mut line = Vec::new();
    BufReader::new(file).read_until(b'\n', &mut line).ok()?;
    head_in(&line)
}

/// Head, where the records are, and where what is whole ends; `None` if the first line is no head.
pub(super) fn scan(reader: &mut impl BufRead) -> io::Result<Option<(JournalHead, Index, u64)>> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line)?;
    let Some(head) = head_in(&line) else {
        return Ok(None);
    };
    let mut index = Index::new(&head);
    let mut end = line.len() as u64;
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(Some((head, index, end)));
        }
        let place = checked(&line)
            .and_then(number)
            .and_then(|it| index.place(it));
        let Some(place) = place else {
            return Ok(Some((head, index, end)));
        };
        // The last record of a point holds: it may have been evaluated again.
        index.offsets[place] = end;
        end += line.len() as u64;
    }
}

/// The number of the point of a record.
fn number(record: &[u8]) -> Option<u64> {
    let first = record.split(|byte| *byte == b',').next()?;
    std::str::from_utf8(first).ok()?.parse().ok()
}
