//! A node with a managed identity, without a secret in its environment.
//!
//! The metadata endpoint exists only on Azure machines, and the emulator lends keys only over
//! https. So the test replaces both, and checks their requests.

use crate::world::{output, program, text};
use jobshelf_tests::identity::{KEY, LISTING, TOKEN};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

/// The requests: request lines with their credential headers.
type Seen = Arc<Mutex<Vec<String>>>;

/// Metadata endpoint and storage in one server; returns its origin.
fn played() -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let shared = Arc::clone(&seen);
    std::thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let seen = Arc::clone(&shared);
            std::thread::spawn(move || serve(client, &seen));
        }
    });
    (origin, seen)
}

fn serve(client: TcpStream, seen: &Seen) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut writer = client;
    loop {
        let (mut asked, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            let is_start = asked.is_empty();
            if is_start || lower.starts_with("authorization:") || lower.starts_with("metadata:") {
                asked.push_str(line.trim_end());
                asked.push('\n');
            }
            if line == "\r\n" {
                break;
            }
        }
        reader.read_exact(&mut vec![0; length]).unwrap();
        let (status, body) = match &asked {
            asked if asked.contains("/metadata/identity/oauth2/token") => ("200 OK", TOKEN),
            asked if asked.contains("userdelegationkey") => ("200 OK", KEY),
            asked if asked.starts_with("PUT") => ("201 Created", ""),
            _ => ("200 OK", LISTING),
        };
        seen.lock().unwrap().push(asked);
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\nx-ms-version: 2026-04-06\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        writer.write_all(answer.as_bytes()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_managed_identity_lists_creates_and_mints_without_any_secret() {
    let (origin, seen) = played();
    let helper = |arguments: &[&str]| {
        let mut helper = Command::new(program());
        helper
            .env_clear()
            .env("AZURE_STORAGE_ACCOUNT", "account")
            .env("AZURE_STORAGE_SERVICE_ENDPOINT", format!("{origin}/account"))
            .env("JOBSHELF_IDENTITY", "a-client-id")
            .env("AZURE_POD_IDENTITY_AUTHORITY_HOST", &origin)
            .env("AZ_BATCH_JOB_ID", "ocean")
            .args(arguments);
        helper
    };
    let asked = || std::mem::take(&mut *seen.lock().unwrap());

    let listed = output(helper(&["list"])).await;
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    let requests = asked();
    assert_eq!(requests.len(), 3, "{requests:?}");
    assert!(requests[0].contains("client_id=a%2Dclient%2Did"), "{}", requests[0]);
    assert!(requests[0].to_lowercase().contains("metadata: true"));
    assert!(requests[1].contains("Bearer TOKEN"));
    assert!(requests[2].contains("/account/job-ocean?") && requests[2].contains("skoid=oid"));

    let prepared = output(helper(&["prepare"])).await;
    assert_eq!(text(&prepared.stdout), "job-ocean created\n");
    let requests = asked();
    let creates = requests.last().unwrap();
    assert!(creates.starts_with("PUT /account/job-ocean?") && creates.contains("Bearer TOKEN"));

    let minted = output(helper(&["sas", "task"])).await;
    let url = text(&minted.stdout);
    assert!(url.contains("/account/job-ocean?") && url.contains("sp=racwl"), "{url}");
    let refused = output(helper(&["sas", "viewer", "--job", ""])).await;
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_without_a_credential_says_what_to_set() {
    let mut helper = Command::new(program());
    helper.env_clear().env("AZURE_STORAGE_ACCOUNT", "farm").args(["list", "--job", "j"]);
    let told = output(helper).await;
    assert_eq!(told.status.code(), Some(2));
    assert!(text(&told.stderr).contains("JOBSHELF_IDENTITY=system"), "{}", text(&told.stderr));
}
