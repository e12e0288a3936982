//! What can go wrong, how it is printed, and which exit code it is.
//!
//! Includes the failure that `--fail-at` asks for: its trace is invented, so that a log has
//! something to find in it, and says so in its last line.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::picture::Size;

/// The exit code of a frame that failed on purpose.
pub const FAILED_FRAME: u8 = 3;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot {action} {path:?}")]
    File { action: &'static str, path: PathBuf, source: io::Error },
    #[error("cannot write {path:?} as openexr")]
    Exr { path: PathBuf, source: exr::error::Error },
    #[error("cannot write {path:?} as png")]
    PngWrite { path: PathBuf, source: png::EncodingError },
    #[error("cannot read {path:?} as png")]
    PngRead { path: PathBuf, source: png::DecodingError },
    #[error("{path:?} is {found}, the frames before it are {wanted}")]
    OtherSize { path: PathBuf, found: Size, wanted: Size },
    #[error("{path:?} is not 8-bit rgb")]
    OtherColour { path: PathBuf },
    #[error("no frame_NNNN.png in {folder:?}")]
    NoFrames { folder: PathBuf },
    #[error("cannot write the log")]
    Log(#[from] io::Error),
    #[error("texture \"foam_07.tx\" is missing")]
    OnPurpose { frame: u32, row: u32, size: Size },
}

impl Error {
    pub(crate) fn file(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { action, path: path.to_owned(), source }
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::OnPurpose { .. } => FAILED_FRAME,
            _ => 1,
        }
    }

    /// The message, what caused it, and for the failure on purpose the trace.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\x1b[31merror: {self}\x1b[0m")?;
        if let Self::OnPurpose { frame, row, size } = self {
            return print_trace(out, *frame, *row, *size);
        }
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            writeln!(out, "  caused by: {cause}")?;
            source = cause.source();
        }
        out.flush()
    }
}

fn print_trace(out: &mut dyn Write, frame: u32, row: u32, size: Size) -> io::Result<()> {
    let column = size.width * 2 / 5;
    writeln!(out, "  caused by: shader \"water\" cannot be evaluated at pixel ({column}, {row})")?;
    writeln!(out, "  caused by: cannot open \"textures/foam_07.tx\"")?;
    writeln!(out, "  caused by: no such file or directory (os error 2)")?;
    writeln!(out, "stack of the failing sample:")?;
    for (index, (function, place)) in [
        ("render::textures::Cache::open", "src/textures.rs:77:13"),
        ("render::water::foam", "src/water.rs:118:21"),
        ("render::trace::Tracer::water", "src/trace.rs:112:24"),
        ("render::trace::Tracer::radiance", "src/trace.rs:53:31"),
        ("render::camera::render", "src/camera.rs:46:24"),
        ("render::frames::run", "src/frames.rs:61:9"),
    ]
    .into_iter()
    .enumerate()
    {
        writeln!(out, "  {index}: {function}")?;
        writeln!(out, "\x1b[2m             at {place}\x1b[0m")?;
    }
    writeln!(
        out,
        "note: frame {frame:04} was given up at row {row} of {}, as --fail-at asked",
        size.height
    )?;
    out.flush()
}
