//! How a page is looked at: the part of the route after `?`.
//!
//! Only what differs from the plain view is written. Unknown parameters are dropped, so that a
//! link of a newer viewer still opens.

use crate::route::{LineFilter, Query, Times, decode, encode_but};
use jobshelf_log::{Encoding, LineSelection};
use std::fmt;

/// What of a page is shown; the default is the plain view.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The tab of a job's page.
    pub tab: Tab,
    /// The text that rows must contain.
    pub filter: String,
    /// How a file is opened, if not by what it holds.
    pub open_as: OpenAs,
    /// Long lines are broken; none leaves it to the width of the screen.
    pub wrap: Option<bool>,
    /// Every update of a progress line is shown.
    pub raw: bool,
    /// What a text is read in; none leaves it to what its bytes tell.
    pub encoding: Option<Encoding>,
    /// What of their times lines show.
    pub times: Times,
    /// What is looked for in a text.
    pub find: Query,
    /// The expression for lines that are errors, if the reader has one.
    pub errors: String,
    /// Which lines of a text are shown.
    pub lines: LineFilter,
    /// A picture is shown pixel for pixel.
    pub actual_size: bool,
    /// The byte that a windowed view begins at.
    pub at: u64,
    /// Both streams of a task are shown.
    pub both: bool,
    /// The selected lines of a log.
    pub selection: Option<LineSelection>,
}

/// The tabs of a job's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Tab {
    /// Its tasks.
    #[default]
    Tasks,
    /// Its newest previews.
    Previews,
    /// The outputs of the job itself.
    Outputs,
    /// What is outside the convention.
    Other,
}

impl Tab {
    /// All of them, as they stand in the page.
    pub const ALL: [Self; 4] = [Self::Tasks, Self::Previews, Self::Outputs, Self::Other];

    /// The name in an address and in a test's hook.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Tasks => "tasks",
            Self::Previews => "previews",
            Self::Outputs => "outputs",
            Self::Other => "other",
        }
    }
}

/// How a file is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum OpenAs {
    /// By what it holds.
    #[default]
    Auto,
    /// As lines of text.
    Text,
    /// As bytes.
    Hex,
}

impl OpenAs {
    fn slug(self) -> &'static str {
        match self {
            Self::Auto => "",
            Self::Text => "text",
            Self::Hex => "hex",
        }
    }
}

impl View {
    /// Reads `name=value` pairs.
    pub(crate) fn parse(query: &str) -> Self {
        let mut view = Self::default();
        let (mut from, mut to) = (None, None);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match name {
                "tab" => {
                    let named = Tab::ALL.into_iter().find(|tab| tab.slug() == value);
                    view.tab = named.unwrap_or_default();
                }
                "q" => view.filter = value,
                "as" => {
                    let all = [OpenAs::Text, OpenAs::Hex];
                    let named = all.into_iter().find(|way| way.slug() == value);
                    view.open_as = named.unwrap_or_default();
                }
                "wrap" => view.wrap = Some(value == "1"),
                "both" => view.both = value == "1",
                "raw" => view.raw = value == "1",
                "times" => view.times = Times::parse(&value),
                "enc" => view.encoding = Encoding::parse(&value),
                "find" => view.find.text = value,
                "by" => view.find.parse_flags(&value),
                "err" => view.errors = value,
                "filter" => view.lines.include.text = value,
                "not" => view.lines.exclude = value,
                "fby" => view.lines.include.parse_flags(&value),
                "around" => view.lines.parse_around(&value),
                "zoom" => view.actual_size = value == "1",
                "at" => view.at = value.parse().unwrap_or_default(),
                "b" => from = value.parse().ok(),
                "e" => to = value.parse().ok(),
                _ => {}
            }
        }
        view.selection = from.map(|from| LineSelection::line(from, to.unwrap_or(from)));
        view
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = '?';
        let mut pair = |name: &str, value: &str| {
            let written = write!(f, "{separator}{name}={}", encode_but(value, b"$:@,/"));
            separator = '&';
            written
        };
        if self.tab != Tab::default() {
            pair("tab", self.tab.slug())?;
        }
        if !self.filter.is_empty() {
            pair("q", &self.filter)?;
        }
        if self.open_as != OpenAs::default() {
            pair("as", self.open_as.slug())?;
        }
        if let Some(wrap) = self.wrap {
            pair("wrap", if wrap { "1" } else { "0" })?;
        }
        if self.both {
            pair("both", "1")?;
        }
        if self.raw {
            pair("raw", "1")?;
        }
        if self.times != Times::default() {
            pair("times", self.times.as_str())?;
        }
        if let Some(encoding) = self.encoding {
            pair("enc", encoding.as_str())?;
        }
        if !self.find.is_empty() {
            pair("find", &self.find.text)?;
            let flags = self.find.flags();
            if !flags.is_empty() {
                pair("by", flags)?;
            }
        }
        if !self.errors.is_empty() {
            pair("err", &self.errors)?;
        }
        if !self.lines.is_empty() {
            let LineFilter { include, exclude, around } = &self.lines;
            for (name, value) in
                [("filter", include.text.as_str()), ("not", exclude), ("fby", include.flags())]
            {
                if !value.is_empty() {
                    pair(name, value)?;
                }
            }
            if *around > 0 {
                pair("around", &around.to_string())?;
            }
        }
        if self.actual_size {
            pair("zoom", "1")?;
        }
        if self.at > 0 {
            pair("at", &self.at.to_string())?;
        }
        if let Some(LineSelection { from, to }) = self.selection {
            pair("b", &from.to_string())?;
            pair("e", &to.to_string())?;
        }
        Ok(())
    }
}
