//! What several test modules need.

mod server;

pub use server::{Answer, Server};
