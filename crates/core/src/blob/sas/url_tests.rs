use super::*;
use crate::blob::{EndpointError, SasError};
use crate::conventions::NameError;
use crate::link;
use proptest::prelude::*;

const SAS: &str = "sv=2026-04-06&sr=c&sp=rl&sig=jsJX3SwBdiTk%2FZET%2Bo3F557rxJkjh2lYAqVzDlJekZU%3D";

fn parse(before: &str) -> SasUrl {
    SasUrl::parse(&format!("{before}?{SAS}")).unwrap()
}

fn parts(before: &str) -> (String, Option<String>, Option<String>) {
    let url = parse(before);
    assert_eq!(url.token.expose_query(), SAS);
    (url.account.as_str().to_owned(), url.container.map(|c| c.to_string()), url.blob)
}

#[test]
fn a_url_is_split_into_account_container_and_blob() {
    let azure = "https://farm.blob.core.windows.net";
    let azurite = "http://127.0.0.1:10000/devstoreaccount1";
    for account in [azure, azurite, "http://azurite:10000/dev", "https://[::1]:10000/dev"] {
        let expect = |container: Option<&str>, blob: Option<&str>| {
            (account.to_owned(), container.map(str::to_owned), blob.map(str::to_owned))
        };
        assert_eq!(parts(account), expect(None, None));
        assert_eq!(parts(&format!("{account}/")), expect(None, None));
        assert_eq!(parts(&format!("{account}/job-x")), expect(Some("job-x"), None));
        assert_eq!(parts(&format!("{account}/job-x/")), expect(Some("job-x"), None));
        assert_eq!(
            parts(&format!("{account}/job-x/t/%24TaskLog/a%2Bb%20c.txt")),
            expect(Some("job-x"), Some("t/$TaskLog/a+b c.txt"))
        );
        // A plus in a path is a plus.
        assert_eq!(parts(&format!("{account}/job-x/a+b")), expect(Some("job-x"), Some("a+b")));
        assert_eq!(parts(&format!("{account}/$web/a")), expect(Some("$web"), Some("a")));
        assert_eq!(parts(&format!("{account}/%24root")), expect(Some("$root"), None));
    }
}

#[test]
fn what_surrounds_a_link_is_no_part_of_it() {
    let link = format!("https://farm.blob.core.windows.net/job-x?{SAS}");
    for (before, after) in [(" ", "\n"), ("\"", "\""), ("'", "'"), ("<", ">"), ("`", "` ")] {
        let url = SasUrl::parse(&format!("{before}{link}{after}")).unwrap();
        assert_eq!(url.expose(), link);
    }
}

#[test]
fn a_viewer_link_is_taken_for_the_sas_url_it_carries() {
    let sas = format!("http://127.0.0.1:10000/devstoreaccount1/job-x?{SAS}");
    let url = SasUrl::parse(&sas).unwrap();
    let link = link::viewer_link("http://127.0.0.1:8080/index.html", &url, "/j/job-x?b=5");
    assert_eq!(SasUrl::parse(&link), Ok(url.clone()));
    assert_eq!(SasUrl::parse(&format!("https://shelf.example/#{sas}")), Ok(url.clone()));
    assert_eq!(SasUrl::parse(&format!("{sas}#top")), Ok(url));
    assert_eq!(
        SasUrl::parse("https://shelf.example/#/j/job-x?b=5"),
        Err(SasUrlError::LinkWithoutSas)
    );
}

#[test]
fn each_thing_that_is_no_sas_url_has_its_own_error() {
    let error = |text: &str| SasUrl::parse(text).unwrap_err();
    assert_eq!(error(" "), SasUrlError::Empty);
    assert_eq!(error("hello"), SasUrlError::NotAUrl);
    assert_eq!(error("ftp://a.example/?sig=x"), SasUrlError::NotAUrl);
    assert_eq!(error(SAS), SasUrlError::TokenOnly);
    assert_eq!(error(&format!("?{SAS}")), SasUrlError::TokenOnly);
    assert_eq!(
        error("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=ZmFrZQ=="),
        SasUrlError::ConnectionString
    );
    for without in ["https://a.blob.core.windows.net/job-x", "https://a.b/job-x?"] {
        assert_eq!(error(without), SasUrlError::NoSas);
    }
    assert_eq!(error("https://a.b/job-x?comp=list"), SasUrlError::Sas(SasError::NotASas));
    let full = |before: &str| error(&format!("{before}?{SAS}"));
    assert_eq!(full("https://u:p@a.b/job-x"), SasUrlError::Endpoint(EndpointError::User));
    assert_eq!(full("https://a.b:0/job-x"), SasUrlError::Endpoint(EndpointError::Port));
    assert_eq!(full("https:///job-x"), SasUrlError::Endpoint(EndpointError::Host));
    assert_eq!(full("http://localhost:1"), SasUrlError::Endpoint(EndpointError::NoAccount));
    assert_eq!(full("https://a.b/job-%ff"), SasUrlError::NotText);
    assert_eq!(full("https://a.b/job-x/%ff"), SasUrlError::NotText);
    assert_eq!(full("https://a.b/job-x/a b"), SasUrlError::Character { position: 20 });
    assert!(matches!(full("https://a.b/Job_X"), SasUrlError::Name(NameError::Character { .. })));
    assert!(matches!(full("https://a.b//x"), SasUrlError::Name(NameError::Empty { .. })));
    assert!(matches!(full("https://a.b/job-x/../y"), SasUrlError::Name(NameError::Segment { .. })));
    assert!(matches!(full("https://a.b/j%2Fx"), SasUrlError::Name(NameError::Character { .. })));
}

#[test]
fn neither_a_url_nor_an_error_prints_the_signature() {
    let secret = "S3CR3T";
    let sas = format!("sv=2026-04-06&sig={secret}{}%3D", "A".repeat(37));
    let url = SasUrl::parse(&format!("https://a.b/job-x/y?{sas}")).unwrap();
    assert!(!format!("{url:?} {url:#?}").contains(secret));
    assert!(url.expose().contains(secret));
    for bad in [
        sas.clone(),
        format!("sig={secret}"),
        format!("https://a.b/job-x?sig={secret}"),
        format!("https://a.b/job-x?sv=1&sig={secret} x"),
        format!("https://a.b?{sas}&se={secret}"),
        format!("https://{secret}@a.b/job-x?{sas}"),
        format!("https://a.b:{secret}/job-x?{sas}"),
        format!("https://a.b/job-x%3Fsig%3D{secret}?{sas}"),
        format!("https://a.b/job-x%3Fsig%3D{secret}/y?{sas}"),
        format!("https://a.b/job-x&sig={secret}/../y?{sas}"),
        format!("https://a.b/job-x/../sig%3D{secret}?{sas}"),
        format!("https://shelf.example/#/j/x?sas=sig%3D{secret}"),
        format!("https://shelf.example/?{secret}#/j/x"),
        format!("AccountKey={secret}"),
        format!("{secret}://{secret}"),
    ] {
        let error = SasUrl::parse(&bad).unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains(secret), "{bad} {error:?}");
    }
}

proptest! {
    #[test]
    fn what_is_exposed_reads_back_as_the_same(
        host in "https://[a-z]{3,8}\\.blob\\.core\\.windows\\.net|http://127\\.0\\.0\\.1:[1-9][0-9]{3}/[a-z0-9]{3,8}",
        container in "[a-z0-9]{3,10}",
        blob in proptest::option::of("\\PC{1,20}"),
    ) {
        let blob = blob.filter(|blob| BlobName::new(blob).is_ok());
        let path = blob.as_deref().map(|b| format!("/{}", percent::encode_path(b))).unwrap_or_default();
        let text = format!("{host}/{container}{path}?{SAS}");
        let url = SasUrl::parse(&text).unwrap();
        prop_assert_eq!(&url.blob, &blob);
        prop_assert_eq!(url.expose(), text);
        prop_assert_eq!(SasUrl::parse(&url.expose()), Ok(url));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,60}|https?://[a-z0-9.:@\\[\\]/?#%&=\\\\é-]{0,60}") {
        let _ = SasUrl::parse(&text);
        let _ = SasUrl::parse(&format!("{text}?{SAS}"));
        let _ = SasUrl::parse(&format!("https://a.b/{text}?{SAS}"));
    }
}
