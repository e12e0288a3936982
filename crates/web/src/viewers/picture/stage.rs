//! The place a picture stands on: fitted, zoomed with the wheel, moved by dragging.

use crate::browser::object_url::Picture;
use crate::browser::observer;
use crate::messages;
use crate::viewers::picture::pan_zoom::PanZoom;
use crate::viewers::picture::zoom::{Placed, Size};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The stage with the picture on it.
#[component]
pub(crate) fn Stage(
    pan_zoom: PanZoom,
    picture: Signal<Option<Arc<Picture>>>,
    name: Signal<String>,
    is_waiting: Memo<bool>,
) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let Some(stage) = node.get() else { return };
        let measured = stage.clone();
        observer::on_resize(&stage, move || {
            let (width, height) = (measured.client_width(), measured.client_height());
            pan_zoom.view.set(Size { width: width.into(), height: height.into() });
        });
    });
    view! {
        <div
            class="stage"
            class:held=move || pan_zoom.is_held()
            class:waiting=move || is_waiting.get()
            aria-busy=move || is_waiting.get().to_string()
            node_ref=node
            on:wheel=move |event| pan_zoom.on_wheel(&event)
            on:pointerdown=move |event| pan_zoom.on_press(&event)
            on:pointermove=move |event| pan_zoom.on_move(&event)
            on:pointerup=move |_| pan_zoom.release()
            on:pointercancel=move |_| pan_zoom.release()
            on:dblclick=move |_| pan_zoom.toggle_actual()
        >
            <Show when=move || { pan_zoom.picture.get().width > 0.0 }>
                <PlacedPicture pan_zoom picture name/>
            </Show>
        </div>
    }
}

#[component]
fn PlacedPicture(
    pan_zoom: PanZoom,
    picture: Signal<Option<Arc<Picture>>>,
    name: Signal<String>,
) -> impl IntoView {
    let transform = move || {
        let Placed { scale, x, y } = pan_zoom.placed();
        format!("translate({x:.1}px, {y:.1}px) scale({scale:.4})")
    };
    view! {
        <img
            class="picture"
            class:sharp=move || { pan_zoom.placed().scale >= 3.0 }
            draggable="false"
            data-testid="picture"
            alt=move || messages::picture_alt(&name.get())
            width=move || pan_zoom.picture.get().width.to_string()
            height=move || pan_zoom.picture.get().height.to_string()
            src=move || picture.get().map(|picture| picture.url().to_owned())
            style:transform=transform
        />
    }
}

/// The scale, and the choice between fitted and pixel for pixel.
#[component]
pub(crate) fn ZoomChoice(pan_zoom: PanZoom) -> impl IntoView {
    let choice = move |is_actual: bool, label, test| {
        view! {
            <button
                type="button"
                aria-pressed=move || pan_zoom.is_shown_as(is_actual).to_string()
                data-testid=test
                on:click=move |_| pan_zoom.set_actual(is_actual)
            >
                {label}
            </button>
        }
    };
    view! {
        <span class="zooming">
            <span class="num faint wide zoom">
                {move || messages::zoom_percent(pan_zoom.placed().scale)}
            </span>
            <span class="seg">
                {choice(false, messages::FIT, "fit")}
                {choice(true, messages::ACTUAL_SIZE, "actual-size")}
            </span>
        </span>
    }
}
