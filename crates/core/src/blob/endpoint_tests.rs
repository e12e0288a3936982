use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> (String, String, String) {
    let endpoint = AccountEndpoint::parse(text).unwrap();
    let account = endpoint.account_name().to_owned();
    (endpoint.as_str().to_owned(), account, endpoint.host().to_owned())
}

#[test]
fn the_account_is_in_the_host_or_first_in_the_path() {
    for (text, url, account, host) in [
        (
            "https://farm.blob.core.windows.net",
            "https://farm.blob.core.windows.net",
            "farm",
            "farm.blob.core.windows.net",
        ),
        (
            "HTTPS://Farm.Blob.Core.Windows.NET:443/",
            "https://farm.blob.core.windows.net",
            "farm",
            "farm.blob.core.windows.net",
        ),
        (
            "https://farm-secondary.blob.core.windows.net",
            "https://farm-secondary.blob.core.windows.net",
            "farm",
            "farm-secondary.blob.core.windows.net",
        ),
        (
            "https://farm.z6.blob.storage.azure.net",
            "https://farm.z6.blob.storage.azure.net",
            "farm",
            "farm.z6.blob.storage.azure.net",
        ),
        (
            "http://127.0.0.1:10000/devstoreaccount1/",
            "http://127.0.0.1:10000/devstoreaccount1",
            "devstoreaccount1",
            "127.0.0.1:10000",
        ),
        ("http://localhost:80/dev", "http://localhost/dev", "dev", "localhost"),
        ("http://azurite:65535/dev", "http://azurite:65535/dev", "dev", "azurite:65535"),
        ("http://[::1]:10000/dev", "http://[::1]:10000/dev", "dev", "[::1]:10000"),
        ("http://[FE80::1]/dev", "http://[fe80::1]/dev", "dev", "[fe80::1]"),
        (
            "http://dev.blob.localhost:10000",
            "http://dev.blob.localhost:10000",
            "dev",
            "dev.blob.localhost:10000",
        ),
    ] {
        assert_eq!(parse(text), (url.to_owned(), account.to_owned(), host.to_owned()));
    }
    let endpoint = AccountEndpoint::parse("http://[::1]:10000/dev").unwrap();
    assert_eq!(endpoint.origin(), "http://[::1]:10000");
    assert_eq!(endpoint.to_string(), endpoint.as_str());
}

#[test]
fn what_cannot_be_an_account_s_url_is_refused() {
    use EndpointError as E;
    for (text, error) in [
        ("", E::Scheme),
        ("farm.blob.core.windows.net", E::Scheme),
        ("ftp://farm.blob.core.windows.net", E::Scheme),
        ("javascript://a.b/", E::Scheme),
        ("https://", E::Host),
        ("https://:443", E::Host),
        ("https://a..b", E::Host),
        ("https://a.b.", E::Host),
        ("https://a b.c", E::Host),
        ("https://färm.blob.core.windows.net", E::Host),
        ("https://a\\b.c", E::Host),
        ("https://a%2eb.c", E::Host),
        ("https://127.1/dev", E::Host),
        ("https://127.0.0.256/dev", E::Host),
        ("https://0x7f.0x1/dev", E::Host),
        ("https://2130706433/dev", E::Host),
        ("https://[::1/dev", E::Host),
        ("https://[1]/dev", E::Host),
        ("https://[::g]/dev", E::Host),
        ("https://[::1]x/dev", E::Host),
        ("https://x[::1]/dev", E::Host),
        ("https://user@a.b", E::User),
        ("https://a.b@c.d", E::User),
        ("https://a.b:", E::Port),
        ("https://a.b:0", E::Port),
        ("https://a.b:65536", E::Port),
        ("https://a.b:1x", E::Port),
        ("https://a.b:+1", E::Port),
        ("https://a.b:1:2", E::Port),
        ("http://127.0.0.1:10000", E::NoAccount),
        ("http://127.0.0.1:10000/", E::NoAccount),
        ("http://localhost//dev", E::NoAccount),
        ("http://localhost/d%20v", E::NoAccount),
        ("https://a.b/job-x", E::NotOnlyAccount),
        ("https://a.b/?sig=x", E::NotOnlyAccount),
        ("http://localhost/dev/job-x", E::NotOnlyAccount),
    ] {
        assert_eq!(AccountEndpoint::parse(text), Err(error), "{text}");
    }
}

#[test]
fn a_known_account_decides_whether_the_path_has_it() {
    let parse = |url: &str| AccountEndpoint::parse_for_account(url, "dev").unwrap();
    for (text, url) in [
        ("http://azurite.internal:10000/dev", "http://azurite.internal:10000/dev"),
        ("https://storage.example.com/dev/", "https://storage.example.com/dev"),
        ("https://storage.example.com/dev-secondary", "https://storage.example.com/dev-secondary"),
        ("http://azurite:10000/dev", "http://azurite:10000/dev"),
        ("http://10.0.0.7:10000/dev", "http://10.0.0.7:10000/dev"),
        ("https://dev.blob.core.windows.net", "https://dev.blob.core.windows.net"),
        ("https://dev-secondary.blob.example", "https://dev-secondary.blob.example"),
        ("https://files.example.com", "https://files.example.com"),
    ] {
        assert_eq!((parse(text).as_str(), parse(text).account_name()), (url, "dev"), "{text}");
    }
    let error = |url: &str| AccountEndpoint::parse_for_account(url, "dev").unwrap_err();
    assert_eq!(error("http://azurite:10000/other"), EndpointError::OtherAccount);
    assert_eq!(error("http://azurite:10000/"), EndpointError::NoAccount);
    assert_eq!(error("https://storage.example.com/dev/job-x"), EndpointError::NotOnlyAccount);
    assert_eq!(error("https://storage.example.com/other"), EndpointError::NotOnlyAccount);
    // The host has the account, so the path is a container of the same name.
    assert_eq!(error("https://dev.blob.core.windows.net/dev"), EndpointError::NotOnlyAccount);
}

#[test]
fn http_to_another_machine_is_for_credentials_only_if_it_is_allowed() {
    let endpoint = AccountEndpoint::parse("http://azurite:10000/dev").unwrap();
    let error = EndpointError::Unprotected { host: "azurite".to_owned() };
    assert_eq!(endpoint.check_protected(), Err(error));
    let allowed = endpoint.clone().with_http_allowed();
    assert_eq!(allowed.check_protected(), Ok(()));
    assert_eq!(allowed, endpoint, "it is the same service");
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic_and_what_is_taken_is_stable(
        text in "\\PC{0,40}|https?://[a-zA-Z0-9.:@\\[\\]/?%é-]{0,40}"
    ) {
        if let Ok(endpoint) = AccountEndpoint::parse(&text) {
            prop_assert_eq!(AccountEndpoint::parse(endpoint.as_str()), Ok(endpoint.clone()));
            prop_assert!(!endpoint.as_str().ends_with('/'));
            prop_assert!(!endpoint.as_str().contains(['@', '?', '#', '\\']));
            prop_assert!(endpoint.as_str().starts_with(&endpoint.origin()));
            prop_assert!(!endpoint.account_name().is_empty() || endpoint.as_str().contains("//-secondary"));
        }
    }
}
