//! How fast items are thought about: `cargo bench --bench think`, or with a name behind it for a part
//! (`-- ledger`).

mod articles;
mod ledger;
mod print;
mod story;

fn main() {
    divan::main();
    ledger::remove();
}
