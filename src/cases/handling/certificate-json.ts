import type { Certificate } from "../../openpgp/index.ts";

/** A certificate in a form that can be sealed as JSON: its bytes in base64. */
export type WrittenCertificate = Omit<Certificate, "bytes"> & { readonly bytes: string };

export function writeCertificate(certificate: Certificate): WrittenCertificate {
  return { ...certificate, bytes: Buffer.from(certificate.bytes).toString("base64") };
}

export function readWrittenCertificate(written: WrittenCertificate): Certificate {
  return { ...written, bytes: Buffer.from(written.bytes, "base64") };
}
