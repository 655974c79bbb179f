//! The sanitiser as a whole: what stays, what goes, and what no input may do.

mod hostile;
mod kept;
mod pictures;
mod safety;
mod soup;

use super::*;

fn base() -> Url {
    "https://example.org/a/b".parse().unwrap()
}

#[track_caller]
fn check(html: &str, want: &str) {
    let got = sanitize(html, Some(&base()));
    assert_eq!(got.as_str(), want, "{html:?}");
    assert_eq!(sanitize(&got, Some(&base())), got, "twice: {html:?}");
    assert_legal(html);
}

/// Asserts what holds for the result of any HTML: both walls agree on it, and a second turn changes
/// nothing. The second wall is another parser, so it also judges that a browser would read the HTML
/// as we wrote it, and that it holds nothing but what is allowed.
#[track_caller]
fn assert_legal(html: &str) {
    let first = tame::tame(&without_cdata(&Text::new(html)), Some(&base())).html;
    let second = second_wall(&first);
    assert_eq!(first, second, "the walls differ: {html:?}");
    let safe = sanitize(html, Some(&base()));
    assert_eq!(sanitize(&safe, Some(&base())), safe, "twice: {html:?}");
    assert_eq!(sanitize(&safe, None), safe, "no address is left to resolve: {html:?}");
}
