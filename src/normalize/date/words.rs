//! Words of a date that are no names: halves of the day, labels, and what stands between numbers.
//!
//! All in the form of [`plain_word`](crate::model::calendar::plain_word). Words of China, Japan and
//! Korea are in [`super::cjk`], for there they stand without blanks.

use super::stamp::Half;

/// Which half of the day a word names, beside a clock.
pub(super) fn half(word: &str) -> Option<Half> {
    match word {
        "am" | "vorm" | "πμ" | "oo" | "ص" | "صباحا" => Some(Half::Am),
        "pm" | "nachm" | "μμ" | "os" | "م" | "مساء" => Some(Half::Pm),
        _ => None,
    }
}

/// The hour that a word names.
pub(super) fn hour(word: &str) -> Option<u32> {
    match word {
        "noon" | "midday" => Some(12),
        "midnight" => Some(0),
        _ => None,
    }
}

/// Whether a word makes an hour of the number before it: `14h40`, `18 Uhr`.
pub(super) fn is_hour(word: &str) -> bool {
    matches!(word, "h" | "hr" | "hrs" | "uhr" | "uur" | "heures" | "horas" | "ore" | "godz")
}

/// Whether a word makes an ordinal of the number before it: `1st`, `1er`, `2e`, `1º`.
pub(super) fn is_ordinal(word: &str) -> bool {
    const ENDINGS: [&str; 14] =
        ["st", "nd", "rd", "th", "er", "e", "re", "ere", "eme", "o", "os", "ste", "de", "го"];
    ENDINGS.contains(&word)
}

/// Whether a word behind the name of a zone belongs to it: "Eastern Standard Time".
pub(super) fn is_zone_word(word: &str) -> bool {
    matches!(word, "standard" | "daylight" | "summer" | "winter" | "mean" | "time" | "universal")
}

/// Whether a word of a date says nothing about when: a label, a preposition, "the".
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.iter().any(|words| words.split_whitespace().any(|filler| filler == word))
}

/// By language: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian,
/// Turkish and Hungarian, and what stands beside clocks and years.
const FILLERS: [&str; 11] = [
    "added article at build built by changed created date dated day edited entry filed first from \
     issued last lastupdated live modified of on online original originally post posted \
     publication published pubdate release released revised revision since submitted the time \
     uploaded update updated was written year ad ce",
    "aktualisiert aktualisierung am an datum den der die erschienen erstellt geandert gepostet \
     letzte letztes publiziert stand um uhr update vom veroffentlicht veroeffentlicht von zuletzt",
    "a actualise actualisee ajoute cree date de dernier derniere du edite jour la le les mis mise \
     modifie modifiee parution poste publication publie publiee heure heures",
    "actualizacion actualizada actualizado creado de del dia el en fecha las los modificado \
     modificacion publicacion publicada publicado ultima ultimo hora horas hs",
    "as ano atualizacao atualizada atualizado criado data em feira modificado postado publicacao \
     publicada publicado ultima",
    "aggiornamento aggiornata aggiornato alle creato data il modificato ora ore pubblicata \
     pubblicato ultima ultimo",
    "bijgewerkt datum geplaatst gepubliceerd gewijzigd het laatst laatste om op uur",
    "aktualizacja data dnia dodano godz godzina o opublikowano opublikowany ostatnia r roku \
     utworzono w zaktualizowano",
    "в во г года год дата добавлено изменено о обновлено обновление опубликовано от последнее с \
     создано ч",
    "guncelleme guncellendi olusturma saat saati son tarih tarihi tarihinde yayin yayinlanma \
     yayinlandi eklenme kozzeteve frissitve datuma",
    "h hr hrs clock oclock u kl klo i",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::calendar::plain_word;

    #[test]
    fn tables_hold_plain_words() {
        for filler in FILLERS.iter().flat_map(|words| words.split_whitespace()) {
            assert_eq!(plain_word(filler), filler);
            assert!(half(filler).is_none() || filler == "am", "{filler}");
        }
        assert!(is_filler(&plain_word("Veröffentlicht")));
        assert!(!is_filler("version"));
    }
}
