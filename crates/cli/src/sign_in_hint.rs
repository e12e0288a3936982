//! What to do when Entra ID refuses a sign-in, by the number of its error:
//! <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>.

/// One sentence on what to do. `is_person` says that the Azure CLI asked, for a person.
pub(crate) fn sign_in_hint(code: Option<u32>, is_person: bool) -> &'static str {
    if is_person {
        return match code {
            Some(53003 | 50105 | 65001) => "ask your administrator for access",
            _ => {
                "sign in with `az login`; what is wrong is printed by: \
                 az account get-access-token --resource https://storage.azure.com/"
            }
        };
    }
    match code {
        Some(7_000_215) => {
            "check AZURE_CLIENT_SECRET: it is the secret's value, not its ID, and of this application"
        }
        Some(7_000_222) => "the client secret has expired: make a new one for AZURE_CLIENT_SECRET",
        Some(700_016) => "check AZURE_CLIENT_ID, and that AZURE_TENANT_ID is this application's",
        Some(90_002 | 900_021 | 900_023 | 50_059) => "check AZURE_TENANT_ID",
        Some(700_024 | 500_133) => {
            "the token in AZURE_FEDERATED_TOKEN_FILE has expired, or this machine's clock is wrong"
        }
        Some(70_021 | 700_211 | 700_212 | 700_213) => {
            "give the application a federated credential for the issuer, subject and audience of \
             the token in AZURE_FEDERATED_TOKEN_FILE"
        }
        Some(7_000_112 | 7_000_113) => "the application is disabled: ask your administrator",
        Some(53_003) => "a policy of the tenant blocks it: ask your administrator",
        Some(_) => {
            "check AZURE_TENANT_ID, AZURE_CLIENT_ID and the secret or token file; \
             https://login.microsoftonline.com/error explains the number"
        }
        None => "check AZURE_AUTHORITY_HOST, and look whether a proxy answers in its place",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_leads_to_the_variable_that_is_wrong() {
        for (code, variable) in [
            (7_000_215, "AZURE_CLIENT_SECRET"),
            (7_000_222, "expired"),
            (700_016, "AZURE_CLIENT_ID"),
            (90_002, "AZURE_TENANT_ID"),
            (700_024, "AZURE_FEDERATED_TOKEN_FILE"),
            (700_213, "federated credential"),
            (1, "AZURE_TENANT_ID"),
        ] {
            assert!(sign_in_hint(Some(code), false).contains(variable), "{code}");
        }
        assert!(sign_in_hint(None, false).contains("AZURE_AUTHORITY_HOST"));
        assert!(sign_in_hint(Some(700_082), true).contains("az login"));
    }
}
