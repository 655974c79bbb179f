//! `serve`: look at the published files before anybody else does.

use std::net::{Ipv4Addr, SocketAddr};

use super::{Context, Exit, Failure, answer, preview::Preview};
use crate::cli::Serve;

pub(super) fn serve(context: &Context, words: &Serve) -> Result<Exit, Failure> {
    let dir = match &words.dir {
        Some(dir) => dir.clone(),
        None => context.load(None)?.config.publish.dir,
    };
    if !dir.is_dir() {
        let text = format!("there is nothing to serve in {}", dir.display());
        return Err(Failure::text(Exit::Failed, text, "publish first: `feedmill run`"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, words.port));
    runtime.block_on(async {
        let preview = Preview::bind(dir.clone(), address).await.map_err(|error| {
            let text = format!("cannot listen on {address}: {error}");
            Failure::text(Exit::Failed, text, "choose another port with --port, or --port 0")
        })?;
        let address = preview.address().map_err(|error| Failure::new(Exit::Failed, error))?;
        if context.json() {
            answer::json(&serde_json::json!({"url": format!("http://{address}/"), "dir": dir}));
        } else {
            let dir = dir.display();
            answer::text(&format!("serving {dir} at http://{address}/ until Ctrl-C\n"));
        }
        preview.run(interrupted()).await.map_err(|error| Failure::new(Exit::Failed, error))
    })?;
    Ok(Exit::Done)
}

/// Done when a person or a supervisor asks the program to end.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
