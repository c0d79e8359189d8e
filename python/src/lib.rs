//! What the Python package `clearcast` takes of the library. The package in `clearcast/` gives it the form that Python is used to.
//!
//! Everything here works without the interpreter's lock while it simulates, and is stopped by Ctrl-C.

#![allow(
    clippy::needless_pass_by_value,
    reason = "functions take from Python what they are given"
)]

use pyo3::prelude::*;

mod answer;
mod asked;
mod compare;
mod error;
mod kept;
mod parts;
mod planning;
mod rows;
mod run;
mod scenario;
mod sensitivity;
mod sweep;
mod value;
mod watched;

/// The command line, with its arguments; returns the exit code.
#[pyfunction]
fn command_line(py: Python<'_>, arguments: Vec<std::ffi::OsString>) -> u8 {
    let code = py.detach(|| clearcast::cli::Cli::start(arguments));
    // An exit code tells its number in no other way.
    (0..=u8::MAX)
        .find(|it| std::process::ExitCode::from(*it) == code)
        .unwrap_or(2)
}

#[pymodule]
fn _clearcast(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<scenario::Core>()?;
    module.add_class::<run::Run>()?;
    module.add_class::<rows::Columns>()?;
    module.add_class::<rows::Column>()?;
    module.add_class::<answer::Answer>()?;
    module.add_class::<sensitivity::SensitivityParts>()?;
    module.add_class::<sweep::Sweep>()?;
    module.add_function(wrap_pyfunction!(rows::columns, module)?)?;
    module.add_function(wrap_pyfunction!(run::run, module)?)?;
    module.add_function(wrap_pyfunction!(kept::run_state, module)?)?;
    module.add_function(wrap_pyfunction!(kept::run_restored, module)?)?;
    module.add_function(wrap_pyfunction!(parts::part, module)?)?;
    module.add_function(wrap_pyfunction!(parts::join_parts, module)?)?;
    module.add_function(wrap_pyfunction!(parts::merge, module)?)?;
    module.add_function(wrap_pyfunction!(parts::part_head, module)?)?;
    module.add_function(wrap_pyfunction!(planning::solve_goal, module)?)?;
    module.add_function(wrap_pyfunction!(planning::solve_gap, module)?)?;
    module.add_function(wrap_pyfunction!(planning::ask_frontier, module)?)?;
    module.add_function(wrap_pyfunction!(sensitivity::ask_sensitivity, module)?)?;
    module.add_function(wrap_pyfunction!(sensitivity::sensitivity_part, module)?)?;
    module.add_function(wrap_pyfunction!(
        sensitivity::sensitivity_part_head,
        module
    )?)?;
    module.add_function(wrap_pyfunction!(value::value_of_reserve, module)?)?;
    module.add_function(wrap_pyfunction!(value::value_of_choice, module)?)?;
    module.add_function(wrap_pyfunction!(value::ask_discover, module)?)?;
    module.add_function(wrap_pyfunction!(compare::ask_compare, module)?)?;
    module.add_function(wrap_pyfunction!(command_line, module)?)?;
    module.add_function(wrap_pyfunction!(scenario::shipped, module)?)?;
    Ok(())
}
