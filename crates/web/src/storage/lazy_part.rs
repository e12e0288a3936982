//! Parts of the viewer's wasm that are loaded when they are first needed.
//!
//! A function with `#[wasm_split(NAME, fallible)]` is in the part of that name: the first call
//! fetches it. A fetch can fail like any other; then it is tried again.

use crate::browser::network;
use crate::storage::problem::{Cause, Problem};
use crate::storage::session::Session;
use std::fmt;
use wasm_split_helpers::SplitLoaderError;

/// A part of the viewer could not be loaded; why, the browser's console tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LazyPartError;

impl LazyPartError {
    /// What the reader is told.
    pub fn problem(self) -> Problem {
        Problem::new(if network::is_online() { Cause::PartMissing } else { Cause::Offline })
    }
}

impl From<SplitLoaderError> for LazyPartError {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl fmt::Display for LazyPartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of the viewer could not be loaded")
    }
}

impl std::error::Error for LazyPartError {}

/// Calls a function of a lazy part until its part is there. Each failure is passed to `on_failure`;
/// the next try follows after a while, or when the reader or the network gives a reason.
pub async fn call_lazy<T, F>(
    session: &'static Session,
    call: impl Fn() -> F,
    on_failure: impl Fn(Problem),
) -> T
where
    F: Future<Output = Result<T, LazyPartError>>,
{
    loop {
        match call().await {
            Ok(value) => return value,
            Err(error) => {
                let problem = error.problem();
                on_failure(problem.clone());
                session.until_again(&problem).await;
            }
        }
    }
}
