//! Renders a line as a terminal would show it.
//!
//! Colours and links to http and https stay, every other escape sequence is removed. A carriage
//! return overwrites the line, as a progress bar does. The result is text and styles, never markup.

use super::style::{Span, Style};

/// A rendered line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Its text, in pieces of one style.
    pub spans: Vec<Span>,
    /// The style at its end.
    pub end: Style,
    /// How often the line was overwritten.
    pub updates: u32,
}

impl Drawn {
    /// The text without styles.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// Renders the last update of a line.
pub fn draw(raw: &str, start: Style) -> Drawn {
    let mut screen = Screen::new(start, false);
    screen.write(raw);
    let Screen { spans, style, updates, .. } = screen;
    Drawn { spans, end: style, updates }
}

/// Renders every update of a line, in order; there is at least one.
pub fn draw_updates(raw: &str, start: Style) -> Vec<Vec<Span>> {
    let mut screen = Screen::new(start, true);
    screen.write(raw);
    screen.collected.push(screen.spans);
    screen.collected
}

struct Screen {
    spans: Vec<Span>,
    style: Style,
    link: Option<String>,
    /// A carriage return was read: the next character overwrites the line.
    returned: bool,
    updates: u32,
    collects_updates: bool,
    collected: Vec<Vec<Span>>,
}

impl Screen {
    fn new(style: Style, collects_updates: bool) -> Self {
        let (spans, collected) = (Vec::new(), Vec::new());
        let (link, returned, updates) = (None, false, 0);
        Self { spans, style, link, returned, updates, collects_updates, collected }
    }

    fn write(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some(index) = first_control(rest) {
            let (plain, from_control) = rest.split_at(index);
            self.put(plain);
            let mut characters = from_control.chars();
            let control = characters.next();
            rest = characters.as_str();
            match control {
                Some('\r') => self.returned = true,
                Some('\t') => self.put("\t"),
                Some('\u{8}') => self.erase_last(),
                Some('\u{1b}') => rest = self.escape(rest),
                Some('\u{9b}') => rest = self.control_sequence(rest),
                Some('\u{9d}') => rest = self.command(rest),
                _ => {}
            }
        }
        self.put(rest);
    }

    fn put(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if std::mem::take(&mut self.returned) && !self.spans.is_empty() {
            let before = std::mem::take(&mut self.spans);
            self.updates += 1;
            if self.collects_updates {
                self.collected.push(before);
            }
        }
        match self.spans.last_mut() {
            Some(last) if last.style == self.style && last.link == self.link => {
                last.text.push_str(text);
            }
            _ => {
                let (text, link) = (text.to_owned(), self.link.clone());
                self.spans.push(Span { text, style: self.style, link });
            }
        }
    }

    /// A backspace: spinners write one before each frame.
    fn erase_last(&mut self) {
        if let Some(last) = self.spans.last_mut() {
            last.text.pop();
            if last.text.is_empty() {
                self.spans.pop();
            }
        }
    }

    /// Reads the sequence after ESC. Returns the text after it.
    fn escape<'a>(&mut self, rest: &'a str) -> &'a str {
        let mut characters = rest.chars();
        match characters.next() {
            Some('[') => self.control_sequence(characters.as_str()),
            Some(']') => self.command(characters.as_str()),
            // Strings for other devices: skipped to their end.
            Some('P' | 'X' | '^' | '_') => string_and_rest(characters.as_str()).1,
            // Intermediate characters, such as a choice of character set, then one final character.
            Some(' '..='/') => {
                let rest = characters.as_str().trim_start_matches(|c| (' '..='/').contains(&c));
                skip_one(rest)
            }
            Some('0'..='~') => characters.as_str(),
            // Not a sequence: the character is text.
            _ => rest,
        }
    }

    /// `ESC [`: parameters and a final letter. Only `m`, which sets the style, has an effect.
    fn control_sequence<'a>(&mut self, rest: &'a str) -> &'a str {
        let end = rest.find(|c| !(' '..='?').contains(&c)).unwrap_or(rest.len());
        let (parameters, rest) = rest.split_at(end);
        if rest.starts_with('m') && !parameters.starts_with(['<', '=', '>', '?']) {
            self.style.apply(parameters);
        }
        if rest.starts_with(|c| ('@'..='~').contains(&c)) { skip_one(rest) } else { rest }
    }

    /// `ESC ]`: a command to the terminal. Only links have an effect.
    fn command<'a>(&mut self, rest: &'a str) -> &'a str {
        let (command, rest) = string_and_rest(rest);
        if let Some(link) = command.strip_prefix("8;") {
            let address = link.split_once(';').map_or("", |(_, address)| address);
            self.link = is_safe_link(address).then(|| address.to_owned());
        }
        rest
    }
}

/// Whether an address of a link leads to the web, and to where it seems to lead: a user name before
/// the host can look like a host (`https://portal.example@other.example/`).
fn is_safe_link(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else { return false };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    // Browsers take a backslash for a slash, and skip any number of both before the host.
    let host = rest.trim_start_matches(['/', '\\']);
    let authority = host.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    is_web
        && rest.starts_with("//")
        && !authority.is_empty()
        && !authority.contains('@')
        && !address.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// A string up to BEL or ST, and the text after it. Without an end it is all of the text.
fn string_and_rest(text: &str) -> (&str, &str) {
    match text.find(['\u{7}', '\u{1b}', '\u{9c}']) {
        None => (text, ""),
        Some(end) => {
            let (string, rest) = text.split_at(end);
            match rest.strip_prefix("\u{1b}") {
                // Another escape ends the string, and is read as its own sequence.
                Some(after) => (string, after.strip_prefix('\\').unwrap_or(rest)),
                None => (string, skip_one(rest)),
            }
        }
    }
}

fn skip_one(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

/// The first control character.
fn first_control(text: &str) -> Option<usize> {
    // Byte by byte: the control characters beyond ASCII begin with the byte 0xc2.
    let mut bytes = text.bytes().enumerate();
    bytes.find_map(|(index, byte)| match byte {
        0..=0x1f | 0x7f => Some(index),
        0xc2 => matches!(text.as_bytes().get(index + 1), Some(0x80..=0x9f)).then_some(index),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::style::Color;
    use super::*;
    use proptest::prelude::*;

    fn text(raw: &str) -> String {
        draw(raw, Style::default()).text()
    }

    #[test]
    fn colours_split_the_text_and_carry_over_to_the_next_line() {
        let drawn = draw("a\u{1b}[31mb\u{1b}[1mc", Style::default());
        let pieces: Vec<_> = drawn
            .spans
            .iter()
            .map(|span| (span.text.as_str(), span.style.foreground, span.style.bold))
            .collect();
        assert_eq!(
            pieces,
            [
                ("a", Color::Default, false),
                ("b", Color::Palette(1), false),
                ("c", Color::Palette(1), true)
            ]
        );
        assert_eq!(draw("d", drawn.end).spans[0].style, drawn.end);
    }

    #[test]
    fn a_progress_line_shows_its_last_update() {
        let drawn = draw("1 %\r50 %\r\u{1b}[32m100 %\r", Style::default());
        assert_eq!((drawn.text().as_str(), drawn.updates), ("100 %", 2));
        let rows = draw_updates("1 %\r50 %\r100 %\r", Style::default());
        let rows: Vec<String> =
            rows.iter().map(|row| row.iter().map(|span| span.text.as_str()).collect()).collect();
        assert_eq!(rows, ["1 %", "50 %", "100 %"]);
    }

    #[test]
    fn a_windows_line_end_is_no_update() {
        let drawn = draw("done\r", Style::default());
        assert_eq!((drawn.text().as_str(), drawn.updates), ("done", 0));
    }

    #[test]
    fn escapes_without_a_style_are_removed() {
        for raw in [
            "a\u{1b}[2Kb",
            "a\u{1b}[?25lb",
            "a\u{1b}]0;title\u{7}b",
            "a\u{1b}]0;title\u{1b}\\b",
            "a\u{1b}Pq#0\u{1b}\\b",
            "a\u{1b}(Bb",
            "a\u{1b}7b",
            "a\u{7}b\u{0}",
            "a\u{9b}1;31Hb",
            "ax\u{8}b",
            "ab\u{1b}",
            "ab\u{1b}[",
            "ab\u{1b}[38;5;",
            "ab\u{1b}]8;;http",
        ] {
            assert_eq!(text(raw), "ab", "{raw:?}");
        }
    }

    #[test]
    fn only_links_to_the_web_stay() {
        let link = |raw: &str| draw(raw, Style::default()).spans[0].link.clone();
        let web = "\u{1b}]8;id=1;https://example.com/x\u{1b}\\here\u{1b}]8;;\u{1b}\\";
        assert_eq!(link(web).as_deref(), Some("https://example.com/x"));
        assert_eq!(link("\u{1b}]8;;javascript:alert(1)\u{7}here"), None);
        assert_eq!(link("\u{1b}]8;;http:\u{7}here"), None);
        let after = draw(&format!("{web} and on"), Style::default());
        assert_eq!(after.spans[1].link, None);
    }

    #[test]
    fn links_with_a_user_before_their_host_are_refused() {
        let link = |address: &str| {
            let raw = format!("\u{1b}]8;;{address}\u{7}here\u{1b}]8;;\u{7}");
            let drawn = draw(&raw, Style::default());
            assert_eq!(drawn.text(), "here", "{address}");
            drawn.spans[0].link.clone()
        };
        for refused in [
            "https://a@b/",
            "https://a:p@b",
            "HTTPS://portal.example@other.example/",
            "https://@b/",
            "http://a@b?x",
            "http://a@b#x",
            "https:///a@b/",
            "https:////a@b/",
            "https://\\a@b/",
            "https:/\\a@b/",
            "https:a@b/",
            "https:/a@b/",
            "https://a\u{1}@b/",
            "https://",
            "https:///",
            "https://?a",
        ] {
            assert_eq!(link(refused), None, "{refused}");
        }
        for kept in [
            "https://b/@a",
            "https://b/x?mail=a@b",
            "https://b#a@b",
            "https://b\\@a",
            "http://[::1]:80/a@b",
        ] {
            assert_eq!(link(kept).as_deref(), Some(kept));
        }
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(text("<img src=x onerror=alert(1)>"), "<img src=x onerror=alert(1)>");
    }

    proptest! {
        #[test]
        fn the_tab_is_the_only_control_character_left(raw in "(\\PC|[\u{0}-\u{1f}\u{80}-\u{9f}]|\u{1b}\\[|\u{1b}\\]8;;|[0-9;:m]){0,60}") {
            let drawn = text(&raw);
            prop_assert!(drawn.chars().all(|c| c == '\t' || !c.is_control()), "{drawn:?}");
        }

        #[test]
        fn the_line_shows_its_last_update(raw in "([a-c]|\r|\u{1b}\\[3[0-7]m){0,40}") {
            let drawn = draw(&raw, Style::default());
            let rows = draw_updates(&raw, Style::default());
            prop_assert_eq!(rows.len(), drawn.updates as usize + 1);
            prop_assert_eq!(rows.last(), Some(&drawn.spans));
        }
    }
}
