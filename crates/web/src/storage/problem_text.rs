//! What is said when something went wrong or is not there: what is the case, why, and the one
//! thing to do next, with a command to paste where there is one.

pub use crate::storage::advice::{Advice, Whereabouts, job_of};

use crate::storage::advice::advice_of;
use crate::storage::problem::{Cause, Problem};
use crate::storage::refusal_text::refusal_advice;
use jobshelf::CorsRule;

/// What is said about a problem.
pub fn advice(problem: &Problem, at: &Whereabouts) -> Advice {
    let host = &at.host;
    let new_link = || Some(format!("jobshelf sas viewer --job {}", at.job()));
    match &problem.cause {
        Cause::Offline => advice_of(
            "This device is offline",
            "There is no network to ask.",
            "It goes on by itself once there is one.",
            None,
        ),
        Cause::CorsRuleMissing => advice_of(
            "The storage account does not let this page read",
            &format!("{host} answers, but its CORS rule does not name {}.", at.origin),
            "Add the rule, once for the account. It takes effect within a minute, and this page goes on by itself.",
            Some(CorsRule::for_viewer(&at.origin).azure_cli_command(&at.account)),
        ),
        Cause::Unreachable => advice_of(
            "The storage account cannot be reached",
            &format!(
                "Nothing answers at {host}. The name may be wrong, a firewall or a private endpoint may keep this device out, or a browser extension blocks it."
            ),
            "It is tried again by itself. If it lasts, check the name and the account's network settings.",
            None,
        ),
        Cause::Busy => advice_of(
            "The storage account is busy",
            &format!("{host} asks to wait, or is not well for the moment."),
            "It is tried again by itself, ever more patiently.",
            None,
        ),
        Cause::Expired { .. } => advice_of(
            "This link has ended",
            "The SAS in it was valid for a limited time, and that is over. What is loaded stays.",
            "Ask for a new link and paste it here; the page goes on where it was.",
            new_link(),
        ),
        Cause::NotYet { .. } => advice_of(
            "This link is not valid yet",
            "The SAS in it starts later, or this device's clock is behind.",
            "Wait for it, or paste another link.",
            new_link(),
        ),
        Cause::BadSignature => advice_of(
            "The storage account does not accept this link",
            "Its signature does not fit: it was cut off or changed on its way, it is for another account, or the key that signed it was replaced.",
            "Copy the whole link again, or ask for a new one.",
            new_link(),
        ),
        Cause::MayNotList => advice_of(
            "This link may not list",
            "The SAS lacks the permission “list” (l), without which nothing can be found.",
            "Ask for a link that can read and list.",
            new_link(),
        ),
        Cause::MayNotRead => advice_of(
            "This link may not read this",
            "The SAS lacks the permission “read” (r).",
            "Ask for a link that can read and list.",
            new_link(),
        ),
        Cause::WrongScope => advice_of(
            "This link is for something else",
            "The SAS does not cover listing and reading of blobs (ss=b, srt=sco for an account; sr=c for a container).",
            "Ask for a link made for viewing.",
            new_link(),
        ),
        Cause::WrongAddress => advice_of(
            "This link works from other networks only",
            "The SAS names the addresses that may use it (sip), and this device's is not among them.",
            "Use the network it was made for, or ask for a link without that limit.",
            new_link(),
        ),
        Cause::HttpsOnly => advice_of(
            "This link works over https only",
            "The address in it begins with http.",
            "Change that to https, or ask for a new link.",
            new_link(),
        ),
        Cause::Unencrypted => advice_of(
            "This link is not encrypted",
            "The address in it begins with http, and whoever is on the way could copy the SAS. Nothing was sent.",
            "Change http to https, or ask for a new link.",
            new_link(),
        ),
        Cause::Refused => advice_of(
            "The storage account refuses this page",
            &format!(
                "{host} answered that this request is not authorised: the account's firewall keeps this device out, or the signature does not fit."
            ),
            "Check the account's network settings; if they are open, ask for a new link.",
            new_link(),
        ),
        Cause::ContainerMissing => container_missing(at),
        Cause::FileMissing => advice_of(
            "There is no such file",
            "It was deleted, or not written yet.",
            "See what the job has.",
            None,
        ),
        Cause::OtherJob => advice_of(
            "This link opens another job",
            &format!("The SAS in use is not for {}.", at.container_name()),
            "Paste a link for this job.",
            new_link(),
        ),
        Cause::BadName => advice_of(
            "There can be no such job",
            &sentence(&problem.detail),
            "Check the address.",
            None,
        ),
        Cause::PartMissing => advice_of(
            "A part of this page did not load",
            "The code that shows files is loaded when it is first needed, and the page's host did not send it.",
            "It is tried again by itself. If it lasts, there may be a newer viewer: reload the page and open your link again.",
            None,
        ),
        cause => {
            let detail = sentence(&problem.detail);
            refusal_advice(cause, &detail, at, new_link()).unwrap_or_else(|| {
                advice_of(
                    "Something unexpected came back",
                    &detail,
                    "It is tried again by itself.",
                    None,
                )
            })
        }
    }
}

fn container_missing(at: &Whereabouts) -> Advice {
    advice_of(
        "This job has no container",
        &format!(
            "There is no {} in account {}. Its tasks have saved nothing yet, or the job has another ID: a container is named after its job in lower case, and by a hash where the ID has an underscore, a colon, two hyphens in a row or more than 59 characters.",
            at.container_name(),
            at.account
        ),
        "This page looks again by itself. To see which container a job has:",
        Some(format!("jobshelf name {}", at.job())),
    )
}

/// A container without a blob.
pub fn container_empty(at: &Whereabouts) -> Advice {
    advice_of(
        "Nothing here yet",
        &format!("{} exists and is empty: no task has saved anything so far.", at.container_name()),
        "Outputs appear here as they are written. To save one from a task:",
        Some("jobshelf save --kind TaskOutput FILE".to_owned()),
    )
}

/// A task of which there is nothing.
pub fn no_such_task(task: &str) -> Advice {
    advice_of(
        "There is nothing of this task",
        &format!(
            "No output of {task} is in this job. It has not started, it has saved nothing so far, or its ID is spelled otherwise: upper and lower case count."
        ),
        "It appears here once it saves something.",
        None,
    )
}

/// A task without a log.
pub fn no_log_yet() -> Advice {
    advice_of(
        "No log yet",
        "This task has saved no $TaskLog. A log appears while its task runs if the helper starts its command.",
        "To stream a command's output from a node:",
        Some("jobshelf run -- COMMAND".to_owned()),
    )
}

/// A log that is not there.
pub fn log_missing(name: &str) -> Advice {
    advice_of(
        "This log is not there yet",
        &format!("There is no {name}: the task has not started, or writes no such log."),
        "This page looks again by itself.",
        None,
    )
}

/// An account without jobs.
pub fn no_jobs(at: &Whereabouts) -> Advice {
    advice_of(
        "No jobs yet",
        &format!("Account {} has no container whose name begins with job-.", at.account),
        "A job's container is made before its tasks start:",
        Some("jobshelf prepare --job JOB_ID".to_owned()),
    )
}

/// A SAS that cannot list jobs.
pub fn cannot_list_jobs() -> Advice {
    advice_of(
        "This link cannot list jobs",
        "That takes a SAS of the account; one of a container opens that job alone.",
        "Open a job by its link, or ask for a SAS of the account.",
        None,
    )
}

/// A job without previews.
pub fn no_previews() -> Advice {
    advice_of(
        "No previews yet",
        "No task has saved a picture as TaskPreview.",
        "They appear here as they are written. To save one from a task:",
        Some("jobshelf save --kind TaskPreview FRAME.png".to_owned()),
    )
}

/// A job without outputs of its own.
pub fn no_job_outputs() -> Advice {
    advice_of(
        "No outputs of the job itself",
        "So far all outputs are of single tasks.",
        "To save one that belongs to the job as a whole:",
        Some("jobshelf save --job-level --kind JobOutput FILE".to_owned()),
    )
}

/// A job without anything outside the convention.
pub fn no_others() -> Advice {
    advice_of(
        "Nothing outside the convention",
        "Every blob of this container is an output of the job or of a task.",
        "",
        None,
    )
}

/// A job without tasks.
pub fn no_tasks() -> Advice {
    advice_of(
        "No outputs of tasks",
        "Nothing in this container is named as a task's output: TASK/$KIND/PATH.",
        "See the other tabs for what there is.",
        None,
    )
}

/// An address that leads nowhere.
pub fn no_such_page(address: &str) -> Advice {
    advice_of(
        "There is no such page",
        &format!("Nothing is at “{address}”. The link may have been cut off."),
        "",
        None,
    )
}

/// A picture that the browser cannot show.
pub fn broken_picture(name: &str) -> Advice {
    advice_of(
        "This picture cannot be shown",
        &format!(
            "{name} begins like a picture, but the browser cannot decode it. It may still be being written."
        ),
        "Its bytes can be looked at.",
        None,
    )
}

fn sentence(detail: &str) -> String {
    crate::storage::sas_text::sentence(detail)
}

#[cfg(test)]
mod tests {
    use super::*;
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
