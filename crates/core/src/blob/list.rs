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
    walk(xml, "EnumerationResults", |element| match (element.parent(), element.name) {
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
    walk(xml, "EnumerationResults", |element| match (element.parent(), element.name) {
        ("Blob", "Name") => current.name = name_from(element),
        ("BlobPrefix", "Name") => page.prefixes.push(name_from(element)),
        ("Blob", "Properties" | "Metadata") => {}
        ("Metadata", key) => current.metadata.push((key.to_owned(), element.text.to_owned())),
        ("Properties", property) => set_property(&mut current, property, element.text),
        (_, "Blob") => page.blobs.push(std::mem::take(&mut current)),
        ("EnumerationResults", "NextMarker") => page.next_marker = marker_from(element),
        _ => {}
    })?;
    Ok(page)
}

fn set_property(blob: &mut BlobItem, property: &str, text: &str) {
    match property {
        "Content-Length" => blob.size = text.trim().parse().unwrap_or_default(),
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
mod tests {
    use super::*;

    #[test]
    fn a_blob_page_gives_names_sizes_metadata_prefixes_and_the_marker() {
        let page = blob_page_from_xml(
            "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ServiceEndpoint=\"x\"><Blobs>\
             <BlobPrefix><Name>t2/</Name></BlobPrefix>\
             <Blob><Name>t1/$TaskLog/stdout &amp; more.txt</Name><Properties>\
             <Last-Modified>Mon, 23 Nov 2026 02:33:08 GMT</Last-Modified><Etag>0x8D</Etag>\
             <Content-Length>42</Content-Length><Content-Type>text/plain</Content-Type>\
             <Content-MD5>bWQ1</Content-MD5><BlobType>AppendBlob</BlobType></Properties>\
             <Metadata><jobshelf_state>running</jobshelf_state></Metadata></Blob>\
             </Blobs><NextMarker>abc</NextMarker></EnumerationResults>"
                .as_bytes(),
        )
        .unwrap();
        assert_eq!(page.prefixes, ["t2/"]);
        assert_eq!(page.next_marker.as_deref(), Some("abc"));
        let blob = &page.blobs[0];
        assert_eq!(blob.name, "t1/$TaskLog/stdout & more.txt");
        assert_eq!((blob.size, blob.blob_type), (42, BlobType::Append));
        assert_eq!(blob.content_md5.as_deref(), Some("bWQ1"));
        assert_eq!(blob.last_modified.map(Timestamp::to_iso).unwrap(), "2026-11-23T02:33:08Z");
        assert_eq!(blob.metadata, [("jobshelf_state".to_owned(), "running".to_owned())]);
    }

    #[test]
    fn a_directory_of_a_hierarchical_account_is_told_from_a_file() {
        let blob = |name: &str, resource: &str| {
            format!(
                "<Blob><Name>{name}</Name><Properties><ResourceType>{resource}</ResourceType>\
                 </Properties></Blob>"
            )
        };
        let xml = format!(
            "<EnumerationResults><Blobs>{}{}</Blobs><NextMarker/></EnumerationResults>",
            blob("t1", "directory"),
            blob("t1/x", "file")
        );
        let page = blob_page_from_xml(xml.as_bytes()).unwrap();
        assert_eq!([page.blobs[0].is_directory, page.blobs[1].is_directory], [true, false]);
    }

    #[test]
    fn a_portals_page_is_no_empty_listing() {
        for page in ["<html><body><p>Sign in</p></body></html>", "<!DOCTYPE html><html/>"] {
            assert!(blob_page_from_xml(page.as_bytes()).is_err(), "{page}");
            assert!(container_page_from_xml(page.as_bytes()).is_err(), "{page}");
        }
    }

    #[test]
    fn an_empty_page_may_still_have_a_marker() {
        let xml = b"<EnumerationResults><Blobs/><NextMarker>n</NextMarker></EnumerationResults>";
        let page = blob_page_from_xml(xml).unwrap();
        assert_eq!((page.blobs.len(), page.next_marker.as_deref()), (0, Some("n")));
    }

    #[test]
    fn an_encoded_name_is_decoded() {
        let xml = "<EnumerationResults><Blobs><Blob><Name Encoded=\"true\">a%EF%BF%BE%2Fb</Name>\
                   </Blob></Blobs><NextMarker/></EnumerationResults>";
        let page = blob_page_from_xml(xml.as_bytes()).unwrap();
        assert_eq!(page.blobs[0].name, "a\u{fffe}/b");
        assert_eq!(page.next_marker, None);
    }

    #[test]
    fn a_container_page_gives_names_and_dates() {
        let xml = "<EnumerationResults><Containers><Container><Name>job-a</Name><Properties>\
                   <Last-Modified>Mon, 23 Nov 2026 02:33:08 GMT</Last-Modified></Properties>\
                   </Container></Containers><NextMarker/></EnumerationResults>";
        let page = container_page_from_xml(xml.as_bytes()).unwrap();
        assert_eq!(page.containers[0].name, "job-a");
        assert!(page.containers[0].last_modified.is_some());
    }
}
