//! The lists of a topic. Shipped ones are long, and most runs file nothing: they are read when
//! somebody asks for them.

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, LazyLock},
};

use sha2::{Digest, Sha256};

use super::{
    Term, Test,
    name::{put, put_lists},
};
use crate::model::hexadecimal;

/// What decides whether the words of an item belong to a topic.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// Terms that suffice, two of them where none is in the title.
    pub strong: Vec<Term>,
    /// Proper names; they count as strong terms.
    pub names: Vec<Term>,
    /// Terms that support but never suffice.
    pub weak: Vec<Term>,
    /// Phrases that swallow the terms within them and count nothing.
    pub shields: Vec<String>,
    /// Words of other walks of life: they speak against strong terms of several senses.
    pub elsewhere: Vec<String>,
    /// Terms that keep an item out.
    pub exclude: Vec<String>,
    /// What the topic's author expects of them.
    pub tests: Vec<Test>,
}

/// Lists that may still have to be read. Two are equal when they have the same name.
#[derive(Clone)]
pub struct LazyLists {
    name: String,
    lists: Arc<LazyLock<Lists, Read>>,
}

type Read = Box<dyn FnOnce() -> Lists + Send + Sync>;

impl LazyLists {
    /// Those that `read` makes of `text` and of `own`, and of nothing else.
    pub fn later(
        text: &'static str,
        own: &Lists,
        read: impl FnOnce() -> Lists + Send + Sync + 'static,
    ) -> Self {
        let mut bytes = Vec::new();
        put(&mut bytes, text);
        put_lists(&mut bytes, own);
        Self::new(&bytes, Box::new(read))
    }

    fn new(named: &[u8], read: Read) -> Self {
        let name = hexadecimal(&Sha256::digest(named));
        LazyLists { name, lists: Arc::new(LazyLock::new(read)) }
    }

    /// A name for what they hold, known before they are read.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Deref for LazyLists {
    type Target = Lists;

    fn deref(&self) -> &Lists {
        &self.lists
    }
}

impl From<Lists> for LazyLists {
    fn from(lists: Lists) -> Self {
        let mut bytes = Vec::new();
        put_lists(&mut bytes, &lists);
        Self::new(&bytes, Box::new(|| lists))
    }
}

impl Default for LazyLists {
    fn default() -> Self {
        Lists::default().into()
    }
}

impl PartialEq for LazyLists {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for LazyLists {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LazyLists").field(&self.name).finish()
    }
}
