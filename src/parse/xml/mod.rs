//! XML as it is found in the wild → a tree per entry.
//!
//! The reader never stops at what it can step over: bare `&` and `<`, wrong nesting, undeclared
//! prefixes, HTML entities. Document types and external entities are never followed.

mod element;
mod repair;
mod space;
mod walk;

pub(super) use element::{Element, Node};
pub(super) use space::Space;
pub(super) use walk::{Found, Walk, walk};
