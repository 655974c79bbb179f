//! Arrivals in the order of the config, whatever order they come in.
//!
//! Which source owns an article that two of them show is decided by who is first. Were it the network
//! that decides, two machines with the same config would publish different feeds.
//!
//! A slow source holds back all that come after it, and a host with many sources is always slow. What
//! waits is therefore kept in memory up to a limit, and beyond that outside of it.

use std::{collections::BTreeMap, ops::Range, path::PathBuf};

use super::aside::Aside;
use crate::{
    fetch::{Arrival, Fetched},
    model::Document,
};

/// Bytes of bodies that wait in memory: the usual feeds of a hundred sources.
const IN_MEMORY: usize = 4 << 20;

/// Holds arrivals back until all earlier visits have arrived.
#[derive(Debug)]
pub(super) struct Ordered {
    /// The visits still to come, in order.
    expected: std::vec::IntoIter<usize>,
    next: Option<usize>,
    held: BTreeMap<usize, Held>,
    /// Bytes of the bodies in memory.
    bytes: usize,
    aside: Aside,
}

/// An arrival that waits.
#[derive(Debug)]
struct Held {
    arrival: Arrival,
    /// For each document where its body is, unless it is in the document.
    aside: Vec<Option<Range<u64>>>,
}

impl Ordered {
    /// `expected` are the indices of all visits, in the order wanted. Bodies that wait long may be put
    /// into a file in the first of `folders` that permits it.
    pub(super) fn new(expected: Vec<usize>, folders: Vec<PathBuf>) -> Self {
        let mut expected = expected.into_iter();
        let next = expected.next();
        let aside = Aside::new(folders);
        Ordered { expected, next, held: BTreeMap::new(), bytes: 0, aside }
    }

    /// Takes an arrival in.
    pub(super) fn push(&mut self, arrival: Arrival) {
        let mut held = Held { arrival, aside: Vec::new() };
        let size = held.size();
        let waits = self.next != Some(held.arrival.index);
        if waits && self.bytes + size > IN_MEMORY {
            held.put(&mut self.aside);
        }
        self.bytes += held.size();
        self.held.insert(held.arrival.index, held);
    }

    /// Gives the next arrival out, if it is here.
    pub(super) fn pop(&mut self) -> Option<Arrival> {
        let held = self.held.remove(&self.next?)?;
        self.next = self.expected.next();
        self.bytes -= held.size();
        Some(held.take(&mut self.aside))
    }
}

impl Held {
    fn documents(&mut self) -> &mut [Document] {
        match &mut self.arrival.result {
            Ok(Fetched::Documents { documents, .. }) => documents,
            Ok(Fetched::Unchanged { .. } | Fetched::Same { .. }) | Err(_) => &mut [],
        }
    }

    /// Bytes of memory that the bodies take.
    fn size(&self) -> usize {
        match &self.arrival.result {
            Ok(Fetched::Documents { documents, .. }) => {
                documents.iter().map(|document| document.bytes.capacity()).sum()
            }
            Ok(Fetched::Unchanged { .. } | Fetched::Same { .. }) | Err(_) => 0,
        }
    }

    /// Puts the bodies aside, as far as that is possible.
    fn put(&mut self, aside: &mut Aside) {
        let mut places = Vec::new();
        for document in self.documents() {
            let place = aside.put(&document.bytes);
            if place.is_some() {
                document.bytes = Vec::new();
            }
            places.push(place);
        }
        self.aside = places;
    }

    /// The arrival with its bodies. What cannot be read back was not fetched: the next run does it.
    fn take(mut self, aside: &mut Aside) -> Arrival {
        let mut failure = None;
        let places = std::mem::take(&mut self.aside);
        for (document, place) in self.documents().iter_mut().zip(places) {
            match place.map(|place| aside.take(place)) {
                Some(Ok(bytes)) => document.bytes = bytes,
                Some(Err(error)) => failure = failure.or(Some(error)),
                None => {}
            }
        }
        if let Some(error) = failure {
            self.arrival.result = Err(error);
        }
        self.arrival
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Terms;

    fn arrival(index: usize, size: usize) -> Arrival {
        let bytes = (0..size).map(|at| (at * 31 + index) as u8).collect();
        let document = Document { name: index.to_string(), bytes, ..Document::default() };
        let (documents, terms) = (vec![document], Terms::default());
        let result = Ok(Fetched::Documents { documents, terms, failures: vec![] });
        Arrival { index, result, room: None }
    }

    fn body(arrival: &Arrival) -> &[u8] {
        match &arrival.result {
            Ok(Fetched::Documents { documents, .. }) => &documents[0].bytes,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn late_ones_hold_back_those_after_them() {
        let mut ordered = Ordered::new(vec![1, 4, 7], Vec::new());
        let mut out = Vec::new();
        for index in [4, 7, 1] {
            ordered.push(arrival(index, 10));
            while let Some(arrival) = ordered.pop() {
                out.push((index, arrival.index));
            }
        }
        assert_eq!(out, [(1, 1), (1, 4), (1, 7)]);
    }

    /// Pushes bodies of a size behind a visit that is late, and says how many bytes of them waited in
    /// memory. Every body comes out as it came in.
    fn most_in_memory(count: usize, size: usize, folders: Vec<PathBuf>) -> usize {
        let mut ordered = Ordered::new((0..count).collect(), folders);
        let mut most = 0;
        for index in (0..count).rev() {
            ordered.push(arrival(index, size));
            let here: usize = ordered.held.values().map(Held::size).sum();
            assert_eq!(here, ordered.bytes, "what is counted is what is there");
            most = most.max(here);
        }
        for index in 0..count {
            let got = ordered.pop().unwrap();
            assert_eq!(got.index, index);
            assert!(body(&got) == body(&arrival(index, size)), "body {index}");
        }
        assert!(ordered.pop().is_none());
        assert_eq!(ordered.bytes, 0);
        most
    }

    #[test]
    fn little_of_what_waits_is_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let (count, size) = (80, IN_MEMORY / 10);
        let most = most_in_memory(count, size, vec![folder.path().into()]);
        // The one whose turn it is never waits, so it is never put aside.
        assert!(most <= IN_MEMORY + size, "{most} bytes");
        assert!(most > IN_MEMORY / 2, "{most} bytes: memory is used first");
    }

    #[test]
    fn without_a_file_all_of_it_is_in_memory() {
        let size = IN_MEMORY / 10;
        assert_eq!(most_in_memory(30, size, Vec::new()), 30 * size);
    }
}
