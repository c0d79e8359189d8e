//! The program as a user runs it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;

mod check;
mod cli;
mod commands;
mod compare;
mod cuts;
mod figures;
mod files;
mod init;
mod questions;
mod report;
mod rows;
mod sweep;
mod targets;
mod until;
