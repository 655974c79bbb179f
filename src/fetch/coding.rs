//! Encoded bytes → bytes: the content codings of a body (RFC 9110 §8.4).
//!
//! A body is decoded after it arrived whole, and counts only when it decodes to its end: every
//! length and checksum that a coding has is compared. Output stops at a cap, so that a few bytes
//! that stand for many cost no memory.

use std::{borrow::Cow, error, io::Read};

use brotli_decompressor::Decompressor;
use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use ruzstd::decoding::{
    FrameDecoder, StreamingDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::Cause;

/// What we can decode, as `Accept-Encoding` says it.
pub(super) const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// Most codings on top of each other. One is the rule; two come from a cache that codes again.
const MAX_CODINGS: usize = 3;

/// How a gzip member begins (RFC 1952 §2.3.1); deflate is the only method there is.
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// The window that every zstd decoder on the web has to offer, in bytes (RFC 9659 §3).
const ZSTD_WINDOW: usize = 8 * 1024 * 1024;

/// What the brotli decoder reads at a time, in bytes.
const BROTLI_INPUT: usize = 16 * 1024;

/// How a body is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why a body does not decode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// More bytes come out than the cap permits.
    TooLarge,
    /// It is cut or damaged, or coded in a way we do not know.
    Broken(Cause),
}

/// The codings that a body has, in the order in which they were applied.
pub(super) fn applied(headers: &HeaderMap) -> Result<Vec<Coding>, Fault> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        for name in value.split(',').map(str::trim) {
            codings.push(match name.to_ascii_lowercase().as_str() {
                "" | "identity" => continue,
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" => Coding::Deflate,
                "br" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                _ => return Err(broken(format!("unknown content coding {name:?}"))),
            });
        }
    }
    if codings.len() > MAX_CODINGS {
        return Err(broken(format!("more than {MAX_CODINGS} content codings")));
    }
    Ok(codings)
}

/// Undoes the codings, the last one first. Nothing on the way is larger than `limit`, in bytes.
///
/// What then still is gzip is inflated, too: servers hand out `feed.xml.gz` without saying that it
/// is coded, and no reader here reads gzip.
pub(super) fn decode<'b>(
    bytes: &'b [u8],
    codings: &[Coding],
    limit: usize,
) -> Result<Cow<'b, [u8]>, Fault> {
    let mut bytes = Cow::Borrowed(bytes);
    for coding in codings.iter().rev() {
        bytes = Cow::Owned(coding.decode(&bytes, limit)?);
    }
    if bytes.starts_with(&GZIP_MAGIC) {
        bytes = Cow::Owned(Coding::Gzip.decode(&bytes, limit)?);
    }
    Ok(bytes)
}

impl Coding {
    fn decode(self, bytes: &[u8], limit: usize) -> Result<Vec<u8>, Fault> {
        let mut output = Output { bytes: Vec::new(), limit, coding: self };
        match self {
            Coding::Gzip => gzip(bytes, &mut output)?,
            // The standard means the zlib wrapper by this name, some servers leave it away
            // (RFC 9110 §8.4.1.2 has a note).
            Coding::Deflate if has_zlib_header(bytes) => output.drain(ZlibDecoder::new(bytes))?,
            Coding::Deflate => output.drain(DeflateDecoder::new(bytes))?,
            Coding::Brotli => output.drain(Decompressor::new(bytes, BROTLI_INPUT))?,
            Coding::Zstd => zstd(bytes, &mut output)?,
        }
        Ok(output.bytes)
    }

    fn name(self) -> &'static str {
        match self {
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
        }
    }
}

/// What came out of one coding so far.
struct Output {
    bytes: Vec<u8>,
    limit: usize,
    coding: Coding,
}

impl Output {
    /// Takes what a decoder yields, to its end.
    fn drain(&mut self, decoder: impl Read) -> Result<(), Fault> {
        // One byte more than there is room for tells that there is more.
        let most = self.limit.saturating_sub(self.bytes.len()).saturating_add(1);
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        decoder.take(most).read_to_end(&mut self.bytes).map_err(|error| self.broken(&error))?;
        if self.bytes.len() > self.limit { Err(Fault::TooLarge) } else { Ok(()) }
    }

    fn broken(&self, error: &(dyn error::Error + 'static)) -> Fault {
        self.say(&Cause::of(error).to_string())
    }

    fn say(&self, what: &str) -> Fault {
        broken(format!("{}: {what}", self.coding.name()))
    }
}

fn broken(what: String) -> Fault {
    Fault::Broken(Cause::say(what))
}

/// All members: they are one text (RFC 1952 §2.2). What follows the last one is ignored as gzip(1)
/// does, be it zeros that fill a block or anything else that does not begin like a member.
fn gzip(bytes: &[u8], output: &mut Output) -> Result<(), Fault> {
    let mut decoder = GzDecoder::new(bytes);
    loop {
        output.drain(&mut decoder)?;
        let rest = decoder.get_ref();
        let zeros = rest.iter().take_while(|&&byte| byte == 0).count();
        let rest = &rest[zeros..];
        // The first bytes of a member alone are a member that is cut.
        let is_member = rest.starts_with(&GZIP_MAGIC) || GZIP_MAGIC.starts_with(rest);
        if rest.is_empty() || !is_member {
            return Ok(());
        }
        decoder.reset(rest);
    }
}

/// Method 8, a window that exists, and a check on both bytes (RFC 1950 §2.2).
///
/// Without the wrapper such bytes would be a stored block with stray bits in front of its length,
/// which no encoder writes.
fn has_zlib_header(bytes: &[u8]) -> bool {
    matches!(bytes, &[method, flags, ..] if method & 0x0f == 8
        && method >> 4 <= 7
        && u16::from_be_bytes([method, flags]).is_multiple_of(31))
}

/// All frames; those that are to be skipped are skipped (RFC 8878 §3.1).
fn zstd(mut bytes: &[u8], output: &mut Output) -> Result<(), Fault> {
    let mut frame = FrameDecoder::new();
    let window = output.limit.max(ZSTD_WINDOW);
    frame.set_max_window_size(u64::try_from(window).unwrap_or(u64::MAX));
    loop {
        let before = output.bytes.len();
        match StreamingDecoder::new_with_decoder(&mut bytes, &mut frame) {
            Ok(decoder) => {
                output.drain(decoder)?;
                check(&frame, output, output.bytes.len() - before)?;
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                bytes = bytes.get(length..).ok_or_else(|| output.say("a cut skippable frame"))?;
            }
            // A frame in one piece, whose window is its content, or one that wants as much memory.
            Err(FrameDecoderError::WindowSizeTooBig { .. }) => return Err(Fault::TooLarge),
            Err(error) => return Err(output.broken(&error)),
        }
        if bytes.is_empty() {
            return Ok(());
        }
    }
}

/// What the decoder leaves to its caller: length and checksum of a frame, where it has them.
fn check(frame: &FrameDecoder, output: &Output, length: usize) -> Result<(), Fault> {
    // Zero also stands for a length that is not told.
    let told = frame.content_size();
    if told != 0 && u64::try_from(length) != Ok(told) {
        return Err(output.say("a frame is not as long as it says"));
    }
    let told = frame.get_checksum_from_data();
    if told.is_some() && told != frame.get_calculated_checksum() {
        return Err(output.say("a frame does not match its checksum"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
