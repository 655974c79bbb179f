//! The whole program in one test binary.

mod adding;
mod answers;
mod cli;
mod codings;
mod config;
mod corpus;
mod faults;
mod fetch;
mod health;
mod house;
mod identity;
mod invariants;
mod ledger;
mod lint;
mod parse;
mod proxies;
mod publish;
mod real_seeds;
mod remote;
mod render;
mod run;
mod secrets;
mod seeds;
mod soup;
mod sources;
mod support;
