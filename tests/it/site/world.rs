//! A small site with everything that publishers do to a page, served as it would be.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Stdio},
};

use serde_json::{Value, json};

use crate::support::Mill;

/// Titles that must stay text, newest first.
pub const TITLES: [&str; 8] = [
    "<script>window.hostile=1</script> of the harbour",
    "<img src=x onerror=\"window.hostile=2\"> harbour \"quoted\" 'single'",
    "harbour </h3></article></main><h1>escaped</h1>",
    "harbour AT&amp;T & &lt;b&gt;bold&lt;/b&gt;",
    "harbour \u{202E}desrever\u{202C} \u{5E9}\u{5DC}\u{5D5}\u{5DD} \u{1F30A}\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
    "harbour Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft",
    "\u{645}\u{64A}\u{646}\u{627}\u{621} \u{627}\u{644}\u{645}\u{62F}\u{64A}\u{646}\u{629} harbour",
    "harbour \u{6E2F}\u{53E3}\u{306E}\u{30CB}\u{30E5}\u{30FC}\u{30B9}\u{3092}\u{6BCE}\u{65E5}\u{304A}\u{5C4A}\u{3051}\u{3057}\u{307E}\u{3059}",
];

/// A body with all that must neither run nor load.
const BODY: &str = "<h1>Inner heading</h1><p onclick=\"window.hostile=3\" style=\"position:fixed\">\
    The harbour in words.</p><script>window.hostile=4</script><img src=\"https://pictures.example/a.png\" \
    onerror=\"window.hostile=5\" alt=\"quay\"><iframe src=\"https://frames.example/\"></iframe>\
    <svg onload=\"window.hostile=6\"><script>window.hostile=7</script></svg>\
    <style>main{display:none}</style><base href=\"https://base.example/\">\
    <meta http-equiv=\"refresh\" content=\"0;url=https://away.example/\">\
    <form action=\"https://form.example/\"><input name=\"a\"></form>\
    <a href=\"javascript:window.hostile=8\">run</a> <a href=\"https://news.example/\">read</a>\
    <h4>Deep heading</h4><pre>let wide = \"a line of code that is far wider than any telephone of this world will ever be, even in landscape\";</pre>\
    <table><tr><th>Pier</th><th>Depth</th><th>Berths</th><th>Operator</th></tr>\
    <tr><td>North</td><td>11 m</td><td>4</td><td>Port authority of the northern islands</td></tr></table>\
    <blockquote><p>Said the pilot.</p></blockquote><ul><li>one</li><li>two</li></ul>";

/// The output folder of a mill, served as it would be. The server ends with this.
pub struct Served {
    /// Where the first page is: ends with a slash.
    pub url: String,
    server: Child,
}

/// A site and its server.
pub struct World {
    pub mill: Mill,
    /// Where the first page is: ends with a slash.
    pub url: String,
    _served: Served,
}

impl World {
    /// Publishes and serves.
    pub fn new() -> Self {
        let mill = Mill::empty();
        let served = Served::of(&mill);
        let world = World { mill, url: served.url.clone(), _served: served };
        prepare(&world.mill, &world.url, false);
        world.mill.run(&["run"]).silent();
        world
    }
}

/// Writes config and sources of the site, these in one order or in the other.
pub fn prepare(mill: &Mill, base_url: &str, is_backward: bool) {
    mill.write("config.toml", config(base_url, is_backward));
    mill.write("in/wire.json", wire());
    for paper in ["north", "south", "east"] {
        mill.write(&format!("in/{paper}.json"), paper_of(paper));
    }
}

fn config(base_url: &str, is_backward: bool) -> String {
    let mut text = format!(
        "version = 1\n[site]\ntitle = \"Port & <wire>\"\nbase_url = \"{base_url}\"\n\
         author = {{ name = \"Desk\" }}\nrights = \"Each item belongs to its publisher.\"\n\
         [output]\nitems = 100\n\
         [[topic]]\nid = \"harbour\"\ntitle = \"The harbour\"\nstrong = [\"harbour\"]\n\
         description = \"Ships & cargo, \\\"piers\\\" <and> tides\"\n\
         [[topic]]\nid = \"fire\"\ntitle = \"Fires\"\nstrong = [\"fire\"]\n"
    );
    let mut sources = [
        ("wire", "The wire <b>"),
        ("north", "North Post"),
        ("south", "Southern & Sons"),
        ("east", "East"),
    ];
    if is_backward {
        sources.reverse();
    }
    for (id, name) in sources {
        text.push_str(&format!(
            "[[source]]\nid = \"{id}\"\nname = \"{name}\"\nkind = \"feed\"\n\
             paths = [\"in/{id}.json\"]\n"
        ));
    }
    text
}

impl Served {
    /// Starts the server, before anything is published: the address has to be in the config.
    pub fn of(mill: &Mill) -> Self {
        std::fs::create_dir_all(mill.path("feeds/public")).unwrap();
        let mut command =
            mill.command(&["serve", "--port", "0", "--json", "--dir", "feeds/public"]);
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut served = Served { url: String::new(), server: command.spawn().unwrap() };
        let mut lines = BufReader::new(served.server.stdout.take().unwrap());
        let mut text = String::new();
        let told: Value = loop {
            assert!(lines.read_line(&mut text).unwrap() > 0, "serve ended: {text}");
            if let Ok(told) = serde_json::from_str(&text) {
                break told;
            }
        };
        served.url = told["url"].as_str().unwrap().to_owned();
        served
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Hostile items; the even ones have no address.
fn wire() -> String {
    let item = |(number, title): (usize, &&str)| {
        let mut item = json!({
            "id": format!("urn:x-wire:{number}"),
            "title": title,
            "content_html": format!("<p>Number {number}.</p>{BODY}"),
            "summary": format!("{title} {number}"),
            "date_published": format!("2026-05-20T{:02}:30:00Z", 20 - number),
            "authors": [{"name": "Ann <b>Lee</b>"}],
            "language": (["en", "de", "he", "ar"][number % 4]),
            "image": "https://pictures.example/lead.png",
            "attachments": [{"url": "https://sound.example/a.mp3?a=1&b=2", "mime_type": "audio/mpeg"}],
        });
        if number % 2 == 1 {
            item["url"] = json!(format!("https://news.example/{number}?a=1&b=2"));
        }
        item
    };
    let items: Vec<Value> = TITLES.iter().enumerate().map(item).collect();
    json!({"version": "https://jsonfeed.org/version/1.1", "title": "The wire <b>", "items": items})
        .to_string()
}

/// What one of the newspapers tells: events that the others tell too, and news of its own.
fn paper_of(paper: &str) -> String {
    let item = |number: usize| {
        let place =
            ["Aalund", "Brekvik", "Corvan", "Dunmark", "Estora", "Farholm", "Gravik", "Hestnes"]
                [number % 8];
        let shared = number >= 44;
        let (title, text) = if shared {
            (
                format!("Fire in the {place} harbour halts ferries, day {number}"),
                format!(
                    "A fire in the harbour of {place} halted all ferries on day {number}, says the {paper} desk. \
                     Nobody was hurt, and the quay of {place} reopens once engineers looked at pier {number}."
                ),
            )
        } else {
            (
                format!("{place} harbour: {paper} report {number} on tides"),
                format!(
                    "The {paper} desk counts {} ships in the harbour this week, of which {number} stay. {}",
                    number * 7,
                    "Pilots speak of a quiet season with little wind. ".repeat(3)
                ),
            )
        };
        json!({
            "id": format!("urn:x-{paper}:{number}"),
            "url": format!("https://{paper}.example/{number}"),
            "title": title,
            "content_html": format!("<p>{text}</p>"),
            "date_published": format!("2026-05-{:02}T{:02}:00:00Z", 1 + number / 2, 8 + paper.len()),
        })
    };
    let items: Vec<Value> = (0..60).map(item).collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper,
        "home_page_url": format!("https://{paper}.example/"),
        "items": items
    })
    .to_string()
}
