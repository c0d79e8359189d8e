//! The program as a user starts it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// An empty folder of its own for each test.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    path
}

/// Runs the program in `folder` and waits for it.
pub fn clearcast(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clearcast"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("the program does not start: {error}"))
}

/// Starts a run of minutes in `folder`, interrupts it when it is under way, and waits for its end.
#[cfg(unix)]
pub fn interrupted(folder: &Path, arguments: &[&str]) -> Output {
    signalled("INT", folder, arguments)
}

/// The same with another signal.
#[cfg(unix)]
pub fn signalled(signal: &str, folder: &Path, arguments: &[&str]) -> Output {
    let run = Command::new(env!("CARGO_BIN_EXE_clearcast"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("the program does not start: {error}"));
    std::thread::sleep(std::time::Duration::from_secs(2));
    let sent = Command::new("kill")
        .args([&format!("-{signal}"), &run.id().to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()), "no signal sent");
    let ended = run.wait_with_output();
    ended.unwrap_or_else(|error| panic!("the program does not end: {error}"))
}

/// What the program printed, as text.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap_or_else(|error| panic!("{error}"))
}
