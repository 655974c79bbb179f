//! The whole program in one test binary.

mod config;
