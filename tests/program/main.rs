//! The program as a user runs it.

#[path = "../common/mod.rs"]
mod common;

mod check;
mod cli;
mod commands;
mod compare;
mod cuts;
mod files;
mod questions;
mod until;
