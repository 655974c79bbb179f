//! Names of charsets → charsets.
//!
//! The web's own list (WHATWG Encoding, §4.2) knows the names that browsers meet. Feeds are also
//! made by programs that write the names of their platform: `cp1252`, `windows_1251`, `ISO8859_2`,
//! `csIBM850`, `x-mac-greek`, `MS_Kanji`. So a name is compared by its letters and digits alone.

use encoding_rs::Encoding;

use super::{
    charset::Charset,
    tables,
    wide::{BIG, LITTLE},
};

/// Longest name that is looked at, in bytes.
const LABEL_BYTES: usize = 64;

/// Our name of a charset, and the other names of it, squeezed, that no rule below finds.
const ALIASES: &[(&str, &str)] = &[
    ("utf-8", "utf u8 utf8ucs2 utf8ucs4 utf8mb4 utf8n utf8bom utf8sig cputf8"),
    ("utf-7", "utf7 u7 unicode11utf7 csunicode11utf7 unicode20utf7 csutf7 utf7imap"),
    ("utf-16be", "utf16be utf16 u16 unicodebig unicodebigunmarked unicodefffe ucs2be csutf16be"),
    ("utf-16be", "ucs2 iso10646ucs2 csunicode unicode iso10646 utf16sig csutf16 csucs2 cs16"),
    ("utf-16le", "utf16le unicodelittle unicodelittleunmarked unicodefeff ucs2le csutf16le"),
    ("utf-32be", "utf32be utf32 u32 ucs4 iso10646ucs4 csucs4 ucs4be csutf32 csutf32be"),
    ("utf-32le", "utf32le ucs4le csutf32le"),
    ("hz", "hz hzgb hzgb2312"),
    ("johab", "johab ksc5601johab ksx1001johab"),
    ("iso-2022", "iso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp2004 iso2022jpext jis"),
    ("iso-2022", "csiso2022jp csiso2022jp2 iso2022kr csiso2022kr iso2022cn iso2022cnext"),
    ("windows-1252", "ansi mbcs dbcs msansi latin 8859 iso8859 646 us ascii ascii7 usascii"),
    ("windows-1252", "iso646us iso646irv1991 isoir6 ansix341968 ansix341986 ansix34"),
    ("windows-1250", "msee winlatin2"),
    ("windows-1251", "mscyrl wincyrillic"),
    ("windows-1253", "msgreek wingreek"),
    ("windows-1254", "msturk winturkish"),
    ("windows-1255", "mshebr winhebrew"),
    ("windows-1256", "msarab winarabic"),
    ("windows-1257", "winbaltrim winbaltic"),
    ("windows-874", "thai tis620 tis6200 tis62025290 tis62025291 isoir166 iso885911"),
    ("iso-8859-13", "latin7 l7 isoir179"),
    ("iso-8859-14", "latin8 l8 isoceltic isoir199"),
    ("iso-8859-15", "latin9 l9 latin0 isoir203"),
    ("iso-8859-16", "latin10 l10 isoir226"),
    ("iso-8859-7", "greek8 elot928 ecma118"),
    ("iso-8859-6", "asmo708 ecma114"),
    ("koi8-r", "koi8 koi8r"),
    ("koi8-u", "koi8u"),
    ("big5", "big5tw big5hk hkscs big5hkscs big5hkscs2004 cnbig5 xmactradchinese bigfive"),
    ("gbk", "gb2312 euccn eucgb2312cn gb23121980 gb231280 eucgb2312 cngb xmacsimpchinese gbk"),
    ("gb18030", "gb18030 gb180302000 gb180302005 gb180302022"),
    ("euc-jp", "eucjp ujis eucjpms"),
    ("shift_jis", "shiftjis sjis mskanji csshiftjis"),
    ("shift_jis", "windows31j cswindows31j ms31j xmacjapanese"),
    ("euc-jis-2004", "eucjis2004 eucjisx0213 jisx0213"),
    ("shift_jis-2004", "shiftjis2004 shiftjisx0213 sjis2004 sjisx0213"),
    ("euc-kr", "euckr korean ksc5601 ksc56011987 ksx1001 uhc xmackorean xwindows949"),
    ("macintosh", "mac macroman xmacroman macintosh"),
    ("x-mac-cyrillic", "maccyrillic macukrainian macukraine"),
    ("mac-arabic", "macarabic"),
    ("mac-croatian", "maccroatian"),
    ("mac-farsi", "macfarsi"),
    ("mac-greek", "macgreek"),
    ("mac-iceland", "maciceland macicelandic"),
    ("mac-centraleurope", "maccentraleurope maccenteuro maclatin2 macce maccentraleurroman"),
    ("mac-romanian", "macromanian macromania"),
    ("mac-turkish", "macturkish"),
    ("ibm037", "ebcdiccpca ebcdiccpnl ebcdiccpus ebcdiccpwt ibm039 ebcdicus ebcdic"),
    ("ibm500", "ebcdiccpbe ebcdiccpch ebcdicinternational"),
    ("ibm424", "ebcdiccphe"),
    ("ibm1140", "ebcdicus37euro"),
    ("ibm1047", "ebcdiclatin1open"),
    ("ibm437", "pc8codepage437 dosus"),
    ("ibm775", "pc775baltic"),
    ("ibm850", "pc850multilingual doslatin1"),
    ("ibm852", "pcp852 doslatin2"),
    ("ibm858", "pcmultilingual850euro"),
    ("ibm861", "cpis"),
    ("ibm862", "pc862latinhebrew"),
    ("ibm869", "cpgr"),
    ("ibm1125", "cp866u ruscii"),
    ("koi8-t", "koi8t"),
    ("koi8-ru", "koi8ru"),
    ("kz-1048", "kz1048 rk1048 strk1048 strk10482002"),
    ("ptcp154", "ptcp154 pt154 cyrillicasian"),
    ("hp-roman8", "hproman8 roman8 r8"),
    ("palmos", "palmos"),
    ("armscii-8", "armscii8"),
    ("georgian-ps", "georgianps"),
    ("georgian-academy", "georgianacademy"),
    ("viscii", "viscii viscii111"),
    ("tcvn", "tcvn tcvn5712 tcvn57121 tcvn571211993"),
];

/// Numbers of code pages whose name does not hold the number.
const NUMBERS: &[(u32, &str)] = &[
    (154, "ptcp154"),
    (367, "windows-1252"),
    (813, "iso-8859-7"),
    (819, "windows-1252"),
    (874, "windows-874"),
    (912, "iso-8859-2"),
    (913, "iso-8859-3"),
    (914, "iso-8859-4"),
    (915, "iso-8859-5"),
    (916, "iso-8859-8"),
    (920, "windows-1254"),
    (923, "iso-8859-15"),
    (932, "shift_jis"),
    (936, "gbk"),
    (942, "shift_jis"),
    (943, "shift_jis"),
    (949, "euc-kr"),
    (950, "big5"),
    (951, "big5"),
    (1051, "hp-roman8"),
    (1089, "iso-8859-6"),
    (1200, "utf-16le"),
    (1201, "utf-16be"),
    (1361, "johab"),
    (1386, "gbk"),
    (10000, "macintosh"),
    (10004, "mac-arabic"),
    (10006, "mac-greek"),
    (10007, "x-mac-cyrillic"),
    (10010, "mac-romanian"),
    (10017, "x-mac-cyrillic"),
    (10029, "mac-centraleurope"),
    (10079, "mac-iceland"),
    (10081, "mac-turkish"),
    (10082, "mac-croatian"),
    (12000, "utf-32le"),
    (12001, "utf-32be"),
    (20127, "windows-1252"),
    (20866, "koi8-r"),
    (21866, "koi8-u"),
    (50220, "iso-2022"),
    (50221, "iso-2022"),
    (50222, "iso-2022"),
    (50225, "iso-2022"),
    (51932, "euc-jp"),
    (51936, "gbk"),
    (51949, "euc-kr"),
    (52936, "hz"),
    (54936, "gb18030"),
    (65000, "utf-7"),
    (65001, "utf-8"),
];

/// The charset of that name. ISO-8859-1 and US-ASCII mean windows-1252 and GB2312 means GBK, as
/// in every browser: who names the one uses the other.
pub(super) fn find(label: &str) -> Option<Charset> {
    let label = label.trim();
    if label.len() > LABEL_BYTES {
        return None;
    }
    let key = squeeze(label);
    let bare = key.strip_prefix("cs").or(key.strip_prefix('x')).unwrap_or(&key);
    alias(&key)
        .or_else(|| alias(bare))
        .or_else(|| numbered(bare))
        .or_else(|| iso_8859(label))
        .or_else(|| web(label))
        .or_else(|| web(&label.replace('_', "-")))
        .or_else(|| web(&key))
}

/// Lower-case letters and digits.
fn squeeze(label: &str) -> String {
    label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn alias(key: &str) -> Option<Charset> {
    let (name, _) = ALIASES.iter().find(|(_, keys)| keys.split(' ').any(|have| have == key))?;
    named(name)
}

fn named(name: &str) -> Option<Charset> {
    Some(match name {
        "utf-8" => Charset::Utf8,
        "utf-7" => Charset::Utf7,
        "utf-16be" => Charset::Utf16(BIG),
        "utf-16le" => Charset::Utf16(LITTLE),
        "utf-32be" => Charset::Utf32(BIG),
        "utf-32le" => Charset::Utf32(LITTLE),
        "hz" => Charset::Hz,
        "euc-jis-2004" => Charset::Jis2004,
        "shift_jis-2004" => Charset::ShiftJis2004,
        "johab" => Charset::Johab,
        "iso-2022" => Charset::Escapes,
        _ => return tables::find(name).map(Charset::Table).or_else(|| web(name)),
    })
}

/// Code pages by number, whoever's they are: `cp850`, `IBM00858`, `windows-1250`, `ms932`, `437`.
fn numbered(key: &str) -> Option<Charset> {
    let digits = key.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let owner = &key[..key.len() - digits.len()];
    let owners = ["", "cp", "ibm", "windows", "win", "ms", "dos", "oem", "ccsid", "codepage"];
    let number: u32 = digits.parse().ok().filter(|_| owners.contains(&owner))?;
    let by_number = NUMBERS.iter().find(|(have, _)| *have == number).map(|(_, name)| *name);
    by_number
        .and_then(named)
        .or_else(|| named(&format!("ibm{number:03}")))
        .or_else(|| named(&format!("windows-{number}")))
}

/// The parts of ISO 8859, however the name is joined: `iso8859_2`, `ISO_8859-5:1988`, `iso88597`.
fn iso_8859(label: &str) -> Option<Charset> {
    let lower = label.to_ascii_lowercase();
    let (before, after) = lower.split_once("8859")?;
    let part: String = after
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let number: u32 = part.parse().ok().filter(|_| before.contains("iso") || before.is_empty())?;
    web(&format!("iso-8859-{number}"))
}

fn web(label: &str) -> Option<Charset> {
    let encoding = Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(match encoding.name() {
        "UTF-8" => Charset::Utf8,
        "UTF-16LE" => Charset::Utf16(LITTLE),
        "UTF-16BE" => Charset::Utf16(BIG),
        "ISO-2022-JP" => Charset::Escapes,
        // Not a charset but a trick of browsers.
        "x-user-defined" => return None,
        _ => Charset::Web(encoding),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(labels: &str, want: &str) {
        for label in labels.split(' ') {
            assert_eq!(find(label).map_or("none", Charset::name), want, "{label}");
        }
    }

    #[test]
    fn names_of_the_web() {
        check("UTF-8 utf8 UTF_8 unicode-1-1-utf-8 cp65001", "UTF-8");
        check(
            "ISO-8859-1 latin1 us-ascii ASCII cp1252 windows_1252 8859-1 iso8859-1",
            "windows-1252",
        );
        check("iso-8859-1:1987 iso_8859_1 IBM819 ansi_x3.4-1968 l1", "windows-1252");
        check("gb2312 GB_2312-80 gbk cp936 x-gbk EUC-CN", "GBK");
        check("Shift-JIS sjis MS_Kanji windows-31j cp932 csShiftJIS x-sjis", "Shift_JIS");
        check("euc-kr ks_c_5601-1987 cp949 UHC", "EUC-KR");
        check("iso8859_2 ISO-8859-2 latin2 iso_8859-2:1987 csISOLatin2 iso88592", "ISO-8859-2");
        check("iso-8859-16 latin10", "ISO-8859-16");
        check("windows-1251 cp1251 1251 x-cp1251 ms-cyrl CP-1251", "windows-1251");
        check("utf-16 UTF-16LE ucs-2 csUnicode u16", "UTF-16");
        check("tis-620 iso-8859-11 cp874", "windows-874");
        check("KOI8-R koi8_r cskoi8r cp20866", "KOI8-R");
    }

    #[test]
    fn names_of_platforms() {
        check("iso-2022-jp ISO-2022-KR iso-2022-jp-2 csISO2022JP", "ISO-2022");
        check("cp437 IBM437 437 csPC8CodePage437 cp-437 x-ibm437", "ibm437");
        check("IBM00858 CCSID00858 cp858", "ibm858");
        check("ebcdic-cp-us cp037 IBM037 037 csIBM037", "ibm037");
        check("x-mac-ce maclatin2 mac_centeuro", "mac-centraleurope");
        check("mac x-mac-roman cp10000", "macintosh");
        check("tcvn-5712 TCVN5712-1:1993 tcvn", "tcvn");
        check("ISO-10646-UCS-4 utf_32 utf-32le", "UTF-32");
        check("hz-gb-2312", "HZ");
        check("cp1361", "Johab");
        check("euc_jisx0213", "EUC-JIS-2004");
        check("Shift_JIS-2004", "Shift_JIS-2004");
        check("cp866 csibm866", "IBM866");
    }

    #[test]
    fn no_names() {
        check("bogus none x-user-defined iso-8859-99 99999999999 cp cs -", "none");
        assert!(find("").is_none() && find(&"a".repeat(999)).is_none());
    }

    #[test]
    fn every_alias_leads_somewhere() {
        for (name, keys) in ALIASES {
            assert!(named(name).is_some(), "{name}");
            for key in keys.split(' ') {
                assert_eq!(find(key).map(Charset::name), named(name).map(Charset::name), "{key}");
            }
        }
        assert!(NUMBERS.iter().all(|(_, name)| named(name).is_some()));
        assert!(
            tables::all().all(|table| find(table.name).is_some_and(|c| c.name() == table.name))
        );
    }
}
