//! Ticks beside the scroll bar: where in the log errors, warnings and matches are.
//!
//! A tick stands where the scroll bar would stand for its line. Those of the lines that are loaded
//! are there without a search; once there is one, those of all it has read. Errors by an expression of
//! the reader's own are there as far as it was read for them. A press leads there; with keys, `n` and
//! `e` do.

use super::find::Finding;
use super::scroll::Scroller;
use crate::dom::{El, Item, el, memo};
use crate::feeds::log::LogFeed;
use crate::net::scope::spawn_latest;
use crate::reactive::*;
use jobshelf_log::{Level, LogLines, ROW_HEIGHT, ScrollAnchor};
use jobshelf_search_protocol::Ticks;
use wasm_bindgen::JsCast as _;
use web_sys::MouseEvent;

/// The strip has so many places for ticks.
const PLACES: i64 = 300;
/// A press leads to a tick that is so many places away at most.
const NEAR: i64 = 3;

/// What a tick stands for; what is further down covers what is further up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Warning,
    Error,
    Match,
}

/// A tick: its place on the strip, and the byte of the log that it leads to.
type Tick = (i64, Kind, u64);

/// The strip.
pub(super) fn ticks(
    feed: &'static LogFeed,
    scroller: &'static Scroller,
    finding: &'static Finding,
) -> El {
    let search = finding.search;
    let found = State::new(Ticks::default());
    spawn_latest(
        move || {
            let progress = search.progress.get();
            search.query.track();
            search.errors.track();
            search.is_begun().then_some(progress)
        },
        move |_| {
            Box::pin(async move {
                if let Ok(ticks) = search.ticks(PLACES as u32).await {
                    found.set_if_new(ticks);
                }
            })
        },
    );
    let (lines, layout, progress) = (feed.lines, scroller.layout, search.progress);
    let has_own_errors = search.has_own_errors;
    let loaded = memo(move || match progress.with(|progress| progress.knows_errors) {
        true => Vec::new(),
        false => {
            let mut stops = lines.with(stops);
            // What else is an error only the worker can tell.
            let is_own = has_own_errors.get();
            stops.retain(|(kind, _)| *kind == Kind::Warning || !is_own);
            stops
        }
    });
    let placed = memo(move || {
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
                found.with(|found| {
                    let Ticks { errors, warnings, matches } = found;
                    let kinds =
                        [(Kind::Error, errors), (Kind::Warning, warnings), (Kind::Match, matches)];
                    for (kind, bytes) in &kinds {
                        ticks.extend(bytes.iter().map(|byte| place(lines, *kind, *byte)));
                    }
                });
                ticks.sort_unstable();
                ticks.dedup_by_key(|(place, kind, _)| (*place, *kind));
                ticks
            })
        })
    });
    let items = move || {
        placed.with(|ticks| {
            let item = |(place, kind, _): &Tick| {
                let (place, kind) = (*place, *kind);
                Item::new((place, kind), move || tick(place, kind))
            };
            ticks.iter().map(item).collect()
        })
    };
    el("div.ticks[aria-hidden=true]@ticks").list(items).on("click", move |event| {
        let Some(event) = event.dyn_ref::<MouseEvent>() else { return };
        let Some(strip) =
            event.current_target().and_then(|at| at.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        let area = strip.get_bounding_client_rect();
        let part = (f64::from(event.client_y()) - area.top()) / area.height().max(1.0);
        let pressed = (part * PLACES as f64) as i64;
        let byte = placed.with_untracked(|ticks| nearest(ticks, pressed));
        if let Some(byte) = byte {
            scroller.show(byte);
        }
    })
}

fn tick(place: i64, kind: Kind) -> El {
    let class = match kind {
        Kind::Error => "bad",
        Kind::Warning => "warn",
        Kind::Match => "match",
    };
    el("i").class(class).style("--at", &place.to_string())
}

fn nearest(ticks: &[Tick], pressed: i64) -> Option<u64> {
    let distance = |tick: &&Tick| (tick.0 - pressed).abs();
    let near = ticks.iter().filter(|tick| distance(tick) <= NEAR).min_by_key(distance);
    near.map(|(_, _, byte)| *byte)
}

/// Where runs of errors and of warnings begin in what is loaded.
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
    fn runs_of_one_level_are_one_tick() {
        let mut lines = LogLines::starting_at(0);
        lines.append(0, b"ok\nerror: a\nerror: b\nwarning: c\nok\nerror: d\n");
        let stops = stops(&lines);
        assert_eq!(stops, [(Kind::Error, 3), (Kind::Warning, 21), (Kind::Error, 35)]);
    }

    #[test]
    fn a_press_leads_to_the_nearest_tick_if_one_is_near() {
        let ticks = [(10, Kind::Error, 100), (14, Kind::Match, 200)];
        assert_eq!(nearest(&ticks, 11), Some(100));
        assert_eq!(nearest(&ticks, 13), Some(200));
        assert_eq!(nearest(&ticks, 30), None);
    }
}
