//! The feeds of the simulated days: how often they change, what they ask for, and when they fail.

use chrono::DateTime;

pub const MINUTE: i64 = 60;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The time between two runs.
pub const STEP: i64 = 30 * MINUTE;

/// When the first run begins: a Monday at midnight.
pub const BEGIN: i64 = 1_780_272_000;

/// A feed. Moments are seconds since [`BEGIN`].
pub struct Feed {
    pub name: &'static str,
    /// The host that it is on; other feeds may be there, too.
    pub host: &'static str,
    /// A new version comes every so often; 0 for never.
    pub period: i64,
    /// Elements of the channel.
    pub elements: &'static str,
    /// Header fields of every answer.
    pub fields: fn(i64) -> Vec<String>,
    pub etag: Tag,
    /// Whether there is a Last-Modified.
    pub is_dated: bool,
    /// Whether validators that are shown change nothing.
    pub is_deaf: bool,
    /// What readers are asked to wait between two visits, and by what.
    pub wait: Option<(Wait, i64)>,
    /// Hours of the day at which it says that nobody needs to come.
    pub skipped: std::ops::Range<i64>,
    /// What the server makes of a request for a path.
    pub mood: fn(i64, &str) -> Mood,
    /// What failures and rests may add to the time until a version is seen.
    pub trouble: i64,
}

/// What an entity tag is made of.
#[derive(Clone, Copy, PartialEq)]
pub enum Tag {
    None,
    Strong,
    Weak,
    /// A new one every three hours, whether something changed or not.
    Restless,
}

/// By what a feed asks to be left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    MaxAge,
    Expires,
    Ttl,
    Period,
    RetrySeconds,
    RetryDate,
}

/// What a server makes of a request.
pub enum Mood {
    Well,
    Status(u16),
    /// A status that asks the whole host to be left alone for so many seconds.
    Rest(u16, Wait, i64),
    /// A redirect to another path.
    Leads(u16, &'static str),
    /// The body is cut, under a new tag.
    Cut,
}

const PLAIN: Feed = Feed {
    name: "",
    host: "",
    period: 6 * HOUR,
    elements: "",
    fields: |_| Vec::new(),
    etag: Tag::Strong,
    is_dated: false,
    is_deaf: false,
    wait: None,
    skipped: 0..0,
    mood: |_, _| Mood::Well,
    trouble: 0,
};

pub const FEEDS: &[Feed] = &[
    Feed { name: "busy", host: "a", period: HOUR, ..PLAIN },
    Feed { name: "daily", host: "a", period: DAY, is_dated: true, ..PLAIN },
    Feed { name: "static", host: "a", period: 0, ..PLAIN },
    Feed { name: "weak", host: "a", etag: Tag::Weak, ..PLAIN },
    Feed { name: "dated", host: "b", etag: Tag::None, is_dated: true, ..PLAIN },
    Feed { name: "bare", host: "b", etag: Tag::None, ..PLAIN },
    Feed { name: "deaf", host: "b", is_deaf: true, ..PLAIN },
    Feed { name: "restless", host: "b", period: DAY, etag: Tag::Restless, ..PLAIN },
    Feed {
        name: "ttl",
        host: "c",
        elements: "<ttl>120</ttl>",
        wait: Some((Wait::Ttl, 2 * HOUR)),
        ..PLAIN
    },
    Feed {
        name: "period",
        host: "c",
        elements: "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>6</sy:updateFrequency>",
        wait: Some((Wait::Period, 4 * HOUR)),
        ..PLAIN
    },
    Feed {
        name: "nights",
        host: "c",
        period: 5 * HOUR,
        elements: "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour></skipHours>",
        skipped: 0..4,
        ..PLAIN
    },
    Feed {
        name: "max-age",
        host: "d",
        fields: |_| vec!["Cache-Control: public, max-age=7200".to_owned()],
        wait: Some((Wait::MaxAge, 2 * HOUR)),
        ..PLAIN
    },
    Feed {
        name: "expires",
        host: "d",
        // The clock of this server is a day behind.
        fields: |at| {
            let dates = [at - DAY, at - DAY + 3 * HOUR].map(http_date);
            vec![format!("Date: {}", dates[0]), format!("Expires: {}", dates[1])]
        },
        wait: Some((Wait::Expires, 3 * HOUR)),
        ..PLAIN
    },
    Feed {
        name: "for-ever",
        host: "d",
        period: DAY,
        fields: |_| vec!["Cache-Control: max-age=100000000000000000000".to_owned()],
        wait: Some((Wait::MaxAge, DAY)),
        ..PLAIN
    },
    Feed { name: "missing", host: "e", period: 0, mood: |_, _| Mood::Status(404), ..PLAIN },
    Feed { name: "broken", host: "f", period: 0, mood: |_, _| Mood::Status(500), ..PLAIN },
    Feed {
        name: "gone",
        host: "g",
        period: 0,
        mood: |at, _| if at < 12 * HOUR { Mood::Well } else { Mood::Status(410) },
        ..PLAIN
    },
    Feed {
        name: "limited",
        host: "h",
        mood: |at, _| match at / STEP {
            20 => Mood::Rest(429, Wait::RetrySeconds, 2 * HOUR),
            _ => Mood::Well,
        },
        trouble: 3 * HOUR,
        ..PLAIN
    },
    Feed { name: "beside-limited", host: "h", trouble: 3 * HOUR, ..PLAIN },
    Feed {
        name: "away",
        host: "i",
        mood: |at, _| match at / STEP {
            60 => Mood::Rest(503, Wait::RetryDate, 3 * HOUR),
            _ => Mood::Well,
        },
        trouble: 4 * HOUR,
        ..PLAIN
    },
    Feed { name: "beside-away", host: "i", trouble: 4 * HOUR, ..PLAIN },
    Feed {
        name: "moved",
        host: "j",
        mood: |_, path| match path {
            "/moved" => Mood::Leads(301, "/moved/a"),
            "/moved/a" => Mood::Leads(308, "/moved/b"),
            _ => Mood::Well,
        },
        ..PLAIN
    },
    Feed {
        name: "elsewhere",
        host: "k",
        mood: |_, path| match path {
            "/elsewhere" => Mood::Leads(302, "/elsewhere/now"),
            _ => Mood::Well,
        },
        ..PLAIN
    },
    Feed {
        name: "cut",
        host: "l",
        // For two runs whenever there is a new version.
        mood: |at, _| if at > HOUR && at % (6 * HOUR) < HOUR { Mood::Cut } else { Mood::Well },
        trouble: 3 * HOUR,
        ..PLAIN
    },
    Feed {
        name: "flaky",
        host: "m",
        mood: |at, _| if at / STEP % 12 == 5 { Mood::Status(502) } else { Mood::Well },
        trouble: 2 * HOUR,
        ..PLAIN
    },
];

impl Feed {
    /// Whether it works, most of the time at least.
    pub fn is_healthy(&self) -> bool {
        !["missing", "broken", "gone"].contains(&self.name)
    }

    /// The number of its newest version; the first is 0.
    pub fn version(&self, at: i64) -> i64 {
        if self.period == 0 { 0 } else { at.max(0) / self.period }
    }

    /// When a version came.
    pub fn born(&self, version: i64) -> i64 {
        version * self.period
    }

    /// The longest that a version may wait to be published when all manners are kept.
    pub fn patience(&self) -> i64 {
        let wait = self.wait.map_or(STEP, |(_, seconds)| seconds);
        wait + (self.skipped.end - self.skipped.start) * HOUR + self.trouble + STEP
    }

    /// Its document: the newest versions, each an item.
    pub fn document(&self, at: i64) -> String {
        let newest = self.version(at);
        let item = |version: i64| {
            format!(
                "<item><title>{}</title><guid isPermaLink=\"false\">{0}</guid><pubDate>{}</pubDate>\
                 <link>http://pub.example/{}/{version}</link><description>News.</description></item>\n",
                self.title(version),
                http_date(self.born(version)),
                self.name,
            )
        };
        let items: String = (0..=newest).rev().take(12).map(item).collect();
        format!(
            "<rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel>\
             <title>{}</title><link>http://pub.example/</link><description>x</description>{}\n{items}\
             </channel></rss>",
            self.name, self.elements
        )
    }

    pub fn title(&self, version: i64) -> String {
        format!("{} {version}", self.name)
    }

    /// The validators of its document: an entity tag and a date.
    pub fn validators(&self, at: i64) -> (Option<String>, Option<String>) {
        let version = self.version(at);
        let etag = match self.etag {
            Tag::None => None,
            Tag::Strong => Some(format!("\"{}-{version}\"", self.name)),
            Tag::Weak => Some(format!("W/\"{}-{version}\"", self.name)),
            Tag::Restless => Some(format!("\"{}-{version}-{}\"", self.name, at / (3 * HOUR))),
        };
        (etag, self.is_dated.then(|| http_date(self.born(version) + 1)))
    }
}

/// A moment as header fields have it.
pub fn http_date(at: i64) -> String {
    let moment = DateTime::from_timestamp(BEGIN + at, 0).unwrap();
    moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
