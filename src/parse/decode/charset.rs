//! A charset that can be read, and what reading yields.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8,
    ISO_8859_8_I, KOI8_R, KOI8_U, SHIFT_JIS, WINDOWS_874, WINDOWS_1251, WINDOWS_1253, WINDOWS_1255,
    WINDOWS_1256, X_MAC_CYRILLIC,
};

use super::{
    escape, jis2004, johab, seven,
    tables::Table,
    wide::{self, Order},
};

/// How bytes become characters.
#[derive(Clone, Copy)]
pub(super) enum Charset {
    /// UTF-8.
    Utf8,
    /// UTF-7 (RFC 2152).
    Utf7,
    /// UTF-16 in an order of bytes.
    Utf16(Order),
    /// UTF-32 in an order of bytes.
    Utf32(Order),
    /// HZ, Chinese in seven bits (RFC 1843).
    Hz,
    /// The ISO-2022 family: Japanese, Korean and Chinese with escape sequences.
    Escapes,
    /// JIS X 0213 as EUC.
    Jis2004,
    /// JIS X 0213 as Shift_JIS.
    ShiftJis2004,
    /// Johab, Korean of DOS.
    Johab,
    /// One of the web's own list.
    Web(&'static Encoding),
    /// One of ours.
    Table(&'static Table),
}

/// A text, and how well the bytes fitted the charset.
pub(super) struct Reading<'a> {
    /// The characters; U+FFFD where there is none.
    pub(super) text: Cow<'a, str>,
    /// Whether the bytes end inside a character, which is left out.
    pub(super) is_cut: bool,
}

impl<'a> Reading<'a> {
    /// A reading of the whole, or of all but a last character that was cut.
    pub(super) fn new(text: Cow<'a, str>, is_cut: bool) -> Self {
        Reading { text, is_cut }
    }

    /// How many characters no publisher meant: U+FFFD, and the controls from U+0080, which are
    /// places without a character in all charsets of one byte.
    pub(super) fn bad(&self) -> usize {
        let bytes = self.text.as_bytes();
        let controls = bytes.windows(2).filter(|w| w[0] == 0xC2 && (0x80..0xA0).contains(&w[1]));
        controls.count() + self.text.matches('\u{FFFD}').count()
    }
}

impl PartialEq for Charset {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Charset::Utf16(a), Charset::Utf16(b)) | (Charset::Utf32(a), Charset::Utf32(b)) => {
                a == b
            }
            _ => self.name() == other.name(),
        }
    }
}

impl Charset {
    /// Its name, as a message says it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "UTF-8",
            Charset::Utf7 => "UTF-7",
            Charset::Utf16(_) => "UTF-16",
            Charset::Utf32(_) => "UTF-32",
            Charset::Hz => "HZ",
            Charset::Escapes => "ISO-2022",
            Charset::Jis2004 => "EUC-JIS-2004",
            Charset::ShiftJis2004 => "Shift_JIS-2004",
            Charset::Johab => "Johab",
            Charset::Web(encoding) => encoding.name(),
            Charset::Table(table) => table.name,
        }
    }

    /// Reads the bytes, whatever they are.
    pub(super) fn decode(self, bytes: &[u8]) -> Reading<'_> {
        match self {
            Charset::Utf8 => Reading::new(String::from_utf8_lossy(bytes), false),
            Charset::Utf7 => Reading::new(Cow::Owned(seven::utf7(bytes)), false),
            Charset::Utf16(order) => wide::utf16(bytes, order),
            Charset::Utf32(order) => wide::utf32(bytes, order),
            Charset::Hz => Reading::new(seven::hz(bytes), false),
            Charset::Escapes => Reading::new(Cow::Owned(escape::decode(bytes)), false),
            Charset::Jis2004 => Reading::new(Cow::Owned(jis2004::euc(bytes)), false),
            Charset::ShiftJis2004 => Reading::new(Cow::Owned(jis2004::shifted(bytes)), false),
            Charset::Johab => Reading::new(Cow::Owned(johab::decode(bytes)), false),
            Charset::Web(encoding) => web(encoding, bytes),
            Charset::Table(table) => Reading::new(Cow::Owned(table.decode(bytes)), false),
        }
    }

    /// Whether ASCII bytes may mean something else in it, after an escape.
    pub(super) fn is_seven_bit(self) -> bool {
        matches!(self, Charset::Utf7 | Charset::Hz | Charset::Escapes)
    }

    /// Whether ASCII markup is markup in it.
    pub(super) fn is_ascii_compatible(self) -> bool {
        match self {
            Charset::Utf16(_) | Charset::Utf32(_) => false,
            Charset::Table(table) => table.is_ascii_compatible(),
            _ => true,
        }
    }

    /// Whether it writes a Latin script, so that letters beyond ASCII stand alone among others.
    pub(super) fn is_latin(self) -> bool {
        let others = [
            BIG5,
            EUC_JP,
            EUC_KR,
            GB18030,
            GBK,
            ISO_8859_5,
            ISO_8859_6,
            ISO_8859_7,
            ISO_8859_8,
            ISO_8859_8_I,
            KOI8_R,
            KOI8_U,
            SHIFT_JIS,
            WINDOWS_874,
            WINDOWS_1251,
            WINDOWS_1253,
            WINDOWS_1255,
            WINDOWS_1256,
            X_MAC_CYRILLIC,
            encoding_rs::IBM866,
        ];
        matches!(self, Charset::Web(encoding) if !others.contains(&encoding))
    }
}

/// Reads a charset of the web's list. A cut last character of two or more bytes is left out.
fn web<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Reading<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors && !encoding.is_single_byte() && text.ends_with('\u{FFFD}') {
        let mut text = text.into_owned();
        text.pop();
        return Reading::new(Cow::Owned(text), true);
    }
    Reading::new(text, false)
}
