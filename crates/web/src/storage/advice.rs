//! What a screen says where something went wrong or is not there, as values.

use jobshelf::ContainerName;

/// What a screen or a banner says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Advice {
    /// What is the case.
    pub title: String,
    /// Why.
    pub why: String,
    /// What to do next.
    pub next: String,
    /// To paste for that.
    pub command: Option<String>,
}

impl Advice {
    /// Without a command.
    pub(crate) fn new(title: &str, why: impl Into<String>, next: &str) -> Self {
        Self { title: title.to_owned(), why: why.into(), next: next.to_owned(), command: None }
    }

    /// Adds the command to paste.
    pub(crate) fn with_command(self, command: impl Into<String>) -> Self {
        Self { command: Some(command.into()), ..self }
    }
}

/// Where it went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whereabouts {
    /// The storage account.
    pub account: String,
    /// Its host.
    pub host: String,
    /// The container, if one was asked.
    pub container: Option<String>,
    /// The origin of this page, for a CORS rule.
    pub origin: String,
}

impl Whereabouts {
    /// The job's ID as a command takes it; a name with a hash does not tell it.
    pub(crate) fn job(&self) -> String {
        job_of(self.container.as_deref()).unwrap_or_else(|| "JOB_ID".to_owned())
    }

    pub(crate) fn container_name(&self) -> &str {
        self.container.as_deref().unwrap_or("the container")
    }
}

/// The job's ID that a container's name tells, if it tells one.
pub fn job_of(container: Option<&str>) -> Option<String> {
    ContainerName::parse(container?).ok()?.job_id().map(str::to_owned)
}
