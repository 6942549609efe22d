import type { FastifyReply } from "fastify";

/** A file as it is handed out: bytes that no browser shows, under a name that its receiver may ignore. */
export function sendDownload(reply: FastifyReply, name: string, bytes: Uint8Array): FastifyReply {
  return reply
    .header("content-disposition", `attachment; filename*=${encodeName(name)}`)
    .header("x-content-type-options", "nosniff")
    .type("application/octet-stream")
    .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** RFC 8187, 3.2.1: more than encodeURIComponent escapes must not stand there as it is. */
function encodeName(name: string): string {
  const escaped = encodeURIComponent(Buffer.from(name, "utf8").toString("utf8"));
  return `UTF-8''${escaped.replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

/** The name in such a header; empty when there is none. */
export function downloadName(header: string | null): string {
  const encoded = /filename\*=UTF-8''([^;\s]+)/.exec(header ?? "")?.[1] ?? "";
  try {
    return decodeURIComponent(encoded);
  } catch {
    return "";
  }
}
