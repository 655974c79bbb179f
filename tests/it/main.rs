//! The whole program in one test binary.

mod fetch;
mod support;
