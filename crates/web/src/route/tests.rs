use crate::route::*;
use jobshelf_log::{Encoding, LineSelection};
use proptest::prelude::*;

fn place(text: &str) -> Place {
    Route::parse(text).place
}

#[test]
fn an_empty_address_is_home() {
    for text in ["", "#", "#/", "/"] {
        assert_eq!(place(text), Place::Home, "{text}");
    }
}

#[test]
fn addresses_read_as_the_conventions_do() {
    for (place, text) in [
        (Place::job("job-a"), "#/j/job-a"),
        (Place::task("job-a", "frames-1"), "#/j/job-a/t/frames-1"),
        (
            Place::file("job-a", "frames-1/$TaskLog/stdout.txt"),
            "#/j/job-a/t/frames-1/$TaskLog/stdout.txt",
        ),
        (Place::file("job-a", "$JobOutput/movie.gif"), "#/j/job-a/$JobOutput/movie.gif"),
        (Place::file("job-a", "notes/read me.txt"), "#/j/job-a/o/notes/read%20me.txt"),
    ] {
        assert_eq!(place.href(), text);
        assert_eq!(Route::parse(text).place, place);
    }
}

#[test]
fn what_leads_nowhere_is_kept_to_be_named() {
    for text in ["/x", "/j/", "/j/job-a/t/", "/j/job-a/z/y", "/j/job-a/o/"] {
        assert_eq!(place(text), Place::Unknown(text.to_owned()));
    }
}

#[test]
fn a_stray_percent_sign_is_text() {
    assert_eq!(place("#/j/100%/t/%zz%2"), Place::task("100%", "%zz%2"));
    assert_eq!(place("#/j/a/t/%+1"), Place::task("a", "%+1"));
}

#[test]
fn parameters_of_another_viewer_are_dropped() {
    let route = Route::parse("#/j/a?tab=wall&new=1&q=x&at=-1");
    assert_eq!(route.view, View { filter: "x".to_owned(), ..View::default() });
}

/// Names as a service may hold them: any text, the awkward ones often.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9-]{1,12}",
        "\\PC{1,12}",
        "[%#?&=+\\\\/. $\u{202e}é中]{1,12}",
        Just("..".to_owned()),
    ]
}

fn any_place() -> impl Strategy<Value = Place> {
    let blob = prop_oneof![
        name(),
        (name(), name(), name()).prop_map(|(t, k, p)| format!("{t}/${k}/{p}")),
        (name(), name()).prop_map(|(k, p)| format!("${k}/{p}")),
    ];
    prop_oneof![
        Just(Place::Home),
        Just(Place::Connect),
        name().prop_map(|job| Place::Job { job }),
        (name(), name())
            .prop_map(|(job, task)| Place::Task { job, task: task.replace('/', "") })
            .prop_filter(
                "a task has a name",
                |place| !matches!(place, Place::Task { task, .. } if task.is_empty())
            ),
        (name(), blob).prop_map(|(job, blob)| Place::File { job, blob }),
    ]
}

fn any_view() -> impl Strategy<Value = View> {
    let tab = prop::sample::select(Tab::ALL.to_vec());
    let open_as = prop::sample::select(vec![OpenAs::Auto, OpenAs::Text, OpenAs::Hex]);
    let filter = prop_oneof![Just(String::new()), name()];
    let encoding = prop::sample::select(Encoding::ALL.to_vec());
    let encoding = prop::option::of(encoding);
    let flags = (any::<Option<bool>>(), any::<bool>(), any::<bool>());
    let times = prop::sample::select(vec![Times::Off, Times::Clock, Times::Since]);
    let selection = any::<Option<(u64, u64)>>();
    let lines =
        (name(), name(), any::<bool>(), 0u32..=9).prop_map(|(text, exclude, flag, around)| {
            let include = Query { text, is_regex: flag, is_cased: !flag };
            let lines = LineFilter { include, exclude, around };
            if lines.is_empty() { LineFilter::default() } else { lines }
        });
    let find = (name(), any::<bool>(), any::<bool>()).prop_map(|(text, is_regex, is_cased)| {
        let has_text = !text.is_empty();
        Query { text, is_regex: is_regex && has_text, is_cased: is_cased && has_text }
    });
    (
        tab,
        filter,
        open_as,
        flags,
        (encoding, times),
        any::<u64>(),
        selection,
        (any::<bool>(), find, name(), lines),
    )
        .prop_map(
            |(
                tab,
                filter,
                open_as,
                (wrap, raw, actual_size),
                (encoding, times),
                at,
                selection,
                (both, find, errors, lines),
            )| {
                View {
                    tab,
                    filter,
                    open_as,
                    wrap,
                    raw,
                    encoding,
                    times,
                    find,
                    errors,
                    lines,
                    actual_size,
                    at,
                    both,
                    selection: selection.map(|(from, to)| LineSelection::line(from, to)),
                }
            },
        )
}

proptest! {
    #[test]
    fn every_route_survives_its_address(place in any_place(), view in any_view()) {
        let route = Route { place, view };
        prop_assert_eq!(Route::parse(&route.href()), route);
    }

    #[test]
    fn no_address_can_break_the_parser(text in "\\PC{0,60}") {
        let route = Route::parse(&text);
        prop_assert_eq!(Route::parse(&route.href()), route);
    }
}

#[test]
fn selected_lines_are_bytes_of_the_log() {
    let selection =
        |query: &str| Route::parse(&format!("#/j/a/t/x/$TaskLog/o.txt?{query}")).view.selection;
    assert_eq!(selection("b=10&e=30"), Some(LineSelection { from: 10, to: 30 }));
    assert_eq!(selection("b=10"), Some(LineSelection { from: 10, to: 11 }));
    assert_eq!(selection("b=30&e=10"), Some(LineSelection { from: 30, to: 31 }));
    assert_eq!(selection("e=10"), None);
}
