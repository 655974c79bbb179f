//! Documents: wrongly labelled, damaged, cut, and made to hurt.

use super::rows::{
    DAMAGED, Row, Scene,
    Want::{self, Delivered, Either, Quiet},
    ok, row, send, story,
};

pub fn rows(canary: u16) -> Vec<Row> {
    let mut rows: Vec<Row> = TYPES.iter().map(|&(name, kind)| labelled(name, kind)).collect();
    rows.extend(odd_but_read());
    rows.extend(damaged());
    rows.extend(hostile(canary));
    rows
}

/// Types under which feeds come.
const TYPES: &[(&str, &str)] = &[
    ("type-of-a-page", "text/html; charset=utf-8"),
    ("type-of-a-text", "text/plain"),
    ("type-of-anything", "application/octet-stream"),
    ("type-of-a-picture", "image/png"),
    ("type-of-json", "application/json"),
    ("type-of-nothing", ""),
    ("type-that-is-none", "xml; ;;charset=\"\u{fffd}"),
];

fn labelled(name: &'static str, kind: &'static str) -> Row {
    row(name, Delivered, move |_, scene| {
        send(ok(&[&format!("Content-Type: {kind}")], scene.body()))
    })
}

/// A row whose document is made from the good one.
fn edited(
    name: &'static str,
    want: Want,
    edit: impl Fn(&Scene) -> Vec<u8> + Send + Sync + 'static,
) -> Row {
    row(name, want, move |_, scene| {
        let fields: &[&str] = if matches!(want, Delivered) { &[] } else { &[DAMAGED] };
        send(ok(fields, edit(scene)))
    })
}

fn text(scene: &Scene) -> String {
    scene.channel(&scene.items(scene.visit + 1))
}

fn odd_but_read() -> Vec<Row> {
    vec![
        edited("spaces-in-front", Delivered, |scene| format!("\n\n \t{}", text(scene)).into()),
        edited("byte-order-marks-in-front", Delivered, |scene| {
            format!("\u{feff}\u{feff}{}", text(scene)).into()
        }),
        edited("warning-of-a-script-in-front", Delivered, |scene| {
            let warning =
                "<br />\n<b>Warning</b>: Undefined index in <b>/srv/x.php</b> on line 3<br />\n";
            format!("{warning}{}", text(scene)).into()
        }),
        edited("page-statistics-behind", Delivered, |scene| {
            format!("{}<!-- made in 0.1 s --><script>x()</script>", text(scene)).into()
        }),
        edited("bare-ampersands", Delivered, |scene| {
            text(scene).replace("Told of", "this & that &x; &#0; Told of").into()
        }),
        edited("entities-of-html", Delivered, |scene| {
            text(scene).replace("Told of", "&nbsp;&eacute;&hellip; Told of").into()
        }),
        edited("control-characters", Delivered, |scene| {
            text(scene).replace("Told of", "\u{0}\u{1}\u{b}\u{1f}\u{7f} Told of").into()
        }),
        edited("bytes-of-no-charset", Delivered, |scene| {
            let with = text(scene).replace("Told of", "~~~ Told of");
            with.into_bytes().into_iter().map(|b| if b == b'~' { 0xff } else { b }).collect()
        }),
        edited("charset-that-is-a-lie", Delivered, |scene| {
            text(scene).replace("?>", " encoding=\"utf-16\"?>").into()
        }),
        edited("charset-nobody-knows", Delivered, |scene| {
            text(scene).replace("?>", " encoding=\"x-klingon\"?>").into()
        }),
        edited("charset-of-two-bytes", Delivered, |scene| {
            let units = text(scene).encode_utf16().collect::<Vec<_>>();
            [vec![0xff, 0xfe], units.into_iter().flat_map(u16::to_le_bytes).collect()].concat()
        }),
        edited("declared-twice", Delivered, |scene| {
            format!("<?xml version=\"1.0\"?>\n{}", text(scene)).into()
        }),
        edited("same-items-thrice", Delivered, |scene| {
            scene.channel(&scene.items(1).repeat(3)).into()
        }),
        edited("date-that-never-was", Delivered, |scene| {
            text(scene).replace("May 2026 10:00", "Mayvember 20266 99:99").into()
        }),
    ]
}

fn damaged() -> Vec<Row> {
    vec![
        edited("cut-within-an-item", Either, |scene| {
            let text = text(scene);
            text[..text.rfind("<guid>").unwrap()].into()
        }),
        edited("cut-between-items", Either, |scene| {
            let text = text(scene);
            text[..text.rfind("<item>").unwrap()].into()
        }),
        edited("cut-before-the-last-tag", Either, |scene| text(scene).replace("</rss>", "").into()),
        edited("tags-that-cross", Either, |scene| {
            text(scene).replace("</title><link>", "</link></title><link>").into()
        }),
        edited("comment-without-end", Either, |scene| {
            text(scene).replace("</channel>", "<!-- </channel>").into()
        }),
        edited("literal-text-without-end", Either, |scene| {
            text(scene).replace("</channel>", "<item><title><![CDATA[x</channel>").into()
        }),
        edited("zeros-in-the-middle", Either, |scene| {
            text(scene).replace("</item>", &format!("</item>{}", "\0".repeat(4_000))).into()
        }),
        // A feed may be empty for a while. That takes nothing away, and what comes next is read.
        story("feed-without-items", &[Delivered, Quiet, Delivered], |_, scene| {
            let body = if scene.visit == 1 { scene.channel("").into() } else { scene.body() };
            send(ok(&[&format!("ETag: \"{}\"", scene.visit)], body))
        }),
    ]
}

fn hostile(canary: u16) -> Vec<Row> {
    let with_head = |name, want, head: String| {
        edited(name, want, move |scene| {
            let text = text(scene).replace("<rss ", &format!("{head}\n<rss "));
            text.replace("Told of", "&xxe; Told of").into()
        })
    };
    let remote = format!("http://127.0.0.2:{canary}");
    let laughs: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    vec![
        with_head(
            "entity-of-a-file",
            Delivered,
            "<!DOCTYPE rss [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        ),
        with_head(
            "entity-of-another-host",
            Delivered,
            format!("<!DOCTYPE rss [<!ENTITY xxe SYSTEM \"{remote}/secret\">]>"),
        ),
        with_head(
            "entity-as-a-parameter",
            Delivered,
            format!("<!DOCTYPE rss [<!ENTITY % x SYSTEM \"{remote}/dtd\"> %x;]>"),
        ),
        with_head(
            "definition-of-another-host",
            Delivered,
            format!("<!DOCTYPE rss SYSTEM \"{remote}/rss.dtd\">"),
        ),
        with_head(
            "style-sheet-of-another-host",
            Delivered,
            format!("<?xml-stylesheet type=\"text/xsl\" href=\"{remote}/x.xsl\"?>"),
        ),
        with_head(
            "entities-that-multiply",
            Delivered,
            format!("<!DOCTYPE rss [<!ENTITY l0 \"ha\">{laughs}<!ENTITY xxe \"&l9;\">]>"),
        ),
        with_head(
            "entities-that-are-each-other",
            Delivered,
            "<!DOCTYPE rss [<!ENTITY xxe \"&a;\"><!ENTITY a \"&xxe;\">]>".to_owned(),
        ),
        edited("included-document", Delivered, move |scene| {
            let include = format!(
                "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"{remote}/x\"/><item>"
            );
            text(scene).replacen("<item>", &include, 1).into()
        }),
        edited("fifty-thousand-elements-deep", Either, |scene| {
            let (down, up) = ("<a>".repeat(50_000), "</a>".repeat(50_000));
            scene.channel(&format!("{}{down}{up}", scene.items(1))).into()
        }),
    ]
}
