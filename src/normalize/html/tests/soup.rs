//! Random tag soup, the same in every run.

use super::{super::*, assert_legal, base};
use crate::{model::Body, normalize::text};

/// A small generator (a linear congruence).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.roll(list.len())]
    }
}

const FOREIGN: [&str; 34] = [
    "span",
    "font",
    "form",
    "main",
    "nav",
    "svg",
    "math",
    "style",
    "script",
    "title",
    "textarea",
    "select",
    "option",
    "iframe",
    "object",
    "embed",
    "noscript",
    "template",
    "xmp",
    "plaintext",
    "frameset",
    "body",
    "html",
    "head",
    "button",
    "input",
    "nobr",
    "big",
    "tt",
    "menu",
    "image",
    "mtext",
    "foreignObject",
    "desc",
];

const ATTRIBUTES: [&str; 30] = [
    " href=a",
    " href='javascript:x'",
    " href=\"https://b.org/?c&amp;d\"",
    " src=a.png",
    " src=data:,",
    " srcset='a 1x, b 2x'",
    " data-src=l.png",
    " alt='<i>'",
    " title=\"--><img src=x>\"",
    " dir=rtl",
    " lang=en",
    " onclick=x",
    " style='x:y'",
    " colspan=2",
    " width=1",
    " width=9px",
    " open",
    " a=",
    " '",
    " \"",
    " =",
    "/",
    " `",
    " cite=c",
    " poster=//d",
    " datetime=2026",
    " class=lazy",
    " name=n",
    " id=x",
    " title=&quot;&nbsp;&#0;",
];

const TEXTS: [&str; 40] = [
    "word ",
    "\n",
    " ",
    "\u{a0}",
    "&nbsp;",
    "&amp;",
    "&lt;b&gt;",
    "&#60;script&#62;",
    "<",
    ">",
    "&",
    "<!--",
    "-->",
    "--!>",
    "<![CDATA[",
    "]]>",
    "<!doctype html>",
    "<?x?>",
    "</",
    "</>",
    "< p>",
    "\0",
    "\u{1}",
    "\r\n",
    "é",
    "¡",
    "水",
    "\u{fffe}",
    "&#0;",
    "&#x80;",
    "&notit;",
    "&ltx",
    "\"",
    "'",
    "`",
    "javascript:",
    "\u{c}",
    "&#9;",
    "<p",
    "<a href=\"",
];

/// HTML of `length` parts; the less `wild`, the better formed.
fn soup(dice: &mut Dice, length: usize, wild: usize) -> String {
    let elements: Vec<&str> = allow::elements().collect();
    let mut html = String::new();
    let mut open = Vec::new();
    for _ in 0..length {
        let is_wild = dice.roll(100) < wild;
        match dice.roll(10) {
            0..=2 => html.push_str(if is_wild { dice.of(&TEXTS) } else { "word " }),
            3..=6 => {
                let name = if is_wild { dice.of(&FOREIGN) } else { dice.of(&elements) };
                html.extend(["<", name]);
                for _ in 0..dice.roll(3) {
                    let attribute = dice.of(&ATTRIBUTES);
                    if is_wild || !attribute.contains(['\'', '"']) || attribute.len() > 3 {
                        html.push_str(attribute);
                    }
                }
                html.push('>');
                open.push(name);
            }
            7 if is_wild => {
                html.extend(["</", dice.of(&elements), ">"]);
            }
            _ => {
                if let Some(name) = open.pop() {
                    html.extend(["</", name, ">"]);
                }
            }
        }
    }
    html
}

#[test]
fn any_soup_becomes_legal() {
    let mut dice = Dice(7);
    for round in 0..6_000 {
        let length = 1 + dice.roll(60);
        let html = soup(&mut dice, length, round % 3 * 30);
        assert_legal(&html);
    }
}

#[test]
fn any_soup_keeps_its_text() {
    let mut dice = Dice(11);
    let words =
        |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>().concat();
    for round in 0..3_000 {
        let length = 1 + dice.roll(60);
        let html = soup(&mut dice, length, round % 3 * 30);
        let told = |html: &str| words(&text::paragraphs(&Body::Html(html.to_owned())).concat());
        let safe = sanitize(&html, Some(&base()));
        assert_eq!(told(&Text::new(&html)), told(&safe), "{html:?}\n{safe}");
    }
}
