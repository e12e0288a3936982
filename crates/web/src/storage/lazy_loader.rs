//! The second file of wasm, with which files are shown and bytes are made lines of a log.
//!
//! It is there once for as long as the page lasts; `boot.js` fetches it, and never twice at a time.

use crate::browser::{lazy_loader, network};
use crate::reactive::untrack;
use crate::storage::lazy_part::Views;
use crate::storage::problem::{Cause, Problem};
use crate::storage::session::Session;

/// Asks for it until it is there.
pub async fn load(session: &'static Session) {
    if untrack(|| are_here(session)) {
        return;
    }
    while let Err(detail) = lazy_loader::load().await {
        let problem = match network::is_online() {
            true => Problem { cause: Cause::ViewsMissing, detail },
            false => Problem::new(Cause::Offline),
        };
        session.views.set(Views::Missing(problem.clone()));
        session.until_again(&problem).await;
    }
    session.views.set_if_new(Views::Here);
}

/// Whether it is there. Follows that.
pub fn are_here(session: &'static Session) -> bool {
    session.views.with(|views| *views == Views::Here)
}
