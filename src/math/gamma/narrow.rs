//! The gamma law for large shapes a, which is nearly normal: Temme's expansion.
//!
//! With λ = x/a and ½η² = λ − 1 − ln λ, η of the sign of λ − 1 (DLMF 8.12.1), the tails are
//! P = Φ(η√a) − S and Q = Φ(−η√a) + S, where S = e^(−½aη²)/√(2πa) · Σ cₖ(η)/aᵏ (DLMF 8.12.3, 8.12.4, 8.12.7).

use core::f64::consts::TAU;

use crate::math::{Tails, exp, exp_m1, normal};

/// Where e^(−½aη²) is 0 in double precision.
const NOTHING: f64 = 750.0;

/// Both tails and the density of ln X at x = a·exp(`u`); `peak` is that density at the mean.
pub(super) fn tails(a: f64, peak: f64, u: f64) -> Tails {
    let half_square = excess(u);
    let exponent = a * half_square;
    if exponent > NOTHING {
        let above = f64::from(u8::from(u < 0.0));
        return Tails {
            lower: 1.0 - above,
            upper: above,
            density: 0.0,
        };
    }
    let eta = (2.0 * half_square).sqrt().copysign(u);
    let core = exp(-exponent);
    let series = polynomial(&C0, eta) + (polynomial(&C1, eta) + polynomial(&C2, eta) / a) / a;
    let correction = core / (TAU * a).sqrt() * series;
    let z = eta * a.sqrt();
    Tails {
        lower: normal::cdf(z) - correction,
        upper: normal::cdf(-z) + correction,
        density: peak * core,
    }
}

/// eᵘ − 1 − u ≥ 0, by its power series near 0, where the terms cancel.
fn excess(u: f64) -> f64 {
    if u.abs() > 0.5 {
        return exp_m1(u) - u;
    }
    // Σ uʲ·2/(j+2)!, j = 0 … 16, from the last term inwards.
    let sum = (3..=18)
        .rev()
        .fold(1.0, |sum, n| 1.0 + sum * u / f64::from(n));
    0.5 * u * u * sum
}

fn polynomial(coefficients: &[f64], eta: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * eta + c)
}

// Taylor coefficients of c₀, c₁ and c₂ by the recursion DLMF 8.12.11 in exact fractions. A tail that is not 0 has |η| < 0.13 from
// a = 10⁵ up, so what is left out is below 10⁻¹⁶.
const C0: [f64; 14] = [
    -0.333_333_333_333_333_3,
    0.083_333_333_333_333_33,
    -0.014_814_814_814_814_815,
    0.001_157_407_407_407_407_3,
    0.000_352_733_686_067_019_4,
    -0.000_178_755_144_032_921_8,
    3.919_263_178_522_438e-05,
    -2.185_448_510_679_992e-06,
    -1.854_062_210_715_16e-06,
    8.296_711_340_953_087e-07,
    -1.766_595_273_682_607_8e-07,
    6.707_853_543_401_498e-09,
    1.026_180_978_424_030_9e-08,
    -4.382_036_018_453_353e-09,
];
const C1: [f64; 5] = [
    -0.001_851_851_851_851_852,
    -0.003_472_222_222_222_222,
    0.002_645_502_645_502_645_4,
    -0.000_990_226_337_448_559_6,
    0.000_205_761_316_872_427_98,
];
const C2: [f64; 2] = [0.004_133_597_883_597_883, -0.002_681_327_160_493_827_3];
