//! One element: attributes, text, children, and what of them depends on signals.

use crate::browser::events::listen;
use crate::dom::effect;
use crate::dom::selector::{Part, next_part, split_tag};
use crate::reactive::Thunk;
use std::cell::OnceCell;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Document, Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, Node};

const SVG: &str = "http://www.w3.org/2000/svg";

thread_local! {
    static DOCUMENT: OnceCell<Document> = const { OnceCell::new() };
}

/// An element.
#[derive(Debug, Clone)]
pub struct El(Element);

/// A new element of HTML, with its classes and attributes: `button.btn.bare[type=button]@copy`.
pub fn el(selector: &str) -> El {
    let (tag, parts) = split_tag(selector);
    // Refused is only a tag that is none.
    make(document().create_element(tag).unwrap_or_else(|_| JsValue::NULL.unchecked_into()), parts)
}

/// A new element of SVG.
pub fn svg(selector: &str) -> El {
    let (tag, parts) = split_tag(selector);
    let element = document().create_element_ns(Some(SVG), tag);
    make(element.unwrap_or_else(|_| JsValue::NULL.unchecked_into()), parts)
}

fn make(element: Element, mut parts: &str) -> El {
    let mut class = String::new();
    while let Some((part, rest)) = next_part(parts) {
        match part {
            Part::Class(name) => {
                class.push_str(name);
                class.push(' ');
            }
            Part::Attribute(name, value) => set(&element, name, value),
            Part::Test(name) => set(&element, "data-testid", name),
        }
        parts = rest;
    }
    if !class.is_empty() {
        set(&element, "class", class.trim_end());
    }
    El(element)
}

fn set(element: &Element, name: &str, value: &str) {
    // Refused is only a name that is none.
    let _ = element.set_attribute(name, value);
}

/// What a field holds, for the handler of one of its events.
pub fn event_value(event: &Event) -> String {
    let Some(target) = event.target() else { return String::new() };
    match target.dyn_ref::<HtmlTextAreaElement>() {
        Some(area) => area.value(),
        None => target.unchecked_ref::<HtmlInputElement>().value(),
    }
}

/// The page's document; without a window there is none, and no view either.
pub(crate) fn document() -> Document {
    DOCUMENT.with(|document| {
        let found = || web_sys::window().and_then(|window| window.document());
        document.get_or_init(|| found().unwrap_or_else(|| JsValue::NULL.unchecked_into())).clone()
    })
}

impl El {
    /// The element itself, for what it alone can tell.
    pub fn raw(&self) -> &Element {
        &self.0
    }

    /// Sets the class.
    pub fn class(self, names: &str) -> Self {
        self.attr("class", names)
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> Self {
        set(&self.0, name, value);
        self
    }

    /// Names the element for tests.
    pub fn test(self, name: &str) -> Self {
        self.attr("data-testid", name)
    }

    /// Adds text.
    pub fn text(self, text: &str) -> Self {
        self.append(&document().create_text_node(text));
        self
    }

    /// Adds a child.
    pub fn child(self, child: Self) -> Self {
        self.append(&child.0);
        self
    }

    /// Adds a child, if there is one.
    pub fn maybe(self, child: Option<Self>) -> Self {
        match child {
            Some(child) => self.child(child),
            None => self,
        }
    }

    /// Adds children.
    pub fn children(self, children: Vec<Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Calls `handle` at every `event`, until the current owner is cleaned up.
    pub fn on(self, event: &'static str, handle: impl FnMut(Event) + 'static) -> Self {
        listen(self.0.clone().into(), event, Box::new(handle));
        self
    }

    /// Adds text that depends on signals.
    pub fn text_of(self, text: impl Fn() -> String + 'static) -> Self {
        self.bind_text(Box::new(text))
    }

    /// Sets an attribute that depends on signals; `None` takes it away.
    pub fn attr_of(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.bind_attr(name, Box::new(value))
    }

    /// Sets an attribute to `true` or `false` by signals, as ARIA has it.
    pub fn state_of(self, name: &'static str, is_so: impl Fn() -> bool + 'static) -> Self {
        self.bind_attr(name, Box::new(move || Some(is_so().to_string())))
    }

    /// Sets an attribute that is there or not, such as `disabled`, by signals.
    pub fn flag_of(self, name: &'static str, is_so: impl Fn() -> bool + 'static) -> Self {
        self.bind_attr(name, Box::new(move || is_so().then(String::new)))
    }

    /// Adds a class and takes it away by signals.
    pub fn class_if(self, name: &'static str, is_so: impl Fn() -> bool + 'static) -> Self {
        self.bind_class(name, Box::new(is_so))
    }

    /// Sets a property of the element's style. Through the object model, which a policy without
    /// inline styles allows.
    pub fn style(self, property: &str, value: &str) -> Self {
        set_style(&self.0, property, value);
        self
    }

    /// Sets a property of the element's style by signals.
    pub fn style_of(self, property: &'static str, value: impl Fn() -> String + 'static) -> Self {
        self.bind_style(property, Box::new(value))
    }

    /// Sets what a field holds by signals.
    pub fn value_of(self, value: impl Fn() -> String + 'static) -> Self {
        self.bind_value(Box::new(value))
    }

    pub(crate) fn append(&self, node: &Node) {
        // Refused is only a node that contains this one.
        let _ = self.0.append_child(node);
    }

    fn bind_text(self, text: Box<dyn Thunk<String>>) -> Self {
        let node = document().create_text_node("");
        self.append(&node);
        let mut shown = String::new();
        effect(move || {
            let text = text.run();
            if text != shown {
                node.set_data(&text);
                shown = text;
            }
        });
        self
    }

    fn bind_attr(self, name: &'static str, value: Box<dyn Thunk<Option<String>>>) -> Self {
        let element = self.0.clone();
        let mut shown: Option<String> = None;
        effect(move || {
            let value = value.run();
            if value != shown {
                match &value {
                    Some(value) => set(&element, name, value),
                    None => drop(element.remove_attribute(name)),
                }
                shown = value;
            }
        });
        self
    }

    fn bind_class(self, name: &'static str, is_so: Box<dyn Thunk<bool>>) -> Self {
        let element = self.0.clone();
        effect(move || {
            let _ = element.class_list().toggle_with_force(name, is_so.run());
        });
        self
    }

    fn bind_style(self, property: &'static str, value: Box<dyn Thunk<String>>) -> Self {
        let element = self.0.clone();
        let mut shown = String::new();
        effect(move || {
            let value = value.run();
            if value != shown {
                set_style(&element, property, &value);
                shown = value;
            }
        });
        self
    }

    fn bind_value(self, value: Box<dyn Thunk<String>>) -> Self {
        let field: HtmlInputElement = self.0.clone().unchecked_into();
        effect(move || {
            let value = value.run();
            // Setting the same text would move the cursor.
            if field.value() != value {
                field.set_value(&value);
            }
        });
        self
    }
}

fn set_style(element: &Element, property: &str, value: &str) {
    let element: &HtmlElement = element.unchecked_ref();
    // Refused is only a property that is none.
    let _ = element.style().set_property(property, value);
}
