//! Elementary functions of eight numbers at once, with the same bits on every instruction set.
//!
//! The polynomials are Chebyshev interpolants computed with 60 digits; their errors stand beside them. What rounding adds is
//! measured by the tests in units of the last place.

#![allow(
    clippy::excessive_precision,
    reason = "coefficients keep the digits they were computed with"
)]

use fearless_simd::{Bytes, Simd, SimdBase};

use crate::lanes::{Vector, Whole};

mod normal;

pub(crate) use normal::normal_quantile;

/// 1.5 · 2⁵²: a number up to 2⁵¹ added to it leaves its nearest whole number in the last bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// ln 2 in two parts; the first leaves bits free, so that its product with an exponent is exact.
const LN2_HIGH: f64 = 6.931_471_803_691_238_164_90e-1;
const LN2_LOW: f64 = 1.908_214_929_270_587_700_02e-10;

/// `eˣ` for x from -708 to 709; beyond, its value there.
#[inline(always)]
pub(crate) fn exp<S: Simd>(x: Vector<S>) -> Vector<S> {
    let (small, scale) = exp_parts(x);
    (small + 1.0) * scale
}

/// `eˣ - 1` for x from -708 to 709, without loss near 0.
#[inline(always)]
pub(crate) fn exp_m1<S: Simd>(x: Vector<S>) -> Vector<S> {
    let (small, scale) = exp_parts(x);
    small * scale + (scale - 1.0)
}

/// The parts of `eˣ = (1 + small) · scale`, where scale is a power of 2.
#[inline(always)]
fn exp_parts<S: Simd>(x: Vector<S>) -> (Vector<S>, Vector<S>) {
    // e^r = 1 + r + r^2 P(r) for |r| up to half of ln 2; error of r^2 P: 1.3e-17.
    const P: [f64; 10] = [
        0.500_000_000_000_000_102_211,
        0.166_666_666_666_666_674_527,
        0.041_666_666_666_624_127_873,
        0.008_333_333_333_330_061_832_52,
        0.001_388_888_891_721_371_690_14,
        0.000_198_412_698_630_536_168_779,
        0.000_024_801_521_295_954_375_131_2,
        0.000_002_755_726_845_999_706_477_17,
        2.762_008_844_540_974_816_1e-7,
        2.510_038_549_551_031_907_76e-8,
    ];
    let x = x.max(-708.0).min(709.0);
    let shifted = x * core::f64::consts::LOG2_E + ROUNDER;
    let exponent = shifted - ROUNDER;
    let r = x - exponent * LN2_HIGH - exponent * LN2_LOW;
    let small = polynomial(&P, r) * (r * r) + r;
    // The exponent stands in the last bits; those before it are shifted out.
    let scale = ((shifted.bitcast::<Whole<S>>() + 1023) << 52).bitcast();
    (small, scale)
}

/// The natural logarithm of a positive, normal number.
#[inline(always)]
pub(crate) fn ln<S: Simd>(x: Vector<S>) -> Vector<S> {
    // ln((1+s)/(1-s)) = 2s + s^3 Q(s^2), |s| up to (√2-1)/(√2+1); error of s^2 Q: 9.2e-18.
    const Q: [f64; 7] = [
        0.666_666_666_666_666_968_616,
        0.399_999_999_998_995_044_898,
        0.285_714_286_259_754_849_215,
        0.222_222_111_347_950_798_551,
        0.181_828_891_252_617_220_803,
        0.153_317_216_005_560_412_686,
        0.146_164_496_850_434_058_604,
    ];
    /// √½, from where on a mantissa belongs to its exponent.
    const ROOT_HALF: u64 = 0x3FE6_A09E_667F_3BCD;
    /// Added to the bits so that no difference from `ROOT_HALF` is negative.
    const LIFT: u64 = 1024 << 52;
    let bits = x.bitcast::<Whole<S>>();
    let lifted = (bits + LIFT.wrapping_sub(ROOT_HALF)) >> 52;
    let exponent: Vector<S> = (lifted + ROUNDER.to_bits()).bitcast();
    let exponent = exponent - (ROUNDER + 1024.0);
    let m: Vector<S> = (bits + (1024_u64 << 52) - (lifted << 52)).bitcast();
    let f = m - 1.0;
    let s = f / (f + 2.0);
    let z = s * s;
    let half_square = f * f * 0.5;
    // f - f²/2 + s (f²/2 + z Q) loses nothing where f is small.
    let rest = s * (half_square + polynomial(&Q, z) * z) + exponent * LN2_LOW;
    exponent * LN2_HIGH - ((half_square - rest) - f)
}

/// A polynomial, constant term first. Even and odd powers go apart, which halves the chain of dependent steps.
#[inline(always)]
fn polynomial<S: Simd, const N: usize>(coefficients: &[f64; N], x: Vector<S>) -> Vector<S> {
    let square = x * x;
    let mut same = Vector::splat(x.simd, coefficients[N - 1]);
    let mut other = Vector::splat(x.simd, coefficients[N - 2]);
    let mut power = N - 2;
    while power >= 2 {
        same = same * square + coefficients[power - 1];
        other = other * square + coefficients[power - 2];
        power -= 2;
    }
    if power == 1 {
        // The number of terms is odd: the constant goes with the highest power.
        same = same * square + coefficients[0];
        return other * x + same;
    }
    same * x + other
}

#[cfg(test)]
mod tests;
