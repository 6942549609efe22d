/** Opened bytes as text: UTF-8 where they are, else Windows-1252, which reads every byte. LF line ends. */
export function decodeText(bytes: Uint8Array): string {
  return decode(bytes).replaceAll("\r\n", "\n");
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

const ENTITY = /^(?:content-type|mime-version|content-transfer-encoding):[^\n]*\n(?:[^\n]+\n)*\r?\n/i;

/** Whether opened bytes are a MIME entity, that is, begin with its headers and an empty line. */
export function isEntity(bytes: Uint8Array): boolean {
  return ENTITY.test(Buffer.from(bytes.subarray(0, 20_000)).toString("latin1"));
}
