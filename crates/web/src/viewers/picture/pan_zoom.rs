//! How a picture stands in its view, and how the wheel and the pointer change that.

use crate::browser::object_url::Picture;
use crate::storage::session::Session;
use crate::viewers::picture::zoom::{Placed, Size, Zoom};
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::JsCast as _;
use web_sys::{PointerEvent, WheelEvent};

/// The factor of one notch of a wheel.
const NOTCH: f64 = 1.2;
/// Pixels of scrolling that count as a notch, for wheels without notches.
const PIXELS_PER_NOTCH: f64 = 100.0;

/// The scale and the place of a picture.
#[derive(Debug, Clone, Copy)]
pub struct PanZoom {
    session: &'static Session,
    /// The size of the view, in pixels of the screen.
    pub(crate) view: RwSignal<Size>,
    /// The size of the picture, in its own pixels; zero while there is none.
    pub(crate) picture: Memo<Size>,
    /// What the reader chose; none while the picture stands as the link says.
    zoom: RwSignal<Option<Zoom>>,
    /// Where the pointer holds the picture.
    grip: RwSignal<Option<Size>>,
    is_actual: Memo<bool>,
}

impl PanZoom {
    /// Places `picture` as the link says.
    pub(crate) fn new(session: &'static Session, picture: Signal<Option<Arc<Picture>>>) -> Self {
        let size_of = |picture: &Arc<Picture>| Size {
            width: picture.width.into(),
            height: picture.height.into(),
        };
        Self {
            session,
            view: RwSignal::new(Size::default()),
            picture: Memo::new(move |_| {
                picture.with(|picture| picture.as_ref().map(size_of)).unwrap_or_default()
            }),
            zoom: RwSignal::new(None),
            grip: RwSignal::new(None),
            is_actual: Memo::new(move |_| session.route.with(|route| route.view.actual_size)),
        }
    }

    /// Where the picture stands now.
    pub(crate) fn placed(self) -> Placed {
        self.zoom().place(self.view.get(), self.picture.get())
    }

    fn zoom(self) -> Zoom {
        match self.zoom.get() {
            Some(zoom) => zoom,
            None if self.is_actual.get() => Zoom::actual(self.view.get(), self.picture.get()),
            None => Zoom::Fit,
        }
    }

    /// Whether the link's own choice between fitted (`false`) and pixel for pixel (`true`) is shown.
    pub(crate) fn is_shown_as(self, is_actual: bool) -> bool {
        self.zoom.with(Option::is_none) && self.is_actual.get() == is_actual
    }

    /// Whether the pointer holds the picture.
    pub(crate) fn is_held(self) -> bool {
        self.grip.with(Option::is_some)
    }

    fn change(self, change: impl Fn(Zoom, Size, Size) -> Zoom) {
        let (view, picture) = (self.view.get_untracked(), self.picture.get_untracked());
        if picture.width > 0.0 {
            self.zoom.set(Some(change(untrack(|| self.zoom()), view, picture)));
        }
    }

    /// Shows the picture fitted or pixel for pixel, and puts that into the link.
    pub(crate) fn set_actual(self, is_actual: bool) {
        self.zoom.set(None);
        self.session.change_view(|view| view.actual_size = is_actual);
    }

    /// Fitted becomes pixel for pixel, and the reverse.
    pub(crate) fn toggle_actual(self) {
        self.set_actual(!self.is_actual.get_untracked());
    }

    /// Zooms to the cursor.
    pub(crate) fn on_wheel(self, wheel: &WheelEvent) {
        wheel.prevent_default();
        let notches = match wheel.delta_mode() {
            WheelEvent::DOM_DELTA_PIXEL => -wheel.delta_y() / PIXELS_PER_NOTCH,
            _ => -wheel.delta_y().signum(),
        };
        let cursor = (f64::from(wheel.offset_x()), f64::from(wheel.offset_y()));
        let factor = NOTCH.powf(notches.clamp(-3.0, 3.0));
        self.change(|zoom, view, picture| zoom.zoomed(view, picture, cursor, factor));
    }

    /// Takes hold of the picture.
    pub(crate) fn on_press(self, pointer: &PointerEvent) {
        if pointer.button() != 0 {
            return;
        }
        let target = pointer.current_target();
        if let Some(stage) = target.and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            // Without the capture a drag ends at the border; nothing else is lost.
            let _ = stage.set_pointer_capture(pointer.pointer_id());
        }
        self.grip.set(Some(position(pointer)));
    }

    /// Moves the picture with the pointer that holds it.
    pub(crate) fn on_move(self, pointer: &PointerEvent) {
        let Some(from) = self.grip.get_untracked() else { return };
        let to = position(pointer);
        let by = (to.width - from.width, to.height - from.height);
        self.change(|zoom, view, picture| zoom.moved(view, picture, by));
        self.grip.set(Some(to));
    }

    /// Lets go of the picture.
    pub(crate) fn release(self) {
        self.grip.set(None);
    }
}

fn position(pointer: &PointerEvent) -> Size {
    Size { width: pointer.client_x().into(), height: pointer.client_y().into() }
}
