//! Which outputs `list`, `get` and `rm` take, and which jobs an account has.

use crate::operator::{filled, operator, printed, set};
use crate::world::{World, output, text};
use jobshelf::{BlobName, OutputAddress, OutputPath, Owner, SasUrl, TaskId, TaskOutputKind};
use jobshelf_tests::Azurite;
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

/// The names that `list -0` prints.
async fn listed(world: &World, arguments: &[&str]) -> BTreeSet<String> {
    let output = output(operator(world, &[&["list", "-0"], arguments].concat())).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    let names = text(&output.stdout);
    assert!(names.ends_with('\0') && !names.contains('\n'), "{names:?}");
    names.trim_end_matches('\0').split('\0').map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paths_folders_and_globs_select_for_list_get_and_rm() {
    let world = filled("selected").await;
    let all = set(&["t1/$TaskOutput/out/b.png", "t1/$TaskOutput/out/deep/c.png"]);
    let of_kind = ["--task", "t1", "--kind", "TaskOutput"];
    assert_eq!(listed(&world, &[&of_kind[..], &["out/"]].concat()).await, all);
    assert_eq!(listed(&world, &["t1/$TaskOutput/out/"]).await, all);
    let tasks = listed(&world, &["t*/$TaskOutput/a.txt", "$JobOutput/"]).await;
    let names = ["t1/$TaskOutput/a.txt", "t2/$TaskOutput/a.txt", "$JobOutput/piped.txt"];
    assert_eq!(tasks, set(&names));
    let pictures = listed(&world, &["--kind", "TaskOutput", "out/*.png"]).await;
    assert_eq!(pictures, set(&["t1/$TaskOutput/out/b.png", "t2/$TaskOutput/out/b.png"]));

    let get = |more: &[&str]| operator(&world, &[&["get", "--to", "to"], more].concat());
    let got = printed(get(&[&of_kind[..], &["out/*.png", "out/deep/"]].concat())).await;
    assert_eq!(got, set(&["to/out/b.png", "to/out/deep/c.png"]));
    let got = printed(get(&["t2/**/*.txt"])).await;
    assert_eq!(got, set(&["to/t2/$TaskOutput/a.txt"]));
    let got = printed(get(&["$JobOutput/piped.txt", "$JobOutput/piped.txt"])).await;
    assert_eq!(got, set(&["to/$JobOutput/piped.txt"]));

    let rm = |more: &[&str]| operator(&world, &[&["rm", "--yes"], more].concat());
    assert_eq!(printed(rm(&["t1/$TaskOutput/out/"])).await, all);
    assert_eq!(listed(&world, &["t1/"]).await.len(), 2);
    assert_eq!(printed(rm(&["t2/", "t1/$TaskPreview/**"])).await.len(), 4);
    assert_eq!(listed(&world, &[]).await, set(&["$JobOutput/piped.txt", "t1/$TaskOutput/a.txt"]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_path_is_one_of_the_task_of_the_node() {
    let world = filled("selected-node").await;
    let mut list = world.helper("t2");
    list.args(["list", "--json", "--kind", "TaskOutput", "*.txt"]);
    let lines = printed(list).await;
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert!(lines.iter().all(|line| line.contains(r#""name":"t2/$TaskOutput/a.txt""#)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dry_run_of_rm_shows_what_goes_and_removes_nothing() {
    let world = filled("dry").await;
    let before = listed(&world, &[]).await;
    let dry = output(operator(&world, &["rm", "--dry-run", "t1/"])).await;
    assert_eq!(dry.status.code(), Some(0), "{}", text(&dry.stderr));
    assert_eq!(text(&dry.stdout).lines().count(), 4, "{}", text(&dry.stdout));
    assert!(text(&dry.stderr).contains("nothing is removed"), "{}", text(&dry.stderr));
    let named = ["rm", "--dry-run", "--task", "t1", "--kind", "TaskOutput", "a.txt", "a.tx"];
    let dry = output(operator(&world, &named)).await;
    assert_eq!(dry.status.code(), Some(1));
    assert_eq!(text(&dry.stdout), "t1/$TaskOutput/a.txt\n");
    assert!(text(&dry.stderr).contains("did you mean `a.txt`?"), "{}", text(&dry.stderr));
    assert_eq!(listed(&world, &[]).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_jobs_of_an_account_are_listed_where_none_is_named() {
    let world = World::new("among-others").await;
    let list = |more: &[&str]| {
        let mut list = operator(&world, &[&["list"], more].concat());
        list.env_remove("AZ_BATCH_JOB_ID");
        list
    };
    let lines = printed(list(&[])).await;
    let line = lines.iter().find(|line| line.ends_with(" job-among-others")).unwrap();
    assert!(line.contains("Z  among-others "), "{line}");
    let lines = printed(list(&["--json"])).await;
    let line = lines.iter().find(|line| line.contains("job-among-others")).unwrap();
    let job: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!((job["event"].as_str(), job["job"].as_str()), (Some("job"), Some("among-others")));
    let names = text(&output(list(&["-0"])).await.stdout);
    assert!(names.split('\0').any(|name| name == "job-among-others"), "{names:?}");
    // What is about one job asks for it.
    let one = output(list(&["--kind", "TaskLog"])).await;
    assert_eq!(one.status.code(), Some(2));
    assert!(text(&one.stderr).contains("give --job ID"), "{}", text(&one.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_output_with_snapshots_is_removed_with_them_only_if_asked() {
    let world = filled("snapshots").await;
    let azurite = Azurite::shared().unwrap();
    let url = azurite.container_sas_url(world.direct.name(), "racwdl").unwrap();
    make_snapshot(azurite, &url, "t1/$TaskOutput/a.txt");
    let rm = ["rm", "--yes", "--task", "t1", "--kind", "TaskOutput", "a.txt"];
    let refused = output(operator(&world, &rm)).await;
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stdout));
    assert!(text(&refused.stderr).contains("SnapshotsPresent"), "{}", text(&refused.stderr));
    assert!(text(&refused.stderr).contains("--snapshots"), "{}", text(&refused.stderr));
    assert!(world.stored("t1", "TaskOutput", "a.txt").await.is_some());
    let removed = printed(operator(&world, &[&rm[..], &["--snapshots"]].concat())).await;
    assert_eq!(removed, set(&["t1/$TaskOutput/a.txt"]));
    assert!(world.stored("t1", "TaskOutput", "a.txt").await.is_none());
}

/// Asks the service for a snapshot, which our library never makes.
fn make_snapshot(azurite: &Azurite, url: &SasUrl, blob: &str) {
    let host = azurite.origin().trim_start_matches("http://");
    let exposed = url.expose();
    let (container, sas) = exposed.split_once('?').unwrap();
    let path = container.trim_start_matches(azurite.origin());
    let mut service = std::net::TcpStream::connect(host).unwrap();
    write!(
        service,
        "PUT {path}/{blob}?comp=snapshot&{sas} HTTP/1.1\r\nhost: {host}\r\n\
         x-ms-version: 2026-04-06\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    service.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_folder_blobs_of_a_removed_task_are_gone_too() {
    let world = filled("folder-blobs").await;
    let folders = ["t1", "t1/$TaskOutput", "t1/$TaskOutput/out", "t1/$TaskOutput/out/deep", "t2"];
    for folder in folders {
        let mark = vec![("hdi_isfolder".to_owned(), "true".to_owned())];
        let mut options = jobshelf::WriteOptions::new();
        options.metadata = mark;
        let name = BlobName::new(folder).unwrap();
        world.direct.put_blob(&name, Vec::new().into(), &options).await.unwrap();
    }
    let exists =
        async |folder: &str| world.direct.properties(&BlobName::new(folder).unwrap()).await.is_ok();
    // Something else is in the folders around it.
    let rm = |more: &[&str]| operator(&world, &[&["rm", "--yes"], more].concat());
    printed(rm(&["--task", "t1", "--kind", "TaskOutput", "out/"])).await;
    assert!(!exists("t1/$TaskOutput/out/deep").await && !exists("t1/$TaskOutput/out").await);
    assert!(exists("t1/$TaskOutput").await && exists("t1").await);
    // An output that is named completely is not listed, and leaves its folder as well.
    let name = ["--task", "t1", "--kind", "TaskOutput", "a.txt"];
    printed(rm(&name)).await;
    assert!(!exists("t1/$TaskOutput").await && exists("t1").await);
    printed(rm(&["--task", "t1"])).await;
    assert!(!exists("t1").await && exists("t2").await);
    let owner = Owner::Task(TaskId::parse("t2").unwrap());
    let kind = TaskOutputKind::task_output().into();
    let kept = OutputAddress::new(owner, kind, OutputPath::parse("a.txt").unwrap());
    assert!(exists(kept.blob_name().as_str()).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rm_on_a_node_is_about_its_own_task_unless_told_otherwise() {
    let world = filled("rm-node").await;
    let dry = |more: &[&str]| {
        let mut rm = world.helper("t2");
        rm.args(["rm", "--dry-run"]).args(more);
        printed(rm)
    };
    let of_t2 =
        ["t2/$TaskOutput/a.txt", "t2/$TaskOutput/out/b.png", "t2/$TaskOutput/out/deep/c.png"];
    assert_eq!(dry(&[]).await, set(&of_t2));
    assert_eq!(dry(&["--kind", "TaskOutput"]).await, set(&of_t2));
    assert_eq!(dry(&["--kind", "TaskOutput", "*.txt"]).await, set(&of_t2[..1]));
    assert_eq!(dry(&["--task", "t1"]).await.len(), 4);
    assert_eq!(dry(&["--job-level"]).await, set(&["$JobOutput/piped.txt"]));
    assert_eq!(dry(&["t1/$TaskPreview/"]).await, set(&["t1/$TaskPreview/out/b.png"]));
    assert_eq!(dry(&["--whole-job"]).await.len(), 8);
    let texts = set(&["t1/$TaskOutput/a.txt", "t2/$TaskOutput/a.txt"]);
    assert_eq!(dry(&["--whole-job", "--kind", "TaskOutput", "*.txt"]).await, texts);
    // Elsewhere than on a node the whole job is what is left without a word.
    assert_eq!(printed(operator(&world, &["rm", "--dry-run"])).await.len(), 8);
}
