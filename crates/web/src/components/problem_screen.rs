//! Pages that have nothing to show but an explanation.

use crate::components::advice::{AdviceScreen, AdviceScreenProps, Details};
use crate::components::heading::{HiddenHeading, page_title};
use crate::components::icon::IconName;
use crate::components::notice::{Remedy, icon_of};
use crate::format::visible_name;
use crate::messages;
use crate::route::Place;
use crate::storage::empty_text::{cannot_list_jobs, no_such_page};
use crate::storage::problem::{Cause, Problem};
use crate::storage::problem_text::{Advice, advice};
use crate::storage::sas_text;
use crate::storage::session::session;
use leptos::prelude::*;

/// A page that shows only advice. The children are actions that help here.
#[component]
pub fn AdvicePage(
    title: String,
    icon: IconName,
    advice: Advice,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="advice-page">
            <HiddenHeading>{title}</HiddenHeading>
            // The macro cannot pass optional children on.
            {AdviceScreen(AdviceScreenProps { icon, advice, children })}
        </div>
    }
}

/// A problem that leaves a page without any content.
#[component]
pub fn ProblemScreen(problem: Problem) -> impl IntoView {
    let session = session();
    session.is_bare.set(true);
    on_cleanup(move || session.is_bare.set(false));
    let advice = advice(&problem, &session.whereabouts());
    let icon = icon_of(&problem);
    let wants_sas = problem.wants_sas();
    let own_job = session
        .connection
        .with_untracked(|connection| connection.as_ref().map(|c| c.home().href()))
        .filter(|_| problem.cause == Cause::OtherJob);
    view! {
        <AdvicePage title=advice.title.clone() icon advice>
            <Remedy wants_sas />
            {own_job
                .map(|href| {
                    view! {
                        <a class="btn" href=href>
                            {messages::OPEN_OWN_JOB}
                        </a>
                    }
                })}
            <Details text=problem.detail />
        </AdvicePage>
    }
}

/// A problem of something that is only a part of its page.
#[component]
pub fn ProblemCard(problem: Problem) -> impl IntoView {
    let advice = advice(&problem, &session().whereabouts());
    let icon = icon_of(&problem);
    view! {
        <div class="card">
            <AdviceScreen icon advice>
                <Remedy wants_sas=problem.wants_sas() />
                <Details text=problem.detail />
            </AdviceScreen>
        </div>
    }
}

/// The page of an address that leads nowhere.
#[component]
pub fn UnknownPage(address: String) -> impl IntoView {
    let advice = no_such_page(&visible_name(&address));
    let title = advice.title.clone();
    page_title({
        let title = title.clone();
        move || vec![title.clone()]
    });
    view! {
        <AdvicePage title icon=IconName::Unknown advice>
            <a class="btn" href=Place::Home.href()>
                {messages::TO_THE_START}
            </a>
        </AdvicePage>
    }
}

/// The start page with a SAS of the account that cannot list containers.
#[component]
pub fn NoJobList() -> impl IntoView {
    page_title(|| vec![messages::JOBS.to_owned()]);
    let advice = cannot_list_jobs();
    view! {
        <AdvicePage title=advice.title.clone() icon=IconName::Key advice>
            <a class="btn" href=Place::Connect.href()>
                {sas_text::PASTE_NEW}
            </a>
        </AdvicePage>
    }
}
