//! The place a picture stands on: fitted, zoomed with the wheel, moved by dragging.

use crate::browser::object_url::Picture;
use crate::browser::observer;
use crate::dom::{El, Of, effect, el, memo, of};
use crate::messages;
use crate::reactive::*;
use crate::storage::session::{Session, session};
use crate::viewers::picture::zoom::{Placed, Size, Zoom};
use std::sync::Arc;
use wasm_bindgen::JsCast as _;
use web_sys::{Event, PointerEvent, WheelEvent};

/// One notch of a wheel.
const NOTCH: f64 = 1.2;
/// Pixels of scrolling that make a notch, for wheels without any.
const PIXELS_PER_NOTCH: f64 = 100.0;

/// How a picture stands, and what moves it.
#[derive(Debug)]
struct Hand {
    view: State<Size>,
    picture: State<Size>,
    /// What the hand did; none while the picture stands as the link says.
    zoom: State<Option<Zoom>>,
    /// Where the pointer holds the picture.
    grip: State<Option<Size>>,
    is_actual: Derived<bool>,
    session: &'static Session,
}

/// The stage, and the buttons that say how the picture stands.
pub(crate) fn stage(
    picture: Of<Option<Arc<Picture>>>,
    name: Of<String>,
    is_waiting: Of<bool>,
) -> (El, El) {
    let session = session();
    let hand = kept(Hand {
        view: State::new(Size::default()),
        picture: State::new(Size::default()),
        zoom: State::new(None),
        grip: State::new(None),
        is_actual: memo(move || session.route.get().view.actual_size),
        session,
    });
    let sized = picture.clone();
    effect(move || {
        let size = sized
            .run()
            .map(|picture| Size { width: picture.width.into(), height: picture.height.into() });
        hand.picture.set(size.unwrap_or_default());
    });
    let (waits, busy) = (is_waiting.clone(), is_waiting);
    let stage = el("div.stage")
        .class_if("held", move || hand.grip.with(Option::is_some))
        .class_if("waiting", move || waits.run())
        .state_of("aria-busy", move || busy.run())
        .when(
            move || hand.picture.with(|size| size.width > 0.0),
            move || image(hand, picture.clone(), name.clone()),
        )
        .on("wheel", move |event| hand.on_wheel(&event))
        .on("pointerdown", move |event| hand.on_down(&event))
        .on("pointermove", move |event| hand.on_move(&event))
        .on("pointerup", move |_| hand.grip.set(None))
        .on("pointercancel", move |_| hand.grip.set(None))
        .on("dblclick", move |_| hand.set_actual(!hand.is_actual.get_untracked()));
    let observed = stage.clone();
    observer::on_resize(&stage, move || {
        let element = observed.raw();
        let (width, height) = (element.client_width(), element.client_height());
        hand.view.set(Size { width: width.into(), height: height.into() });
    });
    (stage, zoom_choice(hand))
}

fn image(hand: &'static Hand, picture: Of<Option<Arc<Picture>>>, name: Of<String>) -> El {
    let transform = move || {
        let Placed { scale, x, y } = hand.placed();
        let (scale, x, y) = (decimal(scale, 4), decimal(x, 1), decimal(y, 1));
        format!("translate({x}px, {y}px) scale({scale})")
    };
    let side = |of: fn(Size) -> f64| {
        move || Some((hand.picture.with(|size| of(*size)) as u32).to_string())
    };
    el("img.picture")
        .class_if("sharp", move || hand.placed().scale >= 3.0)
        .attr("draggable", "false")
        .test("picture")
        .attr_of("alt", move || Some(messages::picture_alt(&name.run())))
        .attr_of("width", side(|size| size.width))
        .attr_of("height", side(|size| size.height))
        .attr_of("src", move || picture.run().map(|picture| picture.url().to_owned()))
        .style_of("transform", transform)
}

/// A number with few decimals, made of whole ones: printing floats costs kilobytes.
fn decimal(number: f64, digits: usize) -> String {
    let parts = (0..digits).fold(1_i64, |parts, _| parts * 10);
    let scaled = (number * parts as f64).round() as i64;
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, rest) = (scaled.abs() / parts, scaled.abs() % parts);
    format!("{sign}{whole}.{rest:0digits$}")
}

fn zoom_choice(hand: &'static Hand) -> El {
    let is_as_linked = move || hand.zoom.with(Option::is_none);
    let choice = move |is_actual: bool, label, testid| {
        el("button[type=button]")
            .state_of("aria-pressed", move || is_as_linked() && hand.is_actual.get() == is_actual)
            .test(testid)
            .text(label)
            .on("click", move |_| hand.set_actual(is_actual))
    };
    let percent = of(move || messages::zoom_percent(hand.placed().scale));
    let choices = el("span.seg").child(choice(false, messages::FIT, "fit")).child(choice(
        true,
        messages::ACTUAL_SIZE,
        "actual-size",
    ));
    el("span.zooming")
        .child(el("span.num.faint.wide.zoom").text_of(move || percent.run()))
        .child(choices)
}

impl Hand {
    fn zoom(&self) -> Zoom {
        match self.zoom.get() {
            Some(zoom) => zoom,
            None if self.is_actual.get() => Zoom::actual(self.view.get(), self.picture.get()),
            None => Zoom::Fit,
        }
    }

    fn placed(&self) -> Placed {
        self.zoom().place(self.view.get(), self.picture.get())
    }

    fn change(&self, change: impl Fn(Zoom, Size, Size) -> Zoom) {
        let (view, picture) = (self.view.get_untracked(), self.picture.get_untracked());
        if picture.width > 0.0 {
            self.zoom.set(Some(change(untrack(|| self.zoom()), view, picture)));
        }
    }

    fn set_actual(&self, is_actual: bool) {
        self.zoom.set(None);
        self.session.change_view(|view| view.actual_size = is_actual);
    }

    fn on_wheel(&self, event: &Event) {
        let Some(wheel) = event.dyn_ref::<WheelEvent>() else { return };
        event.prevent_default();
        let notches = match wheel.delta_mode() {
            WheelEvent::DOM_DELTA_PIXEL => -wheel.delta_y() / PIXELS_PER_NOTCH,
            _ => -wheel.delta_y().signum(),
        };
        let cursor = (f64::from(wheel.offset_x()), f64::from(wheel.offset_y()));
        self.change(|zoom, view, picture| {
            zoom.zoomed(view, picture, cursor, js_sys::Math::pow(NOTCH, notches.clamp(-3.0, 3.0)))
        });
    }

    fn on_down(&self, event: &Event) {
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        if pointer.button() != 0 {
            return;
        }
        if let Some(stage) =
            event.current_target().and_then(|t| t.dyn_into::<web_sys::Element>().ok())
        {
            // Without the capture a drag ends at the border; that is all.
            let _ = stage.set_pointer_capture(pointer.pointer_id());
        }
        self.grip.set(Some(place_of(pointer)));
    }

    fn on_move(&self, event: &Event) {
        let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return };
        let Some(from) = self.grip.get_untracked() else { return };
        let to = place_of(pointer);
        let by = (to.width - from.width, to.height - from.height);
        self.change(|zoom, view, picture| zoom.moved(view, picture, by));
        self.grip.set(Some(to));
    }
}

fn place_of(pointer: &PointerEvent) -> Size {
    Size { width: pointer.client_x().into(), height: pointer.client_y().into() }
}

#[cfg(test)]
mod tests {
    use crate::viewers::picture::stage::decimal;

    #[test]
    fn decimals_are_those_of_the_number() {
        assert_eq!(decimal(-0.5, 1), "-0.5");
        assert_eq!(decimal(12.34, 1), "12.3");
        assert_eq!(decimal(0.5, 4), "0.5000");
        assert_eq!(decimal(-3.0, 1), "-3.0");
        assert_eq!(decimal(1.00006, 4), "1.0001");
    }
}
