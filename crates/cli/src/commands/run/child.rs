//! The wrapped command: started, listened to, waited for.

use super::logs::TaskLog;
use super::warn;
use crate::report::FAILED;
use std::ffi::OsString;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::process::Command;

/// How long output is still read after the command ended: something it started in the background
/// may hold the pipe open for ever.
const LINGER: Duration = Duration::from_secs(2);
/// One read of the command's output.
const BUFFER: usize = 64 << 10;

/// A command that is running.
pub(super) struct Child {
    process: tokio::process::Child,
}

/// How the command ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exit(ExitStatus);

impl Child {
    pub(super) fn spawn(command: &[OsString]) -> std::io::Result<Self> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(std::io::Error::other("no command"));
        };
        let process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(Self { process })
    }

    /// Passes the command's output through and into the logs, until it has ended.
    pub(super) async fn pass_through(
        &mut self,
        mut stdout_log: TaskLog,
        mut stderr_log: TaskLog,
    ) -> (Exit, TaskLog, TaskLog) {
        let stdout = self.process.stdout.take();
        let stderr = self.process.stderr.take();
        let status = {
            let pumps = async {
                tokio::join!(
                    pump(stdout, tokio::io::stdout(), &mut stdout_log),
                    pump(stderr, tokio::io::stderr(), &mut stderr_log),
                )
            };
            let mut pumps = std::pin::pin!(pumps);
            let mut pumped = false;
            let status = {
                let mut waited = std::pin::pin!(wait(&mut self.process));
                loop {
                    tokio::select! {
                        status = &mut waited => break status,
                        _ = &mut pumps, if !pumped => pumped = true,
                    }
                }
            };
            if !pumped && tokio::time::timeout(LINGER, pumps).await.is_err() {
                warn("the command ended, and something it started still holds its output open");
            }
            status
        };
        (Exit(status), stdout_log, stderr_log)
    }
}

impl Exit {
    /// The command's own exit code; on Unix 128 and the signal's number when a signal ended it,
    /// as a shell has it.
    pub(super) fn number(self) -> i32 {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&self.0) {
            return 128 + signal;
        }
        self.0.code().unwrap_or(i32::from(FAILED))
    }

    /// The same for this process to end with.
    pub(super) fn code(self) -> ExitCode {
        // Windows has wider exit codes than `ExitCode` takes; what does not fit is a failure.
        ExitCode::from(u8::try_from(self.number()).unwrap_or(FAILED))
    }
}

/// What a shell returns for a command that cannot be started.
pub(super) fn exit_code_of_spawn(command: &[OsString], error: &std::io::Error) -> ExitCode {
    let program = command.first().map(|program| program.to_string_lossy()).unwrap_or_default();
    eprintln!("jobshelf: cannot start `{program}`: {error}");
    let is_missing = error.kind() == std::io::ErrorKind::NotFound;
    ExitCode::from(if is_missing { 127 } else { 126 })
}

/// Waits for the end; a request to end that reaches us goes on to the command.
#[cfg(unix)]
async fn wait(process: &mut tokio::process::Child) -> ExitStatus {
    use rustix::process::{Pid, Signal, kill_process};
    use tokio::signal::unix::{SignalKind, signal};
    let pid = process.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    let terminate = signal(SignalKind::terminate());
    let hangup = signal(SignalKind::hangup());
    // A terminal sends an interrupt to the command as well: it is enough not to die of it.
    let interrupt = signal(SignalKind::interrupt());
    let (Ok(mut terminate), Ok(mut hangup), Ok(mut interrupt)) = (terminate, hangup, interrupt)
    else {
        return wait_only(process).await;
    };
    loop {
        let received = tokio::select! {
            status = process.wait() => return status.unwrap_or_default(),
            _ = terminate.recv() => Signal::TERM,
            _ = hangup.recv() => Signal::HUP,
            _ = interrupt.recv() => continue,
        };
        if let Some(pid) = pid {
            // It can only fail because the command has just ended.
            let _ = kill_process(pid, received);
        }
    }
}

#[cfg(not(unix))]
async fn wait(process: &mut tokio::process::Child) -> ExitStatus {
    wait_only(process).await
}

async fn wait_only(process: &mut tokio::process::Child) -> ExitStatus {
    process.wait().await.unwrap_or_default()
}

/// Copies one stream through, and into its log, until it ends.
async fn pump(
    source: Option<impl AsyncRead + Unpin>,
    mut through: impl AsyncWrite + Unpin,
    log: &mut TaskLog,
) {
    let Some(mut source) = source else { return };
    let mut buffer = vec![0; BUFFER];
    let mut is_open = true;
    loop {
        let n_bytes = match source.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(n_bytes) => n_bytes,
        };
        let piece = buffer.get(..n_bytes).unwrap_or_default();
        log.write(piece).await;
        // Nobody reads our output any more: the log is still worth keeping.
        is_open = is_open && pass(&mut through, piece).await.is_ok();
    }
}

async fn pass(through: &mut (impl AsyncWrite + Unpin), piece: &[u8]) -> std::io::Result<()> {
    through.write_all(piece).await?;
    through.flush().await
}
