//! Commands as the documents show them.

/// A command of a document, and what its comment says.
pub struct Shown {
    /// The words, as a shell would split them.
    pub words: Vec<String>,
    /// What follows the `#` behind it; empty without one.
    pub comment: String,
}

/// The commands in the blocks of a document that are marked `text`, with continued lines joined.
pub fn commands(document: &str) -> Vec<Shown> {
    let mut inside = false;
    let mut commands = Vec::new();
    let mut pending = String::new();
    for line in document.lines() {
        if line.starts_with("```") {
            inside = line == "```text";
            continue;
        }
        let (line, comment) = line.split_once("  #").unwrap_or((line, ""));
        let line = line.trim();
        if !inside || line.is_empty() {
            continue;
        }
        if let Some(start) = line.strip_suffix('\\') {
            pending += start;
        } else {
            commands.push(Shown {
                words: words(&(std::mem::take(&mut pending) + line)),
                comment: comment.trim().to_owned(),
            });
        }
    }
    assert!(pending.is_empty(), "a command is cut off: {pending}");
    commands
}

/// The words of a command as a shell would split them; single quotes are the only quotes the documents use.
pub fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            c if c.is_whitespace() && !quoted => words.push(String::new()),
            c => {
                let last = words.len() - 1;
                words[last].push(c);
            }
        }
    }
    assert!(!quoted, "a quote is left open: {command}");
    words.retain(|word| !word.is_empty());
    words
}
