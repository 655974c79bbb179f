//! Titles of pages → whether they say an error, a login, a rest, and nothing else.
//!
//! A title is taken in parts, for publishers put their name beside it. A part must say it whole:
//! "404" and "404 Not Found" are errors, "404 Media" and "Not found in translation" are names.

use crate::model::StandIn;

/// There is no such page, in the languages that most sites speak.
const NOT_FOUND: [&str; 62] = [
    "not found",
    "page not found",
    "file not found",
    "resource not found",
    "site not found",
    "content not found",
    "feed not found",
    "object not found",
    "nothing found",
    "page does not exist",
    "page doesn't exist",
    "page no longer exists",
    "page cannot be found",
    "page can't be found",
    "page could not be found",
    "page isn't available",
    "page not available",
    "page unavailable",
    "this page could not be found",
    "this page isn't available",
    "the page cannot be found",
    "the page you requested could not be found",
    "the page you are looking for could not be found",
    "the resource cannot be found",
    "nicht gefunden",
    "seite nicht gefunden",
    "die seite wurde nicht gefunden",
    "seite existiert nicht",
    "page non trouvée",
    "page introuvable",
    "non trouvé",
    "cette page n'existe pas",
    "página no encontrada",
    "no encontrado",
    "pagina no encontrada",
    "página não encontrada",
    "não encontrado",
    "pagina non trovata",
    "pagina niet gevonden",
    "niet gevonden",
    "pàgina no trobada",
    "nie znaleziono",
    "nie znaleziono strony",
    "strona nie została znaleziona",
    "stránka nenalezena",
    "stránka sa nenašla",
    "az oldal nem található",
    "pagina nu a fost găsită",
    "sidan hittades inte",
    "sidan kunde inte hittas",
    "siden blev ikke fundet",
    "siden ble ikke funnet",
    "sivua ei löytynyt",
    "sayfa bulunamadı",
    "страница не найдена",
    "не найдено",
    "сторінку не знайдено",
    "η σελίδα δεν βρέθηκε",
    "ページが見つかりません",
    "页面不存在",
    "找不到页面",
    "페이지를 찾을 수 없습니다",
];

/// Other errors.
const ERRORS: [&str; 46] = [
    "error",
    "errors",
    "page",
    "error report",
    "fatal error",
    "connection timed out",
    "web server is down",
    "origin is unreachable",
    "web server is returning an unknown error",
    "ssl handshake failed",
    "origin dns error",
    "an error occurred",
    "an error has occurred",
    "application error",
    "server error",
    "internal error",
    "internal server error",
    "site error",
    "system error",
    "unexpected error",
    "something went wrong",
    "bad request",
    "invalid request",
    "bad gateway",
    "gateway timeout",
    "gateway time-out",
    "service unavailable",
    "service temporarily unavailable",
    "temporarily unavailable",
    "too many requests",
    "request timeout",
    "method not allowed",
    "not acceptable",
    "not implemented",
    "gone",
    "forbidden",
    "access denied",
    "access forbidden",
    "unauthorized",
    "authorization required",
    "payment required",
    "unavailable for legal reasons",
    "zugriff verweigert",
    "accès refusé",
    "acceso denegado",
    "доступ запрещен",
];

/// Words that are no error in a title of their own, only behind a status code.
const BEHIND_CODES: [&str; 3] = ["gone", "page", "errors"];

const LOGIN: [&str; 42] = [
    "login",
    "log in",
    "log-in",
    "sign in",
    "sign-in",
    "signin",
    "user login",
    "member login",
    "please log in",
    "please login",
    "please sign in",
    "login required",
    "log in required",
    "authentication required",
    "single sign-on",
    "log in to your account",
    "sign in to your account",
    "protected page",
    "password protected",
    "private site",
    "anmelden",
    "anmeldung",
    "einloggen",
    "connexion",
    "se connecter",
    "identification",
    "iniciar sesión",
    "acceder",
    "accedi",
    "inloggen",
    "aanmelden",
    "entrar",
    "iniciar sessão",
    "logowanie",
    "zaloguj się",
    "přihlášení",
    "logga in",
    "вход",
    "войти",
    "ログイン",
    "登录",
    "로그인",
];

const MAINTENANCE: [&str; 40] = [
    "maintenance",
    "maintenance mode",
    "site maintenance",
    "scheduled maintenance",
    "planned maintenance",
    "system maintenance",
    "under maintenance",
    "site under maintenance",
    "website under maintenance",
    "down for maintenance",
    "site is under maintenance",
    "this site is under maintenance",
    "we are under maintenance",
    "closed for maintenance",
    "temporarily down for maintenance",
    "site is down for maintenance",
    "briefly unavailable for scheduled maintenance",
    "we'll be back soon",
    "we'll be right back",
    "we will be back soon",
    "be right back",
    "back soon",
    "temporarily offline",
    "site offline",
    "wartung",
    "wartungsmodus",
    "wartungsarbeiten",
    "en maintenance",
    "site en maintenance",
    "en mantenimiento",
    "sitio en mantenimiento",
    "em manutenção",
    "in manutenzione",
    "sito in manutenzione",
    "in onderhoud",
    "onderhoud",
    "przerwa techniczna",
    "технические работы",
    "メンテナンス中",
    "维护中",
];

/// What may stand before the words and says nothing.
const OPENINGS: [&str; 22] = [
    "oops",
    "whoops",
    "sorry",
    "uh oh",
    "ooops",
    "hmm",
    "http status code",
    "http status",
    "http error",
    "http",
    "error code",
    "error",
    "status",
    "code",
    "fehler",
    "erreur",
    "errore",
    "erro",
    "fout",
    "błąd",
    "ошибка",
    "hata",
];

/// What publishers put between a title and their name, folded: guillemets are quotes then.
const SEPARATORS: [&str; 11] =
    [" - ", " | ", ": ", " \" ", " ' ", " ‹ ", " › ", " · ", " / ", " • ", " > "];

/// What a title says, folded, if it says one of these and nothing else beside a name.
pub(super) fn read(title: &str) -> Option<StandIn> {
    let parts = SEPARATORS.iter().fold(vec![title], |parts, mark| {
        parts.into_iter().flat_map(|part| part.split(mark)).collect()
    });
    let parts: Vec<String> = parts.into_iter().map(words).filter(|part| !part.is_empty()).collect();
    let mut said = parts.iter().enumerate().filter_map(|(place, part)| say(part, place));
    let first = said.next()?;
    // "Error - Page not found": the more exact word counts.
    Some(if first == StandIn::ErrorPage { said.next().unwrap_or(first) } else { first })
}

/// Single spaces, no punctuation.
fn words(part: &str) -> String {
    let clean: String =
        part.chars().map(|c| if "()[]!.,;:?\"*…。！".contains(c) { ' ' } else { c }).collect();
    let words = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches([' ', '-', '|']).to_owned()
}

/// What one part says, at that place in its title.
fn say(part: &str, place: usize) -> Option<StandIn> {
    let is_in = |list: &[&str]| list.contains(&part);
    if is_in(&LOGIN) {
        return Some(StandIn::Login);
    }
    if is_in(&MAINTENANCE) {
        return Some(StandIn::Maintenance);
    }
    let bare = without_opening(part);
    let number = |text: &str| text.parse::<u16>().ok().filter(|code| (400..=530).contains(code));
    let page =
        |code| if matches!(code, 404 | 410) { StandIn::NotFound } else { StandIn::ErrorPage };
    let (first, rest) = bare.split_once(' ').unwrap_or((bare, ""));
    if let Some(code) = number(first) {
        let rest = without_opening(rest.trim_start_matches(['-', ' ', ':']));
        // "Fortune | 500" is a name, "500 | Fortune" is not.
        let is_alone = rest.is_empty() && (place == 0 || bare != part);
        let goes_on = |list: &[&str]| list.iter().any(|phrase| begins(rest, phrase));
        let is_code = is_alone || goes_on(&NOT_FOUND) || goes_on(&ERRORS);
        return is_code.then(|| page(code));
    }
    if let Some((phrase, last)) = bare.rsplit_once(' ')
        && let Some(code) = number(last)
        && [&NOT_FOUND[..], &ERRORS[..]].concat().contains(&without_opening(phrase))
    {
        return Some(page(code));
    }
    let exact = [part, bare];
    if exact.iter().any(|text| NOT_FOUND.contains(text)) {
        return Some(StandIn::NotFound);
    }
    let is_error = |text: &&str| ERRORS.contains(text) && !BEHIND_CODES.contains(text);
    exact.iter().any(is_error).then_some(StandIn::ErrorPage)
}

/// Whether a text begins with a phrase, at the end of a word.
fn begins(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn without_opening(part: &str) -> &str {
    let found = OPENINGS.iter().find(|opening| begins(part, opening));
    found.map_or(part, |opening| part[opening.len()..].trim_start_matches([' ', '-', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(titles: &[&str], want: Option<StandIn>) {
        for title in titles {
            assert_eq!(read(&crate::model::fold(title)), want, "{title}");
        }
    }

    #[test]
    fn errors() {
        let not_found = [
            "404",
            "404 Not Found",
            "404 – Not Found",
            "Error 404",
            "Error 404 (Not Found)!!1",
            "Page not found | The Pier",
            "The Pier » Page not found",
            "404: This page could not be found.",
            "HTTP Status 404 – Not Found",
            "Oops! Page not found",
            "Page not found (404)",
            "410 Gone",
            "Seite nicht gefunden - Der Hafen",
            "404 – the feed has moved",
            "Fehler 404",
            "Страница не найдена",
            "Page introuvable – Le Port",
            "Error - Page not found",
        ];
        check(&not_found, Some(StandIn::NotFound));
        let errors = [
            "403 Forbidden",
            "500 Internal Server Error",
            "502 Bad Gateway",
            "Error",
            "Site Error",
            "503 Service Temporarily Unavailable",
            "Access Denied",
            "Error 503",
            "Application Error",
            "Too Many Requests",
            "HTTP Error 500",
            "Accès refusé",
            "Something went wrong!",
        ];
        check(&errors, Some(StandIn::ErrorPage));
    }

    #[test]
    fn logins_and_rests() {
        check(
            &["Log In ‹ The Pier — WordPress", "Sign in · GitHub", "Anmelden", "ログイン | 港"],
            Some(StandIn::Login),
        );
        check(
            &["Site Maintenance", "We'll be back soon!", "The Pier | Wartungsarbeiten"],
            Some(StandIn::Maintenance),
        );
    }

    #[test]
    fn names_are_no_errors() {
        let names = [
            "404 Media",
            "Not found in translation",
            "The Fortune 500",
            "Fortune | 500",
            "451 ferries",
            "A page not found on any map",
            "Gone",
            "Blog",
            "",
            "Error handling in Rust",
            "500",
            "How to log in from a ferry",
            "Login shells, explained",
            "Maintenance of old ferries",
            " - ",
        ];
        let (odd, names): (Vec<&str>, Vec<&str>) = names.iter().partition(|title| **title == "500");
        check(&names, None);
        check(&odd, Some(StandIn::ErrorPage));
    }
}
