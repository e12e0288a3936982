//! One server that plays what exists only in Azure: the metadata endpoint of a node, the token
//! endpoint of Entra ID, storage that lends delegation keys, and a proxy.
//!
//! The emulator lends keys only over https. So the tests replace the services, and check the
//! requests.

use jobshelf_tests::identity::{KEY, LISTING, TOKEN};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The token endpoint's answer to an application that may sign in.
pub(crate) const APPLICATION_TOKEN: &str =
    r#"{"token_type":"Bearer","expires_in":3599,"access_token":"APPTOKEN"}"#;

/// The server; it runs until the end of the test.
#[derive(Debug, Clone)]
pub(crate) struct Played {
    /// `http://127.0.0.1:PORT`.
    pub(crate) origin: String,
    seen: Arc<Mutex<Vec<String>>>,
}

/// What the server answers to a request for a token of an application, and to a proxy's client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answers {
    pub(crate) token: (&'static str, &'static str),
    /// Whether it is a proxy that asks for a password.
    pub(crate) is_closed_proxy: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self { token: ("200 OK", APPLICATION_TOKEN), is_closed_proxy: false }
    }
}

impl Played {
    pub(crate) fn start() -> Self {
        Self::with(Answers::default())
    }

    pub(crate) fn with(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let played = Self { origin, seen: Arc::default() };
        let seen = Arc::clone(&played.seen);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || serve(client, answers, &seen));
            }
        });
        played
    }

    /// The requests since the last call: their heads in lower case but for the first line, and
    /// their bodies.
    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn serve(client: TcpStream, answers: Answers, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(client.try_clone().unwrap());
    let mut writer = client;
    loop {
        let (mut asked, mut length) = (String::new(), 0);
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if name == "content-length" {
                length = line["content-length:".len()..].trim().parse().unwrap();
            }
            let is_start = asked.is_empty();
            asked.push_str(if is_start { "" } else { &name });
            asked.push_str(line[if is_start { 0 } else { name.len() }..].trim_end());
            asked.push('\n');
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        asked.push_str(&String::from_utf8_lossy(&body));
        let (status, body) = match &asked {
            _ if answers.is_closed_proxy => ("407 Proxy Authentication Required", ""),
            asked if asked.contains("/metadata/identity/oauth2/token") => ("200 OK", TOKEN),
            asked if asked.contains("/oauth2/v2.0/token") => answers.token,
            asked if asked.contains("userdelegationkey") => ("200 OK", KEY),
            asked if asked.starts_with("PUT") => ("201 Created", ""),
            asked if asked.starts_with("DELETE") => ("202 Accepted", ""),
            asked if asked.starts_with("HEAD") => ("404 Not Found", ""),
            asked if !asked.contains("comp=list") => ("404 Not Found", ""),
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
