//! What several test modules need.

mod mill;
mod server;

pub use mill::{Mill, NOW, Ran, YEAR_LATER, differing, news, rss, touch, tree};
pub use server::{Answer, Server};
