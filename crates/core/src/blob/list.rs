//! Listings of containers and of blobs, one page per call.
//!
//! A short or empty page need not be the last: only an absent marker ends a listing.

use super::xml::{Element, XmlError, walk};
use crate::time::Timestamp;
use percent_encoding::percent_decode_str;

/// What to list of a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListOptions {
    /// Lists only names that begin with this text.
    pub prefix: String,
    /// Folds names into prefixes at this text, usually `/`; none lists all blobs.
    pub delimiter: Option<String>,
    /// Where the page begins: the `next_marker` of the page before.
    pub marker: Option<String>,
    /// The most entries of a page, 1 to 5,000; the service's default is 5,000.
    pub max_results: Option<u32>,
    /// Whether the listing includes the blobs' metadata.
    pub metadata: bool,
}

impl ListOptions {
    /// Lists everything, flat and without metadata.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the text that names begin with.
    #[must_use]
    pub fn with_prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the text at which names are folded into prefixes.
    #[must_use]
    pub fn with_delimiter(mut self, delimiter: impl Into<String>) -> Self {
        self.delimiter = Some(delimiter.into());
        self
    }

    /// Sets where the listing begins: the `next_marker` of the page before.
    #[must_use]
    pub fn with_marker(mut self, marker: Option<String>) -> Self {
        self.marker = marker;
        self
    }

    /// Sets the most entries of a page, 1 to 5,000.
    #[must_use]
    pub const fn with_max_results(mut self, max_results: u32) -> Self {
        self.max_results = Some(max_results);
        self
    }

    /// Sets whether the blobs' metadata is listed.
    #[must_use]
    pub const fn with_metadata(mut self, metadata: bool) -> Self {
        self.metadata = metadata;
        self
    }
}

/// A page of an account's containers, in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContainerPage {
    /// The containers of this page.
    pub containers: Vec<ContainerItem>,
    /// Where the next page begins; none on the last.
    pub next_marker: Option<String>,
}

/// A container in a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContainerItem {
    /// Its name.
    pub name: String,
    /// When its properties changed last. Writing a blob does not change it.
    pub last_modified: Option<Timestamp>,
}

/// A page of a container's blobs, in the byte order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlobPage {
    /// The blobs of this page.
    pub blobs: Vec<BlobItem>,
    /// The folded prefixes, each with the delimiter at its end.
    pub prefixes: Vec<String>,
    /// Where the next page begins; none on the last.
    pub next_marker: Option<String>,
}

/// A blob in a listing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlobItem {
    /// Its name, as the service stores it.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// When it was last written.
    pub last_modified: Option<Timestamp>,
    /// Its ETag, without quotes.
    pub etag: String,
    /// The content type it was stored with.
    pub content_type: Option<String>,
    /// The MD5 of the whole blob in base64, if it is stored. Native only: a page shows none.
    #[cfg(not(target_arch = "wasm32"))]
    pub content_md5: Option<String>,
    /// Its type.
    pub blob_type: BlobType,
    /// Whether the service calls it a directory, as accounts with a hierarchical namespace do.
    pub is_directory: bool,
    /// Its metadata, if the listing includes it.
    pub metadata: Vec<(String, String)>,
}

/// The type of a blob.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BlobType {
    /// A block blob: written at once, or in blocks that are committed together.
    #[default]
    Block,
    /// An append blob, as logs are.
    Append,
    /// A page blob: a disk, never an output.
    Page,
}

impl BlobType {
    pub(crate) fn from_service(text: &str) -> Self {
        match text {
            "AppendBlob" => Self::Append,
            "PageBlob" => Self::Page,
            _ => Self::Block,
        }
    }
}

/// Reads the answer of List Containers.
pub(crate) fn container_page_from_xml(xml: &[u8]) -> Result<ContainerPage, XmlError> {
    let mut page = ContainerPage::default();
    let mut current = ContainerItem::default();
    walk_listing(xml, "Containers", |element| match (element.parent(), element.name) {
        ("Container", "Name") => current.name = name_from(element),
        ("Properties", "Last-Modified") => {
            current.last_modified = Timestamp::parse_http(element.text);
        }
        (_, "Container") => page.containers.push(std::mem::take(&mut current)),
        ("EnumerationResults", "NextMarker") => page.next_marker = marker_from(element),
        _ => {}
    })?;
    Ok(page)
}

/// Reads the answer of List Blobs.
pub(crate) fn blob_page_from_xml(xml: &[u8]) -> Result<BlobPage, XmlError> {
    let mut page = BlobPage::default();
    let mut current = BlobItem::default();
    let mut wrong = None;
    walk_listing(xml, "Blobs", |element| match (element.parent(), element.name) {
        ("Blob", "Name") => current.name = name_from(element),
        ("BlobPrefix", "Name") => page.prefixes.push(name_from(element)),
        ("Blob", "Properties" | "Metadata") => {}
        ("Metadata", key) => current.metadata.push((key.to_owned(), element.text.to_owned())),
        ("Properties", "Content-Length") => match element.text.trim().parse() {
            Ok(size) => current.size = size,
            Err(_) => wrong = Some("the length of a blob in it is no number"),
        },
        ("Properties", property) => set_property(&mut current, property, element.text),
        (_, "Blob") if current.name.is_empty() => wrong = Some("a blob in it has no name"),
        (_, "Blob") => page.blobs.push(std::mem::take(&mut current)),
        ("EnumerationResults", "NextMarker") => page.next_marker = marker_from(element),
        _ => {}
    })?;
    wrong.map_or(Ok(page), |wrong| Err(XmlError(wrong.to_owned())))
}

/// Walks over a page of a listing. It must have the element `list`, in which its entries are: the
/// listing of something else is no empty one.
fn walk_listing(
    xml: &[u8],
    list: &str,
    mut visit: impl FnMut(&Element<'_>),
) -> Result<(), XmlError> {
    let mut has_list = false;
    walk(xml, "EnumerationResults", |element| {
        has_list |= element.name == list && element.parent() == "EnumerationResults";
        visit(element);
    })?;
    if has_list { Ok(()) } else { Err(XmlError(format!("it has no element `{list}`"))) }
}

/// The next marker at the end of a List Blobs answer, where the service writes it; none if it stands
/// elsewhere. It is a hint before the answer is parsed.
pub(crate) fn next_marker_at_end(xml: &[u8]) -> Option<&str> {
    let head = xml.strip_suffix(b"</NextMarker></EnumerationResults>")?;
    let start = head.iter().rposition(|byte| *byte == b'>')? + 1;
    let (head, marker) = head.split_at_checked(start)?;
    head.strip_suffix(b"<NextMarker>")?;
    let marker = std::str::from_utf8(marker).ok()?;
    (!marker.is_empty() && !marker.contains(['&', '<'])).then_some(marker)
}

fn set_property(blob: &mut BlobItem, property: &str, text: &str) {
    match property {
        "Last-Modified" => blob.last_modified = Timestamp::parse_http(text),
        "Etag" => blob.etag = text.trim_matches('"').to_owned(),
        "Content-Type" if !text.is_empty() => blob.content_type = Some(text.to_owned()),
        #[cfg(not(target_arch = "wasm32"))]
        "Content-MD5" if !text.is_empty() => blob.content_md5 = Some(text.to_owned()),
        "BlobType" => blob.blob_type = BlobType::from_service(text),
        "ResourceType" => blob.is_directory = text.trim() == "directory",
        _ => {}
    }
}

/// Since version 2021-02-12, names with characters that XML cannot hold are percent-encoded.
fn name_from(element: &Element<'_>) -> String {
    if element.encoded {
        percent_decode_str(element.text).decode_utf8_lossy().into_owned()
    } else {
        element.text.to_owned()
    }
}

fn marker_from(element: &Element<'_>) -> Option<String> {
    (!element.text.is_empty()).then(|| element.text.to_owned())
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
