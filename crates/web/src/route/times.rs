//! Which times the lines of a log show, as part of the address.

/// The times that are shown next to the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Times {
    /// None.
    #[default]
    Off,
    /// The time of day.
    Clock,
    /// The time since the line before.
    Since,
}

impl Times {
    /// Reads the value that [`as_str`](Self::as_str) returns; any other means none.
    pub fn parse(value: &str) -> Self {
        match value {
            "1" => Self::Clock,
            "2" => Self::Since,
            _ => Self::Off,
        }
    }

    /// The value in an address; empty if no times are shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "",
            Self::Clock => "1",
            Self::Since => "2",
        }
    }

    /// The next choice, when the reader presses the button.
    pub fn next(self) -> Self {
        match self {
            Self::Off => Self::Clock,
            Self::Clock => Self::Since,
            Self::Since => Self::Off,
        }
    }
}
