import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import tls from "node:tls";
import { generate } from "selfsigned";

/** A certificate for the stand-ins, as PEM texts and as the files that child processes are told of. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** Makes a certificate that signs itself, for this machine's own addresses and for every Key Vault. */
export async function createCertificate(): Promise<Certificate & { remove(): Promise<void> }> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 7, ip: "127.0.0.1" },
          { type: 2, value: "localhost" },
          { type: 2, value: "*.vault.azure.net" },
        ],
      },
    ],
  });
  const folder = await mkdtemp(join(tmpdir(), "spotify-exporter-certificate-"));
  const certFile = join(folder, "cert.pem");
  const keyFile = join(folder, "key.pem");
  await writeFile(certFile, cert);
  await writeFile(keyFile, key, { mode: 0o600 });
  return { cert, key, certFile, keyFile, remove: () => rm(folder, { recursive: true }) };
}

/** Trusts the certificate in this process; a child process is given `NODE_EXTRA_CA_CERTS` instead. */
export function trustCertificate({ cert }: Pick<Certificate, "cert">): void {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), cert]);
}
