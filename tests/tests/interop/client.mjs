// Microsoft's JavaScript client, one operation a call; the same commands as client.py.
//
// Called by the interop tests, which say what each command must give.
import { readFileSync } from "node:fs";
import { Buffer } from "node:buffer";
import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobServiceClient,
  ContainerClient,
  ContainerSASPermissions,
  SASProtocol,
  StorageSharedKeyCredential,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
} from "@azure/storage-blob";

// Small blocks, so that a test's "large" file is written in several.
const BLOCK = 4 * 1024 * 1024;
const tomorrow = () => new Date(Date.now() + 24 * 3600 * 1000);

const commands = {
  async read(url, blob) {
    const answer = await new ContainerClient(url).getBlobClient(blob).downloadToBuffer();
    await new Promise((resolve) => process.stdout.write(answer, resolve));
  },

  async list(url) {
    for await (const blob of new ContainerClient(url).listBlobsFlat({ includeMetadata: true })) {
      const { contentLength: size, blobType: type, contentType: content_type } = blob.properties;
      console.log(JSON.stringify({ name: blob.name, size, type, content_type, metadata: blob.metadata ?? {} }));
    }
  },

  async write(url, blob, file) {
    const client = new ContainerClient(url).getBlockBlobClient(blob);
    await client.uploadFile(file, { blockSize: BLOCK, maxSingleShotSize: BLOCK });
  },

  async append(url, blob, file) {
    const client = new ContainerClient(url).getAppendBlobClient(blob);
    await client.createIfNotExists();
    const bytes = readFileSync(file);
    await client.appendBlock(Buffer.from(bytes), bytes.length);
  },

  async containers(url) {
    for await (const found of new BlobServiceClient(url).listContainers()) console.log(found.name);
  },

  async "account-sas"(endpoint, account, key) {
    const values = {
      services: AccountSASServices.parse("b").toString(),
      resourceTypes: AccountSASResourceTypes.parse("sco").toString(),
      permissions: AccountSASPermissions.parse("rwlca"),
      expiresOn: tomorrow(),
    };
    const credential = new StorageSharedKeyCredential(account, key);
    console.log(generateAccountSASQueryParameters(values, credential).toString());
  },

  async "container-sas"(endpoint, account, key, containerName) {
    const permissions = ContainerSASPermissions.parse("racwl");
    const values = { containerName, permissions, expiresOn: tomorrow() };
    const credential = new StorageSharedKeyCredential(account, key);
    console.log(generateBlobSASQueryParameters(values, credential).toString());
  },

  // A SAS a line, each for one request; see minting.rs.
  async mint(requests) {
    for (const request of JSON.parse(requests)) {
      const { version, account, container: containerName } = request;
      const protocol = request.https_only ? SASProtocol.Https : undefined;
      const granted = { version, protocol, expiresOn: new Date(request.expiry) };
      if (containerName === null) {
        const permissions = AccountSASPermissions.parse(request.permissions);
        const { resource_types: resourceTypes } = request;
        const values = { ...granted, permissions, resourceTypes, services: "b" };
        const credential = new StorageSharedKeyCredential(account, request.key);
        console.log(generateAccountSASQueryParameters(values, credential).toString());
        continue;
      }
      const permissions = ContainerSASPermissions.parse(request.permissions);
      const values = { ...granted, permissions, containerName };
      const lent = request.delegation;
      if (lent === null) {
        const credential = new StorageSharedKeyCredential(account, request.key);
        console.log(generateBlobSASQueryParameters(values, credential).toString());
        continue;
      }
      const key = {
        signedObjectId: lent.signed_oid,
        signedTenantId: lent.signed_tid,
        signedStartsOn: new Date(lent.signed_start),
        signedExpiresOn: new Date(lent.signed_expiry),
        signedService: lent.signed_service,
        signedVersion: lent.signed_version,
        value: lent.value,
      };
      console.log(generateBlobSASQueryParameters(values, key, account).toString());
    }
  },
};

const [command, ...rest] = process.argv.slice(2);
await commands[command](...rest);
