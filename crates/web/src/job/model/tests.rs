use crate::job::model::*;
use jobshelf::{BlobItem, BlobType, Timestamp};

fn blob(name: &str, size: u64, changed: i64) -> BlobItem {
    let mut blob = BlobItem::default();
    blob.name = name.to_owned();
    blob.size = size;
    blob.last_modified = Some(Timestamp::from_unix(changed));
    blob.etag = format!("{size}-{changed}");
    blob
}

fn log(name: &str, changed: i64, metadata: &[(&str, &str)]) -> BlobItem {
    let pairs = metadata.iter().map(|(k, v)| (format!("jobshelf_{k}"), (*v).to_owned()));
    let mut log = blob(name, 10, changed);
    log.blob_type = BlobType::Append;
    log.metadata = pairs.collect();
    log
}

fn page(blobs: Vec<BlobItem>, more: bool) -> JobPage {
    let mut page = jobshelf::BlobPage::default();
    page.blobs = blobs;
    page.next_marker = more.then(|| "more".to_owned());
    page.into()
}

/// The container of the job `Ocean_42`.
const CONTAINER: &str = "job-ocean-42-8c5c2b02adff797551efb5fcf8bbf297d8fadc5b";

fn job(blobs: Vec<BlobItem>) -> Job {
    Job::from_pages(CONTAINER, vec![page(blobs, false)], None)
}

fn sample() -> Vec<BlobItem> {
    vec![
        blob("$JobOutput/movie.gif", 100, 50),
        blob("$JobPreview/movie.png", 7, 51),
        blob("frames-10/$TaskOutput/f10.exr", 1_000, 10),
        blob("frames-2/$TaskPreview/f1.png", 20, 11),
        blob("frames-2/$TaskPreview/f2.png", 20, 12),
        blob("frames-2/$TaskPreview/f10.png", 20, 12),
        blob("frames-2/$TaskPreview/notes.txt", 20, 90),
        blob("frames-2/$Stats/times.csv", 5, 13),
        log("frames-2/$TaskLog/stdout.txt", 14, &[("state", "running"), ("job_id", "Ocean_42")]),
        blob("readme.txt", 3, 1),
    ]
}

#[test]
fn a_listing_is_grouped_by_task_and_kind_without_loss() {
    let job = job(sample());
    let tasks: Vec<&str> = job.tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(tasks, ["frames-2", "frames-10"]);
    let kinds: Vec<&str> = job.tasks[0].kinds.iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(kinds, ["TaskLog", "TaskPreview", "Stats"]);
    let own: Vec<&str> = job.kinds.iter().map(|kind| kind.name.as_str()).collect();
    assert_eq!(own, ["JobPreview", "JobOutput"]);
    assert_eq!(job.others.files[0].blob, "readme.txt");
    assert_eq!(job.files().count(), sample().len());
    assert_eq!(job.id.as_deref(), Some("Ocean_42"));
    let summary = job.summary(2);
    assert_eq!((summary.outputs, summary.size, summary.tasks.total()), (10, 1_205, 2));
    assert_eq!(summary.changed, Some(Timestamp::from_unix(90)));
}

#[test]
fn a_log_that_names_another_job_does_not_rename_this_one() {
    let named = |id| log("t/$TaskLog/a.txt", 1, &[("state", "running"), ("job_id", id)]);
    assert_eq!(job(vec![named("Payroll")]).id, None);
    assert_eq!(job(vec![named("Ocean_42")]).id.as_deref(), Some("Ocean_42"));
    let mut second = named("OCEAN_42");
    second.name = "t/$TaskLog/b.txt".to_owned();
    let both = vec![named("Payroll"), second];
    assert_eq!(job(both.clone()).id.as_deref(), Some("OCEAN_42"));
    let elsewhere = Job::from_pages("job-payroll", vec![page(both, false)], None);
    assert_eq!(elsewhere.id.as_deref(), Some("Payroll"));
}

#[test]
fn newest_previews_are_pictures_ordered_by_time() {
    let job = job(sample());
    let names = |files: &[Arc<File>]| files.iter().map(|f| f.path.clone()).collect::<Vec<_>>();
    assert_eq!(names(&job.tasks[0].newest), ["f1.png", "f2.png", "f10.png"]);
    assert_eq!(names(&job.newest_previews(2)), ["f10.png", "movie.png"]);
}

#[test]
fn a_file_is_found_with_its_siblings() {
    let job = job(sample());
    let kind = job.siblings("frames-2/$TaskPreview/f2.png").unwrap();
    assert_eq!(kind.position("frames-2/$TaskPreview/f2.png"), Some(1));
    assert_eq!(job.file("$JobOutput/movie.gif").unwrap().size, 100);
    assert_eq!(job.file("readme.txt").unwrap().name(), "readme.txt");
    assert!(job.file("frames-2/$TaskOutput/none").is_none());
    assert!(job.siblings("none/$TaskLog/x").is_none());
}

#[test]
fn unchanged_parts_are_shared_with_the_previous_job() {
    let before = job(sample());
    let mut blobs = sample();
    blobs.push(blob("frames-10/$TaskOutput/f11.exr", 1, 60));
    let after = Job::from_pages(CONTAINER, vec![page(blobs, true)], Some(&before));
    assert!(Arc::ptr_eq(before.task("frames-2").unwrap(), after.task("frames-2").unwrap()));
    assert!(!Arc::ptr_eq(before.task("frames-10").unwrap(), after.task("frames-10").unwrap()));
    assert!(Arc::ptr_eq(&before.kinds[0], &after.kinds[0]));
    assert!(Arc::ptr_eq(&before.others, &after.others));
    assert!(!after.is_complete);
}

#[test]
fn the_state_of_a_task_comes_from_its_logs() {
    let state = |logs: Vec<BlobItem>| job(logs).tasks[0].state;
    let out = "t/$TaskLog/stdout.txt";
    let err = "t/$TaskLog/stderr.txt";
    let finished = |code| [("state", "finished"), ("exit_code", code)];
    assert_eq!(state(vec![log(out, 1, &[])]), TaskState::Unknown);
    assert_eq!(
        state(vec![log(out, 1, &[("state", "running"), ("attempt", "2")])]),
        TaskState::Running { attempt: 2 }
    );
    assert_eq!(
        state(vec![log(out, 1, &finished("0")), log(err, 1, &finished("0"))]),
        TaskState::Finished { attempt: 1, exit_code: Some(0) }
    );
    assert_eq!(
        state(vec![log(out, 1, &finished("3")), log(err, 1, &[("state", "running")])]),
        TaskState::Running { attempt: 1 }
    );
    assert_eq!(
        state(vec![
            log(out, 1, &[("state", "finished"), ("exit_code", "3"), ("attempt", "2")]),
            log(err, 1, &[("state", "running"), ("attempt", "1")])
        ]),
        TaskState::Failed { attempt: 2, exit_code: 3 }
    );
}

#[test]
fn the_main_log_of_a_failed_task_is_its_error_stream() {
    let failed = [("state", "finished"), ("exit_code", "3")];
    let job = job(vec![
        log("bad/$TaskLog/stderr.txt", 5, &failed),
        log("bad/$TaskLog/stdout.txt", 9, &failed),
        log("good/$TaskLog/stderr.txt", 5, &[("state", "running")]),
        log("good/$TaskLog/stdout.txt", 9, &[("state", "running")]),
    ]);
    let main_log = |task: &str| job.task(task).unwrap().main_log().unwrap().path.clone();
    assert_eq!(main_log("bad"), "stderr.txt");
    assert_eq!(main_log("good"), "stdout.txt");
}

#[test]
fn listing_one_task_leaves_the_others_unchanged() {
    let before = job(sample());
    let of_task = |blobs| vec![page(blobs, false)];
    let grown = vec![
        blob("frames-10/$TaskOutput/f10.exr", 1_000, 10),
        blob("frames-10/$TaskOutput/f11.exr", 1_000, 70),
    ];
    let after = Job::with_task(CONTAINER, Some(&before), "frames-10", of_task(grown));
    assert_eq!(after.task("frames-10").unwrap().n_files(), 2);
    assert!(Arc::ptr_eq(before.task("frames-2").unwrap(), after.task("frames-2").unwrap()));
    let gone = Job::with_task(CONTAINER, Some(&after), "frames-10", of_task(vec![]));
    assert_eq!((gone.tasks.len(), gone.others.files.len()), (1, 1));
    let fresh = Job::with_task(CONTAINER, None, "t", of_task(vec![blob("t/$TaskLog/a.txt", 1, 1)]));
    assert_eq!((fresh.tasks.len(), fresh.is_complete), (1, false));
}
