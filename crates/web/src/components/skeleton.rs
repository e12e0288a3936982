//! What stands where rows will be: the same height, so that nothing jumps when they come.

use leptos::prelude::*;

/// Rows of a table that are still on their way.
pub fn skeleton_rows(rows: usize, columns: usize) -> impl IntoView {
    (0..rows)
        .map(|_| {
            let cells: Vec<_> =
                (0..columns).map(|_| view! { <td><div class="bone cell"></div></td> }).collect();
            view! { <tr aria-hidden="true">{cells}</tr> }
        })
        .collect::<Vec<_>>()
}
