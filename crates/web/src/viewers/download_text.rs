//! What is said about saving a file on the reader's disk.

use crate::format;
use crate::storage::download_state::Download;
use jobshelf::shell::quote;
use jobshelf::{OutputAddress, Owner};

/// What is said on the button.
pub fn label(download: &Download) -> String {
    match download {
        Download::None => "Download".to_owned(),
        Download::Running(_, 0) => "Stop".to_owned(),
        Download::Running(done, total) => {
            format!("{} % · Stop", done.saturating_mul(100) / (*total).max(1))
        }
        Download::Done => "Downloaded".to_owned(),
        Download::Failed(_) | Download::Refused | Download::Changed => "Try again".to_owned(),
        Download::TooLarge(_) => "Copy command".to_owned(),
    }
}

/// The button that saves a file of this size, for those who do not see its arrow.
pub fn download_of(size: u64) -> String {
    format!("Download, {}", format::size(size))
}

/// What the button does, or why it did not.
pub fn hint(download: &Download) -> String {
    match download {
        Download::None => "Save this file on this device".to_owned(),
        Download::Running(done, total) => {
            format!("{} of {} are here", format::size(*done), format::size(*total))
        }
        Download::Done => "The browser has it now".to_owned(),
        Download::Failed(problem) if problem.detail.is_empty() => "It broke off".to_owned(),
        Download::Failed(problem) => format!("It broke off: {}", problem.detail),
        Download::Refused => "The browser did not take it".to_owned(),
        Download::Changed => "It was written anew meanwhile, so nothing was saved".to_owned(),
        Download::TooLarge(size) => format!(
            "{} is more than a browser keeps: fetch it with this command",
            format::size(*size)
        ),
    }
}

/// What became of it, for those who do not see the button.
pub fn outcome(download: &Download) -> String {
    match download {
        Download::None | Download::Running(..) => String::new(),
        finished => hint(finished),
    }
}

/// What fetches a file on a command line; `job` is its ID.
pub fn command(job: &str, blob: &str) -> Option<String> {
    let address = OutputAddress::parse(blob)?;
    let of = match address.owner() {
        Owner::Task(task) => format!("--task {}", quote(task.as_str())),
        Owner::Job => "--job-level".to_owned(),
    };
    let (kind, path) = (quote(address.kind().as_str()), quote(address.path()));
    Some(format!("jobshelf get --job {} {of} --kind {kind} --to . -- {path}", quote(job)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_tells_how_far_it_is() {
        assert_eq!(label(&Download::Running(0, 0)), "Stop");
        assert_eq!(label(&Download::Running(45, 100)), "45 % · Stop");
        assert_eq!(hint(&Download::Running(4_500_000, 10_000_000)), "4.5 MB of 10 MB are here");
    }

    #[test]
    fn a_command_fetches_what_is_too_large_whatever_it_is_called() {
        let of = |blob: &str| command("ocean-42", blob);
        assert_eq!(
            of("t1/$TaskOutput/exr/f 1's.exr").unwrap(),
            r"jobshelf get --job ocean-42 --task t1 --kind TaskOutput --to . -- 'exr/f 1'\''s.exr'"
        );
        assert_eq!(
            of("$JobOutput/movie.mp4").unwrap(),
            "jobshelf get --job ocean-42 --job-level --kind JobOutput --to . -- movie.mp4"
        );
        assert_eq!(of("readme.txt"), None);
    }

    #[test]
    fn no_part_of_a_hostile_name_is_run_by_the_shell_it_is_pasted_into() {
        let hostile = "t;reboot/$Kind`id`/-x $(id).exr";
        assert_eq!(
            command("job;id", hostile).unwrap(),
            "jobshelf get --job 'job;id' --task 't;reboot' --kind 'Kind`id`' --to . -- '-x $(id).exr'"
        );
    }
}
