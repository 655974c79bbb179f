//! Item → the keys by which it is found again, strongest first.

use sha2::{Digest, Sha256};
use url::Url;

use super::address;
use crate::model::{
    Date, DateOrigin, IdentifyBy, Identity, Key, KeyKind, Text, Title, TitleOrigin, fold,
    hexadecimal, tokens,
};

/// Words of a lead key.
const LEAD_WORDS: usize = 16;

/// Fewest words of a lead that tell an article from another one of its source, where it has an id or
/// an address besides: some feeds show "Comments" or "Read more" as the text of every item.
const FEWEST_WORDS: usize = 8;

/// Longest native id that is a key, in bytes.
const LONGEST_NATIVE: usize = 2_048;

/// What the keys of an item are made from.
pub(super) struct Material<'i> {
    /// The publisher's id.
    pub native_id: Option<&'i str>,
    /// The article's address.
    pub link: Option<&'i Url>,
    /// Home pages of the feeds that the item is in. Many feeds link items without a page there.
    pub homes: &'i [Url],
    /// Paragraphs of the body, else of the standfirst.
    pub paragraphs: &'i [String],
    /// The title, whatever its origin.
    pub title: &'i Title,
    /// Date of publication.
    pub published: &'i Date,
    /// What of it identifies an item. What does not is among the keys nevertheless: items may be
    /// stored under it.
    pub identity: &'i Identity,
}

/// The keys of an item.
pub(super) fn keys(material: &Material<'_>) -> Vec<Key> {
    let native = material.native_id.and_then(native_id);
    let bare = native.as_deref().and_then(bare_native_id);
    let address = material.link.and_then(|link| page(link, material.homes));
    let Identity { by, folds_hosts, .. } = *material.identity;
    let exact = address.as_ref().and(material.link).filter(|_| !folds_hosts).map(exact_page);
    let by_words = matches!(by, IdentifyBy::TitleAndDate | IdentifyBy::Content);
    let named = match by_words {
        true => is_told(material.title),
        false => native.is_some() || address.is_some(),
    };
    let is_unnamed = by_words || native.is_none() && address.is_none();
    let words = is_unnamed.then(|| words(material.title, material.paragraphs)).flatten();
    let lead = lead(material.paragraphs).filter(|lead| !named || lead.words >= FEWEST_WORDS);
    let lead = lead.map(|lead| lead.hash);
    let last_resort = lead.is_none() && (!named || by_words);
    let title = title_day(material.title, material.published, last_resort);
    let sorts = [
        (KeyKind::NativeId, native),
        (KeyKind::BareNativeId, bare),
        (KeyKind::Address, address),
        (KeyKind::Address, exact),
        (KeyKind::Words, words),
        (KeyKind::Lead, lead),
        (KeyKind::TitleDay, title),
    ];
    let keys = sorts.into_iter().filter_map(|(kind, value)| Some(Key { kind, value: value? }));
    keys.collect()
}

/// The publisher's id: verbatim, but for characters that no output can carry.
fn native_id(id: &str) -> Option<String> {
    let id = Text::new(id).trim().to_owned();
    (!id.is_empty() && id.len() <= LONGEST_NATIVE).then_some(id)
}

/// An id that is a web address without scheme and host. The fragment stays: some ids differ by it
/// alone.
fn bare_native_id(id: &str) -> Option<String> {
    let url = Url::parse(id).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let query = url.query().filter(|query| !query.is_empty());
    if url.path() == "/" && query.is_none() {
        return None;
    }
    let mut bare = url.path().to_owned();
    for (mark, part) in [('?', query), ('#', url.fragment())] {
        if let Some(part) = part {
            bare.push(mark);
            bare.push_str(part);
        }
    }
    Some(bare)
}

/// The canonical address of a link that names the article and not the site.
fn page(link: &Url, homes: &[Url]) -> Option<String> {
    if !address::names_a_page(link) {
        return None;
    }
    let canonical = address::canonical(link);
    let is_home = homes.iter().any(|home| address::canonical(home) == canonical);
    (!is_home).then_some(canonical)
}

/// The canonical address with its scheme, and with the `www.` that it has.
fn exact_page(link: &Url) -> String {
    let www = link.host_str().filter(|host| host.starts_with("www.")).map_or("", |_| "www.");
    format!("{}://{www}{}", link.scheme(), address::canonical(link))
}

/// A lead key and how many words it stands on.
struct Lead {
    hash: String,
    words: usize,
}

/// The lead key: SHA-256 over the first words of the first paragraph that has any, folded, with one
/// space between them.
fn lead(paragraphs: &[String]) -> Option<Lead> {
    paragraphs.iter().find_map(|paragraph| {
        let folded = fold(paragraph);
        let words: Vec<&str> = tokens(&folded).take(LEAD_WORDS).collect();
        if words.is_empty() {
            return None;
        }
        let hash = hexadecimal(&Sha256::digest(words.join(" ").as_bytes()));
        Some(Lead { hash, words: words.len() })
    })
}

/// SHA-256 over the folded title and every word of the text, with one space between them. `None`
/// without text: the title has a key of its own.
fn words(title: &Title, paragraphs: &[String]) -> Option<String> {
    let mut digest = Sha256::new();
    let mut is_empty = true;
    digest.update(fold(&title.text));
    for paragraph in paragraphs {
        for word in tokens(&fold(paragraph)) {
            digest.update(if is_empty { "\0" } else { " " });
            digest.update(word);
            is_empty = false;
        }
    }
    (!is_empty).then(|| hexadecimal(&digest.finalize()))
}

/// Folded title and day of publication. A day that we made up or moved is no key, because another run
/// has another one; the title alone is one only where there is nothing else.
fn title_day(title: &Title, published: &Date, last_resort: bool) -> Option<String> {
    let told = is_told(title);
    let dated = published.origin != DateOrigin::FirstSeen && !published.clamped;
    let folded = fold(&title.text);
    if folded.is_empty() {
        return None;
    }
    match (told && dated, last_resort) {
        (true, _) => Some(format!("{folded}|{}", published.at.format("%Y-%m-%d"))),
        (false, true) => Some(format!("{folded}|")),
        (false, false) => None,
    }
}

fn is_told(title: &Title) -> bool {
    matches!(title.origin, TitleOrigin::TitleLine | TitleOrigin::Dek)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Precision;

    fn date(origin: DateOrigin) -> Date {
        Date {
            at: "2026-03-03T12:00:00Z".parse().unwrap(),
            raw: None,
            origin,
            precision: Precision::Second,
            zone_assumed: false,
            day_assumed: false,
            clamped: false,
        }
    }

    fn title(text: &str, origin: TitleOrigin) -> Title {
        Title { text: Text::line(text), origin }
    }

    /// `native`, `link` and text of an entry, and the keys that it must have, `kind value`.
    #[track_caller]
    fn check(native: &str, link: &str, text: &str, want: &[&str]) {
        check_by(&Identity::standard(), native, link, text, want);
    }

    #[track_caller]
    fn check_by(identity: &Identity, native: &str, link: &str, text: &str, want: &[&str]) {
        let link = Url::parse(link).ok();
        let material = Material {
            native_id: Some(native),
            link: link.as_ref(),
            homes: &["https://www.example.org/home/".parse().unwrap()],
            paragraphs: &["…".to_owned(), text.to_owned()],
            title: &title("A “Title”", TitleOrigin::TitleLine),
            published: &date(DateOrigin::Published),
            identity,
        };
        let got: Vec<String> = keys(&material)
            .iter()
            .filter(|key| key.kind != KeyKind::Words)
            .map(|key| format!("{} {}", key.kind.as_str(), key.value))
            .collect();
        assert_eq!(got, want, "{native:?} {link:?} {text:?}");
    }

    const DAY: &str = "title-day a \"title\"|2026-03-03";

    #[test]
    fn native_ids() {
        check(" 12 ", "", "", &["native-id 12", DAY]);
        check("\u{0} ", "", "", &[DAY]);
        check(&"x".repeat(3_000), "", "", &[DAY]);
        check("urn:x:y", "", "", &["native-id urn:x:y", DAY]);
        check("https://www.a.org/", "", "", &["native-id https://www.a.org/", DAY]);
        check(
            "http://www.a.org/?p=1#x",
            "",
            "",
            &["native-id http://www.a.org/?p=1#x", "bare-native-id /?p=1#x", DAY],
        );
    }

    #[test]
    fn addresses() {
        check("", "https://www.a.org/b/?utm_source=c", "", &["address a.org/b", DAY]);
        check("", "https://www.a.org/", "", &[DAY]);
        check("", "http://example.org/home", "", &[DAY]);
    }

    /// Golden values: ids of articles hang on them.
    #[test]
    fn lead_keys_never_change() {
        let lead = "lead f02a82848e03402864bf08c7dfe69ec329e4e088cbe7e689395fff1de9e06b4d";
        let text = "The mill’s wheel — built in 1897 — turns again: 12 km of canals bring water “as \
                    before” and more";
        check("", "", text, &[lead, DAY]);
        let plain = "the mill's  wheel - BUILT in 1897 - turns again; 12\u{a0}km of canals bring water \
                     'as anything";
        check("", "", plain, &[lead, DAY]);
        let short = "lead 2b4244fb2663714ee7241914de64ede5288e4cb2921611e2a41193f11de11922";
        check("", "", "Comments", &[short, DAY]);
    }

    /// The key of a whole telling under a title, if it has one.
    fn of_words(native: &str, under: &str, paragraphs: &[&str]) -> Option<String> {
        let material = Material {
            native_id: Some(native),
            link: None,
            homes: &[],
            paragraphs: &paragraphs.iter().map(|&text| text.to_owned()).collect::<Vec<_>>(),
            title: &title(under, TitleOrigin::TitleLine),
            published: &date(DateOrigin::Published),
            identity: &Identity::standard(),
        };
        let found = keys(&material).into_iter().find(|key| key.kind == KeyKind::Words);
        found.map(|key| key.value)
    }

    #[test]
    fn what_has_no_name_has_a_key_of_all_its_words() {
        let key = of_words("", "A “Title”", &["One two", "three."]);
        let golden = "c31db8b4106e2e7b9f1a23b1817c1ba5354bbdfebfb82080f7194e5573d3eb26";
        assert_eq!(key.as_deref(), Some(golden));
        assert_eq!(of_words("", "a \"title\"", &["ONE  two three"]), key, "folded");
        for (under, paragraphs) in
            [("Another", ["One two", "three."]), ("A “Title”", ["One two", "four."])]
        {
            assert_ne!(of_words("", under, &paragraphs), key);
        }
        assert_eq!(of_words("7", "A “Title”", &["One two", "three."]), None);
        assert_eq!(of_words("", "A “Title”", &["…"]), None);
    }

    #[test]
    fn short_leads_are_no_key_beside_others() {
        check("7", "", "Comments", &["native-id 7", DAY]);
    }

    /// Every key is made, for items may be stored under it; what is believed is another question.
    #[track_caller]
    fn check_believed(identity: Identity, native: &str, link: &str, text: &str, want: &[&str]) {
        let link = Url::parse(link).ok();
        let material = Material {
            native_id: Some(native),
            link: link.as_ref(),
            homes: &[],
            paragraphs: &[text.to_owned()],
            title: &title("A “Title”", TitleOrigin::TitleLine),
            published: &date(DateOrigin::Published),
            identity: &identity,
        };
        let all = keys(&material);
        let (believed, former) = identity.divide(all.clone());
        let names: Vec<&str> = believed
            .iter()
            .filter(|key| key.kind != KeyKind::Words)
            .map(|key| key.kind.as_str())
            .collect();
        assert_eq!(names, want, "{identity:?} {native:?} {link:?} {text:?}");
        assert_eq!(believed.len() + former.len(), all.len());
    }

    #[test]
    fn what_is_believed_is_the_word_of_the_operator() {
        let standard = Identity::standard();
        let by = |by| Identity { by, ..standard };
        let (native, page) = ("http://a.org/?p=1", "http://a.org/one");
        let text = "one two three four five six seven eight nine";
        let all = ["native-id", "bare-native-id", "address", "lead", "title-day"];
        check_believed(standard, native, page, text, &all);
        check_believed(by(IdentifyBy::Link), native, page, text, &all[2..]);
        check_believed(by(IdentifyBy::TitleAndDate), native, page, text, &all[3..]);
        check_believed(by(IdentifyBy::Content), native, page, text, &all[3..4]);
        // Too short a text identifies nothing.
        check_believed(by(IdentifyBy::Content), native, page, "Comments", &all[4..]);
        check_believed(by(IdentifyBy::TitleAndDate), native, page, "Comments", &all[4..]);
        check_believed(by(IdentifyBy::Link), "7", "", "Comments", &all[4..]);
        let exact = Identity { folds_hosts: false, ..standard };
        check_believed(exact, native, page, "", &[all[0], all[2], all[4]]);
    }

    #[test]
    fn an_address_that_is_not_folded_keeps_scheme_and_host() {
        let exact = Identity { folds_hosts: false, ..Identity::standard() };
        let page = "https://www.a.org/b/?utm_source=c#top";
        check_by(&exact, "", page, "", &["address a.org/b", "address https://www.a.org/b", DAY]);
    }

    #[test]
    fn titles_without_a_day_are_the_last_resort() {
        let seen = date(DateOrigin::FirstSeen);
        let moved = Date { clamped: true, ..date(DateOrigin::Published) };
        let told = date(DateOrigin::Published);
        let (line, lead) = (TitleOrigin::TitleLine, TitleOrigin::BodyLead);
        for (origin, date, last_resort, want) in [
            (line, &told, false, Some("t|2026-03-03")),
            (line, &seen, false, None),
            (line, &moved, true, Some("t|")),
            (lead, &told, false, None),
            (lead, &told, true, Some("t|")),
        ] {
            let got = title_day(&title("T", origin), date, last_resort);
            assert_eq!(got.as_deref(), want, "{origin:?} {date:?}");
        }
        assert_eq!(title_day(&title("", line), &told, true), None);
    }
}
