//! Shared access signatures: what one allows, and minting one.

use crate::error::Failure;
use crate::record::Record;
use jobshelf::{
    AccountEndpoint, AccountKey, AccountSasOptions, ContainerName, Intent, JobId, Permission,
    Permissions, SasKind, SasParameters, SasScope, SasToken, SasUrl, SasUrlError, SasValidity,
    ServiceSasOptions, Timestamp,
};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// What to mint: a plain object of the facade.
    pub type Mint;

    #[wasm_bindgen(method, getter)]
    fn account(this: &Mint) -> String;

    /// The secret: a key of the account.
    #[wasm_bindgen(method, getter)]
    fn key(this: &Mint) -> String;

    #[wasm_bindgen(method, getter)]
    fn endpoint(this: &Mint) -> Option<String>;

    #[wasm_bindgen(method, getter)]
    fn container(this: &Mint) -> Option<String>;

    #[wasm_bindgen(method, getter, js_name = jobId)]
    fn job_id(this: &Mint) -> Option<String>;

    /// The names of permissions; none for those of a task or of a viewer.
    #[wasm_bindgen(method, getter)]
    fn permissions(this: &Mint) -> Option<Vec<String>>;

    #[wasm_bindgen(method, getter, js_name = forTask)]
    fn for_task(this: &Mint) -> bool;

    /// Seconds since 1970.
    #[wasm_bindgen(method, getter)]
    fn expires(this: &Mint) -> f64;

    #[wasm_bindgen(method, getter, js_name = httpsOnly)]
    fn https_only(this: &Mint) -> Option<bool>;
}

/// The readable parts of a SAS URL, or of a SAS alone.
#[wasm_bindgen(js_name = inspectSas)]
pub fn inspect_sas(text: &str) -> Result<JsValue, Failure> {
    let (url, token) = match SasUrl::parse(text) {
        Ok(url) => {
            let token = url.token.clone();
            (Some(url), token)
        }
        Err(SasUrlError::TokenOnly) => (None, SasToken::parse(text)?),
        Err(error) => return Err(error.into()),
    };
    let parameters = token.parameters();
    let url = url.as_ref();
    let record = Record::new()
        .with("account", url.map(|url| url.account.account_name()))
        .with("container", url.and_then(|url| url.container.as_ref()).map(ContainerName::as_str))
        .with("blob", url.and_then(|url| url.blob.as_deref()));
    Ok(with_parameters(record, parameters).into())
}

fn with_parameters(record: Record, of: &SasParameters) -> Record {
    let labels = |permissions: &[Permission]| -> Vec<String> {
        permissions.iter().map(|permission| permission.label().to_owned()).collect()
    };
    let missing = Record::new()
        .with("view", labels(&of.missing_for(Intent::View)))
        .with("save", labels(&of.missing_for(Intent::Save)))
        .with("track", labels(&of.missing_for(Intent::Track)))
        .with("delete", labels(&of.missing_for(Intent::Delete)));
    let allowed = of.permissions.as_ref();
    record
        .with("version", of.version.as_str())
        .with("permissions", allowed.map(|these| labels(&these.iter().collect::<Vec<_>>())))
        .with("missing", missing)
        .with("starts", of.start)
        .with("expires", of.expiry)
        .with("validity", validity_of(of))
        .with("scope", scope_of(of))
        .with("kind", kind_of(of))
        .with("canListJobs", of.can_list_containers())
        .with("httpsOnly", of.https_only)
        .with("ip", of.ip.clone())
        .with("policy", of.policy.clone())
        .with("needsSignIn", of.needs_sign_in)
}

fn validity_of(parameters: &SasParameters) -> &'static str {
    match parameters.validity_at(Timestamp::now()) {
        SasValidity::Valid => "valid",
        SasValidity::Expired { .. } => "expired",
        SasValidity::NotYetValid { .. } => "not-yet-valid",
    }
}

fn scope_of(parameters: &SasParameters) -> &'static str {
    match parameters.scope {
        SasScope::Account { .. } => "account",
        SasScope::Container => "container",
        SasScope::Blob => "blob",
        SasScope::Directory => "directory",
        SasScope::Snapshot => "snapshot",
        SasScope::Version => "version",
        _ => "other",
    }
}

fn kind_of(parameters: &SasParameters) -> &'static str {
    match parameters.kind {
        SasKind::Account => "account",
        SasKind::Service => "service",
        SasKind::UserDelegation => "user-delegation",
    }
}

/// Mints a SAS. Returns the secret: the URL with it.
#[wasm_bindgen(js_name = mintSas)]
pub fn mint_sas(mint: &Mint) -> Result<String, Failure> {
    let name = mint.account();
    let key = AccountKey::new(&name, &mint.key())?;
    let account = match mint.endpoint() {
        Some(url) => AccountEndpoint::parse_for_account(&url, &name)?,
        None => AccountEndpoint::in_public_cloud(&name)?,
    };
    let container = match (mint.container(), mint.job_id()) {
        (Some(container), _) => Some(ContainerName::parse(&container)?),
        (None, Some(job)) => Some(JobId::parse(&job)?.container_name()),
        (None, None) => None,
    };
    let expiry = Timestamp::from_unix(mint.expires() as i64);
    let is_https = account.as_str().starts_with("https:");
    let https_only = mint.https_only().unwrap_or(is_https);
    let permissions = permissions_of(mint, expiry)?;
    let token = match &container {
        Some(container) => {
            let options = ServiceSasOptions::new(permissions, expiry).with_https_only(https_only);
            key.container_sas(container, &options)
        }
        None => {
            let options = AccountSasOptions::new(permissions, expiry).with_https_only(https_only);
            key.account_sas(&options)
        }
    };
    Ok(SasUrl { account, container, blob: None, token }.expose())
}

fn permissions_of(mint: &Mint, expiry: Timestamp) -> Result<Permissions, Failure> {
    match mint.permissions() {
        Some(labels) => labels.iter().map(|label| permission_from(label)).collect(),
        None if mint.for_task() => Ok(ServiceSasOptions::for_task(expiry).permissions),
        None => Ok(ServiceSasOptions::for_viewer(expiry).permissions),
    }
}

fn permission_from(label: &str) -> Result<Permission, Failure> {
    Permission::from_label(label).ok_or_else(|| {
        let escaped = jobshelf::escape::escape_hidden(label);
        Failure::argument(format!("permissions: there is no permission `{escaped}`"))
    })
}
