//! Names and values → the bytes of a JSON document, each on a line of its own.
//!
//! The spelling is that of the pretty printer of serde, to the byte: two spaces for each level, and only
//! what has to be escaped is. Documents that were published in it stay as they are.

use std::ops::Range;

use serde::Serialize;

use super::spell::spell;

/// A document that is being written.
pub(super) struct Json {
    bytes: Vec<u8>,
    depth: usize,
    /// Whether nothing stands yet in what was begun last.
    is_first: bool,
}

impl Json {
    /// A document with room for so many bytes; its object is begun.
    pub fn new(room: usize) -> Self {
        let mut json = Json { bytes: Vec::with_capacity(room), depth: 0, is_first: true };
        json.begin(b'{');
        json
    }

    /// A field that holds a text.
    pub fn field(&mut self, name: &str, text: &str) {
        self.name(name);
        self.text(text);
    }

    /// The same, where there is a text for it.
    pub fn field_if(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.field(name, text);
        }
    }

    /// A field that holds anything else.
    pub fn value(&mut self, name: &str, value: &impl Serialize) {
        self.name(name);
        let text = serde_json::to_string_pretty(value)
            .expect("structs with text keys and plain values always serialise");
        // No text of it holds a line break that is not escaped.
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.line();
            }
            self.bytes.extend_from_slice(line.as_bytes());
        }
    }

    /// Begins a field that holds an object; its fields follow, then [`Json::close`].
    pub fn open(&mut self, name: &str) {
        self.name(name);
        self.begin(b'{');
    }

    /// The end of an object.
    pub fn close(&mut self) {
        self.end(b'}');
    }

    /// Begins a field that holds a list; its elements follow, then [`Json::close_list`].
    pub fn open_list(&mut self, name: &str) {
        self.name(name);
        self.begin(b'[');
    }

    /// The end of a list.
    pub fn close_list(&mut self) {
        self.end(b']');
    }

    /// Begins an object in a list; its fields follow, then [`Json::close`].
    pub fn element(&mut self) {
        self.separate();
        self.begin(b'{');
    }

    /// A text in a list.
    pub fn text_element(&mut self, text: &str) {
        self.separate();
        self.text(text);
    }

    /// An element of a list once more that stands elsewhere, as deep as here.
    pub fn element_again(&mut self, at: Range<usize>) {
        self.separate();
        self.bytes.extend_from_within(at);
    }

    /// The whole document, with a newline at its end.
    pub fn finish(mut self) -> Vec<u8> {
        self.close();
        self.bytes.push(b'\n');
        self.bytes
    }

    /// How many bytes were written so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    fn begin(&mut self, bracket: u8) {
        self.bytes.push(bracket);
        self.depth += 1;
        self.is_first = true;
    }

    fn end(&mut self, bracket: u8) {
        self.depth -= 1;
        if !std::mem::take(&mut self.is_first) {
            self.line();
        }
        self.bytes.push(bracket);
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.bytes.push(b'"');
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(b"\": ");
    }

    fn separate(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.bytes.push(b',');
        }
        self.line();
    }

    fn line(&mut self) {
        self.bytes.push(b'\n');
        self.bytes.resize(self.bytes.len() + 2 * self.depth, b' ');
    }

    fn text(&mut self, text: &str) {
        self.bytes.push(b'"');
        spell(&mut self.bytes, text, is_escaped, escape);
        self.bytes.push(b'"');
    }
}

fn escape(bytes: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        0x08 => b'b',
        b'\t' => b't',
        b'\n' => b'n',
        0x0c => b'f',
        b'\r' => b'r',
        b'"' | b'\\' => byte,
        _ => {
            bytes.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            return;
        }
    };
    bytes.extend_from_slice(&[b'\\', letter]);
}

/// Whether a byte does not stand in a text as it is (RFC 8259 §7).
fn is_escaped(byte: u8) -> bool {
    (byte < b' ') | (byte == b'"') | (byte == b'\\')
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn put(json: &mut Json, name: Option<&str>, value: &Value) {
        match (name, value) {
            (Some(name), Value::String(text)) => json.field(name, text),
            (None, Value::String(text)) => json.text_element(text),
            (name, Value::Object(fields)) => {
                match name {
                    Some(name) => json.open(name),
                    None => json.element(),
                }
                fields.iter().for_each(|(name, value)| put(json, Some(name), value));
                json.close();
            }
            (Some(name), Value::Array(elements)) => {
                json.open_list(name);
                elements.iter().for_each(|value| put(json, None, value));
                json.close_list();
            }
            (Some(name), value) => json.value(name, value),
            (None, value) => panic!("no list of ours holds {value}"),
        }
    }

    #[track_caller]
    fn check(value: &Value) {
        let mut json = Json::new(0);
        value
            .as_object()
            .unwrap()
            .iter()
            .for_each(|(name, value)| put(&mut json, Some(name), value));
        let written = String::from_utf8(json.finish()).unwrap();
        assert_eq!(written, serde_json::to_string_pretty(value).unwrap() + "\n");
    }

    #[test]
    fn it_is_what_serde_writes() {
        check(&json!({}));
        check(&json!({ "a": "b", "none": null, "number": 1, "score": 3.0, "is": true }));
        check(
            &json!({ "list": ["a", "b"], "empty": [], "object": {}, "deep": { "a": { "b": [] } } }),
        );
        check(&json!({ "items": [{ "a": "b" }, {}, { "c": ["d", { "e": "f" }] }] }));
        let all: String = (0..=0x17f).filter_map(char::from_u32).collect();
        check(&json!({ "text": all, "quotes": "\\\"\u{2028}\u{1f600}" }));
    }

    #[test]
    fn a_value_stands_as_deep_as_it_is() {
        let value = json!({ "a": ["x\ny", { "b": 1.5 }], "c": {} });
        let mut json = Json::new(0);
        json.open("outer");
        json.value("inner", &value);
        json.close();
        let want = serde_json::to_string_pretty(&json!({ "outer": { "inner": value } })).unwrap();
        assert_eq!(String::from_utf8(json.finish()).unwrap(), want + "\n");
    }

    #[test]
    fn an_element_comes_again() {
        let mut json = Json::new(0);
        json.open_list("list");
        json.element();
        let start = json.len() - 1;
        json.field("a", "b");
        json.close();
        json.element_again(start..json.len());
        json.close_list();
        let value = json!({ "list": [{ "a": "b" }, { "a": "b" }] });
        let want = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(String::from_utf8(json.finish()).unwrap(), want + "\n");
    }
}
