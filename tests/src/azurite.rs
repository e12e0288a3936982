//! A real Azurite, in memory, on a port that the system chose.
//!
//! It serves only loopback and keeps nothing. One of its own for each test that counts requests or
//! changes the CORS rules; [`Azurite::shared`] for the others, which then keep apart by container.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;
use thiserror::Error;

/// Far more than it takes on a busy machine; only a broken start lasts that long.
const PATIENCE: Duration = Duration::from_secs(120);
const READY: &str = "successfully listens on ";

/// Why a fixture is not there.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum FixtureError {
    /// The npm parts are missing.
    #[error("azurite is not installed; run: cargo xtask setup")]
    NotInstalled,
    /// It did not start, or said something else than where it listens.
    #[error("azurite did not start: {0}")]
    NotStarted(String),
    /// A name or key that the fixture was asked for is not valid.
    #[error("no access to azurite: {0}")]
    NoAccess(String),
}

/// A running Azurite; dropping it ends it.
#[derive(Debug)]
pub struct Azurite {
    child: Child,
    /// `http://127.0.0.1:PORT`, or `https:`.
    origin: String,
}

impl Azurite {
    /// Starts one and waits until it listens.
    ///
    /// # Errors
    /// When the npm parts are missing or it does not come up.
    pub fn start() -> Result<Self, FixtureError> {
        Self::start_on(0)
    }

    /// Starts one on a given port of loopback, so that one that was ended can come back.
    ///
    /// # Errors
    /// When the npm parts are missing or it does not come up.
    pub fn start_on(port: u16) -> Result<Self, FixtureError> {
        Self::start_with(port, &[])
    }

    /// Starts one that speaks https and takes tokens of Entra ID: it looks at what they say, and
    /// not at their signature.
    ///
    /// # Errors
    /// When the npm parts are missing or it does not come up.
    pub fn start_secure(certificate: &Path, key: &Path) -> Result<Self, FixtureError> {
        let files = [OsStr::new("--cert"), certificate.as_os_str(), OsStr::new("--key")];
        let oauth = [key.as_os_str(), OsStr::new("--oauth"), OsStr::new("basic")];
        Self::start_with(0, &[files, oauth].concat())
    }

    fn start_with(port: u16, more: &[&OsStr]) -> Result<Self, FixtureError> {
        let program = Self::program();
        if !program.exists() {
            return Err(FixtureError::NotInstalled);
        }
        let not_started = |error: std::io::Error| FixtureError::NotStarted(error.to_string());
        let mut child = Command::new("node")
            .arg("--require")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/exit-with-parent.cjs"))
            .arg(program)
            .args(["--blobHost", "127.0.0.1", "--blobPort", &port.to_string()])
            .args([
                "--inMemoryPersistence",
                "--silent",
                "--disableTelemetry",
                "--skipApiVersionCheck",
            ])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(not_started)?;
        let stdout = child.stdout.take();
        // The guard comes first: whatever happens next, the child is ended.
        let mut azurite = Self { child, origin: String::new() };
        let stdout =
            stdout.ok_or_else(|| FixtureError::NotStarted("it has no output".to_owned()))?;
        let (sender, receiver) = channel();
        std::thread::spawn(move || report_origin(stdout, &sender));
        azurite.origin = receiver
            .recv_timeout(PATIENCE)
            .map_err(|_| FixtureError::NotStarted("it never said where it listens".to_owned()))?;
        Ok(azurite)
    }

    /// One for the whole test process, started by whoever asks first.
    ///
    /// # Errors
    /// When it could not be started, then and at every later call.
    pub fn shared() -> Result<&'static Self, FixtureError> {
        static SHARED: OnceLock<Result<Azurite, FixtureError>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref().map_err(Clone::clone)
    }

    /// Where npm put the program.
    pub fn program() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/.bin/azurite-blob")
    }

    /// `http://127.0.0.1:PORT`, as a content security policy names it.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The process, for who wants to stop and continue it.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends where Azurite listens, then reads on, so that its output never fills the pipe.
fn report_origin(stdout: ChildStdout, sender: &Sender<String>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        if let Some((_, origin)) = line.split_once(READY) {
            let _ = sender.send(origin.trim().to_owned());
        }
    }
}
