//! A memory of what was looked at lately, of a fixed size.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    mem,
    rc::Rc,
};

/// Values by their keys: those that were put in or asked for lately, up to a weight.
///
/// Two generations: what is asked for moves to the young one; when that is full, it becomes the old one,
/// and what nobody asked for meanwhile is forgotten. It only saves work: what is found is what was put.
#[derive(Debug)]
pub(super) struct Recent<K, V: ?Sized, S = RandomState> {
    young: HashMap<K, (Rc<V>, usize), S>,
    old: HashMap<K, (Rc<V>, usize), S>,
    weight: usize,
    most: usize,
}

impl<K: Eq + Hash, V: ?Sized, S: BuildHasher + Default> Recent<K, V, S> {
    /// An empty memory of values that weigh about so much together.
    pub fn new(most: usize) -> Self {
        Recent { young: HashMap::default(), old: HashMap::default(), weight: 0, most: most / 2 }
    }

    /// A value that is remembered.
    pub fn get(&mut self, key: &K) -> Option<Rc<V>> {
        if let Some((value, _)) = self.young.get(key) {
            return Some(Rc::clone(value));
        }
        let (key, (value, weight)) = self.old.remove_entry(key)?;
        self.put(key, Rc::clone(&value), weight);
        Some(value)
    }

    /// Remembers a value.
    pub fn put(&mut self, key: K, value: Rc<V>, weight: usize) {
        if self.weight + weight > self.most {
            self.old = mem::take(&mut self.young);
            self.weight = 0;
        }
        self.weight += weight;
        self.young.insert(key, (value, weight));
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
        self.weight = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let mut recent: Recent<&str, i32> = Recent::new(8);
        recent.put("asked", Rc::new(1), 1);
        for number in 0..20 {
            recent.put("other", Rc::new(number), 1);
            recent.put("more", Rc::new(number), 1);
            assert_eq!(recent.get(&"asked").as_deref(), Some(&1), "{number}");
        }
        recent.put("left", Rc::new(2), 1);
        for number in 0..8 {
            recent.put("other", Rc::new(number), 1);
        }
        assert_eq!(recent.get(&"left"), None);
        assert!(recent.young.len() + recent.old.len() <= 8);
        recent.clear();
        assert_eq!(recent.get(&"asked"), None);
    }
}
