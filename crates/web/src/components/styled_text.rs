//! Styled text of a log as views: text nodes and classes, never markup from the log.

use jobshelf_log::{Color, Span, Style, VisibleColumns};
use leptos::prelude::*;

/// A marked part of a line: its first byte, the byte after its last, and the class of its element.
pub type MarkedPart = (usize, usize, &'static str);

/// The content of a line.
pub fn styled(spans: &[Span]) -> Vec<AnyView> {
    spans.iter().map(piece).collect()
}

/// The content of a line with some parts of it marked. The marks are in order and do not overlap.
pub fn marked(spans: &[Span], marks: &[MarkedPart]) -> Vec<AnyView> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for span in spans {
        let end = start + span.text.len();
        let mut at = start;
        for (from, to, class) in marks {
            let (from, to) = ((*from).max(at), (*to).min(end));
            if from < to {
                pieces.extend(part(span, at - start, from - start));
                let inside = part(span, from - start, to - start);
                pieces.push(view! { <mark class=*class>{inside}</mark> }.into_any());
                at = to;
            }
        }
        pieces.extend(part(span, at - start, end - start));
        start = end;
    }
    pieces
}

/// The content of a line of which only some columns are drawn, between placeholders as wide as the
/// columns that are not. The marks are those of the whole line.
pub fn marked_columns(visible: &VisibleColumns, marks: &[MarkedPart]) -> Vec<AnyView> {
    let shift = |byte: usize| byte.saturating_sub(visible.bytes_before);
    let marks: Vec<_> =
        marks.iter().map(|(from, to, class)| (shift(*from), shift(*to), *class)).collect();
    let units = visible.units_before.to_string();
    let mut pieces: Vec<_> = placeholder(visible.before, Some(units)).into_iter().collect();
    pieces.extend(marked(&visible.spans, &marks));
    pieces.extend(placeholder(visible.after, None));
    pieces
}

/// Takes the room of so many columns; `units` is the number of UTF-16 units in them.
fn placeholder(columns: u32, units: Option<String>) -> Option<AnyView> {
    let width = columns.to_string();
    let placeholder =
        move || view! { <i class="room" data-units=units style=("--columns", width)></i> };
    (columns > 0).then(|| placeholder().into_any())
}

/// The part of a span from byte `from` to byte `to`, if it is not empty.
fn part(span: &Span, from: usize, to: usize) -> Option<AnyView> {
    let text = span.text.get(from..to).filter(|text| !text.is_empty())?;
    Some(piece(&Span { text: text.to_owned(), ..span.clone() }))
}

fn piece(span: &Span) -> AnyView {
    let (text, style) = (span.text.clone(), span.style);
    if style == Style::default() && span.link.is_none() {
        return text.into_any();
    }
    let class = classes(style);
    let (ink, paper) = (style.effective_foreground().css(), style.effective_background().css());
    match span.link.clone() {
        Some(address) => view! {
            <a
                class=format!("{class} web")
                href=address.clone()
                title=address
                target="_blank"
                rel="noopener noreferrer"
                style=("--ink", ink)
                style=("--paper", paper)
            >
                {text}
            </a>
        }
        .into_any(),
        None => view! {
            <span class=class style=("--ink", ink) style=("--paper", paper)>
                {text}
            </span>
        }
        .into_any(),
    }
}

fn classes(style: Style) -> String {
    let mut class = String::from("s");
    match (style.effective_foreground(), style.inverse) {
        (Color::Palette(n), _) => class.push_str(&format!(" f{n}")),
        (Color::Rgb(..), _) => class.push_str(" fx"),
        (Color::Default, true) => class.push_str(" fi"),
        (Color::Default, false) => {}
    }
    match (style.effective_background(), style.inverse) {
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
