//! An account with a hierarchical namespace, as far as listing and removing go: folders are blobs,
//! and one with anything in it is not removed. Azurite has no such accounts.

use crate::world::{output, program, text};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

/// The blobs by their names, and whether each is a folder.
type Blobs = Arc<Mutex<BTreeMap<String, bool>>>;

/// The container of job `hns`.
pub(crate) struct Hierarchical {
    origin: String,
    blobs: Blobs,
}

impl Hierarchical {
    /// An account with these folders and files.
    pub(crate) fn start(folders: &[&str], files: &[&str]) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let folders = folders.iter().map(|name| ((*name).to_owned(), true));
        let files = files.iter().map(|name| ((*name).to_owned(), false));
        let blobs: Blobs = Arc::new(Mutex::new(folders.chain(files).collect()));
        let served = Arc::clone(&blobs);
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let served = Arc::clone(&served);
                // A client that goes away is no matter.
                std::thread::spawn(move || drop(serve(&client, &served)));
            }
        });
        Self { origin, blobs }
    }

    /// The helper with this account and nothing else.
    pub(crate) fn helper(&self, arguments: &[&str]) -> Command {
        let url = format!(
            "{}/devstoreaccount1/job-hns?sv=2026-04-06&sr=c&sp=racwdl&se=2099-01-01T00:00:00Z\
             &sig=c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U%3D",
            self.origin
        );
        let mut helper = Command::new(program());
        helper.env_clear().env("JOB_CONTAINER_URL", url).args(arguments).stdin(Stdio::null());
        helper
    }

    fn names(&self) -> Vec<String> {
        self.blobs.lock().unwrap().keys().cloned().collect()
    }
}

fn serve(mut client: &TcpStream, blobs: &Blobs) -> std::io::Result<()> {
    let mut lines = BufReader::new(client).lines();
    let request = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let mut words = request.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parameter = |name: &str| {
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|it| it.0 == name)
    };
    let parameter = |name: &str| parameter(name).map(|it| decoded(it.1)).unwrap_or_default();
    let blob = decoded(path.trim_start_matches("/devstoreaccount1/job-hns").trim_matches('/'));
    let mut blobs = blobs.lock().unwrap();
    let (status, header, body) = match (method, blobs.get(&blob).copied()) {
        ("GET", None) if blob.is_empty() => {
            let listed = listing(&blobs, &parameter("prefix"), &parameter("delimiter"));
            ("200 OK", String::new(), listed)
        }
        (_, None) => ("404 Missing", "x-ms-error-code: BlobNotFound\r\n".to_owned(), String::new()),
        ("DELETE", Some(_)) if blobs.keys().any(|name| name.starts_with(&format!("{blob}/"))) => {
            let header = "x-ms-error-code: DirectoryIsNotEmpty\r\n".to_owned();
            ("409 Conflict", header, String::new())
        }
        ("DELETE", Some(_)) => {
            blobs.remove(&blob);
            ("202 Accepted", String::new(), String::new())
        }
        (_, Some(is_folder)) => {
            ("200 OK", format!("x-ms-meta-hdi_isfolder: {is_folder}\r\n"), String::new())
        }
    };
    write!(
        client,
        "HTTP/1.1 {status}\r\n{header}x-ms-request-id: 1\r\nx-ms-version: 2026-04-06\r\n\
         server: Windows-Azure-Blob/1.0\r\ncontent-type: application/xml\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn listing(blobs: &BTreeMap<String, bool>, prefix: &str, delimiter: &str) -> String {
    let mut xml = String::from("<?xml version=\"1.0\"?><EnumerationResults><Blobs>");
    let mut folded = String::new();
    for (name, is_folder) in blobs.iter().filter(|(name, _)| name.starts_with(prefix)) {
        let below = name.split_at(prefix.len()).1;
        if !delimiter.is_empty()
            && let Some((folder, _)) = below.split_once(delimiter)
        {
            if folded != folder {
                folded = folder.to_owned();
                let name = format!("{prefix}{folder}{delimiter}");
                xml += &format!("<BlobPrefix><Name>{name}</Name></BlobPrefix>");
            }
            continue;
        }
        let name: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let kind = if *is_folder { "directory" } else { "file" };
        xml += &format!(
            "<Blob><Name Encoded=\"true\">{name}</Name><Properties><Content-Length>1\
             </Content-Length><ResourceType>{kind}</ResourceType></Properties></Blob>"
        );
    }
    xml + "</Blobs><NextMarker/></EnumerationResults>"
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match (first, after.split_at_checked(2)) {
            (b'%', Some((digits, after))) => {
                bytes.push(u8::from_str_radix(std::str::from_utf8(digits).unwrap(), 16).unwrap());
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}

const FOLDERS: [&str; 6] =
    ["t", "t/$TaskOutput", "t/$TaskOutput/out", "t/$TaskOutput/out/deep", "t/$TaskLog", "u"];
const FILES: [&str; 4] = [
    "t/$TaskOutput/a.exr",
    "t/$TaskOutput/out/deep/b.exr",
    "t/$TaskLog/stdout.txt",
    "u/$TaskOutput/a.exr",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removing_a_task_removes_its_folders_from_the_deepest_up() {
    let account = Hierarchical::start(&FOLDERS, &FILES);
    let removed = output(account.helper(&["rm", "--yes", "--task", "t"])).await;
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    assert_eq!(text(&removed.stderr), "");
    assert_eq!(text(&removed.stdout).lines().count(), 3, "{}", text(&removed.stdout));
    assert_eq!(account.names(), ["u", "u/$TaskOutput/a.exr"]);
    // What an interrupted removal left has no output any more, and can still be removed.
    let account = Hierarchical::start(&FOLDERS, &[]);
    let removed = output(account.helper(&["rm", "--yes", "--task", "t"])).await;
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    assert_eq!(account.names(), ["u"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_no_output_and_stays_if_something_is_in_it() {
    let account = Hierarchical::start(&FOLDERS, &FILES);
    let listed = output(account.helper(&["list"])).await;
    assert_eq!(text(&listed.stdout).lines().count(), FILES.len(), "{}", text(&listed.stdout));
    let rm = ["rm", "--yes", "--task", "t", "--kind", "TaskOutput"];
    let removed = output(account.helper(&[&rm[..], &["out/deep/b.exr"]].concat())).await;
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    let left = ["t", "t/$TaskLog", "t/$TaskLog/stdout.txt", "t/$TaskOutput", "t/$TaskOutput/a.exr"];
    assert_eq!(account.names(), [&left[..], &["u", "u/$TaskOutput/a.exr"]].concat());
    let removed = output(account.helper(&rm)).await;
    assert_eq!(removed.status.code(), Some(0), "{}", text(&removed.stderr));
    let left = ["t", "t/$TaskLog", "t/$TaskLog/stdout.txt", "u", "u/$TaskOutput/a.exr"];
    assert_eq!(account.names(), left);
}
