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
    UserDelegationKey,
    generate_account_sas,
    generate_container_sas,
)
from azure.storage.blob import _shared_access_signature as signing

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


def mint(requests):
    """A SAS a line, each for one request; see minting.rs."""
    for request in json.loads(requests):
        # Ours are minted for one version. This client has no parameter for it, only its newest.
        signing.X_MS_VERSION = request["version"]
        signing.SharedAccessSignature.__init__.__defaults__ = (request["version"],)
        expiry = datetime.datetime.fromisoformat(request["expiry"])
        protocol = "https" if request["https_only"] else None
        if request["container"] is None:
            permission = AccountSasPermissions.from_string(request["permissions"])
            types = ResourceTypes.from_string(request["resource_types"])
            key = request["key"]
            print(generate_account_sas(request["account"], key, types, permission, expiry, protocol=protocol))
            continue
        permission = ContainerSasPermissions.from_string(request["permissions"])
        signed_by = {"account_key": request["key"]}
        if request["delegation"] is not None:
            key = UserDelegationKey()
            for name, value in request["delegation"].items():
                setattr(key, name, value)
            signed_by = {"user_delegation_key": key}
        account, container_name = request["account"], request["container"]
        granted = {"permission": permission, "expiry": expiry, "protocol": protocol}
        print(generate_container_sas(account, container_name, **signed_by, **granted))


COMMANDS = {
    "read": read,
    "list": list_blobs,
    "write": write,
    "append": append,
    "containers": containers,
    "account-sas": account_sas,
    "container-sas": container_sas,
    "mint": mint,
}
COMMANDS[sys.argv[1]](*sys.argv[2:])
