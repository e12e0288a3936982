//! One stream of the command, passed through unchanged and into the spool: a thread that reads and
//! writes like `tee`, since nothing is faster and nothing here may wait for anything else.

use super::spool::SpoolFile;
use crate::report::complain;
use std::fs::File;
use std::io::{ErrorKind, PipeReader, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::oneshot;

/// One read, and on Linux what the pipe holds: four times fewer changes of context than by default.
const BUFFER: usize = 256 << 10;
/// How long output is still waited for after the command ended: something that it started in the
/// background may hold the pipe open for ever.
const LINGER: Duration = Duration::from_secs(2);
/// The same while something still comes: what has come by then is not the command's any more.
const LONGEST: Duration = Duration::from_secs(10);
/// How often is looked whether anything still comes.
const LOOK: Duration = Duration::from_millis(200);
/// Before another try at an output that takes nothing at the moment.
const FULL: Duration = Duration::from_millis(1);

/// A stream on its way.
pub(super) struct Pump {
    ended: oneshot::Receiver<()>,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    n_bytes: AtomicU64,
    /// It waits for the command, and not for whoever reads our own output.
    is_reading: AtomicBool,
}

impl Pump {
    /// Starts passing on; `through` is our own output, unless that is closed.
    pub(super) fn start(
        mut source: PipeReader,
        through: Option<File>,
        spool: Option<SpoolFile>,
    ) -> Self {
        widen(&source);
        let state = Arc::new(State::default());
        let (end, ended) = oneshot::channel();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            pump(&mut source, through, spool, &shared);
            drop(source);
            // Nobody waits any more if it took too long.
            let _ = end.send(());
        });
        Self { ended, state }
    }

    /// Waits until all is passed on, once the command has ended. Whether it is: something that the
    /// command started may still hold its output open.
    pub(super) async fn finished(mut self) -> bool {
        let n_at_end = self.state.n_bytes.load(Ordering::Relaxed);
        let (mut idle, mut waited) = (Duration::ZERO, Duration::ZERO);
        let mut n_before = None;
        while idle < LINGER && waited < LONGEST {
            match tokio::time::timeout(LOOK, &mut self.ended).await {
                Ok(_) => return true,
                Err(_) => {
                    let n_bytes = self.state.n_bytes.load(Ordering::Relaxed);
                    let is_reading = self.state.is_reading.load(Ordering::Relaxed);
                    let is_idle = is_reading && n_before.replace(n_bytes) == Some(n_bytes);
                    idle = if is_idle { idle + LOOK } else { Duration::ZERO };
                    // Whoever reads our own output may be slow, but the pipe holds no more than
                    // this of what the command itself has printed.
                    if is_reading || n_bytes - n_at_end > 2 * BUFFER as u64 {
                        waited += LOOK;
                    }
                }
            }
        }
        false
    }
}

fn pump(
    source: &mut PipeReader,
    mut through: Option<File>,
    mut spool: Option<SpoolFile>,
    state: &State,
) {
    let mut buffer = vec![0; BUFFER];
    loop {
        state.is_reading.store(true, Ordering::Relaxed);
        let read = source.read(&mut buffer);
        state.is_reading.store(false, Ordering::Relaxed);
        let n_bytes = match read {
            Ok(0) => return,
            Ok(n_bytes) => n_bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(_) => return,
        };
        state.n_bytes.fetch_add(n_bytes as u64, Ordering::Relaxed);
        let piece = buffer.get(..n_bytes).unwrap_or_default();
        if let Some(spool) = &mut spool {
            spool.write(piece);
        }
        let Some(output) = &mut through else { continue };
        match pass(output, piece) {
            Ok(()) => {}
            // Whoever read our output has enough. The command is to see that as if we were not
            // there.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return,
            // A disk that is full, say: the log is still worth keeping.
            Err(error) => {
                complain(&format!("jobshelf: warning: output no longer passes through: {error}"));
                through = None;
            }
        }
    }
}

/// Writes all of it, also into what was set not to wait.
fn pass(output: &mut File, mut piece: &[u8]) -> std::io::Result<()> {
    while !piece.is_empty() {
        match output.write(piece) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(n_bytes) => piece = piece.get(n_bytes..).unwrap_or_default(),
            Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(FULL),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(target_os = "linux")]
fn widen(pipe: &PipeReader) {
    // A pipe of the usual size does as well.
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, BUFFER);
}

#[cfg(not(target_os = "linux"))]
fn widen(_: &PipeReader) {}
