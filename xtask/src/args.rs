//! The command line of `cargo xtask`, as types.

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
    /// Install what building and testing need; the other commands do so too
    Setup,
    /// Build the viewer into dist/, with a brotli copy of each file
    Build(BuildOptions),
    /// The last step of trunk's build; trunk runs it
    #[command(hide = true)]
    FinishPage,
    /// Build what is published: the helper into target/dist/, the npm package into dist-npm/
    Dist(DistOptions),
    /// Run a render job against Azurite and show it in the viewer, until Ctrl-C
    Demo(DemoOptions),
    /// Check the format, run clippy and all tests, check the size limits
    Test(TestOptions),
    /// Write THIRD-PARTY.md: the licences of the helper's packages
    Licences,
    /// List every import that breaks the layers of ARCHITECTURE.md, or closes a circle
    Layers,
    /// Measure every figure that has a limit; exits 1 if one is above it
    Measure(MeasureOptions),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct BuildOptions {
    /// Skip optimization: builds in seconds, ten times as large, to try a change
    #[arg(long)]
    pub(crate) quick: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DistOptions {
    /// Build only these
    #[arg(value_enum)]
    pub(crate) products: Vec<Product>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Product {
    /// The helper as one file for every Linux since 2012
    Helper,
    /// The core as an npm package, for browsers, Node and the edge
    Npm,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DemoOptions {
    /// Check the demo in headless Chromium; exits 1 if something is missing
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
    /// Run only these suites
    #[arg(value_enum)]
    pub(crate) suites: Vec<Suite>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// Format and clippy
    Lint,
    /// Licences, sources and advisories of all packages
    Dependencies,
    /// Type check of the helper for Windows
    Windows,
    /// Every native test
    Native,
    /// Tests of the core in headless Chromium
    Core,
    /// Tests of the npm package in Node, and its size
    Npm,
    /// Size limits of the viewer
    Sizes,
    /// Tests of the viewer in headless Chromium
    Browser,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct MeasureOptions {
    /// Measure only this area
    #[arg(value_enum)]
    pub(crate) area: Option<Area>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Area {
    /// The viewer: the size and time of its first load, and how fast it follows a log
    Page,
    /// The core: memory of the helper while it saves and fetches a file of 4 GiB
    Core,
    /// A log of 1 GB in the viewer: opening, scrolling and searching it
    Log,
    /// The helper on a node: start-up time, overhead, memory, size
    Helper,
    /// The npm package: its size, and a listing of 100,000 blobs beside @azure/storage-blob
    Package,
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
