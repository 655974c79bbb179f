//! How fast items are thought about: `cargo bench --bench think`.

mod print;
mod story;

fn main() {
    divan::main();
}
