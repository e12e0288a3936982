//! Every message survives its encoding, and every call has its answer.

use super::*;
use jobshelf_log::Encoding;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::fmt::Debug;
use std::task::{Context, Poll, Waker};

/// The largest byte that is exact in JavaScript.
const FAR: u64 = (1 << 53) - 1;

fn pattern() -> PatternSpec {
    PatternSpec { text: "größe\n".into(), syntax: Syntax::Regex, case: Case::Matched }
}

fn filter() -> FilterSpec {
    FilterSpec { include: Some(pattern()), exclude: None, context: 3 }
}

/// One request of each kind. A new variant does not compile until it is in `response_to`.
fn requests() -> Vec<Request> {
    let lines = vec!["a".to_owned(), String::new()];
    let current = Some(CurrentMatch { line: 1, nth: 2 });
    vec![
        Request::Open { total: FAR, encoding: Encoding::Utf16Le },
        Request::SetPattern(Some(pattern())),
        Request::SetPattern(None),
        Request::SetFilter(Some(filter())),
        Request::SetFilter(None),
        Request::SetErrorPattern(Some("nan".into())),
        Request::ClassifyErrors { lines: lines.clone() },
        Request::TakeNewErrors,
        Request::FilteredLines,
        Request::Grow { total: 1 },
        Request::RetryPending,
        Request::Feed { from: FAR },
        Request::NextAction,
        Request::Progress,
        Request::Nearest {
            target: Target::Error,
            from: 7,
            direction: NearestDirection::ForwardElseBackward,
        },
        Request::CountMatches { from: 0, to: FAR },
        Request::Ticks { max: 100 },
        Request::Highlight { lines, current },
        Request::LineStartIn { from: 1, to: 2 },
    ]
}

/// The kind of response that answers a request.
fn response_to(request: &Request) -> Response {
    match request {
        Request::Open { .. } | Request::Grow { .. } | Request::RetryPending => Response::Done,
        Request::SetPattern(_) | Request::SetFilter(_) | Request::SetErrorPattern(_) => {
            Response::PatternSet { problem: Some("unclosed group".into()) }
        }
        Request::ClassifyErrors { .. } => Response::ErrorLines(vec![0, 2]),
        Request::TakeNewErrors | Request::CountMatches { .. } => Response::Count(FAR),
        Request::FilteredLines => {
            let first = FilteredLine { at: 0, length: 2, number: Some(1), is_context: true };
            let second = FilteredLine { at: FAR, length: 1, number: None, is_context: false };
            Response::FilteredLines(vec![first, second])
        }
        Request::Feed { .. } => Response::Fed { is_contiguous: true },
        Request::NextAction => Response::NextAction(NextAction::Fetch { from: 1, to: FAR }),
        Request::Progress => Response::Progress(Progress {
            total: FAR,
            lines: Some(3),
            is_capped: true,
            ..Progress::default()
        }),
        Request::Nearest { .. } => {
            Response::Nearest(Some(NearestItem { at: FAR, n_before: 2, is_backward: true }))
        }
        Request::Ticks { .. } => {
            Response::Ticks(Ticks { errors: vec![FAR], warnings: Vec::new(), matches: vec![1, 2] })
        }
        Request::Highlight { .. } => {
            Response::Highlights(vec![Highlight { line: 0, start: 1, end: 2, is_current: true }])
        }
        Request::LineStartIn { .. } => {
            Response::LineStart(Some(LineStart { at: 5, lines_before: 1 }))
        }
    }
}

fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(message: &T) {
    let encoded = serde_json::to_string(message).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&encoded).unwrap(), message, "{encoded}");
}

#[test]
fn every_request_survives_its_encoding() {
    for request in requests() {
        assert_round_trip(&request);
    }
    for encoding in Encoding::ALL {
        assert_round_trip(&Request::Open { total: 0, encoding });
    }
}

#[test]
fn every_response_survives_its_encoding() {
    for request in requests() {
        assert_round_trip(&response_to(&request));
    }
    for response in [
        Response::PatternSet { problem: None },
        Response::NextAction(NextAction::Idle),
        Response::NextAction(NextAction::AskAgain),
        Response::Nearest(None),
        Response::LineStart(None),
    ] {
        assert_round_trip(&response);
    }
}

#[test]
fn unknown_encodings_are_refused() {
    let message = r#"{"Open":{"total":0,"encoding":"ebcdic"}}"#;
    assert!(serde_json::from_str::<Request>(message).is_err());
}

#[test]
fn an_empty_text_is_no_pattern() {
    assert_eq!(PatternSpec::new("", Syntax::Plain, Case::Ignored), None);
    assert!(PatternSpec::new(" ", Syntax::Plain, Case::Ignored).is_some());
}

/// A worker that answers at once, and remembers what it was asked.
#[derive(Default)]
struct Recorder {
    requests: RefCell<Vec<(Request, Option<Vec<u8>>)>>,
    /// It answers with this instead.
    wrong: Option<Response>,
}

impl Channel for Recorder {
    fn send(
        &self,
        request: &Request,
        bytes: Option<&[u8]>,
    ) -> impl Future<Output = Result<Reply, ClientError>> + use<> {
        self.requests.borrow_mut().push((request.clone(), bytes.map(<[u8]>::to_vec)));
        let response = self.wrong.clone().unwrap_or_else(|| response_to(request));
        std::future::ready(Ok(Reply { response, bytes: b"abc".to_vec() }))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the answer is there at once"),
    }
}

#[test]
fn a_request_is_sent_even_if_nobody_waits_for_its_answer() {
    let client = Client::new(Recorder::default());
    drop(client.grow(10));
    drop(client.feed(3, b"bytes"));
    let sent = client.channel().requests.borrow().clone();
    assert_eq!(sent[0], (Request::Grow { total: 10 }, None));
    assert_eq!(sent[1], (Request::Feed { from: 3 }, Some(b"bytes".to_vec())));
}

#[test]
fn a_call_returns_the_value_of_its_response() {
    let client = Client::new(Recorder::default());
    assert_eq!(now(client.open(5, Encoding::Utf8)), Ok(()));
    assert_eq!(now(client.set_pattern(None)), Ok(Some("unclosed group".to_owned())));
    assert_eq!(now(client.next_action()), Ok(NextAction::Fetch { from: 1, to: FAR }));
    assert_eq!(now(client.count_matches(0, 9)), Ok(FAR));
    assert_eq!(now(client.feed(0, b"")), Ok(true));
}

#[test]
fn filtered_lines_come_with_their_bytes() {
    let client = Client::new(Recorder::default());
    let lines = now(client.filtered_lines()).unwrap();
    let texts: Vec<(u64, &[u8])> = lines.iter().map(|(line, bytes)| (line.at, bytes)).collect();
    assert_eq!(texts, [(0, &b"ab"[..]), (FAR, &b"c"[..])]);
}

#[test]
fn the_response_to_another_request_is_an_error() {
    let client = Client::new(Recorder { wrong: Some(Response::Count(1)), ..Recorder::default() });
    assert_eq!(now(client.progress()), Err(ClientError::UnexpectedResponse));
    assert_eq!(now(client.feed(0, b"")), Err(ClientError::UnexpectedResponse));
    assert_eq!(now(client.filtered_lines()), Err(ClientError::UnexpectedResponse));
}
