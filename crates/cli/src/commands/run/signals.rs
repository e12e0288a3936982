//! The signals that this process receives. They do not end it: they are forwarded to the command,
//! whose output is then saved.

#[cfg(unix)]
use unix::INTERRUPT;
#[cfg(unix)]
pub(super) use unix::{Received, Signals};
#[cfg(not(unix))]
use windows::INTERRUPT;
#[cfg(not(unix))]
pub(super) use windows::{Received, Signals};

use std::time::Duration;
use tokio::time::timeout;

/// How long after the command's end a Ctrl-C may arrive that was meant for the command.
const LATE_INTERRUPT: Duration = Duration::from_millis(500);

impl Signals {
    /// Waits until somebody presses Ctrl-C to stop the saving. If Ctrl-C also reaches the command
    /// (`shares_terminal`), one that arrives at once was meant for the command.
    pub(super) async fn interrupted(&mut self, shares_terminal: bool) {
        if shares_terminal {
            let ignore = async {
                loop {
                    self.next().await;
                }
            };
            let _: Result<(), _> = timeout(LATE_INTERRUPT, ignore).await;
        }
        while self.next().await != INTERRUPT {}
    }
}

#[cfg(unix)]
mod unix {
    use rustix::process::Signal;
    use tokio::signal::unix::{SignalKind, signal};
    use tokio::sync::mpsc;

    pub(crate) type Received = Signal;
    pub(crate) const INTERRUPT: Received = Signal::INT;

    /// The signals that are forwarded.
    const FORWARDED: [(fn() -> SignalKind, Signal); 6] = [
        (SignalKind::terminate, Signal::TERM),
        (SignalKind::interrupt, Signal::INT),
        (SignalKind::hangup, Signal::HUP),
        (SignalKind::quit, Signal::QUIT),
        (SignalKind::user_defined1, Signal::USR1),
        (SignalKind::user_defined2, Signal::USR2),
    ];

    pub(crate) struct Signals {
        received: mpsc::UnboundedReceiver<Signal>,
    }

    /// The signals that this process inherited as ignored: a bit for each, from 1 on.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
    }

    impl Signals {
        /// Handles the signals from now on.
        pub(crate) fn listen() -> Self {
            let (sender, received) = mpsc::unbounded_channel();
            // If SIGCHLD was inherited as ignored, the system would forget how the command ended.
            // A handler ends that; its events do not matter.
            let _ = signal(SignalKind::child());
            let ignored = ignored();
            for (kind, passed) in FORWARDED {
                // `nohup`, or `&` in a shell: the command inherits the ignored signal only if we
                // leave it as it is.
                if ignored & (1 << (passed.as_raw() - 1)) != 0 {
                    continue;
                }
                // A signal that cannot be handled keeps its default.
                let Ok(mut stream) = signal(kind()) else { continue };
                let sender = sender.clone();
                tokio::spawn(async move {
                    while stream.recv().await.is_some() && sender.send(passed).is_ok() {}
                });
            }
            Self { received }
        }

        pub(crate) async fn next(&mut self) -> Received {
            match self.received.recv().await {
                Some(signal) => signal,
                None => std::future::pending().await,
            }
        }
    }
}

#[cfg(not(unix))]
mod windows {
    /// The requests of a console or a service control.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Received {
        /// Ctrl-C: the command decides what it means.
        Interrupt,
        /// Ctrl-Break or a closed window: the command ends.
        End,
    }

    pub(crate) const INTERRUPT: Received = Received::Interrupt;

    pub(crate) struct Signals {
        interrupt: Option<tokio::signal::windows::CtrlC>,
        end: Option<tokio::signal::windows::CtrlBreak>,
    }

    impl Signals {
        /// Handles the signals from now on.
        pub(crate) fn listen() -> Self {
            let interrupt = tokio::signal::windows::ctrl_c().ok();
            Self { interrupt, end: tokio::signal::windows::ctrl_break().ok() }
        }

        pub(crate) async fn next(&mut self) -> Received {
            let Self { interrupt: Some(interrupt), end: Some(end) } = self else {
                return std::future::pending().await;
            };
            tokio::select! {
                _ = interrupt.recv() => Received::Interrupt,
                _ = end.recv() => Received::End,
            }
        }
    }
}
