//! A view whose code is in a lazy part of the viewer.

use crate::components::problem_screen::ProblemScreen;
use crate::signals::SetIfChanged as _;
use crate::storage::lazy_part::{LazyPartError, call_lazy};
use crate::storage::problem::Problem;
use crate::storage::session::session;
use crate::storage::spawn::spawn_scoped;
use leptos::prelude::*;

/// Loads a part with `load` and then shows what `draw` makes of it. Until then there is the
/// `placeholder`, which gets the problem if the part does not come.
pub(crate) fn lazy_view<P, F>(
    load: impl Fn() -> F + 'static,
    placeholder: impl Fn(Option<Problem>) -> AnyView + Send + 'static,
    draw: impl Fn(P) -> AnyView + Send + 'static,
) -> AnyView
where
    P: Copy + Send + Sync + 'static,
    F: Future<Output = Result<P, LazyPartError>> + 'static,
{
    let part = RwSignal::new(None);
    let problem = RwSignal::new(None::<Problem>);
    spawn_scoped(async move {
        let loaded =
            call_lazy(session(), load, |reason| problem.set_if_changed(Some(reason))).await;
        part.set(Some(loaded));
    });
    let content = move || match part.get() {
        Some(part) => untrack(|| draw(part)),
        None => placeholder(problem.get()),
    };
    content.into_any()
}

/// The same for a whole page: the reader sees that it is `pending`, or a page about the problem.
pub(crate) fn lazy_page<P, F>(
    load: impl Fn() -> F + 'static,
    pending: impl Fn() -> AnyView + Send + 'static,
    draw: impl Fn(P) -> AnyView + Send + 'static,
) -> AnyView
where
    P: Copy + Send + Sync + 'static,
    F: Future<Output = Result<P, LazyPartError>> + 'static,
{
    let placeholder = move |problem| match problem {
        Some(problem) => view! { <ProblemScreen problem /> }.into_any(),
        None => pending(),
    };
    lazy_view(load, placeholder, draw)
}
