//! `man`: the manual page, for `feedmill man | man -l -`.

use clap::Command;
use clap_mangen::Man;

use super::{Exit, Failure, answer};

pub(crate) fn man(program: &Command) -> Result<Exit, Failure> {
    let page = page(program).map_err(|error| Failure::new(Exit::Failed, error))?;
    answer::text(&String::from_utf8_lossy(&page));
    Ok(Exit::Done)
}

/// The program's page, then synopsis, description and options of every command.
fn page(program: &Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(program.clone()).render(&mut page)?;
    for command in program.get_subcommands() {
        let name = format!("feedmill {}", command.get_name());
        let section = Man::new(command.clone().display_name(name.clone()).bin_name(name));
        section.render_synopsis_section(&mut page)?;
        section.render_description_section(&mut page)?;
        section.render_options_section(&mut page)?;
    }
    Ok(page)
}
