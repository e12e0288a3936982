//! `cargo xtask demo`: a render job that saves its outputs, and the viewer that shows them.
//!
//! Everything is temporary and on loopback: Azurite in memory, the viewer on a port of its own, a
//! pool of two nodes in a temporary folder. All of it ends when the future of [`run`] is dropped.

mod check;
mod job;
mod site;

use crate::args::DemoOptions;
use crate::setup::{self, Purpose};
use crate::{cargo, page};
use anyhow::Context as _;
use job::{Job, Plan};
use jobshelf::{CorsRule, link};
use jobshelf_tests::Azurite;
use std::process::ExitCode;

/// Frames of each task: enough to open the link and see tasks run.
const FRAMES_PER_TASK: u32 = 16;

pub(crate) async fn run(options: &DemoOptions) -> anyhow::Result<ExitCode> {
    if options.check {
        check::script()?;
    }
    let purpose = if options.check { Purpose::Browse } else { Purpose::Build };
    let tools = setup::ensure(purpose).await?;
    cargo::build_binaries().await?;
    page::build(&tools).await?;

    let azurite = Azurite::start()?;
    let site = site::Site::open(options.port, azurite.origin()).await?;
    let rule = CorsRule::for_viewer(site.origin());
    azurite.account()?.set_cors(&[rule]).await.context("setting the CORS rule")?;

    // As a colleague would get it: it can read and list.
    let sas = azurite.account_sas_url("rl")?;
    let link = link::viewer_link(&format!("{}/", site.origin()), &sas, "");

    let folder = tempfile::tempdir().context("making a temporary folder")?;
    let job = Job::prepare(&azurite, Plan::with_frames(FRAMES_PER_TASK), folder.path()).await?;

    if options.check {
        let served = site.serve();
        let watched = check::watch(&tools, &link, &azurite, &job);
        return tokio::select! {
            error = served => Err(error),
            outcome = async { tokio::try_join!(job.run(), watched) } => {
                let ((), code) = outcome?;
                Ok(code)
            }
        };
    }
    println!("\nThe viewer, with a SAS that reads this demo's storage:\n\n  {link}\n");
    let work = async {
        if options.no_job {
            println!("no job runs; Ctrl-C ends the demo");
        } else {
            job.run().await?;
            println!("the job is done; look around, Ctrl-C ends the demo");
        }
        // Until Ctrl-C, which drops this future.
        std::future::pending::<anyhow::Result<ExitCode>>().await
    };
    tokio::select! {
        error = site.serve() => Err(error),
        outcome = work => outcome,
    }
}
