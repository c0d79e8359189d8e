//! Numbers as bytes, short where they are small: seven bits a byte, the lowest first (LEB128).

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

/// Digits of sums at most: several thousand of them can be added without an overflow.
const DIGITS: u32 = 114;

/// Appends a number with a sign without the zeros at the end of its binary digits: their number, and the digits before them.
pub(super) fn put_digits(bytes: &mut Vec<u8>, value: i128) {
    let zeros = if value == 0 {
        0
    } else {
        value.trailing_zeros()
    };
    put(bytes, u128::from(zeros));
    put_signed(bytes, value >> zeros);
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

    pub(super) fn digits(&mut self) -> Option<i128> {
        let zeros: u32 = self.number().filter(|zeros| *zeros < DIGITS)?;
        let digits = self.signed()?;
        let fits = digits.unsigned_abs() < 1 << (DIGITS - zeros);
        fits.then(|| digits << zeros)
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
        fn what_is_put_is_read(wide: u128, signed: i128, real: f64, small: u8) {
            let mut bytes = Vec::new();
            put(&mut bytes, wide);
            put_signed(&mut bytes, signed);
            put_real(&mut bytes, real);
            put(&mut bytes, u128::from(small));
            let mut reader = Reader(&bytes);
            prop_assert_eq!(reader.wide(), Some(wide));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.real().map(f64::to_bits), Some(real.to_bits()));
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
