//! What all tables are made of.

use crate::dom::{El, el};

/// A column: its head, and its classes (`r` for figures, `wide` for those a narrow screen lacks).
pub type Column<'a> = (&'a str, &'a str);

/// A table with its head; the body is the caller's.
pub fn table(class: &str, columns: &[Column<'_>], body: El) -> El {
    el("table").class(&format!("table {class}")).child(head(columns)).child(body)
}

/// The head of a table.
pub fn head(columns: &[Column<'_>]) -> El {
    let cell = |(text, class): &Column<'_>| {
        let cell = el("th[scope=col]").text(text);
        if class.is_empty() { cell } else { cell.class(class) }
    };
    el("thead").child(el("tr").children(columns.iter().map(cell).collect()))
}

/// The first cell of a row: a name that leads somewhere.
pub fn name_cell(href: &str, name: &str) -> El {
    let link = el("a").attr("href", href).attr("title", name).child(el("bdi").text(name));
    el("th.main[scope=row]").child(link)
}

/// A cell with a text that depends on signals.
pub fn cell_of(class: &str, text: impl Fn() -> String + 'static) -> El {
    el("td").class(class).text_of(text)
}
