//! Bytes → what a file without text is, by the marks that its format begins with.

use crate::model::StandIn;

/// Marks and what they mean. None of them can begin a text.
const MARKS: [(&[u8], StandIn); 28] = [
    (b"\x89PNG\r\n", StandIn::Image),
    (b"GIF87a", StandIn::Image),
    (b"GIF89a", StandIn::Image),
    (b"\xFF\xD8\xFF", StandIn::Image),
    (b"II*\0", StandIn::Image),
    (b"MM\0*", StandIn::Image),
    (b"\0\0\x01\0", StandIn::Image),
    (b"%PDF", StandIn::Pdf),
    (b"PK\x03\x04", StandIn::Archive),
    (b"PK\x05\x06", StandIn::Archive),
    (b"\x1F\x8B\x08", StandIn::Archive),
    (b"BZh91AY&SY", StandIn::Archive),
    (b"\xFD7zXZ\0", StandIn::Archive),
    (b"7z\xBC\xAF\x27\x1C", StandIn::Archive),
    (b"Rar!\x1A\x07", StandIn::Archive),
    (b"\x28\xB5\x2F\xFD", StandIn::Archive),
    (b"\x7FELF", StandIn::Program),
    (b"\xCF\xFA\xED\xFE", StandIn::Program),
    (b"\xCE\xFA\xED\xFE", StandIn::Program),
    (b"\xCA\xFE\xBA\xBE", StandIn::Program),
    (b"\0asm", StandIn::Program),
    (b"MZ\x90\0", StandIn::Program),
    (b"OggS\0", StandIn::Media),
    (b"fLaC\0", StandIn::Media),
    (b"ID3\x02", StandIn::Media),
    (b"ID3\x03", StandIn::Media),
    (b"ID3\x04", StandIn::Media),
    (b"\x1A\x45\xDF\xA3", StandIn::Media),
];

/// What a file is that holds no text. Pictures carry RDF, which looks like a feed: this is asked
/// before anything is read.
pub(super) fn magic(bytes: &[u8]) -> Option<StandIn> {
    if let Some((_, kind)) = MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some(*kind);
    }
    // RIFF and ISO files say what they hold behind a length.
    match (bytes.get(..4), bytes.get(4..8), bytes.get(8..12)) {
        (Some(b"RIFF"), _, Some(b"WEBP")) => Some(StandIn::Image),
        (Some(b"RIFF"), _, Some(b"WAVE" | b"AVI ")) => Some(StandIn::Media),
        (Some([0, 0, _, _]), Some(b"ftyp"), Some(b"avif" | b"heic" | b"mif1")) => {
            Some(StandIn::Image)
        }
        (Some([0, 0, _, _]), Some(b"ftyp"), _) => Some(StandIn::Media),
        // The name of the first file before it is filled up with zeros.
        _ if bytes.get(257..262) == Some(b"ustar") && bytes[..257].contains(&0) => {
            Some(StandIn::Archive)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        for (bytes, want) in [
            (&b"\x89PNG\r\n\x1a\n"[..], Some(StandIn::Image)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(StandIn::Image)),
            (b"\0\0\0\x20ftypavif", Some(StandIn::Image)),
            (b"\0\0\0\x20ftypisom", Some(StandIn::Media)),
            (b"RIFF\x10\0\0\0WAVEfmt ", Some(StandIn::Media)),
            (b"%PDF-1.7", Some(StandIn::Pdf)),
            (b"\x1F\x8B\x08\0", Some(StandIn::Archive)),
            (b"\x7FELF\x02", Some(StandIn::Program)),
            (b"RIFF is a word", None),
            (b"II* and so on", None),
            (b"MZ is a word", None),
            (b"GIF is a format", None),
            (b"\0<\0r\0s\0s", None),
            (b"\xFF\xFE<\0", None),
            (b"", None),
        ] {
            assert_eq!(magic(bytes), want, "{bytes:?}");
        }
        let mut tape = vec![0; 512];
        tape[257..262].copy_from_slice(b"ustar");
        assert_eq!(magic(&tape), Some(StandIn::Archive));
    }
}
