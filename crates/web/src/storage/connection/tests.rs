use crate::storage::connection::*;

const NOW_UNIX: i64 = 1_795_400_000;

fn connection(query: &str) -> Connection {
    connection_at("https://renderfarm.blob.core.windows.net/job-ocean-shot-042", query)
}

fn connection_at(url: &str, query: &str) -> Connection {
    let signature = "A".repeat(43);
    let text = format!("{url}?sv=2026-04-06&{query}&sig={signature}%3D");
    Connection::parse(&text).unwrap().0
}

fn expiring_in(seconds: i64) -> Connection {
    let end = Timestamp::from_unix(NOW_UNIX + seconds).to_iso().replace(':', "%3A");
    connection(&format!("sr=c&sp=rl&spr=https&se={end}"))
}

fn now() -> Timestamp {
    Timestamp::from_unix(NOW_UNIX)
}

#[test]
fn a_container_s_sas_leads_to_its_job() {
    let connection = connection("sr=c&sp=rl&spr=https");
    assert_eq!(connection.home(), Place::job("job-ocean-shot-042"));
    assert_eq!(connection.account(), "renderfarm");
    assert!(connection.reaches("job-ocean-shot-042") && !connection.reaches("job-other"));
    assert_eq!(connection.concerns(now()), []);
}

#[test]
fn an_account_s_sas_leads_to_all_jobs() {
    let account = "https://renderfarm.blob.core.windows.net/";
    let connection = connection_at(account, "ss=b&srt=sco&sp=rl&spr=https");
    assert_eq!(connection.home(), Place::Home);
    assert!(connection.reaches("job-other"));
    assert_eq!(connection.concerns(now()), [Concern::WholeAccount]);
    let narrow = connection_at(account, "ss=b&srt=co&sp=rl&spr=https");
    assert_eq!(narrow.concerns(now()), [Concern::WrongScope, Concern::WholeAccount]);
}

#[test]
fn a_viewer_s_link_brings_its_route_along() {
    let signature = "A".repeat(43);
    let sas = format!(
        "https://a.blob.core.windows.net/job-x?sv=2026-04-06&sr=c&sp=rl&sig={signature}%3D"
    );
    let url = SasUrl::parse(&sas).unwrap();
    let link = link::viewer_link("https://web.example/", &url, "/j/job-x?tab=previews");
    let (connection, route) = Connection::parse(&link).unwrap();
    assert_eq!(connection.url(), &url);
    assert_eq!(route, Some(Route::parse("#/j/job-x?tab=previews")));
    let plain = link::viewer_link("https://web.example/", &url, "");
    assert_eq!(Connection::parse(&plain).unwrap().1, None);
}

#[test]
fn what_is_shown_holds_nothing_of_the_signature() {
    let connection = connection("sr=c&sp=rwl&se=2026-11-23T14:02:00Z");
    assert!(!connection.redacted().contains('A'));
    assert!(connection.redacted().contains("sr=c&sp=rwl&se=2026-11-23T14:02:00Z"));
    assert!(!format!("{connection:?}").contains("AAA"));
}

#[test]
fn more_than_reading_and_listing_is_said() {
    let connection = connection("sr=c&sp=rwdl&spr=https");
    let more = vec![Permission::Write, Permission::Delete];
    assert_eq!(connection.concerns(now()), [Concern::MoreThanNeeded(more)]);
    let allows: Vec<_> = connection.allows().unwrap();
    assert_eq!(allows.first(), Some(&(Permission::Read, true)));
    assert!(allows.contains(&(Permission::Write, false)));
}

#[test]
fn what_makes_viewing_impossible_is_fatal() {
    for (query, concern) in [
        ("sr=c&sp=r&spr=https", Concern::CannotList),
        ("sr=c&sp=l&spr=https", Concern::CannotRead),
        ("sr=c&sp=rl&spr=https&se=2020-01-01", Concern::Expired),
        ("sr=c&sp=rl&spr=https&st=2040-01-01", Concern::NotYet),
    ] {
        assert_eq!(connection(query).concerns(now()), std::slice::from_ref(&concern), "{query}");
        assert!(concern.is_fatal());
    }
}

#[test]
fn a_stored_policy_keeps_its_rights_and_its_end_to_itself() {
    let connection = connection("sr=c&si=viewers&spr=https");
    assert_eq!(connection.allows(), None);
    assert_eq!(connection.ending(now()), Ending::Unknown);
    assert_eq!(connection.concerns(now()), []);
}

#[test]
fn plain_http_and_a_long_life_are_said_but_not_of_an_emulator() {
    let connection = connection("sr=c&sp=rl&se=2030-01-01");
    let [Concern::LongLived(days), Concern::PlainHttp] = connection.concerns(now())[..] else {
        panic!("{:?}", connection.concerns(now()));
    };
    assert!(days > 1_000);
    let emulator = connection_at("http://127.0.0.1:10000/devstoreaccount1/job-x", "sr=c&sp=rl");
    assert_eq!(emulator.concerns(now()), []);
}

#[test]
fn the_end_presses_more_as_it_comes_closer() {
    let end = |seconds| Timestamp::from_unix(NOW_UNIX + seconds);
    for (seconds, ending) in [
        (7_200, Ending::Later(end(7_200))),
        (901, Ending::Later(end(901))),
        (900, Ending::Soon(end(900))),
        (120, Ending::Now(end(120))),
        (0, Ending::Over(end(0))),
        (-60, Ending::Over(end(-60))),
    ] {
        assert_eq!(expiring_in(seconds).ending(now()), ending);
    }
}
