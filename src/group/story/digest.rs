//! A story in few words.

use super::{
    Article,
    counts::Counts,
    coverage::covered_by,
    features::Features,
    lead::lead,
    vector::{Centroid, Vector},
};
use crate::model::Digest;

/// Most words of a digest.
const WORDS: usize = 75;

/// The lead of the member that says most of what all say (the medoid), cut at a sentence to 75 words.
///
/// Members with text go before those without; a headline stands for itself only where nothing else is
/// there. Of equal ones the first in the order of (published, guid) is taken, whatever the order of
/// `members`. Words are weighed by the shipped background alone, so other stories do not change this one.
/// `None` without members.
pub fn digest(members: &[Article<'_>]) -> Option<Digest> {
    let mut members: Vec<&Article<'_>> = members.iter().collect();
    members.sort_by_key(|member| (member.published, member.guid));
    let counts = Counts::default();
    let bodies: Vec<Vector> =
        members.iter().map(|member| Features::of(member, &counts).body).collect();
    let mut mean = Centroid::default();
    for (size, body) in bodies.iter().enumerate() {
        mean.join(body, size as f64, usize::MAX);
    }
    let mut best: Option<(bool, f64, usize)> = None;
    for (at, body) in bodies.iter().enumerate() {
        let has_text = !members[at].text.trim().is_empty();
        let score = (has_text, mean.cosine(body, 0.0));
        if best.is_none_or(|(text, cosine, _)| score > (text, cosine)) {
            best = Some((score.0, score.1, at));
        }
    }
    let (has_text, _, at) = best?;
    let member = members[at];
    Some(Digest {
        item: member.guid.clone(),
        source: member.source.to_owned(),
        text: lead(if has_text { member.text } else { member.title }, WORDS),
        covered_by: covered_by(members.iter().map(|member| member.publisher)),
    })
}
