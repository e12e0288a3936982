//! The kinds of failure that a caller may want to tell apart.

/// The kinds of failure that a caller may want to tell apart.
///
/// # Kinds of every request
///
/// Every request can fail with [`Unreachable`](Self::Unreachable),
/// [`ForeignAnswer`](Self::ForeignAnswer) or [`Busy`](Self::Busy) (after the retries of the
/// [`RetryPolicy`](crate::RetryPolicy)), [`NotAuthenticated`](Self::NotAuthenticated),
/// [`NotAllowed`](Self::NotAllowed) or [`Other`](Self::Other); with a SAS that is read from a file,
/// also with [`Input`](Self::Input). The `# Errors` section of a function names the kinds beyond
/// these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// No answer arrived: the network, the host name, a firewall, or in a browser the CORS rules.
    Unreachable,
    /// An answer arrived that is not the Blob service's: a proxy or a sign-in portal answered.
    ForeignAnswer,
    /// The service is throttling or has a temporary failure.
    Busy,
    /// The service does not accept the credential: it is damaged, expired, or for another account;
    /// or a network rule of the account refuses this machine.
    NotAuthenticated,
    /// The credential, or a rule of the account, does not allow this.
    NotAllowed,
    /// The container does not exist.
    ContainerNotFound,
    /// The blob does not exist.
    BlobNotFound,
    /// The object's state does not allow this: it exists already, is of another type, is leased,
    /// immutable or archived; the [reason](crate::RefusalReason) tells which.
    Conflict,
    /// A condition of the request does not hold: the object has changed.
    ConditionNotMet,
    /// The caller's input cannot be used: a name, a SAS, a file.
    Input,
    /// Anything else.
    Other,
}
