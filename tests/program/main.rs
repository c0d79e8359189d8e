//! The program as a user runs it.

#[path = "../common/mod.rs"]
mod common;

mod check;
mod cli;
mod commands;
mod cuts;
mod rows;
mod sweep;
mod until;
