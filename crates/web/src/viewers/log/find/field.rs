//! The find field, and the buttons that go to the next match and to the next error.

use crate::components::icon::{Icon, IconName};
use crate::keys::Action;
use crate::signals::SetIfChanged as _;
use crate::viewers::log::find::buttons::{FlagButton, IconButton};
use crate::viewers::log::find::finding::{FIELD, Finding};
use crate::viewers::log::find::text;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The field with its buttons. On a narrow screen a button opens it.
#[component]
pub(crate) fn FindField(finding: Finding) -> impl IntoView {
    view! {
        <search class="find-place">
            <button
                class="btn find-opener"
                type="button"
                title=text::FIND
                aria-label=text::FIND
                data-testid="find-open"
                on:click=move |_| finding.open()
            >
                <Icon name=IconName::Search/>
            </button>
            <div class="field find" class:open=move || finding.is_open.get()>
                <Icon name=IconName::Search/>
                <FindInput finding/>
                <Position finding/>
                <FlagButton
                    label="Aa"
                    hint=text::CASE
                    test_id="find-case"
                    is_on=move || finding.typed.with(|typed| typed.is_cased)
                    on_press=move || finding.change(|typed| typed.is_cased = !typed.is_cased)
                />
                <FlagButton
                    label=".*"
                    hint=text::REGEX
                    test_id="find-regex"
                    is_on=move || finding.typed.with(|typed| typed.is_regex)
                    on_press=move || finding.change(|typed| typed.is_regex = !typed.is_regex)
                />
                <IconButton
                    icon=IconName::Up
                    hint=text::PREVIOUS
                    test_id="find-previous"
                    on_press=move || finding.step(Action::PreviousMatch)
                />
                <IconButton
                    icon=IconName::Down
                    hint=text::NEXT
                    test_id="find-next"
                    on_press=move || finding.step(Action::NextMatch)
                />
                <IconButton
                    icon=IconName::Close
                    hint=text::CLOSE
                    test_id="find-close"
                    on_press=move || finding.close()
                />
            </div>
        </search>
    }
}

#[component]
fn FindInput(finding: Finding) -> impl IntoView {
    let is_refused = move || finding.search.refusal.with(|refusal| !refusal.is_empty());
    view! {
        <input
            type="text"
            id=FIELD
            autocomplete="off"
            spellcheck="false"
            autocapitalize="off"
            placeholder=text::HINT
            aria-label=text::FIND
            data-testid="find"
            aria-invalid=move || is_refused().to_string()
            prop:value=move || finding.typed.with(|typed| typed.text.clone())
            on:input=move |event| {
                finding.is_open.set_if_changed(true);
                finding.typed.update(|typed| typed.text = event_target_value(&event));
            }
            on:keydown=move |event| on_key(finding, &event)
        />
    }
}

fn on_key(finding: Finding, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "Escape" => finding.close(),
        "Enter" if event.shift_key() => finding.step(Action::PreviousMatch),
        "Enter" => finding.step(Action::NextMatch),
        _ => return,
    }
    event.prevent_default();
}

/// Which match the reader is at, and of how many: once in short, once as a sentence to be read out.
#[component]
fn Position(finding: Finding) -> impl IntoView {
    let search = finding.search;
    let before = move || finding.current.get().map(|(_, before)| before);
    let position =
        move || search.query.with(|query| text::position(query, search.progress.get(), before()));
    let spoken =
        move || search.query.with(|query| text::spoken(query, search.progress.get(), before()));
    view! {
        <span class="num faint" aria-hidden="true" data-testid="find-position">{position}</span>
        <span class="hidden-text" role="status" data-testid="find-spoken">{spoken}</span>
    }
}

/// The buttons that go to the errors.
#[component]
pub(crate) fn ErrorButtons(finding: Finding) -> impl IntoView {
    view! {
        <span class="seg errors">
            <button
                type="button"
                title=text::PREVIOUS_ERROR
                aria-label=text::PREVIOUS_ERROR
                data-testid="previous-error"
                on:click=move |_| finding.step_error(Action::PreviousError)
            >
                <Icon name=IconName::Up/>
            </button>
            <button
                type="button"
                title=text::NEXT_ERROR_HINT
                data-testid="next-error"
                on:click=move |_| finding.step_error(Action::NextError)
            >
                <Icon name=IconName::Warning/>
                <span class="said">{text::NEXT_ERROR}</span>
                <span class="kbd" aria-hidden="true">"e"</span>
            </button>
        </span>
    }
}
