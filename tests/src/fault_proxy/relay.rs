//! One connection of a client: forwards its requests one by one, each with its fault.

use super::SharedSchedule;
use super::foreign::foreign_answer;
use super::http::{Answer, Request, Wire};
use super::plan::Fault;
use super::random::Random;
use std::io::{Error, Result};
use std::time::Duration;
use tokio::net::TcpStream;

/// The pause between two pieces of a slow answer.
const DRIP: Duration = Duration::from_millis(1);
/// The approximate number of pieces of a slow answer.
const DRIPS: usize = 16;

/// Serves a client until one side ends. An error ends the connection, which is all that the client
/// sees.
pub(super) async fn serve(client: TcpStream, upstream: String, schedule: SharedSchedule) {
    let mut link = Link { upstream, wire: None };
    let mut client = Some(Wire::new(client));
    while let Some(wire) = client.take() {
        client = exchange(wire, &mut link, &schedule).await.unwrap_or(None);
    }
}

/// The connection to the service, opened when it is needed.
struct Link {
    upstream: String,
    wire: Option<Wire>,
}

impl Link {
    async fn send(&mut self, request: &Request, body: &[u8]) -> Result<Answer> {
        let mut wire = match self.wire.take().filter(|wire| !wire.is_over()) {
            Some(wire) => wire,
            None => Wire::new(TcpStream::connect(&self.upstream).await?),
        };
        wire.write(request.head.as_bytes()).await?;
        wire.write(body).await?;
        let answer = wire.answer(&request.method).await?;
        let closes = answer.head.get("connection").is_some_and(|how| how == "close");
        self.wire = Some(wire).filter(|_| !closes);
        Ok(answer)
    }
}

/// One request and its answer. Returns the client's side if the connection can continue.
async fn exchange(
    mut client: Wire,
    link: &mut Link,
    schedule: &SharedSchedule,
) -> Result<Option<Wire>> {
    let Some(request) = client.request().await? else { return Ok(None) };
    let length = request.body_length()?;
    let (fault, mut random) = schedule.lock().next(&request);
    if fault == Some(Fault::RequestReset) {
        client.bytes(random.below(length)).await?;
        client.reset();
        return Ok(None);
    }
    let body = client.bytes(length).await?;
    let is_head = request.method == "HEAD";
    let instead = match fault {
        Some(Fault::Busy) => {
            let retry_after = schedule.lock().plan.retry_after;
            Some(refusal("503 Busy", "ServerBusy", &format!("retry-after: {retry_after}\r\n")))
        }
        Some(Fault::Broken) => Some(refusal("500 Broken", "InternalError", "")),
        Some(Fault::Forbidden) => Some(refusal("403 Forbidden", "AuthenticationFailed", "")),
        Some(Fault::PositionRefused) => {
            Some(refusal("412 Condition", "AppendPositionConditionNotMet", ""))
        }
        Some(Fault::ForeignSuccessAfterwards) | None => None,
        Some(fault) => foreign_answer(fault, &mut random),
    };
    if let Some((head, body)) = instead {
        client.write(head.as_bytes()).await?;
        client.write(if is_head { b"" } else { body.as_bytes() }).await?;
        return Ok(Some(client));
    }
    let answer = match link.send(&request, &body).await {
        Ok(answer) => answer,
        Err(_) => {
            // The service itself has ended, and the client sees that.
            client.reset();
            return Ok(None);
        }
    };
    deliver(client, answer, fault, &mut random, is_head).await
}

/// The answer, or the part that the fault leaves.
async fn deliver(
    mut client: Wire,
    answer: Answer,
    fault: Option<Fault>,
    random: &mut Random,
    is_head: bool,
) -> Result<Option<Wire>> {
    let body = &answer.body[..];
    let cut = body.split_at_checked(random.below(body.len())).map_or(body, |(start, _)| start);
    match fault {
        Some(Fault::AnswerLost) => {
            client.reset();
            return Ok(None);
        }
        Some(Fault::BrokenAfterwards) => {
            let (head, body) = refusal("500 Broken", "OperationTimedOut", "");
            client.write(head.as_bytes()).await?;
            client.write(if is_head { b"" } else { body.as_bytes() }).await?;
        }
        Some(Fault::ForeignSuccessAfterwards) => {
            let (head, body) = foreign_answer(Fault::ForeignSuccess, random).unwrap_or_default();
            client.write(head.as_bytes()).await?;
            client.write(if is_head { b"" } else { body.as_bytes() }).await?;
        }
        Some(Fault::AnswerReset) => {
            client.write(answer.head.as_bytes()).await?;
            client.write(cut).await?;
            client.reset();
            return Ok(None);
        }
        Some(Fault::AnswerTruncated) => {
            client.write(answer.head.as_bytes()).await?;
            client.write(cut).await?;
            client.close().await;
            return Ok(None);
        }
        Some(Fault::SlowDrip) => {
            client.write(answer.head.as_bytes()).await?;
            for piece in body.chunks(body.len().div_ceil(DRIPS).max(1)) {
                tokio::time::sleep(DRIP).await;
                client.write(piece).await?;
            }
        }
        _ => {
            client.write(answer.head.as_bytes()).await?;
            client.write(body).await?;
        }
    }
    Ok::<_, Error>(Some(client))
}

/// A refusal in the service's format: head and body.
fn refusal(status: &str, code: &str, header: &str) -> (String, String) {
    let body = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code>\
         <Message>on purpose</Message></Error>"
    );
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nx-ms-error-code: {code}\r\nx-ms-request-id: fault-proxy\r\n\
         content-type: application/xml\r\n{header}content-length: {length}\r\n\r\n"
    );
    (head, body)
}
