//! The vectors that `boot.js` is tested with as well.

use super::*;
use crate::blob::SasUrl;
use serde_json::Value;

const VECTORS: &str = include_str!("../tests/vectors/fragments.json");

/// One of the vectors: a fragment, and what it is split into.
struct Vector {
    about: String,
    fragment: String,
    route: String,
    sas: Option<String>,
    opens: bool,
}

fn vectors() -> Vec<Vector> {
    let Ok(Value::Array(vectors)) = serde_json::from_str(VECTORS) else { panic!("an array") };
    let text = |vector: &Value, key: &str| vector[key].as_str().map(str::to_owned);
    let parse = |vector: &Value| Vector {
        about: text(vector, "about").unwrap(),
        fragment: text(vector, "fragment").unwrap(),
        route: text(vector, "route").unwrap(),
        sas: text(vector, "sas"),
        opens: vector["opens"].as_bool().unwrap(),
    };
    vectors.iter().map(parse).collect()
}

#[test]
fn every_fragment_of_the_vectors_is_split_as_they_say() {
    for Vector { about, fragment, route, sas, .. } in vectors() {
        assert_eq!(split_fragment(&format!("#{fragment}")), (route, sas), "{about}");
    }
}

#[test]
fn a_damaged_link_opens_if_its_sas_is_whole() {
    for Vector { about, fragment, opens, .. } in vectors() {
        let link = format!("https://shelf.example/#{fragment}");
        assert_eq!(SasUrl::parse(&link).is_ok(), opens, "{about}");
    }
}

#[test]
fn no_route_of_the_vectors_holds_a_signature() {
    for Vector { about, route, .. } in vectors() {
        for part in ["jsJX3SwBdiTk", "ZET", "o3F557rxJkjh2lYAqVzDlJekZU"] {
            assert!(!route.contains(part), "{about}");
        }
    }
}

#[test]
fn a_fragment_of_any_depth_is_split_at_once() {
    // Each decoding removes one level only.
    let deep = format!("/j/x?q=%{}41", "25".repeat(200_000));
    assert_eq!(split_fragment(&deep).0, "/");
    let many = format!("/j/x?{}sig=x", "a=1&".repeat(100_000));
    assert!(split_fragment(&many).0.ends_with("a=1"));
}
