//! The whole program in one test binary.

mod publish;
mod render;
mod house;
mod corpus;
mod real_seeds;
mod fetch;
mod support;
