//! What several test modules need.

mod mill;
mod proxy;
mod server;

pub use mill::{DAY_LATER, Mill, NOW, Ran, YEAR_LATER, differing, news, rss, touch, tree};
pub use proxy::Proxy;
pub use server::{Answer, Server};
