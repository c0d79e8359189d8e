//! What the program writes to a terminal: whatever text comes by, only line breaks and tabs act on it.

use std::io::{self, Write};

use crate::printable::{escaped, is_hidden};

/// A writer to people.
#[derive(Debug)]
pub(super) struct Printable<W>(pub(super) W);

impl<W: Write> Write for Printable<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let (text, length) = match std::str::from_utf8(bytes) {
            Ok(text) => (text, bytes.len()),
            Err(error) if error.valid_up_to() > 0 => {
                let valid = &bytes[..error.valid_up_to()];
                (std::str::from_utf8(valid).unwrap_or_default(), valid.len())
            }
            Err(error) => ("\u{FFFD}", error.error_len().unwrap_or(bytes.len())),
        };
        let shown = escaped(text, |c| is_hidden(c) && c != '\n' && c != '\t');
        self.0.write_all(shown.as_bytes())?;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_writer_to_people_passes_lines_and_nothing_that_acts() {
        let mut out = Printable(Vec::new());
        out.write_all("a\tb\n\u{7}".as_bytes()).unwrap();
        out.write_all(b"c\xFFd\xE2\x82").unwrap();
        assert_eq!(
            String::from_utf8(out.0).unwrap(),
            "a\tb\n\\u{7}c\u{FFFD}d\u{FFFD}"
        );
    }
}
