//! The parts that all tables share.

use leptos::prelude::*;

/// A column: its heading, and its classes (`r` for figures, `wide` if a narrow screen hides it).
pub type Column = (&'static str, &'static str);

/// A table with its head; the child is the body.
#[component]
pub fn Table(class: &'static str, columns: &'static [Column], children: Children) -> impl IntoView {
    let heading = |(text, class): &Column| {
        let class = (!class.is_empty()).then_some(*class);
        view! {
            <th scope="col" class=class>
                {*text}
            </th>
        }
    };
    view! {
        <table class=format!("table {class}")>
            <thead>
                <tr>{columns.iter().map(heading).collect_view()}</tr>
            </thead>
            {children()}
        </table>
    }
}

/// The first cell of a row: a name that links to its page.
#[component]
pub fn NameCell(href: String, name: String) -> impl IntoView {
    view! {
        <th class="main" scope="row">
            <a href=href title=name>
                <bdi>{name.clone()}</bdi>
            </a>
        </th>
    }
}
