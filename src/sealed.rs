//! Files that say what they hold and whether they are whole.
//!
//! ```text
//! a line | length of the head, 8 bytes | head, JSON | contents, deflated (RFC 1951) | SHA-256 of all before, 32 bytes
//! ```

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Length of the checksum.
const CHECKSUM: usize = 32;
/// The first level with codes of its own for what is written. Digits hardly deflate any further at those that take ten times as long.
const LEVEL: u32 = 2;
/// Contents may be as long as this, in bytes, or as many times as long as in their file. Sums are shorter than the first, and rows do not
/// deflate as far as the second: whatever is longer was made to fill the memory.
const LONGEST: usize = 1 << 30;
const TIMES: usize = 64;

/// Why a file cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It begins with another line.
    Foreign,
    /// The checksum is another.
    Damaged,
    /// The checksum is right, but this version does not know such a head.
    OtherVersion,
}

/// The bytes of a file that begins with a `line`.
///
/// # Panics
///
/// If the head holds what JSON cannot say.
pub(crate) fn seal(line: &[u8], head: &impl Serialize, contents: &[u8]) -> Vec<u8> {
    let head = serde_json::to_vec(head).expect("a head holds text and numbers");
    let mut bytes = line.to_vec();
    bytes.extend((head.len() as u64).to_le_bytes());
    bytes.extend(head);
    let mut deflated = DeflateEncoder::new(bytes, Compression::new(LEVEL));
    let written = deflated.write_all(contents);
    let written = written.and_then(|()| deflated.finish());
    let mut bytes = written.expect("writing to memory does not fail");
    let checksum = Sha256::digest(&bytes);
    bytes.extend(&checksum[..]);
    bytes
}

/// Head and contents of a file that begins with a `line`, whose last word is the number of the format.
pub(crate) fn open<H: DeserializeOwned>(line: &[u8], bytes: &[u8]) -> Result<(H, Vec<u8>), Broken> {
    let Some(rest) = bytes.strip_prefix(line) else {
        let number = line.iter().rposition(|it| *it == b' ');
        let kind = &line[..number.map_or(0, |at| at + 1)];
        return Err(if line.starts_with(bytes) {
            Broken::Damaged
        } else if !kind.is_empty() && bytes.starts_with(kind) {
            Broken::OtherVersion
        } else {
            Broken::Foreign
        });
    };
    let (all, checksum) = bytes
        .split_last_chunk::<CHECKSUM>()
        .ok_or(Broken::Damaged)?;
    if Sha256::digest(all)[..] != checksum[..] || rest.len() < CHECKSUM {
        return Err(Broken::Damaged);
    }
    let rest = &rest[..rest.len() - CHECKSUM];
    let (length, rest) = rest.split_first_chunk().ok_or(Broken::OtherVersion)?;
    let length = u64::from_le_bytes(*length) as usize;
    let parts = rest.split_at_checked(length);
    let (head, contents) = parts.ok_or(Broken::OtherVersion)?;
    let head = serde_json::from_slice(head).map_err(|_| Broken::OtherVersion)?;
    let contents = inflated(contents, LONGEST).ok_or(Broken::OtherVersion)?;
    Ok((head, contents))
}

/// The contents of a file; `None` if they are none, or longer than both `longest` and [`TIMES`] what they are deflated.
fn inflated(deflated: &[u8], longest: usize) -> Option<Vec<u8>> {
    let most = longest.max(deflated.len().saturating_mul(TIMES));
    let mut contents = Vec::new();
    let mut decoder = DeflateDecoder::new(deflated);
    let read = decoder
        .by_ref()
        .take(most as u64)
        .read_to_end(&mut contents);
    read.ok()?;
    let whole = decoder.total_in() == deflated.len() as u64;
    // At the end, and not at the limit.
    let over = decoder.read(&mut [0]).ok()? == 0;
    (whole && over).then_some(contents)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_sealed_opens(head: String, contents: Vec<u8>) {
            let bytes = seal(b"line\n", &head, &contents);
            prop_assert_eq!(open::<String>(b"line\n", &bytes), Ok((head, contents)));
        }
    }

    #[test]
    fn another_format_is_told_from_another_kind_of_file() {
        let bytes = seal(b"clearcast kind 2\n", &(), b"contents");
        let open = |line: &[u8]| open::<()>(line, &bytes).map(|_| ());
        assert_eq!(open(b"clearcast kind 2\n"), Ok(()));
        assert_eq!(open(b"clearcast kind 3\n"), Err(Broken::OtherVersion));
        assert_eq!(open(b"clearcast part 2\n"), Err(Broken::Foreign));
    }

    /// A thousand zeros deflate to one byte; what a run writes does not, and may be as long as it likes.
    #[test]
    fn contents_that_only_fill_the_memory_are_refused() {
        let deflated = |contents: &[u8]| {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(LEVEL));
            encoder.write_all(contents).unwrap();
            encoder.finish().unwrap()
        };
        let zeros = vec![0; 1 << 20];
        assert_eq!(
            inflated(&deflated(&zeros), zeros.len()),
            Some(zeros.clone())
        );
        assert_eq!(inflated(&deflated(&zeros), zeros.len() - 1), None);
        let digits: Vec<u8> = (0..1_u32 << 16)
            .flat_map(|it| it.wrapping_mul(0x9E37_79B9).to_le_bytes())
            .collect();
        assert_eq!(inflated(&deflated(&digits), 0), Some(digits));
    }

    /// Files whose checksum is right, but not what is before it.
    #[test]
    fn contents_that_cannot_be_inflated_are_refused() {
        let good = seal(b"line\n", &(), b"contents");
        let resealed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = good[..good.len() - CHECKSUM].to_vec();
            change(&mut bytes);
            let checksum = Sha256::digest(&bytes);
            bytes.extend(&checksum[..]);
            open::<()>(b"line\n", &bytes).map(|((), contents)| contents)
        };
        assert_eq!(resealed(&|_| {}), Ok(b"contents".to_vec()));
        let cut = resealed(&|bytes| bytes.truncate(bytes.len() - 1));
        assert_eq!(cut, Err(Broken::OtherVersion));
        let more = resealed(&|bytes| bytes.push(0));
        assert_eq!(more, Err(Broken::OtherVersion));
    }
}
