//! Where the viewer is: the part of the address after `#`, as a value.
//!
//! Every state worth sharing is in here, so a link reproduces what its sender saw; a SAS never is.
//! A file is named by its blob name, which is what the conventions make of owner, kind and path:
//! `#/j/CONTAINER/t/TASK/$KIND/PATH` and `#/j/CONTAINER/$KIND/PATH` are prefix plus blob name.
//!
//! Invariant: `Route::parse(&route.to_string()) == route` for every route.

mod line_filter;
mod query;
mod times;
mod view;

pub use crate::route::line_filter::{LineFilter, MAX_AROUND};
pub use crate::route::query::Query;
pub use crate::route::times::Times;
pub use crate::route::view::{OpenAs, Tab, View};
use jobshelf::{OutputAddress, Owner};
use std::fmt;

/// A place in the viewer, and how it is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Route {
    /// The page.
    pub place: Place,
    /// What of it is shown.
    pub view: View,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Place {
    /// Wherever the SAS leads: the jobs, or the one job.
    #[default]
    Home,
    /// The form that takes a SAS.
    Connect,
    /// A job, by its container.
    Job {
        /// The container's name.
        job: String,
    },
    /// A task of a job.
    Task {
        /// The container's name.
        job: String,
        /// The task's ID.
        task: String,
    },
    /// A file, by its blob.
    File {
        /// The container's name.
        job: String,
        /// The blob's name.
        blob: String,
    },
    /// An address that leads nowhere, as it was given.
    Unknown(String),
}

impl Place {
    /// The job's page.
    pub fn job(job: &str) -> Self {
        Self::Job { job: job.to_owned() }
    }

    /// The task's page.
    pub fn task(job: &str, task: &str) -> Self {
        Self::Task { job: job.to_owned(), task: task.to_owned() }
    }

    /// The file's page.
    pub fn file(job: &str, blob: &str) -> Self {
        Self::File { job: job.to_owned(), blob: blob.to_owned() }
    }

    /// The container this place is in.
    pub fn container(&self) -> Option<&str> {
        match self {
            Self::Job { job } | Self::Task { job, .. } | Self::File { job, .. } => Some(job),
            Self::Home | Self::Connect | Self::Unknown(_) => None,
        }
    }

    /// The address as a link takes it.
    pub fn href(&self) -> String {
        format!("#{self}")
    }
}

impl Route {
    /// The plain view of a place.
    pub fn to(place: Place) -> Self {
        Self { place, view: View::default() }
    }

    /// Reads what stands after `#`, with or without that character.
    pub fn parse(fragment: &str) -> Self {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        Self { place: place_from(path), view: View::parse(query) }
    }

    /// The address as a link takes it.
    pub fn href(&self) -> String {
        format!("#{self}")
    }
}

fn place_from(path: &str) -> Place {
    let unknown = || Place::Unknown(path.to_owned());
    let path = path.strip_prefix('/').unwrap_or(path);
    match path {
        "" => return Place::Home,
        "connect" => return Place::Connect,
        _ => {}
    }
    let Some(rest) = path.strip_prefix("j/") else { return unknown() };
    let (job, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let job = decode(job);
    if job.is_empty() {
        return unknown();
    }
    match rest.split_once('/') {
        _ if rest.is_empty() => Place::Job { job },
        Some(("t", "")) => unknown(),
        Some(("t", name)) if name.contains('/') => Place::File { job, blob: decode(name) },
        Some(("t", name)) => Place::Task { job, task: decode(name) },
        Some(("o", name)) if !name.is_empty() => Place::File { job, blob: decode(name) },
        Some((kind, _)) if kind.starts_with('$') => Place::File { job, blob: decode(rest) },
        _ => unknown(),
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("/"),
            Self::Connect => f.write_str("/connect"),
            Self::Job { job } => write!(f, "/j/{}", encode(job)),
            Self::Task { job, task } => write!(f, "/j/{}/t/{}", encode(job), encode(task)),
            Self::File { job, blob } => {
                write!(f, "/j/{}/{}{}", encode(job), file_prefix(blob), encode_path(blob))
            }
            Self::Unknown(text) => f.write_str(text),
        }
    }
}

/// What stands before the blob name, so that an address reads as the conventions do.
fn file_prefix(blob: &str) -> &'static str {
    match OutputAddress::parse(blob) {
        Some(address) if matches!(address.owner(), Owner::Task(_)) => "t/",
        Some(_) => "",
        None => "o/",
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.place, self.view)
    }
}

/// Percent-encodes one segment of a path.
fn encode(text: &str) -> String {
    encode_but(text, b"$:@,=!()")
}

/// Percent-encodes a path; its slashes stay.
fn encode_path(text: &str) -> String {
    encode_but(text, b"$:@,=!()/")
}

fn encode_but(text: &str, plain: &[u8]) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || plain.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Undoes [`encode`]; a `%` that encodes nothing stays what it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        // `from_str_radix` takes a sign, which no encoder writes.
        let hex = hex.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match hex.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
