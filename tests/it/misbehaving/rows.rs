//! What a row of the tables is made of: its name, what the server does, what must come of it.

use crate::support::{Ask, Step};

/// One way to misbehave.
pub struct Row {
    /// Its name, which is also the id of the source.
    pub name: &'static str,
    /// What must come of each visit.
    pub wants: Vec<Want>,
    /// The address of the source, where that is not the row's own server.
    pub at: Option<String>,
    /// Whether its server is a good one from the second visit on.
    pub heals: bool,
    /// What its server does.
    pub play: Box<Play>,
}

/// What a server does with a request of a visit.
pub type Play = dyn Fn(&Ask, &Scene) -> Vec<Step> + Send + Sync;

/// What must come of a visit. The first one finds version 1, the second one version 2.
#[derive(Clone, Copy, Debug)]
pub enum Want {
    /// Everything of the version of this visit is published, and the source is well.
    Delivered,
    /// Nothing of it is published, and `status` says so with these words.
    Refused(&'static str),
    /// Nothing of it is published, because there is nothing; the source is well.
    Quiet,
    /// One or the other: nothing is lost by it.
    Either,
}

/// Where and when a server plays.
pub struct Scene {
    /// The name of the row, or of a neighbour.
    pub name: String,
    /// Number of the visit, from 0.
    pub visit: usize,
}

/// A validator of answers that are not to be believed.
pub const DAMAGED: &str = "ETag: \"damaged\"";

/// A row that misbehaves once and is well at the second visit.
pub fn row(
    name: &'static str,
    want: Want,
    play: impl Fn(&Ask, &Scene) -> Vec<Step> + Send + Sync + 'static,
) -> Row {
    Row { name, wants: vec![want], at: None, heals: true, play: Box::new(play) }
}

/// A row with something to say at each visit.
pub fn story(
    name: &'static str,
    wants: &[Want],
    play: impl Fn(&Ask, &Scene) -> Vec<Step> + Send + Sync + 'static,
) -> Row {
    Row { name, wants: wants.to_vec(), at: None, heals: false, play: Box::new(play) }
}

/// A row that is an address and no server.
pub fn address(name: &'static str, url: String, words: &'static str) -> Row {
    let wants = vec![Want::Refused(words)];
    Row { name, wants, at: Some(url), heals: false, play: Box::new(|_, _| vec![Step::Close]) }
}

impl Row {
    /// What its server does with a request.
    pub fn answer(&self, ask: &Ask, scene: &Scene) -> Vec<Step> {
        if self.heals && scene.visit > 0 { healed(ask, scene) } else { (self.play)(ask, scene) }
    }
}

/// The server is well again; who shows the validator of the damaged answer is taken at his word.
fn healed(ask: &Ask, scene: &Scene) -> Vec<Step> {
    if ask.header("If-None-Match").is_some_and(|tags| tags.contains("damaged")) {
        return send(head("304 Not Modified", &[DAMAGED]));
    }
    send(ok(&[], scene.body()))
}

/// A server without fault: one more item per visit, and validators.
pub fn healthy(ask: &Ask, scene: &Scene) -> Vec<Step> {
    let tag = format!("\"{}-{}\"", scene.name, scene.visit);
    if ask.header("If-None-Match") == Some(&tag) {
        return send(head("304 Not Modified", &[&format!("ETag: {tag}")]));
    }
    send(ok(&[&format!("ETag: {tag}")], scene.body()))
}

impl Scene {
    /// The feed as it is at this visit.
    pub fn body(&self) -> Vec<u8> {
        self.feed(self.visit + 1)
    }

    /// The feed in a version: the items of that one and of all before.
    pub fn feed(&self, version: usize) -> Vec<u8> {
        let items: String = (1..=version).rev().map(|version| self.items(version)).collect();
        self.channel(&items).into_bytes()
    }

    /// Items in a feed.
    pub fn channel(&self, items: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>{0}</title>\
             <link>http://pub.example/{0}/</link><description>x</description>\n{items}</channel></rss>\n",
            self.name
        )
    }

    /// The items that are new in a version.
    pub fn items(&self, version: usize) -> String {
        let item = |title: String| {
            let path = title.replace(' ', "/");
            format!(
                "<item><title>{title}</title><link>http://pub.example/{path}</link>\
                 <guid>http://pub.example/{path}</guid><description>Told of {title}.</description>\
                 <pubDate>Fri, {version:02} May 2026 10:00:00 GMT</pubDate></item>\n"
            )
        };
        titles(&self.name, version).map(item).concat()
    }
}

/// The titles that are new in a version.
pub fn titles(name: &str, version: usize) -> [String; 2] {
    ["first", "last"].map(|which| format!("{name} {version} {which}"))
}

/// A status line and header fields, up to the body.
pub fn head(status: &str, fields: &[&str]) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status}\r\n");
    for field in fields {
        head.push_str(field);
        head.push_str("\r\n");
    }
    (head + "\r\n").into_bytes()
}

/// An answer with this status and a length that is true.
pub fn answer(status: &str, fields: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.as_ref().len());
    [head(status, &[fields, &[&length]].concat()), body.as_ref().to_vec()].concat()
}

/// 200 with a length that is true.
pub fn ok(fields: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    answer("200 OK", fields, body)
}

/// 200 with a body in chunks, framed already.
pub fn chunked(fields: &[&str], chunks: impl AsRef<[u8]>) -> Vec<u8> {
    let head = head("200 OK", &[fields, &["Transfer-Encoding: chunked"]].concat());
    [&head, chunks.as_ref()].concat()
}

/// A chunk (RFC 9112 §7.1).
pub fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}

/// The chunk that ends a body.
pub const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

/// Sends; the connection stays open.
pub fn send(bytes: impl Into<Vec<u8>>) -> Vec<Step> {
    vec![Step::Send(bytes.into())]
}

/// Sends and hangs up.
pub fn close(bytes: impl Into<Vec<u8>>) -> Vec<Step> {
    vec![Step::Send(bytes.into()), Step::Close]
}

/// Sends and says nothing more.
pub fn hang(bytes: impl Into<Vec<u8>>) -> Vec<Step> {
    vec![Step::Send(bytes.into()), Step::Hang]
}
