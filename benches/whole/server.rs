//! A hundred publishers on loopback addresses: keeps connections open, compresses, answers 304.
//!
//! Some sources share a host, as blogs do that one service hosts; to a client, every address of
//! 127.0.0.0/8 is a host of its own. It counts what it was asked, so that a program that is fast
//! because it skips its work is found out.

use std::{
    io::{self, BufRead, BufReader, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

/// What is served for one source.
pub struct Document {
    pub bytes: Vec<u8>,
    pub media_type: &'static str,
    pub is_packed: bool,
    /// Grows when the bytes change.
    pub version: usize,
}

/// Answers given since they were last looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    pub whole: usize,
    pub not_modified: usize,
}

/// The publishers; they live as long as the process.
pub struct Server {
    addresses: Vec<SocketAddr>,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    documents: Vec<Document>,
    answers: Answers,
}

impl Server {
    /// Publishers on so many hosts.
    pub fn start(hosts: u8) -> io::Result<Self> {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let host = |number| {
            let listener = TcpListener::bind((Ipv4Addr::new(127, 0, 0, number), 0))?;
            let address = listener.local_addr();
            let shared = shared.clone();
            thread::spawn(move || accept(&listener, &shared));
            address
        };
        let addresses = (1..=hosts).map(host).collect::<io::Result<_>>()?;
        Ok(Server { addresses, shared })
    }

    /// Where a source is: the last host has what the others do not have.
    pub fn url(&self, source: usize) -> String {
        let address = self.addresses[source.min(self.addresses.len() - 1)];
        format!("http://{address}/{source}")
    }

    /// Serves a document for a source: those of the first sources come first.
    pub fn put(&self, source: usize, document: Document) {
        let documents = &mut lock(&self.shared).documents;
        if source < documents.len() {
            documents[source] = document;
        } else {
            documents.push(document);
        }
    }

    /// What was answered since this was asked before.
    pub fn answers(&self) -> Answers {
        std::mem::take(&mut lock(&self.shared).answers)
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Mutex<Shared>>) {
    for stream in listener.incoming().flatten() {
        let shared = shared.clone();
        // A client that hangs up ends its thread and nothing else.
        thread::spawn(move || drop(serve(stream, &shared)));
    }
}

fn serve(mut stream: TcpStream, shared: &Mutex<Shared>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    while let Some(request) = lines.next() {
        let request = request?;
        let mut has = String::new();
        for line in lines.by_ref() {
            let line = line?;
            match line.split_once(':') {
                Some((name, value)) if name.eq_ignore_ascii_case("if-none-match") => {
                    value.trim().clone_into(&mut has);
                }
                Some(_) => {}
                None => break,
            }
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        let answer = answer(path, &has, &mut lock(shared));
        stream.write_all(&answer)?;
    }
    Ok(())
}

fn answer(path: &str, has: &str, shared: &mut Shared) -> Vec<u8> {
    let source = path.trim_start_matches('/').parse::<usize>();
    let Some(document) = source.ok().and_then(|source| shared.documents.get(source)) else {
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
    };
    let tag = format!("\"{}\"", document.version);
    if tag == has {
        shared.answers.not_modified += 1;
        return format!("HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n").into_bytes();
    }
    shared.answers.whole += 1;
    let coding = if document.is_packed { "Content-Encoding: gzip\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Type: {}\r\n{coding}Content-Length: {}\r\n\r\n",
        document.media_type,
        document.bytes.len()
    );
    [head.as_bytes(), &document.bytes].concat()
}
