use super::*;
use crate::conventions::percent;
use proptest::prelude::*;

const SAS: &str = "https://farm.blob.core.windows.net/job-x?sv=2026-04-06&sr=c&sp=rl\
                   &sig=jsJX3SwBdiTk%2FZET%2Bo3F557rxJkjh2lYAqVzDlJekZU%3D";

fn split(fragment: &str) -> (String, Option<String>) {
    split_fragment(fragment)
}

fn parts(route: &str, sas: Option<&str>) -> (String, Option<String>) {
    (route.to_owned(), sas.map(str::to_owned))
}

#[test]
fn a_link_has_the_sas_behind_the_route() {
    let sas = SasUrl::parse(SAS).unwrap();
    let encoded = percent::encode(SAS);
    for (viewer, route, expected) in [
        ("https://shelf.example/", "", format!("https://shelf.example/#/?sas={encoded}")),
        ("https://shelf.example/", "/", format!("https://shelf.example/#/?sas={encoded}")),
        ("http://a/i.html#/old?b=1", "/j/x", format!("http://a/i.html#/j/x?sas={encoded}")),
        ("http://a/", "/j/x?b=5", format!("http://a/#/j/x?b=5&sas={encoded}")),
    ] {
        assert_eq!(viewer_link(viewer, &sas, route), expected);
    }
}

#[test]
fn a_fragment_without_sas_is_all_route() {
    assert_eq!(split("#/j/job-x?b=5&q=sig"), parts("/j/job-x?b=5&q=sig", None));
    assert_eq!(split("/j/job-x"), parts("/j/job-x", None));
    assert_eq!(split("#"), parts("/", None));
    assert_eq!(split(""), parts("/", None));
    assert_eq!(split("?b=5"), parts("/?b=5", None));
    assert_eq!(split("/j/x?sas="), parts("/j/x", None));
    // What is encoded in the route stays so.
    let route = "/j/job-x/t/a%20b/%24TaskLog/c%3Fd?q=a%26b";
    assert_eq!(split(route), parts(route, None));
}

#[test]
fn the_sas_is_taken_wherever_it_stands() {
    let encoded = percent::encode(SAS);
    for (fragment, route) in [
        (format!("#/j/job-x?b=5&sas={encoded}"), "/j/job-x?b=5"),
        (format!("#/j/job-x?sas={encoded}&b=5"), "/j/job-x?b=5"),
        (format!("#/j/job-x?b=5&sas={SAS}"), "/j/job-x?b=5"),
        (format!("#?sas={encoded}"), "/"),
        (format!("#sas={encoded}&b=5"), "/?b=5"),
        (format!("#{SAS}"), "/"),
        (format!("#{encoded}"), "/"),
        (SAS.replacen("https", "HTTPS", 1), "/"),
    ] {
        let (found, sas) = split(&fragment);
        assert_eq!(found, route, "{fragment}");
        assert_eq!(SasUrl::parse(&sas.unwrap()).unwrap().expose(), SAS);
    }
}

#[test]
fn a_sas_without_its_url_is_passed_on_to_be_refused() {
    let (_, query) = SAS.split_once('?').unwrap();
    for fragment in [query.to_owned(), format!("?{query}")] {
        assert_eq!(split(&format!("#{fragment}")), parts("/", Some(&fragment)));
    }
}

#[test]
fn no_route_keeps_a_signature_however_it_was_written() {
    let once = percent::encode(SAS);
    let twice = percent::encode(&once);
    let signature = "jsJX3SwBdiTk";
    for fragment in [
        format!("/j/x?{SAS}&b=5").replacen("job-x?", "job-x&", 1),
        format!("/j/x?u={once}&b=5"),
        format!("/j/x?u={twice}&b=5"),
        format!("/j/x?u=%ff{once}&b=5"),
        format!("/j/x?SIG={signature}&b=5"),
        format!("/j/x&sig={signature}?b=5"),
        format!("/j/x?sas={twice}&b=5"),
        format!("/j/x?sas={once}&sas={once}&b=5"),
        format!("/{once}?b=5"),
    ] {
        let (route, _) = split(&fragment);
        assert!(!route.contains(signature), "{route}");
        assert!(route.ends_with("b=5"), "{route}");
    }
}

proptest! {
    #[test]
    fn a_link_gives_back_its_route_and_its_sas(
        route in "(/[a-z0-9$%-]{1,8}){0,4}(\\?[a-z]{1,3}=[a-z0-9]{0,4}(&[b-r]{1,3}=[a-z0-9]{0,4}){0,2})?",
        viewer in "https://[a-z]{1,8}\\.example/[a-z]{0,5}",
    ) {
        let sas = SasUrl::parse(SAS).unwrap();
        let route = if route.starts_with('/') { route } else { format!("/{route}") };
        prop_assume!(!route.contains("sas=") && !route.contains("sig="));
        let link = viewer_link(&viewer, &sas, &route);
        let (page, fragment) = link.split_once('#').unwrap();
        prop_assert_eq!(page, viewer);
        prop_assert_eq!(split(fragment), parts(&route, Some(SAS)));
        prop_assert_eq!(SasUrl::parse(&link), Ok(sas));
    }

    #[test]
    fn no_fragment_panics_or_leaves_a_signature_in_the_route(
        before in "\\PC{0,20}|[a-z?&=#/%0-9;]{0,20}", after in "\\PC{0,10}|[?&=#/%0-9]{0,10}",
    ) {
        let _ = split(&before);
        for mark in ["&sig=", "?sig=", "%26sig%3D", "?sas=https://a/b?sig="] {
            let (route, _) = split(&format!("{before}{mark}S3CR3T{after}"));
            prop_assert!(!route.contains("S3CR3T"), "{}", route);
        }
    }
}
