//! What several test modules need.

mod mill;
mod proxy;
mod raw;
mod server;
mod tools;

pub use mill::{DAY_LATER, Files, Mill, NOW, Ran, YEAR_LATER, differing, news, rss, touch, tree};
pub use proxy::Proxy;
pub use raw::{Ask, RawServer, Step};
pub use server::{Answer, Server};
pub use tools::tool;
