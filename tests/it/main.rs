//! The whole program in one test binary.

mod corpus;
mod real_seeds;
