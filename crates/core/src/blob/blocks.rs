//! Blocks: staged one by one, committed together, and listed again after an interruption.
//!
//! A staged block is not visible before the block list that names it is committed. The service
//! keeps uncommitted blocks for a week.

use super::container::BlobContainer;
use super::error::Error;
use super::error_kind::ErrorKind;
use super::operation::Success;
#[cfg(not(target_arch = "wasm32"))]
use super::write::IfExists;
use super::write::WriteOptions;
use super::xml::{XmlError, walk};
use crate::conventions::BlobName;
use crate::transport::{Method, Transport};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use std::fmt::Write as _;

/// A staged block that is not committed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StagedBlock {
    /// Its ID, as its writer chose it.
    pub id: Vec<u8>,
    /// Its length in bytes.
    pub size: u64,
}

impl<T: Transport> BlobContainer<T> {
    /// Stages one block under the caller's ID, which has at most 64 bytes and is as long as the
    /// other IDs of the blob. Nothing is visible before [`put_block_list`](Self::put_block_list).
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::Conflict`](crate::ErrorKind::Conflict),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn put_block(&self, blob: &BlobName, id: &[u8], body: Bytes) -> Result<(), Error> {
        let mut operation =
            self.blob_operation("save a block of", Method::Put, Success::Created, blob)?;
        operation.query("comp", "block");
        operation.query("blockid", STANDARD.encode(id));
        operation.checked_body(body);
        self.client.execute(&operation).await.map(drop)
    }

    /// Commits the staged blocks as the blob, in this order.
    ///
    /// # Errors
    /// As for [`put_blob`](Self::put_blob).
    pub async fn put_block_list(
        &self,
        blob: &BlobName,
        ids: &[Vec<u8>],
        headers: &WriteOptions,
    ) -> Result<(), Error> {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        for id in ids {
            // Writing to a string cannot fail.
            let _ = write!(xml, "<Latest>{}</Latest>", STANDARD.encode(id));
        }
        xml.push_str("</BlockList>");
        let mut operation = self.blob_operation("save", Method::Put, Success::Created, blob)?;
        operation.query("comp", "blocklist");
        headers.apply(&mut operation);
        operation.checked_body(Bytes::from(xml));
        #[cfg(not(target_arch = "wasm32"))]
        if let (IfExists::Refuse, Some(content_md5)) = (headers.if_exists, &headers.content_md5) {
            return self.write_if_absent(blob, &operation, content_md5).await;
        }
        self.client.execute(&operation).await.map(drop)
    }

    /// The uncommitted blocks of a blob; none if there is no such blob.
    ///
    /// # Errors
    /// [`ErrorKind::ContainerNotFound`](crate::ErrorKind::ContainerNotFound),
    /// [`ErrorKind::Input`](crate::ErrorKind::Input) for a name that no URL can address, or a [kind
    /// of every request](crate::ErrorKind#kinds-of-every-request).
    pub async fn staged_blocks(&self, blob: &BlobName) -> Result<Vec<StagedBlock>, Error> {
        let mut operation =
            self.blob_operation("list the blocks of", Method::Get, Success::Document, blob)?;
        operation.query("comp", "blocklist");
        operation.query("blocklisttype", "uncommitted");
        match self.client.fetch_parsed(&operation, staged_blocks_from_xml).await {
            Err(error) if error.kind() == ErrorKind::BlobNotFound => Ok(Vec::new()),
            result => result,
        }
    }
}

fn staged_blocks_from_xml(xml: &[u8]) -> Result<Vec<StagedBlock>, XmlError> {
    let mut blocks = Vec::new();
    let mut id = Vec::new();
    let mut size = 0;
    let mut is_staged = false;
    walk(xml, "BlockList", |element| match (element.parent(), element.name) {
        ("Block", "Name") => {
            is_staged = element.has_ancestor("UncommittedBlocks");
            id = STANDARD.decode(element.text).unwrap_or_default();
        }
        ("Block", "Size") => size = element.text.trim().parse().unwrap_or_default(),
        (_, "Block") if is_staged => {
            blocks.push(StagedBlock { id: std::mem::take(&mut id), size });
        }
        _ => {}
    })?;
    Ok(blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portals_page_is_no_empty_list_of_blocks() {
        assert!(staged_blocks_from_xml(b"<html><body/></html>").is_err());
        assert_eq!(staged_blocks_from_xml(b"<BlockList/>").unwrap(), []);
    }

    #[test]
    fn only_uncommitted_blocks_are_read() {
        let xml = "<BlockList><CommittedBlocks><Block><Name>b2xk</Name><Size>1</Size></Block>\
                   </CommittedBlocks><UncommittedBlocks><Block><Name>bmV3</Name><Size>8</Size>\
                   </Block></UncommittedBlocks></BlockList>";
        let blocks = staged_blocks_from_xml(xml.as_bytes()).unwrap();
        assert_eq!(blocks, [StagedBlock { id: b"new".to_vec(), size: 8 }]);
    }
}
