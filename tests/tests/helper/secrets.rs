//! The wrapped command gets no credential of the helper, unless it is asked for.

use crate::world::{World, output, program, text};

const SECRET: &str = "c2VjcmV0c2VjcmV0";
const VARIABLES: [&str; 13] = [
    "JOBSHELF_CONTAINER_URL_FILE",
    "JOB_CONTAINER_URL_FILE",
    "AZURE_STORAGE_CONNECTION_STRING",
    "AZURE_STORAGE_CONNECTION_STRING_FILE",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_KEY_FILE",
    "AZURE_STORAGE_SAS_TOKEN",
    "AZURE_STORAGE_SAS_TOKEN_FILE",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_SECRET_FILE",
    "AZURE_FEDERATED_TOKEN_FILE",
    "JOBSHELF_CONTAINER_URL",
    "JOB_CONTAINER_URL",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_sees_credentials_only_if_they_are_passed_on() {
    let world = World::new("run-env").await;
    for (task, options, n_seen) in [
        ("withheld", &["--strict"][..], 0),
        ("passed", &["--strict", "--pass-credentials"], VARIABLES.len()),
    ] {
        let mut run = world.run(task, options, "env; echo done >&2");
        // The helper itself needs the first that it looks for.
        let url = run.get_envs().find(|(name, _)| *name == "JOB_CONTAINER_URL").unwrap().1;
        let url = url.unwrap().to_owned();
        for name in VARIABLES {
            run.env(name, SECRET);
        }
        run.env("JOBSHELF_CONTAINER_URL", url).env("OWN_SETTING", "stays");
        let run = output(run).await;
        assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
        let log = text(&world.log(task, "stdout.txt").await);
        assert_eq!(log, text(&run.stdout));
        assert!(log.contains("OWN_SETTING=stays") && log.contains("AZ_BATCH_TASK_ID"), "{log}");
        let is_seen = |name: &&&str| log.lines().any(|it| it.starts_with(&format!("{name}=")));
        assert_eq!(VARIABLES.iter().filter(is_seen).count(), n_seen, "{log}");
        assert_eq!(log.contains("sig=") || log.contains(SECRET), n_seen > 0, "{log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_helper_inside_of_run_names_the_option_that_it_needs() {
    let world = World::new("run-nested").await;
    std::fs::write(world.path("a.txt"), "a").unwrap();
    let save = format!("{} save --kind K a.txt", program().display());
    let withheld = output(world.run("t", &[], &save)).await;
    assert_eq!(withheld.status.code(), Some(2));
    let told = text(&withheld.stderr);
    assert!(told.contains("no storage: `jobshelf run` withholds"), "{told}");
    assert!(told.contains("--pass-credentials"), "{told}");
    let passed = output(world.run("t", &["--pass-credentials"], &save)).await;
    assert_eq!(passed.status.code(), Some(0), "{}", text(&passed.stderr));
    assert_eq!(world.stored("t", "K", "a.txt").await.unwrap(), b"a");
}
