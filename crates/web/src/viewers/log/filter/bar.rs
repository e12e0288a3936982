//! What lines must have and must not have, and how many pass.

use crate::browser::document;
use crate::components::icon::{Icon, icon};
use crate::dom::{El, el, event_value};
use crate::viewers::log::filter::model::{LineFilter, MOST_AROUND};
use crate::viewers::log::filter::text;
use crate::viewers::log::filter::view::{Filtering, is_on};
use crate::viewers::log::find::model::Scan;
use crate::viewers::log::find::{text as find_text, view as find_view};
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;

pub(crate) const FIELD: &str = "filter";

/// The button that opens the filter.
pub(crate) fn filter_button(filtering: &'static Filtering) -> El {
    el("button.btn.bare[type=button]@filter-open")
        .attr("title", text::FILTER_HINT)
        .state_of("aria-pressed", move || filtering.is_open.get())
        .text(text::FILTER)
        .on("click", move |_| {
            if filtering.is_open.get_untracked() {
                filtering.close();
            } else {
                filtering.is_open.set(true);
                filtering.commit();
                document::before_next_frame(|| document::select(FIELD));
            }
        })
}

/// The fields, and what they come to.
pub(crate) fn filter_bar(filtering: &'static Filtering) -> El {
    let search = filtering.search;
    let told = move || {
        let (progress, scan) = (search.progress.get(), search.scan.get());
        search.filter.with(|filter| {
            search.filter_refusal.with(|refusal| text::passed(filter, refusal, progress, &scan))
        })
    };
    let is_bad = move || search.filter_refusal.with(|refusal| !refusal.is_empty());
    let is_reading = move || is_on() && !search.progress.with(|progress| progress.is_filtered());
    let can_stop = move || is_reading() && search.scan.with(Scan::is_under_way);
    // Progress is not read out, nor how a log grows; how many lines pass is.
    let spoken = move || {
        let progress = search.progress.get();
        search.filter.with(|filter| {
            search.filter_refusal.with(|refusal| match can_stop() {
                true => String::new(),
                false => text::spoken(filter, refusal, progress),
            })
        })
    };
    let can_go_on = move || is_reading() && search.scan.get() == Scan::Stopped;
    let include =
        field(filtering, text::INCLUDE, "filter-include", |filter| &mut filter.include.text)
            .attr("id", FIELD)
            .state_of("aria-invalid", is_bad);
    // Which of the two is none is not told.
    let exclude = field(filtering, text::EXCLUDE, "filter-exclude", |filter| &mut filter.exclude)
        .state_of("aria-invalid", is_bad);
    let close = el("button.flag[type=button]@filter-close")
        .attr("title", text::CLOSE)
        .attr("aria-label", text::CLOSE)
        .child(icon(Icon::Close))
        .on("click", move |_| filtering.close());
    el("search.filter-bar")
        .attr("aria-label", text::FILTER)
        .child(el("label.field").child(el("span").text(text::WITH)).child(include))
        .child(el("label.field").child(el("span").text(text::WITHOUT)).child(exclude))
        .child(flag(filtering, "Aa", find_text::CASE, |filter| &mut filter.include.is_cased))
        .child(flag(filtering, ".*", find_text::REGEX, |filter| &mut filter.include.is_regex))
        .child(around(filtering))
        .child(el("span.num.told@filter-told").text_of(told))
        .child(el("span.hidden-text[role=status]@filter-spoken").text_of(spoken))
        .when(can_stop, move || find_view::stop(search).test("filter-stop"))
        .when(can_go_on, move || find_view::go_on(search).test("filter-go-on"))
        .child(close)
}

fn field(
    filtering: &'static Filtering,
    label: &str,
    test: &str,
    of: fn(&mut LineFilter) -> &mut String,
) -> El {
    el("input[type=text][autocomplete=off][spellcheck=false][autocapitalize=off]")
        .attr("placeholder", label)
        .test(test)
        .value_of(move || filtering.typed.with(|typed| of(&mut typed.clone()).clone()))
        .on("input", move |event| {
            let text = event_value(&event);
            filtering.typed.update(|typed| *of(typed) = text);
        })
        .on("keydown", move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            match event.key().as_str() {
                "Escape" => filtering.close(),
                "Enter" if !event.is_composing() => filtering.commit(),
                _ => return,
            }
            event.prevent_default();
        })
}

fn flag(
    filtering: &'static Filtering,
    label: &str,
    hint: &str,
    of: fn(&mut LineFilter) -> &mut bool,
) -> El {
    let is_on = move || filtering.typed.with(|typed| *of(&mut typed.clone()));
    let turn = move || {
        filtering.typed.update(|typed| {
            let flag = of(typed);
            *flag = !*flag;
        });
        filtering.commit();
    };
    find_view::flag(label, hint, is_on, turn)
}

/// How many lines are shown around each that passes.
fn around(filtering: &'static Filtering) -> El {
    let choice = move |n: u32| {
        el("option")
            .attr("value", &n.to_string())
            .flag_of("selected", move || filtering.typed.with(|typed| typed.around == n))
            .text(&text::around(n))
    };
    el("select.btn.bare.menu@filter-around")
        .attr("title", text::AROUND)
        .attr("aria-label", text::AROUND)
        .children((0..=MOST_AROUND).map(choice).collect())
        .on("change", move |event| {
            let chosen = event_value(&event);
            filtering.typed.update(|typed| typed.read_around(&chosen));
            filtering.commit();
        })
}
