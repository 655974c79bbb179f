//! Numbers as bytes: seven bits a byte, the lowest first; the top bit says that more follow.

/// Writes a number.
pub(super) fn write(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// Reads what [`write()`] wrote and moves on; `None` at the end or for what is too long.
pub(super) fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let [byte] = take(bytes)?;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Reads a number that must be less than 256.
pub(super) fn read_small(bytes: &mut &[u8]) -> Option<usize> {
    usize::try_from(read(bytes)?).ok().filter(|&value| value < 256)
}

/// Takes some bytes off the front.
pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_back() {
        for value in [0, 1, 127, 128, 300, 16_384, u64::MAX >> 1] {
            let mut bytes = Vec::new();
            write(&mut bytes, value);
            assert_eq!(read(&mut &bytes[..]), Some(value));
            assert_eq!(read(&mut &bytes[..bytes.len() - 1]), None, "{value} cut short");
        }
        assert_eq!(read(&mut &[0xFF; 12][..]), None);
    }
}
