//! Listings, page by page.
//!
//! A page of outputs is one text with all their words and a few arrays of numbers, so that its way
//! to JavaScript takes the same few calls for 5,000 outputs as for one. The facade cuts a word out
//! of the text when somebody asks for it.

use crate::abort::Slot;
use crate::connection::{Connection, owner_from};
use crate::error::Failure;
use crate::record::{Record, milliseconds};
use jobshelf::{
    BlobAccount, ContainerName, ContainerPage, ContainerPages, Error, JobPage, JobPages, Kind,
    KindPages, LogState, OutputItem, Owner, TaskId, TaskOutputStorage, TaskPages, job_pages,
};
use js_sys::{Array, Float64Array, Promise, Uint32Array};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::AbortSignal;

/// The most entries of a page.
const MAX_RESULTS: u32 = 5_000;

/// A listing that goes on where it is.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Pages {
    listing: Slot<Listing>,
}

impl Pages {
    fn new(listing: Listing) -> Self {
        Self { listing: Slot::new(listing) }
    }
}

#[derive(Debug)]
enum Listing {
    Jobs(ContainerPages, BlobAccount),
    Tasks(TaskPages),
    Kinds(KindPages),
    Outputs(JobPages),
}

/// The jobs of an account.
#[wasm_bindgen(js_name = listJobs)]
pub fn list_jobs(connection: &Connection) -> Result<Pages, Failure> {
    let account = connection.account()?;
    Ok(Pages::new(Listing::Jobs(job_pages(&account), account)))
}

/// The tasks of a job.
#[wasm_bindgen(js_name = listTasks)]
pub fn list_tasks(connection: &Connection) -> Result<Pages, Failure> {
    Ok(Pages::new(Listing::Tasks(connection.job()?.task_pages())))
}

/// The kinds of a task's outputs, or of the job's own.
#[wasm_bindgen(js_name = listKinds)]
pub fn list_kinds(connection: &Connection, task_id: Option<String>) -> Result<Pages, Failure> {
    let listing = match owner_from(task_id)? {
        Owner::Job => Listing::Kinds(connection.job()?.kind_pages()),
        Owner::Task(task) => Listing::Kinds(outputs_of(connection, task)?.kind_pages()),
    };
    Ok(Pages::new(listing))
}

/// The outputs of a task or of a job, at most `limit` in a page.
#[wasm_bindgen(js_name = listOutputs)]
pub fn list_outputs(
    connection: &Connection,
    task_id: Option<String>,
    kind: Option<String>,
    prefix: &str,
    limit: Option<f64>,
) -> Result<Pages, Failure> {
    let kind = kind.map(|kind| Kind::parse(&kind)).transpose()?;
    let pages = match owner_from(task_id)? {
        Owner::Job => connection.job()?.output_pages(kind.map(Into::into).as_ref(), prefix),
        Owner::Task(task) => {
            outputs_of(connection, task)?.output_pages(kind.map(Into::into).as_ref(), prefix)
        }
    };
    let listing = Listing::Outputs(match limit {
        Some(limit) if limit < f64::from(MAX_RESULTS) => {
            pages.with_max_results((limit as u32).max(1))
        }
        _ => pages,
    });
    Ok(Pages::new(listing))
}

fn outputs_of(connection: &Connection, task: TaskId) -> Result<TaskOutputStorage, Failure> {
    Ok(TaskOutputStorage::new(connection.blobs()?, task))
}

#[wasm_bindgen]
impl Pages {
    /// The next page; `undefined` after the last.
    pub fn next(&self, signal: Option<AbortSignal>) -> Promise {
        self.listing.promise(signal, async |listing: &mut Listing| Ok(listing.next_page().await?))
    }
}

impl Listing {
    async fn next_page(&mut self) -> Result<JsValue, Error> {
        let page = match self {
            Self::Outputs(pages) => pages.next_page().await?.map(|page| page_of_outputs(&page)),
            Self::Tasks(pages) => pages.next_page().await?.map(|tasks| texts(&tasks)),
            Self::Kinds(pages) => pages.next_page().await?.map(|kinds| texts(&kinds)),
            Self::Jobs(pages, account) => {
                pages.next_page().await?.map(|page| page_of_jobs(&page, account))
            }
        };
        Ok(page.unwrap_or(JsValue::UNDEFINED))
    }
}

/// Four lists of the same length.
fn page_of_jobs(page: &ContainerPage, account: &BlobAccount) -> JsValue {
    let (names, ids, urls) = (Array::new(), Array::new(), Array::new());
    let mut times = Vec::new();
    for item in &page.containers {
        // The service lists only names that it allows.
        let Ok(name) = ContainerName::parse(&item.name) else { continue };
        names.push(&name.as_str().into());
        ids.push(&name.job_id().map_or(JsValue::NULL, JsValue::from_str));
        urls.push(&account.container(&name).url().into());
        times.push(time_from(item.last_modified));
    }
    Record::new()
        .with("containers", names)
        .with("ids", ids)
        .with("urls", urls)
        .with("times", Float64Array::from(times.as_slice()))
        .into()
}

fn texts<T: AsRef<str>>(items: &[T]) -> JsValue {
    items.iter().map(|item| item.as_ref().to_owned()).collect::<Vec<String>>().into()
}

fn time_from(time: Option<jobshelf::Timestamp>) -> f64 {
    time.map_or(f64::NAN, milliseconds)
}

/// The words and numbers of a page. See `npm/src/page.js`, which reads it.
fn page_of_outputs(page: &JobPage) -> JsValue {
    let mut columns = Columns::default();
    for output in &page.outputs {
        columns.add(output);
    }
    Record::new()
        .with("text", columns.text)
        .with("lengths", Uint32Array::from(columns.lengths.as_slice()))
        .with("metadata", Uint32Array::from(columns.metadata.as_slice()))
        .with("sizes", Float64Array::from(columns.sizes.as_slice()))
        .with("times", Float64Array::from(columns.times.as_slice()))
        .with("logs", Float64Array::from(columns.logs.as_slice()))
        .into()
}

#[derive(Default)]
struct Columns {
    /// Task, kind, path, ETag, content type and metadata of each output.
    text: String,
    /// The length of the text in UTF-16.
    n_text: u32,
    /// Eight numbers for each output: where its words begin; the lengths of its task, kind, path,
    /// ETag and content type; where its lengths in `metadata` begin; and the number of these.
    lengths: Vec<u32>,
    /// The lengths of names and values of metadata, in turns.
    metadata: Vec<u32>,
    sizes: Vec<f64>,
    /// Milliseconds since 1970; NaN where there is none.
    times: Vec<f64>,
    /// Six numbers for each tracked log: which output it is, whether it is finished, its exit code,
    /// its flush interval in seconds, its attempt and where that begins; NaN where there is none.
    logs: Vec<f64>,
}

impl Columns {
    fn add(&mut self, output: &OutputItem) {
        if let Some(status) = output.log_status() {
            self.logs.extend([
                self.sizes.len() as f64,
                f64::from(u8::from(status.state == LogState::Finished)),
                status.exit_code.map_or(f64::NAN, f64::from),
                status.flush_seconds.map_or(f64::NAN, |seconds| seconds as f64),
                f64::from(status.attempt),
                status.attempt_offset as f64,
            ]);
        }
        let (address, blob) = (&output.address, &output.blob);
        let task = match address.owner() {
            Owner::Job => "",
            Owner::Task(task) => task.as_str(),
        };
        self.lengths.push(self.n_text);
        let content_type = blob.content_type.as_deref().unwrap_or_default();
        let words = [task, address.kind().as_str(), address.path(), &blob.etag, content_type];
        for word in words {
            let length = self.add_word(word);
            self.lengths.push(length);
        }
        let n_before = self.metadata.len();
        for (name, value) in &blob.metadata {
            for word in [name, value] {
                let length = self.add_word(word);
                self.metadata.push(length);
            }
        }
        let n_metadata = self.metadata.len() - n_before;
        self.lengths.extend([n_before as u32, n_metadata as u32]);
        self.sizes.push(blob.size as f64);
        self.times.push(time_from(blob.last_modified));
    }

    /// Adds a word to the text. Returns its length in UTF-16.
    fn add_word(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        let length = if word.is_ascii() { word.len() } else { word.encode_utf16().count() };
        self.n_text += length as u32;
        length as u32
    }
}
