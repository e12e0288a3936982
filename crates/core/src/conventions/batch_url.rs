//! The IDs in the URL that Batch gives for a task: `https://{account}/jobs/{job}/tasks/{task}`.

use super::{JobId, NameError, TaskId, percent};

impl JobId {
    /// The job in a task's URL.
    ///
    /// ```
    /// use jobshelf::JobId;
    ///
    /// let url = "https://a.westeurope.batch.azure.com/jobs/sched%3Ajob-1/tasks/t1";
    /// assert_eq!(JobId::from_task_url(url).unwrap().as_str(), "sched:job-1");
    /// ```
    ///
    /// # Errors
    /// If the URL is not absolute or has no job, or what it has is not a job ID.
    pub fn from_task_url(url: &str) -> Result<Self, NameError> {
        match segment_after(url, "jobs") {
            Some(job) => Self::parse(&job),
            None => Err(NameError::NotInUrl { what: "job ID" }),
        }
    }
}

impl TaskId {
    /// The task in a task's URL.
    ///
    /// # Errors
    /// If the URL is not absolute or has no task, or what it has is not a task ID.
    pub fn from_task_url(url: &str) -> Result<Self, NameError> {
        match segment_after(url, "tasks") {
            Some(task) => Self::parse(&task),
            None => Err(NameError::NotInUrl { what: "task ID" }),
        }
    }
}

/// The decoded segment that follows the one called `name`, whose case does not count.
fn segment_after(url: &str, name: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let path = rest.split(['?', '#']).next()?;
    // The first segment is the host.
    let mut segments = path.split('/').skip(1);
    segments.find(|segment| segment.eq_ignore_ascii_case(name))?;
    let value = segments.next().filter(|value| !value.is_empty())?;
    percent::decode(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_segment_after_a_name_is_found_as_dotnet_finds_it() {
        let url = "http://example.test/jobs/myjob/tasks/mytask";
        assert_eq!(segment_after(url, "jobs").as_deref(), Some("myjob"));
        assert_eq!(segment_after("http://example.test/JOBS/j", "jobs").as_deref(), Some("j"));
        assert_eq!(segment_after(url, "pools"), None);
        assert_eq!(segment_after("http://example.test/jobs/myjob/tasks", "tasks"), None);
        let slash = "http://example.test/jobs/myjob/tasks/mytask/?a=/tasks/b";
        assert_eq!(segment_after(slash, "tasks").as_deref(), Some("mytask"));
        for not_absolute in ["contoso\\litware test environment***", "jobs/myjob/tasks/mytask", ""]
        {
            assert_eq!(segment_after(not_absolute, "jobs"), None);
        }
        assert_eq!(segment_after("http://jobs/x", "jobs"), None);
    }

    #[test]
    fn the_job_of_a_schedule_is_decoded() {
        for url in ["https://a/jobs/s%3Ajob-1/tasks/t", "https://a/jobs/s:job-1/tasks/t"] {
            assert_eq!(JobId::from_task_url(url).unwrap().as_str(), "s:job-1");
            assert_eq!(TaskId::from_task_url(url).unwrap().as_str(), "t");
        }
        assert!(JobId::from_task_url("https://a/jobs/%ff/tasks/t").is_err());
        assert!(TaskId::from_task_url("https://a/jobs/j/tasks/a%2Fb").is_err());
    }
}
