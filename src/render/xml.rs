//! Finishing touches on the bytes that the feed crates wrote.
//!
//! Each function changes the spelling of something and never what a parser reads from it. They know
//! the writers: elements without prefix, text escaped, bodies in CDATA or escaped.

/// Prefix and name of Media RSS, for what neither format has: the picture of an item.
pub(super) const MEDIA_NAMESPACE: (&str, &str) = ("media", "http://search.yahoo.com/mrss/");

/// Its element for that picture.
pub(super) const THUMBNAIL: &str = "media:thumbnail";

/// Writes `<` and `&` of RSS titles as hexadecimal references, outside of CDATA.
///
/// A parser reads the same plain title. Readers that take titles for HTML get most of them right only
/// in this spelling (RSS Advisory Board, best practices profile, "title").
pub(super) fn hexadecimal_titles(bytes: &[u8]) -> Vec<u8> {
    let mut written = Vec::with_capacity(bytes.len() + bytes.len() / 64);
    let mut rest = bytes;
    let mut in_title = false;
    while !rest.is_empty() {
        let (take, put): (usize, &[u8]) = if rest.starts_with(b"<![CDATA[") {
            let end = find(rest, b"]]>").unwrap_or(rest.len());
            (end, &rest[..end])
        } else if rest.starts_with(b"<title>") {
            in_title = true;
            (7, b"<title>")
        } else if rest.starts_with(b"</title>") {
            in_title = false;
            (8, b"</title>")
        } else if in_title && rest.starts_with(b"&lt;") {
            (4, b"&#x3C;")
        } else if in_title && rest.starts_with(b"&amp;") {
            (5, b"&#x26;")
        } else {
            let next = rest[1..].iter().position(|&b| b == b'<' || b == b'&');
            let end = next.map_or(rest.len(), |at| at + 1);
            (end, &rest[..end])
        };
        written.extend_from_slice(put);
        rest = &rest[take..];
    }
    written
}

/// Writes the zone of Atom dates as `Z`. Text is escaped, so `+00:00</updated>` is always a date.
pub(super) fn zulu_dates(bytes: &[u8]) -> Vec<u8> {
    const ZONE: &[u8] = b"+00:00";
    let mut written = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = find(rest, ZONE) {
        let (before, after) = (&rest[..at], &rest[at + ZONE.len()..]);
        written.extend_from_slice(before);
        let is_date = after.starts_with(b"</updated>") || after.starts_with(b"</published>");
        written.extend_from_slice(if is_date { b"Z" } else { ZONE });
        rest = after;
    }
    written.extend_from_slice(rest);
    written
}

/// Says of each Atom text that it is plain, which the writer leaves to be understood. Text is escaped,
/// so `<title` always begins an element.
pub(super) fn stated_types(bytes: &[u8]) -> Vec<u8> {
    const NAMES: [&[u8]; 4] = [b"title", b"subtitle", b"summary", b"rights"];
    let mut written = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    for (number, part) in bytes.split(|&b| b == b'<').enumerate() {
        if number > 0 {
            written.push(b'<');
        }
        let end = part.iter().position(|b| matches!(b, b'>' | b' ')).unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        written.extend_from_slice(name);
        if NAMES.contains(&name) && !rest.is_empty() {
            written.extend_from_slice(b" type=\"text\"");
        }
        written.extend_from_slice(rest);
    }
    written
}

/// Ends the file with one newline, and puts one after the declaration.
pub(super) fn finish(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some(end) = find(&bytes, b"?>")
        && bytes.get(end + 2) != Some(&b'\n')
    {
        bytes.insert(end + 2, b'\n');
    }
    while bytes.last().is_some_and(u8::is_ascii_whitespace) {
        bytes.pop();
    }
    bytes.push(b'\n');
    bytes
}

/// Position of `needle`, whose first byte should be rare in the text.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, _) = needle.split_first()?;
    let mut from = 0;
    loop {
        from += bytes[from..].iter().position(|&b| b == first)?;
        if bytes[from..].starts_with(needle) {
            return Some(from);
        }
        from += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(made: Vec<u8>, want: &str) {
        assert_eq!(String::from_utf8(made).unwrap(), want);
    }

    #[test]
    fn titles_and_nothing_else() {
        let xml = "<link>a&amp;b</link><title>A&lt;b &amp;amp; c&gt;</title>\
                   <d><![CDATA[<title>&amp;]]></d><title></title><x>&lt;</x>";
        let want = "<link>a&amp;b</link><title>A&#x3C;b &#x26;amp; c&gt;</title>\
                    <d><![CDATA[<title>&amp;]]></d><title></title><x>&lt;</x>";
        check(hexadecimal_titles(xml.as_bytes()), want);
    }

    #[test]
    fn cut_input_is_no_reason_to_fail() {
        for xml in ["", "<", "&", "<![CDATA[", "<title>", "<title>&am", "x<![CDATA[]]>"] {
            check(hexadecimal_titles(xml.as_bytes()), xml);
        }
    }

    #[test]
    fn dates_and_nothing_else() {
        let xml = "<title>at +00:00</title><updated>2026-01-13T10:00:00+00:00</updated>";
        let want = "<title>at +00:00</title><updated>2026-01-13T10:00:00Z</updated>";
        check(zulu_dates(xml.as_bytes()), want);
    }

    #[test]
    fn types_of_texts_and_nothing_else() {
        let xml =
            "<title>a</title><title xml:lang=\"de\">a &lt;title></title><content type=\"html\">x";
        let want = "<title type=\"text\">a</title><title type=\"text\" xml:lang=\"de\">a &lt;title>\
                    </title><content type=\"html\">x";
        check(stated_types(xml.as_bytes()), want);
        check(stated_types(b"<title"), "<title");
        check(stated_types(b""), "");
    }

    #[test]
    fn one_newline_at_the_end() {
        check(finish(b"<?xml?><a/>".to_vec()), "<?xml?>\n<a/>\n");
        check(finish(b"<?xml?>\n<a/>\n\n".to_vec()), "<?xml?>\n<a/>\n");
    }
}
