//! The identity of Entra ID that the environment names: a managed identity of this machine, an
//! application, or the person who has signed in with `az login`.

mod azure_cli;

use crate::allowed_http::checked;
use crate::environment::{check_file, secret, variable};
use crate::report::usage;
use anyhow::{Context as _, Result};
use azure_cli::AzureCli;
use jobshelf::{ManagedIdentity, RenewableToken, ServicePrincipal};
use std::path::Path;
use std::sync::Arc;

/// Says which identity to use.
pub(crate) const IDENTITY: &str = "JOBSHELF_IDENTITY";
/// The secrets of an application, the preferred one first.
pub(crate) const CLIENT_SECRET: &str = "AZURE_CLIENT_SECRET";
/// The file with another issuer's token for an application.
pub(crate) const TOKEN_FILE: &str = "AZURE_FEDERATED_TOKEN_FILE";

/// The identity that counts: what `JOBSHELF_IDENTITY` says, else an application, else `az login`
/// if the Azure CLI is installed.
pub(crate) fn identity() -> Result<Option<Arc<RenewableToken>>> {
    let token = match variable(IDENTITY).as_deref() {
        Some("az") if AzureCli::is_installed() => RenewableToken::new(AzureCli),
        Some("az") => {
            return Err(usage(format!(
                "{IDENTITY} is `az`, and the Azure CLI (`az`) is not on PATH"
            )));
        }
        Some("system") => RenewableToken::new(managed_identity(None)?),
        Some(client_id) => RenewableToken::new(managed_identity(Some(client_id))?),
        None => match application()? {
            Some(application) => RenewableToken::new(application),
            None if AzureCli::is_installed() => RenewableToken::new(AzureCli),
            None => return Ok(None),
        },
    };
    Ok(Some(Arc::new(token)))
}

/// Whether the token of `az login` is used when nothing else is set.
pub(crate) fn has_azure_cli() -> bool {
    AzureCli::is_installed()
}

fn managed_identity(client_id: Option<&str>) -> Result<ManagedIdentity> {
    // The variable of Azure's own SDKs for another metadata endpoint.
    const HOST: &str = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    let identity = ManagedIdentity::new(client_id);
    let Some(host) = variable(HOST) else { return Ok(identity) };
    checked(
        HOST,
        identity.with_host(&host),
        ManagedIdentity::check_protected,
        ManagedIdentity::with_http_allowed,
    )
}

/// The application of Azure's own variables.
fn application() -> Result<Option<ServicePrincipal>> {
    let (secret, file) = (secret(CLIENT_SECRET)?, variable(TOKEN_FILE));
    let (name, file) = match (&secret, &file) {
        (Some(_), _) => (CLIENT_SECRET, None),
        (None, Some(file)) => (TOKEN_FILE, Some(file)),
        (None, None) => return Ok(None),
    };
    let needed = |variable_name: &str| {
        variable(variable_name)
            .with_context(|| format!("{name} is set without {variable_name}: set that too"))
            .map_err(|error| usage(error.to_string()))
    };
    let (tenant, client_id) = (needed("AZURE_TENANT_ID")?, needed("AZURE_CLIENT_ID")?);
    let application = match (file, secret) {
        (Some(file), _) => {
            check_file(TOKEN_FILE, Path::new(file))?;
            ServicePrincipal::with_token_file(&tenant, &client_id, Path::new(file))
        }
        (None, secret) => {
            ServicePrincipal::with_secret(&tenant, &client_id, &secret.unwrap_or_default())
        }
    };
    const AUTHORITY: &str = "AZURE_AUTHORITY_HOST";
    let Some(host) = variable(AUTHORITY) else { return Ok(Some(application)) };
    let application = application
        .with_authority_host(&host)
        .map_err(|error| usage(format!("{AUTHORITY} cannot be used: {error}")))?;
    let allow_http = ServicePrincipal::with_http_allowed;
    checked(AUTHORITY, application, ServicePrincipal::check_protected, allow_http).map(Some)
}
