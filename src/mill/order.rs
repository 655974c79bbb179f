//! Arrivals in the order of the config, whatever order they come in.
//!
//! Which source owns an article that two of them show is decided by who is first. Were it the network
//! that decides, two machines with the same config would publish different feeds.

use std::collections::BTreeMap;

use crate::fetch::Arrival;

/// Holds arrivals back until all earlier visits have arrived.
#[derive(Debug)]
pub(super) struct Ordered {
    /// The visits still to come, in order.
    expected: std::vec::IntoIter<usize>,
    next: Option<usize>,
    held: BTreeMap<usize, Arrival>,
}

impl Ordered {
    /// `expected` are the indices of all visits, in the order wanted.
    pub(super) fn new(expected: Vec<usize>) -> Self {
        let mut expected = expected.into_iter();
        let next = expected.next();
        Ordered { expected, next, held: BTreeMap::new() }
    }

    /// Takes an arrival in.
    pub(super) fn push(&mut self, arrival: Arrival) {
        self.held.insert(arrival.index, arrival);
    }

    /// Gives the next arrival out, if it is here.
    pub(super) fn pop(&mut self) -> Option<Arrival> {
        let arrival = self.held.remove(&self.next?)?;
        self.next = self.expected.next();
        Some(arrival)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::{Fetched, Terms};

    fn arrival(index: usize) -> Arrival {
        Arrival { index, result: Ok(Fetched::Unchanged { terms: Terms::default() }), room: None }
    }

    #[test]
    fn late_ones_hold_back_those_after_them() {
        let mut ordered = Ordered::new(vec![1, 4, 7]);
        let mut out = Vec::new();
        for index in [4, 7, 1] {
            ordered.push(arrival(index));
            while let Some(arrival) = ordered.pop() {
                out.push((index, arrival.index));
            }
        }
        assert_eq!(out, [(1, 1), (1, 4), (1, 7)]);
    }
}
