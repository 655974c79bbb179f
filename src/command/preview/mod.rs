//! `feedmill serve`: the published folder on a loopback address, to look at before it is published.
//!
//! Files are read anew at each request, so a running preview shows every new build. It answers as
//! a good static host should: right types, conditional requests, nothing outside the folder. It is
//! no server for the world, and refuses to listen to it.

mod answer;
mod types;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

/// A preview that has its address, and answers once [`Preview::run`] is awaited.
#[derive(Debug)]
pub struct Preview {
    listener: TcpListener,
    folder: PathBuf,
}

impl Preview {
    /// Takes the address. Port 0 means any free one; [`Preview::address`] tells which.
    ///
    /// Fails for an address that other machines can reach.
    pub async fn bind(folder: PathBuf, address: SocketAddr) -> io::Result<Self> {
        if !address.ip().to_canonical().is_loopback() {
            let reason = format!("{address} is not a loopback address");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        Ok(Preview { listener: TcpListener::bind(address).await?, folder })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `shutdown` is done, then ends the requests under way.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let folder = Arc::new(self.folder);
        let router =
            Router::new().fallback(move |request: Request| respond(folder.clone(), request));
        axum::serve(self.listener, router).with_graceful_shutdown(shutdown).await
    }
}

async fn respond(folder: Arc<PathBuf>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    // Files are read and hashed on a thread that may wait.
    let work = move || answer::answer(&folder, &parts.method, &parts.uri, &parts.headers);
    match tokio::task::spawn_blocking(work).await {
        Ok(response) => response,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{Ipv4Addr, Ipv6Addr, TcpStream},
    };

    use super::*;

    #[tokio::test]
    async fn only_this_machine_is_served() {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let error = Preview::bind("x".into(), address.parse().unwrap()).await.unwrap_err();
            assert_eq!(error.to_string(), format!("{address} is not a loopback address"));
        }
        assert!(Preview::bind("x".into(), (Ipv4Addr::LOCALHOST, 0).into()).await.is_ok());
        // A machine without IPv6 refuses it for another reason.
        if let Err(error) = Preview::bind("x".into(), (Ipv6Addr::LOCALHOST, 0).into()).await {
            assert_ne!(error.kind(), io::ErrorKind::InvalidInput);
        }
    }

    /// The whole answer to a request for the RSS feed.
    fn ask(address: SocketAddr, method: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "{method} /rss.xml HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[tokio::test]
    async fn it_answers_and_stops() {
        let folder = tempfile::tempdir().unwrap();
        let preview = Preview::bind(folder.path().into(), (Ipv4Addr::LOCALHOST, 0).into());
        let preview = preview.await.unwrap();
        let address = preview.address().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(preview.run(async move {
            let _ = stopped.await;
        }));
        let ask =
            async |method| tokio::task::spawn_blocking(move || ask(address, method)).await.unwrap();

        assert!(ask("GET").await.starts_with("HTTP/1.1 404 Not Found\r\n"));
        std::fs::write(folder.path().join("rss.xml"), "<rss/>").unwrap();
        let get = ask("GET").await;
        assert!(get.starts_with("HTTP/1.1 200 OK\r\n"), "{get}");
        assert!(get.contains("\r\ncontent-type: application/rss+xml; charset=utf-8\r\n"), "{get}");
        assert!(get.contains("\r\ncontent-length: 6\r\n"), "{get}");
        assert!(get.ends_with("\r\n\r\n<rss/>"), "{get}");
        let head = ask("HEAD").await;
        assert!(head.contains("\r\ncontent-length: 6\r\n"), "{head}");
        assert!(head.ends_with("\r\n\r\n"), "{head}");

        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
    }
}
