//! The signals that reach us, which from then on do not end us: the command comes first, and what
//! it printed has to be saved.

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

/// A key that ends the command reaches us as well, and may do so after the command's end.
const ECHO: Duration = Duration::from_millis(500);

impl Signals {
    /// Somebody at the keyboard does not want to wait any longer. Where the same key has also
    /// `reached_the_command`, what comes at once was meant for that.
    pub(super) async fn interrupted(&mut self, reached_the_command: bool) {
        if reached_the_command {
            let forget = async {
                loop {
                    self.next().await;
                }
            };
            let _: Result<(), _> = timeout(ECHO, forget).await;
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

    /// The signals that are passed on.
    const PASSED: [(fn() -> SignalKind, Signal); 6] = [
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

    /// The signals that we were told to ignore, a bit each, from 1 on; none where nobody tells.
    fn ignored() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
    }

    impl Signals {
        /// Takes them from now on.
        pub(crate) fn listen() -> Self {
            let (sender, received) = mpsc::unbounded_channel();
            // Where we were started with this one ignored, the system would forget how the command
            // ended. Once taken it stays so; whether it came does not matter.
            let _ = signal(SignalKind::child());
            let ignored = ignored();
            for (kind, passed) in PASSED {
                // `nohup`, or a shell's `&`: it is to be ignored by us and by the command, which
                // only inherits that if we leave it as it is.
                if ignored & (1 << (passed.as_raw() - 1)) != 0 {
                    continue;
                }
                // One that cannot be had does what it does without us.
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
    /// What a console or a service control asks for.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Received {
        /// Ctrl-C: the command decides what that means.
        Interrupt,
        /// Ctrl-Break, a window that is closed: it will end.
        End,
    }

    pub(crate) const INTERRUPT: Received = Received::Interrupt;

    pub(crate) struct Signals {
        interrupt: Option<tokio::signal::windows::CtrlC>,
        end: Option<tokio::signal::windows::CtrlBreak>,
    }

    impl Signals {
        /// Takes them from now on.
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
