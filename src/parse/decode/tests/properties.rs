//! Any bytes under any name: text of a bounded length, and the same one each time.

use encoding_rs::Encoding;

use super::super::{Notes, charset::Charset, decode, label};

/// Headers of every kind of charset, and of none.
const LABELS: [&str; 28] = [
    "utf-8",
    "utf-7",
    "utf-16",
    "utf-16le",
    "utf-32",
    "utf-32le",
    "hz",
    "johab",
    "euc-jis-2004",
    "shift_jis-2004",
    "iso-2022-jp",
    "iso-2022-kr",
    "iso-8859-1",
    "windows-1251",
    "koi8-t",
    "cp437",
    "cp037",
    "viscii",
    "mac-arabic",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gb18030",
    "big5",
    "windows-874",
    "nonsense",
    "",
    "\u{FFFD}\0",
];

/// Pieces that send a document up or down the ladder.
const PIECES: [&[u8]; 24] = [
    b"\xEF\xBB\xBF",
    b"\xFF\xFE",
    b"\xFE\xFF",
    b"\0\0\xFE\xFF",
    b"\xFF\xFE\0\0",
    b"+/v8",
    b"\x84\x31\x95\x33",
    b"<?xml encoding='",
    b"utf-16",
    b"koi8-r",
    b"gbk",
    b"'?>",
    b"\x4C\x6F\xA7\x94",
    b"\xBC?xm",
    b"\x1B$B",
    b"\x1B(B",
    b"~{",
    b"~}",
    b"+AOk-",
    b"\0",
    b"\xC3\xA9",
    b"\xE2\x82",
    b"\x82\xA0\x82\xA2",
    b"<meta charset=",
];

/// Numbers from a seed: the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

fn bytes(numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..numbers.below(12) {
        match numbers.below(4) {
            0 => (0..numbers.below(40)).for_each(|_| bytes.push(numbers.below(256) as u8)),
            1 => (0..numbers.below(40)).for_each(|_| bytes.push(b' ' + numbers.below(95) as u8)),
            _ => bytes.extend(PIECES[numbers.below(PIECES.len())]),
        }
    }
    bytes
}

#[test]
fn any_bytes_under_any_name() {
    let mut numbers = Numbers(7);
    for _ in 0..5_000 {
        let bytes = bytes(&mut numbers);
        let label = LABELS[numbers.below(LABELS.len())];
        let header = format!("text/xml; charset={label}");
        let mut notes = Notes::new("test");
        let text = decode(&bytes, Some(&header), &mut notes);
        assert!(text.len() <= bytes.len() * 4 + 4, "{} from {bytes:x?}", text.len());
        assert!(!text.starts_with('\u{FEFF}'));
        assert_eq!(decode(&bytes, Some(&header), &mut Notes::new("test")), text);
    }
}

#[test]
fn what_was_written_is_read_back() {
    let texts = [
        ("Plain <words> & signs.", "utf-8 iso-8859-1 gbk shift_jis iso-2022-jp big5 koi8-r"),
        ("Élève à la forêt, déjà vu", "windows-1252 iso-8859-15 windows-1254 macintosh gb18030"),
        ("Příliš žluťoučký kůň", "windows-1250 iso-8859-2 gb18030"),
        ("Съешь ещё этих булок", "windows-1251 koi8-r koi8-u iso-8859-5 ibm866 x-mac-cyrillic"),
        ("Съешь булок", "gbk shift_jis euc-jp euc-kr"),
        ("Ξεσκεπάζω την ψυχή", "windows-1253 iso-8859-7"),
        ("עטלף אבק נס דרך", "windows-1255 iso-8859-8"),
        ("صف خلق خود كمثل", "windows-1256 iso-8859-6"),
        ("เป็นมนุษย์สุด", "windows-874"),
        ("いろはにほへと、散りぬるを", "shift_jis euc-jp iso-2022-jp gb18030"),
        ("天地玄黄宇宙洪荒", "gbk gb18030 shift_jis euc-jp"),
        ("天地玄黃宇宙洪荒", "big5"),
        ("나랏말이 중국과 달라", "euc-kr"),
        ("Ķēniņš ģērbās", "windows-1257 iso-8859-13 iso-8859-4"),
        ("Tôi ăn", "windows-1258"),
    ];
    for (text, labels) in texts {
        for name in labels.split(' ') {
            let document = format!("<?xml version='1.0' encoding='{name}'?><a>{text}</a>");
            let (encoded, _, lost) =
                Encoding::for_label(name.as_bytes()).unwrap().encode(&document);
            assert!(!lost, "{text} in {name}");
            let mut notes = Notes::new("test");
            assert_eq!(decode(&encoded, None, &mut notes), document, "{name}");
            assert_eq!(notes.into_problems().len(), 0, "{name}");
        }
    }
}

/// Twice the bytes are at most twice the pieces: every charset reads a long run of what is the
/// worst for it, and the text grows with the bytes.
#[test]
fn length_follows_the_bytes() {
    for name in LABELS.iter().filter_map(|name| label::find(name)) {
        for piece in PIECES {
            let (once, twice) = (piece.repeat(500), piece.repeat(1_000));
            let length = |bytes: &[u8]| Charset::decode(name, bytes).text.len();
            assert!(length(&twice) <= 2 * length(&once) + 8, "{} {piece:x?}", name.name());
        }
    }
}
