//! The endings of English inflection.
//!
//! A stem is no word; it only has to be the same for all forms of one. The rule does little harm to
//! words of other languages in Latin letters, and none to other scripts.

/// Takes the endings off a lower-case word, so that `raise`, `raises`, `raised` and `raising` are one.
pub(super) fn stem(word: &mut String) -> &str {
    if word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase()) {
        // The last letter of most words says that they have no such ending.
        if ends(word, b"s") {
            plural(word);
        }
        if ends(word, b"gd") {
            inflection(word);
        }
        if word.len() > 3 && ends(word, b"e") {
            word.pop();
        }
        if word.len() > 3 && ends(word, b"y") {
            word.pop();
            word.push('i');
        }
    }
    word
}

/// Whether a word ends in one of some letters.
fn ends(word: &str, letters: &[u8]) -> bool {
    word.as_bytes().last().is_some_and(|last| letters.contains(last))
}

fn plural(word: &mut String) {
    let ends = |list: &[&str]| list.iter().any(|end| word.ends_with(end));
    if ends(&["ies"]) && word.len() > 4 || ends(&["sses", "shes", "ches", "xes", "zes"]) {
        word.truncate(word.len() - 2);
    } else if ends(&["s"]) && !ends(&["ss", "us", "is"]) {
        word.pop();
    }
}

fn inflection(word: &mut String) {
    let cut = match word.as_str() {
        w if w.ends_with("ing") => 3,
        w if w.ends_with("ied") => 1,
        w if w.ends_with("ed") && !w.ends_with("eed") => 2,
        _ => return,
    };
    let end = word.len() - cut;
    // `king`, `red` and `string` have no stem to fall back on.
    if end < 3 || !word[..end].bytes().any(|b| b"aeiouy".contains(&b)) {
        return;
    }
    word.truncate(end);
    let bytes = word.as_bytes();
    let last = bytes[end - 1];
    if end > 3 && last == bytes[end - 2] && !b"aeiouls".contains(&last) {
        word.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_a_word_have_one_stem() {
        for forms in [
            "raise raises raised raising",
            "company companies",
            "university universities",
            "plan plans planned planning",
            "launch launches launched launching",
            "cut cuts cutting",
            "sell sells selling",
            "carry carries carried carrying",
        ] {
            let stems: Vec<String> =
                forms.split(' ').map(|form| stem(&mut form.to_owned()).to_owned()).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms}: {stems:?}");
        }
    }

    #[test]
    fn what_is_no_ending_stays() {
        for word in
            ["king", "red", "us", "gas", "bus", "virus", "analysis", "speed", "größen", "h100"]
        {
            assert_eq!(stem(&mut word.to_owned()), word);
        }
    }
}
