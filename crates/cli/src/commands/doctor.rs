//! `jobshelf doctor`: checks the connection to storage, and says what to do about each problem.
//!
//! It sends one request, a listing of one blob; the parameters of the SAS tell the rest.

use crate::access::{AccountCredential, Purpose, account_access, credentials_set};
use crate::args::{DoctorArgs, OutputMode};
use crate::hint::{hint, hint_for_refusal};
use crate::report::{Event, Reporter};
use crate::target::{NodeUrl, resolve_container};
use anyhow::Result;
use jobshelf::blob::{Probe, origin_of};
use jobshelf::{
    BlobContainer, CorsRule, Intent, Permission, RefusalReason, SasParameters, SasToken,
    SasValidity, Timestamp,
};
use std::process::ExitCode;
use std::time::Duration;

/// A larger difference between the clocks makes new SAS invalid, or expired ones valid.
const MAX_CLOCK_SKEW: Duration = Duration::from_secs(5 * 60);
/// A SAS that expires sooner than this is reported.
const SOON: Duration = Duration::from_secs(24 * 3600);

/// The checks and their result.
struct Checks {
    reporter: Reporter,
    is_passed: bool,
}

/// Runs all checks; the exit code says whether all passed.
pub(crate) async fn run(args: &DoctorArgs, mode: OutputMode) -> Result<ExitCode> {
    let mut checks = Checks { reporter: Reporter::new(mode), is_passed: true };
    let (container, job) = match resolve_container(args.job.as_deref(), Purpose::View) {
        Ok(found) => found,
        Err(error) => {
            checks.fail("address", &format!("{error:#}"), None);
            return Ok(checks.exit_code());
        }
    };
    let of_job = job.map(|job| format!(", of job `{}`", job.as_str())).unwrap_or_default();
    checks.pass("address", &format!("{}{of_job}", container.url()));
    let of_node = node_url(&container)?;
    report_access(&mut checks, of_node.is_some());
    match sas(of_node)? {
        Some(token) => check_sas(&mut checks, token.parameters(), &container),
        None => checks.pass("sas", "none is needed: the account's key or an identity mints one"),
    }
    let origin = args.viewer_url.as_deref().map(origin_of);
    match container.probe(origin.as_deref()).await {
        Err(error) => checks.fail("service", &error.to_string(), Some(hint(&error))),
        Ok(probe) => check_answer(&mut checks, &container, &probe, origin.as_deref()),
    }
    Ok(checks.exit_code())
}

/// The container's URL in the environment, if it is the one that counts.
fn node_url(container: &BlobContainer) -> Result<Option<NodeUrl>> {
    let node = NodeUrl::from_environment()?;
    Ok(node.filter(|node| node.url.container.as_ref() == Some(container.name())))
}

/// Says which credential counts, and which are set for nothing.
fn report_access(checks: &mut Checks, is_of_node: bool) {
    let set = credentials_set(is_of_node);
    let Some((used, unused)) = set.split_first() else { return };
    let text = match unused {
        [] => format!("by {used}"),
        _ => format!("by {used}; not used: {}", unused.join(", ")),
    };
    checks.pass("access", &text);
}

/// The SAS in the environment, if there is one.
fn sas(of_node: Option<NodeUrl>) -> Result<Option<SasToken>> {
    if let Some(node) = of_node {
        return Ok(Some(node.url.token));
    }
    Ok(match account_access()?.map(|access| access.credential) {
        Some(AccountCredential::Sas(token)) => Some(token),
        _ => None,
    })
}

fn check_sas(checks: &mut Checks, sas: &SasParameters, container: &BlobContainer) {
    let now = Timestamp::now();
    let mint = "mint another: jobshelf sas task";
    match (sas.validity_at(now), sas.expiry) {
        (SasValidity::Expired { since }, _) => {
            checks.fail("sas", &format!("expired at {}", since.to_iso()), Some(mint));
        }
        (SasValidity::NotYetValid { starts }, _) => {
            let hint = hint_for_refusal(RefusalReason::SasNotYetValid);
            checks.fail("sas", &format!("valid from {} on", starts.to_iso()), Some(hint));
        }
        (SasValidity::Valid, Some(expiry)) if expiry < now.plus(SOON) => {
            let text = format!("valid until {}, which is soon", expiry.to_iso());
            checks.pass("sas", &text);
        }
        (SasValidity::Valid, Some(expiry)) => {
            checks.pass("sas", &format!("valid until {}", expiry.to_iso()));
        }
        (SasValidity::Valid, None) => {
            checks.pass("sas", "valid as long as its stored access policy says");
        }
    }
    if sas.needs_sign_in {
        let hint = hint_for_refusal(RefusalReason::SignInNeeded);
        checks.fail("sign-in", "this SAS works only with a sign-in of its user", Some(hint));
    }
    if sas.https_only && container.url().starts_with("http:") {
        let hint = hint_for_refusal(RefusalReason::HttpsRequired);
        checks.fail("protocol", "this SAS works over https only", Some(hint));
    }
    let words = |permissions: &[Permission]| {
        permissions.iter().map(|it| it.label()).collect::<Vec<_>>().join(", ")
    };
    match (sas.missing_for(Intent::View).as_slice(), sas.missing_for(Intent::Track).as_slice()) {
        ([], []) => checks.pass("rights", "enough to save and to look"),
        ([], lacking) => {
            let text = format!("enough to look; to save, it lacks: {}", words(lacking));
            checks.pass("rights", &text);
        }
        (lacking, _) => {
            checks.fail("rights", &format!("to look, it lacks: {}", words(lacking)), Some(mint));
        }
    }
}

fn check_answer(
    checks: &mut Checks,
    container: &BlobContainer,
    probe: &Probe,
    origin: Option<&str>,
) {
    checks.pass("service", "it answers");
    if let Some(date) = probe.date {
        let now = Timestamp::now();
        let is_off = now > date.plus(MAX_CLOCK_SKEW) || date > now.plus(MAX_CLOCK_SKEW);
        match is_off {
            true => checks.fail(
                "clock",
                &format!("here it is {}, there {}", now.to_iso(), date.to_iso()),
                Some("set this machine's clock: a SAS is valid by the service's"),
            ),
            false => checks.pass("clock", "as the service's"),
        }
    }
    match &probe.listed {
        Ok(()) => checks.pass("container", "it exists and can be listed"),
        Err(error) => checks.fail("container", &error.to_string(), Some(hint(error))),
    }
    let Some(origin) = origin else { return };
    match &probe.allowed_origin {
        Some(allowed) if allowed == "*" || allowed == origin => {
            checks.pass("cors", &format!("the page at {origin} may read"));
        }
        _ => {
            let command = CorsRule::for_viewer(origin).azure_cli_command(container.account_name());
            let text = format!("no CORS rule lets the page at {origin} read");
            checks.fail("cors", &text, Some(&command));
        }
    }
}

impl Checks {
    fn pass(&mut self, name: &str, text: &str) {
        let message = format!("{name}: {text}");
        let event = Event { event: "ok", message: Some(&message), ..Event::default() };
        self.reporter.print(&event, &format!("ok   {name:10} {text}"));
    }

    fn fail(&mut self, name: &str, text: &str, hint: Option<&str>) {
        self.is_passed = false;
        let message = format!("{name}: {text}");
        let event = Event { event: "bad", message: Some(&message), hint, ..Event::default() };
        self.reporter.always(&event, &format!("BAD  {name:10} {text}"));
        if let Some(hint) = hint {
            self.reporter.print_text(&format!("     {:10} {hint}", ""));
        }
    }

    fn exit_code(&self) -> ExitCode {
        if self.is_passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}
