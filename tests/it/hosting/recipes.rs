//! The recipes do what they say: every command line of feedmill in them is one that it takes, and what
//! can be run is run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use yaml_rust2::{Yaml, YamlLoader};

use crate::support::{Mill, NOW, Ran, tool};

const PROGRAM: &str = env!("CARGO_BIN_EXE_feedmill");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn recipe(name: &str) -> String {
    fs::read_to_string(root().join("recipes").join(name)).unwrap()
}

/// The lines of a text that a person would type: all of a recipe; of Markdown what is in fences or
/// back quotes.
fn typed(name: &str, text: &str) -> Vec<String> {
    if !name.ends_with(".md") {
        return text.lines().map(|line| line.trim_start_matches(['#', ' ']).to_owned()).collect();
    }
    let (mut lines, mut fenced) = (Vec::new(), None);
    for line in text.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            fenced = fenced.is_none().then(|| language.to_owned());
        } else if let Some(language) = &fenced {
            // What a console shows besides commands is not typed.
            match (language.as_str(), line.strip_prefix("$ ")) {
                ("console", Some(command)) => lines.push(command.to_owned()),
                ("console", None) => {}
                _ => lines.push(line.to_owned()),
            }
        } else {
            lines.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    lines
}

/// The arguments of each call of feedmill in a line of a shell, a unit or a workflow.
fn calls(line: &str) -> Vec<Vec<String>> {
    let words = words(line);
    let ends = |word: &String| {
        ["&&", "||", "|", ";", ">", ">>", "#", "·", "→"].contains(&word.as_str())
            || word.starts_with(">")
    };
    words
        .split(ends)
        .filter_map(|command| {
            let starts = ["run:", "-", "sudo", "docker", "feedmill"];
            let command = match command.iter().position(|word| is_program(word)) {
                Some(0) => &command[1..],
                Some(at)
                    if command[..at].iter().all(|w| {
                        starts.contains(&w.as_str())
                            || w.contains(' ')
                            || *w == "*"
                            || w.starts_with("*/")
                    }) =>
                {
                    &command[at + 1..]
                }
                _ => return None,
            };
            Some(command.to_vec())
        })
        .collect()
}

fn is_program(word: &str) -> bool {
    ["feedmill", "/usr/local/bin/feedmill", "ExecStart=/usr/local/bin/feedmill"].contains(&word)
}

/// Words as a shell makes them, of what recipes need: quotes, and nothing else.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, ';') => {
                words.extend(word.take());
                words.push(";".to_owned());
            }
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The program takes these arguments: with `--help` behind them, it reads all of them and does nothing.
#[track_caller]
fn check(place: &str, arguments: &[String]) {
    let mill = Mill::empty();
    let mut arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if arguments.first() != Some(&"help") {
        arguments.push("--help");
    }
    let ran = Ran::from(mill.command(&arguments).output().unwrap());
    assert_eq!(ran.code, 0, "{place}: feedmill {}: {}", arguments.join(" "), ran.stderr);
}

#[test]
fn every_command_is_one_that_the_program_takes() {
    let mut files = vec![PathBuf::from("README.md")];
    let recipes = fs::read_dir(root().join("recipes")).unwrap();
    files.extend(recipes.map(|entry| Path::new("recipes").join(entry.unwrap().file_name())));
    files.sort();
    let mut seen = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let text = fs::read_to_string(root().join(&file)).unwrap();
        for line in typed(&name, &text) {
            for call in calls(&line) {
                check(&name, &call);
                seen.push(format!("{name} {}", call.join(" ")));
            }
        }
    }
    for want in [
        "README.md run",
        "README.md add blog.example.com",
        "recipes/feedmill.cron run",
        "recipes/feedmill.service run",
        "recipes/github-pages.yml run --verbose",
        "recipes/README.md export nginx --root /var/www/feeds",
    ] {
        assert!(seen.iter().any(|call| call == want), "{want}: {seen:#?}");
    }
}

#[test]
fn lines_are_read_as_a_shell_does() {
    let read = |line| calls(line).into_iter().map(|call| call.join(",")).collect::<Vec<_>>();
    assert_eq!(read("cd /srv && feedmill run && rsync -a x y"), ["run"]);
    assert_eq!(read("*/30 * * * *  cd /srv/feedmill && feedmill run"), ["run"]);
    assert_eq!(read("feedmill teach \"a b\" --topic x | less"), ["teach,a b,--topic,x"]);
    assert_eq!(read("run: feedmill run --verbose"), ["run,--verbose"]);
    assert_eq!(read("feedmill export nginx > x"), ["export,nginx"]);
    assert_eq!(read("install -o feedmill x"), [""; 0]);
}

#[test]
fn the_line_for_cron_runs() {
    let mill = Mill::sample();
    let text = recipe("feedmill.cron");
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with(['*', '0'])).collect();
    let [line] = lines.as_slice() else { panic!("{text}") };
    let mut rest = *line;
    for _ in 0..5 {
        let (field, after) = rest.split_once(char::is_whitespace).unwrap();
        assert!(field.chars().all(|c| c.is_ascii_digit() || "*/,-".contains(c)), "{field}");
        rest = after.trim_start();
    }
    // cron makes a line break of a percent sign.
    assert!(!rest.contains('%'), "{rest}");
    let command = rest.replace("/srv/feedmill", &mill.path("").display().to_string());
    let folder = Path::new(PROGRAM).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", folder.display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &command]).env_clear().env("PATH", path).env("FEEDMILL_NOW", NOW);
    Ran::from(shell.output().unwrap()).silent();
    assert!(mill.path("feeds/public/ai/atom.xml").exists());
}

#[test]
fn the_units_pass_systemd() {
    let Some(analyze) = tool("systemd-analyze") else { return };
    let mill = Mill::empty();
    let service = recipe("feedmill.service");
    // The program is looked for, and the user; both are of the machine that runs it.
    let here =
        service.replace("/usr/local/bin/feedmill", PROGRAM).replace("User=feedmill", "User=daemon");
    mill.write("feedmill.service", here);
    mill.write("feedmill.timer", recipe("feedmill.timer"));
    for unit in ["feedmill.service", "feedmill.timer"] {
        let output =
            Command::new(&analyze).args(["verify", "--man=no"]).arg(mill.path(unit)).output();
        let ran = Ran::from(output.unwrap());
        let about_us: Vec<&str> = ran.stderr.lines().filter(|l| l.contains("feedmill")).collect();
        assert!(ran.code == 0 && about_us.is_empty(), "{unit}: {ran:?}");
    }
    let mut security = Command::new(&analyze);
    // Ten times what systemd calls the exposure level; below 2 is its "OK".
    security.args(["security", "--offline=true", "--no-pager", "--threshold=20"]);
    let ran = Ran::from(security.arg(mill.path("feedmill.service")).output().unwrap());
    assert_eq!(ran.code, 0, "{}", ran.stdout);
}

#[test]
fn the_workflow_is_whole() {
    let documents = YamlLoader::load_from_str(&recipe("github-pages.yml")).unwrap();
    let [workflow] = documents.as_slice() else { panic!("one document") };
    assert!(workflow["on"]["schedule"][0]["cron"].as_str().is_some(), "{workflow:?}");
    assert_eq!(workflow["permissions"]["contents"].as_str(), Some("write"));
    assert_eq!(workflow["concurrency"]["cancel-in-progress"].as_bool(), Some(false));
    let steps = workflow["jobs"]["publish"]["steps"].as_vec().unwrap();
    for step in steps {
        let does = [&step["uses"], &step["run"]].into_iter().filter(|does| !does.is_badvalue());
        assert_eq!(does.count(), 1, "{step:?}");
    }
    // What is published comes back before the run, and goes where it came from.
    let at = |fits: &dyn Fn(&Yaml) -> bool| steps.iter().position(fits).unwrap();
    let published = at(&|step| step["with"]["ref"].as_str() == Some("pages"));
    let run = at(&|step| step["run"].as_str().is_some_and(|run| run.starts_with("feedmill run")));
    let push = at(&|step| step["run"].as_str().is_some_and(|run| run.contains("git push")));
    assert!(published < run && run < push);
    assert_eq!(steps[published]["with"]["path"], steps[push]["working-directory"]);
    for step in steps.iter().filter_map(|step| step["run"].as_str()) {
        let output = Command::new("/bin/sh").args(["-n", "-c", step]).output().unwrap();
        assert!(output.status.success(), "{step}");
    }
}

#[test]
fn the_container_holds_what_it_starts() {
    let text = recipe("Dockerfile");
    let instructions: Vec<(&str, &str)> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| line.split_once(' ').unwrap())
        .collect();
    let one = |name: &str| {
        let found: Vec<&str> =
            instructions.iter().filter(|(it, _)| *it == name).map(|(_, what)| *what).collect();
        found.last().copied().unwrap_or_else(|| panic!("no {name}"))
    };
    assert!(one("FROM").ends_with(":nonroot"), "not root");
    assert_eq!(one("RUN"), "cargo build --release --locked");
    assert!(root().join("Cargo.lock").exists());
    let (built, place) = one("COPY").split_once("/usr/local/bin/").unwrap();
    assert_eq!(built, "--from=build /src/target/release/feedmill ");
    let list = |name| serde_json::from_str::<Vec<String>>(one(name)).unwrap();
    assert_eq!(list("ENTRYPOINT"), [format!("/usr/local/bin/{place}")]);
    check("recipes/Dockerfile", &list("CMD"));
    // The build needs what its image has.
    let version = one_of(&instructions, "FROM", "rust:").split(['-', ' ']).next().unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains(&format!("rust-version = \"{version}\"")), "{version}");
}

fn one_of<'t>(instructions: &[(&str, &'t str)], name: &str, prefix: &str) -> &'t str {
    let found = instructions.iter().filter(|(it, _)| *it == name);
    found.filter_map(|(_, what)| what.strip_prefix(prefix)).next().unwrap()
}
