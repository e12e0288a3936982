//! The colour scheme the reader chose.

use crate::browser::{local_storage, window};

const KEY: &str = "jobshelf.scheme";

/// Light, dark, or as the system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scheme {
    /// As the system has it.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// The name it is stored under.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one that the switch goes to from here.
    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// The one that was chosen in an earlier session.
    pub fn stored() -> Self {
        match local_storage::get(KEY).as_deref() {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// Applies it and keeps it for later sessions.
    pub fn choose(self) {
        let root = window().and_then(|window| window.document()?.document_element());
        if let Some(root) = root {
            // The attribute's name is valid, which is all that could be refused.
            let _ = root.set_attribute("data-scheme", self.name());
        }
        local_storage::set(KEY, self.name());
    }
}
