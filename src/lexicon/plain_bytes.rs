//! Eight bytes at once: which of them are plain letters, digits and white space.
//!
//! In: eight bytes as a number, the first the lowest. Out: the highest bit of each byte that is
//! meant. Never: a look at more than ASCII.

/// The highest bit of every byte.
pub const EACH: u64 = 0x8080_8080_8080_8080;

/// One byte, eight times.
const fn times_eight(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Bytes from one to another, of bytes without their highest bit.
const fn within(low: u64, first: u8, last: u8) -> u64 {
    let from_first = low + times_eight(0x80 - first);
    let behind_last = low + times_eight(0x7f - last);
    from_first & !behind_last & EACH
}

/// The ASCII letters.
pub const fn letters(chunk: u64) -> u64 {
    let small = (chunk | times_eight(0x20)) & !EACH;
    within(small, b'a', b'z') & !chunk
}

/// The ASCII digits.
pub const fn digits(chunk: u64) -> u64 {
    within(chunk & !EACH, b'0', b'9') & !chunk
}

/// The ASCII white space, a vertical tab among it.
pub const fn blanks(chunk: u64) -> u64 {
    let low = chunk & !EACH;
    (within(low, b'\t', b'\r') | within(low, b' ', b' ')) & !chunk
}

/// How many bytes stand before the first that is meant; 8 where none is.
pub const fn before(meant: u64) -> usize {
    meant.trailing_zeros() as usize / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_told() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = *b" .\xff-[`{@";
                bytes[place] = byte;
                let chunk = u64::from_le_bytes(bytes);
                let meant = |yes: bool| if yes { place } else { 8 };
                assert_eq!(before(letters(chunk)), meant(byte.is_ascii_alphabetic()));
                assert_eq!(before(digits(chunk)), meant(byte.is_ascii_digit()));
                let blank = char::from(byte).is_whitespace() && byte.is_ascii();
                assert_eq!(blanks(chunk) >> (8 * place + 7) & 1 == 1, blank);
            }
        }
    }
}
