//! JSON for Batch, checked with the official `azure-batch` models: the files of `examples/batch/`
//! and the output of `output-files` load into the models and back without a loss.
//!
//! A model accepts any field, so the script also checks that the model knows each field, and that
//! each value has the right type.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a fixture that fails fails its test")]

use jobshelf_tests::Azurite;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/batch")
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/batch")
}

/// The interpreter that has the client, where `cargo xtask setup` put it.
fn python() -> PathBuf {
    const CLIENT: &str = "azure-batch";
    let requirements = std::fs::read_to_string(here().join("requirements.txt")).unwrap();
    let pinned =
        requirements.lines().find_map(|line| line.strip_prefix(CLIENT)?.strip_prefix("=="));
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
    let cache =
        cache.unwrap_or_else(|| Path::new(&std::env::var_os("HOME").unwrap()).join(".cache"));
    let python = cache.join(format!("jobshelf/python-{CLIENT}-{}/bin/python", pinned.unwrap()));
    assert!(python.exists(), "{CLIENT} is not installed; run: cargo xtask setup");
    python
}

/// The helper that the workspace has built.
fn helper() -> Command {
    let program = std::env::var_os("JOBSHELF_BIN").map_or_else(
        || {
            let tests = std::env::current_exe().unwrap();
            tests.parent().unwrap().parent().unwrap().join("jobshelf")
        },
        PathBuf::from,
    );
    assert!(program.exists(), "the helper is not built; run: cargo build --package jobshelf-cli");
    let mut helper = Command::new(program);
    helper.env_clear();
    helper
}

fn load(model: &str, json: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("given.json");
    std::fs::write(&file, json).unwrap();
    let mut script = Command::new(python());
    script.env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
    script.arg(here().join("load.py")).arg(model).arg(&file).output().unwrap()
}

/// Fails unless the models accept all of it.
fn assert_loads(model: &str, json: &str) {
    let output = load(model, json);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{model}: {said}");
}

fn example(name: &str) -> String {
    std::fs::read_to_string(examples().join(name)).unwrap()
}

#[test]
fn every_file_of_the_examples_loads_into_the_models_without_a_loss() {
    let models = BTreeMap::from([
        ("pool.json", "BatchPoolCreateOptions"),
        ("job.json", "BatchJobCreateOptions"),
        ("job-identity.json", "BatchJobCreateOptions"),
        ("tasks.json", "BatchTaskCreateOptions"),
        ("tasks-output-files.json", "BatchTaskCreateOptions"),
        ("tasks-output-files-identity.json", "BatchTaskCreateOptions"),
    ]);
    let found = std::fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().file_name());
    let found = found.map(|name| name.into_string().unwrap());
    let mut n_files = 0;
    for name in found.filter(|name| name.ends_with(".json")) {
        assert_loads(models.get(name.as_str()).unwrap(), &example(&name));
        n_files += 1;
    }
    assert_eq!(n_files, models.len());
}

#[test]
fn the_models_notice_unknown_fields_and_wrong_types() {
    let task = |more: &str| format!("{{\"id\":\"t\",\"commandLine\":\"true\",{more}}}");
    assert_loads("BatchTaskCreateOptions", &task("\"requiredSlots\":2"));
    for wrong in [
        "\"outputfiles\":[]",
        "\"outputFiles\":[{\"pattern\":\"x\"}]",
        "\"outputFiles\":[{\"uploadOptions\":{\"uploadCondition\":\"always\"}}]",
        "\"dependsOn\":{\"taskIds\":[7]}",
        "\"requiredSlots\":\"two\"",
    ] {
        assert!(!load("BatchTaskCreateOptions", &task(wrong)).status.success(), "{wrong}");
    }
}

/// The output of `output-files` for the tasks of the examples.
fn printed(task: &str, url: Option<&str>, more: &[&str]) -> String {
    let mut helper = helper();
    let save = ["--save", "TaskOutput=*.exr", "--save", "TaskPreview=*.png"];
    helper.args(["output-files", "--task", task, "--when", "success"]).args(save).args(more);
    match url {
        Some(url) => helper.env("JOB_CONTAINER_URL", url),
        None => {
            let connection = Azurite::shared().unwrap().connection_string();
            helper.env("AZURE_STORAGE_CONNECTION_STRING", connection)
        }
    };
    let output = helper.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn output_files_prints_valid_models_that_match_the_examples() {
    let signature = "A".repeat(43);
    let url = format!(
        "https://farm.blob.core.windows.net/job-ocean?sv=2026-04-06&sr=c&sp=racwl&sig={signature}%3D"
    );
    let tasks: serde_json::Value =
        serde_json::from_str(&example("tasks-output-files.json")).unwrap();
    for task in tasks.as_array().unwrap() {
        let json = printed(task["id"].as_str().unwrap(), Some(&url), &[]);
        assert_loads("OutputFile", &json);
        let expected = task["outputFiles"].to_string().replace("${JOB_CONTAINER_URL}", &url);
        let printed: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(printed, serde_json::from_str::<serde_json::Value>(&expected).unwrap());
    }
}

#[test]
fn output_files_mint_a_sas_unless_an_identity_is_given() {
    let more = ["--job", "ocean", "--save-job", "JobOutput=movie.png"];
    let minted = printed("t", None, &more);
    assert_loads("OutputFile", &minted);
    let files: serde_json::Value = serde_json::from_str(&minted).unwrap();
    let container = &files[2]["destination"]["container"];
    assert_eq!(container["path"], "$JobOutput/movie.png");
    assert!(container["containerUrl"].as_str().unwrap().contains("/job-ocean?"));

    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/\
              userAssignedIdentities/render";
    let by_identity = printed("t", None, &["--job", "ocean", "--identity", id]);
    assert_loads("OutputFile", &by_identity);
    assert!(!by_identity.contains("sig="), "{by_identity}");
    let files: serde_json::Value = serde_json::from_str(&by_identity).unwrap();
    let container = &files[0]["destination"]["container"];
    assert_eq!(container["identityReference"]["resourceId"], id);
    assert!(container["containerUrl"].as_str().unwrap().ends_with("/job-ocean"));
}

#[test]
fn the_python_script_makes_the_clients_models_of_the_same_files() {
    let mut script = Command::new(python());
    script.env("PYTHONDONTWRITEBYTECODE", "1").current_dir(examples()).arg("-c").arg(
        "import submit\n\
         values = dict.fromkeys(['JOB_ID', 'JOB_CONTAINER_URL', 'AZURE_STORAGE_ACCOUNT', \
         'IDENTITY_CLIENT_ID', 'IDENTITY_ID'], 'https://x/?a=\"b\"&c')\n\
         for identity, plain in [(False, False), (True, False), (False, True)]:\n\
         \x20   job, tasks = submit.job_and_tasks(values, identity, plain)\n\
         \x20   assert job.id == values['JOB_ID'], job.id\n\
         \x20   names = [setting.name for setting in job.common_environment_settings]\n\
         \x20   assert names == (['AZURE_STORAGE_ACCOUNT', 'JOBSHELF_IDENTITY'] if identity else ['JOB_CONTAINER_URL']), names\n\
         \x20   assert len(tasks) == (2 if plain else 3), len(tasks)\n\
         assert tasks[0].output_files[0].destination.container.path == 'frames-001-024/$TaskOutput'\n",
    );
    let output = script.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
