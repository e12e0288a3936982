//! What a SAS says about itself, in four lines.

use crate::job::state_chip::{PlainChip, Tone};
use crate::storage::connection::{Connection, Ending};
use crate::storage::sas_text as text;
use jobshelf::{Permission, Timestamp};
use leptos::either::Either;
use leptos::prelude::*;
use std::sync::Arc;

/// The job, the account, the permissions, and when the SAS ends.
#[component]
pub(crate) fn SasFacts(connection: Arc<Connection>, now: Timestamp) -> impl IntoView {
    let job = match connection.container() {
        Some(container) => Either::Left(view! {
            <dd>
                <b>{container.readable().to_owned()}</b>
                " "
                <span class="faint mono">{container.as_str().to_owned()}</span>
            </dd>
        }),
        None => Either::Right(view! { <dd>{text::ALL_JOBS}</dd> }),
    };
    let chip = |(permission, is_needed): (Permission, bool)| {
        let tone = if is_needed { Tone::Plain } else { Tone::Warn };
        view! { <PlainChip tone text=permission.label().to_owned() /> }
    };
    let permissions = match connection.allows() {
        Some(permissions) => Either::Left(view! {
            <dd class="row">{permissions.into_iter().map(chip).collect_view()}</dd>
        }),
        None => Either::Right(view! { <dd>{text::POLICY_SAYS}</dd> }),
    };
    let ending = connection.ending(now);
    let class = matches!(ending, Ending::Over(_)).then_some("over");
    let exact = text::ending_exact(ending, now)
        .map(|exact| view! { <span class="faint">{format!(" · {exact}")}</span> });
    view! {
        <dl class="kv">
            <dt>{text::JOB}</dt>
            {job}
            <dt>{text::ACCOUNT}</dt>
            <dd class="mono">{connection.account().to_owned()}</dd>
            <dt>{text::ALLOWS}</dt>
            {permissions}
            <dt>{text::ENDS}</dt>
            <dd>
                <span class=class>{text::ending_long(ending, now)}</span>
                {exact}
            </dd>
        </dl>
    }
}
