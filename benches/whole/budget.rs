//! The budgets: most instructions a source may cost in each phase, kept in `budgets.toml`.

use std::{collections::BTreeMap, fmt::Write as _, fs, io, path::PathBuf};

use serde::Deserialize;

use crate::PHASES;

/// What a new budget is, as a multiple of what was measured. Five runs of the same program differed by
/// less than 0.1 % (threads take turns as they like). Most of the margin is for other compilers, C
/// libraries and processors, so that only a change of ours goes past it.
const MARGIN: f64 = 1.3;

/// What `budgets.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budgets {
    /// Most instructions for a source, by phase.
    pub instructions: BTreeMap<String, u64>,
    /// The most that a phase may cost as a multiple of another one.
    pub ratios: BTreeMap<String, f64>,
}

/// A ratio that is watched: its name, the phase and the one that it is compared with.
pub const RATIOS: [(&str, &str, &str); 3] = [
    ("warm-to-cold", "warm", "cold"),
    ("tick-to-warm", "tick", "warm"),
    ("idle-to-warm", "idle", "warm"),
];

/// Beside this file, so that it is part of the change that moves it.
pub fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/whole/budgets.toml"))
}

/// The budgets in force.
pub fn read() -> io::Result<Budgets> {
    toml::from_str(&fs::read_to_string(path())?).map_err(io::Error::other)
}

/// Sets the budgets to what was measured and the margin. Ratios are goals and stay.
pub fn set(measured: &BTreeMap<&str, u64>) -> io::Result<()> {
    let mut text =
        "# Most instructions that one of a hundred sources may cost in each phase. Made by\n\
        #   cargo bench --bench whole -- --set-budgets\n\
        # which measures and adds 30 %.\n[instructions]\n"
            .to_owned();
    for (name, _) in PHASES {
        let most = measured[name] as f64 * MARGIN;
        // Two figures: what is behind them is chance.
        let unit = 10_f64.powi((most.max(1.0).log10() as i32 - 1).max(0));
        let _ = writeln!(text, "{name} = {}", grouped(((most / unit).ceil() * unit) as u64, '_'));
    }
    text.push_str(
        "\n# What a phase may cost as a multiple of another one, set by hand. A run without news hardly does \
         anything\n# and reads no topics, so a little news costs some eight times as much.\n",
    );
    text.push_str("[ratios]\n");
    for (name, most) in read()?.ratios {
        let _ = writeln!(text, "{name} = {most}");
    }
    fs::write(path(), text)
}

/// A number that can be read.
pub fn grouped(number: u64, mark: char) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}
