//! Bytes → characters for the charsets of one byte each that the web's own list lacks.
//!
//! Feeds in them come from old machines and old scripts; there are few, and each is a page of
//! wrong letters when its name is not known. The tables are data, one file per family.

mod dos;
mod ebcdic;
mod mac;
mod national;

/// One charset. Its rows hold 256 characters; or 192, which stand from 0x40 behind the controls of
/// EBCDIC; or 128, which stand behind ASCII. U+FFFD marks a place without a character.
pub(super) struct Table {
    /// The name that `label` knows it by.
    pub(super) name: &'static str,
    rows: &'static [&'static str],
}

/// The controls of EBCDIC. NEL (0x15), the line end of those machines, is U+000A here, for no
/// reader of XML 1.0 takes U+0085 for white space.
const EBCDIC_CONTROLS: &str = "\u{0}\u{1}\u{2}\u{3}\u{9c}\u{9}\u{86}\u{7f}\u{97}\u{8d}\u{8e}\
    \u{b}\u{c}\u{d}\u{e}\u{f}\u{10}\u{11}\u{12}\u{13}\u{9d}\u{a}\u{8}\u{87}\u{18}\u{19}\u{92}\
    \u{8f}\u{1c}\u{1d}\u{1e}\u{1f}\u{80}\u{81}\u{82}\u{83}\u{84}\u{a}\u{17}\u{1b}\u{88}\u{89}\
    \u{8a}\u{8b}\u{8c}\u{5}\u{6}\u{7}\u{90}\u{91}\u{16}\u{93}\u{94}\u{95}\u{96}\u{4}\u{98}\
    \u{99}\u{9a}\u{9b}\u{14}\u{15}\u{9e}\u{1a}";

/// The table of that name.
pub(super) fn find(name: &str) -> Option<&'static Table> {
    all().find(|table| table.name == name)
}

/// Every table.
pub(super) fn all() -> impl Iterator<Item = &'static Table> {
    [dos::TABLES, mac::TABLES, national::TABLES, ebcdic::TABLES].into_iter().flatten()
}

impl Table {
    /// Reads every byte. What has no character becomes U+FFFD.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let characters = self.characters();
        bytes.iter().map(|&byte| characters[usize::from(byte)]).collect()
    }

    /// Whether ASCII means ASCII in it.
    pub(super) fn is_ascii_compatible(&self) -> bool {
        !ebcdic::TABLES.iter().any(|table| table.name == self.name)
    }

    /// The characters of all 256 bytes.
    pub(super) fn characters(&self) -> [char; 256] {
        let own = || self.rows.iter().flat_map(|row| row.chars());
        let missing = 256 - own().count().min(256);
        let ascii = (0..128_u8).map(char::from);
        let before = EBCDIC_CONTROLS.chars().filter(|_| missing == 64);
        let before = before.chain(ascii.filter(|_| missing == 128));
        let mut characters = [char::REPLACEMENT_CHARACTER; 256];
        characters.iter_mut().zip(before.chain(own())).for_each(|(place, c)| *place = c);
        characters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole() {
        assert_eq!(EBCDIC_CONTROLS.chars().count(), 64);
        for table in all() {
            let count: usize = table.rows.iter().map(|row| row.chars().count()).sum();
            assert!([128, 192, 256].contains(&count), "{} has {count}", table.name);
            assert_eq!(table.is_ascii_compatible(), table.decode(b"<?xml/>") == "<?xml/>");
            assert_eq!(all().filter(|other| other.name == table.name).count(), 1);
        }
    }

    /// What can be written in a table is read back; a letter has one byte, but for the few twins
    /// that Arabic scripts of the Macintosh keep for the other direction.
    #[test]
    fn what_was_written_is_read_back() {
        for table in all() {
            let characters = table.characters();
            let text: String = characters.iter().filter(|&&c| c != '\u{FFFD}').collect();
            let bytes: Vec<u8> = text
                .chars()
                .map(|c| characters.iter().position(|&have| have == c).unwrap() as u8)
                .collect();
            assert_eq!(table.decode(&bytes), text, "{}", table.name);
        }
    }

    #[track_caller]
    fn check(name: &str, bytes: &[u8], want: &str) {
        assert_eq!(find(name).unwrap().decode(bytes), want, "{name}");
    }

    #[test]
    fn samples() {
        check("ibm437", b"caf\x82 \xE3\xFF", "café π\u{A0}");
        check("ibm850", b"\xB5\xD5", "Áı");
        check("ibm862", b"\x99\x8C\x85\x8D", "שלום");
        check("mac-greek", b"\xE1\xEC\x86", "αλÜ");
        check("koi8-t", b"\x80", "қ");
        check("viscii", b"Vi\xAEt", "Việt");
        check("tcvn", b"Vi\xD6t", "Việt");
        check("ibm037", b"\x4C\x81\x6E\x25\x5A\x15", "<a>\n!\n");
        check("ibm500", b"\x4F", "!");
        check("ibm424", b"\x70", "\u{FFFD}");
    }
}
