//! The texts of the bar and of the status line.

use crate::browser::color_scheme::Scheme;
use crate::format;
use crate::storage::traffic::Traffic;

/// The label of the switch for the colour scheme.
pub fn scheme(scheme: Scheme) -> String {
    let name = match scheme {
        Scheme::Auto => "as the system",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    format!("Colour scheme: {name}")
}

/// The requests and the bytes of this session.
pub fn traffic(traffic: Traffic) -> String {
    let requests = match traffic.requests {
        1 => "1 request".to_owned(),
        n => format!("{} requests", format::count(n)),
    };
    format!("{requests} · {} this session", format::size(traffic.bytes))
}
