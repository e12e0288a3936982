//! The notice about a link in the address bar that was not followed.

use crate::components::icon::{Icon, IconName};
use crate::storage::incoming_link::UnfollowedLink;
use crate::storage::sas_text;
use crate::storage::session::session;
use leptos::prelude::*;

/// Says why a link was not followed. One to another account can be opened from here.
#[component]
pub fn LinkNotice() -> impl IntoView {
    let session = session();
    let notice = move || {
        let (title, reason, other) = match session.unfollowed.get()? {
            UnfollowedLink::Refused(reason) => (sas_text::NOT_OPENED, reason, None),
            UnfollowedLink::OtherAccount(link) => {
                let reason = sas_text::leaves_account(link.0.account(), link.0.host());
                (sas_text::OTHER_ACCOUNT, reason, Some(link))
            }
        };
        let leave = if other.is_some() { sas_text::STAY } else { sas_text::CLOSE };
        let open = other.map(|link| {
            let (connection, route) = *link;
            let open = move |_| session.connect(connection.clone(), route.clone());
            view! {
                <button class="btn primary" type="button" data-testid="link-open" on:click=open>
                    {sas_text::OPEN_IT}
                </button>
            }
        });
        let close = move |_| session.unfollowed.set(None);
        Some(view! {
            <section class="strip-notice" data-testid="link-notice">
                <Icon name=IconName::Key />
                <p class="said">
                    <b>{title}</b>
                    <span>{reason}</span>
                </p>
                {open}
                <button class="btn" type="button" data-testid="link-close" on:click=close>
                    {leave}
                </button>
            </section>
        })
    };
    view! { {notice} }
}
