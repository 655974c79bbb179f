//! Names of months and days of the week in the languages that feeds are written in.
//!
//! The tables hold every name and usual abbreviation in the form of [`plain_word`]: lower case and
//! without accents, because publishers drop them. English names may also be cut anywhere behind the
//! third letter ("Septemb"). Some words name both: "mar" is March in Spanish and Tuesday in French.

use std::{borrow::Cow, sync::LazyLock};

use chrono::Weekday;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The number of a month by its name.
pub fn month(word: &str) -> Option<u32> {
    find(word, |name| name.month)
}

/// The day of the week by its name.
pub fn weekday(word: &str) -> Option<Weekday> {
    find(word, |name| name.weekday)
}

/// A word as tables of names hold it: lower case, without accents, `ı` as `i`, `ς` as `σ`.
pub fn plain_word(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(word.to_ascii_lowercase())
        } else {
            Cow::Borrowed(word)
        };
    }
    let lower = word.to_lowercase();
    let bare = lower.nfd().filter(|c| !is_combining_mark(*c)).map(|c| match c {
        'ı' => 'i',
        'ς' => 'σ',
        _ => c,
    });
    // Composed again for the sake of Hangul.
    Cow::Owned(bare.nfc().collect())
}

struct Name {
    word: &'static str,
    month: Option<u32>,
    weekday: Option<Weekday>,
    /// The name is English, and has more letters than its abbreviation.
    may_be_cut: bool,
}

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let mut names = Vec::new();
    for (month, words) in (1..).zip(MONTHS) {
        let named =
            |(at, word)| Name { word, month: Some(month), weekday: None, may_be_cut: at == 0 };
        names.extend(words.split_whitespace().enumerate().map(named));
    }
    for (day, words) in WEEKDAYS {
        let named =
            |(at, word)| Name { word, month: None, weekday: Some(day), may_be_cut: at == 0 };
        names.extend(words.split_whitespace().enumerate().map(named));
    }
    names.sort_by_key(|name| name.word);
    names
});

/// What `part` says of a word: of all names that it is, else of the English one that it begins.
fn find<T>(word: &str, part: fn(&Name) -> Option<T>) -> Option<T> {
    let word = plain_word(word);
    let first = NAMES.partition_point(|name| name.word < &*word);
    let mut same = NAMES[first..].iter().take_while(|name| name.word == word).peekable();
    if same.peek().is_some() {
        return same.find_map(part);
    }
    let mut begun = NAMES[first..].iter().take_while(|name| name.word.starts_with(&*word));
    begun.find(|name| name.may_be_cut && word.len() >= 3).and_then(part)
}

/// English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish, Greek,
/// Hungarian; then what more of Europe and Indonesia comes without a clash. Names that are inflected
/// stand in nominative and genitive. The English name is the first.
const MONTHS: [&str; 12] = [
    "january jan januar janner janvier janv enero ene gennaio genn gen janeiro januari stycznia \
     styczen sty январь января янв ocak oca ιανουαριοσ ιανουαριου ιαν leden ledna ianuarie януари січень \
     січня",
    "february feb febr febuary februar fevrier fevr fev febrero febbraio febb fevereiro februari \
     luty lutego lut февраль февраля фев февр subat sub φεβρουαριοσ φεβρουαριου φεβ unor unora \
     februarie февруари лютии лютого",
    "march mar marz maerz mrz mars marzo marco maart mrt marzec marca март марта мар mart \
     μαρτιοσ μαρτιου μαρ μαω marcius marc marts brezen brezna martie березень березня maret",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi апрель апреля апр nisan nis \
     απριλιοσ απριλιου απρ aprilis duben dubna aprilie квітень квітня",
    "may mai mayo maggio mag maio mei maj maja маи мая mayis μαιοσ μαιου μαι majus kveten kvetna \
     травень травня",
    "june jun juni juin junio giugno giu junho czerwiec czerwca cze июнь июня июн haziran haz \
     ιουνιοσ ιουνιου ιουν ιον junius cerven cervna cer юни iunie iun червень червня",
    "july jul juli juillet juil julio luglio lug julho lipiec lipca lip июль июля июл temmuz tem \
     ιουλιοσ ιουλιου ιουλ ιολ julius cervenec cervence cvc юли iulie iul липень липня",
    "august aug aout aou agosto ago augustus sierpien sierpnia sie август августа авг agustos agu \
     αυγουστοσ αυγουστου αυγ augusztus srpen srpna серпень серпня agustus",
    "september sep sept septembre septiembre setiembre settembre set setembro wrzesien wrzesnia \
     wrz сентябрь сентября сен сент eylul eyl σεπτεμβριοσ σεπτεμβριου σεπ σεπτ szeptember szept \
     zari septembrie септември вересень вересня",
    "october oct oktober okt octobre octubre ottobre ott outubro out pazdziernik pazdziernika paz \
     октябрь октября окт ekim eki οκτωβριοσ οκτωβριου οκτ rijen rijna octombrie октомври жовтень жовтня",
    "november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя нояб kasim \
     kas νοεμβριοσ νοεμβριου νοε noiembrie ноември листопад листопада",
    "december dec dezember dez decembre diciembre dic dicembre dezembro grudzien grudnia gru \
     декабрь декабря дек aralik ara δεκεμβριοσ δεκεμβριου δεκ prosinec prosince decembrie \
     декември грудень грудня desember des",
];

/// In the languages of [`MONTHS`]. What is different days in two languages ("ma") stands nowhere.
const WEEKDAYS: [(Weekday, &str); 7] = [
    (
        Weekday::Mon,
        "monday mon montag mo lundi lun lunes lunedi segunda seg maandag poniedziałek pon pn \
         понедельник пн пнд pazartesi pzt δευτερα δευ hetfo mandag luni",
    ),
    (
        Weekday::Tue,
        "tuesday tue tues dienstag di mardi mar martes martedi terca ter dinsdag wtorek wt вторник \
         вт втр sali sal τριτη τρι kedd tirsdag tisdag tis",
    ),
    (
        Weekday::Wed,
        "wednesday wed weds mittwoch mi mit mercredi mer miercoles mie mercoledi quarta qua \
         woensdag wo woe sroda sr среда среду ср срд carsamba car τεταρτη τετ szerda onsdag ons",
    ),
    (
        Weekday::Thu,
        "thursday thu thur thurs donnerstag do don jeudi jeu jueves jue giovedi gio quinta qui \
         donderdag czwartek czw cz четверг чт чтв persembe per πεμπτη πεμ csutortok torsdag tors",
    ),
    (
        Weekday::Fri,
        "friday fri freitag fr vendredi ven viernes vie vi venerdi sexta sex vrijdag vr piatek pt \
         пятница пятницу пт птн cuma cum παρασκευη παρ pentek fredag fre",
    ),
    (
        Weekday::Sat,
        "saturday sat samstag sonnabend sa samedi sam sabado sab sabato zaterdag za zat sobota sob \
         sb суббота субботу сб сбт cumartesi cmt σαββατο σαβ szombat lordag lørdag lor",
    ),
    (
        Weekday::Sun,
        "sunday sun sonntag so son dimanche dim domingo dom domenica zondag zo zon niedziela ndz \
         nd воскресенье вс вск pazar paz κυριακη κυρ vasarnap sondag søndag",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, want: (Option<u32>, Option<Weekday>)) {
        assert_eq!((month(word), weekday(word)), want, "{word:?}");
    }

    #[test]
    fn names_in_many_languages() {
        for (word, want) in [
            ("September", 9),
            ("SEPT", 9),
            ("septemb", 9),
            ("März", 3),
            ("Maerz", 3),
            ("août", 8),
            ("déc", 12),
            ("Şubat", 2),
            ("Ağustos", 8),
            ("MAYIS", 5),
            ("мая", 5),
            ("Май", 5),
            ("października", 10),
            ("Ιούλ", 7),
            ("Αύγουστος", 8),
            ("július", 7),
        ] {
            check(word, (Some(want), None));
        }
        for (word, want) in [
            ("Tues", Weekday::Tue),
            ("mercredi", Weekday::Wed),
            ("Miércoles", Weekday::Wed),
            ("terça", Weekday::Tue),
            ("Pazartesi", Weekday::Mon),
            ("Κυρ", Weekday::Sun),
            ("чт", Weekday::Thu),
        ] {
            check(word, (None, Some(want)));
        }
        check("mar", (Some(3), Some(Weekday::Tue)));
    }

    #[test]
    fn no_names() {
        // "jui" begins June and July in French, "Jane" is no short "janeiro".
        for word in ["", "m", "ma", "jui", "Jane", "maybe", "septe.", "月", "sunny", "Windows"] {
            check(word, (None, None));
        }
    }

    #[test]
    fn tables_hold_plain_words_of_one_month() {
        for pair in NAMES.windows(2) {
            let same = pair[0].word == pair[1].word;
            assert!(!same || pair[0].month != pair[1].month, "{}", pair[0].word);
            assert!(!same || pair[0].month.is_none() || pair[1].month.is_none());
        }
        for name in NAMES.iter() {
            assert_eq!(plain_word(name.word), name.word);
        }
    }
}
