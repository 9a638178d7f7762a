import { randomUUID } from "node:crypto";
import { BlobServiceClient, type ContainerClient } from "@azure/storage-blob";

/** A container that no other test knows and that is not there yet. The client tries often and hardly waits. */
export function testContainer(connectionString: string, name = `test-${randomUUID()}`): ContainerClient {
  return BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 4, retryDelayInMs: 1, maxRetryDelayInMs: 5 },
  }).getContainerClient(name);
}
