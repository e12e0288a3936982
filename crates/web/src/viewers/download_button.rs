//! The button that saves a file on the reader's device, and what became of the download.

use crate::browser::clipboard;
use crate::components::icon::{Icon, IconName};
use crate::format;
use crate::storage::download::{download, key};
use crate::storage::download_state::Download;
use crate::storage::problem_text::job_of;
use crate::storage::session::session;
use crate::storage::spawn::spawn;
use crate::viewers::context::FileContext;
use crate::viewers::download_text as text;
use crate::viewers::file_name::name_of;
use leptos::prelude::*;

/// Saves the file that is shown. Pressed again meanwhile, it stops the download.
#[component]
pub(crate) fn DownloadButton(
    context: FileContext,
    /// The file's size in bytes, shown on the button where nothing else shows it.
    #[prop(optional, into)]
    size: Option<Signal<u64>>,
) -> impl IntoView {
    let state = Memo::new(move |_| state_of(context));
    let label = move || match (state.get(), size) {
        (Download::None, Some(size)) => format::size(size.get()),
        (state, _) => text::label(&state),
    };
    let spoken = move || match (state.get(), size) {
        (Download::None, Some(size)) => Some(text::download_of(size.get())),
        _ => None,
    };
    let icon = Memo::new(move |_| match state.get() {
        Download::None | Download::Running(..) => IconName::Save,
        Download::Done => IconName::Done,
        Download::TooLarge(_) => IconName::Copy,
        Download::Failed(_) | Download::Refused | Download::Changed => IconName::Warning,
    });
    view! {
        <button
            class="btn bare"
            type="button"
            data-testid="download"
            title=move || text::hint(&state.get())
            aria-label=spoken
            on:click=move |_| press(context, state.get_untracked())
        >
            {move || view! { <Icon name=icon.get()/> }}
            <span class="num wide">{label}</span>
            <span class="hidden-text" role="status">{move || text::outcome(&state.get())}</span>
        </button>
    }
}

fn state_of(context: FileContext) -> Download {
    session().download(&key(&context.loader.container(), &context.blob.get()))
}

fn press(context: FileContext, state: Download) {
    let session = session();
    let container = context.loader.container();
    let blob = context.blob.get_untracked();
    match state {
        Download::Running(..) => session.end_download(&key(&container, &blob)),
        Download::TooLarge(_) => {
            let id = context.loader.job.with_untracked(|job| job.as_ref()?.id.clone());
            let job = id.or_else(|| job_of(Some(&container)));
            let command = text::command(job.as_deref().unwrap_or("JOB_ID"), &blob).unwrap_or(blob);
            spawn(async move {
                clipboard::copy(&command).await;
            });
        }
        _ => {
            let size = context.file.with_untracked(|file| file.as_ref().map_or(0, |f| f.size));
            let key = key(&container, &blob);
            let work = async move {
                download(session, &container, &blob, &name_of(&blob), size).await;
            };
            session.begin_download(key, Box::pin(work));
        }
    }
}
