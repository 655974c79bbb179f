//! How fast items are thought about: `cargo bench --bench think`.

mod print;

fn main() {
    divan::main();
}
