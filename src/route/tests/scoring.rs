//! From matched terms to topics.

use super::*;

#[test]
fn one_strong_term_in_the_title_suffices() {
    check("New wafers from the north", "", &["semiconductors"]);
    check("An “AI‑first” shop", "", &["ai"]);
    check("AMD", "", &["semiconductors"]);
}

#[test]
fn without_one_two_strong_terms_are_needed() {
    check("A visit", "They make one chip.", &[]);
    check("A visit", "They make one chip, chips, chip's.", &[]);
    check("A visit", "They make wafers and a chip.", &["semiconductors"]);
    let ground = |text| judge(&two_topics(), &Subject::sample("A visit", text))[1].ground.clone();
    let mut heavy = two_topics();
    change(&mut heavy.topics[1], |lists| lists.strong[0].weight = Some(9.0));
    let verdicts = judge(&heavy, &Subject::sample("A visit", "They make one chip."));
    assert_eq!((verdicts[1].score, &verdicts[1].ground), (TEXT_CAP, &Ground::TooFewStrong));
    assert_eq!(ground("They make one chip."), Ground::BelowThreshold);
    assert_eq!(ground("They make two."), Ground::NoTerm);
}

#[test]
fn a_weak_hit_in_the_title_leaves_one_strong_term_to_be_found() {
    let mut settings = two_topics();
    change(&mut settings.topics[1], |lists| lists.weak[0].weight = Some(1.5));
    let judge = |title, text| judge(&settings, &Subject::sample(title, text))[1].clone();
    assert!(judge("Memory", "They make one chip.").routed);
    assert_eq!(judge("Memory", "They make much.").ground, Ground::BelowThreshold);
    assert!(!judge("A visit", "They make one chip and memory.").routed);
}

#[test]
fn weak_terms_never_suffice() {
    let mut many = two_topics();
    change(&mut many.topics[0], |lists| {
        lists.weak = words(&["model", "tune", "train", "test", "data", "paper"])
    });
    let title = "Model, tune, train, test";
    let verdicts = judge(&many, &Subject::sample(title, "Data and paper"));
    assert_eq!((verdicts[0].score, &verdicts[0].ground), (11.5, &Ground::TooFewStrong));
}

#[test]
fn each_term_counts_once_at_its_best_place() {
    let subject = Subject {
        title: "Wafers, wafers",
        text: ["AMD and memory", "A wafer, AMD, memory and a chip"],
        ..Subject::default()
    };
    let verdicts = judge(&two_topics(), &subject);
    let evidence: Vec<_> = verdicts[1]
        .evidence
        .iter()
        .map(|found| {
            (found.matched.as_str(), found.place.as_str(), found.kind.as_str(), found.weight)
        })
        .collect();
    let want = [
        ("Wafers", "title", "strong term", 5.0),
        ("AMD", "standfirst", "name", 4.375),
        ("chip", "text", "strong term", 4.375),
        ("memory", "standfirst", "weak term", 1.75),
    ];
    assert_eq!(evidence, want);
    assert_eq!(verdicts[1].score, 5.0 + TEXT_CAP);
}

#[test]
fn a_term_may_have_a_weight_of_its_own() {
    let lists = Lists {
        strong: vec![Term { text: "chip".to_owned(), weight: Some(1.5) }],
        weak: vec![Term { text: "node".to_owned(), weight: Some(2.0) }],
        ..Lists::default()
    };
    let router = Router::new(&settings(vec![listed("x", lists)]));
    let score = |title| router.verdicts(&Subject::sample(title, ""))[0].score;
    assert_eq!([score("A chip"), score("A node"), score("Chip node")], [3.0, 4.0, 7.0]);
}

#[test]
fn light_strong_terms_are_no_ground_among_weak_ones() {
    let mut settings = two_topics();
    change(&mut settings.topics[1], |lists| {
        lists.strong[0].weight = Some(1.0);
        lists.weak[0].weight = Some(4.0);
    });
    let verdict = judge(&settings, &Subject::sample("Memory", "One chip."))[1].clone();
    assert_eq!((verdict.score, verdict.ground), (9.75, Ground::TooFewStrong));
    change(&mut settings.topics[1], |lists| lists.strong[0].weight = Some(2.0));
    assert!(judge(&settings, &Subject::sample("Memory", "One chip."))[1].routed);
}

#[test]
fn a_weight_below_zero_speaks_against() {
    let mut settings = two_topics();
    let recipe = Term { text: "recipe".to_owned(), weight: Some(-2.0) };
    change(&mut settings.topics[1], |lists| lists.weak.push(recipe));
    let judge = |title, text| judge(&settings, &Subject::sample(title, text))[1].clone();
    let verdict = judge("Chip recipe", "");
    assert_eq!((verdict.score, verdict.ground), (1.0, Ground::BelowThreshold));
    // It is no hit that backs another term.
    assert!(!judge("A recipe", "One chip.").routed);
    assert!(judge("Recipe: chip on wafer", "").routed);
}

/// A topic with a term of one sense, terms of several, and words of other walks of life.
fn doubtful() -> Settings {
    let term = |text: &str, weight| Term { text: text.to_owned(), weight: Some(weight) };
    settings(vec![listed(
        "x",
        Lists {
            strong: vec!["wafer".into(), term("chip", 2.5), term("fab", 3.0)],
            weak: words(&["factory"]),
            elsewhere: words(&["potato", "shop", "chip shop quiz"]),
            ..Lists::default()
        },
    )])
}

#[test]
fn everyday_words_speak_against_words_of_several_senses() {
    let judge = |title, text| judge(&doubtful(), &Subject::sample(title, text))[0].clone();
    let score = |title, text| judge(title, text).score;
    assert!(judge("A chip", "").routed);
    assert_eq!(score("Potato chip", ""), 5.0 + ELSEWHERE * TITLE_FACTOR);
    assert!(!judge("Potato chip", "").routed);
    assert_eq!(score("Factory of potato chips", ""), 5.0);
    // A longer phrase holds the word like that of any list.
    assert_eq!(score("Chip shop quiz", ""), 0.0);
    // In the opening they count like other words there, and further down not at all.
    assert_eq!(score("A chip", "Potato."), 5.0 + ELSEWHERE * OPENING_FACTOR);
    let far = format!("{}potato", "word ".repeat(60));
    assert_eq!(score("A chip", &far), 5.0);
    // Without any term of the topic they are no evidence.
    assert!(judge("Potato shop", "").evidence.is_empty());
}

#[test]
fn everyday_words_leave_terms_of_one_sense_alone() {
    let score = |title| judge(&doubtful(), &Subject::sample(title, ""))[0].score;
    assert_eq!([score("Potato wafer"), score("Potato wafer chip")], [5.0, 10.0]);
    // A weight above that of a strong term says that the term is in no doubt.
    assert_eq!(score("Potato fab"), 6.0);
}

#[test]
fn a_word_keeps_its_sense_throughout() {
    check("Blue chips rally", "Every chip counts; they make wafers.", &[]);
    check("Every chip counts", "Blue chips rally.", &[]);
    // Where a part has both senses, the word counts.
    check("Blue chips rally, a chip leads", "They make wafers.", &["semiconductors"]);
}

#[test]
fn standfirst_and_text_are_capped_together() {
    let lists = Lists { strong: words(&["aa", "bb", "cc", "dd", "ee", "ff"]), ..Lists::default() };
    let router = Router::new(&settings(vec![listed("x", lists)]));
    let score =
        |title, text| router.verdicts(&Subject { title, text, ..Subject::default() })[0].score;
    assert_eq!(score("", ["aa bb", "cc dd ee"]), TEXT_CAP);
    assert_eq!(score("ff", ["aa bb", "cc dd ee"]), TEXT_CAP + STRONG * TITLE_FACTOR);
    assert_eq!(score("", ["aa", ""]), STRONG * OPENING_FACTOR);
    assert_eq!(score("aa bb", ["", "cc"]), TITLE_CAP + STRONG * OPENING_FACTOR);
    assert_eq!(score("aa bb dd ee", ["", "cc"]), TITLE_CAP + STRONG * OPENING_FACTOR);
    // Behind the first sentence or two a term counts as it is.
    let far = format!("{}aa", "word ".repeat(60));
    assert_eq!(score("", [&far, ""]), STRONG);
}

#[test]
fn what_stands_far_down_does_not_count() {
    let far = format!("{}chip", "word ".repeat(250));
    let verdicts = judge(&two_topics(), &Subject::sample("", &far));
    assert_eq!(verdicts[1].ground, Ground::NoTerm);
}

#[test]
fn a_passing_mention_has_too_small_a_share() {
    let (title, text) = ("AMD chips and wafers", "Machine learning and a language model.");
    let judge = |share| judge(&Settings { share, ..two_topics() }, &Subject::sample(title, text));
    let verdicts = judge(0.8);
    assert_eq!((&verdicts[0].ground, verdicts[0].score), (&Ground::BelowShare, TEXT_CAP));
    assert_eq!((verdicts[0].needed, verdicts[1].score), (8.0, TITLE_CAP));
    assert!(verdicts[1].routed);
    // What the title names is no passing mention.
    let titles = judge_titles("AI: AMD chips and wafers");
    assert_eq!((titles[0].routed, titles[0].needed, titles[0].score), (true, 5.0, 5.0));
    // Just the share is enough.
    for share in [0.5, 0.0] {
        assert!(judge(share).iter().all(|verdict| verdict.routed && verdict.needed == 5.0));
    }
}

fn judge_titles(title: &str) -> Vec<Verdict> {
    judge(&Settings { share: 1.0, ..two_topics() }, &Subject::sample(title, ""))
}

#[test]
fn headlines_and_long_items_have_one_threshold() {
    let mut strict = two_topics();
    strict.threshold = 5.1;
    for settings in [two_topics(), strict] {
        let is_in = |title, text: &str| judge(&settings, &Subject::sample(title, text))[0].routed;
        assert_eq!(is_in("AI", ""), is_in("AI", &"Nothing more is said of it. ".repeat(40)));
        assert_eq!(is_in("AI", ""), settings.threshold <= 5.0);
    }
}

fn labelled(labels: &[&str]) -> Vec<Text> {
    labels.iter().map(|label| Text::line(label)).collect()
}

#[test]
fn a_category_gives_its_topic_whatever_the_score() {
    for label in
        ["artificial intelligence", "Artificial-Intelligence", "ArtificialIntelligence", "ＡＩ"]
    {
        let categories = labelled(&["News", label]);
        let subject =
            Subject { title: "Chips everywhere", categories: &categories, ..Subject::default() };
        let verdicts = judge(&two_topics(), &subject);
        assert!(verdicts[0].routed && verdicts[1].routed);
        assert_eq!(verdicts[0].ground, Ground::Category(categories[1].to_string()));
        let mut other = two_topics();
        other.category_wins = false;
        assert!(!judge(&other, &subject)[0].routed);
    }
}

#[test]
fn a_source_may_always_be_in_a_topic() {
    let mut settings = two_topics();
    change(&mut settings.topics[0], |lists| lists.exclude = words(&["horoscope"]));
    let always = ["ai".to_owned()];
    let subject = Subject { title: "Horoscope", source_topics: &always, ..Subject::default() };
    let verdicts = judge(&settings, &subject);
    assert_eq!((verdicts[0].routed, &verdicts[0].ground), (true, &Ground::Source));
}

#[test]
fn an_exclusion_keeps_an_item_out() {
    let mut settings = two_topics();
    change(&mut settings.topics[0], |lists| lists.exclude = words(&["horoscope", "AI slop"]));
    let categories = labelled(&["AI"]);
    let judge = |title, text| {
        let subject = Subject { categories: &categories, ..Subject::sample(title, text) };
        judge(&settings, &subject)[0].clone()
    };
    let out = judge("AI and language models", "Your Horoscopes of the week");
    assert_eq!((out.routed, out.ground), (false, Ground::Excluded("Horoscopes".to_owned())));
    assert!(judge("AI and language models", "").routed);
    // The longer phrase counts, and it is the one that excludes.
    assert_eq!(judge("AI slop", "").ground, Ground::Excluded("AI slop".to_owned()));
    change(&mut settings.topics[0], |lists| lists.shields = words(&["no horoscope"]));
    assert!(judge_in(&settings, "AI says: no horoscope"));
}

fn judge_in(settings: &Settings, title: &str) -> bool {
    judge(settings, &Subject::sample(title, ""))[0].routed
}

#[test]
fn what_is_kept_out_is_no_measure_for_other_topics() {
    let mut settings = two_topics();
    change(&mut settings.topics[1], |lists| lists.exclude = words(&["recipe"]));
    let text = "Wafers, a chip, AMD and memory; machine learning and a language model.";
    let verdicts = judge(&settings, &Subject::sample("Recipe: wafers, chips, AMD", text));
    assert_eq!([verdicts[0].routed, verdicts[1].routed], [true, false]);
}

#[test]
fn the_prior_of_a_source_is_added() {
    let mut settings = two_topics();
    settings.topics[1].priors = [("fab".to_owned(), 2.5), ("food".to_owned(), -1.0)].into();
    let judge = |source, title, text| {
        let subject = Subject { source, ..Subject::sample(title, text) };
        judge(&settings, &subject)[1].clone()
    };
    // It stands for a strong term, but for not more than one.
    let verdict = judge("fab", "A visit", "They make one chip.");
    assert_eq!((verdict.routed, verdict.score, verdict.prior), (true, 6.875, 2.5));
    assert!(!judge("else", "A visit", "They make one chip.").routed);
    assert_eq!(judge("fab", "Memory", "memory").ground, Ground::BelowThreshold);
    assert_eq!(judge("fab", "A visit", "").ground, Ground::NoTerm);
    let below = judge("food", "Chips", "");
    assert_eq!((below.ground, below.score), (Ground::BelowThreshold, 4.0));
}

#[test]
fn terms_that_weigh_more_than_usual_may_agree() {
    let term = |text: &str, weight| Term { text: text.to_owned(), weight: Some(weight) };
    let lists = Lists {
        weak: vec![term("fees", 1.3), term("lifts", 1.2), term("card", 0.8), term("shop", 0.7)],
        elsewhere: words(&["football"]),
        ..Lists::default()
    };
    let judge = |title, text| {
        judge(&settings(vec![listed("x", lists.clone())]), &Subject::sample(title, text))[0].clone()
    };
    assert!(judge("Card group lifts fees", "").routed);
    assert!(judge("Card fees", "It lifts them.").routed);
    assert!(judge("Fees for card and shop", "").ground == Ground::TooFewStrong);
    assert!(judge("Fees by card in a shop", "Nobody lifts them.").routed);
    assert_eq!(judge("Lifts and fees", "").ground, Ground::TooFewStrong);
    // One of the telling ones must stand in the title, and nothing may speak against.
    assert_eq!(judge("A card for a shop", "It lifts fees.").ground, Ground::TooFewStrong);
    assert!(!judge("Football card group lifts fees for shop", "").routed);
}

#[test]
fn words_that_are_at_home_in_many_places_do_not_agree() {
    let term = |text: &str, weight| Term { text: text.to_owned(), weight: Some(weight) };
    let agrees = |weight| {
        let weak = vec![
            term("models", 2.4),
            term("tutor", 0.9),
            term("drawing", 0.6),
            term("library", weight),
        ];
        let lists = Lists { weak, ..Lists::default() };
        let subject =
            Subject::sample("Drawing class seeks models", "A tutor of the library says so.");
        judge(&settings(vec![listed("x", lists)]), &subject)[0].clone()
    };
    assert!(agrees(0.6).routed);
    assert_eq!(agrees(0.5).ground, Ground::TooFewStrong);
}

#[test]
fn terms_that_only_agree_need_more_beside_a_certain_topic() {
    let term = |text: &str, weight| Term { text: text.to_owned(), weight: Some(weight) };
    let weak = vec![term("doubles", 1.2), term("drops", 1.2), term("firm", 0.9), term("sum", 2.0)];
    let markets = Lists { strong: words(&["profit"]), weak, ..Lists::default() };
    let chips = Lists { strong: vec!["wafer".into(), term("chip", 2.5)], ..Lists::default() };
    let settings = settings(vec![listed("markets", markets), listed("chips", chips)]);
    let judge = |title, text| judge(&settings, &Subject::sample(title, text))[0].clone();
    let text = "The firm says so.";
    assert!(judge("It doubles output and drops a line", text).routed);
    // What may be something else is not certain.
    assert!(judge("Chip: it doubles output and drops a line", text).routed);
    let beside = judge("Wafer: it doubles output and drops a line", text);
    assert_eq!((beside.ground, beside.needed), (Ground::BelowThreshold, 5.0 + BESIDE));
    assert!(judge("Wafer: it doubles output and drops a sum", text).routed);
    // A strong term is a ground of its own.
    assert!(judge("Wafer profit", "").routed);
}

#[test]
fn a_word_of_several_senses_that_its_text_leaves_alone_needs_more() {
    let judge = |title, text| judge(&doubtful(), &Subject::sample(title, text))[0].clone();
    let needed = |title, text| judge(title, text).needed;
    assert!(judge("A chip", "").routed);
    // A label is no text.
    assert!(judge("A chip", "News in brief").routed);
    let text = "He put it in his pocket and left.";
    assert_eq!((needed("A chip", text), judge("A chip", text).routed), (5.0 + ALONE, false));
    assert_eq!(judge("A chip", text).ground, Ground::BelowThreshold);
    // A weak word in the title says as much as one below.
    assert!(judge("A chip from the factory", text).routed);
    assert!(judge("A chip", "He left the factory at nine.").routed);
    assert_eq!((needed("A wafer", text), judge("A wafer", text).routed), (5.0, true));
    assert_eq!(needed("A pocket", text), 5.0);
    // A source that is known for the topic is context enough.
    let mut known = doubtful();
    known.topics[0].priors.insert("lane".to_owned(), 0.5);
    let subject = Subject { source: "lane", ..Subject::sample("A chip", text) };
    assert!(super::judge(&known, &subject)[0].routed);
}
