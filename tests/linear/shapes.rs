//! Documents that cost a careless reader the square of their length, or its stack.

/// How a shape of a given size is written.
type Write = fn(usize) -> String;

/// A name, and the document with so many repetitions.
pub const SHAPES: [(&str, Write); 94] = [
    // Elements.
    ("nested tags", |n| item(&"<a>".repeat(n))),
    ("nested tags of many names", |n| item(&numbered(n, |i| format!("<a{i}>")))),
    ("nested and closed in order", |n| item(&(opened(n) + &closed(n, false)))),
    ("nested and closed in reverse", |n| item(&(opened(n) + &closed(n, true)))),
    ("nested and closed twice", |n| item(&("<a>".repeat(n) + &"</a>".repeat(2 * n)))),
    ("nested, closed by others", |n| item(&("<a><b>".repeat(n) + &"</a>".repeat(n)))),
    ("nested outside of entries", |n| rss(&"<a>".repeat(n))),
    ("empty elements", |n| item(&"<a/>".repeat(n))),
    ("empty elements outside of entries", |n| rss(&"<a/>".repeat(n))),
    ("end tags", |n| item(&"</a>".repeat(n))),
    ("end tags of many names", |n| item(&numbered(n, |i| format!("</a{i}>")))),
    ("end tags below many names", |n| item(&(opened(250) + &"</z>".repeat(n)))),
    ("end tags in texts", |n| item(&"x</a>".repeat(n))),
    ("interleaved", |n| item(&"<a><b></a></b>".repeat(n))),
    ("interleaved with prefixes", |n| item(&"<x:a><y:a></x:a></y:a>".repeat(n))),
    ("interleaved at the deepest", |n| item(&(opened(254) + &"<a><b></a></b>".repeat(n)))),
    ("prefixes", |n| item(&numbered(n, |i| format!("<p{i}:a/>")))),
    ("long names", |n| item(&format!("<{0}><{0}></{0}></{0}x>", "a".repeat(n)))),
    ("names that never end", |n| item(&format!("<{}", "a:".repeat(n)))),
    ("tags without an end", |n| item(&"<a b=c ".repeat(n))),
    ("end tags without an end", |n| item(&"</a ".repeat(n))),
    ("bare brackets", |n| item(&"< ".repeat(n))),
    ("only brackets", |n| rss(&"<".repeat(n))),
    ("brackets both ways", |n| item(&"<>".repeat(n))),
    ("closing brackets", |n| item(&">".repeat(n))),
    // Entries.
    ("entries", |n| rss(&"<item/>".repeat(n))),
    ("entries without an end", |n| rss(&"<item><title>a".repeat(n))),
    ("entries in entries", |n| rss(&("<item>".repeat(n) + &"</item>".repeat(n)))),
    ("entries behind the end", |n| {
        format!("{}</rss>{}", rss(""), "<item><a>b</a></item>".repeat(n))
    }),
    ("ends of the document", |n| format!("{}{}", rss(""), "</channel></rss>".repeat(n))),
    ("documents in a row", |n| "<rss><channel><item/></channel></rss>".repeat(n)),
    // Attributes.
    ("attributes", |n| item(&format!("<a {}/>", "b='c' ".repeat(n)))),
    ("attributes of many names", |n| {
        item(&format!("<a {}/>", numbered(n, |i| format!("b{i}=c "))))
    }),
    ("attributes of a link", |n| item(&format!("<link {}/>", "b='c' ".repeat(n)))),
    ("attributes without values", |n| item(&format!("<link {}/>", "b ".repeat(n)))),
    ("equals signs", |n| item(&format!("<link {}/>", "=".repeat(n)))),
    ("open values", |n| item(&"<a b='".repeat(n))),
    ("open values of both kinds", |n| item(&"<a b='><a b=\">".repeat(n))),
    ("open values without markup", |n| item(&format!("<a {}", "b=\"c='".repeat(n)))),
    ("a value that never ends", |n| item(&format!("<link href='{}", "> b=' ".repeat(n)))),
    ("quotes", |n| item(&format!("<link {}>", "'\"".repeat(n)))),
    ("blanks in a tag", |n| item(&format!("<link{}>", " ".repeat(n)))),
    // Namespaces.
    ("declarations", |n| item(&format!("<a {}/>", "xmlns:b='c' ".repeat(n)))),
    ("declarations at the root", |n| {
        format!("<rss {}>{}", "xmlns:b='c' ".repeat(n), "<b:a/>".repeat(n))
    }),
    ("declarations, nested", |n| item(&numbered(n, |i| format!("<a xmlns:p{i}='urn:{i}'>")))),
    ("default declarations, nested", |n| item(&"<a xmlns='urn:b'><b>".repeat(n))),
    ("bases", |n| item(&"<a xml:base='b/'>".repeat(n))),
    ("bases side by side below many", |n| {
        item(
            &(format!("<a xml:base='{}/'>", "b".repeat(900)).repeat(200)
                + &"<a xml:base='b'/>".repeat(n)),
        )
    }),
    ("links below a long base", |n| {
        item(&format!("<a xml:base='{}/'/>{}", "b".repeat(1_900), "<link>a</link>".repeat(n)))
    }),
    ("languages", |n| item(&"<a xml:lang='b'>".repeat(n))),
    ("a language for many", |n| {
        format!("<feed xml:lang='{}'>{}", "e".repeat(n), "<entry/>".repeat(n / 8))
    }),
    ("an author for many", |n| {
        format!("<feed><author>{}</author>{}", "e".repeat(n), "<entry/>".repeat(n / 8))
    }),
    ("authors for many", |n| format!("<feed>{}{}", author(n / 8), "<entry/>".repeat(n / 8))),
    // Sections that never end.
    ("open literals", |n| item(&"<![CDATA[".repeat(n))),
    ("open literals with ends of elements", |n| item(&"<a><![CDATA[x</a>".repeat(n))),
    ("open literals with other ends", |n| item(&"<a><![CDATA[x</b>".repeat(n))),
    ("literals", |n| item(&"<![CDATA[x]]>".repeat(n))),
    ("literals in literals", |n| item(&"<![CDATA[<![CDATA[x]]>".repeat(n))),
    ("ends of literals", |n| item(&"]]>".repeat(n))),
    ("open comments", |n| item(&"<!--".repeat(n))),
    ("open comments with brackets", |n| item(&"<!-- >".repeat(n))),
    ("comments", |n| item(&"<!---->".repeat(n))),
    ("hyphens", |n| item(&format!("<!--{}", "--".repeat(n)))),
    ("open instructions", |n| item(&"<?a ".repeat(n))),
    ("open instructions with brackets", |n| item(&"<?a >".repeat(n))),
    ("comments before the root", |n| "<!--".repeat(n)),
    ("declarations in a row", |n| item(&"<!a ".repeat(n))),
    // Document types.
    ("document types", |n| "<!DOCTYPE rss>".repeat(n) + &rss("")),
    ("open document types", |n| "<!DOCTYPE rss [".repeat(n)),
    ("open subsets", |n| "<![".repeat(n) + &rss("")),
    ("quotes in a subset", |n| format!("<!DOCTYPE rss [{}]>{}", "'a'\"".repeat(n), rss(""))),
    ("entities", |n| {
        let declared = numbered(n, |i| format!("<!ENTITY a{i} 'b'>"));
        format!("<!DOCTYPE rss [{declared}]>{}", rss(&"<item>&a1;</item>".repeat(n)))
    }),
    ("entities without values", |n| {
        format!("<!DOCTYPE rss [{}]>{}", "<!ENTITY a ".repeat(n), rss(""))
    }),
    ("entities of entities", |n| {
        let deep =
            numbered(10, |i| format!("<!ENTITY a{} '{}'>", i + 1, format!("&a{i};").repeat(10)));
        format!("<!DOCTYPE rss [<!ENTITY a0 'b'>{deep}]>{}", item(&title(&"&a9;".repeat(n))))
    }),
    // References.
    ("bare ampersands", |n| item(&title(&"&".repeat(n)))),
    ("references", |n| item(&title(&"&eacute;".repeat(n)))),
    ("references without an end", |n| item(&title(&format!("&{}", "a".repeat(n))))),
    ("numbers", |n| item(&title(&format!("&#{};", "1".repeat(n))))),
    ("unknown references", |n| item(&title(&"&abcdefgh;".repeat(n)))),
    // Short fields.
    ("tags in a title", |n| item(&title(&"&lt;b&gt;".repeat(n)))),
    ("brackets in a title", |n| item(&title(&("&lt; ".repeat(n) + "&gt;")))),
    ("brackets in a label", |n| item(&format!("<category>{}></category>", "&lt; ".repeat(n)))),
    ("tags in a label", |n| item(&format!("<category>{}</category>", "&lt;b&gt;".repeat(n)))),
    ("scripts in a label", |n| {
        item(&format!("<category>{}</category>", "&lt;script&gt;&lt;/".repeat(n)))
    }),
    ("open tags in a label", |n| item(&format!("<category>{}></category>", "&lt;b a='".repeat(n)))),
    ("labels", |n| item(&numbered(n, |i| format!("<category>{i}</category>")))),
    ("keywords", |n| {
        item(&format!("<itunes:keywords>{}</itunes:keywords>", numbered(n, |i| format!("{i},"))))
    }),
    ("authors", |n| item(&numbered(n, |i| format!("<author>{i}</author>")))),
    ("enclosures", |n| item(&numbered(n, |i| format!("<enclosure url='{i}'/>")))),
    ("credits", |n| item(&numbered(n, |i| format!("<media:credit>{i}</media:credit>")))),
    ("media", |n| item(&numbered(n, |i| format!("<media:group><media:content url='{i}'/>")))),
    // JSON.
    ("nested arrays", |n| format!("{{\"items\":{}", "[".repeat(n))),
    ("nested objects", |n| format!("{{\"items\":[{}", "{\"a\":".repeat(n))),
    ("items without content", |n| format!("{{\"items\":[{}{{}}]}}", "{},".repeat(n))),
];

fn rss(inside: &str) -> String {
    format!("<rss><channel>{inside}</channel></rss>")
}

fn item(inside: &str) -> String {
    rss(&format!("<item>{inside}</item>"))
}

fn title(inside: &str) -> String {
    format!("<title>{inside}</title>")
}

fn author(count: usize) -> String {
    numbered(count, |i| format!("<author><name>{i}</name></author>"))
}

fn opened(count: usize) -> String {
    numbered(count, |i| format!("<a{i}>"))
}

fn closed(count: usize, is_reverse: bool) -> String {
    numbered(count, |i| format!("</a{}>", if is_reverse { count - 1 - i } else { i }))
}

fn numbered(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect()
}
