//! The whole chains of all errors.

use super::*;
use crate::conventions::BlobName;
use crate::escape::{escape_hidden, is_hidden};
use crate::transport::TransportError;
use std::error::Error as StdError;

/// The texts of an error and of its causes.
fn chain(error: &dyn StdError) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(cause) = next {
        texts.push(cause.to_string());
        next = cause.source();
    }
    texts
}

fn not_found() -> std::io::Error {
    std::io::Error::from_raw_os_error(2)
}

/// Every error of a file, a blob and a service that have this name, with its text.
fn errors_about(name: &str) -> [(Error, String); 19] {
    let name = || name.to_owned();
    let (action, object) = ("save", || format!("blob `{}`", name()));
    let refusal = || {
        let mut refusal = ServiceError::new(action, object(), 409);
        (refusal.code, refusal.request_id) = ("BlobArchived".to_owned(), Some(name()));
        Box::new(refusal)
    };
    let refused = |code: &str| {
        let mut refusal = refusal();
        (refusal.code, refusal.request_id) = (code.to_owned(), None);
        Error::Service(refusal)
    };
    let broke_off = || Error::Transport {
        action: "fetch",
        object: object(),
        source: TransportError::CutShort(name()),
    };
    let foreign = ForeignAnswer { status: 302, redirect_host: Some(name()) };
    let errors = [
        (
            Error::Service(refusal()),
            "cannot save blob `NAME`: it is in the archive tier (BlobArchived, status 409, request \
             NAME)",
        ),
        (refused(&name()), "cannot save blob `NAME`: the service refused it (NAME, status 409)"),
        (
            Error::Refused { refusal: refusal(), reason: RefusalReason::Archived, cause: name() },
            "cannot save blob `NAME`: it is in the archive tier (BlobArchived, status 409, request \
             NAME): NAME",
        ),
        (broke_off(), "cannot fetch blob `NAME`: the answer broke off: NAME"),
        (
            Error::ForeignAnswer { action, object: object(), answer: foreign },
            "cannot save blob `NAME`: something else than the Blob service answered (status 302, a \
             redirect to `NAME`), such as a proxy or a sign-in portal",
        ),
        (
            Error::Malformed { action, object: object(), detail: name() },
            "cannot save blob `NAME`: the answer cannot be understood: NAME",
        ),
        (
            Error::Name(BlobName::parse(&format!("{}/../b", name())).unwrap_err()),
            "blob name `NAME/../b` has a segment '.' or '..'; write it without",
        ),
        (
            Error::Sas(SasError::Date { name: "se" }),
            "the SAS's se is not a date of the form 2026-11-23T02:33:08Z",
        ),
        (
            Error::NoIdentity { status: 400 },
            "cannot get a token of the managed identity: status 400",
        ),
        (
            Error::Endpoint(EndpointError::Unprotected { host: name() }),
            "the URL is http, and whoever is on the way to `NAME` could read the credential in it",
        ),
        (
            Error::SignIn { object: "a token", status: Some(400), code: Some(7_000_215) },
            "cannot get a token: the sign-in is refused (AADSTS7000215)",
        ),
        (
            Error::File { action: "read", path: name(), source: not_found() },
            "cannot read file `NAME`: No such file or directory (os error 2)",
        ),
        (
            Error::FileChanged { path: name() },
            "file `NAME` keeps changing while it is read, so nothing of it is saved",
        ),
        (
            Error::Incomplete {
                n_bytes: 5,
                length: 9,
                part: name(),
                source: Box::new(broke_off()),
            },
            "cannot fetch blob `NAME`: the answer broke off: NAME; 5 of 9 bytes are in `NAME`, \
             where the next fetch into the same folder resumes",
        ),
        (
            Error::ChecksumMismatch { blob: name() },
            "the bytes of blob `NAME` do not match its stored MD5",
        ),
        (
            Error::TooLarge { blob: name(), length: 2, limit: 1 },
            "blob `NAME` has 2 bytes, more than the limit of 1",
        ),
        (
            Error::NotAppendable { blob: name() },
            "blob `NAME` is not an append blob, so nothing can be appended to it",
        ),
        (
            Error::UnknownOutcome { blob: name() },
            "cannot tell whether this save wrote blob `NAME`: an answer was lost, and the SAS \
             allows neither to read nor to list",
        ),
        (
            Error::OtherWriter { blob: name(), position: 7 },
            "blob `NAME` was changed by another writer at byte 7",
        ),
    ];
    let shown = escape_hidden(&name()).into_owned();
    errors.map(|(error, text)| (error, text.replace("NAME", &shown)))
}

#[test]
fn every_chain_of_errors_says_each_cause_once() {
    for (error, text) in errors_about("x") {
        assert_eq!(chain(&error), [text]);
    }
}

#[test]
fn no_text_of_an_error_has_a_hidden_character() {
    for (error, text) in errors_about("\u{1b}[31m\n\u{202e}fdp.exe") {
        let shown = error.to_string();
        assert_eq!(shown, text);
        assert!(!shown.contains(is_hidden), "{shown:?}");
    }
}

#[test]
fn every_chain_of_other_errors_says_each_cause_once() {
    let key = AccountKey::new("farm", "").unwrap_err();
    let signature = "A".repeat(43);
    let url = format!("https://farm.blob.core.windows.net/A!?sv=2026-04-06&sig={signature}%3D");
    let url = SasUrl::parse(&url);
    let strings: [(Box<dyn StdError>, &str); 5] = [
        (
            Box::new(ConnectionStringError::from(key)),
            "the connection string cannot be used: the account key is empty",
        ),
        (
            Box::new(ConnectionStringError::from(SasError::Empty)),
            "the connection string cannot be used: the SAS is empty",
        ),
        (
            Box::new(ConnectionStringError::from(EndpointError::User)),
            "the connection string has no usable endpoint: the URL has a user name before its \
             host; storage uses none",
        ),
        (Box::new(SasUrlError::from(SasError::Empty)), "the SAS is empty"),
        (
            Box::new(SasUrlError::from(EndpointError::User)),
            "the URL has a user name before its host; storage uses none",
        ),
    ];
    for (error, text) in &strings {
        assert_eq!(chain(error.as_ref()), [*text]);
    }
    let texts = chain(&url.unwrap_err());
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(
        texts[0].starts_with("the URL names no container or blob: container name"),
        "{texts:?}"
    );
}
