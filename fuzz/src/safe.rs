//! An independent look at published HTML: a tokenizer that knows nothing of the sanitiser, and lists
//! of what must never be there.

/// Elements that run code, frame pages, ask for input, load resources unasked, or make a parser read
/// what follows them in another way.
const DANGEROUS: [&str; 36] = [
    "script",
    "style",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "select",
    "option",
    "textarea",
    "link",
    "meta",
    "base",
    "svg",
    "math",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "xmp",
    "plaintext",
    "listing",
    "title",
    "html",
    "head",
    "body",
    "isindex",
    "keygen",
    "param",
    "marquee",
    "portal",
    "dialog",
];

/// Attributes that hold addresses.
const ADDRESSES: [&str; 10] = [
    "href",
    "src",
    "srcset",
    "cite",
    "poster",
    "action",
    "formaction",
    "background",
    "data",
    "longdesc",
];

/// Attributes that no published element may have, besides all that begin with `on`.
const FORBIDDEN: [&str; 8] =
    ["style", "srcdoc", "formaction", "action", "ping", "background", "is", "xmlns"];

/// Panics when the HTML holds something dangerous, or is not well-formed as HTML goes.
pub fn check(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let tag = &rest[at + 1..];
        let (name, is_end) = match tag.strip_prefix('/') {
            Some(tag) => (name(tag), true),
            None => (name(tag), false),
        };
        assert!(!name.is_empty(), "a bare < in {html:?}");
        assert!(!DANGEROUS.contains(&name), "<{name}> in {html:?}");
        let length = 1 + usize::from(is_end) + name.len();
        rest = attributes(&rest[at + length..], html);
        if is_end {
            assert_eq!(open.pop(), Some(name), "wrong nesting in {html:?}");
        } else if !VOID.contains(&name) {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} open in {html:?}");
}

const VOID: [&str; 8] = ["br", "col", "hr", "img", "source", "track", "wbr", "area"];

fn name(tag: &str) -> &str {
    let end = tag.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit()));
    &tag[..end.unwrap_or(tag.len())]
}

/// Checks the attributes; returns what is behind the tag.
fn attributes<'a>(mut rest: &'a str, html: &str) -> &'a str {
    loop {
        if let Some(after) = rest.strip_prefix('>') {
            return after;
        }
        rest = rest.strip_prefix(' ').unwrap_or_else(|| panic!("{rest:.40?} in {html:?}"));
        let end = rest.find(['=', ' ', '>']).expect("a tag ends");
        let name = &rest[..end];
        assert!(!name.starts_with("on") && !FORBIDDEN.contains(&name), "{name} in {html:?}");
        assert!(
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
            "{name} in {html:?}"
        );
        rest = &rest[end..];
        if let Some(value) = rest.strip_prefix("=\"") {
            let end = value.find('"').expect("a value ends");
            check_value(name, &value[..end], html);
            rest = &value[end + 1..];
        }
    }
}

fn check_value(name: &str, value: &str, html: &str) {
    if !ADDRESSES.contains(&name) {
        return;
    }
    let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let plain = plain.to_ascii_lowercase();
    let scheme = plain.split(':').next().unwrap_or_default();
    let safe = [
        "ftp", "gemini", "geo", "http", "https", "irc", "ircs", "magnet", "mailto", "sms", "tel",
        "xmpp",
    ];
    let is_safe = match name {
        "href" => safe.contains(&scheme) || plain.starts_with('#'),
        _ => matches!(scheme, "http" | "https"),
    };
    assert!(is_safe, "{name}={value:?} in {html:?}");
}
