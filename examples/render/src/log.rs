//! The log on standard output: dim time of day, a coloured tag, a message, and progress that
//! redraws its line.
//!
//! Always in colour and flushed line by line: it is made for a log viewer, which may look at any
//! moment. Only the time of day is not deterministic.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

const BAR_CELLS: u32 = 10;

#[derive(Debug, Clone, Copy)]
pub enum Tag {
    Render,
    Merge,
    Save,
    Warn,
}

impl Tag {
    /// Padded, so that messages start in one column.
    fn text(self) -> &'static str {
        match self {
            Self::Render => "\x1b[34m[render]\x1b[0m",
            Self::Merge => "\x1b[34m[merge]\x1b[0m ",
            Self::Save => "\x1b[32m[save]\x1b[0m  ",
            Self::Warn => "\x1b[33m[warn]\x1b[0m  ",
        }
    }
}

#[derive(Debug)]
pub struct Log<W> {
    out: W,
}

impl<W: Write> Log<W> {
    pub fn new(out: W) -> Self {
        Self { out }
    }

    pub fn line(&mut self, tag: Tag, message: &str) -> io::Result<()> {
        let time = time_of_day(SystemTime::now());
        writeln!(self.out, "\x1b[2m{time}\x1b[0m {} {message}", tag.text())?;
        self.out.flush()
    }

    /// Draws the progress line over its last state: `frame 0074 ███████░░░  71 %`.
    pub fn progress(&mut self, frame: u32, percent: u32) -> io::Result<()> {
        let filled = (percent * BAR_CELLS / 100) as usize;
        let empty = BAR_CELLS as usize - filled;
        let bar = format!("{}{}", "█".repeat(filled), "░".repeat(empty));
        write!(self.out, "\rframe {frame:04} {bar} {percent:>3} %")?;
        self.out.flush()
    }

    /// Ends the progress line.
    pub fn end_progress(&mut self) -> io::Result<()> {
        writeln!(self.out)?;
        self.out.flush()
    }
}

/// UTC, as on a node.
fn time_of_day(now: SystemTime) -> String {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let (seconds, millis) = (since.as_secs() % 86_400, since.subsec_millis());
    format!("{:02}:{:02}:{:02}.{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `12.4 k`, `1.8 M`: counts short enough for a log line.
pub fn short_count(n: u64) -> String {
    match n {
        0..1_000 => n.to_string(),
        1_000..1_000_000 => format!("{:.1} k", n as f64 / 1e3),
        _ => format!("{:.1} M", n as f64 / 1e6),
    }
}

/// `1.2 MB`, in powers of ten.
pub fn short_size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_line_has_a_dim_time_a_coloured_tag_and_the_message() {
        let mut out = Vec::new();
        Log::new(&mut out).line(Tag::Warn, "low on foam").unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("\x1b[2m"), "{text:?}");
        assert!(text.ends_with("\x1b[0m \x1b[33m[warn]\x1b[0m   low on foam\n"), "{text:?}");
    }

    #[test]
    fn progress_redraws_one_line_of_constant_width() {
        let mut out = Vec::new();
        let mut log = Log::new(&mut out);
        log.progress(74, 7).unwrap();
        log.progress(74, 71).unwrap();
        log.progress(74, 100).unwrap();
        log.end_progress().unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(
            text,
            "\rframe 0074 ░░░░░░░░░░   7 %\rframe 0074 ███████░░░  71 %\rframe 0074 ██████████ 100 %\n"
        );
    }

    #[test]
    fn the_time_of_day_wraps_at_midnight() {
        let at = UNIX_EPOCH + Duration::from_millis(86_400_000 * 3 + 45_862_511);
        assert_eq!(time_of_day(at), "12:44:22.511");
    }

    #[test]
    fn counts_and_sizes_are_short() {
        assert_eq!([7, 12_000, 1_840_000].map(short_count), ["7", "12.0 k", "1.8 M"]);
        assert_eq!([512, 310_400, 1_150_000].map(short_size), ["512 B", "310 KB", "1.1 MB"]);
    }
}
