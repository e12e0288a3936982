//! The wrapped command: starts it, forwards signals to it and waits for it.

use super::signals::{Received, Signals};
use crate::args::CommandCredentials;
use crate::environment::{WITHHELD, credential_variables};
use crate::report::{FAILED, Reporter};
use jobshelf::escape::text_from_os;
use std::ffi::OsString;
use std::fs::File;
use std::io::PipeReader;
#[cfg(unix)]
use std::os::unix::process::ExitStatusExt;
use std::process::{ExitCode, ExitStatus, Stdio};
use std::time::Duration;
use tokio::process::Command;
use tokio::time::Instant;

/// A command that is running.
pub(super) struct Child {
    process: tokio::process::Child,
    /// Whether it has a process group of its own, with all that it starts.
    has_group: bool,
}

/// The output of a command.
pub(super) struct Streams {
    pub(super) stdout: PipeReader,
    pub(super) stderr: PipeReader,
}

/// How the command ended; none if the system did not tell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exit(Option<ExitStatus>);

impl Child {
    pub(super) fn spawn(
        command: &[OsString],
        credentials: CommandCredentials,
    ) -> std::io::Result<(Self, Streams)> {
        let Some((program, arguments)) = command.split_first() else {
            return Err(std::io::Error::other("no command"));
        };
        let (stdout, stdout_of_child) = std::io::pipe()?;
        let (stderr, stderr_of_child) = std::io::pipe()?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdout(Stdio::from(stdout_of_child))
            .stderr(Stdio::from(stderr_of_child));
        if credentials == CommandCredentials::Withheld {
            for name in credential_variables().filter(|name| std::env::var_os(name).is_some()) {
                command.env_remove(name).env(WITHHELD, "1");
            }
        }
        // A process group of its own can be ended with all that the command started. On a terminal
        // the command stays in our group, so that it may read from the terminal and gets Ctrl-C.
        let has_group = cfg!(unix) && !std::io::IsTerminal::is_terminal(&std::io::stdin());
        #[cfg(unix)]
        if has_group {
            command.process_group(0);
        }
        let process = command.spawn()?;
        // This value holds our ends of the pipes; while it lives, no stream ends.
        drop(command);
        Ok((Self { process, has_group }, Streams { stdout, stderr }))
    }

    /// Whether Ctrl-C reaches the command as well as us.
    pub(super) fn shares_terminal(&self) -> bool {
        !self.has_group
    }

    /// Waits for the end, and forwards signals. A signal that asks to end gives the command `grace`
    /// to do so; then it is killed.
    pub(super) async fn wait(
        &mut self,
        signals: &mut Signals,
        grace: Duration,
        reporter: &Reporter,
    ) -> Exit {
        let mut deadline: Option<Instant> = None;
        loop {
            let until = deadline;
            let timeout = async move {
                match until {
                    Some(until) => tokio::time::sleep_until(until).await,
                    None => std::future::pending().await,
                }
            };
            let received = tokio::select! {
                status = self.process.wait() => return Exit::from_wait(status, reporter),
                received = signals.next() => received,
                () = timeout => {
                    self.kill().await;
                    deadline = None;
                    continue;
                }
            };
            if self.forward(received) && deadline.is_none() {
                deadline = Some(Instant::now() + grace);
            }
        }
    }

    /// Forwards the signal; returns whether it asks to end.
    #[cfg(unix)]
    fn forward(&self, received: Received) -> bool {
        use rustix::process::Signal;
        if !self.has_group && received == Signal::INT {
            // The terminal has sent it to the command as well.
            return false;
        }
        self.send(received);
        matches!(received, Signal::TERM | Signal::INT)
    }

    #[cfg(unix)]
    fn send(&self, signal: rustix::process::Signal) {
        use rustix::process::{Pid, kill_process, kill_process_group};
        let id = self.process.id().and_then(|id| i32::try_from(id).ok());
        let Some(pid) = id.and_then(Pid::from_raw) else { return };
        // It can only fail because the command has just ended.
        let _ = match self.has_group {
            true => kill_process_group(pid, signal),
            false => kill_process(pid, signal),
        };
    }

    #[cfg(unix)]
    async fn kill(&mut self) {
        self.send(rustix::process::Signal::KILL);
    }

    /// A console sends Ctrl-C and Ctrl-Break to the command as well.
    #[cfg(not(unix))]
    fn forward(&self, received: Received) -> bool {
        received == Received::End
    }

    #[cfg(not(unix))]
    async fn kill(&mut self) {
        // It can only fail because the command has just ended.
        let _ = self.process.start_kill();
    }
}

impl Exit {
    /// An unknown end counts as a failure.
    fn from_wait(status: std::io::Result<ExitStatus>, reporter: &Reporter) -> Self {
        if let Err(error) = &status {
            reporter.warn(&format!("cannot tell how the command ended: {error}"));
        }
        Self(status.ok())
    }

    /// The command's own exit code; on Unix 128 and the signal's number when a signal ended it,
    /// as in a shell.
    pub(super) fn number(self) -> i32 {
        #[cfg(unix)]
        if let Some(signal) = self.0.as_ref().and_then(ExitStatusExt::signal) {
            return 128 + signal;
        }
        self.0.and_then(|status| status.code()).unwrap_or(i32::from(FAILED))
    }

    pub(super) fn is_success(self) -> bool {
        self.0.is_some_and(|status| status.success())
    }

    /// The same as the exit code of this process.
    pub(super) fn code(self) -> ExitCode {
        match u8::try_from(self.number()) {
            Ok(code) => ExitCode::from(code),
            // Windows has exit codes that `ExitCode` cannot hold. Nothing is left to do here.
            Err(_) => std::process::exit(self.number()),
        }
    }
}

/// What a shell returns for a command that cannot be started.
pub(super) fn exit_code_of_spawn(
    command: &[OsString],
    error: &std::io::Error,
    reporter: &Reporter,
) -> ExitCode {
    let program = command.first().map(|program| text_from_os(program)).unwrap_or_default();
    reporter.failed(&anyhow::anyhow!("cannot start `{program}`: {error}"));
    let is_missing = error.kind() == std::io::ErrorKind::NotFound;
    ExitCode::from(if is_missing { 127 } else { 126 })
}

/// Our own standard output and error, unbuffered; none for one that is closed.
pub(super) fn own_streams() -> (Option<File>, Option<File>) {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd as _;
        let stdout = std::io::stdout().as_fd().try_clone_to_owned();
        let stderr = std::io::stderr().as_fd().try_clone_to_owned();
        (stdout.ok().map(File::from), stderr.ok().map(File::from))
    }
    #[cfg(windows)]
    {
        use std::os::windows::io::AsHandle as _;
        let stdout = std::io::stdout().as_handle().try_clone_to_owned();
        let stderr = std::io::stderr().as_handle().try_clone_to_owned();
        (stdout.ok().map(File::from), stderr.ok().map(File::from))
    }
}
