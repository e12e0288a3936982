use super::*;
use proptest::prelude::*;

const SIGNATURE: &str = "jsJX3SwBdiTk%2FZET%2Bo3F557rxJkjh2lYAqVzDlJekZU%3D";

fn endpoint(text: &str) -> String {
    ConnectionString::parse(text).unwrap().endpoint().as_str().to_owned()
}

#[test]
fn a_key_s_connection_string_leads_to_its_account() {
    let farm = "https://farm.blob.core.windows.net";
    for text in [
        "DefaultEndpointsProtocol=https;AccountName=farm;AccountKey=ZmFrZQ==;EndpointSuffix=core.windows.net",
        "AccountName=farm;AccountKey=ZmFrZQ==",
        " accountkey=ZmFrZQ== ; ACCOUNTNAME = farm ;; ",
        "\"AccountName=farm;AccountKey=ZmFrZQ==\"",
        "BlobEndpoint=https://farm.blob.core.windows.net/;AccountKey=ZmFrZQ==",
        "AccountName=farm;AccountKey=ZmFrZQ==;SharedAccessSignature=sv=1&sig=x;QueueEndpoint=x",
    ] {
        assert_eq!(endpoint(text), farm, "{text}");
        assert!(matches!(ConnectionString::parse(text).unwrap(), ConnectionString::Key { .. }));
    }
    assert_eq!(
        endpoint(
            "DefaultEndpointsProtocol=http;AccountName=farm;AccountKey=ZmFrZQ==;EndpointSuffix=core.chinacloudapi.cn"
        ),
        "http://farm.blob.core.chinacloudapi.cn"
    );
}

#[test]
fn the_emulator_needs_no_key_of_one_s_own() {
    let azurite = "http://127.0.0.1:10000/devstoreaccount1";
    assert_eq!(endpoint("UseDevelopmentStorage=true"), azurite);
    let written_out = format!(
        "DefaultEndpointsProtocol=http;AccountName={DEVELOPMENT_ACCOUNT};\
         AccountKey={DEVELOPMENT_KEY};BlobEndpoint={azurite};"
    );
    assert_eq!(endpoint(&written_out), azurite);
    assert_eq!(
        endpoint("UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://host"),
        "http://host:10000/devstoreaccount1"
    );
}

#[test]
fn a_sas_s_connection_string_gives_its_token() {
    let text = format!(
        "BlobEndpoint=https://farm.blob.core.windows.net;SharedAccessSignature=sv=2026-04-06&ss=b&srt=sco&sp=rl&sig={SIGNATURE}"
    );
    let ConnectionString::Sas { endpoint, token, .. } = ConnectionString::parse(&text).unwrap()
    else {
        panic!("it has a SAS");
    };
    assert_eq!(endpoint.account_name(), "farm");
    assert!(token.parameters().can_list_containers());
}

#[test]
fn the_account_s_name_decides_what_the_path_of_the_endpoint_means() {
    for (url, expected, container) in [
        ("http://azurite:10000/dev", "http://azurite:10000/dev", None),
        ("http://azurite:10000/dev/", "http://azurite:10000/dev", None),
        ("http://azurite:10000/dev/job-x", "http://azurite:10000/dev", Some("job-x")),
        ("http://azurite.lan:10000/dev/job-x/", "http://azurite.lan:10000/dev", Some("job-x")),
        ("https://host.docker.internal/dev", "https://host.docker.internal/dev", None),
        (
            "https://dev.blob.core.windows.net/job-x",
            "https://dev.blob.core.windows.net",
            Some("job-x"),
        ),
        ("https://dev.blob.core.windows.net/dev", "https://dev.blob.core.windows.net", Some("dev")),
        ("https://files.example/job-x", "https://files.example", Some("job-x")),
    ] {
        for credential in
            ["AccountKey=ZmFrZQ==", &format!("SharedAccessSignature=sv=1&sig={SIGNATURE}")]
        {
            let text = format!("BlobEndpoint={url};AccountName=dev;{credential}");
            let connection = ConnectionString::parse(&text).unwrap();
            assert_eq!(connection.endpoint().as_str(), expected, "{url}");
            assert_eq!(connection.endpoint().account_name(), "dev", "{url}");
            assert_eq!(connection.container().map(ContainerName::as_str), container, "{url}");
        }
    }
}

#[test]
fn what_follows_the_account_is_a_container_or_an_error() {
    use ConnectionStringError as E;
    let error = |url: &str| {
        let text = format!("BlobEndpoint={url};AccountName=dev;AccountKey=ZmFrZQ==");
        ConnectionString::parse(&text).unwrap_err()
    };
    for url in
        ["http://azurite/dev/job-x/blob", "https://dev.blob.example/Job", "https://a.b/job%2Dx"]
    {
        assert_eq!(error(url), E::Container, "{url}");
    }
    assert_eq!(error("http://azurite/other"), E::Endpoint(EndpointError::OtherAccount));
    assert_eq!(error("http://azurite"), E::Endpoint(EndpointError::NoAccount));
    assert_eq!(error("https://a.b/job-x?x"), E::Endpoint(EndpointError::NotOnlyAccount));
}

#[test]
fn each_missing_part_has_its_own_error() {
    use ConnectionStringError as E;
    let error = |text: &str| ConnectionString::parse(text).unwrap_err();
    assert_eq!(error(" "), E::Empty);
    assert_eq!(error("AccountName=a;AccountKey"), E::Part { position: 2 });
    assert_eq!(error("AccountName=a;accountname=b"), E::Duplicate { field: "AccountName" });
    assert_eq!(error("AccountKey=ZmFrZQ=="), E::Missing { field: "BlobEndpoint or AccountName" });
    assert_eq!(error("AccountName=a"), E::Missing { field: "AccountKey or SharedAccessSignature" });
    assert_eq!(error("BlobEndpoint=a;AccountKey=b"), E::Endpoint(EndpointError::Scheme));
    assert_eq!(error("AccountName=a;AccountKey=b"), E::Key(AccountKeyError::NotBase64));
    assert_eq!(
        error("AccountName=a;SharedAccessSignature=sv=1"),
        E::Sas(SasError::MissingSignature)
    );
}

#[test]
fn neither_a_connection_string_nor_an_error_prints_a_secret() {
    // Ten characters and two `=`: base64 of seven bytes.
    let secret = "S3CR3TS3CQ";
    let good = [
        format!("AccountName=farm;AccountKey={secret}=="),
        format!("AccountName=farm;SharedAccessSignature=sv=1&sig={secret}{}%3D", "A".repeat(33)),
    ];
    for text in good {
        let connection = ConnectionString::parse(&text).unwrap();
        assert!(!format!("{connection:?} {connection:#?}").contains(secret));
    }
    for bad in [
        format!("AccountName=farm;AccountKey={secret}"),
        format!("AccountName=farm;{secret}"),
        format!("AccountKey={secret}=="),
        format!("AccountName=farm;AccountKey={secret}==;AccountKey={secret}=="),
        format!("AccountName=farm;SharedAccessSignature=sv=1&sig={secret}"),
        format!("AccountName={secret}/;AccountKey=ZmFrZQ=="),
        format!("BlobEndpoint={secret};AccountKey=ZmFrZQ=="),
        format!("BlobEndpoint=https://a.b/?sig={secret};AccountKey=ZmFrZQ=="),
        format!("BlobEndpoint=https://a.b/{secret};AccountKey=ZmFrZQ=="),
        format!("BlobEndpoint=http://a/{secret};AccountName=b;AccountKey=ZmFrZQ=="),
        secret.to_owned(),
    ] {
        let error = ConnectionString::parse(&bad).unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains(secret), "{bad}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,60}|(AccountName|AccountKey|BlobEndpoint|x)=[a-z:/;=]{0,20}") {
        let _ = ConnectionString::parse(&text);
        let _ = ConnectionString::parse(&format!("AccountName=a;{text};AccountKey=ZmFrZQ=="));
    }
}
