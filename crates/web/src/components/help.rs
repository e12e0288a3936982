//! The dialog with the list of keys, which `?` opens. The list itself is a lazy part: it is fetched
//! when the dialog is opened, if not before.

use crate::browser::{document, events};
use crate::components::advice::AdviceScreen;
use crate::components::close_dialog::CloseDialog;
use crate::components::icon::{Icon, IconName};
use crate::components::key_list::KeyList;
use crate::components::notice::icon_of;
use crate::keys::{EVERYWHERE, text};
use crate::messages;
use crate::storage::lazy_part::LazyPartError;
use crate::storage::problem::Problem;
use crate::storage::problem_text::{Whereabouts, advice};
use crate::storage::spawn::spawn;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

const ID: &str = "help";
const TITLE_ID: &str = "help-title";

type DrawList = fn() -> AnyView;

#[wasm_split(help, fallible)]
fn list_part() -> Result<DrawList, LazyPartError> {
    Ok(|| view! { <KeyList /> }.into_any())
}

/// Fetches the list, so that the dialog opens at once.
pub(crate) async fn preload() {
    let _ = list_part().await;
}

/// What the dialog shows.
#[derive(Debug, Clone)]
enum Content {
    /// Nobody has opened it.
    Nothing,
    /// The list.
    List(DrawList),
    /// Why the list is not here.
    Problem(Problem),
}

/// The dialog, as far as its button needs to know it.
#[derive(Debug, Clone, Copy)]
pub struct Help {
    content: RwSignal<Content>,
}

impl Help {
    /// The closed dialog.
    pub(crate) fn new() -> Self {
        Self { content: RwSignal::new(Content::Nothing) }
    }

    /// Opens the dialog, once its list is here or cannot be fetched.
    fn open(self) {
        spawn(async move {
            self.content.set(match list_part().await {
                Ok(draw) => Content::List(draw),
                Err(error) => Content::Problem(error.problem()),
            });
            // The dialog gives the focus to its button, which has to be there before.
            document::before_next_frame(|| document::open_dialog(ID));
        });
    }
}

/// The button that opens the dialog.
#[component]
pub fn HelpButton() -> impl IntoView {
    let help = expect_context::<Help>();
    view! {
        <button
            class="btn bare wide"
            type="button"
            data-testid="keys"
            title=text::KEYS
            aria-label=text::KEYS
            aria-haspopup="dialog"
            on:click=move |_| help.open()
        >
            <Icon name=IconName::Unknown />
        </button>
    }
}

/// The dialog, closed at first.
#[component]
pub fn HelpDialog() -> impl IntoView {
    let help = expect_context::<Help>();
    events::on_action(EVERYWHERE, move |_| {
        help.open();
        true
    });
    let content = move || match help.content.get() {
        Content::Nothing => None,
        Content::List(draw) => Some(untrack(draw)),
        Content::Problem(problem) => Some(view! { <NoList problem /> }.into_any()),
    };
    view! {
        <dialog class="help" id=ID aria-labelledby=TITLE_ID>
            <h2 id=TITLE_ID>{text::KEYS}</h2>
            {content}
        </dialog>
    }
}

/// What stands in the place of the list if that cannot be fetched.
#[component]
fn NoList(problem: Problem) -> impl IntoView {
    let help = expect_context::<Help>();
    let icon = icon_of(&problem);
    // Nothing is said about the storage account here.
    let advice = advice(&problem, &Whereabouts::default());
    view! {
        <AdviceScreen icon advice>
            <button class="btn" type="button" on:click=move |_| help.open()>
                {messages::TRY_NOW}
            </button>
        </AdviceScreen>
        <div class="help-foot">
            <span class="grow"></span>
            <CloseDialog />
        </div>
    }
}
