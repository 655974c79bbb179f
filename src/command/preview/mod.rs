//! `feedmill serve`: the published folder on a loopback address, to look at before it is published.
//!
//! Files are read anew at each request, so a running preview shows every new build. It answers as
//! a good static host should: right types, conditional requests, parts, packed siblings, nothing
//! outside the folder. It is no server for the world: it refuses to listen to it, and to names that
//! are not those of this machine.

mod answer;
mod conditions;
mod folder;
mod host;
mod negotiate;
mod range;

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc};

use axum::{
    Router,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tokio::net::TcpListener;

use crate::model::Names;

/// A preview that has its address, and answers once [`Preview::run`] is awaited.
#[derive(Debug)]
pub struct Preview {
    listener: TcpListener,
    site: Site,
}

/// What is served.
#[derive(Debug)]
pub struct Site {
    /// The published folder.
    pub folder: PathBuf,
    /// Where feeds stand in it, which their types go by.
    pub names: Names,
}

impl Preview {
    /// Takes the address. Port 0 means any free one; [`Preview::address`] tells which.
    ///
    /// Fails for an address that other machines can reach.
    pub async fn bind(site: Site, address: SocketAddr) -> io::Result<Self> {
        if !address.ip().to_canonical().is_loopback() {
            let reason = format!("{address} is not a loopback address");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        Ok(Preview { listener: TcpListener::bind(address).await?, site })
    }

    /// Where it listens.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `shutdown` is done, then ends the requests under way.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let site = Arc::new(self.site);
        let router = Router::new().fallback(move |request: Request| respond(site.clone(), request));
        axum::serve(self.listener, router).with_graceful_shutdown(shutdown).await
    }
}

async fn respond(site: Arc<Site>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    // Files are read and hashed on a thread that may wait.
    let work = move || answer::answer(&site, &parts);
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

    fn site(folder: &str) -> Site {
        Site { folder: folder.into(), names: Names::default() }
    }

    #[tokio::test]
    async fn only_this_machine_is_served() {
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
            let error = Preview::bind(site("x"), address.parse().unwrap()).await.unwrap_err();
            assert_eq!(error.to_string(), format!("{address} is not a loopback address"));
        }
        assert!(Preview::bind(site("x"), (Ipv4Addr::LOCALHOST, 0).into()).await.is_ok());
        // A machine without IPv6 refuses it for another reason.
        if let Err(error) = Preview::bind(site("x"), (Ipv6Addr::LOCALHOST, 0).into()).await {
            assert_ne!(error.kind(), io::ErrorKind::InvalidInput);
        }
    }

    /// The whole answer to a request for the RSS feed.
    fn ask(address: SocketAddr, method: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(
            stream,
            "{method} /a/rss.xml HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[tokio::test]
    async fn it_answers_and_stops() {
        let folder = tempfile::tempdir().unwrap();
        let preview =
            Preview::bind(site(folder.path().to_str().unwrap()), (Ipv4Addr::LOCALHOST, 0).into());
        let preview = preview.await.unwrap();
        let address = preview.address().unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let running = tokio::spawn(preview.run(async move {
            let _ = stopped.await;
        }));
        let ask =
            async |method| tokio::task::spawn_blocking(move || ask(address, method)).await.unwrap();

        assert!(ask("GET").await.starts_with("HTTP/1.1 404 Not Found\r\n"));
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/rss.xml"), "<rss/>").unwrap();
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
