//! Properties of the whole Blob service: the CORS rules that allow a page to read.

use super::account::BlobAccount;
use super::error::Error;
use super::operation::{Operation, Success};
use super::xml::escape;
use crate::shell;
use crate::transport::{Method, Transport};
use bytes::Bytes;
use std::fmt::Write as _;

/// A CORS rule. The first rule whose origin and method match applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorsRule {
    /// Origins, exact and case-sensitive, without a trailing slash; or `*`.
    pub origins: Vec<String>,
    /// Methods.
    pub methods: Vec<String>,
    /// Request headers that may be sent; `x-ms-*` means all with that prefix.
    pub allowed_headers: Vec<String>,
    /// Answer headers that a page may read.
    pub exposed_headers: Vec<String>,
    /// How long a browser may cache the answer to a preflight, in seconds.
    pub max_age_seconds: u32,
}

impl CorsRule {
    /// The rule for a viewer that is served from `origin`.
    pub fn for_viewer(origin: &str) -> Self {
        let list = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            origins: list(&[origin]),
            methods: list(&["GET", "HEAD", "OPTIONS"]),
            allowed_headers: list(&[
                "range",
                "if-match",
                "if-none-match",
                "if-modified-since",
                "if-range",
                "x-ms-*",
            ]),
            exposed_headers: list(&[
                "content-range",
                "accept-ranges",
                "etag",
                "content-encoding",
                "content-disposition",
                "content-md5",
                "date",
                "retry-after",
                "x-ms-*",
            ]),
            max_age_seconds: 3600,
        }
    }

    /// The rule for a page that is served from `origin` and also saves and deletes.
    pub fn for_writer(origin: &str) -> Self {
        let mut rule = Self::for_viewer(origin);
        rule.methods.extend(["PUT", "DELETE"].map(str::to_owned));
        rule.allowed_headers.push("content-type".to_owned());
        rule
    }

    /// The Azure CLI command that sets this rule, quoted for a shell.
    pub fn azure_cli_command(&self, account: &str) -> String {
        format!(
            "az storage cors add --services b --account-name {} --origins {} --methods {} \
             --allowed-headers {} --exposed-headers {} --max-age {}",
            shell::quote(account),
            quoted(&self.origins),
            quoted(&self.methods),
            quoted(&self.allowed_headers),
            quoted(&self.exposed_headers),
            self.max_age_seconds
        )
    }
}

/// The origin of a page, as a browser sends it: scheme, host and port of the URL.
///
/// ```
/// use jobshelf::blob::origin_of;
///
/// assert_eq!(origin_of("https://farm.z6.web.core.windows.net/#/jobs"),
/// "https://farm.z6.web.core.windows.net");
/// ```
#[must_use]
pub fn origin_of(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}").to_ascii_lowercase()
}

fn quoted(words: &[String]) -> String {
    let is_plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let quote = |word: &String| if is_plain(word) { word.clone() } else { format!("\"{word}\"") };
    words.iter().map(quote).collect::<Vec<_>>().join(" ")
}

impl<T: Transport> BlobAccount<T> {
    /// Replaces the CORS rules, at most five. Other properties of the service do not change.
    ///
    /// Needs an account SAS with `srt` of `s` and `sp` of `w`. The change may take half
    /// a minute.
    ///
    /// # Errors
    /// A [kind of every request](crate::ErrorKind#kinds-of-every-request);
    /// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed) without `w` for the service itself.
    pub async fn set_cors(&self, rules: &[CorsRule]) -> Result<(), Error> {
        let object = format!("the CORS rules of {}", self.object());
        let mut operation = Operation::new("set", Method::Put, Success::Accepted, object);
        operation.query("restype", "service");
        operation.query("comp", "properties");
        operation.header("content-type", "application/xml");
        operation.body(Bytes::from(xml_from_rules(rules)));
        self.client.execute(&operation).await.map(drop)
    }
}

fn xml_from_rules(rules: &[CorsRule]) -> String {
    let mut xml =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?><StorageServiceProperties><Cors>");
    for rule in rules {
        // Writing to a string cannot fail.
        let _ = write!(
            xml,
            "<CorsRule><AllowedOrigins>{}</AllowedOrigins><AllowedMethods>{}</AllowedMethods>\
             <AllowedHeaders>{}</AllowedHeaders><ExposedHeaders>{}</ExposedHeaders>\
             <MaxAgeInSeconds>{}</MaxAgeInSeconds></CorsRule>",
            escape(&rule.origins.join(",")),
            escape(&rule.methods.join(",")),
            escape(&rule.allowed_headers.join(",")),
            escape(&rule.exposed_headers.join(",")),
            rule.max_age_seconds
        );
    }
    xml.push_str("</Cors></StorageServiceProperties>");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_saves_may_send_what_saving_needs() {
        let rule = CorsRule::for_writer("https://example.org");
        for method in ["GET", "HEAD", "PUT", "DELETE"] {
            assert!(rule.methods.iter().any(|found| found == method), "{method}");
        }
        assert!(rule.allowed_headers.contains(&"content-type".to_owned()));
    }

    #[test]
    fn the_azure_cli_command_is_quoted_for_a_shell() {
        let command =
            CorsRule::for_viewer("https://a.z6.web.core.windows.net").azure_cli_command("farm");
        assert!(command.contains("--origins \"https://a.z6.web.core.windows.net\""));
        assert!(command.contains("range if-match"));
        assert!(command.contains("\"x-ms-*\""));
    }
}
