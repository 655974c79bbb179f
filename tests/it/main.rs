//! The whole program in one test binary.

mod cli;
mod codings;
mod config;
mod corpus;
mod faults;
mod fetch;
mod house;
mod identity;
mod invariants;
mod ledger;
mod lint;
mod misbehaving;
mod parse;
mod publish;
mod real_seeds;
mod remote;
mod render;
mod run;
mod seeds;
mod soup;
mod sources;
mod support;
mod three_days;
