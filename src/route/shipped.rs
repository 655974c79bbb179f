//! The topics that feedmill ships, as text. `config` reads them like a topic file of the user.

/// The topics that a topic may begin as: id and text in TOML.
pub const SHIPPED: [(&str, &str); 3] = [
    ("ai", include_str!("topics/ai.toml")),
    ("finance", include_str!("topics/finance.toml")),
    ("semiconductors", include_str!("topics/semiconductors.toml")),
];
