//! What several test modules need.

mod mill;
mod raw;
mod server;

pub use mill::{Mill, NOW, Ran, YEAR_LATER, differing, news, rss, touch};
pub use raw::{Ask, RawServer, Step};
pub use server::{Answer, Server};
