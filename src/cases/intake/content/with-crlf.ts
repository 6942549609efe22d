/** The bytes with CR LF at every line's end; the same array where they have it already. */
export function withCrLf(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const canonical = text.replace(/\r?\n/g, "\r\n");
  return canonical.length === text.length ? bytes : Buffer.from(canonical, "latin1");
}
