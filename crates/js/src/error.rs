//! An error of the core as a JavaScript value, from which the facade makes an instance of the right
//! class.

use crate::record::Record;
use jobshelf::{
    AccountKeyError, EndpointError, Error, ErrorKind, NameError, SasError, SasUrlError,
};
use wasm_bindgen::JsValue;

/// Why an export fails.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
    /// The core's error, if the operation came as far as the core.
    error: Option<Error>,
}

impl Failure {
    pub(crate) fn aborted() -> Self {
        Self::new("Aborted", "the operation was aborted")
    }

    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new("InvalidArgument", message)
    }

    /// The facade calls one operation after the other, so this is a bug.
    pub(crate) fn busy() -> Self {
        Self::new("Internal", "an operation is still running")
    }

    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), error: None }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { code: code_of(&error), message: error.to_string(), error: Some(error) }
    }
}

impl From<NameError> for Failure {
    fn from(error: NameError) -> Self {
        Self::new("InvalidName", error.to_string())
    }
}

impl From<EndpointError> for Failure {
    fn from(error: EndpointError) -> Self {
        Self::new("InvalidEndpoint", error.to_string())
    }
}

impl From<SasError> for Failure {
    fn from(error: SasError) -> Self {
        Self::new("InvalidSas", error.to_string())
    }
}

impl From<SasUrlError> for Failure {
    fn from(error: SasUrlError) -> Self {
        match error {
            SasUrlError::Endpoint(error) => error.into(),
            other => Self::new("InvalidSas", other.to_string()),
        }
    }
}

impl From<AccountKeyError> for Failure {
    fn from(error: AccountKeyError) -> Self {
        Self::new("InvalidKey", error.to_string())
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = failure.error.as_ref();
        let reason = error.and_then(Error::refusal_reason).map(|reason| format!("{reason:?}"));
        Record::new()
            .with("code", failure.code)
            .with("message", failure.message.as_str())
            .with("status", error.and_then(Error::status))
            .with("retriable", error.is_some_and(Error::is_retryable))
            .with("reason", reason)
            .with("serviceCode", error.and_then(Error::service_code))
            .with("requestId", error.and_then(Error::request_id))
            .into()
    }
}

/// The code of an error, which decides its class.
fn code_of(error: &Error) -> &'static str {
    match (error, error.kind()) {
        (Error::Name(_), _) => "InvalidName",
        (Error::Sas(_), _) => "InvalidSas",
        (Error::Endpoint(_), _) => "InvalidEndpoint",
        (_, ErrorKind::Unreachable) => "Unreachable",
        (_, ErrorKind::ForeignAnswer) => "ForeignAnswer",
        (_, ErrorKind::Busy) => "Busy",
        (_, ErrorKind::NotAuthenticated) => "NotAuthenticated",
        (_, ErrorKind::NotAllowed) => "NotAllowed",
        (_, ErrorKind::ContainerNotFound) => "ContainerNotFound",
        (_, ErrorKind::BlobNotFound) => "BlobNotFound",
        (_, ErrorKind::Conflict) => "Conflict",
        (_, ErrorKind::ConditionNotMet) => "ConditionNotMet",
        // The service refuses a name, or the address is no URL.
        (_, ErrorKind::Input) => "InvalidName",
        _ => "Other",
    }
}
