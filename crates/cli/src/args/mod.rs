//! The command line as types.
//!
//! Rules: every option has a long name, and a short one only if other tools have the same; value
//! names are in upper case; no secret is an option, since other users of the machine can read
//! options. `jobshelf --help` fits one screen of 80 by 24, and every help ends with an example.

/// The end of a command's help: its description, the sources of credentials, and an example.
macro_rules! help {
    ($text:literal, $example:literal) => {
        concat!(
            $text,
            "\
Credentials come from the environment; the first of these that is set counts. A secret may also be
in a file, which the variable with _FILE appended names (the file of a URL is read again when the
service refuses its SAS):
  JOBSHELF_CONTAINER_URL or JOB_CONTAINER_URL   the container's URL with a SAS, as on a node
  AZURE_STORAGE_CONNECTION_STRING               the account, with its key or a SAS
  AZURE_STORAGE_ACCOUNT and one of              the account's name; outside of the public cloud also
    AZURE_STORAGE_KEY, AZURE_STORAGE_SAS_TOKEN  AZURE_STORAGE_SERVICE_ENDPOINT, its URL
    JOBSHELF_IDENTITY=system or a client ID     a managed identity; or JOBSHELF_IDENTITY=az
    AZURE_CLIENT_SECRET, or                     an application, with AZURE_TENANT_ID and
      AZURE_FEDERATED_TOKEN_FILE                AZURE_CLIENT_ID
    none, where `az` is installed               whoever has signed in with `az login`
A credential goes over http to this machine only, or to hosts in JOBSHELF_ALLOW_HTTP=HOST,HOST.
Proxies are those of HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY.

Example:
  ",
            $example
        )
    };
}

mod node;
mod operator;
mod target;
mod values;

pub(crate) use node::{CommandCredentials, RunArgs, SaveArgs, SaveCondition, TrackArgs};
pub(crate) use operator::{
    CatArgs, CompletionsArgs, DoctorArgs, FollowArgs, GetArgs, ListArgs, ManArgs, NameArgs,
    OutputFilesArgs, OutputsArgs, PathArgs, PrepareArgs, RmArgs, SasArgs, SasRole,
};
pub(crate) use target::{TargetArgs, TaskArgs};

use clap::{Args as ClapArgs, Parser, Subcommand};

/// Azure Batch: save what tasks make, stream their logs, and find it all again
#[derive(Debug, Parser)]
#[command(
    name = "jobshelf",
    version,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    help_template = "{about}\n\n{usage-heading} {usage}\n\n{subcommands}{after-help}",
    after_help = AFTER_HELP
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) mode: OutputMode,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
COMMAND --help tells more, `man` all. Everywhere: --json, --quiet; NO_COLOR
Exit codes: 0 done, 1 partly, 2 usage; of `run`: the command's (--strict: 74)
Example: jobshelf run --save 'TaskPreview=*.png' -- blender -b a.blend -a";

/// How a command reports what it does.
#[derive(Debug, Clone, Copy, Default, ClapArgs)]
pub(crate) struct OutputMode {
    /// Print one JSON object per line instead of text
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) json: bool,
    /// Print problems only
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a command; stream its output, save its files while it runs
    Run(RunArgs),
    /// Stream files that grow into storage
    Track(TrackArgs),
    /// Save files, globs, folders or standard input as outputs
    Save(SaveArgs),
    /// List what a job has
    List(ListArgs),
    /// Fetch an output, a kind, a task or a whole job into a folder
    Get(GetArgs),
    /// Print an output
    Cat(CatArgs),
    /// Print logs while they grow, several at once
    Follow(FollowArgs),
    /// Remove outputs
    Rm(RmArgs),
    /// Create a job's container, if it does not exist
    Prepare(PrepareArgs),
    /// Mint a SAS, and the viewer's link with it
    Sas(SasArgs),
    /// Print a task's `outputFiles`, for tasks without the helper
    OutputFiles(OutputFilesArgs),
    /// Check address, SAS, rights, clock, CORS and container
    Doctor(DoctorArgs),
    /// Print the names of jobs' containers
    Name(NameArgs),
    /// Print the blob name of an output
    Path(PathArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual
    Man(ManArgs),
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_help_fits_one_screen() {
        let help = Args::command().term_width(80).render_help().to_string();
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(help.trim_end().lines().count() <= 24, "{help}");
        assert!(widest <= Some(80), "{help}");
    }

    #[test]
    fn the_help_of_every_command_ends_with_an_example_that_can_be_typed() {
        for command in Args::command().get_subcommands_mut() {
            let help = command.render_long_help().to_string();
            let (_, example) = help.rsplit_once("Example:\n").expect(&help);
            let mut lines = example.trim_end().lines().peekable();
            assert!(lines.peek().is_some(), "{help}");
            for line in lines.map(str::trim) {
                let mut words = line.split([' ', '|']).skip_while(|word| *word != "jobshelf");
                assert_eq!(words.next(), Some("jobshelf"), "{line}");
                assert_eq!(words.next(), Some(command.get_name()), "{line}");
            }
        }
    }
}
