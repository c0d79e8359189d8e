//! The list of files in a manifest, and whether a folder still holds what it says and nothing else.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};
use toml_writer::{ToTomlKey as _, ToTomlValue as _};

use super::{MANIFEST, ResultsError, hex};
use crate::input;

/// What the last line of a manifest begins with: the SHA-256 of all lines before it.
const CHECKSUM: &str = "# sha256 of the lines above: ";

/// Adds the table `[files]` to the manifest in a folder: the SHA-256 of every other file, by name; and last its own.
pub(super) fn write(folder: &Path) -> io::Result<()> {
    let mut lines = "\n[files]\n".to_owned();
    for name in names(folder)? {
        let hash = hash_of(&folder.join(&name))?;
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{} = {}", name.to_toml_key(), hash.to_toml_value());
    }
    let path = folder.join(MANIFEST);
    let above = fs::read_to_string(&path)? + &lines;
    let hash = hex(&Sha256::digest(above.as_bytes()));
    fs::write(&path, format!("{above}{CHECKSUM}{hash}\n"))
}

/// Names of all files below a results folder but the manifest, with `/` between folders, in order.
///
/// # Errors
///
/// If a folder in it cannot be read.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(name + "/");
            } else if name != MANIFEST {
                names.push(name);
            }
        }
    }
    names.sort();
    Ok(names)
}

/// Refuses a folder that holds anything but what its manifest lists, unchanged. An empty folder is as good as none.
pub(super) fn check(folder: &Path, named: &Path) -> Result<(), ResultsError> {
    let cannot = |error| ResultsError::io("read", named)(error);
    if fs::read_dir(folder).map_err(cannot)?.next().is_none() {
        return Ok(());
    }
    let manifest = folder.join(MANIFEST);
    let is_file = fs::symlink_metadata(&manifest).is_ok_and(|data| data.is_file());
    let text = is_file.then(|| input::text(&manifest)).transpose();
    let Some(text) = text.map_err(cannot)? else {
        return Err(ResultsError::NoResults(named.to_owned()));
    };
    let listed = listed(&text).ok_or_else(|| ResultsError::Unlisted(named.to_owned()))?;
    let checked = text.rsplit_once(CHECKSUM);
    let (above, hash) = checked.ok_or_else(|| ResultsError::Unlisted(named.to_owned()))?;
    if hash.trim_end() != hex(&Sha256::digest(above.as_bytes())) {
        return Err(ResultsError::Changed {
            path: named.to_owned(),
            changed: MANIFEST.to_owned(),
        });
    }
    walk(folder, "", &listed, named)
}

/// Names and hashes in a manifest, sorted by name; `None` if it lists no files.
fn listed(manifest: &str) -> Option<Vec<(String, String)>> {
    let root = DeTable::parse(manifest).ok()?;
    let Some(DeValue::Table(files)) = root.get_ref().get("files").map(toml::Spanned::get_ref)
    else {
        return None;
    };
    let file = |(name, hash): (&toml::Spanned<_>, &toml::Spanned<DeValue>)| {
        let name: &std::borrow::Cow<str> = name.get_ref();
        Some((name.to_string(), hash.get_ref().as_str()?.to_owned()))
    };
    let mut listed = files.iter().map(file).collect::<Option<Vec<_>>>()?;
    listed.sort();
    Some(listed)
}

/// `within` is the path of the folder in the results, empty at the top.
fn walk(
    folder: &Path,
    within: &str,
    listed: &[(String, String)],
    named: &Path,
) -> Result<(), ResultsError> {
    let cannot = |error| ResultsError::io("read", named)(error);
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        let step = entry.file_name();
        let name = match (within, step.to_string_lossy()) {
            ("", step) => step.into_owned(),
            (within, step) => format!("{within}/{step}"),
        };
        let foreign = || ResultsError::Foreign {
            path: named.to_owned(),
            foreign: name.clone(),
        };
        if step.to_str().is_none() {
            return Err(foreign());
        }
        let kind = entry.file_type().map_err(cannot)?;
        let at = listed.partition_point(|(other, _)| *other < name);
        if kind.is_dir() {
            let below = format!("{name}/");
            let at = listed.partition_point(|(other, _)| *other < below);
            if !listed
                .get(at)
                .is_some_and(|(other, _)| other.starts_with(&below))
            {
                return Err(foreign());
            }
            walk(&entry.path(), &name, listed, named)?;
        } else if !kind.is_file() {
            return Err(foreign());
        } else if name != MANIFEST {
            match listed.get(at).filter(|(other, _)| *other == name) {
                None => return Err(foreign()),
                Some((_, hash)) if *hash == hash_of(&entry.path()).map_err(cannot)? => {}
                Some(_) => {
                    return Err(ResultsError::Changed {
                        path: named.to_owned(),
                        changed: name,
                    });
                }
            }
        }
    }
    Ok(())
}

/// The SHA-256 of a file, however large somebody has made it.
fn hash_of(file: &Path) -> io::Result<String> {
    let mut file = fs::File::open(file)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(hex(&hash.finalize())),
            length => hash.update(&piece[..length]),
        }
    }
}
