//! Where a source has moved: permanent redirects that are believed when they last.

use super::Failure;
use crate::model::{Moved, Standing};

/// A learnt address that is missing so often in a row is forgotten.
const MISSING: u32 = 3;

/// Learns from a visit that found a valid document. `to` is where permanent redirects (301, 308) led,
/// if they did all the way; the result is the address that is asked from now on, if it is a new one.
///
/// One redirect is an accident or the login page of a network. The same one in `adopt_after` visits in
/// a row, with a document behind it each time, is a move. A learnt address may move on in the same way.
pub fn led(standing: &mut Standing, to: Option<&str>, adopt_after: u32) -> Option<String> {
    let Some(to) = to.filter(|to| standing.learnt.as_deref() != Some(to)) else {
        standing.moved = None;
        return None;
    };
    let before = standing.moved.take().filter(|moved| moved.to == to);
    let sightings = before.map_or(0, |moved| moved.sightings).saturating_add(1);
    if adopt_after > 0 && sightings >= adopt_after {
        standing.learnt = Some(to.to_owned());
        return standing.learnt.clone();
    }
    standing.moved = Some(Moved { to: to.to_owned(), sightings });
    None
}

/// Forgets a learnt address at which there has been nothing for several visits, so that the configured
/// one is asked again. Whether that was so.
pub fn unlearn(standing: &mut Standing, failure: Failure, failures: u32) -> bool {
    let is_missing = matches!(failure, Failure::Gone | Failure::Missing) && failures >= MISSING;
    let is_over = is_missing && standing.learnt.is_some();
    if is_over {
        standing.learnt = None;
        standing.moved = None;
    }
    is_over
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &str = "https://new.example/feed";
    const NEXT: &str = "https://next.example/feed";

    /// What is learnt after visits that were led to these addresses.
    #[track_caller]
    fn check(adopt_after: u32, visits: &[Option<&str>], want: Option<&str>) {
        let mut standing = Standing::default();
        let mut told = Vec::new();
        for to in visits {
            told.extend(led(&mut standing, *to, adopt_after));
        }
        assert_eq!(standing.learnt.as_deref(), want, "{visits:?}");
        assert_eq!(told.last().map(String::as_str), want, "told what was learnt");
    }

    #[test]
    fn a_move_is_learnt_when_it_lasts() {
        check(5, &[Some(NEW); 4], None);
        check(5, &[Some(NEW); 5], Some(NEW));
        check(1, &[Some(NEW)], Some(NEW));
        check(0, &[Some(NEW); 50], None);
    }

    #[test]
    fn another_target_or_none_begins_anew() {
        check(3, &[Some(NEW), Some(NEW), Some(NEXT), Some(NEW), Some(NEW)], None);
        check(3, &[Some(NEW), Some(NEW), None, Some(NEW), Some(NEW)], None);
        check(3, &[Some(NEW), None, Some(NEW), Some(NEW), Some(NEW)], Some(NEW));
    }

    #[test]
    fn a_learnt_address_may_move_on() {
        let twice = [Some(NEW), Some(NEW), None, Some(NEXT), Some(NEXT)];
        check(2, &twice, Some(NEXT));
        check(2, &twice[..4], Some(NEW));
        // Being led to where it asks already is no move.
        check(2, &[Some(NEW); 9], Some(NEW));
    }

    #[track_caller]
    fn check_unlearn(failure: Failure, failures: u32, want: bool) {
        let moved = Some(Moved { to: NEXT.to_owned(), sightings: 1 });
        let learnt = Some(NEW.to_owned());
        let mut standing = Standing { learnt, moved, ..Standing::default() };
        assert_eq!(unlearn(&mut standing, failure, failures), want, "{failure:?} {failures}");
        assert_eq!((standing.learnt.is_none(), standing.moved.is_none()), (want, want));
    }

    #[test]
    fn a_learnt_address_that_is_missing_is_forgotten() {
        check_unlearn(Failure::Missing, 2, false);
        check_unlearn(Failure::Missing, 3, true);
        check_unlearn(Failure::Gone, 3, true);
        check_unlearn(Failure::Gone, 1, false);
        check_unlearn(Failure::Other, 30, false);
        assert!(!unlearn(&mut Standing::default(), Failure::Gone, 9), "nothing was learnt");
    }
}
