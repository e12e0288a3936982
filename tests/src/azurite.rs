//! A real Azurite, in memory, on a free port.
//!
//! It serves only loopback and stores nothing on disk. Tests that count requests or change the CORS
//! rules start their own; the others use [`Azurite::shared`], with a container each.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;
use thiserror::Error;

/// Far longer than a start takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
const READY: &str = "successfully listens on ";

/// Why a fixture could not be set up.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum FixtureError {
    /// The npm packages are missing.
    #[error("azurite is not installed; run: cargo xtask setup")]
    NotInstalled,
    /// It did not start, or did not print where it listens.
    #[error("azurite did not start: {0}")]
    NotStarted(String),
    /// A name or key for the fixture is not valid.
    #[error("no access to azurite: {0}")]
    NoAccess(String),
}

/// A running Azurite. Dropping it ends the process.
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
    /// When the npm packages are missing, or it does not start.
    pub fn start() -> Result<Self, FixtureError> {
        Self::start_on(0)
    }

    /// Starts one on a given loopback port, so that a test can restart it.
    ///
    /// # Errors
    /// When the npm packages are missing, or it does not start.
    pub fn start_on(port: u16) -> Result<Self, FixtureError> {
        Self::start_with(port, &[])
    }

    /// Starts one that serves https and accepts tokens of Entra ID. It checks their claims, not
    /// their signature.
    ///
    /// # Errors
    /// When the npm packages are missing, or it does not start.
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
        // The guard comes first, so that the child ends whatever happens next.
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

    /// The one of the whole test process, which the first call starts.
    ///
    /// # Errors
    /// When it could not be started; then every call fails.
    pub fn shared() -> Result<&'static Self, FixtureError> {
        static SHARED: OnceLock<Result<Azurite, FixtureError>> = OnceLock::new();
        SHARED.get_or_init(Self::start).as_ref().map_err(Clone::clone)
    }

    /// The path of the program in the npm packages.
    pub fn program() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../node_modules/.bin/azurite-blob")
    }

    /// `http://127.0.0.1:PORT`, as in a content security policy.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The process ID, to stop and continue the process.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Azurite {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends the origin where Azurite listens, then reads on, so that its output never fills the pipe.
fn report_origin(stdout: ChildStdout, sender: &Sender<String>) {
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        if let Some((_, origin)) = line.split_once(READY) {
            let _ = sender.send(origin.trim().to_owned());
        }
    }
}
