//! JSON text → values with their places. The text is known to be JSON: serde_json has read it.

/// A value and where it begins.
#[derive(Debug)]
pub(super) struct Json {
    /// Byte position.
    pub(super) at: usize,
    /// What it is.
    pub(super) value: Value,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Boolean,
    Number,
    Text(String),
    List(Vec<Json>),
    Object(Vec<Member>),
}

/// A member of an object and where its name begins.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) value: Json,
}

impl Json {
    /// The members, if it is an object.
    pub(super) fn members(&self) -> &[Member] {
        match &self.value {
            Value::Object(members) => members,
            _ => &[],
        }
    }

    /// The member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The text, if it is one.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is a list.
    pub(super) fn list(&self) -> Option<&[Json]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }
}

/// Reads a document that serde_json accepts; it refuses those nested deeper than 128.
pub(super) fn read(text: &str) -> Option<Json> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    Reader { text, at: 0 }.value(0)
}

/// Deepest nesting that is followed.
const DEEPEST: usize = 130;

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Steps over a sign, if it is there.
    fn skip(&mut self, sign: u8) -> bool {
        let is_there = self.peek() == Some(sign);
        self.at += usize::from(is_there);
        is_there
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let first = self.peek().filter(|_| depth < DEEPEST)?;
        let at = self.at;
        let value = match first {
            b'"' => Value::Text(self.string()?),
            b'{' => {
                self.at += 1;
                let mut members = Vec::new();
                while !self.skip(b'}') {
                    self.peek()?;
                    let at = self.at;
                    let name = self.string()?;
                    self.skip(b':');
                    members.push(Member { at, name, value: self.value(depth + 1)? });
                    self.skip(b',');
                }
                Value::Object(members)
            }
            b'[' => {
                self.at += 1;
                let mut list = Vec::new();
                while !self.skip(b']') {
                    list.push(self.value(depth + 1)?);
                    self.skip(b',');
                }
                Value::List(list)
            }
            _ => {
                let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+-.".contains(*byte);
                let rest = &self.text.as_bytes()[at..];
                let length = rest.iter().take_while(is_part).count();
                self.at += length;
                match first {
                    _ if length == 0 => return None,
                    b'n' => Value::Null,
                    b't' | b'f' => Value::Boolean,
                    _ => Value::Number,
                }
            }
        };
        Some(Json { at, value })
    }

    fn string(&mut self) -> Option<String> {
        let bytes = self.text.as_bytes();
        let from = self.at;
        let mut end = from + 1;
        loop {
            end += memchr::memchr2(b'"', b'\\', bytes.get(end..)?)?;
            if bytes[end] == b'"' {
                break;
            }
            end += 2;
        }
        self.at = end + 1;
        serde_json::from_str(self.text.get(from..=end)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let text = " {\"a\\\"\\u00e9\": [1, -2.5e+3, null, true],\n \"b\": {\"c\": \"x\\\\\"} } ";
        let json = read(text).unwrap();
        assert_eq!(json.at, 1);
        let [first, second] = json.members() else { panic!("{json:?}") };
        assert_eq!((first.at, first.name.as_str()), (2, "a\"é"));
        assert_eq!(first.value.list().unwrap().len(), 4);
        assert_eq!(second.value.get("c").unwrap().text(), Some("x\\"));
        assert!(read("{\"a\": }").is_none() && read("").is_none());
        assert!(read(&"[".repeat(1_000_000)).is_none());
        assert!(read(&format!("{}{}", "[".repeat(120), "]".repeat(120))).is_some());
    }
}
