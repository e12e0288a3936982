//! The built viewer, served on loopback as a static host would.
//!
//! It serves a copy of dist/ whose content security policy names Azurite's origin instead of
//! Azure's: the policy is as strict as the real one.

use crate::page;
use anyhow::{Context as _, ensure};
use axum::Router;
use std::net::Ipv4Addr;
use std::path::Path;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// The storage that the viewer's policy allows.
const AZURE: &str = "https://*.blob.core.windows.net";

/// A bound port, and the files that will be served on it.
#[derive(Debug)]
pub(super) struct Site {
    listener: TcpListener,
    origin: String,
    files: TempDir,
}

impl Site {
    /// Binds the port and copies the viewer.
    pub(super) async fn open(port: u16, blob_origin: &str) -> anyhow::Result<Self> {
        let files = tempfile::tempdir().context("making a temporary folder")?;
        copy_folder(&page::dist(), files.path()).context("copying dist/")?;
        let index = files.path().join("index.html");
        let html = std::fs::read_to_string(&index).context("reading the viewer's index.html")?;
        std::fs::write(&index, html_for(&html, blob_origin)?)
            .context("writing the viewer's index.html")?;
        // It is a copy of the page with the old policy.
        let _ = std::fs::remove_file(files.path().join("index.html.br"));

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .with_context(|| format!("port {port} of 127.0.0.1 is not free; try --port 0"))?;
        let origin = format!("http://{}", listener.local_addr().context("reading the port")?);
        Ok(Self { listener, origin, files })
    }

    /// `http://127.0.0.1:PORT`.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// Serves until it is dropped; returns only an error.
    pub(super) async fn serve(self) -> anyhow::Error {
        let files = ServeDir::new(self.files.path()).precompressed_br();
        let router = Router::new().fallback_service(files);
        match axum::serve(self.listener, router).await {
            Ok(()) => anyhow::anyhow!("the viewer is no longer served"),
            Err(error) => anyhow::Error::new(error).context("serving the viewer"),
        }
    }
}

fn html_for(html: &str, blob_origin: &str) -> anyhow::Result<String> {
    ensure!(html.contains(AZURE), "the viewer's policy does not name {AZURE}");
    Ok(html.replace(AZURE, blob_origin))
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_served_page_may_connect_to_azurite_only() {
        let html = "<meta content=\"connect-src 'self' https://*.blob.core.windows.net;\">";
        assert_eq!(
            html_for(html, "http://127.0.0.1:10000").unwrap(),
            "<meta content=\"connect-src 'self' http://127.0.0.1:10000;\">"
        );
    }

    #[test]
    fn a_page_without_the_policy_is_an_error() {
        assert!(html_for("<html></html>", "http://127.0.0.1:10000").is_err());
    }
}
