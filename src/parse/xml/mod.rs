//! XML as it is found in the wild → a tree per entry.
//!
//! The reader cannot fail and never stops at what it can step over: bare `&` and `<`, wrong nesting,
//! undeclared prefixes, HTML entities, sections and tags without an end. Time and memory are linear
//! in the document. Document types are skipped, but for the entities that they declare with a value;
//! external entities are never followed.

mod attributes;
mod inherit;
mod markup;
mod reference;
mod space;
mod token;
mod tree;
mod walk;

pub(super) use attributes::attributes;
pub(super) use reference::Entities;
pub(super) use space::Space;
pub(super) use token::{Token, Tokens};
pub(super) use tree::Element;
pub(super) use walk::{Walk, walk};
