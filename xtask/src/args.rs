//! What can be typed after `cargo xtask`.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// The project's set-up and repeatable jobs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Install what building and testing need; the others call it
    Setup,
    /// Build the viewer into dist/, with a brotli copy beside each file
    Build(BuildOptions),
    /// The last step of trunk's build; trunk runs it
    #[command(hide = true)]
    FinishPage,
    /// Build the helper as one file for every Linux since 2012, into target/dist/
    Dist,
    /// Run a render job against Azurite and show it in the viewer, until Ctrl-C
    Demo(DemoOptions),
    /// Format, clippy, all tests and the size gates
    Test(TestOptions),
    /// Print every promised figure beside its limit; exits 1 if one is short
    Measure(MeasureOptions),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BuildOptions {
    /// In seconds and ten times as large, to try a change in a browser
    #[arg(long)]
    pub(crate) quick: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DemoOptions {
    /// Let headless Chromium watch the job instead of a person, and exit by what it saw
    #[arg(long, conflicts_with = "no_job")]
    pub(crate) check: bool,
    /// Serve the viewer on this port of loopback; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,
    /// Start the storage and the viewer, but no job
    #[arg(long)]
    pub(crate) no_job: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct TestOptions {
    /// Only these suites, while working on one; all of them if left out
    #[arg(value_enum)]
    pub(crate) suites: Vec<Suite>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Format and clippy
    Lint,
    /// The helper's types, checked for Windows
    Windows,
    /// Every native test
    Native,
    /// The core's tests in headless Chromium
    Core,
    /// The viewer's size gates
    Sizes,
    /// The viewer driven in headless Chromium
    Browser,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MeasureOptions {
    /// Only this area; all of them if left out
    #[arg(value_enum)]
    pub(crate) area: Option<Area>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Area {
    /// The viewer's page: the sizes of its first load, and how fast it follows a log
    Page,
    /// The core: the helper's memory while it saves a file of 4 GiB and fetches it back
    Core,
    /// A log of 1 GB in the viewer: what opening it costs, and how it scrolls
    Log,
    /// The helper on a node: start-up, what it adds to a command, its memory, its size
    Helper,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }
}
