//! Ticks beside the scroll bar: where errors, warnings and matches are in the log.
//!
//! A tick is where the scroll bar would be for its line. Without a search there are ticks for the
//! loaded lines; with one, for all lines that it has read. Errors by the reader's own expression have
//! ticks as far as the log was searched for them. A click jumps to the nearest tick; with the
//! keyboard, `n` and `e` do.

use crate::signals::SetIfChanged as _;
use crate::storage::spawn::spawn_latest;
use crate::viewers::log::find::finding::Finding;
use crate::viewers::log::follow::loader::LogLoader;
use crate::viewers::log::scroll::Scroller;
use jobshelf_log::{Level, LogLines, ROW_HEIGHT, ScrollAnchor};
use jobshelf_search_protocol as protocol;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;

/// The strip has this many places for ticks.
const PLACES: i64 = 300;
/// A click jumps to a tick that is at most this many places away.
const NEAR: i64 = 3;

/// What a tick stands for; later kinds cover earlier ones at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Warning,
    Error,
    Match,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Error => "bad",
            Self::Warning => "warn",
            Self::Match => "match",
        }
    }
}

/// A tick: its place on the strip, its kind, and the byte of the log that it leads to.
type Tick = (i64, Kind, u64);

/// The strip of ticks.
#[component]
pub(crate) fn Ticks(loader: LogLoader, scroller: Scroller, finding: Finding) -> impl IntoView {
    let placed = placed_ticks(loader, scroller, finding);
    let strip = NodeRef::<html::Div>::new();
    let on_click = move |event: ev::MouseEvent| {
        let Some(strip) = strip.get_untracked() else { return };
        let area = strip.get_bounding_client_rect();
        let part = (f64::from(event.client_y()) - area.top()) / area.height().max(1.0);
        let clicked = (part * PLACES as f64) as i64;
        if let Some(byte) = placed.with_untracked(|ticks| nearest(ticks, clicked)) {
            scroller.show(byte);
        }
    };
    view! {
        <div class="ticks" aria-hidden="true" data-testid="ticks" node_ref=strip on:click=on_click>
            <For
                each=move || placed.get()
                key=|(place, kind, _)| (*place, *kind)
                children=|(place, kind, _)| {
                    view! { <i class=kind.class() style:--at=place.to_string()></i> }
                }
            />
        </div>
    }
}

/// The ticks at their places, in order, one of each kind at a place.
fn placed_ticks(loader: LogLoader, scroller: Scroller, finding: Finding) -> Memo<Vec<Tick>> {
    let search = finding.search;
    let found = RwSignal::new(protocol::Ticks::default());
    spawn_latest(
        move || {
            let progress = search.progress.get();
            search.query.track();
            search.errors.track();
            search.is_started().then_some(progress)
        },
        move |_| {
            Box::pin(async move {
                if let Ok(ticks) = search.ticks(PLACES as u32).await {
                    found.set_if_changed(ticks);
                }
            })
        },
    );
    let (lines, layout) = (loader.lines, scroller.layout);
    let loaded = Memo::new(move |_| {
        if search.progress.with(|progress| progress.knows_errors) {
            return Vec::new();
        }
        let mut stops = lines.with(stops);
        // Only the worker knows the lines that match an expression of the reader.
        let has_own_errors = search.has_own_errors.get();
        stops.retain(|(kind, _)| *kind == Kind::Warning || !has_own_errors);
        stops
    });
    Memo::new(move |_| {
        layout.with(|layout| {
            let rows = (layout.rows() as i64 * ROW_HEIGHT).max(1);
            let place = |lines: &LogLines, kind, byte| -> Tick {
                let top = layout.top_of(lines, ScrollAnchor { byte, below: 0 });
                ((top as f64 / rows as f64 * PLACES as f64) as i64, kind, byte)
            };
            lines.with(|lines| {
                let mut ticks: Vec<Tick> = loaded.with(|loaded| {
                    loaded.iter().map(|(kind, byte)| place(lines, *kind, *byte)).collect()
                });
                found.with(|protocol::Ticks { errors, warnings, matches }| {
                    let kinds =
                        [(Kind::Error, errors), (Kind::Warning, warnings), (Kind::Match, matches)];
                    for (kind, bytes) in kinds {
                        ticks.extend(bytes.iter().map(|byte| place(lines, kind, *byte)));
                    }
                });
                ticks.sort_unstable();
                ticks.dedup_by_key(|(place, kind, _)| (*place, *kind));
                ticks
            })
        })
    })
}

fn nearest(ticks: &[Tick], clicked: i64) -> Option<u64> {
    let distance = |tick: &&Tick| (tick.0 - clicked).abs();
    let near = ticks.iter().filter(|tick| distance(tick) <= NEAR).min_by_key(distance);
    near.map(|(_, _, byte)| *byte)
}

/// Where runs of errors and of warnings begin in the loaded lines.
fn stops(lines: &LogLines) -> Vec<(Kind, u64)> {
    let mut before = Level::Plain;
    let mut stops = Vec::new();
    for line in lines.iter() {
        let Ok(line) = line else {
            before = Level::Plain;
            continue;
        };
        if line.level != before {
            match line.level {
                Level::Error => stops.push((Kind::Error, line.offset)),
                Level::Warning => stops.push((Kind::Warning, line.offset)),
                Level::Plain => {}
            }
        }
        before = line.level;
    }
    stops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_of_lines_of_one_level_is_one_tick() {
        let mut lines = LogLines::starting_at(0);
        lines.append(0, b"ok\nerror: a\nerror: b\nwarning: c\nok\nerror: d\n");
        let stops = stops(&lines);
        assert_eq!(stops, [(Kind::Error, 3), (Kind::Warning, 21), (Kind::Error, 35)]);
    }

    #[test]
    fn a_click_leads_to_the_nearest_tick_nearby() {
        let ticks = [(10, Kind::Error, 100), (14, Kind::Match, 200)];
        assert_eq!(nearest(&ticks, 11), Some(100));
        assert_eq!(nearest(&ticks, 13), Some(200));
        assert_eq!(nearest(&ticks, 30), None);
    }
}
