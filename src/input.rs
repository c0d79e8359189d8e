//! Reading what people name: regular files of bounded size, so that no name makes the program wait or fill the memory.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Largest text: thousands of times a large scenario.
const MOST_TEXT: u64 = 64 << 20;

/// The text of a file of at most 64 MiB.
///
/// # Errors
///
/// What the system says, or what the file is instead of a text.
pub(crate) fn text(file: &Path) -> io::Result<String> {
    let bytes = bytes(file, MOST_TEXT)?;
    let wrong = |what: &str| {
        let message = format!("it is not UTF-8 but {what}; save it as UTF-8");
        io::Error::new(io::ErrorKind::InvalidData, message)
    };
    if let Some(kind) = other_kind(&bytes) {
        return Err(other(format!("it is {kind}, not a text")));
    }
    if let [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] = bytes[..] {
        return Err(wrong("UTF-32"));
    }
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes[..] {
        return Err(wrong("UTF-16"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..good]);
        let line = before.matches('\n').count() + 1;
        wrong(&format!(
            "an older code page, by the letters of line {line}"
        ))
    })
}

/// What a file is by its first bytes, if it is known to be no text.
fn other_kind(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 7] = [
        (b"\x1f\x8b", "compressed by gzip"),
        (
            b"PK\x03\x04",
            "a ZIP archive or a document of Word, Excel or LibreOffice",
        ),
        (b"\xd0\xcf\x11\xe0", "an old document of Word or Excel"),
        (b"%PDF", "a PDF"),
        (b"\x7fELF", "a program"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
    ];
    let known = BEGINNINGS
        .iter()
        .find(|(begin, _)| bytes.starts_with(begin));
    known.map(|(_, kind)| *kind)
}

/// The content of a file of at most `most` bytes.
///
/// # Errors
///
/// What the system says, or what is there instead of such a file.
pub(crate) fn bytes(file: &Path, most: u64) -> io::Result<Vec<u8>> {
    let file = open(file)?;
    let length = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(length.min(most) as usize);
    // The system may not know the length, or the file may grow.
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let words = match most >> 20 {
            most @ 0..1024 => format!("{most} MiB"),
            most => format!("{} GiB", most >> 10),
        };
        return Err(other(format!("it is larger than {words}")));
    }
    Ok(bytes)
}

/// A regular file, to be read piece by piece.
///
/// # Errors
///
/// What the system says, or what is there instead of a file.
pub(crate) fn open(file: &Path) -> io::Result<File> {
    // Opening a pipe that nobody writes to would wait for ever.
    regular(&fs::metadata(file)?)?;
    let file = without_waiting().read(true).open(file)?;
    regular(&file.metadata()?)?;
    Ok(file)
}

/// Some files of the system, such as the messages of its kernel, look regular and have nothing to read until something happens.
#[cfg(unix)]
fn without_waiting() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    options.custom_flags(nix::fcntl::OFlag::O_NONBLOCK.bits());
    options
}

#[cfg(not(unix))]
fn without_waiting() -> fs::OpenOptions {
    fs::OpenOptions::new()
}

fn regular(data: &fs::Metadata) -> io::Result<()> {
    if data.is_dir() {
        Err(other("it is a folder, not a file".to_owned()))
    } else if data.is_file() {
        Ok(())
    } else {
        let what = "it is a pipe or a device: save its content in a file, and name that";
        Err(other(what.to_owned()))
    }
}

fn other(what: String) -> io::Error {
    io::Error::other(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_up_to_the_bound_are_read() {
        let file = Path::new("Cargo.toml");
        let length = fs::metadata(file).unwrap().len();
        assert_eq!(bytes(file, length).unwrap().len() as u64, length);
        let larger = bytes(file, length - 1).unwrap_err();
        assert!(larger.to_string().contains("larger"), "{larger}");
        let folder = text(Path::new("src")).unwrap_err();
        assert!(folder.to_string().contains("folder"), "{folder}");
        let written = |bytes: &[u8]| {
            let file = tempfile::NamedTempFile::new().unwrap();
            fs::write(file.path(), bytes).unwrap();
            text(file.path()).unwrap_err().to_string()
        };
        for (bytes, what) in [
            (&b"\x1f\x8b\x08\0"[..], "compressed by gzip"),
            (b"PK\x03\x04\x14", "Word, Excel"),
            (b"%PDF-1.7\n\xe2", "a PDF"),
            (b"\xff\xfe\0\0f\0\0\0", "UTF-32"),
            (b"\xff\xfef\0", "UTF-16"),
            (b"a\n\xe4", "line 2"),
        ] {
            assert!(written(bytes).contains(what), "{}", written(bytes));
        }
        #[cfg(unix)]
        {
            let device = text(Path::new("/dev/zero")).unwrap_err();
            assert!(device.to_string().contains("device"), "{device}");
            // Where there is such a file, reading it ends.
            let _ = bytes(Path::new("/proc/kmsg"), 1 << 20);
        }
    }
}
