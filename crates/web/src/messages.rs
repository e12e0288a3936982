//! The texts that several features share.
//!
//! Constants and functions, no text in a view: each feature has its own texts in its `text` module.
//! Sentences end with a full stop, labels do not.

use crate::format;
use crate::route::Tab;

/// Name of the product.
pub const NAME: &str = "Jobshelf";
/// Shown until the first response arrives.
pub const LOADING: &str = "Loading";
/// Label of the crumbs.
pub const WHERE_YOU_ARE: &str = "Where you are";
/// Title of the page that takes a SAS.
pub const CONNECT: &str = "Connect";
/// Status line without a SAS.
pub const NOT_CONNECTED: &str = "Not connected";
/// Status line of a page that shows nothing from the storage.
pub const NOTHING_ASKED: &str = "Nothing to look at here";
/// Status line: the viewer never writes.
pub const READ_ONLY: &str = "Read only";
/// Title of the list of an account's jobs.
pub const JOBS: &str = "Jobs";
/// Tooltip of a copy button.
pub const COPY: &str = "Copy";
/// Status after a text was copied.
pub const COPIED: &str = "Copied";
/// Status after copying failed.
pub const NOT_COPIED: &str = "The browser did not allow copying";
/// Button that copies the address of the page.
pub const COPY_LINK: &str = "Copy link";
/// Tooltip of that button.
pub const COPY_LINK_HINT: &str = "The address of this page, without the SAS";
/// Stands for a number that is unknown or does not apply.
pub const NOTHING: &str = "–";
/// Button that fits a picture into the view.
pub const FIT: &str = "Fit";
/// Button that shows a picture pixel for pixel.
pub const ACTUAL_SIZE: &str = "1:1";
/// Link to the previous file.
pub const PREVIOUS: &str = "Previous";
/// Link to the next file.
pub const NEXT: &str = "Next";
/// Choice to open a file as bytes.
pub const AS_BYTES: &str = "Bytes";
/// Choice to open a file as text.
pub const AS_TEXT: &str = "Text";
/// Choice to open a file by its content.
pub const AS_IS: &str = "View";
/// Label of the choice how a file is opened.
pub const OPEN_AS: &str = "Open as";
/// Button that loads a file too large to load automatically.
pub const LOAD_ANYWAY: &str = "Load it";
/// Link to the level above.
pub const UP: &str = "Up";
/// Button that retries at once.
pub const TRY_NOW: &str = "Try now";
/// Link to the job that the SAS opens.
pub const OPEN_OWN_JOB: &str = "Open the job of this link";
/// Link to the start page.
pub const TO_THE_START: &str = "Go to the start";
/// Opens the details of a problem.
pub const DETAILS: &str = "Details";

/// The title of the browser's tab, from the narrowest part to the widest.
pub fn title(parts: &[String]) -> String {
    let mut title: String = parts.iter().rev().map(|part| format!("{part} – ")).collect();
    title.push_str(NAME);
    title
}

/// The label of a tab.
pub fn tab(tab: Tab) -> &'static str {
    match tab {
        Tab::Tasks => "Tasks",
        Tab::Previews => "Previews",
        Tab::Outputs => "Job outputs",
        Tab::Other => "Other",
    }
}

/// A kind as blob names write it.
pub fn kind(name: &str) -> String {
    format!("${name}")
}

/// The label of the button that shows more rows of a list.
pub fn show_more(more: usize, left: usize) -> String {
    format!("Show {} of {} more", format::count(more as u64), format::count(left as u64))
}

/// A filter without any match.
pub fn nothing_matches(filter: &str) -> String {
    format!("Nothing matches “{filter}”.")
}

/// The place of a file among its siblings.
pub fn n_of(n: usize, total: usize) -> String {
    format!("{} of {}", format::count(n as u64), format::count(total as u64))
}

/// The dimensions of a picture.
pub fn dimensions(width: u32, height: u32) -> String {
    format!("{width}×{height}")
}

/// The zoom of a picture.
pub fn zoom_percent(scale: f64) -> String {
    format!("{} %", (scale * 100.0).round() as u32)
}

/// The alternative text of a picture.
pub fn picture_alt(name: &str) -> String {
    format!("Picture {name}")
}

/// How fresh the page is.
pub fn freshness(seen_seconds: i64, next_seconds: Option<i64>, is_over: bool) -> String {
    let seen = match seen_seconds {
        ..=1 => "Updated just now".to_owned(),
        seconds => format!("Updated {} ago", format::span(seconds)),
    };
    match next_seconds {
        _ if is_over => "Complete".to_owned(),
        None => format!("{seen} · looking"),
        Some(..=0) => format!("{seen} · looking"),
        Some(seconds) => format!("{seen} · next look in {}", format::span(seconds)),
    }
}

/// When a failed request is retried.
pub fn next_try(seconds: Option<i64>) -> String {
    match seconds {
        Some(1..) => format!("Next try in {}", format::span(seconds.unwrap_or_default())),
        Some(_) => "Trying".to_owned(),
        None => "Waiting for a new link".to_owned(),
    }
}

/// Which part of a file the hex view shows.
pub fn section(from: u64, to: u64, total: u64) -> String {
    format!("Bytes {} to {} of {}", format::count(from), format::count(to), format::count(total))
}

/// A file format without a viewer.
pub fn no_viewer(what: &str) -> String {
    format!("No viewer for this yet ({what}). Here are its bytes.")
}

/// A picture that is too large to load automatically.
pub fn large_picture(size: u64) -> String {
    format!("This picture is {}. It is loaded when you say so.", format::size(size))
}
