//! All operations in a network where proxies, portals and web filters answer in the service's place:
//! success is still true, and nothing is shown or stored that is not the service's.
//!
//! The schedules are those of the other tests, with 2xx, 3xx and 4xx answers and pages among their
//! faults.

use super::{Fault, World, run};
use super::{fetching, following, listing, saving, tracking};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_behind_a_portal_is_complete_or_reports_an_error() {
    let world = World::new("job-foreign-save").await;
    let tally = run(&world, 80_000..80_120, |schedule| async move {
        let mut schedule = schedule.with_foreign_answers();
        let length = schedule.random.below(30_000);
        saving::save(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(120, &Fault::FOREIGN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fetch_behind_a_portal_is_whole_or_leaves_no_file() {
    let world = World::new("job-foreign-fetch").await;
    let tally = run(&world, 81_000..81_120, |schedule| async move {
        let mut schedule = schedule.with_foreign_answers();
        let length = schedule.random.below(200_000);
        fetching::fetch(&mut schedule, length).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(120, &Fault::FOREIGN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_behind_a_portal_is_complete_or_an_error() {
    let world = World::new("job-foreign-list").await;
    listing::fill(&world).await;
    let tally = run(&world, 82_000..82_080, |schedule| async move {
        listing::list(&mut schedule.with_foreign_answers()).await
    });
    let tally = tally.await;
    tally.assert_mixed();
    tally.assert_met(80, &Fault::FOREIGN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tracked_file_behind_a_portal_is_in_its_blob_once() {
    let world = World::new("job-foreign-track").await;
    let tally = run(&world, 83_000..83_080, |schedule| async move {
        tracking::track(&mut schedule.with_foreign_answers(), false).await
    });
    let tally = tally.await;
    tally.assert_met(80, &Fault::FOREIGN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_followed_behind_a_portal_is_shown_once() {
    let world = World::new("job-foreign-follow").await;
    let tally = run(&world, 84_000..84_080, |schedule| async move {
        following::follow(&mut schedule.with_foreign_answers()).await
    });
    let tally = tally.await;
    tally.assert_met(80, &Fault::FOREIGN);
}
