//! Encoded bytes → bytes: the content codings of a body (RFC 9110 §8.4).
//!
//! A body is decoded after it arrived whole, and counts only when it decodes to its end. Output
//! stops at a cap, and no more room is made than the cap permits, so that a few bytes that stand for
//! many cost no memory.
//!
//! Two habits of servers are forgiven. The checksum behind a stream that came to its proper end may
//! be wrong or cut away: browsers do not look at it, so nobody noticed. Such a body is delivered, but
//! not as [sound](Decoded::sound). And the header may lie: it names a coding that the body does not
//! have, or no coding at all.

use std::{error, io::Read};

use brotli_decompressor::{BrotliDecoderParameter, Decompressor};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use ruzstd::decoding::{
    FrameDecoder, StreamingDecoder,
    errors::{FrameDecoderError, ReadFrameHeaderError},
};

use super::Cause;

mod deflate;

/// What we can decode, as `Accept-Encoding` says it.
pub(super) const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// Most codings on top of each other. One is the rule; two come from a cache that codes again.
const MAX_CODINGS: usize = 3;

/// How a zstd frame begins (RFC 8878 §3.1.1).
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// The window that every zstd decoder on the web has to offer, in bytes (RFC 9659 §3).
const ZSTD_WINDOW: usize = 8 * 1024 * 1024;

/// What decoders read and write at a time, in bytes.
const BUFFER: usize = 32 * 1024;

/// How a body is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// A body without its codings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub bytes: Vec<u8>,
    /// Whether every length and checksum that the codings have was there and right. Of a body that
    /// is not sound no validators may be kept: a server that later says "unchanged" would hold us to
    /// bytes that may be damaged.
    pub sound: bool,
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
///
/// A name that is no coding (`utf-8`, `none`, `binary`, `aws-chunked`) is a mistake of whoever
/// configured the server, and says nothing about the body.
pub(super) fn applied(headers: &HeaderMap) -> Result<Vec<Coding>, Fault> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes());
        for name in value.split(',') {
            // Parameters belong to `Accept-Encoding` and `Content-Type`; some copy them.
            let name = name.split(';').next().unwrap_or(name).trim();
            codings.push(match name.trim_matches('"').to_ascii_lowercase().as_str() {
                "gzip" | "x-gzip" => Coding::Gzip,
                "deflate" | "x-deflate" => Coding::Deflate,
                "br" | "brotli" => Coding::Brotli,
                "zstd" => Coding::Zstd,
                // The others of the IANA registry, and two that are seen without it.
                "compress" | "x-compress" | "dcb" | "dcz" | "exi" | "pack200-gzip" | "bzip2"
                | "xz" => return Err(broken(format!("unknown content coding {name:?}"))),
                _ => continue,
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
pub(super) fn decode(bytes: Vec<u8>, codings: &[Coding], limit: usize) -> Result<Decoded, Fault> {
    let mut body = Decoded { bytes, sound: true };
    for &coding in codings.iter().rev() {
        body = body.without(coding, limit)?;
    }
    if is_gzip(&body.bytes) {
        body = body.without(Coding::Gzip, limit)?;
    }
    if body.bytes.len() > limit { Err(Fault::TooLarge) } else { Ok(body) }
}

/// Whether bytes are gzip, whatever the header says.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&deflate::GZIP_MAGIC)
}

impl Decoded {
    /// Undoes one coding, if the body has it.
    fn without(self, coding: Coding, limit: usize) -> Result<Self, Fault> {
        let fault = match coding.decode(&self.bytes, limit) {
            Ok(Decoded { bytes, sound }) => {
                return Ok(Decoded { bytes, sound: sound && self.sound });
            }
            Err(fault) => fault,
        };
        match (&fault, Coding::of(&self.bytes)) {
            // One coding was sent under the name of another.
            (Fault::Broken(_), Some(other)) if other != coding => {
                let Decoded { bytes, sound } = other.decode(&self.bytes, limit)?;
                Ok(Decoded { bytes, sound: sound && self.sound })
            }
            // Never coded at all: a proxy took the coding off and left the field.
            (Fault::Broken(_), None) if is_document(&self.bytes) => Ok(self),
            _ => Err(fault),
        }
    }
}

impl Coding {
    /// The coding that bytes have by their beginning. The other two cannot be told.
    fn of(bytes: &[u8]) -> Option<Coding> {
        if bytes.starts_with(&deflate::GZIP_MAGIC) {
            Some(Coding::Gzip)
        } else if bytes.starts_with(&ZSTD_MAGIC) {
            Some(Coding::Zstd)
        } else {
            None
        }
    }

    fn decode(self, bytes: &[u8], limit: usize) -> Result<Decoded, Fault> {
        let mut output = Output::new(self, limit);
        let sound = match self {
            Coding::Gzip => deflate::gzip(bytes, &mut output)?,
            Coding::Deflate => deflate::deflate(bytes, &mut output)?,
            Coding::Brotli => brotli(bytes, &mut output)?,
            Coding::Zstd => zstd(bytes, &mut output)?,
        };
        Ok(Decoded { bytes: output.bytes, sound })
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
    /// What a decoder has just written.
    buffer: Box<[u8]>,
    limit: usize,
    coding: Coding,
}

impl Output {
    fn new(coding: Coding, limit: usize) -> Self {
        Output { bytes: Vec::new(), buffer: vec![0; BUFFER].into(), limit, coding }
    }

    /// Takes so many bytes from the buffer.
    fn take(&mut self, written: usize) -> Result<(), Fault> {
        let length = self.bytes.len().saturating_add(written);
        if length > self.limit {
            return Err(Fault::TooLarge);
        }
        if length > self.bytes.capacity() {
            // Twice the room, as a vector does by itself, but never more than the cap.
            let room = self.bytes.capacity().saturating_mul(2).max(length).min(self.limit);
            self.bytes.reserve_exact(room - self.bytes.len());
        }
        self.bytes.extend_from_slice(&self.buffer[..written]);
        Ok(())
    }

    /// Takes what a decoder yields, to its end.
    fn drain(&mut self, mut decoder: impl Read) -> Result<(), Fault> {
        loop {
            let written = decoder.read(&mut self.buffer).map_err(|error| self.broken(&error))?;
            if written == 0 {
                return Ok(());
            }
            self.take(written)?;
        }
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

/// Brotli has no checksum: what comes to its end is sound.
fn brotli(bytes: &[u8], output: &mut Output) -> Result<bool, Fault> {
    let mut decoder = Decompressor::new(bytes, BUFFER);
    // Windows over 16 MiB are no part of the coding `br` (RFC 7932 §9.1).
    decoder.set_parameter(BrotliDecoderParameter::BROTLI_DECODER_PARAM_LARGE_WINDOW, 0);
    output.drain(decoder)?;
    Ok(true)
}

/// All frames; those that are to be skipped are skipped (RFC 8878 §3.1).
fn zstd(mut bytes: &[u8], output: &mut Output) -> Result<bool, Fault> {
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
            return Ok(true);
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

/// Whether bytes read like a document that is not coded: they begin like XML, HTML or JSON in some
/// encoding, and hold hardly a control character. A tenth of coded bytes look like one.
fn is_document(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return true; // UTF-16: every other byte may be zero.
    }
    let begin = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let controls = bytes.iter().filter(|&&byte| is_control(byte)).count();
    matches!(begin, [b'<' | b'{' | b'[', ..]) && controls.saturating_mul(100) <= bytes.len()
}

/// Control characters that text has no use for: not white space, nor the shifts of ISO 2022.
fn is_control(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0b | 0x10..=0x1a | 0x1c..=0x1f | 0x7f)
}

#[cfg(test)]
mod tests;
