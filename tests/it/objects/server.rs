//! A server that speaks S3 and keeps conditions: moto, a Python package. `FEEDMILL_TEST_MOTO` names the
//! `python3` that has it; without that, the one on the path is tried.

use std::{
    collections::BTreeMap,
    env,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Longest wait for the server to answer. Python takes its time on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server; dropped, it is gone.
pub struct S3 {
    /// Its port on 127.0.0.1.
    pub port: u16,
    child: Child,
}

/// What it answered.
pub struct Answer {
    pub status: u16,
    fields: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header field, by its name in lower case.
    #[track_caller]
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_else(|| panic!("no {name}: {:?}", self.fields))
    }
}

impl S3 {
    /// Starts one; `None`, after saying so, where there is no moto and none is asked for.
    pub fn start() -> Option<Self> {
        let given = env::var_os("FEEDMILL_TEST_MOTO");
        let python = given.clone().unwrap_or_else(|| "python3".into());
        let found = Command::new(&python).args(["-c", "import moto.server"]).output();
        if !found.is_ok_and(|output| output.status.success()) {
            assert!(given.is_none(), "{} has no moto", python.display());
            eprintln!("left out: the Python package moto is not installed");
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(python)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = S3 { port, child };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < PATIENCE, "moto does not answer");
            thread::sleep(Duration::from_millis(50));
        }
        Some(server)
    }

    pub fn make_bucket(&self, name: &str) {
        assert_eq!(self.ask("PUT", &format!("/{name}"), b"").status, 200);
    }

    pub fn put(&self, path: &str, body: &[u8]) {
        assert_eq!(self.ask("PUT", path, body).status, 200);
    }

    pub fn remove(&self, path: &str) {
        assert_eq!(self.ask("DELETE", path, b"").status, 204);
    }

    /// An object of the bucket `feeds`.
    #[track_caller]
    pub fn get(&self, key: &str) -> Answer {
        let answer = self.ask("GET", &format!("/feeds/{key}"), b"");
        assert_eq!(answer.status, 200, "{key}");
        answer
    }

    /// The keys of the bucket `feeds`, in order.
    pub fn keys(&self) -> Vec<String> {
        let list = self.ask("GET", "/feeds?list-type=2", b"");
        let list = String::from_utf8(list.body).unwrap();
        let keys = list.split("<Key>").skip(1).map(|rest| rest.split("</Key>").next().unwrap());
        let mut keys: Vec<String> = keys.map(str::to_owned).collect();
        keys.sort();
        keys
    }

    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        // Any signature will do.
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\nContent-Length: {length}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=id/20260601/us-east-1/s3/aws4_request, \
             SignedHeaders=host, Signature=0\r\n\r\n",
            self.port
        );
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(answer[..end].to_vec()).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let fields = lines.filter_map(|line| line.split_once(": "));
        let fields = fields.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        Answer { status, fields: fields.collect(), body: answer[end + 4..].to_vec() }
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
