//! A proxy on the loopback address that writes down what it is told: it forwards HTTP requests,
//! takes tunnels, and speaks SOCKS 5.
//!
//! What goes into a tunnel is written down and answered by nobody. Names are known to the proxy only,
//! so a request that arrives by name was not resolved before.

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use super::Server;

/// A running proxy. Its threads end with the test.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    login: Option<String>,
    names: HashMap<String, SocketAddr>,
    /// Heads of HTTP requests, and `SOCKS host:port user:password`.
    heads: Vec<String>,
    /// What was sent into tunnels.
    tunnelled: Vec<u8>,
}

impl Proxy {
    /// Starts on a free port of 127.0.0.1.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(State::default()));
        thread::spawn({
            let shared = shared.clone();
            move || {
                for stream in listener.incoming() {
                    let shared = shared.clone();
                    // A connection that breaks off ends here, as it does in a real proxy.
                    thread::spawn(move || stream.and_then(|stream| serve(stream, &shared)));
                }
            }
        });
        Proxy { address, shared }
    }

    /// Wants `user:password`.
    pub fn with_login(self, login: &str) -> Self {
        self.shared.lock().unwrap().login = Some(login.to_owned());
        self
    }

    /// Knows a server by a name.
    pub fn knows(&self, name: &str, server: &Server) {
        let address = server.url("/").socket_addrs(|| None).unwrap()[0];
        self.shared.lock().unwrap().names.insert(name.to_owned(), address);
    }

    /// Its address, under a scheme.
    pub fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }

    /// What it was told, in order.
    pub fn heads(&self) -> Vec<String> {
        self.shared.lock().unwrap().heads.clone()
    }

    /// What was sent into tunnels.
    pub fn tunnelled(&self) -> Vec<u8> {
        self.shared.lock().unwrap().tunnelled.clone()
    }
}

fn serve(stream: TcpStream, shared: &Mutex<State>) -> io::Result<()> {
    let mut first = [0];
    stream.peek(&mut first)?;
    if first == [5] { socks(stream, shared) } else { http(stream, shared) }
}

fn upstream(shared: &Mutex<State>, host: &str, port: u16) -> io::Result<TcpStream> {
    let known = shared.lock().unwrap().names.get(host).copied();
    match known {
        Some(address) => TcpStream::connect(address),
        None => TcpStream::connect((host, port)),
    }
}

fn http(mut stream: TcpStream, shared: &Mutex<State>) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let head = head(&mut reader)?;
        if head.is_empty() {
            return Ok(());
        }
        let login = {
            let mut state = shared.lock().unwrap();
            state.heads.push(head.clone());
            state.login.clone()
        };
        if login.is_some_and(|login| !head.contains(&encoded(&login))) {
            stream.write_all(b"HTTP/1.1 407 Login\r\nContent-Length: 0\r\n\r\n")?;
            continue;
        }
        let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
        if head.starts_with("CONNECT ") {
            stream.write_all(b"HTTP/1.1 200 Go on\r\n\r\n")?;
            let mut bytes = [0; 4_096];
            let length = reader.read(&mut bytes)?;
            shared.lock().unwrap().tunnelled.extend_from_slice(&bytes[..length]);
            return Ok(());
        }
        let url: url::Url = target.parse().map_err(io::Error::other)?;
        let port = url.port_or_known_default().unwrap_or(80);
        let mut server = upstream(shared, url.host_str().unwrap_or_default(), port)?;
        let rest = &url[url::Position::BeforePath..];
        server.write_all(head.replacen(&target, rest, 1).as_bytes())?;
        let mut answer = BufReader::new(server);
        let head = self::head(&mut answer)?;
        let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
        let length = length.and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        answer.read_exact(&mut body)?;
        stream.write_all(head.as_bytes())?;
        stream.write_all(&body)?;
    }
}

/// Lines up to an empty one, with it.
fn head(reader: &mut impl BufRead) -> io::Result<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(String::new());
        }
    }
    Ok(head)
}

/// RFC 1928 with the login of RFC 1929.
fn socks(mut stream: TcpStream, shared: &Mutex<State>) -> io::Result<()> {
    let [_, count] = bytes::<2>(&mut stream)?;
    let methods = some(&mut stream, count)?;
    let wanted = shared.lock().unwrap().login.clone();
    let method = if wanted.is_some() { 2 } else { 0 };
    stream.write_all(&[5, if methods.contains(&method) { method } else { 0xff }])?;
    let mut login = String::new();
    if method == 2 {
        let [_, length] = bytes::<2>(&mut stream)?;
        let user = some(&mut stream, length)?;
        let [length] = bytes::<1>(&mut stream)?;
        let password = some(&mut stream, length)?;
        login = String::from_utf8_lossy(&[&user[..], b":", &password].concat()).into_owned();
        let is_right = wanted.as_ref() == Some(&login);
        stream.write_all(&[1, u8::from(!is_right)])?;
        if !is_right {
            return Ok(());
        }
    }
    let [_, _, _, kind] = bytes::<4>(&mut stream)?;
    let host = match kind {
        1 => std::net::Ipv4Addr::from(bytes::<4>(&mut stream)?).to_string(),
        3 => {
            let [length] = bytes::<1>(&mut stream)?;
            String::from_utf8_lossy(&some(&mut stream, length)?).into_owned()
        }
        _ => std::net::Ipv6Addr::from(bytes::<16>(&mut stream)?).to_string(),
    };
    let port = u16::from_be_bytes(bytes::<2>(&mut stream)?);
    shared.lock().unwrap().heads.push(format!("SOCKS {host}:{port} {login}"));
    let mut server = upstream(shared, &host, port)?;
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0])?;
    let (mut from, mut to) = (stream.try_clone()?, server.try_clone()?);
    thread::spawn(move || io::copy(&mut from, &mut to));
    io::copy(&mut server, &mut stream).map(drop)
}

fn bytes<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).map(|()| bytes)
}

fn some(stream: &mut TcpStream, length: u8) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length.into()];
    stream.read_exact(&mut bytes).map(|()| bytes)
}

/// Base64 of a login, as `Basic` sends it.
fn encoded(login: &str) -> String {
    base64::Engine::encode(&base64::prelude::BASE64_STANDARD, login)
}
