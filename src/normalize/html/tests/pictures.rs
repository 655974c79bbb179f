//! Pictures: addresses that scripts would have set are lifted, counters go, none stands there twice.

use super::check;

const A: &str = "<img src=\"https://example.org/a/a.jpg\">";

#[test]
fn addresses_and_candidates() {
    check(
        "<img alt=i src=//cdn.example/i.png sizes=50vw>",
        "<img src=\"https://cdn.example/i.png\" alt=\"i\">",
    );
    check(
        "<img srcset='a.png 1x,b,c.png 2x, data:x,y 3x' sizes=50vw>",
        "<img srcset=\"https://example.org/a/a.png 1x, https://example.org/a/b,c.png 2x\" sizes=\"50vw\">",
    );
    check(
        "<picture><source srcset=a.webp type=image/webp><img src=a.jpg></picture>",
        &format!(
            "<picture><source srcset=\"https://example.org/a/a.webp\" type=\"image/webp\">{A}</picture>"
        ),
    );
    check("<img srcset='javascript:x'>", "");
    check("<img srcset='javascript:x' alt=y>", "<img alt=\"y\">");
    check("<amp-img src=a.jpg layout=fill></amp-img><image src=a.jpg>", &format!("{A}{A}"));
}

#[test]
fn lazy_pictures_are_lifted() {
    for html in [
        "<img data-src=a.jpg>",
        "<img src='' data-original=a.jpg>",
        "<img src='data:image/gif;base64,R0lGOD' data-lazy-src=a.jpg>",
        "<img src=about:blank data-orig-file=a.jpg>",
        "<img src=/i/1x1.gif data-hi-res-src=a.jpg>",
        "<img src=grey.png data-src=a.jpg>",
        "<img class='wp lazyload' src=tiny.jpg data-src=a.jpg>",
        "<img data-src=javascript:x data-original=a.jpg>",
        "<img style='display:none' data-src=a.jpg>",
    ] {
        check(html, A);
    }
    check("<img src=a.jpg data-src=b.jpg loading=lazy decoding=async>", A);
    check(
        "<img src=blank.gif data-srcset='a.jpg 1x, b.jpg 2x'>",
        "<img srcset=\"https://example.org/a/a.jpg 1x, https://example.org/a/b.jpg 2x\">",
    );
    check(
        "<picture><source data-srcset=b.jpg><img data-src=a.jpg></picture>",
        &format!("<picture><source srcset=\"https://example.org/a/b.jpg\">{A}</picture>"),
    );
    check(
        "<video data-poster=p.jpg><source data-src=v.mp4></video>",
        "<video poster=\"https://example.org/a/p.jpg\" controls=\"\">\
         <source src=\"https://example.org/a/v.mp4\"></video>",
    );
}

#[test]
fn a_fallback_stands_for_its_picture() {
    check("<img src='data:,' class=x><noscript><img src=a.jpg></noscript>", A);
    check("<img alt=y><noscript><img src=a.jpg alt=y></noscript>", &A.replace(">", " alt=\"y\">"));
    check("<noscript><img src=a.jpg></noscript>b", &format!("{A}b"));
}

#[test]
fn a_fallback_does_not_double() {
    check("<img data-src=a.jpg><noscript><img src=a.jpg></noscript>", A);
    check("<img data-src=a.jpg> <noscript><img src=large.jpg></noscript>", A);
    check("<img src=a.jpg><noscript><img src=a.jpg></noscript>", A);
    check("<noscript><img src=a.jpg></noscript><img data-src=a.jpg>", A);
    check(
        "<picture><img data-src=a.jpg></picture><noscript><source srcset=b.jpg><img src=a.jpg></noscript>",
        &format!("<picture>{A}</picture>"),
    );
    // Two pictures, and one that stands in an article twice.
    check(
        "<img data-src=a.jpg>text<noscript><img src=b.jpg></noscript>",
        &format!("{A}text{}", A.replace("a.jpg", "b.jpg")),
    );
    check("<img src=a.jpg><img src=a.jpg>", &format!("{A}{A}"));
}

#[test]
fn counters_and_spacers_go() {
    for html in [
        "<img src=a.jpg width=1 height=1>",
        "<img src=a.jpg height=0>",
        "<img src=a.jpg style='width: 1px'>",
        "<img src=a.jpg style=display:none>",
        "<noscript><img src=a.jpg width=1 height=1></noscript>",
        "<img src=/spacer.gif width=400>",
        "<img>",
    ] {
        check(html, "");
    }
}
