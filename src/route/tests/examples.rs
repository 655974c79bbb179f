//! What examples add.

use super::*;

fn example(line: &str) -> Example {
    Example::parse(line).unwrap().unwrap()
}

/// A topic of one term and some examples.
fn taught(lines: &[&str]) -> Settings {
    let examples = lines.iter().map(|line| example(line)).collect();
    let lists = Lists { strong: words(&["beekeeping"]), ..Lists::default() };
    settings(vec![Topic { examples, ..listed("bees", lists) }])
}

const BEES: [&str; 4] = [
    "+ Beekeepers count hives after a hard winter\tHalf of the colonies in the valley survived the frost.",
    "+ Honey harvest is late this summer\tHives in the hills hold less honey than last year, keepers say.",
    "+ Swarm of bees closes a street\tA keeper collected the colony in a box.",
    "+ Mites threaten bee colonies\tThe varroa mite weakens hives; keepers test new strains of bees.",
];

#[track_caller]
fn judge_one(lines: &[&str], title: &str, text: &str) -> Verdict {
    judge(&taught(lines), &Subject::sample(title, text)).remove(0)
}

#[test]
fn a_clear_likeness_suffices_for_a_short_list() {
    let verdict = judge_one(
        &BEES,
        "Keepers move their hives to the hills",
        "The colonies shall find more honey there.",
    );
    assert_eq!((verdict.routed, &verdict.ground), (true, &Ground::Example), "{verdict:?}");
    let nearest = verdict.example.unwrap();
    assert!(nearest.belongs && nearest.added == 5.0, "{nearest:?}");
    let far =
        judge_one(&BEES, "Ferry line adds a late boat", "Tickets cost the same as last summer.");
    assert_eq!((far.routed, far.ground), (false, Ground::NoTerm));
}

#[test]
fn a_full_list_hardly_needs_examples() {
    let mut settings = taught(&BEES);
    let many = (0..800).map(|number| Term { text: format!("term{number}"), weight: None });
    change(&mut settings.topics[0], |lists| lists.weak = many.collect());
    let text = "The colonies shall find more honey there.";
    let subject = Subject::sample("Keepers move their hives to the hills", text);
    let verdict = judge(&settings, &subject).remove(0);
    assert_eq!((verdict.routed, verdict.example.unwrap().added), (false, 1.25));
}

#[test]
fn terms_that_speak_for_it_need_less_help() {
    let text = "The colonies shall find more honey there.";
    let verdict = judge_one(&BEES, "Beekeeping: hives move to the hills", text);
    assert_eq!((verdict.ground, verdict.score), (Ground::Score, 7.5));
}

#[test]
fn half_a_likeness_stands_for_a_strong_term() {
    let text = "Beekeeping is one of forty trades on show, from ropes to glass and hives.";
    let verdict = judge_one(&[BEES[0], BEES[3]], "Old trades on show", text);
    let added = verdict.example.as_ref().unwrap().added;
    assert!(!verdict.routed && added > 0.0 && added < STRONG, "{verdict:?}");
}

#[test]
fn what_does_not_belong_pushes_its_like_out() {
    let title = "Beekeeping simulator gets a new game mode";
    let text = "Players build hives on a console; the game costs ten coins.";
    assert!(judge_one(&[], title, text).routed);
    let game =
        "- Farm simulator game adds hives\tThe console game lets players build a farm with coins.";
    let lines: Vec<_> = BEES.into_iter().chain([game]).collect();
    let verdict = judge_one(&lines, title, text);
    assert!(!verdict.routed, "{verdict:?}");
    let nearest = verdict.example.unwrap();
    assert!(!nearest.belongs && nearest.added < -1.0 && nearest.example.starts_with("Farm"));
    // What belongs stays in.
    assert!(judge_one(&lines, "Beekeeping in the hills", "Hives and honey.").routed);
}

#[test]
fn a_word_in_common_with_what_does_not_belong_pushes_nothing_out() {
    let lines = [BEES[0], "- Model railway fair\tA model train runs."];
    let verdict = judge_one(&lines, "Beekeeping by a new model", "It counts the frames.");
    assert!(verdict.routed && verdict.score == 5.0, "{verdict:?}");
    assert!(!verdict.example.unwrap().belongs);
}

#[test]
fn an_item_that_was_taught_is_where_it_was_put() {
    let out = "- Beekeeping is fun\tBees and hives.";
    let same = judge_one(&[BEES[0], out], "Beekeeping is fun", "Bees and hives.");
    assert_eq!((same.routed, same.ground), (false, Ground::Example));
    // The last word counts.
    let again = judge_one(
        &[out, "+ Beekeeping is fun\tBees and hives."],
        "Beekeeping is fun!",
        "Bees and hives.",
    );
    assert_eq!((again.routed, again.ground), (true, Ground::Example));
    let unknown = judge_one(
        &["+ Quay repairs begin\tConcrete arrives."],
        "Quay repairs begin",
        "Concrete arrives.",
    );
    assert!(unknown.routed);
}

#[test]
fn examples_of_one_topic_say_nothing_of_another() {
    let mut both = taught(&BEES);
    both.topics.push(topic("other"));
    let verdicts = judge(&both, &Subject::sample("Keepers count their hives", ""));
    assert!(verdicts[0].example.is_some() && verdicts[1].example.is_none());
}

#[test]
fn examples_without_spaces_work_too() {
    let lines = ["+ 养蜂人在山区增加蜂箱", "+ 蜂蜜产量下降，养蜂人担忧"];
    assert!(judge_one(&lines, "养蜂人迁移蜂箱寻找蜂蜜", "").routed);
    assert!(!judge_one(&lines, "轮渡公司增加夜间航班", "").routed);
}
