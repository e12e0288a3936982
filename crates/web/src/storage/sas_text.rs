//! What is said about a SAS: when it is pasted, and as long as it lasts.

use crate::browser::clock;
use crate::format;
use crate::storage::connection::{Concern, Ending};
use jobshelf::{Permission, SasUrlError, Timestamp};

/// Head of the form.
pub const OPEN: &str = "Open a job's outputs";
/// What the form does with what is pasted.
pub const PROMISE: &str = "Paste a viewer link, or the SAS URL of a container or an account. It stays in this tab's memory and goes only to your storage account.";
/// Label of the field.
pub const FIELD: &str = "Link or SAS URL";
/// Placeholder of the field.
pub const PLACEHOLDER: &str = "https://ACCOUNT.blob.core.windows.net/job-…?sv=…";
/// Empties the field.
pub const CHANGE: &str = "Change";
/// Facts about a SAS.
pub const JOB: &str = "Job";
/// A fact about a SAS.
pub const ACCOUNT: &str = "Account";
/// A fact about a SAS.
pub const ALLOWS: &str = "Allows";
/// A fact about a SAS.
pub const ENDS: &str = "Ends";
/// What an account's SAS opens.
pub const ALL_JOBS: &str = "all jobs of the account";
/// Permissions of a stored policy.
pub const POLICY_SAYS: &str = "what a stored access policy says";
/// Uses the SAS.
pub const OPEN_JOB: &str = "Open job";
/// Uses an account's SAS.
pub const OPEN_JOBS: &str = "Open jobs";
/// Tries the SAS without leaving the form.
pub const CHECK: &str = "Check connection";
/// While it is tried.
pub const CHECKING: &str = "Checking";
/// It works.
pub const WORKS: &str = "It works: the storage account answers, and this link can list.";
/// Where the reader wanted to go.
pub const GOES_ON: &str = "You will get to the page you asked for.";
/// How to get a link, in a sentence before a command.
pub const HOW_TO: &str = "No link yet? Whoever runs the Batch account makes one for a job:";
/// The command for that.
pub const HOW_TO_COMMAND: &str = "jobshelf sas viewer --job JOB_ID";
/// A new link is pasted in place.
pub const PASTE_NEW: &str = "Paste a new link";
/// It is for something else than what is shown.
pub const FOR_OTHER_JOB: &str = "This link is for another job than the one shown here.";

/// A link in the address bar cannot be used.
pub const NOT_OPENED: &str = "The link in the address was not opened.";
/// A link in the address bar leads to another account.
pub const OTHER_ACCOUNT: &str = "This link opens another storage account.";
/// Follows it.
pub const OPEN_IT: &str = "Open it";
/// Does not follow it.
pub const STAY: &str = "Stay here";
/// Closes the notice about a link that cannot be used.
pub const CLOSE: &str = "Close";

/// What following a link to another account means.
pub fn leaves_account(account: &str, host: &str) -> String {
    format!(
        "It leads to the account {account} at {host}. Open it only if you trust where it came from."
    )
}

/// Why a link to a host outside the page's policy is refused.
pub fn host_not_allowed(host: &str) -> String {
    format!(
        "This page may not connect to {host}: its content security policy does not name that host. Nothing was sent. Whoever hosts the page can add it to connect-src in index.html."
    )
}

/// Why a text is not a SAS URL.
pub fn refused(error: &SasUrlError) -> String {
    match error {
        SasUrlError::ConnectionString => "This is a connection string, which holds the key to the whole account. Do not paste it into pages; make a link from it: jobshelf sas viewer --job JOB_ID".to_owned(),
        other => sentence(&other.to_string()),
    }
}

/// An error's text as a sentence.
pub fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => format!("{}{}.", first.to_ascii_uppercase(), characters.as_str()),
        None => String::new(),
    }
}

/// When a SAS ends, for the bar; none if there is nothing to say.
pub fn ending_short(ending: Ending, now: Timestamp) -> String {
    match ending {
        Ending::Unknown => "SAS end unknown".to_owned(),
        Ending::NotYet(start) => format!("SAS starts in {}", until(now, start)),
        Ending::Later(end) | Ending::Soon(end) | Ending::Now(end) => {
            format!("SAS ends in {}", until(now, end))
        }
        Ending::Over(_) => "SAS ended".to_owned(),
    }
}

/// When a SAS ends, for the form.
pub fn ending_long(ending: Ending, now: Timestamp) -> String {
    match ending {
        Ending::Unknown => "when a stored access policy says".to_owned(),
        Ending::NotYet(start) => format!("starts only in {}", until(now, start)),
        Ending::Over(end) => format!("ended {}", format::ago(now, end)),
        Ending::Later(end) | Ending::Soon(end) | Ending::Now(end) => {
            format!("in {}", until(now, end))
        }
    }
}

/// The exact moment of that, on the reader's clock.
pub fn ending_exact(ending: Ending, now: Timestamp) -> Option<String> {
    match ending {
        Ending::Unknown => None,
        Ending::NotYet(moment)
        | Ending::Later(moment)
        | Ending::Soon(moment)
        | Ending::Now(moment)
        | Ending::Over(moment) => Some(if moment.seconds_since(now).abs() < 86_400 {
            format!("{} local time", clock::local_time(moment))
        } else {
            clock::local_text(moment)
        }),
    }
}

fn until(now: Timestamp, moment: Timestamp) -> String {
    format::span(moment.seconds_since(now))
}

/// A concern in a few strong words, and a sentence or two.
pub fn concern(concern: &Concern) -> (String, String) {
    let (title, text) = match concern {
        Concern::Expired => ("This link has ended.", "Ask for a new one."),
        Concern::NotYet => (
            "This link is not valid yet.",
            "Come back when it has started, or ask for another one.",
        ),
        Concern::CannotList => (
            "This link cannot list.",
            "Without that nothing can be found. Ask for one that can read and list.",
        ),
        Concern::CannotRead => (
            "This link cannot read.",
            "Names would show, but nothing would open. Ask for one that can read and list.",
        ),
        Concern::WrongScope => (
            "This link is not for viewing.",
            "It does not cover listing and reading blobs. Ask for another one.",
        ),
        Concern::MoreThanNeeded(more) => {
            let words = words(more);
            return (
                format!("This link can also {words}."),
                "A viewer needs only read and list. Ask for a smaller one.".to_owned(),
            );
        }
        Concern::WholeAccount => {
            ("This link opens every job of the account.", "A link for one job is safer to pass on.")
        }
        Concern::LongLived(days) => {
            return (
                format!("This link is valid for {} days.", format::count(days.unsigned_abs())),
                "Whoever finds it can use it until then. A week is plenty.".to_owned(),
            );
        }
        Concern::PlainHttp => (
            "This link also works without encryption.",
            "Over http anyone on the way could copy it. Ask for one for https only.",
        ),
    };
    (title.to_owned(), text.to_owned())
}

/// The command that makes a link with no more rights than a viewer needs.
pub fn smaller_link_command(job: Option<&str>) -> String {
    format!("jobshelf sas viewer --job {}", job.unwrap_or("JOB_ID"))
}

/// Words as a sentence lists them.
fn words(permissions: &[Permission]) -> String {
    let words: Vec<&str> = permissions.iter().map(|permission| permission.label()).collect();
    match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_rights_than_needed_are_listed_as_a_sentence() {
        let more = |list: &[Permission]| concern(&Concern::MoreThanNeeded(list.to_vec())).0;
        assert_eq!(more(&[Permission::Write]), "This link can also write.");
        assert_eq!(
            more(&[Permission::Create, Permission::Write, Permission::Delete]),
            "This link can also create, write and delete."
        );
    }

    #[test]
    fn a_refusal_is_a_sentence_and_keeps_keys_away() {
        let refusal = refused(&SasUrlError::NoSas);
        assert!(refusal.starts_with("The URL has no SAS") && refusal.ends_with('.'));
        assert!(refused(&SasUrlError::ConnectionString).contains("jobshelf sas viewer"));
    }

    #[test]
    fn the_end_is_told_in_the_unit_that_matters() {
        let now = Timestamp::from_unix(1_000_000);
        let end = |seconds: i64| Timestamp::from_unix(1_000_000 + seconds);
        assert_eq!(ending_short(Ending::Soon(end(14 * 60)), now), "SAS ends in 14 min");
        assert_eq!(ending_short(Ending::Later(end(6 * 86_400)), now), "SAS ends in 6 days");
        assert_eq!(ending_short(Ending::Over(end(-1)), now), "SAS ended");
    }
}
