//! What is said about rules of the account, the container or the file that keep a reader out, and
//! about a network that answers in the service's place.

use crate::storage::advice::{Advice, Whereabouts, advice_of};
use crate::storage::problem::Cause;

/// What is said about such a cause; none for another one. `detail` is the error in its own words.
pub(crate) fn refusal_advice(
    cause: &Cause,
    detail: &str,
    at: &Whereabouts,
    new_link: Option<String>,
) -> Option<Advice> {
    let (host, account) = (&at.host, &at.account);
    Some(match cause {
        Cause::ForeignAnswer => advice_of(
            "Something else answers for the storage account",
            &format!(
                "What came back is not from {host}: a proxy or a sign-in page of this network is between it and this device."
            ),
            "Sign in to the network if it asks for that. It is tried again by itself.",
            None,
        ),
        Cause::NeedsSignIn => advice_of(
            "This link works only with a sign-in",
            "The SAS in it is bound to one user (sduoid), who must sign in to Entra ID as well. This page has no sign-in.",
            "Ask for a link that is bound to no user.",
            new_link,
        ),
        Cause::KeysDisabled => advice_of(
            "The storage account does not accept its keys",
            &format!(
                "Access by key is switched off for {account}, and the SAS in this link was signed with a key."
            ),
            "Ask for a link whose SAS was signed by a user or a managed identity (user delegation).",
            None,
        ),
        Cause::AccountDisabled => advice_of(
            "The storage account is disabled",
            &format!("{account} exists, and answers nobody. Its subscription may be suspended."),
            "Ask the owner of the subscription.",
            None,
        ),
        Cause::NotAllowed => advice_of(
            "The storage account does not allow this",
            detail,
            "Ask the owner of the account, with the details of this message.",
            None,
        ),
        Cause::WrongAccount => advice_of(
            "There is nothing at this address",
            &format!("{host} answers, and knows no account or container of this name."),
            "Check the account in the link, or ask for a new one.",
            new_link,
        ),
        Cause::Archived => advice_of(
            "This file is archived",
            "It is in the archive tier of the storage account, where it cannot be read.",
            "Ask for it to be moved to the hot or cool tier. That takes some hours.",
            None,
        ),
        Cause::BeingRehydrated => advice_of(
            "This file is on its way out of the archive",
            "It is being moved to the hot or cool tier, and cannot be read before that has ended.",
            "Come back later: it takes up to 15 hours.",
            None,
        ),
        _ => return None,
    })
}
