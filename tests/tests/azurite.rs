//! The Azurite fixture itself: it is reachable, and nothing of it remains afterwards.

use jobshelf::{ContainerName, CorsRule};
use jobshelf_tests::Azurite;
use std::io::Read as _;
use std::net::TcpStream;

fn accepts_connections(azurite_origin: &str) -> bool {
    TcpStream::connect(azurite_origin.trim_start_matches("http://")).is_ok()
}

#[test]
fn a_dropped_azurite_stops_listening() {
    let azurite = Azurite::start().unwrap();
    let origin = azurite.origin().to_owned();
    assert!(accepts_connections(&origin));
    drop(azurite);
    assert!(!accepts_connections(&origin));
}

#[test]
fn an_azurite_without_its_guard_ends_when_its_pipe_closes() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/src/exit-with-parent.cjs");
    let mut node = std::process::Command::new("node")
        .args(["--require", script, "-e", "console.log('up'); setInterval(() => {}, 1000)"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut up = [0; 3];
    node.stdout.as_mut().unwrap().read_exact(&mut up).unwrap();
    drop(node.stdin.take());
    assert!(node.wait().unwrap().success());
}

#[tokio::test]
async fn an_account_sas_with_the_list_permission_lists_containers() {
    let azurite = Azurite::shared().unwrap();
    let name = ContainerName::parse("job-listed").unwrap();
    azurite.account().unwrap().container(&name).create_if_missing().await.unwrap();

    let reader = azurite.account_sas_url("rl").unwrap();
    let page = jobshelf::BlobAccount::from_sas_url(&reader)
        .unwrap()
        .list_containers("job-l", None)
        .await
        .unwrap();
    let names: Vec<_> = page.containers.iter().map(|container| container.name.as_str()).collect();
    assert_eq!(names, ["job-listed"]);
}

#[tokio::test]
async fn the_viewers_cors_rule_is_accepted() {
    let azurite = Azurite::start().unwrap();
    let rule = CorsRule::for_viewer("http://127.0.0.1:8080");
    azurite.account().unwrap().set_cors(&[rule]).await.unwrap();
}
