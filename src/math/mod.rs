//! Elementary and special functions that give the same bits on every machine.
//!
//! `exp`, `ln`, powers and trigonometry of the standard library call the system's math library and differ between machines
//! in the last bit; those of the crate `libm` do not. Everything here is built on `libm` and IEEE arithmetic.

pub mod normal;

pub use libm::{exp, expm1 as exp_m1, log as ln, log1p as ln_1p, pow};
