//! The button that saves a file on the reader's disk, and what became of that.

use crate::browser::clipboard;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, Of, el, of};
use crate::format;
use crate::reactive::*;
use crate::storage::download::{download, key};
use crate::storage::download_state::Download;
use crate::storage::problem_text::job_of;
use crate::storage::session::session;
use crate::storage::spawn::spawn;
use crate::viewers::download_text as text;
use crate::viewers::{page::name_of, view::FileContext};

/// Saves the file that is shown; pressed again meanwhile, it stops.
pub(crate) fn download_button(context: &'static FileContext) -> El {
    button(context, of(|| text::label(&Download::None)))
}

/// The same, where nothing else tells how large the file is.
pub(crate) fn download_button_of_size(context: &'static FileContext, size: State<u64>) -> El {
    let label = of(move || format::size(size.get()));
    let said = move || Some(text::download_of(size.get()));
    button(context, label).attr_of("aria-label", move || match now(context) {
        Download::None => said(),
        _ => None,
    })
}

fn now(context: &'static FileContext) -> Download {
    session().download(&key(context.feed.container(), &context.blob.get()))
}

fn button(context: &'static FileContext, idle: Of<String>) -> El {
    let now = move || now(context);
    let label = move || match now() {
        Download::None => idle.run(),
        busy => text::label(&busy),
    };
    let symbol = move || match now() {
        Download::None | Download::Running(..) => Icon::Save,
        Download::Done => Icon::Done,
        Download::TooLarge(_) => Icon::Copy,
        Download::Failed(_) | Download::Refused | Download::Changed => Icon::Warning,
    };
    el("button.btn.bare[type=button]@download")
        .attr_of("title", move || Some(text::hint(&now())))
        .switch(symbol, |symbol| Some(icon(symbol)))
        .child(el("span.num.wide").text_of(label))
        .child(el("span.hidden-text[role=status]").text_of(move || text::outcome(&now())))
        .on("click", move |_| press(context, untrack(now)))
}

fn press(context: &'static FileContext, now: Download) {
    let session = session();
    let blob = context.blob.get_untracked();
    match now {
        Download::Running(..) => session.end_download(&key(context.feed.container(), &blob)),
        Download::TooLarge(_) => spawn(async move {
            let id = context.feed.job.with_untracked(|job| job.as_ref()?.id.clone());
            let job = id.or_else(|| job_of(Some(context.feed.container())));
            let command = text::command(job.as_deref().unwrap_or("JOB_ID"), &blob).unwrap_or(blob);
            clipboard::copy(&command).await;
        }),
        _ => {
            let size = context.file.with_untracked(|file| file.as_ref().map_or(0, |f| f.size));
            let container = context.feed.container();
            let key = key(container, &blob);
            let work = async move {
                download(session, container, &blob, &name_of(&blob), size).await;
            };
            session.begin_download(key, Box::pin(work));
        }
    }
}
