//! Words of dates in Chinese, Japanese and Korean, which stand without blanks between them.

use chrono::Weekday;

use super::stamp::Half;

/// What such a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The number before it is this part of a date.
    Unit(Unit),
    /// A half of the day.
    Half(Half),
    /// The month, as a word.
    Month(u32),
    /// A day of the week.
    Weekday(Weekday),
    /// The number behind it counts the years from this one.
    Era(i32),
    /// The first year of an era.
    First,
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// 年
    Year,
    /// 月
    Month,
    /// 日
    Day,
    /// 時
    Hour,
    /// 分
    Minute,
    /// 秒
    Second,
}

/// Whether a letter belongs to these scripts.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// The word that `text` begins with, and its length in bytes.
pub(super) fn word(text: &str) -> Option<(Meaning, usize)> {
    if let Some(found) = weekday(text) {
        return Some(found);
    }
    let (word, meaning) = WORDS.iter().find(|(word, _)| text.starts_with(word))?;
    Some((*meaning, word.len()))
}

/// 星期二, 周二, 火曜日, 화요일.
fn weekday(text: &str) -> Option<(Meaning, usize)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    let (names, name, letters) = match (first, chars.next()?, chars.next()) {
        ('周' | '週', c, _) => ("一二三四五六日", c, 2),
        ('星', '期', Some(c)) | ('礼' | '禮', '拜', Some(c)) => ("一二三四五六日", c, 3),
        (c, '曜', end) => ("月火水木金土日", c, if end == Some('日') { 3 } else { 2 }),
        (c, '요', Some('일')) => ("월화수목금토일", c, 3),
        _ => return None,
    };
    let name = if name == '天' { '日' } else { name };
    let day = names.chars().position(|c| c == name)?;
    let day = Weekday::try_from(u8::try_from(day).ok()?).ok()?;
    // All of these letters have three bytes.
    Some((Meaning::Weekday(day), letters * first.len_utf8()))
}

/// Longer words stand before their beginnings.
const WORDS: [(&str, Meaning); 62] = [
    ("十一月", Meaning::Month(11)),
    ("十二月", Meaning::Month(12)),
    ("一月", Meaning::Month(1)),
    ("二月", Meaning::Month(2)),
    ("三月", Meaning::Month(3)),
    ("四月", Meaning::Month(4)),
    ("五月", Meaning::Month(5)),
    ("六月", Meaning::Month(6)),
    ("七月", Meaning::Month(7)),
    ("八月", Meaning::Month(8)),
    ("九月", Meaning::Month(9)),
    ("十月", Meaning::Month(10)),
    ("年", Meaning::Unit(Unit::Year)),
    ("년", Meaning::Unit(Unit::Year)),
    ("月", Meaning::Unit(Unit::Month)),
    ("월", Meaning::Unit(Unit::Month)),
    ("日", Meaning::Unit(Unit::Day)),
    ("号", Meaning::Unit(Unit::Day)),
    ("號", Meaning::Unit(Unit::Day)),
    ("일", Meaning::Unit(Unit::Day)),
    ("時", Meaning::Unit(Unit::Hour)),
    ("时", Meaning::Unit(Unit::Hour)),
    ("点", Meaning::Unit(Unit::Hour)),
    ("點", Meaning::Unit(Unit::Hour)),
    ("시", Meaning::Unit(Unit::Hour)),
    ("分", Meaning::Unit(Unit::Minute)),
    ("분", Meaning::Unit(Unit::Minute)),
    ("秒", Meaning::Unit(Unit::Second)),
    ("초", Meaning::Unit(Unit::Second)),
    ("上午", Meaning::Half(Half::Am)),
    ("午前", Meaning::Half(Half::Am)),
    ("오전", Meaning::Half(Half::Am)),
    ("凌晨", Meaning::Half(Half::Am)),
    ("清晨", Meaning::Half(Half::Am)),
    ("早上", Meaning::Half(Half::Am)),
    ("早晨", Meaning::Half(Half::Am)),
    ("새벽", Meaning::Half(Half::Am)),
    ("아침", Meaning::Half(Half::Am)),
    ("下午", Meaning::Half(Half::Pm)),
    ("午後", Meaning::Half(Half::Pm)),
    ("午后", Meaning::Half(Half::Pm)),
    ("오후", Meaning::Half(Half::Pm)),
    ("晚上", Meaning::Half(Half::Pm)),
    ("晚", Meaning::Half(Half::Pm)),
    ("傍晚", Meaning::Half(Half::Pm)),
    ("中午", Meaning::Half(Half::Pm)),
    ("正午", Meaning::Half(Half::Pm)),
    ("저녁", Meaning::Half(Half::Pm)),
    ("밤", Meaning::Half(Half::Pm)),
    ("낮", Meaning::Half(Half::Pm)),
    ("令和", Meaning::Era(2018)),
    ("平成", Meaning::Era(1988)),
    ("昭和", Meaning::Era(1925)),
    ("大正", Meaning::Era(1911)),
    ("明治", Meaning::Era(1867)),
    ("民國", Meaning::Era(1911)),
    ("民国", Meaning::Era(1911)),
    ("西暦", Meaning::Era(0)),
    ("公元", Meaning::Era(0)),
    ("西元", Meaning::Era(0)),
    ("서기", Meaning::Era(0)),
    ("元", Meaning::First),
];
