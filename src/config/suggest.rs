//! A word that is not known → the one that was meant.

/// The candidate nearest to `word`, when it is near enough to have been meant: at most a third of
/// the letters differ. Capitals, `-` and `_` make no difference.
pub(super) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    /// Longest word that is compared; a longer one is no slip of the finger.
    const LONGEST: usize = 100;
    if word.len() > LONGEST {
        return None;
    }
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let word = plain(word);
    let most = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word, &plain(candidate)), candidate))
        .filter(|&(distance, candidate)| distance <= most && distance < candidate.len())
        .min()
        .map(|(_, candidate)| candidate)
}

/// "did you mean `x`?" for the nearest candidate.
pub(super) fn did_you_mean<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(word, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, want: Option<&str>) {
        let known = ["threshold", "share", "category_wins", "url", "Asia/Seoul"];
        assert_eq!(nearest(word, known), want, "{word:?}");
    }

    #[test]
    fn near_words() {
        check("treshold", Some("threshold"));
        check("Category-Wins", Some("category_wins"));
        check("ulr", Some("url"));
        check("asia/seul", Some("Asia/Seoul"));
    }

    #[test]
    fn far_words() {
        check("colour", None);
        check("x", None);
        check("", None);
        check(&"threshold".repeat(100), None);
    }
}
