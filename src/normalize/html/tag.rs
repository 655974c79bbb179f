//! A tag → what is written of its attributes: allowed ones, with absolute addresses and lifted
//! pictures.

use std::borrow::Cow;

use url::Url;

use super::{
    MAX_GROWTH, allow,
    attributes::Attributes,
    escape,
    lazy::{self, Size},
    pieces::Tag,
    srcset,
};
use crate::normalize::address;

/// Attributes as they are written, in order.
#[derive(Debug, Default)]
pub(super) struct Written(Vec<(&'static str, String)>);

impl Written {
    /// Those of a link.
    pub(super) fn link(page: &str) -> Self {
        Written(vec![("href", page.to_owned())])
    }

    /// Whether one of them is an address.
    pub(super) fn has_address(&self) -> bool {
        self.0.iter().any(|(name, _)| matches!(*name, "href" | "src" | "srcset"))
    }

    /// Writes them.
    pub(super) fn write_to(&self, html: &mut String) {
        for (name, value) in &self.0 {
            html.extend([" ", name, "=\""]);
            escape::value(html, value);
            html.push('"');
        }
    }
}

/// What tags depend on besides themselves: the base of addresses and the pictures before.
pub(super) struct Pictures<'b> {
    base: Option<&'b Url>,
    /// How many bytes addresses may still grow.
    room: usize,
    /// Whether we stand in `noscript`.
    in_noscript: bool,
    last: Option<Picture>,
}

/// The picture that was written last.
struct Picture {
    src: String,
    srcset: String,
    /// Whether a script was meant to show it, so that a fallback may follow.
    is_lazy: bool,
    in_noscript: bool,
    /// Whether text followed.
    is_past: bool,
}

impl<'b> Pictures<'b> {
    pub(super) fn new(base: Option<&'b Url>) -> Self {
        Pictures { base, room: MAX_GROWTH, in_noscript: false, last: None }
    }

    /// Notes that `noscript` begins or ends.
    pub(super) fn noscript(&mut self, begins: bool) {
        self.in_noscript = begins;
    }

    /// Whether what comes now stands for something that a script would have shown.
    pub(super) fn is_fallback(&self) -> bool {
        self.in_noscript
    }

    /// Notes that text is written.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(last) = self.last.as_mut().filter(|last| !last.is_past) {
            last.is_past = !text.trim().is_empty();
        }
    }

    /// What is written of a tag's attributes. `None` where the element is of no use.
    pub(super) fn tag(
        &mut self,
        element: &str,
        tag: &Tag<'_>,
        is_in_picture: bool,
    ) -> Option<Written> {
        let attributes = tag.attributes();
        let written = match element {
            "img" => self.image(&attributes, is_in_picture)?,
            "source" | "track" => {
                if self.doubles(None) {
                    return None;
                }
                let written = self.common(element, &attributes, Vec::new());
                if !written.has_address() {
                    return None;
                }
                written
            }
            // An anchor that only names a place has no end in old pages, and no use here.
            "a" if !attributes.is_empty() && attributes.get("href").is_none() => return None,
            "a" => {
                let written = self.common(element, &attributes, Vec::new());
                // Without its address a link is no more than its text.
                if written.has_address() { written } else { Written::default() }
            }
            _ if attributes.is_empty() => Written::default(),
            _ => self.common(element, &attributes, Vec::new()),
        };
        Some(match element {
            // Without them a reader shows no way to start it.
            "audio" | "video" => {
                let mut written = written;
                written.0.push(("controls", String::new()));
                written
            }
            _ => written,
        })
    }

    /// The attributes of an element behind those that are known already.
    fn common(
        &mut self,
        element: &str,
        attributes: &Attributes<'_>,
        mut written: Vec<(&'static str, String)>,
    ) -> Written {
        for &name in allow::attributes(element).iter().chain(&allow::ANYWHERE) {
            let is_known = written.iter().any(|(known, _)| *known == name);
            if is_known || (element == "img" && matches!(name, "src" | "srcset")) {
                continue;
            }
            let value = match name {
                "href" => self.address(attributes.get(name), address::resolve_link),
                "cite" => self.address(attributes.get(name), address::resolve),
                "src" => self
                    .address(attributes.get(name), address::resolve)
                    .or_else(|| self.first(attributes, &lazy::SOURCES)),
                "poster" => self
                    .address(attributes.get(name), address::resolve)
                    .or_else(|| self.address(attributes.get("data-poster"), address::resolve)),
                "srcset" => self
                    .srcset(attributes, &["srcset"])
                    .or_else(|| self.srcset(attributes, &lazy::SOURCE_SETS)),
                "sizes" if written.iter().all(|(known, _)| *known != "srcset") => None,
                _ => attributes.get(name).and_then(|value| allow::value(element, name, &value)),
            };
            written.extend(value.map(|value| (name, value)));
        }
        Written(written)
    }

    fn image(&mut self, attributes: &Attributes<'_>, is_in_picture: bool) -> Option<Written> {
        let text = |name| attributes.get(name).unwrap_or_default();
        let size = Size { width: &text("width"), height: &text("height"), style: &text("style") };
        let given = text("src");
        let mut src = self.address(attributes.get("src"), address::resolve);
        let mut srcset = self.srcset(attributes, &["srcset"]);
        let mut is_lazy = false;
        if src.is_none() || lazy::is_placeholder(&given) || lazy::is_lazy(&text("class")) {
            let lifted = self.first(attributes, &lazy::SOURCES);
            let set = self.srcset(attributes, &lazy::SOURCE_SETS);
            is_lazy = lifted.is_some() || set.is_some();
            if is_lazy && lazy::is_placeholder(&given) {
                src = None;
            }
            src = lifted.or(src);
            srcset = set.or(srcset);
        }
        if lazy::is_pixel(&size, is_lazy) || (!is_lazy && lazy::is_spacer(&given)) {
            return None;
        }
        let is_empty = src.is_none() && srcset.is_none() && text("alt").trim().is_empty();
        if (is_empty && !is_in_picture)
            || self.doubles(src.as_deref().filter(|_| is_lazy || self.in_noscript))
        {
            return None;
        }
        if src.is_some() || srcset.is_some() {
            self.last = Some(Picture {
                src: src.clone().unwrap_or_default(),
                srcset: srcset.clone().unwrap_or_default(),
                is_lazy,
                in_noscript: self.in_noscript,
                is_past: false,
            });
        }
        let known = [("src", src), ("srcset", srcset)];
        let known = known.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        Some(self.common("img", attributes, known))
    }

    /// Whether a picture repeats the last one: as its fallback, or as what the fallback stood for.
    fn doubles(&self, src: Option<&str>) -> bool {
        let Some(last) = &self.last else { return false };
        let is_same = src
            .is_some_and(|src| last.src == src || (self.in_noscript && last.srcset.contains(src)));
        let is_pair = self.in_noscript != last.in_noscript;
        is_pair && (is_same || (self.in_noscript && last.is_lazy && !last.is_past))
    }

    /// The first attribute that holds an address.
    fn first(&mut self, attributes: &Attributes<'_>, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.address(attributes.get(name), address::resolve))
    }

    /// The first attribute that holds candidates for a picture.
    fn srcset(&mut self, attributes: &Attributes<'_>, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            let value = attributes.get(name)?;
            srcset::resolved(&value, |address| {
                self.address(Some(Cow::Borrowed(address)), address::resolve)
            })
        })
    }

    fn address(
        &mut self,
        value: Option<Cow<'_, str>>,
        resolve: fn(&str, Option<&Url>) -> Option<Url>,
    ) -> Option<String> {
        let value = value?;
        // A long base and many short addresses would make megabytes of a few bytes each.
        let base = self.base.filter(|_| self.room > 0);
        let url = String::from(resolve(&value, base)?);
        self.room = self.room.saturating_sub(url.len().saturating_sub(value.len()));
        Some(url)
    }
}
