//! A server on the loopback address that sends exact bytes, however wrong.
//!
//! [`Server`](super::Server) frames its answers well; here a play says byte by byte what goes out, and
//! how the connection ends. The server stops when it is dropped.

use std::{
    io::{ErrorKind, Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::server::{Request, field};

/// A running server.
pub struct RawServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: Option<JoinHandle<()>>,
}

/// What a play does next. A connection stays open behind the last step, unless that ends it.
#[derive(Clone, Debug)]
pub enum Step {
    /// Sends bytes.
    Send(Vec<u8>),
    /// Sends bytes one by one, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Sends the same bytes over and over, with a pause before each time, until the client goes.
    Flood(Vec<u8>, Duration),
    /// Waits.
    Pause(Duration),
    /// Says nothing more until the client goes.
    Hang,
    /// Ends the connection in order.
    Close,
    /// Breaks the connection off; what was sent just before may be lost with it.
    Reset,
}

/// What was asked, and where.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Path and header fields.
    pub request: Request,
    /// Number of the connection, from 0.
    pub connection: usize,
    /// How many requests were at work on this server, this one included.
    pub at_work: usize,
}

/// What a server does with a request.
type Play = dyn Fn(&Ask) -> Vec<Step> + Send + Sync;

struct Shared {
    play: Box<Play>,
    connections: AtomicUsize,
    at_work: AtomicUsize,
    stopped: Mutex<bool>,
    /// Wakes those who wait when the server stops.
    stopping: Condvar,
}

/// The client has gone, or the server stops.
struct Gone;

impl RawServer {
    /// Starts on a free port of 127.0.0.1.
    pub fn start(play: impl Fn(&Ask) -> Vec<Step> + Send + Sync + 'static) -> Self {
        RawServer::on(Ipv4Addr::LOCALHOST, play)
    }

    /// Starts on another loopback address.
    pub fn on(address: Ipv4Addr, play: impl Fn(&Ask) -> Vec<Step> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((IpAddr::from(address), 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            play: Box::new(play),
            connections: AtomicUsize::new(0),
            at_work: AtomicUsize::new(0),
            stopped: Mutex::new(false),
            stopping: Condvar::new(),
        });
        let accepting = thread::spawn({
            let shared = shared.clone();
            move || accept(&listener, &shared)
        });
        RawServer { address, shared, accepting: Some(accepting) }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        *self.shared.stopped.lock().unwrap() = true;
        self.shared.stopping.notify_all();
        // Wakes the accepting thread, which then sees that it is over.
        let _ = TcpStream::connect(self.address);
        if let Some(accepting) = self.accepting.take() {
            let _ = accepting.join();
        }
    }
}

impl Shared {
    fn has_stopped(&self) -> bool {
        *self.stopped.lock().unwrap()
    }

    fn wait(&self, time: Duration) -> Result<(), Gone> {
        let stopped = self.stopped.lock().unwrap();
        let (stopped, _) = self.stopping.wait_timeout_while(stopped, time, |over| !*over).unwrap();
        if *stopped { Err(Gone) } else { Ok(()) }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.has_stopped() {
            return;
        }
        let Ok(stream) = stream else { continue };
        let connection = shared.connections.fetch_add(1, Ordering::SeqCst);
        let shared = shared.clone();
        thread::spawn(move || {
            let _ = converse(stream, connection, &shared);
        });
    }
}

/// How long a connection is waited for before it is seen whether the server stops.
const BREATH: Duration = Duration::from_millis(50);

fn converse(mut stream: TcpStream, connection: usize, shared: &Shared) -> Result<(), Gone> {
    let timeout = Some(BREATH);
    stream.set_read_timeout(timeout).and(stream.set_write_timeout(timeout)).map_err(|_| Gone)?;
    let _ = stream.set_nodelay(true);
    loop {
        let request = hear(&mut stream, shared)?;
        let at_work = shared.at_work.fetch_add(1, Ordering::SeqCst) + 1;
        let steps = (shared.play)(&Ask { request, connection, at_work });
        let played = steps.into_iter().try_for_each(|step| play(&mut stream, step, shared));
        shared.at_work.fetch_sub(1, Ordering::SeqCst);
        played?;
        swallow(&mut stream);
    }
}

fn play(stream: &mut TcpStream, step: Step, shared: &Shared) -> Result<(), Gone> {
    match step {
        Step::Send(bytes) => say(stream, &bytes, shared),
        Step::Drip(bytes, pause) => bytes.into_iter().try_for_each(|byte| {
            shared.wait(pause)?;
            say(stream, &[byte], shared)
        }),
        Step::Flood(bytes, pause) => loop {
            shared.wait(pause)?;
            say(stream, &bytes, shared)?;
        },
        Step::Pause(time) => shared.wait(time),
        Step::Hang => {
            swallow(stream);
            while peek(stream, &mut [0], shared)? == 0 {}
            Err(Gone)
        }
        Step::Close => {
            swallow(stream);
            Err(Gone)
        }
        // The last byte of the request was never read, and a connection that is closed with bytes
        // unread is reset (RFC 1122 §4.2.2.13).
        Step::Reset => Err(Gone),
    }
}

/// Reads a request but for its last byte.
fn hear(stream: &mut TcpStream, shared: &Shared) -> Result<Request, Gone> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = peek(stream, &mut buffer, shared)?;
        if length > 0 && !buffer[0].is_ascii_alphabetic() {
            // No method: a handshake of TLS, for example.
            return Err(Gone);
        }
        if let Some(end) = buffer[..length].windows(4).position(|four| four == b"\r\n\r\n") {
            stream.read_exact(&mut buffer[..end + 3]).map_err(|_| Gone)?;
            return request(&buffer[..end]).ok_or(Gone);
        }
        shared.wait(Duration::from_millis(1))?;
    }
}

/// How many bytes have come; none when the time is over. They stay where they are.
fn peek(stream: &TcpStream, buffer: &mut [u8], shared: &Shared) -> Result<usize, Gone> {
    if shared.has_stopped() {
        return Err(Gone);
    }
    match stream.peek(buffer) {
        Ok(0) => Err(Gone),
        Ok(length) => Ok(length),
        Err(error) if is_pause(&error) => Ok(0),
        Err(_) => Err(Gone),
    }
}

/// Reads the last byte of the request, so that the connection can end in order or go on.
fn swallow(stream: &mut TcpStream) {
    let _ = stream.read_exact(&mut [0]);
}

fn say(stream: &mut TcpStream, mut bytes: &[u8], shared: &Shared) -> Result<(), Gone> {
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(length) => bytes = &bytes[length..],
            Err(error) if is_pause(&error) && !shared.has_stopped() => {}
            Err(_) => return Err(Gone),
        }
    }
    Ok(())
}

fn is_pause(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}

fn request(head: &[u8]) -> Option<Request> {
    // Bytes become the characters of the same number.
    let text: String = head.iter().copied().map(char::from).collect();
    let mut lines = text.split("\r\n");
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let fields = lines.filter_map(|line| line.split_once(':'));
    let headers = fields.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    Some(Request { path, headers, body: String::new() })
}

impl Ask {
    /// A header field of the request by name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        field(&self.request.headers, name)
    }
}
