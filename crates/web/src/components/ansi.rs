//! Styled text of a log as elements: text nodes and classes, never markup from the log.

use crate::dom::{El, el};
use jobshelf_log::{Color, Span, Style, VisibleColumns};

/// The pieces of a line, inside `line`.
pub fn styled(line: El, spans: &[Span]) -> El {
    spans.iter().fold(line, |line, span| {
        if span.style == Style::default() && span.link.is_none() {
            line.text(&span.text)
        } else {
            line.child(piece(span))
        }
    })
}

/// The same with some parts of the text marked: where each begins and ends, in bytes and in order,
/// and the class of its element.
pub fn marked(line: El, spans: &[Span], marks: &[(usize, usize, &str)]) -> El {
    let mut line = line;
    let mut start = 0;
    for span in spans {
        let end = start + span.text.len();
        let mut at = start;
        for (from, to, class) in marks {
            let (from, to) = ((*from).max(at), (*to).min(end));
            if from < to {
                line = styled(line, &part(span, at - start, from - start));
                line = line
                    .child(styled(el("mark").class(class), &part(span, from - start, to - start)));
                at = to;
            }
        }
        line = styled(line, &part(span, at - start, end - start));
        start = end;
    }
    line
}

/// The same of a row that is drawn in part: `marks` are those of the whole row. What is left out has
/// its room.
pub fn marked_part(line: El, part: &VisibleColumns, marks: &[(usize, usize, &str)]) -> El {
    let shift = |byte: usize| byte.saturating_sub(part.bytes_before);
    let marks: Vec<_> =
        marks.iter().map(|(from, to, class)| (shift(*from), shift(*to), *class)).collect();
    let room = |columns: u32| {
        let room = el("i.room").style("--columns", &columns.to_string());
        (columns > 0).then_some(room)
    };
    let units = part.units_before.to_string();
    let line = line.maybe(room(part.before).map(|room| room.attr("data-units", &units)));
    marked(line, &part.spans, &marks).maybe(room(part.after))
}

/// The part of a span from byte `from` to byte `to`, if there is any.
fn part(span: &Span, from: usize, to: usize) -> Vec<Span> {
    let text = span.text.get(from..to).filter(|text| !text.is_empty());
    text.map(|text| Span { text: text.to_owned(), ..span.clone() }).into_iter().collect()
}

fn piece(span: &Span) -> El {
    let class = classes(span.style);
    let piece = match &span.link {
        Some(address) => el("a")
            .class(&format!("{class} web"))
            .attr("href", address)
            .attr("title", address)
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer"),
        None => el("span").class(&class),
    };
    let piece = match span.style.effective_foreground().css() {
        Some(ink) => piece.style("--ink", &ink),
        None => piece,
    };
    let piece = match span.style.effective_background().css() {
        Some(paper) => piece.style("--paper", &paper),
        None => piece,
    };
    piece.text(&span.text)
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
