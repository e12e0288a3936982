//! The filter bar: what lines must and must not contain, and how many pass.

use crate::browser::document;
use crate::components::icon::IconName;
use crate::route::{LineFilter, MAX_AROUND};
use crate::viewers::log::filter::address::is_on;
use crate::viewers::log::filter::state::Filtering;
use crate::viewers::log::filter::text;
use crate::viewers::log::find::buttons::{ContinueButton, FlagButton, IconButton, StopButton};
use crate::viewers::log::find::model::Scan;
use crate::viewers::log::find::text as find_text;
use leptos::prelude::*;

/// The ID of the field for what lines must contain.
const FIELD: &str = "filter";

/// The button that opens and closes the filter bar.
#[component]
pub(crate) fn FilterButton(filtering: Filtering) -> impl IntoView {
    let toggle = move |_| {
        if filtering.is_open.get_untracked() {
            filtering.close();
        } else {
            filtering.is_open.set(true);
            filtering.commit();
            document::before_next_frame(|| document::select(FIELD));
        }
    };
    view! {
        <button
            class="btn bare"
            type="button"
            title=text::FILTER_HINT
            data-testid="filter-open"
            aria-pressed=move || filtering.is_open.get().to_string()
            on:click=toggle
        >
            {text::FILTER}
        </button>
    }
}

/// The fields, and the number of lines that pass.
#[component]
pub(crate) fn FilterBar(filtering: Filtering) -> impl IntoView {
    let search = filtering.search;
    let is_reading = move || is_on() && !search.progress.with(|progress| progress.is_filtered());
    let can_stop = move || is_reading() && search.scan.with(Scan::is_under_way);
    let can_continue = move || is_reading() && search.scan.with(|scan| *scan == Scan::Stopped);
    view! {
        <search class="filter-bar" aria-label=text::FILTER>
            <label class="field">
                <span>{text::WITH}</span>
                <FilterInput
                    filtering
                    id=FIELD
                    placeholder=text::INCLUDE
                    test_id="filter-include"
                    value=move || filtering.typed.with(|typed| typed.include.text.clone())
                    set_value=|typed, text| typed.include.text = text
                />
            </label>
            <label class="field">
                <span>{text::WITHOUT}</span>
                <FilterInput
                    filtering
                    placeholder=text::EXCLUDE
                    test_id="filter-exclude"
                    value=move || filtering.typed.with(|typed| typed.exclude.clone())
                    set_value=|typed, text| typed.exclude = text
                />
            </label>
            <FlagButton
                label="Aa"
                hint=find_text::CASE
                is_on=move || filtering.typed.with(|typed| typed.include.is_cased)
                on_press=move || filtering.change(|typed| {
                    typed.include.is_cased = !typed.include.is_cased;
                })
            />
            <FlagButton
                label=".*"
                hint=find_text::REGEX
                is_on=move || filtering.typed.with(|typed| typed.include.is_regex)
                on_press=move || filtering.change(|typed| {
                    typed.include.is_regex = !typed.include.is_regex;
                })
            />
            <AroundMenu filtering/>
            <Passed filtering is_under_way=can_stop/>
            <Show when=can_stop>
                <StopButton search test_id="filter-stop"/>
            </Show>
            <Show when=can_continue>
                <ContinueButton search test_id="filter-go-on"/>
            </Show>
            <IconButton
                icon=IconName::Close
                hint=text::CLOSE
                test_id="filter-close"
                on_press=move || filtering.close()
            />
        </search>
    }
}

/// The number of lines that pass: as it changes, and once it is known to be read out.
#[component]
fn Passed(filtering: Filtering, is_under_way: impl Fn() -> bool + Send + 'static) -> impl IntoView {
    let search = filtering.search;
    let passed = move || {
        let (progress, scan) = (search.progress.get(), search.scan.get());
        search.filter.with(|filter| {
            search.filter_refusal.with(|refusal| text::passed(filter, refusal, progress, &scan))
        })
    };
    let spoken = move || {
        let progress = search.progress.get();
        if is_under_way() {
            return String::new();
        }
        search.filter.with(|filter| {
            search.filter_refusal.with(|refusal| text::spoken(filter, refusal, progress))
        })
    };
    view! {
        <span class="num summary" data-testid="filter-summary">{passed}</span>
        <span class="hidden-text" role="status" data-testid="filter-spoken">{spoken}</span>
    }
}

#[component]
fn FilterInput(
    filtering: Filtering,
    #[prop(optional)] id: Option<&'static str>,
    placeholder: &'static str,
    test_id: &'static str,
    value: impl Fn() -> String + Send + 'static,
    set_value: fn(&mut LineFilter, String),
) -> impl IntoView {
    // The worker does not say which of the two expressions is invalid.
    let is_refused = move || filtering.search.filter_refusal.with(|refusal| !refusal.is_empty());
    view! {
        <input
            type="text"
            id=id
            autocomplete="off"
            spellcheck="false"
            autocapitalize="off"
            placeholder=placeholder
            data-testid=test_id
            aria-invalid=move || is_refused().to_string()
            prop:value=value
            on:input=move |event| {
                let text = event_target_value(&event);
                filtering.typed.update(|typed| set_value(typed, text));
            }
            on:keydown=move |event| {
                match event.key().as_str() {
                    "Escape" => filtering.close(),
                    "Enter" if !event.is_composing() => filtering.commit(),
                    _ => return,
                }
                event.prevent_default();
            }
        />
    }
}

/// The number of lines shown around each line that passes.
#[component]
fn AroundMenu(filtering: Filtering) -> impl IntoView {
    let option = move |n: u32| {
        let is_selected = move || filtering.typed.with(|typed| typed.around == n);
        view! {
            <option value=n.to_string() selected=is_selected>
                {text::around(n)}
            </option>
        }
    };
    view! {
        <select
            class="btn bare menu"
            title=text::AROUND
            aria-label=text::AROUND
            data-testid="filter-around"
            on:change=move |event| {
                let chosen = event_target_value(&event);
                filtering.change(|typed| typed.parse_around(&chosen));
            }
        >
            {(0..=MAX_AROUND).map(option).collect_view()}
        </select>
    }
}
