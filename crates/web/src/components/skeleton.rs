//! Placeholders for content that is loading. They have its height, so that nothing moves later.

use leptos::prelude::*;

/// Placeholders for the rows of a table.
#[component]
pub fn SkeletonRows(rows: usize, columns: usize) -> impl IntoView {
    let cell = |_| {
        view! {
            <td>
                <div class="bone cell"></div>
            </td>
        }
    };
    let row =
        move |_| view! { <tr aria-hidden="true">{(0..columns).map(cell).collect_view()}</tr> };
    (0..rows).map(row).collect_view()
}

/// A placeholder; its class gives its size.
#[component]
pub fn Bone(class: &'static str) -> impl IntoView {
    view! { <div class=format!("bone {class}")></div> }
}
