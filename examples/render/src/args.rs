//! What can be typed.
//!
//! Numbers are checked here, so that the commands can rely on them; a mistake is exit code 2.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

/// A small deterministic ray tracer.
#[derive(Debug, Parser)]
#[command(name = "render", version)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Parses, and checks what one value alone cannot show.
    pub fn checked<I: IntoIterator<Item = T>, T: Into<OsString> + Clone>(
        words: I,
    ) -> Result<Self, clap::Error> {
        let cli = Self::try_parse_from(words)?;
        if let Command::Frames(args) = &cli.command
            && args.last < args.first
        {
            let message = format!("--last {} is before --first {}", args.last, args.first);
            return Err(Self::command().error(ErrorKind::ValueValidation, message));
        }
        Ok(cli)
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Render frames, each to frame_NNNN.exr (linear) and frame_NNNN.png (sRGB)
    // A script's defaults can be overridden by what follows.
    #[command(args_override_self = true)]
    Frames(FramesArgs),
    /// Merge frame_NNNN.png files into one animated PNG
    Merge(MergeArgs),
}

#[derive(Debug, Args)]
pub struct FramesArgs {
    /// First frame
    #[arg(long, value_name = "N")]
    pub first: u32,
    /// Last frame, included
    #[arg(long, value_name = "N")]
    pub last: u32,
    /// Folder for the frames; made if missing
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[arg(long, value_name = "PIXELS", default_value_t = 640, value_parser = clap::value_parser!(u32).range(16..=8192))]
    pub width: u32,
    #[arg(long, value_name = "PIXELS", default_value_t = 360, value_parser = clap::value_parser!(u32).range(16..=8192))]
    pub height: u32,
    /// Samples a pixel
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub samples: u32,
    /// Fail on purpose half-way through this frame, with exit code 3
    #[arg(long, value_name = "N")]
    pub fail_at: Option<u32>,
    /// Shell command to run after each frame, with its number (0074) in RENDER_FRAME
    #[arg(long, value_name = "CMD")]
    pub after_frame: Option<String>,
}

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Folder with the frames
    #[arg(long = "in", value_name = "DIR")]
    pub input: PathBuf,
    /// The animated PNG
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// A smaller one as well: half the size, every second frame
    #[arg(long, value_name = "FILE")]
    pub preview: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_picture_of_no_width_is_refused() {
        let typed =
            ["render", "frames", "--first", "1", "--last", "2", "--out", ".", "--width", "0"];
        assert!(Cli::checked(typed).is_err());
    }

    #[test]
    fn a_last_frame_before_the_first_is_refused() {
        let typed = ["render", "frames", "--first", "3", "--last", "2", "--out", "."];
        let message = Cli::checked(typed).unwrap_err().to_string();
        assert!(message.contains("--last 2 is before --first 3"), "{message}");
    }
}
