//! feedmill turns many sources into a few excellent feeds.
//!
//! The modules follow the way of the data. Two half-turns meet only in the store:
//!
//! - **ingest**, per source: [`fetch`] → [`parse`] → [`normalize`] → [`merge`] → [`group`] → [`store`]
//! - **emit**, per topic: [`store`] → [`route`] → [`render`] → [`publish`]
//!
//! [`mill`] turns both; [`config`] gathers the settings that each stage owns; [`report`] tells what
//! happened; [`command`] has one file per verb of the command line. A stage imports [`model`] and
//! itself, nothing else: `tests/it/house.rs` checks it.

pub mod command;
pub mod config;
pub mod fetch;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod publish;
pub mod render;
pub mod route;
pub mod schedule;
pub mod store;
