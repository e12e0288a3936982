//! A few figures, large: what a job or a task adds up to.

use crate::dom::{El, el};

/// A figure and what it counts.
pub fn fact(label: &str, value: impl Fn() -> String + 'static) -> El {
    fact_el(label, el("dd.num").text_of(value))
}

/// The same with an element for the figure.
pub fn fact_with(label: &str, value: El) -> El {
    fact_el(label, el("dd.num").child(value))
}

fn fact_el(label: &str, value: El) -> El {
    el("div").child(el("dt").text(label)).child(value)
}
