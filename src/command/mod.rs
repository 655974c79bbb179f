//! The verbs of the command line, one per module.

pub mod serve;
