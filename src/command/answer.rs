//! Results go to standard output. A reader that closes the pipe early is nobody's problem.

use std::io::Write;

use serde::Serialize;

/// Writes text as it is.
pub(super) fn text(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes one JSON value, indented, and a line end.
pub(super) fn json(value: &impl Serialize) {
    // Everything that is answered is a struct with text keys, so this cannot fail.
    let mut rendered = serde_json::to_string_pretty(value).unwrap_or_default();
    rendered.push('\n');
    text(&rendered);
}

/// Writes one JSON value on one line; `false` when the reader has closed the pipe.
pub(super) fn line_to(out: &mut impl Write, value: &impl Serialize) -> bool {
    let mut rendered = serde_json::to_vec(value).unwrap_or_default();
    rendered.push(b'\n');
    out.write_all(&rendered).is_ok()
}

/// Writes one JSON value on one line.
pub(super) fn json_line(value: &impl Serialize) {
    let mut rendered = serde_json::to_string(value).unwrap_or_default();
    rendered.push('\n');
    text(&rendered);
}
