//! Which stored articles are worth a comparison, before any of their words are read.
//!
//! In: what an index of anchors says, then prints. Out: few articles, the likeliest first. However many
//! articles share something, the work for one more has a limit.

use std::cmp::Reverse;

use super::{Settings, containment, may_be_same};
use crate::model::Print;

/// Articles that are compared word by word with one item.
const MOST_READ: usize = 8;

/// Prints that are looked at for one item; of those that share as much with it, all or none.
const MOST_PRINTS: usize = 24;

/// The items that share anchors with the item `own`, by number, in tiers: those of a tier share as much
/// with it, those of the next one less. `shared` holds the items of each of its anchors, each item once.
///
/// An anchor of few tells more; one of more than [`Print::MOST_OF_AN_ANCHOR`] is boilerplate and tells
/// nothing.
pub fn ranked<'s, N: Copy + Into<i64> + 's>(
    own: i64,
    shared: impl IntoIterator<Item = &'s [N]>,
) -> Vec<Vec<i64>> {
    let mut rank: Vec<(i64, usize)> = Vec::new();
    for items in shared {
        if (1..=Print::MOST_OF_AN_ANCHOR).contains(&items.len()) {
            let weight = Print::MOST_OF_AN_ANCHOR.pow(2) / items.len();
            let others = items.iter().map(|&item| item.into()).filter(|&item| item != own);
            rank.extend(others.map(|item| (item, weight)));
        }
    }
    rank.sort_unstable();
    let sum = |of_one: &[(i64, usize)]| of_one.iter().map(|(_, weight)| weight).sum();
    let of_each = rank.chunk_by(|a, b| a.0 == b.0);
    let mut sums: Vec<(Reverse<usize>, i64)> =
        of_each.map(|of_one| (Reverse(sum(of_one)), of_one[0].0)).collect();
    sums.sort_unstable();
    let tiers = sums.chunk_by(|a, b| a.0 == b.0);
    tiers.map(|tier| tier.iter().map(|&(_, item)| item).collect()).collect()
}

/// Whether the prints of the next tier of so many items are looked at, when so many were. Where very
/// many share so little, none of them is likely.
pub fn goes_on(looked_at: usize, tier: usize) -> bool {
    looked_at < MOST_PRINTS && looked_at + tier <= MOST_PRINTS + Print::MOST_OF_AN_ANCHOR
}

/// How alike two articles are by their prints, in thousandths; `None` where they are surely two.
pub fn likeness(a: &Print, b: &Print, settings: &Settings) -> Option<u32> {
    let same_title = a.title != 0 && a.title == b.title;
    if same_title { Some(thousandths(a, b)) } else { alike(a, b, settings) }
}

/// The same where the words alone are to say it.
pub fn alike(a: &Print, b: &Print, settings: &Settings) -> Option<u32> {
    may_be_same(a, b, settings).then(|| thousandths(a, b))
}

fn thousandths(a: &Print, b: &Print) -> u32 {
    (containment(a, b) * 1_000.0) as u32
}

/// The likeliest, each once, by likeness and id: those that are read. An id may come with the number
/// by which its item is read.
pub fn top<I: Ord>(mut found: Vec<(u32, I)>) -> Vec<(u32, I)> {
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    found.dedup();
    found.truncate(MOST_READ);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Guid;

    #[test]
    fn what_shares_more_and_rarer_anchors_comes_first() {
        let (rare, common) = (vec![3_u32, 8], vec![1, 2, 3, 8]);
        let boilerplate: Vec<u32> = (0..65).collect();
        let shared = [&rare[..], &common, &[5], &boilerplate, &[]];
        assert_eq!(ranked(9, shared), [vec![5], vec![3, 8], vec![1, 2]]);
        assert_eq!(ranked(8, shared), [vec![5], vec![3], vec![1, 2]]);
        assert!(ranked::<u32>(9, []).is_empty());
    }

    #[test]
    fn crowds_are_passed_over() {
        for (looked_at, tier, goes) in [
            (0, 1, true),
            (23, 65, true),
            (23, 66, false),
            (24, 1, false),
            (0, 88, true),
            (0, 89, false),
        ] {
            assert_eq!(goes_on(looked_at, tier), goes, "{looked_at} {tier}");
        }
    }

    #[test]
    fn the_likeliest_are_read() {
        let guid = |number: u32| Guid(format!("urn:{number}"));
        let found = [(5, 2), (900, 7), (5, 1), (900, 7), (1_000, 3)];
        let found = found.map(|(likeness, number)| (likeness, guid(number)));
        let expected = [(1_000, 3), (900, 7), (5, 1), (5, 2)];
        assert_eq!(top(found.to_vec()), expected.map(|(likeness, id)| (likeness, guid(id))));
        let many = (0..20).map(|number| (number, guid(number))).collect();
        assert_eq!(top(many).len(), MOST_READ);
    }

    #[test]
    fn a_title_is_enough_to_be_read() {
        let settings = Settings::standard();
        let print = |title, shingles: &[u32]| Print {
            words: 60,
            title,
            shingles: shingles.to_vec(),
            anchors: Vec::new(),
        };
        let (one, other) = (print(9, &[1, 2, 3]), print(9, &[4, 5, 6]));
        assert_eq!(likeness(&one, &other, &settings), Some(0));
        assert_eq!(likeness(&one, &print(0, &[4, 5, 6]), &settings), None);
        assert_eq!(likeness(&print(0, &[1, 2, 3]), &one, &settings), Some(1_000));
        assert_eq!(alike(&one, &other, &settings), None);
    }
}
