//! The three wrappers of a deflate stream (RFC 1951): gzip, zlib and none.
//!
//! Each function adds what the stream holds to the output and says whether the trailer behind it was
//! there and right. What breaks off or is damaged inside a stream is a fault.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Fault, Output, is_control, is_document};

/// How a gzip member begins (RFC 1952 §2.3.1); deflate is the only method there is.
pub(super) const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// Most members of one gzip body. One is the rule; a writer that makes one per block of 64 KiB comes
/// to some hundreds. A member without content takes 20 bytes and as long as 40 KiB of text.
const MAX_MEMBERS: usize = 10_000;

/// Length of what follows the stream in a gzip member: checksum and length, each four bytes.
const GZIP_TRAILER: usize = 8;

/// Fields that the header of a gzip member may have (RFC 1952 §2.3.1).
mod flag {
    pub const HEADER_CHECKSUM: u8 = 1 << 1;
    pub const EXTRA: u8 = 1 << 2;
    pub const NAME: u8 = 1 << 3;
    pub const COMMENT: u8 = 1 << 4;
    pub const RESERVED: u8 = 0b1110_0000;
}

/// All members: they are one text (RFC 1952 §2.2). What follows the last one is ignored as gzip(1)
/// does.
///
/// Zeros that fill a block and text that a script printed behind it (`<!-- cached -->`, line ends)
/// leave the body sound. Other bytes do not: they may be a member whose beginning is damaged, and the
/// items in it would stay away as long as the server says "unchanged".
pub(super) fn gzip(bytes: &[u8], output: &mut Output) -> Result<bool, Fault> {
    let mut rest = bytes;
    let mut sound = true;
    for _ in 0..MAX_MEMBERS {
        let (header, is_right) = header(rest).map_err(|what| output.say(what))?;
        let begin = output.bytes.len();
        rest = inflate(&rest[header..], output)?;
        let (trailer, after) = rest.split_at(rest.len().min(GZIP_TRAILER));
        sound = sound && is_right && trailer == gzip_trailer(&output.bytes[begin..]);
        let zeros = after.iter().take_while(|&&byte| byte == 0).count();
        rest = &after[zeros..];
        // The first bytes of a member alone are a member that is cut.
        let is_member = rest.starts_with(&GZIP_MAGIC) || GZIP_MAGIC.starts_with(rest);
        if rest.is_empty() || !is_member {
            return Ok(sound && !rest.iter().any(|&byte| is_control(byte)));
        }
    }
    Err(output.say("too many members"))
}

/// The standard means the zlib wrapper by this name, some servers leave it away (RFC 9110 §8.4.1.2
/// has a note).
pub(super) fn deflate(bytes: &[u8], output: &mut Output) -> Result<bool, Fault> {
    if has_zlib_header(bytes) {
        if bytes[1] & ZLIB_DICTIONARY != 0 {
            return Err(output.say("it needs a dictionary"));
        }
        let rest = inflate(&bytes[2..], output)?;
        return Ok(rest.starts_with(&adler32(&output.bytes).to_be_bytes()));
    }
    let rest = inflate(bytes, output)?;
    // Text can happen to begin like a stream, and that stream ends soon.
    if !rest.is_empty() && is_document(bytes) {
        return Err(output.say("it goes on behind its end"));
    }
    Ok(true)
}

/// Takes one bare stream, and gives what follows it.
fn inflate<'b>(bytes: &'b [u8], output: &mut Output) -> Result<&'b [u8], Fault> {
    let mut stream = Decompress::new(false);
    let mut rest = bytes;
    loop {
        let before = (stream.total_in(), stream.total_out());
        let status = stream
            .decompress(rest, &mut output.buffer, FlushDecompress::None)
            .map_err(|_| output.say("corrupt deflate stream"))?;
        // Both are lengths of parts of slices.
        let step = |now: u64, before: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
        let read = step(stream.total_in(), before.0);
        let written = step(stream.total_out(), before.1);
        output.take(written)?;
        rest = &rest[read..];
        match status {
            Status::StreamEnd => return Ok(rest),
            Status::Ok | Status::BufError if read == 0 && written == 0 => {
                return Err(output.say("incomplete deflate stream"));
            }
            Status::Ok | Status::BufError => {}
        }
    }
}

/// Length of the header of a gzip member, and whether its own checksum is right, if it has one.
fn header(bytes: &[u8]) -> Result<(usize, bool), &'static str> {
    const CUT: &str = "incomplete header";
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Err(if GZIP_MAGIC.starts_with(bytes) { CUT } else { "invalid header" });
    }
    let flags = *bytes.get(3).ok_or(CUT)?;
    if flags & flag::RESERVED != 0 {
        return Err("unknown flags");
    }
    let mut length = 10;
    if flags & flag::EXTRA != 0 {
        let field = bytes.get(length..).and_then(<[u8]>::first_chunk).ok_or(CUT)?;
        length += 2 + usize::from(u16::from_le_bytes(*field));
    }
    for text in [flag::NAME, flag::COMMENT] {
        if flags & text != 0 {
            let rest = bytes.get(length..).ok_or(CUT)?;
            length += memchr::memchr(0, rest).ok_or(CUT)? + 1;
        }
    }
    let mut is_right = true;
    if flags & flag::HEADER_CHECKSUM != 0 {
        let told = bytes.get(length..).and_then(<[u8]>::first_chunk).ok_or(CUT)?;
        let [low, high, ..] = crc32(&bytes[..length]).to_le_bytes();
        is_right = *told == [low, high];
        length += 2;
    }
    if bytes.len() < length { Err(CUT) } else { Ok((length, is_right)) }
}

fn gzip_trailer(text: &[u8]) -> [u8; GZIP_TRAILER] {
    // The length is told modulo 2³².
    let length = text.len().to_le_bytes();
    let [a, b, c, d] = crc32(text).to_le_bytes();
    [a, b, c, d, length[0], length[1], length[2], length[3]]
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The checksum of the zlib wrapper (RFC 1950 §8.2).
fn adler32(bytes: &[u8]) -> u32 {
    /// Largest prime below 2¹⁶.
    const BASE: u32 = 65_521;
    /// Most bytes before the sums could overflow.
    const STEP: usize = 5_552;
    let (mut low, mut high) = (1, 0);
    for part in bytes.chunks(STEP) {
        for &byte in part {
            low += u32::from(byte);
            high += low;
        }
        low %= BASE;
        high %= BASE;
    }
    high << 16 | low
}

/// Says that the stream was made with a dictionary that the reader must know.
const ZLIB_DICTIONARY: u8 = 1 << 5;

/// Method 8, a window that exists, and a check on both bytes (RFC 1950 §2.2).
///
/// Without the wrapper such bytes would be a stored block with stray bits in front of its length,
/// which no encoder writes.
fn has_zlib_header(bytes: &[u8]) -> bool {
    matches!(bytes, &[method, flags, ..] if method & 0x0f == 8
        && method >> 4 <= 7
        && u16::from_be_bytes([method, flags]).is_multiple_of(31))
}
