//! Pictures that a script was meant to show, and pictures that show nothing.
//!
//! Pages name the real address in an attribute of the script's own and put a placeholder, or
//! nothing, where the address belongs. Readers run no scripts.

/// Where scripts look for the address, the most telling name first.
pub(super) const SOURCES: [&str; 22] = [
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-lazyload",
    "data-lazyload-src",
    "data-original-src",
    "data-actualsrc",
    "data-img-src",
    "data-image-src",
    "data-echo",
    "data-cfsrc",
    "data-ezsrc",
    "data-li-src",
    "data-delayed-url",
    "data-hi-res-src",
    "data-full-src",
    "data-large-file",
    "data-orig-file",
    "data-medium-file",
    "nitro-lazy-src",
    "data-url",
];

/// Where scripts look for candidates.
pub(super) const SOURCE_SETS: [&str; 6] = [
    "data-srcset",
    "data-lazy-srcset",
    "data-original-set",
    "data-src-set",
    "data-ezsrcset",
    "nitro-lazy-srcset",
];

/// Names of files that only hold a place, without what comes behind the dot.
const SPACERS: [&str; 7] = ["1x1", "blank", "clear", "pixel", "spacer", "trans", "transparent"];

/// The size of a picture as its tag gives it.
pub(super) struct Size<'t> {
    pub width: &'t str,
    pub height: &'t str,
    pub style: &'t str,
}

/// Whether an address gives way to that of a script: none, code, or a file named after its purpose.
pub(super) fn is_placeholder(src: &str) -> bool {
    let src = src.trim();
    let (_, stem) = file(src);
    let tells = |word: &&str| stem.contains(*word);
    src.is_empty()
        || src.starts_with('#')
        || src.eq_ignore_ascii_case("about:blank")
        || src.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
        || ["placeholder", "lazy", "loading", "loader", "preload"].iter().any(tells)
        || matches!(&*stem, "s" | "dot" | "empty" | "grey" | "gray" | "white" | "default")
        || SPACERS.iter().any(tells)
}

/// Whether a file only holds a place, by its name: an old picture of one transparent dot.
pub(super) fn is_spacer(src: &str) -> bool {
    let (is_gif, stem) = file(src.trim());
    is_gif && SPACERS.contains(&&*stem)
}

/// Whether the class of a picture says that a script shows it.
pub(super) fn is_lazy(class: &str) -> bool {
    class.to_ascii_lowercase().contains("lazy")
}

/// Whether a picture is too small to be seen, or hidden: it counts readers.
pub(super) fn is_pixel(size: &Size<'_>, is_lazy: bool) -> bool {
    let is_dot = |length: &str| {
        let length = length.trim();
        let digits = length.find(|c: char| !c.is_ascii_digit()).unwrap_or(length.len());
        let unit = length[digits..].trim();
        length[..digits].parse::<u64>().is_ok_and(|n| n <= 1) && (unit.is_empty() || unit == "px")
    };
    let style: String =
        size.style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let is_hidden = style.split(';').any(|rule| match rule.split_once(':') {
        Some(("display", value)) => value.starts_with("none"),
        Some(("width" | "height", value)) => is_dot(value),
        _ => false,
    });
    // A script shows what it hid.
    is_dot(size.width) || is_dot(size.height) || (is_hidden && !is_lazy)
}

/// The file that an address names: whether it is a GIF, and its name in lower case.
fn file(src: &str) -> (bool, String) {
    let path = src.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    (name.ends_with(".gif"), stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders() {
        for src in [
            "",
            " ",
            "#",
            "about:blank",
            "DATA:image/gif;base64,R0",
            "/img/blank.gif",
            "lazy_placeholder.svg?x",
            "https://a.org/1x1.trans.gif",
            "//a.org/s.gif",
        ] {
            assert!(is_placeholder(src), "{src:?}");
        }
        for src in ["a.jpg", "https://blank.org/a.gif", "/loading/b.png", "dots.gif"] {
            assert!(!is_placeholder(src), "{src:?}");
        }
        assert!(is_spacer("/i/Spacer.gif?1") && !is_spacer("/i/pixel.jpg") && !is_spacer("a.gif"));
    }

    #[test]
    fn pixels() {
        let check = |width, height, style, want| {
            let size = Size { width, height, style };
            assert_eq!(is_pixel(&size, false), want, "{width} {height} {style}");
        };
        check("1", "1", "", true);
        check("0", "", "", true);
        check(" 1px", "20", "", true);
        check("", "", "border:0; Display : NONE", true);
        check("", "", "height:1px", true);
        check("10", "10", "height:10px;line-height:1", false);
        check("1%", "", "", false);
        check("", "", "", false);
        check("99999999999999999999", "auto", "max-width:0", false);
        assert!(!is_pixel(&Size { width: "", height: "", style: "display:none" }, true));
    }
}
