//! The styles that SGR escape sequences can set.

/// Characters of one style.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Span {
    /// The characters; the tab is the only control character.
    pub text: String,
    /// Their style.
    pub style: Style,
    /// The target of the link they belong to: http or https only.
    pub link: Option<String>,
}

/// The style of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Style {
    /// The colour of the text.
    pub foreground: Color,
    /// The colour behind the text.
    pub background: Color,
    /// Bold.
    pub bold: bool,
    /// Dim.
    pub dim: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underline: bool,
    /// Foreground and background swapped.
    pub inverse: bool,
    /// Struck through.
    pub strike: bool,
}

/// A colour of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Color {
    /// The default of the page.
    #[default]
    Default,
    /// One of the sixteen colours of the palette.
    Palette(u8),
    /// An exact colour.
    Rgb(u8, u8, u8),
}

impl Color {
    /// The colour of index `n` of 256: the palette, a cube of 6×6×6, and 24 greys.
    pub fn from_index(n: u8) -> Self {
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        match n {
            0..16 => Self::Palette(n),
            16..232 => {
                let cube = n - 16;
                Self::Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
            }
            232..=255 => {
                let grey = 8 + 10 * (n - 232);
                Self::Rgb(grey, grey, grey)
            }
        }
    }

    /// The CSS notation of an exact colour.
    pub fn css(self) -> Option<String> {
        match self {
            Self::Rgb(r, g, b) => Some(format!("#{r:02x}{g:02x}{b:02x}")),
            Self::Default | Self::Palette(_) => None,
        }
    }
}

impl Style {
    /// Applies the parameters of one SGR sequence.
    pub fn apply(&mut self, parameters: &str) {
        let mut fields = parameters.split(';');
        while let Some(field) = fields.next() {
            let mut parts = field.split(':');
            let code = parts.next().and_then(number).unwrap_or(0);
            match code {
                38 | 48 => {
                    let color = if field.contains(':') {
                        color_from_parts(&mut parts)
                    } else {
                        color_from_fields(&mut fields)
                    };
                    let Some(color) = color else { continue };
                    if code == 38 {
                        self.foreground = color;
                    } else {
                        self.background = color;
                    }
                }
                // `4:0` is no underline, `4:3` a curly one.
                4 => self.underline = parts.next() != Some("0"),
                _ => self.apply_code(code),
            }
        }
    }

    fn apply_code(&mut self, code: u8) {
        match code {
            0 => *self = Self::default(),
            1 => self.bold = true,
            2 => self.dim = true,
            3 => self.italic = true,
            7 => self.inverse = true,
            9 => self.strike = true,
            21 => self.underline = true,
            22 => (self.bold, self.dim) = (false, false),
            23 => self.italic = false,
            24 => self.underline = false,
            27 => self.inverse = false,
            29 => self.strike = false,
            30..=37 => self.foreground = Color::Palette(code - 30),
            39 => self.foreground = Color::Default,
            40..=47 => self.background = Color::Palette(code - 40),
            49 => self.background = Color::Default,
            90..=97 => self.foreground = Color::Palette(code - 90 + 8),
            100..=107 => self.background = Color::Palette(code - 100 + 8),
            _ => {}
        }
    }

    /// The colour in which the text is drawn.
    pub fn effective_foreground(self) -> Color {
        if self.inverse { self.background } else { self.foreground }
    }

    /// The colour that is drawn behind the text.
    pub fn effective_background(self) -> Color {
        if self.inverse { self.foreground } else { self.background }
    }
}

/// `38;5;N` and `38;2;R;G;B`.
fn color_from_fields<'a>(fields: &mut impl Iterator<Item = &'a str>) -> Option<Color> {
    let mut next = || fields.next().and_then(number);
    match next()? {
        5 => Some(Color::from_index(next()?)),
        2 => Some(Color::Rgb(next()?, next()?, next()?)),
        _ => None,
    }
}

/// `38:5:N`, `38:2:R:G:B` and `38:2:SPACE:R:G:B`.
fn color_from_parts<'a>(parts: &mut impl Iterator<Item = &'a str>) -> Option<Color> {
    let parts: Vec<&str> = parts.collect();
    match parts.as_slice() {
        ["5", index, ..] => Some(Color::from_index(number(index)?)),
        ["2", r, g, b] | ["2", _, r, g, b, ..] => {
            Some(Color::Rgb(number(r)?, number(g)?, number(b)?))
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<u8> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styled(parameters: &str) -> Style {
        let mut style = Style::default();
        style.apply(parameters);
        style
    }

    #[test]
    fn the_sixteen_colours_come_from_the_palette() {
        assert_eq!(styled("31").foreground, Color::Palette(1));
        assert_eq!(styled("97").foreground, Color::Palette(15));
        assert_eq!(styled("44;33").background, Color::Palette(4));
        assert_eq!(styled("44;33").foreground, Color::Palette(3));
        assert_eq!(styled("107").background, Color::Palette(15));
    }

    #[test]
    fn indexed_and_exact_colours_are_read_in_both_notations() {
        assert_eq!(styled("38;5;196").foreground, Color::Rgb(255, 0, 0));
        assert_eq!(styled("38:5:244").foreground, Color::Rgb(128, 128, 128));
        assert_eq!(styled("48;2;1;2;3").background, Color::Rgb(1, 2, 3));
        assert_eq!(styled("38:2:1:2:3").foreground, Color::Rgb(1, 2, 3));
        assert_eq!(styled("38:2::1:2:3").foreground, Color::Rgb(1, 2, 3));
        assert_eq!(styled("38;5;9").foreground, Color::Palette(9));
        assert_eq!(Color::Rgb(255, 10, 0).css().unwrap(), "#ff0a00");
    }

    #[test]
    fn attributes_are_set_and_reset() {
        let style = styled("1;2;3;4;7;9");
        assert!(style.bold && style.dim && style.italic && style.underline);
        assert!(style.inverse && style.strike);
        assert_eq!(styled("1;2;3;4;7;9;22;23;24;27;29"), Style::default());
        assert_eq!(styled("1;31;"), Style::default());
        assert!(!styled("4:0").underline && styled("4:3").underline);
    }

    #[test]
    fn broken_parameters_change_nothing() {
        assert_eq!(styled("38;5"), Style::default());
        assert_eq!(styled("38;9;1"), styled("1"));
        assert_eq!(styled("999"), Style::default());
    }

    #[test]
    fn inverse_swaps_the_colours() {
        let style = styled("7;31;44");
        assert_eq!(
            (style.effective_foreground(), style.effective_background()),
            (Color::Palette(4), Color::Palette(1))
        );
    }
}
