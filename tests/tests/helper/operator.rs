//! What an operator and a script do with a job's outputs.

use crate::world::{World, end, output, start, text};
use jobshelf_tests::Azurite;
use std::collections::BTreeSet;
use std::process::{Command, Stdio};

/// The helper with the account's key.
pub(crate) fn operator(world: &World, arguments: &[&str]) -> Command {
    let mut helper = world.helper("");
    helper
        .env_remove("JOB_CONTAINER_URL")
        .env_remove("AZ_BATCH_TASK_ID")
        .env("AZURE_STORAGE_CONNECTION_STRING", Azurite::shared().unwrap().connection_string())
        .args(arguments);
    helper
}

pub(crate) async fn printed(command: Command) -> BTreeSet<String> {
    let output = output(command).await;
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(str::to_owned).collect()
}

pub(crate) fn set(lines: &[&str]) -> BTreeSet<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn write(world: &World, path: &str, text: &str) {
    let path = world.path(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A job with outputs of two tasks and of its own.
pub(crate) async fn filled(job: &str) -> World {
    let world = World::new(job).await;
    for path in ["a.txt", "out/b.png", "out/deep/c.png"] {
        write(&world, path, path);
    }
    for task in ["t1", "t2"] {
        let mut save = world.helper(task);
        save.args(["save", "--kind", "TaskOutput", "a.txt", "out"]);
        let folder = format!("{task}/$TaskOutput/");
        let names = ["a.txt", "out/b.png", "out/deep/c.png"].map(|it| format!("{folder}{it}"));
        assert_eq!(printed(save).await, names.into_iter().collect());
    }
    let mut save = world.helper("t1");
    save.args(["save", "--kind", "TaskPreview", "out/*.png"]);
    assert_eq!(printed(save).await, set(&["t1/$TaskPreview/out/b.png"]));
    let mut save = world.helper("t1");
    save.args(["save", "--job-level", "--kind", "JobOutput", "-", "--as", "piped.txt"]);
    save.stdin(Stdio::piped());
    let mut child = start(save);
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"piped").unwrap();
    assert_eq!(text(&end(child).await.stdout), "$JobOutput/piped.txt\n");
    world
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_a_kind_a_task_and_a_whole_job_are_fetched() {
    let world = filled("fetched").await;
    let get = |more: &[&str]| {
        let mut arguments = vec!["get", "--to", "to"];
        arguments.extend_from_slice(more);
        operator(&world, &arguments)
    };
    let kind = ["--task", "t1", "--kind", "TaskOutput"];
    let one = [&kind[..], &["out/b.png"]].concat();
    assert_eq!(printed(get(&one)).await, set(&["to/out/b.png"]));
    assert_eq!(printed(get(&kind)).await, set(&["to/a.txt", "to/out/b.png", "to/out/deep/c.png"]));
    let of_all = printed(get(&["--kind", "TaskPreview"])).await;
    assert_eq!(of_all, set(&["to/t1/$TaskPreview/out/b.png"]));
    assert_eq!(printed(get(&["--task", "t2"])).await.len(), 3);
    let all = printed(get(&[])).await;
    assert_eq!(all.len(), 8);
    assert!(all.contains("to/$JobOutput/piped.txt"));
    let read = |path: &str| std::fs::read_to_string(world.path("to").join(path)).unwrap();
    assert_eq!(read("$JobOutput/piped.txt"), "piped");
    assert_eq!(read("t2/$TaskOutput/out/deep/c.png"), "out/deep/c.png");
    let missing = output(get(&[&kind[..], &["a.txt", "missing.txt"]].concat())).await;
    assert_eq!(missing.status.code(), Some(1));
    assert_eq!(text(&missing.stdout), "to/a.txt\n");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_printed_as_json_or_not_at_all() {
    let world = filled("told").await;
    let kind = ["--task", "t1", "--kind", "TaskOutput", "a.txt", "missing.txt"];
    let json = operator(&world, &[&["--json", "get", "--to", "to"], &kind[..]].concat());
    let json = output(json).await;
    let events: Vec<serde_json::Value> =
        text(&json.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let fetched = events.iter().find(|event| event["event"] == "fetched").unwrap();
    assert_eq!(
        (fetched["blob"].as_str(), fetched["bytes"].as_u64()),
        (Some("t1/$TaskOutput/a.txt"), Some(5))
    );
    assert!(events.iter().any(|event| event["event"] == "failed"));
    let quiet = operator(&world, &[&["get", "--quiet", "--to", "to"], &kind[..]].concat());
    let quiet = output(quiet).await;
    assert_eq!((quiet.status.code(), text(&quiet.stdout)), (Some(1), String::new()));
    assert!(text(&quiet.stderr).contains("missing.txt"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn outputs_are_removed_only_after_a_confirmation() {
    let world = filled("removed").await;
    let rm = |more: &[&str]| operator(&world, &[&["rm", "--task", "t1"], more].concat());
    let asked = output(rm(&["--kind", "TaskOutput"])).await;
    assert_eq!(asked.status.code(), Some(2));
    assert!(text(&asked.stderr).contains("--yes"));
    assert!(world.stored("t1", "TaskOutput", "a.txt").await.is_some());
    let removed = printed(rm(&["--kind", "TaskOutput", "--yes"])).await;
    assert_eq!(removed.len(), 3);
    assert!(world.stored("t1", "TaskOutput", "a.txt").await.is_none());
    assert!(world.stored("t1", "TaskPreview", "out/b.png").await.is_some());
    assert!(world.stored("t2", "TaskOutput", "a.txt").await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_output_that_exists_is_left_alone_where_that_is_asked_for() {
    let world = filled("refused").await;
    write(&world, "a.txt", "changed");
    let mut save = world.helper("t1");
    save.args(["save", "--kind", "TaskOutput", "--no-overwrite", "a.txt"]);
    assert_eq!(output(save).await.status.code(), Some(1));
    assert_eq!(world.stored("t1", "TaskOutput", "a.txt").await.unwrap(), b"a.txt");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_logs_are_followed_with_a_prefix_each_until_all_finish() {
    let world = World::new("followed").await;
    let script = "echo one; while [ ! -e go ]; do sleep 0.05; done; printf two";
    let runs: Vec<_> = ["t1", "t2"]
        .map(|task| start(world.run(task, &["--interval", "1s"], script)))
        .into_iter()
        .collect();
    let follow = ["follow", "--task", "t1", "--task", "t2", "stdout.txt"];
    let following = start(operator(&world, &follow));
    let all = start(operator(&world, &["--json", "follow"]));
    world.wait_for("t1", "TaskLog", "stdout.txt", b"one\n").await;
    std::fs::write(world.path("go"), "").unwrap();
    for run in runs {
        assert!(end(run).await.status.success());
    }
    let following = end(following).await;
    let lines: BTreeSet<_> = text(&following.stdout).lines().map(str::to_owned).collect();
    let expected = [
        "t1/stdout.txt | one",
        "t1/stdout.txt | two",
        "t2/stdout.txt | one",
        "t2/stdout.txt | two",
    ];
    assert_eq!(lines, set(&expected));
    let all = end(all).await;
    assert!(all.status.success(), "{}", text(&all.stderr));
    // It may also have said that it waited for them.
    let events = text(&all.stdout);
    let lines = events.lines().filter(|event| event.starts_with(r#"{"event":"line""#));
    assert_eq!(lines.count(), 4, "{events}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_says_what_is_well_and_what_to_do_where_it_is_not() {
    let world = World::new("doctor").await;
    let mut helper = world.helper("t");
    helper.args(["doctor"]);
    let well = output(helper).await;
    assert_eq!(well.status.code(), Some(0), "{}{}", text(&well.stdout), text(&well.stderr));
    for check in ["address", "sas", "rights", "service", "clock", "container"] {
        assert!(text(&well.stdout).contains(&format!("ok   {check}")), "{}", text(&well.stdout));
    }
    let mut helper = world.helper("t");
    helper.args(["doctor", "--json"]);
    let told = text(&output(helper).await.stdout);
    assert!(told.contains(r#""message":"container: it exists"#), "{told}");
    assert!(!told.contains("hint"), "nothing is to be done: {told}");
    let page = ["doctor", "--viewer-url", "https://farm.z6.web.core.windows.net/"];
    let barred = output(operator(&world, &page)).await;
    assert_eq!(barred.status.code(), Some(1));
    assert!(text(&barred.stdout).contains("az storage cors add"), "{}", text(&barred.stdout));
    let missing = output(operator(&world, &["doctor", "--job", "no-such-job"])).await;
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stdout).contains("jobshelf prepare"), "{}", text(&missing.stdout));
    let all = [&well, &barred, &missing].map(|it| text(&it.stdout) + &text(&it.stderr)).concat();
    assert!(!all.contains("sig="));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_role_gets_a_sas_of_the_least_rights_and_viewers_their_link() {
    let world = World::new("roles").await;
    let sas = async |arguments: &[&str]| {
        let output = output(operator(&world, &[&["sas"], arguments].concat())).await;
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).trim().to_owned()
    };
    let page = "https://farm.z6.web.core.windows.net/";
    assert!(sas(&["job"]).await.contains("sp=rl&"));
    assert!(sas(&["task"]).await.contains("sp=racwl&"));
    assert!(sas(&["job", "--viewer-url", page]).await.starts_with(&format!("{page}#/?sas=http")));
    assert!(!sas(&["task", "--viewer-url", page]).await.contains('#'));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_may_come_from_a_file_and_an_empty_one_is_named() {
    let world = World::new("secret-file").await;
    let file = world.path("connection");
    std::fs::write(&file, Azurite::shared().unwrap().connection_string() + "\n").unwrap();
    let list = || {
        let mut list = operator(&world, &["list"]);
        list.env_remove("AZURE_STORAGE_CONNECTION_STRING");
        list.env("AZURE_STORAGE_CONNECTION_STRING_FILE", &file);
        list
    };
    assert!(output(list()).await.status.success());
    std::fs::write(&file, "").unwrap();
    let empty = output(list()).await;
    assert_eq!(empty.status.code(), Some(2));
    assert!(text(&empty.stderr).contains("AZURE_STORAGE_CONNECTION_STRING_FILE"));

    let url = world.helper("t");
    let (_, url) = url.get_envs().find(|(name, _)| *name == "JOB_CONTAINER_URL").unwrap();
    std::fs::write(&file, url.unwrap().to_str().unwrap()).unwrap();
    let mut list = world.helper("t");
    list.env_remove("JOB_CONTAINER_URL").env("JOB_CONTAINER_URL_FILE", &file).arg("list");
    assert!(output(list).await.status.success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_output_ends_quietly_and_a_full_one_is_an_error() {
    let world = World::new("operator-pipe").await;
    let script = "echo one; while [ ! -e go ]; do sleep 0.1; echo more; done";
    let run = start(world.run("t", &["--interval", "1s"], script));
    while world.log("t", "stdout.txt").await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    for (program, code) in [("| true; exit ${PIPESTATUS[0]}", 0), ("> /dev/full", 1)] {
        for command in [
            "follow --task t",
            "path --task t --kind TaskOutput x",
            "sas job",
            "rm --dry-run --task t",
        ] {
            let script = format!("{} {command} {program}", crate::world::program().display());
            let mut shell = Command::new("bash");
            shell.args(["-c", &script]).current_dir(world.path("")).stdin(Stdio::null());
            for (name, value) in operator(&world, &[]).get_envs() {
                shell.envs(value.map(|value| (name, value)));
            }
            let ended = output(shell).await;
            assert_eq!(ended.status.code(), Some(code), "{script}: {}", text(&ended.stderr));
        }
    }
    std::fs::write(world.path("go"), "").unwrap();
    assert_eq!(end(run).await.status.code(), Some(0));
}
