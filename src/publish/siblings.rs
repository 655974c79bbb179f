//! Packed siblings: `ai/atom.xml.gz` and `ai/atom.xml.br` beside `ai/atom.xml`.
//!
//! A host that knows them sends them as they are instead of packing each answer. They are artifacts
//! like any other, and move with their file: equal bytes give equal siblings, with no time and no name
//! of a machine in them; an unchanged file is not packed again; a file that goes takes them along.
//! What was packed is unpacked and compared before it is written.

use std::io::{self, Read, Write};

use flate2::{Compression, GzBuilder, read::GzDecoder};

use crate::model::{Artifact, Format};

use super::{
    Error, Settings,
    disk::Disk,
    manifest::{Manifest, Published, hash},
    plan::{is_same, read},
};

/// Smaller files have no siblings: they fit into one packet, packed or not.
pub const SMALLEST: usize = 1024;

/// Larger files are packed with less effort, in bytes: nobody waits seconds for one of them.
const LARGEST_WITH_CARE: usize = 128 * 1024;

/// Levels of Brotli, of 11. On feeds, 10 gives a sixth less than gzip and takes 5 µs a byte; 5 gives a
/// twentieth less in a tenth of the time, and those between hardly less than 5.
const BROTLI_CARE: i32 = 10;
const BROTLI_QUICK: i32 = 5;

/// Base-2 logarithm of the window: 4 MiB, which bounds the memory that packing takes.
const BROTLI_WINDOW: i32 = 22;

/// Bytes per step of the packer.
const BUFFER: usize = 4096;

/// How a sibling is packed, by its name in HTTP (RFC 9110 §8.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// `gzip`, as `.gz`.
    Gzip,
    /// `br`, as `.br`.
    Brotli,
}

impl Coding {
    /// What the name of a sibling ends with.
    pub fn suffix(self) -> &'static str {
        match self {
            Coding::Gzip => ".gz",
            Coding::Brotli => ".br",
        }
    }

    fn format(self) -> Format {
        match self {
            Coding::Gzip => Format::Gzip,
            Coding::Brotli => Format::Brotli,
        }
    }
}

/// How much work packing is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Packed once, sent often.
    Care,
    /// Packed for one answer.
    Quick,
}

/// What becomes of one sibling.
pub(super) enum Sibling {
    /// It is as it was.
    Kept(String, Published),
    /// It was packed.
    Packed(Artifact),
}

/// The siblings of an artifact, in the order of the config. What the last publish packed from the same
/// bytes and what is still there is not packed again. Where the file itself is written (`is_changed`),
/// so are its siblings: they are as old as it is.
pub(super) fn siblings(
    disk: &dyn Disk,
    artifact: &Artifact,
    is_changed: bool,
    settings: &Settings,
    previous: &Manifest,
) -> Result<Vec<Sibling>, Error> {
    let (codings, dir) = (&settings.compress, &settings.dir);
    if codings.is_empty() || !is_worth_packing(artifact) {
        return Ok(Vec::new());
    }
    let was = previous.files.get(&artifact.path);
    let was_same = !is_changed && was.is_some_and(|was| was.sha256 == hash(&artifact.bytes));
    let mut siblings = Vec::with_capacity(codings.len());
    for &coding in codings {
        let path = format!("{}{}", artifact.path, coding.suffix());
        if let Some(published) = previous.files.get(&path).filter(|_| was_same)
            && read(disk, &dir.join(&path))?.is_some_and(|bytes| hash(&bytes) == published.sha256)
        {
            siblings.push(Sibling::Kept(path, published.clone()));
            continue;
        }
        let failed = |what: String| Error::Check { path: dir.join(&path), what };
        let bytes = pack(&artifact.bytes, coding, Effort::Care)
            .map_err(|error| failed(error.to_string()))?;
        if unpack(&bytes, coding, artifact.bytes.len()).ok().as_deref() != Some(&artifact.bytes) {
            return Err(failed("unpacked, it is another file".to_owned()));
        }
        let published = Published::of(&bytes, Vec::new());
        siblings.push(match !is_changed && is_same(disk, &dir.join(&path), &bytes)? {
            true => Sibling::Kept(path, published),
            false => {
                let format = coding.format();
                Sibling::Packed(Artifact { path, format, bytes, guids: Vec::new() })
            }
        });
    }
    Ok(siblings)
}

/// The path of the file that an artifact is a sibling of.
pub(super) fn main_of(artifact: &Artifact) -> Option<&str> {
    match artifact.format {
        Format::Gzip => artifact.path.strip_suffix(Coding::Gzip.suffix()),
        Format::Brotli => artifact.path.strip_suffix(Coding::Brotli.suffix()),
        _ => None,
    }
}

/// Files that hosts read themselves are never sent.
fn is_worth_packing(artifact: &Artifact) -> bool {
    let is_sent = !artifact.path.split('/').any(|part| part.starts_with(['.', '_']));
    artifact.bytes.len() >= SMALLEST && is_sent && main_of(artifact).is_none()
}

/// Packs bytes; the same bytes give the same result.
///
/// # Errors
///
/// The packer is broken; memory is all it writes to.
pub fn pack(bytes: &[u8], coding: Coding, effort: Effort) -> io::Result<Vec<u8>> {
    match coding {
        Coding::Gzip => {
            // "Unknown" is the operating system that has no influence (RFC 1952 §2.3.1).
            let packer = GzBuilder::new().mtime(0).operating_system(255);
            let level = match effort {
                Effort::Care => Compression::best(),
                Effort::Quick => Compression::fast(),
            };
            let mut packer = packer.write(Vec::new(), level);
            packer.write_all(bytes)?;
            packer.finish()
        }
        Coding::Brotli => {
            let quality = match effort {
                Effort::Care if bytes.len() <= LARGEST_WITH_CARE => BROTLI_CARE,
                _ => BROTLI_QUICK,
            };
            let mut packed = Vec::new();
            let mut packer = brotli::CompressorWriter::with_params(
                &mut packed,
                BUFFER,
                &brotli::enc::BrotliEncoderParams {
                    quality,
                    lgwin: BROTLI_WINDOW,
                    size_hint: bytes.len(),
                    ..Default::default()
                },
            );
            packer.write_all(bytes)?;
            packer.flush()?;
            drop(packer);
            Ok(packed)
        }
    }
}

/// Unpacks no more than tells whether it is `length` bytes long.
fn unpack(bytes: &[u8], coding: Coding, length: usize) -> io::Result<Vec<u8>> {
    let most = length as u64 + 1;
    let mut unpacked = Vec::with_capacity(length);
    match coding {
        Coding::Gzip => GzDecoder::new(bytes).take(most).read_to_end(&mut unpacked)?,
        Coding::Brotli => brotli_decompressor::Decompressor::new(bytes, BUFFER)
            .take(most)
            .read_to_end(&mut unpacked)?,
    };
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8]) {
        use {Coding::*, Effort::*};
        for (coding, effort) in [(Gzip, Care), (Gzip, Quick), (Brotli, Care), (Brotli, Quick)] {
            let packed = pack(bytes, coding, effort).unwrap();
            assert_eq!(packed, pack(bytes, coding, effort).unwrap(), "{coding:?}");
            assert_eq!(unpack(&packed, coding, bytes.len()).unwrap(), bytes, "{coding:?}");
            // No more is unpacked than is needed to see that it is too long.
            let half = bytes.len() / 2;
            assert!(unpack(&packed, coding, half).unwrap().len() <= half + 1, "{coding:?}");
        }
    }

    #[test]
    fn what_is_packed_comes_back() {
        check(b"");
        check(b"<rss/>");
        check(&[0; 100_000]);
        let numbers = (0..50_000_u32).map(|n| n.wrapping_mul(2_654_435_761) as u8);
        check(&numbers.collect::<Vec<u8>>());
        check(&vec![b'a'; LARGEST_WITH_CARE + 1]);
    }

    #[test]
    fn the_header_tells_nothing_of_the_run() {
        let packed = pack(&[b'a'; 2000], Coding::Gzip, Effort::Care).unwrap();
        // Magic, deflate, no flags (so no name), no time, best compression, no system.
        assert_eq!(packed[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }

    #[test]
    fn small_and_private_files_stay_alone() {
        let worth = |path: &str, length| {
            let bytes = vec![b'a'; length];
            is_worth_packing(&Artifact {
                path: path.into(),
                format: Format::Text,
                bytes,
                guids: vec![],
            })
        };
        assert!(worth("ai/rss.xml", 1024));
        assert!(!worth("ai/rss.xml", 1023));
        assert!(!worth("_headers", 5000));
        assert!(!worth(".htaccess", 5000));
    }
}
