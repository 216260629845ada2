//! Starts the companion server.

use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use frontend_api::{App, Config, Error, Result, router, run, start_log};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long busy connections may take to end before they are cut off.
const GRACE: Duration = Duration::from_secs(3);

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    let done = match config.command.clone() {
        Some(command) => run(command, &config).await,
        None => serve(config).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("frontend-api: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(config: Config) -> Result<()> {
    start_log(&config)?;
    // Each poll that is held is an open file, and shells allow 1024 unless asked for more.
    if let Err(error) = rlimit::increase_nofile_limit(u64::MAX) {
        tracing::warn!(%error, "the limit of open files stays as it is");
    }
    let wanted = config.listen;
    let listener = TcpListener::bind(wanted).await.map_err(|error| {
        Error::Config(format!("cannot listen on {wanted}: {error} (choose another with --listen)"))
    })?;
    let address = listener.local_addr().map_err(Error::Io)?;
    let app = App::new(config, address).await?;
    // Scripts read this line; it is the only one on standard output.
    let _ = writeln!(std::io::stdout(), "listening on {}", app.public_url());
    let stopping = app.clone();
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        asked_to_stop().await;
        tracing::info!("stopping");
        stopping.stop();
    });
    let cut_off = async {
        app.stopped().await;
        tokio::time::sleep(GRACE).await;
    };
    let ended = tokio::select! {
        ended = server => ended.map_err(Error::Io),
        () = cut_off => Ok(()),
    };
    app.deliver_rest().await;
    ended
}

/// Resolves at Ctrl-C or SIGTERM.
async fn asked_to_stop() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
