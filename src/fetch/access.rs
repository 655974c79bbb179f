//! What the operator wrote for one source alone, and for no other host than its own.

/// Header fields, credentials and the like of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Header fields to send besides our own.
    pub headers: Vec<(String, String)>,
}
