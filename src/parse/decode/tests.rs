//! The ladder, rung by rung: bytes and header → text and what is noted.

mod properties;

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::{Notes, decode, tables};

/// Notes by their beginnings.
#[track_caller]
fn check(bytes: &[u8], content_type: Option<&str>, want: &str, noted: &[&str]) {
    let mut notes = Notes::new("test");
    assert_eq!(decode(bytes, content_type, &mut notes), want);
    let problems: Vec<_> =
        notes.into_problems().iter().map(|p| format!("{}; {}", p.what, p.done)).collect();
    let as_wanted = problems.iter().zip(noted).all(|(have, want)| have.starts_with(want));
    assert!(problems.len() == noted.len() && as_wanted, "{problems:#?} for {want:?}");
}

/// Checks a document that declares a charset in its first line.
#[track_caller]
fn check_xml(label: &str, bytes: &[u8], want: &str, noted: &[&str]) {
    let head = format!("<?xml version='1.0' encoding='{label}'?>");
    check(&[head.as_bytes(), bytes].concat(), None, &format!("{head}{want}"), noted);
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn utf32(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()
}

const LATIN: Option<&str> = Some("text/xml; charset=iso-8859-1");
const UTF8: Option<&str> = Some("text/xml; charset=utf-8");

#[test]
fn marks() {
    check(b"\xEF\xBB\xBFa\xC3\xA9", None, "aé", &[]);
    check(b"\xFF\xFEa\0\xE9\0", None, "aé", &[]);
    check(b"\xFE\xFF\0a\0\xE9", None, "aé", &[]);
    check(b"\xFF\xFE\0\0a\0\0\0\xE9\0\0\0", None, "aé", &[]);
    check(b"\0\0\xFE\xFF\0\0\0a\0\0\0\xE9", None, "aé", &[]);
    check(b"\0\0\xFF\xFE\0\0a\0", None, "a", &[]);
    check(b"\xFE\xFF\0\0\0a\0\0", None, "a", &[]);
    check(b"\x84\x31\x95\x33\xB0\xA1", None, "啊", &[]);
    check(b"+/v8-+AOk-", None, "é", &[]);
    check(b"", None, "", &[]);
    check(b"\xEF\xBB\xBF", None, "", &[]);
}

#[test]
fn marks_lie() {
    let says =
        "the HTTP header says \"iso-8859-1\", but the document is UTF-8; it was read as UTF-8";
    check(b"\xEF\xBB\xBFa\xC3\xA9", LATIN, "aé", &[says]);
    // A template with a mark around a text in the old charset of the site.
    let head = b"\xEF\xBB\xBF<?xml version='1.0' encoding='windows-1251'?>\xCF\xF0\xE8\xE2\xE5\xF2";
    let want = "<?xml version='1.0' encoding='windows-1251'?>Привет";
    check(
        head,
        None,
        want,
        &["the byte order mark says \"UTF-8\", but the document is windows-1251"],
    );
    let ascii = b"\xFF\xFE<rss version='2.0'>";
    check(ascii, None, "<rss version='2.0'>", &["a byte order mark of UTF-16 before other text"]);
}

#[test]
fn nuls_without_a_mark() {
    for text in ["<é>", "  <rss>日本", "{\"a\": \"é\"}", "[1]", "Plain words, then 日本."] {
        check(&utf16(text), None, text, &[]);
        check(&utf32(text), None, text, &[]);
    }
    let says = "the HTTP header says \"utf-8\", but the document is UTF-16";
    check(&utf16("<rss>"), UTF8, "<rss>", &[says]);
    let says = "the XML declaration says \"utf-8\", but the document is UTF-16";
    check(&utf16("<?xml encoding='utf-8'?>"), None, "<?xml encoding='utf-8'?>", &[says]);
    check(&utf16("<?xml encoding='utf-16'?>"), None, "<?xml encoding='utf-16'?>", &[]);
    let cut = "the document ends inside a character; its bytes were left out";
    check(&utf16("<a>é")[..7], None, "<a>", &[cut]);
    check(&utf32("<a>é")[..15], None, "<a>", &[cut]);
    check(&utf16("<a>\u{1F600}")[..8], None, "<a>", &[cut]);
}

#[test]
fn headers() {
    check(b"\xE9", Some("text/xml; Charset=\"ISO-8859-1\""), "é", &[]);
    check(b"\x80", Some("text/xml; charset=us-ascii"), "€", &[]);
    check(b"\xC1", Some("text/xml; charset=windows-1251"), "Б", &[]);
    check(b"\xB0\xA1", Some("text/xml; charset=gb2312"), "啊", &[]);
    check(b"\x83", Some("text/xml; charset=cp850"), "â", &[]);
    check(b"\x1B$B$\"\x1B(B", Some("text/xml; charset=iso-2022-jp"), "あ", &[]);
    check(b"<a>~{VPND~}", Some("text/xml; charset=hz-gb-2312"), "<a>中文", &[]);
    check(b"<a>+AOk-</a>", Some("text/xml; charset=utf-7"), "<a>é</a>", &[]);
    check(b"a~b +c-", UTF8, "a~b +c-", &[]);
    check(b"\x4C\x81\x6E\x89\x91", Some("text/xml; charset=cp500"), "<a>ij", &[]);
    let says = "the HTTP header says \"nonsense\", which is no known charset";
    check(b"caf\xE9", Some("a/b; charset=nonsense"), "café", &[says, "bytes that are not UTF-8"]);
    // RFC 3023 made `text/xml` US-ASCII; RFC 7303 lets the document speak.
    let utf8 = "<?xml version='1.0' encoding='utf-8'?>é";
    check(utf8.as_bytes(), Some("text/xml"), utf8, &[]);
    let koi8 = b"<?xml version='1.0' encoding='koi8-r'?>\xC1";
    check(koi8, Some("text/xml"), "<?xml version='1.0' encoding='koi8-r'?>а", &[]);
    // The header goes before the declaration.
    let want = "<?xml version='1.0' encoding='koi8-r'?>Б";
    let says = "the XML declaration says \"koi8-r\", but the document is windows-1251";
    check(koi8, Some("text/xml; charset=cp1251"), want, &[says]);
}

#[test]
fn declarations() {
    check_xml("koi8-r", b"\xC1", "а", &[]);
    check_xml("KOI8-U", b"\xA4", "є", &[]);
    check_xml("iso-8859-15", b"\xA4", "€", &[]);
    check_xml("x-mac-greek", b"\xE1", "α", &[]);
    check_xml("csIBM862", b"\x80", "א", &[]);
    check_xml("tcvn", b"\xB8", "á", &[]);
    check_xml("big5", b"\xA4\xA4", "中", &[]);
    check_xml("johab", b"\x88\x61", "가", &[]);
    check_xml("iso-2022-kr", b"\x1B$)C\x0E0!\x0F", "가", &[]);
    check_xml("iso-8859-1", b"plain", "plain", &[]);
    let page = b"<!DOCTYPE html><meta charset=koi8-r>\xC1";
    check(page, None, "<!DOCTYPE html><meta charset=koi8-r>а", &[]);
}

#[test]
fn ebcdic() {
    let table = tables::find("ibm273").unwrap();
    let text = "<?xml version=\"1.0\" encoding=\"ibm273\"?>\n<a>Öl [50 %]!</a>";
    let characters = table.characters();
    let place = |c| characters.iter().position(|&have| have == c).unwrap() as u8;
    let bytes: Vec<u8> = text.chars().map(place).collect();
    check(&bytes, None, text, &[]);
    let says = "the HTTP header says \"utf-8\", but the document is ibm273";
    check(&bytes, UTF8, text, &[says]);
    // A name that nobody knows is no reason to read `<` as `L`; the letters are the same in all.
    let other: Vec<u8> = text.replace("ibm273", "x").chars().map(place).collect();
    let mut notes = Notes::new("test");
    assert!(decode(&other, None, &mut notes).contains("encoding=\"x\"?>\n<a>"));
    assert_eq!(notes.into_problems().len(), 1);
}

#[test]
fn declarations_lie() {
    let is_utf8 = |by: &str| format!("{by} says \"iso-8859-1\", but the document is UTF-8");
    check("é".as_bytes(), LATIN, "é", &[&is_utf8("the HTTP header")]);
    check_xml("iso-8859-1", "é".as_bytes(), "é", &[&is_utf8("the XML declaration")]);
    let says = "the XML declaration says \"utf-16\", but the document is UTF-8";
    check_xml("utf-16", b"plain", "plain", &[says]);
    let says = "the XML declaration says \"cp500\", but the document is UTF-8";
    check_xml("cp500", b"plain", "plain", &[says]);
    let says = "the XML declaration says \"iso-2022-jp\", but the document is UTF-8";
    check_xml("iso-2022-jp", "あ".as_bytes(), "あ", &[says]);
    // The header says UTF-8, the bytes do not, and the declaration knows better.
    let bytes = b"<?xml version='1.0' encoding='shift_jis'?>\x93\xFA\x96\x7B";
    let want = "<?xml version='1.0' encoding='shift_jis'?>日本";
    check(bytes, UTF8, want, &["the HTTP header says \"utf-8\", but the document is Shift_JIS"]);
    // The default of a server, before Cyrillic that names itself.
    let bytes = b"<?xml encoding='cp1251'?>\xCF\xF0\xE8\xE2\xE5\xF2 \xE2\xF1\xE5\xEC";
    let want = "<?xml encoding='cp1251'?>Привет всем";
    check(
        bytes,
        LATIN,
        want,
        &["the HTTP header says \"iso-8859-1\", but the document is windows-1251"],
    );
    // The only word is the default of a program.
    let bytes = "Сегодня утром в городе открыли новый мост".to_owned();
    let says = "the HTTP header says \"iso-8859-1\", but the document is windows-1251";
    let encoded = encoding_rs::WINDOWS_1251.encode(&bytes).0;
    check(&encoded, LATIN, &bytes, &[says]);
}

/// What is UTF-8 by chance is read as declared; more than a few characters are no chance.
#[test]
fn chance_and_evidence() {
    // A middle dot in UTF-8.
    check_xml("euc-kr", b"\xC2\xB7", "쨌", &[]);
    let says = "the XML declaration says \"euc-kr\", but the document is UTF-8";
    check_xml("euc-kr", "Größe, Maß, Öl, ähnlich".as_bytes(), "Größe, Maß, Öl, ähnlich", &[says]);
    // Letters and signs that make no text in the charset that is declared.
    let says = "the XML declaration says \"windows-1251\", but the document is UTF-8";
    check_xml("windows-1251", "й".as_bytes(), "й", &[says]);
    check_xml("windows-1251", "Привет".as_bytes(), "Привет", &[says]);
}

#[test]
fn strays() {
    let stray = "bytes that are not UTF-8; each was read as windows-1252";
    check(b"caf\xE9", UTF8, "café", &[stray]);
    check(b"\xC3\xA9 \x93x\x94 \xC3\xA8 \xC3\xA7", None, "é “x” è ç", &[stray]);
    check(b"a\n\xC3\xA9\n\x80\x81", None, "a\né\n€\u{81}", &[stray]);
    // Mostly UTF-8 under a Latin name.
    let text = "naïve façade où l’élève".as_bytes();
    let mixed = [text, b" \xE9t\xE9"].concat();
    let says = "the HTTP header says \"iso-8859-1\", but the document is UTF-8";
    check(&mixed, LATIN, "naïve façade où l’élève été", &[stray, says]);
    // One bad byte in Japanese costs one character.
    let bad = "bytes that are not Shift_JIS; each was read as U+FFFD";
    check_xml("shift_jis", b"\x93\xFA\x96\x7B\xFF\x93\xFA", "日本\u{FFFD}日", &[bad]);
    let controls = "controls of U+0080 to U+009F; each was read as windows-1252";
    check(b"don\xC2\x92t", None, "don’t", &[controls]);
}

#[test]
fn cut_documents() {
    let cut = "the document ends inside a character; its bytes were left out";
    check(b"\xC3\xA9 cut \xE2\x82", None, "é cut ", &[cut]);
    check(b"cut \xF0\x9F\x98", None, "cut ", &[cut]);
    check("日本語".as_bytes().split_last().unwrap().1, None, "日本", &[cut]);
    check_xml("shift_jis", b"\x93\xFA\x96", "日", &[cut]);
    // Without a word for UTF-8 it is a letter of windows-1252.
    check(b"caf\xE9", None, "café", &["bytes that are not UTF-8"]);
}

/// Scripts that no declaration names, as old sites publish them.
#[test]
fn guesses() {
    let table = [
        ("shift_jis", "新しい記事を書きました。今日はとても良い天気です。"),
        ("euc-jp", "新しい記事を書きました。今日はとても良い天気です。"),
        ("euc-kr", "오늘은 새로운 글을 올렸습니다. 날씨가 좋네요."),
        ("gbk", "今天我们发布了一篇新的文章，请大家阅读。"),
        ("big5", "今天我們發佈了一篇新的文章，請大家閱讀。"),
        ("windows-1251", "Сегодня утром в городе открыли новый мост через реку."),
        ("koi8-u", "Сегодня утром в городе открыли новый мост через реку."),
        ("windows-1253", "Σήμερα το πρωί άνοιξε η νέα γέφυρα του ποταμού."),
        ("windows-1255", "הבוקר נפתח בעיר גשר חדש מעל הנהר הגדול."),
        ("windows-874", "วันนี้เราได้เผยแพร่บทความใหม่ให้ทุกคนอ่าน"),
    ];
    for (label, text) in table {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let done = format!("no known charset is declared; it was read as {}", encoding.name());
        check(&encoding.encode(text).0, None, text, &[&done]);
        // UTF-8 that is declared and is not there says nothing.
        let says =
            format!("the HTTP header says \"utf-8\", but the document is {}", encoding.name());
        check(&encoding.encode(text).0, UTF8, text, &[&says]);
    }
    let done = "no known charset is declared; it was read as ISO-2022";
    check(b"<a>\x1B$B$\"\x1B(B</a>", None, "<a>あ</a>", &[done]);
    // Latin text is no reason to look further.
    let latin = "L’été, le maïs et la forêt étaient près d’ici; déjà çà et là.";
    let bytes = encoding_rs::WINDOWS_1252.encode(latin).0;
    check(&bytes, None, latin, &["bytes that are not UTF-8; each was read as windows-1252"]);
    check(b"\xD6l \xC4\xD6\xDC", None, "Öl ÄÖÜ", &["bytes that are not UTF-8"]);
}

#[test]
fn utf8_is_not_copied() {
    for bytes in ["", "plain", "\u{FEFF}é", "<?xml encoding='utf-8'?>日本"] {
        let mut notes = Notes::new("test");
        assert!(matches!(decode(bytes.as_bytes(), UTF8, &mut notes), Cow::Borrowed(_)), "{bytes}");
    }
}
