"""Microsoft's Python client, one operation a call; the same commands as client.mjs.

Called by the interop tests, which say what each command must give.
"""

import datetime
import json
import sys

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError
from azure.storage.blob import (
    AccountSasPermissions,
    BlobServiceClient,
    ContainerClient,
    ContainerSasPermissions,
    ResourceTypes,
    generate_account_sas,
    generate_container_sas,
)

BLOCK = 4 * 1024 * 1024


def container(url):
    # Small blocks, so that a test's "large" file is written and read in several.
    return ContainerClient.from_container_url(
        url, max_single_put_size=BLOCK, max_block_size=BLOCK, max_single_get_size=BLOCK
    )


def tomorrow():
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)


def read(url, blob):
    sys.stdout.buffer.write(container(url).download_blob(blob).readall())


def list_blobs(url):
    for blob in container(url).list_blobs(include=["metadata"]):
        row = {"name": blob.name, "size": blob.size, "type": blob.blob_type}
        row["content_type"] = blob.content_settings.content_type
        row["metadata"] = blob.metadata
        print(json.dumps(row))


def write(url, blob, file):
    with open(file, "rb") as source:
        container(url).upload_blob(blob, source, overwrite=True)


def append(url, blob, file):
    client = container(url).get_blob_client(blob)
    try:
        client.create_append_blob(match_condition=MatchConditions.IfMissing)
    except (ResourceExistsError, ResourceModifiedError):
        pass
    with open(file, "rb") as source:
        client.append_block(source.read())


def containers(url):
    for found in BlobServiceClient(url).list_containers():
        print(found.name)


def account_sas(endpoint, account, key):
    print(
        generate_account_sas(
            account,
            key,
            ResourceTypes(service=True, container=True, object=True),
            AccountSasPermissions(read=True, write=True, list=True, create=True, add=True),
            tomorrow(),
        )
    )


def container_sas(endpoint, account, key, name):
    permission = ContainerSasPermissions(read=True, add=True, create=True, write=True, list=True)
    print(generate_container_sas(account, name, key, permission=permission, expiry=tomorrow()))


COMMANDS = {
    "read": read,
    "list": list_blobs,
    "write": write,
    "append": append,
    "containers": containers,
    "account-sas": account_sas,
    "container-sas": container_sas,
}
COMMANDS[sys.argv[1]](*sys.argv[2:])
