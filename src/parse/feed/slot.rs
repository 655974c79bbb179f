//! A value that several elements may give.

/// The best value so far. A lower rank is better; of equal ranks the first stays.
#[derive(Debug)]
pub(super) struct Slot<T> {
    best: Option<(u8, T)>,
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot::new()
    }
}

impl<T> Slot<T> {
    /// No value yet.
    pub(super) const fn new() -> Self {
        Slot { best: None }
    }

    /// Whether a value of this rank would be kept: reading one that would not is work for nothing.
    pub(super) fn wants(&self, rank: u8) -> bool {
        self.best.as_ref().is_none_or(|(known, _)| rank < *known)
    }

    /// Offers a value.
    pub(super) fn put(&mut self, rank: u8, value: Option<T>) {
        if self.wants(rank)
            && let Some(value) = value
        {
            self.best = Some((rank, value));
        }
    }

    /// Offers a value; of equal ranks the last stays, as it does for dates with most readers.
    pub(super) fn put_last(&mut self, rank: u8, value: Option<T>) {
        let is_as_good = self.best.as_ref().is_none_or(|(known, _)| rank <= *known);
        if is_as_good && let Some(value) = value {
            self.best = Some((rank, value));
        }
    }

    /// Offers a value that is made only when it is wanted.
    pub(super) fn put_with(&mut self, rank: u8, make: impl FnOnce() -> Option<T>) {
        if self.wants(rank) {
            self.put(rank, make());
        }
    }

    /// The best value.
    pub(super) fn take(self) -> Option<T> {
        self.best.map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_stays() {
        let mut slot = Slot::default();
        slot.put(3, None);
        slot.put(2, Some("a"));
        slot.put(2, Some("b"));
        slot.put(3, Some("c"));
        assert!(!slot.wants(2));
        slot.put_with(1, || Some("d"));
        slot.put_with(1, || panic!("not wanted"));
        assert_eq!(slot.take(), Some("d"));
    }
}
