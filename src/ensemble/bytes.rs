//! Numbers as bytes, short where they are small: seven bits a byte, the lowest first (LEB128).

use num_bigint::BigInt;

/// No sum has as many binary digits.
const MOST_DIGITS: u32 = 256;

/// Appends a whole number.
pub(super) fn put(bytes: &mut Vec<u8>, mut value: u128) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Appends a number with a sign, which goes into the lowest bit.
pub(super) fn put_signed(bytes: &mut Vec<u8>, value: i128) {
    put(bytes, ((value << 1) ^ (value >> 127)).cast_unsigned());
}

/// Appends a whole number without the zeros at the end of its binary digits: how many they are, and the bytes before them.
pub(super) fn put_digits(bytes: &mut Vec<u8>, value: &BigInt) {
    let zeros = value.trailing_zeros().unwrap_or(0);
    put(bytes, zeros.into());
    let digits = (value >> zeros).to_signed_bytes_le();
    put(bytes, digits.len() as u128);
    bytes.extend_from_slice(&digits);
}

/// Appends the bits of a real number.
pub(super) fn put_real(bytes: &mut Vec<u8>, value: f64) {
    bytes.extend_from_slice(&value.to_le_bytes());
}

/// Reads what was put, in the same order; `None` where the bytes end too early or hold no such number.
#[derive(Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    pub(super) fn wide(&mut self) -> Option<u128> {
        let mut value = 0;
        for shift in (0..128).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            let digits = u128::from(byte & 0x7f);
            if digits << shift >> shift != digits {
                return None;
            }
            value |= digits << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i128> {
        let value = self.wide()?;
        Some((value >> 1).cast_signed() ^ -((value & 1).cast_signed()))
    }

    pub(super) fn digits(&mut self) -> Option<BigInt> {
        let zeros: u32 = self.number().filter(|zeros| *zeros < MOST_DIGITS)?;
        let length = self
            .number()
            .filter(|length| *length < MOST_DIGITS as usize)?;
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(BigInt::from_signed_bytes_le(digits) << zeros)
    }

    pub(super) fn number<T: TryFrom<u128>>(&mut self) -> Option<T> {
        T::try_from(self.wide()?).ok()
    }

    pub(super) fn real(&mut self) -> Option<f64> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(f64::from_le_bytes(*bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_put_is_read(wide: u128, signed: i128, real: f64, small: u8, zeros in 0..99_u32) {
            let mut bytes = Vec::new();
            put(&mut bytes, wide);
            put_signed(&mut bytes, signed);
            put_real(&mut bytes, real);
            let digits = BigInt::from(signed) << zeros;
            put_digits(&mut bytes, &digits);
            put(&mut bytes, u128::from(small));
            let mut reader = Reader(&bytes);
            prop_assert_eq!(reader.wide(), Some(wide));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.real().map(f64::to_bits), Some(real.to_bits()));
            prop_assert_eq!(reader.digits(), Some(digits));
            prop_assert_eq!(reader.number::<u8>(), Some(small));
            prop_assert_eq!(reader.wide(), None);
        }
    }

    #[test]
    fn no_number_is_longer_than_its_type() {
        assert_eq!(Reader(&[0xff; 40]).wide(), None);
        assert_eq!(Reader(&[0x80, 0x02]).number::<u8>(), None);
    }
}
