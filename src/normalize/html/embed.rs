//! Players and frames → the page of what they play, so that a reader is left with a link.
//!
//! Only hosts and files that play something are known: other frames hold advertisements, forms and
//! counters.

use url::Url;

use super::pieces::Tag;
use crate::{model::Text, normalize::address};

/// Longest title of a link, in characters.
const MAX_TITLE: usize = 200;

/// The page that an element plays, and what the link to it reads.
pub(super) fn page(tag: &Tag<'_>, base: Option<&Url>) -> Option<(String, String)> {
    let places: &[&str] = match tag.name.as_ref() {
        "iframe" | "amp-iframe" => &["src", "data-src", "data-lazy-src", "data-litespeed-src"],
        "embed" => &["src"],
        "object" => &["data"],
        "amp-youtube" | "lite-youtube" | "youtube-video" => &["data-videoid", "videoid"],
        "amp-vimeo" => &["data-videoid"],
        _ => return None,
    };
    let attributes = tag.attributes();
    let is_player = places.contains(&"src") || places.contains(&"data");
    let page = places.iter().find_map(|name| {
        let value = attributes.get(name)?;
        match tag.name.as_ref() {
            "amp-vimeo" => watch("player.vimeo.com", &["video", &value], &[]),
            _ if !is_player => watch("www.youtube.com", &["embed", &value], &[]),
            _ => played(&address::resolve(&value, base)?),
        }
    })?;
    let title = attributes.get("title").or_else(|| attributes.get("data-title"));
    let title = Text::line(&title.unwrap_or_default());
    let title: String = title.chars().take(MAX_TITLE).collect();
    let title = if title.is_empty() { page.clone() } else { title };
    Some((page, title))
}

/// The page of what an address plays.
fn played(url: &Url) -> Option<String> {
    let path: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let query: Vec<(String, String)> =
        url.query_pairs().take(32).map(|(name, value)| (name.into(), value.into())).collect();
    let query: Vec<(&str, &str)> =
        query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    watch(url.host_str()?, &path, &query).or_else(|| {
        let ending = path.last()?.rsplit_once('.')?.1.to_ascii_lowercase();
        let is_media = ["m4a", "m4v", "mp3", "mp4", "oga", "ogg", "ogv", "opus", "wav", "webm"]
            .contains(&&*ending);
        is_media.then(|| url.to_string())
    })
}

/// The page of a player at a known host.
fn watch(host: &str, path: &[&str], query: &[(&str, &str)]) -> Option<String> {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let asked = |name| query.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    match (host, path) {
        ("youtube.com" | "youtube-nocookie.com" | "m.youtube.com", ["embed", "videoseries"]) => {
            let list = asked("list").filter(|list| is_id(list))?;
            Some(format!("https://www.youtube.com/playlist?list={list}"))
        }
        (
            "youtube.com" | "youtube-nocookie.com" | "m.youtube.com",
            ["embed" | "v" | "e" | "shorts" | "live", id],
        ) => {
            // Old addresses go on with `&`.
            let id = id.split('&').next().filter(|id| is_id(id))?;
            Some(format!("https://www.youtube.com/watch?v={id}"))
        }
        ("youtu.be", [id]) if is_id(id) => Some(format!("https://www.youtube.com/watch?v={id}")),
        ("player.vimeo.com", ["video", id]) if is_id(id) => {
            // Unlisted films need the hash.
            match asked("h").filter(|hash| is_id(hash)) {
                Some(hash) => Some(format!("https://vimeo.com/{id}/{hash}")),
                None => Some(format!("https://vimeo.com/{id}")),
            }
        }
        ("dailymotion.com", ["embed", "video", id]) if is_id(id) => {
            Some(format!("https://www.dailymotion.com/video/{id}"))
        }
        ("geo.dailymotion.com", [..]) => {
            let id = asked("video").filter(|id| is_id(id))?;
            Some(format!("https://www.dailymotion.com/video/{id}"))
        }
        ("player.twitch.tv", []) => match asked("video").filter(|id| is_id(id)) {
            Some(id) => {
                Some(format!("https://www.twitch.tv/videos/{}", id.trim_start_matches('v')))
            }
            None => {
                let channel = asked("channel").filter(|id| is_id(id))?;
                Some(format!("https://www.twitch.tv/{channel}"))
            }
        },
        ("clips.twitch.tv", ["embed"]) => {
            let clip = asked("clip").filter(|id| is_id(id))?;
            Some(format!("https://clips.twitch.tv/{clip}"))
        }
        ("w.soundcloud.com", ["player"]) => address::resolve(asked("url")?, None).map(String::from),
        ("open.spotify.com", ["embed", kind, id]) if is_id(kind) && is_id(id) => {
            Some(format!("https://open.spotify.com/{kind}/{id}"))
        }
        ("embed.podcasts.apple.com" | "embed.music.apple.com", [_, ..]) => {
            Some(format!("https://{}/{}", &host["embed.".len()..], path.join("/")))
        }
        ("player.bilibili.com", [..]) => {
            let id = asked("bvid").filter(|id| is_id(id))?;
            Some(format!("https://www.bilibili.com/video/{id}"))
        }
        ("embed.ted.com", ["talks", .., id]) if is_id(id) => {
            Some(format!("https://www.ted.com/talks/{id}"))
        }
        ("archive.org", ["embed", id, ..]) => Some(format!("https://archive.org/details/{id}")),
        ("rumble.com", ["embed", id, ..]) if is_id(id) => {
            Some(format!("https://rumble.com/embed/{id}/"))
        }
        // PeerTube runs on many hosts under one path.
        (_, ["videos", "embed", id]) if is_id(id) => {
            Some(format!("https://{host}/videos/watch/{id}"))
        }
        _ => None,
    }
}

/// Whether a text has the form of an id.
fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=100).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, want: Option<&str>) {
        assert_eq!(played(&url.parse().unwrap()).as_deref(), want, "{url}");
    }

    #[test]
    fn players_have_pages() {
        let film = Some("https://www.youtube.com/watch?v=a-b_1");
        check("https://www.youtube.com/embed/a-b_1?rel=0", film);
        check("http://youtube-nocookie.com/embed/a-b_1/", film);
        check("https://www.youtube.com/v/a-b_1&hl=en", film);
        check("https://youtu.be/a-b_1", film);
        check(
            "https://www.youtube.com/embed/videoseries?list=PL1",
            Some("https://www.youtube.com/playlist?list=PL1"),
        );
        check("https://player.vimeo.com/video/7?h=ab", Some("https://vimeo.com/7/ab"));
        check(
            "https://www.dailymotion.com/embed/video/x7",
            Some("https://www.dailymotion.com/video/x7"),
        );
        check(
            "https://player.twitch.tv/?video=v7&parent=x",
            Some("https://www.twitch.tv/videos/7"),
        );
        check(
            "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/7",
            Some("https://api.soundcloud.com/tracks/7"),
        );
        check(
            "https://open.spotify.com/embed/episode/7",
            Some("https://open.spotify.com/episode/7"),
        );
        check("https://films.example/videos/embed/7", Some("https://films.example/videos/watch/7"));
        check("https://a.org/b/c.MP4?d", Some("https://a.org/b/c.MP4?d"));
    }

    #[test]
    fn others_have_none() {
        check("https://a.org/ad.html", None);
        check("https://www.youtube.com/embed/%22%3E", None);
        check("https://w.soundcloud.com/player/?url=javascript:x", None);
        check("https://www.youtube.com/", None);
        check("https://a.org/x.swf", None);
    }
}
