//! The signals that reach us, which from then on do not end us: the command comes first, and what
//! it printed has to be saved.

#[cfg(unix)]
pub(super) use unix::{Received, Signals};
#[cfg(not(unix))]
pub(super) use windows::{Received, Signals};

#[cfg(unix)]
mod unix {
    use rustix::process::Signal;
    use tokio::signal::unix::{SignalKind, signal};
    use tokio::sync::mpsc;

    pub(crate) type Received = Signal;

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

    impl Signals {
        /// Takes them from now on.
        pub(crate) fn listen() -> Self {
            let (sender, received) = mpsc::unbounded_channel();
            for (kind, passed) in PASSED {
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

        /// Somebody at the keyboard does not want to wait any longer.
        pub(crate) async fn interrupted(&mut self) {
            while self.next().await != Signal::INT {}
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

        /// Somebody at the keyboard does not want to wait any longer.
        pub(crate) async fn interrupted(&mut self) {
            while self.next().await != Received::Interrupt {}
        }
    }
}
