//! Which words of a text a term matches.

use super::*;

/// What of `text` the terms match, each in its own right: `want` are the matched words.
#[track_caller]
fn finds(terms: &[&'static str], text: &str, want: &[&str]) {
    found(Lists { strong: words(terms), ..Lists::default() }, text, want);
}

/// The same for proper names.
#[track_caller]
fn finds_name(name: &'static str, text: &str, want: &[&str]) {
    found(Lists { names: words(&[name]), ..Lists::default() }, text, want);
}

/// The same beside shields.
#[track_caller]
fn shielded(shields: &[&'static str], terms: &[&'static str], text: &str, want: &[&str]) {
    let lists = Lists { strong: words(terms), shields: words(shields), ..Lists::default() };
    found(lists, text, want);
}

#[track_caller]
fn found(lists: Lists, text: &str, want: &[&str]) {
    let verdicts = judge(&settings(vec![listed("x", lists)]), &Subject::sample("", text));
    let mut got: Vec<_> = verdicts[0].evidence.iter().map(|found| found.matched.as_str()).collect();
    got.sort_by_key(|matched| text.find(matched));
    assert_eq!(got, want, "{text:?} {verdicts:#?}");
}

#[test]
fn words_end_at_signs_and_spaces() {
    finds(&["chip"], "a (Chip), please", &["Chip"]);
    finds(&["chip"], "chipped microchip chip1 échip", &[]);
    finds(&["chip"], "_chip_", &["chip"]);
    finds(&["chip"], "the chip's maker", &["chip"]);
    finds(&["chip"], "the chip\u{2019}s maker", &["chip"]);
    finds(&["S&P 500", "C++"], "S&P 500 in C++", &["S&P 500", "C++"]);
    finds(&["ИИ-чип"], "новый ИИ-чип", &["ИИ-чип"]);
    finds(&["чип"], "чипы", &[]);
}

#[test]
fn a_star_takes_any_ending() {
    finds(&["retrain*"], "retraining, pretrained", &["retraining"]);
    finds(&["wafer*"], "wafer-thin", &["wafer"]);
    finds(&["wafer*"], "wafers", &["wafers"]);
    finds(&["LLM*"], "LLM-based", &["LLM"]);
    finds(&["LLM*"], "LLMOps", &["LLMOps"]);
    finds(&["LLM*"], "llms", &[]);
}

#[test]
fn measures_may_follow_a_number() {
    finds(&["bn"], "$38bn, 38 bn, 3.5bn", &["bn"]);
    finds(&["bn"], "abn bns 38bno", &[]);
    finds(&["bn of notes"], "sells $2bn of notes", &["bn of notes"]);
    finds(&["g"], "5g", &[]);
}

#[test]
fn short_terms_ask_for_their_capitals() {
    finds(&["AI"], "AI, ai, Ai Weiwei", &["AI"]);
    finds(&["AI"], "said AIS", &[]);
    finds(&["GPU"], "many GPUs", &["GPUs"]);
    finds(&["SiC"], "SiC, (sic), SIC", &["SiC"]);
    finds(&["A.I."], "A.I. is a.i.", &["A.I."]);
    finds(&["AI-PC"], "an AI PC or ai-pc", &["AI PC"]);
    finds(&["NVIDIA"], "Nvidia", &["Nvidia"]);
    finds(&["IPO"], "IPOs, ipo", &["IPOs"]);
}

#[test]
fn names_begin_with_a_capital() {
    finds_name("Micron", "a Micron plant", &["Micron"]);
    finds_name("Micron", "MICRON", &["MICRON"]);
    finds_name("Micron", "The line is one micron wide", &[]);
    finds_name("Micron", "micron builds a plant", &["micron"]);
    finds_name("Nvidia", "Nvidias Umsatz, Nvidia's sales", &["Nvidias"]);
    finds_name("Amperex", "Amperexes", &[]);
    finds_name("xAI", "Xai, xAI", &["xAI"]);
    finds_name("deepset", "deepset", &["deepset"]);
}

#[test]
fn spaces_and_hyphens_are_alike() {
    for text in [
        "machine learning",
        "machine-learning",
        "Machine\u{a0}Learning",
        "machine\u{2011}learning",
        "machinelearning",
        "machine  \nlearning",
    ] {
        let want = text.replace(['\u{a0}'], " ").replace('\u{2011}', "-").replace("  \n", " ");
        finds(&["machine learning"], text, &[&want]);
        finds(&["machine-learning"], text, &[&want]);
    }
    finds(&["machine learning"], "the machine. Learning", &[]);
    finds(&["machine learning"], "a machine - learning", &[]);
    finds(&["deepfake"], "deep fake", &[]);
    finds(&["one two three"], "one-two-three onetwothree", &["one-two-three"]);
    // Too short to be told from other words.
    finds(&["I am"], "Iam", &[]);
    finds(&["e-fuel"], "efuels, e fuel", &["efuels"]);
}

#[test]
fn plurals_are_found() {
    finds(&["chip"], "chips", &["chips"]);
    finds(&["language model"], "language-models", &["language-models"]);
    finds(&["foundry"], "foundries", &["foundries"]);
    finds(&["foundry"], "foundrys", &["foundrys"]);
    finds(&["loss"], "losses", &["losses"]);
    finds(&["bench"], "benches", &["benches"]);
    finds(&["box"], "boxs", &[]);
    finds(&["day"], "days, daies", &["days"]);
    finds(&["chip"], "chipses", &[]);
    finds(&["5g"], "5gs", &[]);
    finds(&["ab"], "abs", &[]);
    finds(&["芯片"], "芯片s", &["芯片"]);
}

#[test]
fn scripts_without_spaces_have_no_boundaries() {
    finds(&["半导体"], "国产半导体设备", &["半导体"]);
    finds(&["チップ"], "新型チップを", &["チップ"]);
    finds(&["ชิป"], "ผลิตชิปใหม่", &["ชิป"]);
    finds(&["芯片*"], "芯片价格上涨", &["芯片"]);
}

#[test]
fn particles_follow_words_of_hangul() {
    finds(&["반도체"], "반도체가", &["반도체"]);
    finds(&["반도체*"], "반도체에서는 그", &["반도체에서는"]);
    finds(&["증시"], "증시는 보증시장", &["증시"]);
    finds(&["증시"], "보증시장", &[]);
    // A long term is found within a compound.
    finds(&["반도체"], "메모리반도체", &["반도체"]);
    finds(&["AI"], "AI가 쓰는", &["AI"]);
}

#[test]
fn borders_of_scripts_are_boundaries() {
    finds(&["AI"], "生成AIの指針", &["AI"]);
    finds(&["AI"], "AI芯片", &["AI"]);
    finds(&["芯片"], "5nm芯片", &["芯片"]);
    finds(&["nm"], "5nm芯片", &[]);
    for text in ["AI芯片", "AI 芯片", "ＡＩ芯片"] {
        let want = text.replace('Ａ', "A").replace('Ｉ', "I");
        finds(&["AI芯片"], text, &[&want]);
        finds(&["AI 芯片"], text, &[&want]);
    }
    finds(&["SK하이닉스"], "SK 하이닉스는", &["SK 하이닉스"]);
}

#[test]
fn accents_may_be_missing() {
    finds(&["Börse"], "Börse", &["Börse"]);
    finds(&["Börse"], "Borse", &["Borse"]);
    finds(&["marche financier"], "Marchés, marché-financier", &["marché-financier"]);
    finds(&["Łódź"], "Łódź", &["Łódź"]);
}

#[test]
fn words_of_an_address_are_not_what_an_item_is_about() {
    finds(&["chip"], "see https://example.org/chip?by=chip (http://chip.example/chip)", &[]);
    finds(&["chip"], "www.chip.example", &[]);
    finds(&["chip"], "https://a.example chip", &["chip"]);
}

#[test]
fn of_overlapping_terms_the_longest_counts() {
    finds(&["AI", "AI chip"], "an AI chip", &["AI chip"]);
    finds(&["AI", "AI chip"], "an AI chip for AI", &["AI", "AI chip"]);
    finds(&["chip", "chips"], "chips", &["chips"]);
    finds(&["neural network", "network chips"], "neural network chips", &["neural network"]);
}

#[test]
fn a_longer_weak_term_takes_the_place_of_a_strong_one() {
    let lists =
        Lists { strong: words(&["model"]), weak: words(&["model railway"]), ..Lists::default() };
    let verdicts =
        judge(&settings(vec![listed("x", lists)]), &Subject::sample("A model railway", ""));
    assert_eq!((verdicts[0].score, verdicts[0].evidence.len()), (2.0, 1));
}

#[test]
fn a_shield_swallows_the_terms_within_it() {
    shielded(&["blue chip*"], &["chip"], "blue chips, blue-chip, Blue\u{a0}Chips", &[]);
    shielded(&["blue chip*"], &["chip"], "blue chips and a chip", &["chip"]);
    shielded(&["fish and chips"], &["chip"], "fish-and-chips", &[]);
    shielded(&["role model"], &["model"], "role models", &[]);
    shielded(&["Ai Weiwei"], &["AI"], "AI WEIWEI", &[]);
    shielded(&["新款上市"], &["上市"], "新款上市", &[]);
    shielded(&["chip in"], &["chip"], "chip inside", &["chip"]);
}

#[test]
fn a_longer_term_wins_over_a_shield() {
    shielded(
        &["model year"],
        &["language model year"],
        "language model years",
        &["language model years"],
    );
    shielded(
        &["blue chip"],
        &["chip", "blue chip semiconductor"],
        "blue chip semiconductors",
        &["blue chip semiconductors"],
    );
    // Of one length, the shield.
    shielded(&["chip"], &["chip"], "chip", &[]);
    // A shield in a shield.
    shielded(
        &["blue chip", "big blue chip bank"],
        &["chip", "chip bank"],
        "big blue chip bank",
        &[],
    );
}

#[test]
fn a_shield_holds_in_its_own_topic_only() {
    let lists = |id: &str, shields: &[&'static str]| {
        let lists = Lists { strong: words(&["chip"]), shields: words(shields), ..Lists::default() };
        listed(id, lists)
    };
    let both = settings(vec![lists("a", &["blue chip"]), lists("b", &[])]);
    let verdicts = judge(&both, &Subject::sample("Blue chips", ""));
    assert_eq!([verdicts[0].score, verdicts[1].score], [0.0, 5.0]);
    let shield = &verdicts[0].shields[0];
    assert_eq!(
        (shield.matched.as_str(), &shield.swallowed[..]),
        ("Blue chips", &["chip".to_owned()][..])
    );
    assert_eq!(verdicts[1].shields, []);
}

#[test]
fn a_shield_that_keeps_nothing_from_counting_is_not_told() {
    let verdicts = judge(&two_topics(), &Subject::sample("A chip; a role model; fish, chips", ""));
    assert_eq!(verdicts[0].shields.len(), 1);
    assert_eq!(verdicts[1].shields, []);
}
