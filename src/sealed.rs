//! Files that say what they hold and whether they are whole.
//!
//! ```text
//! a line | length of the head, 8 bytes | head, JSON | contents | SHA-256 of all before, 32 bytes
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// Length of the checksum.
const CHECKSUM: usize = 32;

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
    bytes.extend(contents);
    let checksum = Sha256::digest(&bytes);
    bytes.extend(&checksum[..]);
    bytes
}

/// Head and contents of a file that begins with a `line`.
pub(crate) fn open<'a, H: DeserializeOwned>(
    line: &[u8],
    bytes: &'a [u8],
) -> Result<(H, &'a [u8]), Broken> {
    let Some(rest) = bytes.strip_prefix(line) else {
        let cut = line.starts_with(bytes);
        return Err(if cut {
            Broken::Damaged
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
    Ok((head, contents))
}
