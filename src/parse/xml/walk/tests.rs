//! Tables for the walk: what becomes of broken and hostile markup.

use super::*;

/// The texts of the entries, whether the end was reached, and the problems.
#[track_caller]
fn check(text: &str, entries: &[&str], complete: bool, problems: &[&str]) {
    let mut notes = Notes::new("test");
    let mut texts = Vec::new();
    let limits = Limits { entries: 3, ..Limits::default() };
    let is_entry = |space, name: &str| space == Space::Own && name == "item";
    let breaks = |open: (Space, &str), new: (Space, &str)| {
        matches!((open.1, new.1), ("f", "g") | ("title", "item"))
    };
    let what =
        Walk { text, start: 0, is_entry: &is_entry, breaks: &breaks, base: None, limits: &limits };
    let mut take = |element: Element<'_, '_>, _| texts.push(element.text().into_owned());
    let end = walk(&what, &mut notes, &mut take).complete;
    let met: Vec<String> = notes
        .into_problems()
        .into_iter()
        .map(|problem| format!("{} {}", problem.line.unwrap_or(0), problem.what))
        .collect();
    assert_eq!((texts.iter().map(String::as_str).collect(), end), (entries.to_vec(), complete));
    assert_eq!(met, problems);
}

#[test]
fn references() {
    check(
        "<r><item>a &amp; b & c &eacute;&#233;&#xe9;&#150;</item></r>",
        &["a & b & c ééé–"],
        true,
        &[],
    );
    check("<r><item>&nosuch; &amp;lt; R&D;</item></r>", &["&nosuch; &lt; R&D;"], true, &[]);
    check("<r><item><![CDATA[a &amp; <b>]]> c</item></r>", &["a &amp; <b> c"], true, &[]);
    check("<r><item>a<!-- x -->b<?p q?>c</item></r>", &["abc"], true, &[]);
}

#[test]
fn ends() {
    check("<r><item>a</item>\n<item><b>b", &["a"], false, &["2 the document ends inside <b>"]);
    check(
        "<r><item>a</item>\n<item><b>b</b>",
        &["a"],
        false,
        &["2 the document ends inside <item>"],
    );
    check("<r><item>a</item>\n<item><b>b</b", &["a"], false, &["2 the document ends inside <b>"]);
    check("<r></r><item>a</item>", &["a"], true, &[]);
    check("<r><item>a</item>", &["a"], false, &["1 the document ends inside <r>"]);
    check("<r><item>a</item></r>\n<x", &["a"], true, &[]);
    check("<r><item>a</item></r><b>", &["a"], true, &["1 <b> after the end of the document"]);
    check("<r><item>a</Item></R>", &["a"], true, &[]);
    check(
        "<r><item>a<div xmlns='urn:x'></item><item>b</item></r>",
        &["a", "b"],
        true,
        &["1 </item> while <div> is open"],
    );
    check("", &[], false, &[]);
}

#[test]
fn caps() {
    let four = "<item>a</item>".repeat(4);
    check(&format!("<r>{four}"), &["a", "a", "a"], true, &["1 more than 3 entries"]);
    let deep = format!("<r><item>{}x{}</item></r>", "<a>".repeat(999), "</a>".repeat(999));
    check(&deep, &["x"], true, &["1 elements nested deeper than 256"]);
    let open = format!("<r><item>{}x</item><item>y</item></r>", "<p>".repeat(999));
    let problems = ["1 elements nested deeper than 256", "1 </item> while <p> is open"];
    check(&open, &["x", "y"], true, &problems);
    let wide = format!("<r><item>{}x</item></r>", "<a/>".repeat(Limits::default().elements));
    check(&wide, &["x"], true, &["1 more than 20000 elements in one entry"]);
}

#[test]
fn fields_without_an_end() {
    let problems = ["1 <g> while <f> is open"];
    check("<r><item><f>a<g>b</g></item></r>", &["ab"], true, &problems);
    check("<r><item><e><f>a<g>b</g></f></e></item></r>", &["ab"], true, &[]);
    check("<r><item><script>'<item>'</script>a</item></r>", &["'<item>'a"], true, &[]);
    check(
        "<r><item><script>a</item><item>b</item></r>",
        &["a", "b"],
        true,
        &["1 </item> while <script> is open"],
    );
}

#[test]
fn what_stands_too_deep_takes_nothing_with_it() {
    let deep = format!("{}<item>b</item>{}", "<x>".repeat(300), "</x>".repeat(300));
    let problems = ["1 elements nested deeper than 256"];
    check(&format!("<r><item>a</item>{deep}<item>c</item></r>"), &["a", "c"], true, &problems);
    let name = "n".repeat(2_000);
    let problems = ["1 a name longer than 1024 bytes"];
    check(&format!("<r><item><{name}>a</{name}>b</item></r>"), &["ab"], true, &problems);
}

#[test]
fn nested_entries_of_other_kinds_stay_inside() {
    check("<r><item>a<x><item>b</item></x></item></r>", &["ab"], true, &[]);
    check("<r><item>a<x:item>b</x:item></item></r>", &["ab"], true, &[]);
}

#[test]
fn an_entry_that_is_cut_inside_a_field_ends_before_the_next() {
    let what = ["1 <item> inside <item>"];
    check("<r><item><title>a<item>b</item><item>c</item></r>", &["a", "b", "c"], true, &what);
    check("<r><item><content>a<item>b</item></content></item></r>", &["ab"], true, &[]);
    check("<r><item><title>a<b><item>b</item></b></title></item></r>", &["ab"], true, &[]);
}

#[test]
fn a_base_that_grows_is_not_believed() {
    let part = "b".repeat(1_024);
    let text = format!("<r xml:base='http://a/'>{}", format!("<a xml:base='{part}/'>").repeat(9));
    let limits = Limits::default();
    let what = Walk {
        text: &text,
        start: 0,
        is_entry: &|_, _| false,
        breaks: &|_, _| false,
        base: None,
        limits: &limits,
    };
    let walked = walk(&what, &mut Notes::new("test"), &mut |_, _| {});
    let mut element = walked.root().unwrap();
    while let Some(inner) = element.only_child() {
        element = inner;
    }
    assert_eq!(element.base().unwrap().as_str(), format!("http://a/{part}/"));
}
