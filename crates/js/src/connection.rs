//! How the facade says which account, container or output is meant.

use crate::error::Failure;
use jobshelf::{
    BlobAccount, BlobContainer, ContainerName, JobOutputStorage, Kind, OutputAddress, OutputFile,
    OutputPath, Owner, RetryPolicy, SasUrl, TaskId,
};
use wasm_bindgen::prelude::wasm_bindgen;

/// The most tries that a caller may ask for.
const MAX_TRIES: u32 = 20;

#[wasm_bindgen]
extern "C" {
    /// An account or a container with its SAS: a plain object of the facade.
    pub type Connection;

    /// The secret: a SAS URL.
    #[wasm_bindgen(method, getter)]
    fn url(this: &Connection) -> String;

    /// The container, unless the URL names it.
    #[wasm_bindgen(method, getter)]
    fn container(this: &Connection) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = allowHttp)]
    fn allow_http(this: &Connection) -> bool;

    #[wasm_bindgen(method, getter)]
    fn tries(this: &Connection) -> Option<u32>;

    /// An output: a plain object of the facade.
    pub type Place;

    /// The task; none for an output of the job itself.
    #[wasm_bindgen(method, getter, js_name = taskId)]
    fn task_id(this: &Place) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &Place) -> String;

    #[wasm_bindgen(method, getter)]
    fn path(this: &Place) -> String;
}

impl Connection {
    /// The URL, with the container of the connection.
    fn sas_url(&self) -> Result<SasUrl, Failure> {
        let mut url = SasUrl::parse(&self.url())?;
        if let Some(container) = self.container() {
            url.container = Some(ContainerName::parse(&container)?);
        }
        if self.allow_http() {
            url.account = url.account.with_http_allowed();
        }
        Ok(url)
    }

    fn retry(&self) -> RetryPolicy {
        let default = RetryPolicy::new();
        match self.tries() {
            Some(tries) => default.with_tries(tries.clamp(1, MAX_TRIES)),
            None => default,
        }
    }

    pub(crate) fn account(&self) -> Result<BlobAccount, Failure> {
        Ok(BlobAccount::from_sas_url(&self.sas_url()?)?.with_retry(self.retry()))
    }

    pub(crate) fn blobs(&self) -> Result<BlobContainer, Failure> {
        Ok(BlobContainer::from_sas_url(&self.sas_url()?)?.with_retry(self.retry()))
    }

    pub(crate) fn job(&self) -> Result<JobOutputStorage, Failure> {
        Ok(JobOutputStorage::new(self.blobs()?))
    }

    pub(crate) fn output(&self, place: &Place) -> Result<OutputFile, Failure> {
        Ok(OutputFile::new(self.blobs()?, place.address()?))
    }
}

impl Place {
    /// The address. Its path may be that of another tool: the core checks it where it matters.
    pub(crate) fn address(&self) -> Result<OutputAddress, Failure> {
        let (owner, kind) = (self.owner()?, self.kind_of_output()?);
        // A path of a listing is what it is; only a new name has to follow the rules.
        let name = format!("{}{}", OutputAddress::prefix(&owner, &kind), self.path());
        match OutputAddress::parse(&name) {
            Some(address) => Ok(address),
            None => Ok(OutputAddress::new(owner, kind, OutputPath::parse(&self.path())?)),
        }
    }

    /// The address of something to save.
    pub(crate) fn new_address(&self) -> Result<OutputAddress, Failure> {
        let path = OutputPath::parse(&self.path())?;
        Ok(OutputAddress::new(self.owner()?, self.kind_of_output()?, path))
    }

    fn owner(&self) -> Result<Owner, Failure> {
        owner_from(self.task_id())
    }

    fn kind_of_output(&self) -> Result<Kind, Failure> {
        Ok(Kind::parse(&self.kind())?)
    }
}

/// The owner of an output: a task, or the job.
pub(crate) fn owner_from(task_id: Option<String>) -> Result<Owner, Failure> {
    Ok(match task_id {
        Some(id) => Owner::Task(TaskId::parse(&id)?),
        None => Owner::Job,
    })
}
