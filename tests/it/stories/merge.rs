//! Two stories turn out to be one.

use crate::support::Mill;

use super::{column, entries, story_of, world::sources};

/// Source, title, text; an hour apart. The third has both beginnings in it.
const NEWS: [(&str, &str, &str); 3] = [
    ("north", "Hokuto halts Akita lines", "Smoke over the Akita works of Hokuto."),
    ("south", "Flash memory supply at risk", "Buyers fear a flash memory squeeze."),
    (
        "east",
        "Hokuto halts Akita lines, flash memory supply at risk",
        "Smoke over the Akita works of Hokuto; buyers fear a flash memory squeeze.",
    ),
];

fn run(mill: &Mill, told: usize) {
    for (hour, (source, title, text)) in (8..).zip(&NEWS[..told]) {
        mill.write(
            &format!("in/{source}.xml"),
            format!(
                "<rss version=\"2.0\"><channel><title>The {source} post</title>\
                 <link>https://{source}.example/</link><description>x</description>\
                 <item><title>{title}</title><link>https://{source}.example/1</link>\
                 <description>{text}</description>\
                 <pubDate>20 May 2026 {hour:02}:00:00 GMT</pubDate></item></channel></rss>"
            ),
        );
    }
    mill.run(&["run"]).silent();
}

#[test]
fn the_entry_of_the_older_one_stays() {
    // The third article holds the whole of both others: by its words it would be one of them.
    let config = "version = 1\n[site]\ntitle = \"Wire\"\nbase_url = \"https://wire.example/\"\n\
                  [identity]\nnear_duplicate = 0\n[story]\nshow = \"lead\"\n";
    let mill = Mill::new(&format!("{config}{}", sources(&["north", "south", "east"])));
    run(&mill, 2);
    let before = entries(&mill, "all");
    assert_eq!(column::<1>(&before), [NEWS[1].1, NEWS[0].1]);
    let (gone, stays) = (&before[0][0], &before[1][0]);
    run(&mill, 3);
    let after = entries(&mill, "all");
    assert_eq!(column::<0>(&after), [stays]);
    assert_eq!(column::<2>(&after), ["2026-05-20T08:00:00Z"]);
    assert_eq!(column::<3>(&after), ["2026-05-20T10:00:00Z"]);
    assert_eq!(story_of(&mill, "https://south.example/1"), *stays);
    // Whoever asks by the id that is gone finds the items of the one that stays.
    for id in [gone, stays] {
        let ran = mill.run(&["explain", id]).ends_with(1);
        assert!(NEWS.iter().all(|(_, title, _)| ran.stderr.contains(title)), "{}", ran.stderr);
    }
    let atom = std::fs::read_to_string(mill.path("feeds/public/all/atom.xml")).unwrap();
    assert!(atom.contains("Also covered by 2 sources:") && !atom.contains(gone.as_str()), "{atom}");
}
