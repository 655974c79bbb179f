//! `serve`: look at the published files before anybody else does.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::Args;

use super::{
    Context, Exit, Failure, answer,
    preview::{Preview, Site},
};
use crate::{mill, model::Names};

/// Options of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,
    /// Serve this folder instead of `output.dir`
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

pub(crate) fn serve(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let (dir, names) = match &options.dir {
        Some(dir) => (dir.clone(), Names::default()),
        None => {
            let config = context.load(None)?.config;
            let names = mill::names(&config);
            (config.publish.dir, names)
        }
    };
    if !dir.is_dir() {
        let text = format!("there is nothing to serve in {}", dir.display());
        return Err(Failure::text(Exit::Failed, text, "publish first: `feedmill run`"));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let site = Site { folder: dir.clone(), names };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    runtime.block_on(async {
        let preview = Preview::bind(site, address).await.map_err(|error| {
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
