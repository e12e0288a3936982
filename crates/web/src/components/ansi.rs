//! Styled text of a log as elements: text nodes and classes, never markup from the log.

use crate::state::log::{Color, Span, Style};
use leptos::prelude::*;

/// The pieces of a line.
pub fn styled(spans: &[Span]) -> Vec<AnyView> {
    spans.iter().map(piece).collect()
}

fn piece(span: &Span) -> AnyView {
    let text = span.text.clone();
    if span.style == Style::default() && span.link.is_none() {
        return text.into_any();
    }
    let class = classes(span.style);
    let ink = span.style.ink().css();
    let paper = span.style.paper().css();
    match &span.link {
        Some(address) => view! {
            <a
                class=format!("{class} web")
                href=address.clone()
                title=address.clone()
                target="_blank"
                rel="noopener noreferrer"
                style:--ink=ink
                style:--paper=paper
            >
                {text}
            </a>
        }
        .into_any(),
        None => view! {
            <span class=class style:--ink=ink style:--paper=paper>
                {text}
            </span>
        }
        .into_any(),
    }
}

fn classes(style: Style) -> String {
    let mut class = String::from("s");
    match (style.ink(), style.inverse) {
        (Color::Palette(n), _) => class.push_str(&format!(" f{n}")),
        (Color::Rgb(..), _) => class.push_str(" fx"),
        (Color::Default, true) => class.push_str(" fi"),
        (Color::Default, false) => {}
    }
    match (style.paper(), style.inverse) {
        (Color::Palette(n), _) => class.push_str(&format!(" p{n} on")),
        (Color::Rgb(..), _) => class.push_str(" px on"),
        (Color::Default, true) => class.push_str(" pi"),
        (Color::Default, false) => {}
    }
    for (is_set, name) in [
        (style.bold, " bold"),
        (style.dim, " dimmed"),
        (style.italic, " slant"),
        (style.underline, " under"),
        (style.strike, " strike"),
    ] {
        if is_set {
            class.push_str(name);
        }
    }
    class
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(parameters: &str) -> String {
        let mut style = Style::default();
        style.apply(parameters);
        classes(style)
    }

    #[test]
    fn a_style_becomes_classes() {
        assert_eq!(class("1;31"), "s f1 bold");
        assert_eq!(class("44;97"), "s f15 p4 on");
        assert_eq!(class("38;2;1;2;3;4"), "s fx under");
        assert_eq!(class("7"), "s fi pi");
        assert_eq!(class("7;31"), "s fi p1 on");
    }
}
