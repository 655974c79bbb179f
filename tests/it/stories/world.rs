//! Three newspapers, and what they tell on three days.

use crate::support::Mill;

/// The evening of each day.
pub const DAYS: [&str; 3] =
    ["2026-05-20T20:00:00Z", "2026-05-21T20:00:00Z", "2026-05-22T20:00:00Z"];

/// Source, date, title, text: by day.
const NEWS: [&[(&str, &str, &str, &str)]; 3] = [
    &[
        (
            "north",
            "20 May 2026 08:00:00",
            "Fire halts the Velmar battery works in Kolding",
            "A fire broke out before dawn in the Velmar battery works in Kolding. All lines stand \
             still. Nobody was hurt, the fire brigade says, but the smoke could be seen from the \
             ferries & the islands. Velmar makes cells for buses there.",
        ),
        (
            "east",
            "20 May 2026 11:00:00",
            "Tarn bridge closed after cracks are found",
            "Inspectors have closed the Tarn bridge at Millau to lorries and cars. They found cracks \
             in two of its steel cables on Tuesday. Drivers lose forty minutes on the way through \
             the valley, and trucks take the old road.",
        ),
    ],
    &[
        (
            "south",
            "21 May 2026 09:00:00",
            "Velmar: battery works in Kolding stay shut after fire",
            "After the fire in Kolding the battery works of Velmar will stay shut for three weeks. \
             The company told its customers, who build electric buses, that cells would be late. \
             Investigators look at a drying oven as the cause of the fire.",
        ),
        (
            "north",
            "21 May 2026 10:00:00",
            "Cracks in cables: how long will the Tarn bridge stay closed?",
            "Engineers measure the cracks in the steel cables of the Tarn bridge near Millau. \
             Lorries must use the old road through the valley until the cables are replaced, which \
             takes until autumn at least, says the ministry.",
        ),
    ],
    &[
        (
            "east",
            "22 May 2026 07:00:00",
            "Kolding fire: Velmar buys battery cells from rivals",
            "Velmar has ordered battery cells from two rivals, because its works in Kolding cannot \
             produce after the fire. Bus makers will have them in July. The damage of the fire is \
             put at ninety million kroner by the insurer.",
        ),
        (
            "east",
            "22 May 2026 12:00:00",
            "Tarn bridge: cracks in a third cable",
            "A third steel cable of the Tarn bridge has cracks, the inspectors at Millau said. The \
             closed bridge will be held up by props before the cables are replaced. Drivers and \
             lorries go on using the old road through the valley.",
        ),
    ],
];

/// A config with the three newspapers; `fires` are more keys of that topic.
pub fn config(show: &str, fires: &str) -> String {
    format!(
        "version = 1\n[site]\ntitle = \"Wire\"\nbase_url = \"https://wire.example/\"\n\
         [story]\nshow = \"{show}\"\n\
         [[topic]]\nid = \"fires\"\nstrong = [\"fire\", \"smoke\"]\n{fires}\n\
         [[topic]]\nid = \"bridges\"\nstrong = [\"bridge\", \"cables\"]\n{}",
        sources(&["north", "south", "east"])
    )
}

pub fn sources(ids: &[&str]) -> String {
    let source = |id: &&str| {
        format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\npaths = [\"in/{id}.xml\"]\n")
    };
    ids.iter().map(source).collect()
}

/// A mill before the first day.
pub fn mill(config: &str) -> Mill {
    Mill::new(config)
}

/// Writes what the newspapers have told after so many days.
pub fn tell(mill: &Mill, days: usize) {
    for source in ["north", "south", "east"] {
        let told = NEWS[..days].iter().copied().flatten().filter(|(id, ..)| *id == source);
        let items: String = told
            .map(|(_, date, title, text)| {
                let slug = title.to_lowercase().replace(|c: char| !c.is_ascii_lowercase(), "-");
                let text = text.replace('&', "&amp;");
                format!(
                    "<item><title>{title}</title><link>https://www.{source}.example/{slug}</link>\
                     <description>{text}</description><pubDate>{date} GMT</pubDate></item>\n"
                )
            })
            .collect();
        mill.write(
            &format!("in/{source}.xml"),
            format!(
                "<rss version=\"2.0\"><channel><title>The {source} post</title>\
                 <link>https://www.{source}.example/</link><description>x</description>\n\
                 {items}</channel></rss>\n"
            ),
        );
    }
}

/// The evening of a day, counted from 0.
pub fn run(mill: &Mill, day: usize) {
    tell(mill, day + 1);
    mill.run_at(DAYS[day], &["run"]).silent();
}

/// The evenings of all days.
pub fn all_days(mill: &Mill) {
    (0..DAYS.len()).for_each(|day| run(mill, day));
}

/// The moment when the last item of the second day is dropped and that of the third is not.
pub fn ago(days: i64) -> String {
    let second: chrono::DateTime<chrono::Utc> = "2026-05-21T11:00:00Z".parse().unwrap();
    (second + chrono::Duration::days(days - 1)).to_rfc3339()
}
