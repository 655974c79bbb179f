//! JSON text → the members of its object, one array taken element by element.
//!
//! A document that is cut in the middle still yields every element before the cut.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

/// What was read before the end or the first error.
#[derive(Default)]
pub(super) struct Read {
    /// The members of the object, without the array.
    pub(super) members: Map<String, Value>,
    /// The elements of the array, if there is one.
    pub(super) elements: Option<Vec<Value>>,
    /// Whether the array holds more elements than were wanted.
    pub(super) more: bool,
    /// Whether the object was read to its end; what follows it does not matter.
    pub(super) whole: bool,
    /// What went wrong, if anything.
    pub(super) error: Option<serde_json::Error>,
}

/// Reads one object; of its member `array` at most `most` elements.
pub(super) fn read(text: &str, array: &'static str, most: usize) -> Read {
    let mut read = Read::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let object = Object { read: &mut read, array, most };
    let result = object.deserialize(&mut deserializer);
    read.whole = result.is_ok();
    read.error = result.and_then(|()| deserializer.end()).err();
    read
}

struct Object<'a> {
    read: &'a mut Read,
    array: &'static str,
    most: usize,
}

impl<'de> DeserializeSeed<'de> for Object<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if name == self.array && self.read.elements.is_none() {
                let Read { elements, more, .. } = &mut *self.read;
                let elements = elements.get_or_insert_default();
                map.next_value_seed(Elements { elements, more, most: self.most })?;
            } else {
                let value = map.next_value()?;
                self.read.members.insert(name, value);
            }
        }
        Ok(())
    }
}

struct Elements<'a> {
    elements: &'a mut Vec<Value>,
    more: &'a mut bool,
    most: usize,
}

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(A::Error::custom("an object where an array belongs"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        while self.elements.len() < self.most {
            match sequence.next_element()? {
                Some(element) => self.elements.push(element),
                None => return Ok(()),
            }
        }
        while sequence.next_element::<IgnoredAny>()?.is_some() {
            *self.more = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, elements: Option<usize>, more: bool, error: bool) {
        let read = read(text, "items", 2);
        assert_eq!(read.elements.map(|found| found.len()), elements, "{text}");
        assert_eq!((read.more, read.error.is_some()), (more, error), "{text}");
    }

    #[test]
    fn table() {
        check(r#"{"items": [1, 2], "a": 1}"#, Some(2), false, false);
        check(r#"{"items": [1, 2, 3]}"#, Some(2), true, false);
        check(r#"{"items": [{"a": 1}, {"a"#, Some(1), false, true);
        check(r#"{"items": null}"#, Some(0), false, false);
        check(r#"{"a": 1}"#, None, false, false);
        check(r#"[1]"#, None, false, true);
        check(r#"{"items": [1]} junk"#, Some(1), false, true);
        check("", None, false, true);
    }
}
