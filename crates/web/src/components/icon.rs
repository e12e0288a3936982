//! A small set of icons of one stroke width, drawn inline: no font, no request.

use leptos::prelude::*;

/// The icons there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// A half-filled disc: the colour scheme follows the system.
    Auto,
    /// A sun.
    Light,
    /// A moon.
    Dark,
    /// Two sheets.
    Copy,
    /// A chain.
    Link,
    /// A tick.
    Done,
    /// An arrow down.
    Down,
    /// An arrow up.
    Up,
    /// An arrow down onto a line.
    Save,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// A triangle with a mark.
    Warning,
    /// A cloud that is struck through.
    Offline,
    /// A lens.
    Search,
    /// A tray with nothing in it.
    Empty,
    /// A sheet.
    File,
    /// A sheet with lines.
    Log,
    /// A landscape.
    Picture,
    /// A key.
    Key,
    /// An arrow in a circle.
    Retry,
    /// A question mark.
    Unknown,
    /// A cross.
    Close,
    /// Three dots.
    More,
    /// A clock.
    Clock,
    /// A bell.
    Bell,
}

impl IconName {
    fn path(self) -> &'static str {
        match self {
            Self::Auto => "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11v11M10.5 3.2v9.6M13 6v4",
            Self::Light => {
                "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6M8 1.2v1.4M8 13.4v1.4M1.2 8h1.4M13.4 8h1.4M3.2 3.2l1 1M11.8 11.8l1 1M3.2 12.8l1-1M11.8 4.2l1-1"
            }
            Self::Dark => "M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z",
            Self::Copy => {
                "M7 5.5h5a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H7A1.5 1.5 0 0 1 5.5 12V7A1.5 1.5 0 0 1 7 5.5M10.5 2.5h-6a2 2 0 0 0-2 2v6"
            }
            Self::Link => {
                "M6.5 9.5l3-3M7 4.5 8.6 2.9a2.8 2.8 0 0 1 4 4L11 8.5M9 11.5l-1.6 1.6a2.8 2.8 0 0 1-4-4L5 7.5"
            }
            Self::Done => "M3 8.5l3.2 3.2L13 5",
            Self::Up => "M8 12.5v-9M4.5 7 8 3.5 11.5 7",
            Self::Down => "M8 3.5v9M4.5 9 8 12.5 11.5 9",
            Self::Save => "M8 2v8.2M4.8 7.4 8 10.6l3.2-3.2M3 13.4h10",
            Self::Left => "M10 3.5 5.5 8l4.5 4.5",
            Self::Right => "M6 3.5 10.5 8 6 12.5",
            Self::Warning => "M8 2.2 14.2 13H1.8zM8 6.5v3M8 11.3v.1",
            Self::Offline => {
                "M4.2 12.5a2.9 2.9 0 0 1-.2-5.8 4 4 0 0 1 .9-2M7 3.6a4 4 0 0 1 4.9 3.1 2.9 2.9 0 0 1 1.3 5.1M2.5 2l11 12"
            }
            Self::Search => "M7 2.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 1 0 0-8.4M10.2 10.2 13.5 13.5",
            Self::Empty => "M2 9.5 4 3.5h8l2 6v3.5H2zM2 9.5h3.6l1 1.6h2.8l1-1.6H14",
            Self::File => "M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.2h3.2",
            Self::Log => "M4 1.8h5.2L12.5 5v9.2H4zM9 2v3.2h3.2M6.2 8h4M6.2 10.6h4",
            Self::Picture => "M2.2 3h11.6v10H2.2zM2.5 11.5l3.2-3.4 2.5 2.4 2-1.8 3.3 3M10.2 6v.1",
            Self::Key => {
                "M5.4 7.2a3.2 3.2 0 1 0 0 6.4a3.2 3.2 0 1 0 0-6.4M7.6 8.2 13.5 2.3M11 4.8l1.8 1.8"
            }
            Self::Retry => "M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3",
            Self::Clock => "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11M8 5v3.3l2.3 1.4",
            Self::Bell => "M2.8 11.5h10.4L12 9.8V7a4 4 0 0 0-8 0v2.8zM6.6 13.6a1.5 1.5 0 0 0 2.8 0",
            Self::More => "M3 8v.1M8 8v.1M13 8v.1",
            Self::Close => "M4 4l8 8M12 4l-8 8",
            Self::Unknown => "M6.1 6a2 2 0 1 1 2.9 1.9c-.7.3-1 .8-1 1.5M8 11.8v.1",
        }
    }
}

/// Draws an icon. Assistive technology skips it: the text next to it, or the label of the control
/// around it, gives the meaning.
#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg class="i" viewBox="0 0 16 16" aria-hidden="true">
            <path d=name.path() />
        </svg>
    }
}

/// The product's logo: three book spines on a shelf.
#[component]
pub fn Logo() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <rect class="a" x="3" y="5" width="4" height="13" rx="1" />
            <rect class="b" x="8.5" y="8" width="4" height="10" rx="1" />
            <rect
                class="c"
                x="14"
                y="5.6"
                width="4"
                height="12.6"
                rx="1"
                transform="rotate(-9 16 12)"
            />
            <path d="M2 20.2h20" />
        </svg>
    }
}
