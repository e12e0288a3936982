//! The browser, behind functions thin enough to need no test of their own.
//!
//! Nothing else in this crate names `web_sys`, but for the elements that events carry. Every
//! failure is a default or a `false`: a page must not break because a browser lacks something.

pub mod address;
pub mod clipboard;
pub mod clock;
pub mod document;
pub mod events;
pub mod network;
pub mod notices;
pub mod observe;
pub mod pictures;
pub mod saving;
pub mod scheme;
pub mod selection;
pub mod stored;
pub mod views;
pub mod worker;

fn window() -> Option<web_sys::Window> {
    web_sys::window()
}
