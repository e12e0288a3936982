//! The place a picture stands on: fitted, zoomed with the wheel, moved by dragging.

use crate::messages;
use crate::platform::observe;
use crate::platform::pictures::Picture;
use crate::session::session;
use crate::state::zoom::{Size, Zoom};
use leptos::html::Div;
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;

/// One notch of a wheel.
const NOTCH: f64 = 1.2;
/// Pixels of scrolling that make a notch, for wheels without any.
const PIXELS_PER_NOTCH: f64 = 100.0;

/// The stage, its bar below it.
#[component]
pub(super) fn Stage(
    picture: Signal<Option<Rc<Picture>>, LocalStorage>,
    name: Signal<String>,
    is_waiting: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let session = session();
    let stage = NodeRef::<Div>::new();
    let view_size = RwSignal::new(Size::default());
    // What the hand did; none while the picture stands as the link says.
    let hand: RwSignal<Option<Zoom>> = RwSignal::new(None);
    let grip: RwSignal<Option<(f64, f64)>> = RwSignal::new(None);
    stage.on_load(move |element| {
        let observed = element.clone();
        observe::on_resize(&element, move || {
            let (width, height) = (observed.client_width(), observed.client_height());
            view_size.try_set(Size { width: width.into(), height: height.into() });
        });
    });
    let size = Memo::new(move |_| {
        picture.with(|picture| {
            picture.as_ref().map_or(Size::default(), |picture| Size {
                width: picture.width.into(),
                height: picture.height.into(),
            })
        })
    });
    let is_actual = Memo::new(move |_| session.route.with(|route| route.view.actual_size));
    let zoom = Memo::new(move |_| match hand.get() {
        Some(zoom) => zoom,
        None if is_actual.get() => Zoom::actual(view_size.get(), size.get()),
        None => Zoom::Fit,
    });
    let placed = Memo::new(move |_| zoom.get().place(view_size.get(), size.get()));
    let transform = move || {
        let placed = placed.get();
        format!("translate({:.1}px, {:.1}px) scale({:.4})", placed.x, placed.y, placed.scale)
    };
    let change = move |change: &dyn Fn(Zoom, Size, Size) -> Zoom| {
        let (view, picture) = (view_size.get_untracked(), size.get_untracked());
        if picture.width > 0.0 {
            hand.set(Some(change(zoom.get_untracked(), view, picture)));
        }
    };
    let set_actual = move |is_actual: bool| {
        hand.set(None);
        session.change_view(|view| view.actual_size = is_actual);
    };
    let on_wheel = move |event: web_sys::WheelEvent| {
        event.prevent_default();
        let notches = match event.delta_mode() {
            web_sys::WheelEvent::DOM_DELTA_PIXEL => -event.delta_y() / PIXELS_PER_NOTCH,
            _ => -event.delta_y().signum(),
        };
        let cursor = place_in(&stage, event.client_x(), event.client_y());
        change(&|zoom, view, picture| {
            zoom.zoomed(view, picture, cursor, NOTCH.powf(notches.clamp(-3.0, 3.0)))
        });
    };
    let on_down = move |event: web_sys::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        if let Some(stage) = stage.get_untracked() {
            // Without the capture a drag ends at the border; that is all.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        grip.set(Some((event.client_x().into(), event.client_y().into())));
    };
    let on_move = move |event: web_sys::PointerEvent| {
        let Some((x, y)) = grip.get_untracked() else { return };
        let to = (f64::from(event.client_x()), f64::from(event.client_y()));
        change(&|zoom, view, picture| zoom.moved(view, picture, (to.0 - x, to.1 - y)));
        grip.set(Some(to));
    };
    let url = move || picture.with(|p| p.as_ref().map(|picture| picture.url().to_owned()));
    let has_picture = Memo::new(move |_| size.get().width > 0.0);
    let is_as_linked = move || hand.with(Option::is_none);
    let fits = move || (is_as_linked() && !is_actual.get()).to_string();
    let is_one_to_one = move || (is_as_linked() && is_actual.get()).to_string();
    view! {
        <div
            class="stage"
            class:held=move || grip.with(Option::is_some)
            class:waiting=is_waiting
            aria-busy=move || is_waiting.get().to_string()
            node_ref=stage
            on:wheel=on_wheel
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| grip.set(None)
            on:pointercancel=move |_| grip.set(None)
            on:dblclick=move |_| set_actual(!is_actual.get_untracked())
        >
            <Show when=move || has_picture.get()>
                <img
                    class="picture"
                    class:sharp=move || { placed.get().scale >= 3.0 }
                    src=url
                    alt=move || messages::picture_alt(&name.get())
                    width=move || size.get().width.to_string()
                    height=move || size.get().height.to_string()
                    draggable="false"
                    data-testid="picture"
                    style:transform=transform
                />
            </Show>
        </div>
        <div class="tools pic-tools">
            {children()}
            <span class="num faint wide zoom">
                {move || messages::zoom_percent(placed.get().scale)}
            </span>
            <span class="seg">
                <button
                    type="button"
                    aria-pressed=fits
                    data-testid="fit"
                    on:click=move |_| set_actual(false)
                >
                    {messages::FIT}
                </button>
                <button
                    type="button"
                    aria-pressed=is_one_to_one
                    data-testid="actual-size"
                    on:click=move |_| set_actual(true)
                >
                    {messages::ACTUAL_SIZE}
                </button>
            </span>
        </div>
    }
}

/// A place of the screen as one of the stage.
fn place_in(stage: &NodeRef<Div>, x: i32, y: i32) -> (f64, f64) {
    let corner = stage.get_untracked().map(|stage| {
        let element: &web_sys::Element = stage.unchecked_ref();
        element.get_bounding_client_rect()
    });
    let (left, top) = corner.map_or((0.0, 0.0), |corner| (corner.left(), corner.top()));
    (f64::from(x) - left, f64::from(y) - top)
}
