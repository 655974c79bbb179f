//! A real browser, driven over WebDriver (<https://www.w3.org/TR/webdriver2/>).
//!
//! The protocol is JSON over HTTP on the loopback address; what is used of it fits on a page, and a
//! client would bring thirty packages.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::tool;

/// How long anything may take before the test gives up; nothing waits that long by plan.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with a profile of its own. It ends with the test.
pub struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

/// How a page is shown.
#[derive(Clone, Copy)]
pub enum Look {
    Light,
    Dark,
    Print,
}

impl Browser {
    /// Starts one; `None` where there is none and none is asked for.
    pub fn start() -> Option<Self> {
        let (driver, binary) = (tool("chromedriver")?, tool("chromium")?);
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver says its port");
        // What it says later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        let mut browser = Browser { driver, port, session: String::new(), _profile: profile };
        let folder = browser._profile.path().display().to_string();
        let answer = browser.ask(
            "POST",
            "/session",
            &json!({"capabilities": {"alwaysMatch": {
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
                "goog:chromeOptions": {"binary": binary, "args": [
                    "--headless=new",
                    // Root may not use the sandbox, and tests in containers are root.
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--no-first-run",
                    "--hide-scrollbars",
                    // Nothing but the loopback address has a name.
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                    format!("--user-data-dir={folder}"),
                ]},
            }}}),
        );
        browser.session = answer["sessionId"].as_str().expect("a session").to_owned();
        Some(browser)
    }

    /// Loads a page and waits until it is there.
    pub fn open(&self, url: &str) {
        self.post("/url", &json!({"url": url}));
    }

    /// Runs a script in the page and returns what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Runs a script that calls its last argument when it is done.
    pub fn wait_for(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({"script": script, "args": []}))
    }

    /// The text that an element shows; nothing for one that is hidden.
    pub fn shown(&self, selector: &str) -> String {
        let element = self.element(selector);
        self.get(&format!("/element/{element}/text")).as_str().unwrap().to_owned()
    }

    /// Types into an element.
    pub fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.post(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Whether a person sees the element.
    pub fn is_displayed(&self, selector: &str) -> bool {
        let element = self.element(selector);
        self.get(&format!("/element/{element}/displayed")).as_bool().unwrap()
    }

    fn element(&self, selector: &str) -> String {
        let found = self.post("/element", &json!({"using": "css selector", "value": selector}));
        let id = found.as_object().and_then(|found| found.values().next());
        id.and_then(Value::as_str).unwrap_or_else(|| panic!("no {selector}: {found}")).to_owned()
    }

    /// A command of the browser's own protocol (CDP).
    pub fn command(&self, name: &str, parameters: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": name, "params": parameters}))
    }

    /// Shows pages from now on in this look and width.
    pub fn look(&self, look: Look, width: u32) {
        let (media, scheme) = match look {
            Look::Light => ("screen", "light"),
            Look::Dark => ("screen", "dark"),
            Look::Print => ("print", "light"),
        };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.command("Emulation.setEmulatedMedia", &json!({"media": media, "features": features}));
        self.command(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false}),
        );
    }

    /// Takes a picture of the page, at most so high.
    pub fn picture(&self, path: &Path, height: u64) {
        let size = &self.command("Page.getLayoutMetrics", &json!({}))["cssContentSize"];
        let most = size["height"].as_f64().unwrap_or(0.0).min(height as f64);
        let clip = json!({"x": 0, "y": 0, "width": size["width"], "height": most, "scale": 1});
        let shot = self.command(
            "Page.captureScreenshot",
            &json!({"captureBeyondViewport": true, "clip": clip}),
        );
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()).unwrap();
    }

    /// What the console of the pages said since the last time: level and text.
    pub fn console(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "browser"}));
        let line = |entry: &Value| format!("{} {}", entry["level"], entry["message"]);
        log.as_array().unwrap().iter().map(line).collect()
    }

    /// What pages asked for since the last time.
    pub fn requests(&self) -> Vec<String> {
        let log = self.post("/se/log", &json!({"type": "performance"}));
        let url = |entry: &Value| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let message = &message["message"];
            let is_request = message["method"] == "Network.requestWillBeSent";
            let url = message["params"]["request"]["url"].as_str()?;
            is_request.then(|| url.to_owned())
        };
        log.as_array().unwrap().iter().filter_map(url).collect()
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", &format!("/session/{}{path}", self.session), &Value::Null)
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.ask("POST", &format!("/session/{}{path}", self.session), body)
    }

    /// Asks the driver; an error of the protocol fails the test.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.exchange(method, path, body).unwrap_or_else(|what| {
            panic!("chromedriver: {method} {path}: {what}");
        });
        let value = answer["value"].clone();
        assert!(value.get("error").is_none(), "{method} {path}: {value:#}");
        value
    }

    fn exchange(&self, method: &str, path: &str, body: &Value) -> std::io::Result<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Type: application/json; charset=utf-8\r\nContent-Length: {}\r\n\r\n",
            self.port,
            body.len(),
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line)? > 2 {
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            line.clear();
        }
        let mut answer = vec![0; length];
        reader.read_exact(&mut answer)?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the browser that it started; then the driver is ended.
        if !self.session.is_empty() {
            let _ = self.exchange("DELETE", &format!("/session/{}", self.session), &Value::Null);
        }
        let started = Instant::now();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        assert!(started.elapsed() < PATIENCE || std::thread::panicking());
    }
}
