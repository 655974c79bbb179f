//! The whole program in one test binary.

mod codings;
mod config;
mod corpus;
mod fetch;
mod house;
mod identity;
mod invariants;
mod publish;
mod real_seeds;
mod render;
mod run;
mod seeds;
mod support;
