//! The answer to a question again: its command as the manifest has it, on the scenarios that are in its folder.

use std::io::{self, Write};
use std::path::Path;

use clap::Parser;

use super::Manifest;
use crate::cli::finish::Failure;
use crate::cli::options::ThreadsArg;
use crate::cli::{Cli, Command, Status};

pub(super) fn answer(
    manifest: &Manifest<'_>,
    place: &Path,
    threads: ThreadsArg,
    err: &mut dyn Write,
) -> Result<(), Failure> {
    let kind = manifest.text("kind")?;
    let command = std::iter::once("clearcast".to_owned()).chain(manifest.texts("command"));
    let damaged = || manifest.wrong("is damaged: its `command` is none");
    let command = Cli::try_parse_from(command).map_err(|_| damaged())?.command;
    let folder = manifest.folder;
    let out: &mut dyn Write = &mut io::sink();
    let status = match command {
        Command::Compare(it) => {
            let cases = manifest.texts("cases");
            it.again(folder, &cases, place, threads).execute(out, err)
        }
        Command::Solve(it) => it.again(folder, place, threads).execute(out, err),
        Command::Frontier(it) => it.again(folder, place, threads).execute(out, err),
        Command::Trace(it) => it.again(folder, place, threads).execute(out, err),
        Command::Sensitivity(it) => it.again(folder, place, threads).execute(out, err),
        Command::Discover(it) => it.again(folder, place, threads).execute(out, err),
        Command::Value(it) if !it.is_of_two() => it.again(folder, place, threads).execute(out, err),
        other => {
            // Of `value` it is only that of two scenarios.
            let between = match other {
                Command::Value(_) => " --between",
                _ => "",
            };
            let rule = format!("is of `clearcast {kind}{between}`, which cannot be repeated");
            return Err(manifest.wrong(&rule).into());
        }
    };
    match status? {
        Status::Done | Status::Unreachable => Ok(()),
        Status::Rejected => Err(damaged().into()),
        Status::Interrupted => Err(Failure::Stopped),
    }
}
