//! What is said when something went wrong: what is the case, why, and the one thing to do next, with
//! a command to paste where there is one.

pub use crate::storage::advice::{Advice, Whereabouts, job_of};

use crate::storage::problem::{Cause, Problem};
use crate::storage::sas_text::sentence;
use jobshelf::CorsRule;

/// What is said about a problem.
pub fn advice(problem: &Problem, at: &Whereabouts) -> Advice {
    let (host, account) = (&at.host, &at.account);
    let new_link = || format!("jobshelf sas viewer --job {}", at.job());
    match &problem.cause {
        Cause::Offline => Advice::new(
            "This device is offline",
            "There is no network to ask.",
            "It goes on by itself once there is one.",
        ),
        Cause::CorsRuleMissing => Advice::new(
            "The storage account does not let this page read",
            format!("{host} answers, but its CORS rule does not name {}.", at.origin),
            "Add the rule, once for the account. It takes effect within a minute, and this page goes on by itself.",
        )
        .with_command(CorsRule::for_viewer(&at.origin).azure_cli_command(&at.account)),
        Cause::Unreachable => Advice::new(
            "The storage account cannot be reached",
            format!(
                "Nothing answers at {host}. The name may be wrong, a firewall or a private endpoint may keep this device out, or a browser extension blocks it."
            ),
            "It is tried again by itself. If it lasts, check the name and the account's network settings.",
        ),
        Cause::Busy => Advice::new(
            "The storage account is busy",
            format!("{host} asks to wait, or is not well for the moment."),
            "It is tried again by itself, each time after a longer pause.",
        ),
        Cause::Expired { .. } => Advice::new(
            "This link has ended",
            "The SAS in it was valid for a limited time, and that is over. What is loaded stays.",
            "Ask for a new link and paste it here; the page goes on where it was.",
        )
        .with_command(new_link()),
        Cause::NotYet { .. } => Advice::new(
            "This link is not valid yet",
            "The SAS in it starts later, or this device's clock is behind.",
            "Wait for it, or paste another link.",
        )
        .with_command(new_link()),
        Cause::BadSignature => Advice::new(
            "The storage account does not accept this link",
            "Its signature does not fit: it was cut off or changed on its way, it is for another account, or the key that signed it was replaced.",
            "Copy the whole link again, or ask for a new one.",
        )
        .with_command(new_link()),
        Cause::MayNotList => Advice::new(
            "This link may not list",
            "The SAS lacks the permission “list” (l), without which nothing can be found.",
            "Ask for a link that can read and list.",
        )
        .with_command(new_link()),
        Cause::MayNotRead => Advice::new(
            "This link may not read this",
            "The SAS lacks the permission “read” (r).",
            "Ask for a link that can read and list.",
        )
        .with_command(new_link()),
        Cause::WrongScope => Advice::new(
            "This link is for something else",
            "The SAS does not cover listing and reading of blobs (ss=b, srt=sco for an account; sr=c for a container).",
            "Ask for a link made for viewing.",
        )
        .with_command(new_link()),
        Cause::WrongAddress => Advice::new(
            "This link works from other networks only",
            "The SAS names the addresses that may use it (sip), and this device's is not among them.",
            "Use the network it was made for, or ask for a link without that limit.",
        )
        .with_command(new_link()),
        Cause::HttpsOnly => Advice::new(
            "This link works over https only",
            "The address in it begins with http.",
            "Change that to https, or ask for a new link.",
        )
        .with_command(new_link()),
        Cause::Unencrypted => Advice::new(
            "This link is not encrypted",
            "The address in it begins with http, and whoever is on the way could copy the SAS. Nothing was sent.",
            "Change http to https, or ask for a new link.",
        )
        .with_command(new_link()),
        Cause::Refused => Advice::new(
            "The storage account refuses this page",
            format!(
                "{host} answered that this request is not authorised: the account's firewall keeps this device out, or the signature does not fit."
            ),
            "Check the account's network settings; if they are open, ask for a new link.",
        )
        .with_command(new_link()),
        Cause::ContainerMissing => container_missing(at),
        Cause::FileMissing => Advice::new(
            "There is no such file",
            "It was deleted, or not written yet.",
            "See what the job has.",
        ),
        Cause::OtherJob => Advice::new(
            "This link opens another job",
            format!("The SAS in use is not for {}.", at.container_name()),
            "Paste a link for this job.",
        )
        .with_command(new_link()),
        Cause::BadName => Advice::new(
            "There can be no such job",
            sentence(&problem.detail),
            "Check the address.",
        ),
        Cause::PartMissing => Advice::new(
            "A part of this page did not load",
            "Some code of this page is loaded when it is first needed, and the page's host did not send it.",
            "It is tried again by itself. If it lasts, there may be a newer viewer: reload the page and open your link again.",
        ),
        Cause::ForeignAnswer => Advice::new(
            "Something else answers for the storage account",
            format!(
                "What came back is not from {host}: a proxy or a sign-in page of this network is between it and this device."
            ),
            "Sign in to the network if it asks for that. It is tried again by itself.",
        ),
        Cause::NeedsSignIn => Advice::new(
            "This link works only with a sign-in",
            "The SAS in it is bound to one user (sduoid), who must sign in to Entra ID as well. This page has no sign-in.",
            "Ask for a link that is bound to no user.",
        )
        .with_command(new_link()),
        Cause::KeysDisabled => Advice::new(
            "The storage account does not accept its keys",
            format!(
                "Access by key is switched off for {account}, and the SAS in this link was signed with a key."
            ),
            "Ask for a link whose SAS was signed by a user or a managed identity (user delegation).",
        ),
        Cause::AccountDisabled => Advice::new(
            "The storage account is disabled",
            format!("{account} exists, and answers nobody. Its subscription may be suspended."),
            "Ask the owner of the subscription.",
        ),
        Cause::NotAllowed => Advice::new(
            "The storage account does not allow this",
            sentence(&problem.detail),
            "Ask the owner of the account, with the details of this message.",
        ),
        Cause::WrongAccount => Advice::new(
            "There is nothing at this address",
            format!("{host} answers, and knows no account or container of this name."),
            "Check the account in the link, or ask for a new one.",
        )
        .with_command(new_link()),
        Cause::Archived => Advice::new(
            "This file is archived",
            "It is in the archive tier of the storage account, where it cannot be read.",
            "Ask for it to be moved to the hot or cool tier. That takes some hours.",
        ),
        Cause::BeingRehydrated => Advice::new(
            "This file is on its way out of the archive",
            "It is being moved to the hot or cool tier, and cannot be read before that has ended.",
            "Come back later: it takes up to 15 hours.",
        ),
        Cause::Other => Advice::new(
            "Something unexpected came back",
            sentence(&problem.detail),
            "It is tried again by itself.",
        ),
    }
}

fn container_missing(at: &Whereabouts) -> Advice {
    Advice::new(
        "This job has no container",
        format!(
            "There is no {} in account {}. Its tasks have saved nothing yet, or the job has another ID: a container is named after its job in lower case, and by a hash where the ID has an underscore, a colon, two hyphens in a row or more than 59 characters.",
            at.container_name(),
            at.account,
        ),
        "This page looks again by itself. To see which container a job has:",
    )
    .with_command(format!("jobshelf name {}", at.job()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::empty_text::*;
    use std::collections::HashSet;

    fn at() -> Whereabouts {
        Whereabouts {
            account: "renderfarm".to_owned(),
            host: "renderfarm.blob.core.windows.net".to_owned(),
            container: Some("job-ocean-shot-042".to_owned()),
            origin: "https://web.example".to_owned(),
        }
    }

    #[test]
    fn every_cause_and_every_emptiness_has_a_text_of_its_own() {
        let moment = jobshelf::Timestamp::from_unix(0);
        let causes = [
            Cause::Offline,
            Cause::CorsRuleMissing,
            Cause::Unreachable,
            Cause::ForeignAnswer,
            Cause::Busy,
            Cause::Expired { since: moment },
            Cause::NotYet { starts: moment },
            Cause::BadSignature,
            Cause::MayNotList,
            Cause::MayNotRead,
            Cause::WrongScope,
            Cause::WrongAddress,
            Cause::HttpsOnly,
            Cause::Unencrypted,
            Cause::NeedsSignIn,
            Cause::KeysDisabled,
            Cause::AccountDisabled,
            Cause::Refused,
            Cause::NotAllowed,
            Cause::WrongAccount,
            Cause::Archived,
            Cause::BeingRehydrated,
            Cause::ContainerMissing,
            Cause::FileMissing,
            Cause::OtherJob,
            Cause::BadName,
            Cause::PartMissing,
            Cause::Other,
        ];
        let mut texts: Vec<Advice> =
            causes.into_iter().map(|cause| advice(&Problem::new(cause), &at())).collect();
        texts.extend([container_empty(&at()), no_such_task("t"), no_log_yet(), log_missing("x")]);
        texts.extend([no_jobs(&at()), cannot_list_jobs(), no_previews(), no_job_outputs()]);
        texts.extend([no_others(), no_tasks(), no_such_page("/x"), broken_picture("x")]);
        let titles: HashSet<&str> = texts.iter().map(|advice| advice.title.as_str()).collect();
        assert_eq!(titles.len(), texts.len());
    }

    #[test]
    fn the_cors_rule_is_filled_in() {
        let advice = advice(&Problem::new(Cause::CorsRuleMissing), &at());
        let command = advice.command.unwrap();
        assert!(command.contains("--account-name renderfarm --origins \"https://web.example\""));
    }

    #[test]
    fn a_command_names_the_job_only_if_the_container_tells_it() {
        assert_eq!(job_of(Some("job-ocean-shot-042")).as_deref(), Some("ocean-shot-042"));
        let hashed = "job-my-job-bob-e04620bc2add214df74e158ba60d24273a0e0927";
        assert_eq!(job_of(Some(hashed)), None);
        assert_eq!(job_of(Some("pictures")), None);
    }
}
