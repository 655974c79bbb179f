//! What several test modules need.

mod mill;
mod server;

pub use mill::{DAY_LATER, Mill, NOW, Ran, YEAR_LATER, differing, news, rss, touch};
pub use server::{Answer, Server};
