//! A small HTTP/1.1 server on the loopback address that answers as it is told.
//!
//! ```ignore
//! let server = Server::start();
//! server.route("/feed", Answer::ok("<rss/>").header("ETag", "\"1\""));
//! let url = server.url("/feed");
//! // … ask …
//! assert_eq!(server.requests("/feed").len(), 1);
//! ```
//!
//! It keeps connections open between answers as real servers do, and stops when it is dropped. It
//! needs no runtime, so it also serves a program that runs as a child.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, ErrorKind, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, JoinHandle},
    time::Duration,
};

use url::Url;

/// A running server.
pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// What a route says.
#[derive(Clone, Debug)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    ending: Ending,
    conditional: bool,
}

/// How an answer ends.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// As it should; the connection stays open.
    Whole,
    /// Hangs up after that many bytes of the body.
    Cut(usize),
    /// Falls silent after that many bytes of the body.
    Stall(usize),
    /// Says nothing at all.
    Silence,
    /// Hangs up without a word.
    HangUp,
}

/// What the server was asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Header fields in the order sent; names as sent.
    pub headers: Vec<(String, String)>,
    /// What was sent, with `POST`.
    pub body: String,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Wakes delayed and hanging answers when the server stops.
    stopped: Condvar,
}

#[derive(Default)]
struct State {
    stopped: bool,
    connections: usize,
    routes: HashMap<String, Route>,
    requests: Vec<Request>,
}

struct Route {
    answers: Vec<Answer>,
    next: usize,
}

impl Server {
    /// Starts on a free port of 127.0.0.1. Every path answers 404 until it is routed.
    pub fn start() -> Self {
        Server::on(Ipv4Addr::LOCALHOST)
    }

    /// Starts on another loopback address: to a client that is another host.
    pub fn on(address: Ipv4Addr) -> Self {
        let listener = TcpListener::bind((IpAddr::from(address), 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let accepting = thread::spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        });
        Server { address, shared, accepting: Some(accepting) }
    }

    /// Answers a path always the same. The path may have a query, which then has to match too.
    pub fn route(&self, path: &str, answer: Answer) {
        self.script(path, [answer]);
    }

    /// Answers a path in turn; the last answer stays.
    pub fn script(&self, path: &str, answers: impl IntoIterator<Item = Answer>) {
        let answers: Vec<_> = answers.into_iter().collect();
        assert!(!answers.is_empty(), "a route without an answer");
        self.shared.lock().routes.insert(path.to_owned(), Route { answers, next: 0 });
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> Url {
        format!("http://{}{path}", self.address).parse().unwrap()
    }

    /// What was asked of a path, in order.
    pub fn requests(&self, path: &str) -> Vec<Request> {
        let state = self.shared.lock();
        state.requests.iter().filter(|request| request.path == path).cloned().collect()
    }

    /// Everything that was asked, in order.
    pub fn all_requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// Waits until a path was asked for.
    #[track_caller]
    pub fn asked(&self, path: &str) {
        for _ in 0..2_000 {
            if !self.requests(path).is_empty() {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("nobody asked for {path}");
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.stopped.notify_all();
        // Wakes the accepting thread, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Answer {
    /// 200 with a body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Answer {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
            delay: Duration::ZERO,
            ending: Ending::Whole,
            conditional: false,
        }
    }

    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Answer { status, ..Answer::ok("") }
    }

    /// Takes the request and ends the connection.
    pub fn hang_up() -> Self {
        Answer { ending: Ending::HangUp, ..Answer::ok("") }
    }

    /// The same with another status.
    pub fn status_is(self, status: u16) -> Self {
        Answer { status, ..self }
    }

    /// A redirect, to a path of this server or to an address.
    pub fn redirect(status: u16, to: &str) -> Self {
        Answer::status(status).header("Location", to)
    }

    /// Takes the request and never answers.
    pub fn hang() -> Self {
        Answer { ending: Ending::Silence, ..Answer::ok("") }
    }

    /// Adds a header field. `Content-Length` replaces the true one, `Transfer-Encoding` leaves it
    /// out; the body then has to be framed already.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Answers 304 by itself when the request shows one of this answer's validators.
    pub fn conditional(mut self) -> Self {
        self.conditional = true;
        self
    }

    /// Waits before the answer.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends that many bytes of the body, then hangs up.
    pub fn cut(mut self, after: usize) -> Self {
        self.ending = Ending::Cut(after);
        self
    }

    /// Sends that many bytes of the body, then nothing more.
    pub fn stall(mut self, after: usize) -> Self {
        self.ending = Ending::Stall(after);
        self
    }

    fn field(&self, name: &str) -> Option<&str> {
        field(&self.headers, name)
    }

    /// Whether the request shows that the client has this answer already.
    fn is_known(&self, request: &Request) -> bool {
        let same = |ours: &str, theirs: &str| {
            self.field(ours).is_some() && self.field(ours) == request.header(theirs)
        };
        self.conditional
            && (same("ETag", "If-None-Match") || same("Last-Modified", "If-Modified-Since"))
    }

    /// The exact bytes up to the body, and the body.
    fn render(&self, known: bool) -> (Vec<u8>, &[u8]) {
        let (status, body) = if known { (304, &[][..]) } else { (self.status, &self.body[..]) };
        let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
        for (name, value) in &self.headers {
            let about_the_body =
                ["Content-Length", "Content-Encoding"].iter().any(|n| n.eq_ignore_ascii_case(name));
            if !(known && about_the_body) {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        let framed =
            ["Content-Length", "Transfer-Encoding"].iter().any(|n| self.field(n).is_some());
        if !framed && !matches!(status, 204 | 304) {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        (head.into_bytes(), body)
    }
}

impl Request {
    /// A header field by name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        field(&self.headers, name)
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A test that panicked while holding it has failed already.
        self.state.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Waits, or returns early because the server stops.
    fn wait(&self, time: Duration) {
        let stopping = self.stopped.wait_timeout_while(self.lock(), time, |state| !state.stopped);
        drop(stopping);
    }

    fn answer(&self, request: &Request) -> Option<Answer> {
        let mut state = self.lock();
        state.requests.push(request.clone());
        let plain = request.path.split('?').next().unwrap_or_default();
        let key = if state.routes.contains_key(&request.path) { &request.path } else { plain };
        let route = state.routes.get_mut(key)?;
        let answer = route.answers[route.next].clone();
        route.next = (route.next + 1).min(route.answers.len() - 1);
        Some(answer)
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        let mut state = shared.lock();
        if state.stopped {
            return;
        }
        let Ok(stream) = stream else { continue };
        state.connections += 1;
        drop(state);
        let shared = shared.clone();
        thread::spawn(move || converse(stream, &shared));
    }
}

/// Answers the requests of one connection until either side ends it.
fn converse(mut stream: TcpStream, shared: &Shared) {
    // Short, so that an idle connection sees soon that the server stops.
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(request) = read_request(&mut reader, shared) {
        let answer = shared.answer(&request).unwrap_or_else(|| Answer::status(404));
        shared.wait(answer.delay);
        let (head, body) = answer.render(answer.is_known(&request));
        let sent = match answer.ending {
            Ending::Whole => body.len(),
            Ending::Cut(after) | Ending::Stall(after) => after.min(body.len()),
            Ending::Silence => return shared.wait(FOREVER),
            Ending::HangUp => return,
        };
        if stream.write_all(&head).and_then(|()| stream.write_all(&body[..sent])).is_err() {
            return;
        }
        match answer.ending {
            Ending::Whole => {}
            Ending::Cut(_) => return,
            Ending::Stall(_) | Ending::Silence | Ending::HangUp => return shared.wait(FOREVER),
        }
    }
}

const FOREVER: Duration = Duration::from_secs(3_600);

fn read_request(reader: &mut impl BufRead, shared: &Shared) -> Option<Request> {
    let first = read_line(reader, shared)?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader, shared)?;
        if line.is_empty() {
            let length = field(&headers, "Content-Length").and_then(|text| text.parse().ok());
            let body = read_body(reader, length.unwrap_or(0), shared)?;
            return Some(Request { path, headers, body });
        }
        let (name, value) = line.split_once(':')?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

/// So many bytes; `None` when the connection or the server ends.
fn read_body(reader: &mut impl BufRead, length: usize, shared: &Shared) -> Option<String> {
    let mut body = Vec::new();
    while body.len() < length {
        let mut part = vec![0; length - body.len()];
        match reader.read(&mut part) {
            Ok(0) => return None,
            Ok(count) => body.extend_from_slice(&part[..count]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if shared.lock().stopped {
                    return None;
                }
            }
            Err(_) => return None,
        }
    }
    String::from_utf8(body).ok()
}

/// A line without its end; `None` when the connection or the server ends. Bytes become the
/// characters of the same number.
fn read_line(reader: &mut impl BufRead, shared: &Shared) -> Option<String> {
    let mut line = Vec::new();
    loop {
        match reader.read_until(b'\n', &mut line) {
            Ok(_) if line.ends_with(b"\n") => break,
            Ok(_) => return None,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if shared.lock().stopped {
                    return None;
                }
            }
            Err(_) => return None,
        }
    }
    let text: String = line.into_iter().map(char::from).collect();
    Some(text.trim_end_matches(['\r', '\n']).to_owned())
}

pub(super) fn field<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}
