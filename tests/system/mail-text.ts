/** A mail as its reader's program shows it. */
export interface ReadMail {
  /** By lower-case name, decoded; of several of one name the first. */
  readonly headers: ReadonlyMap<string, string>;
  readonly text: string;
  readonly raw: string;
}

/** Reads a mail of one part (RFC 5322, 2045, 2047), as much of it as plain text in UTF-8 needs. */
export function readMail(raw: string): ReadMail {
  const [head = "", ...rest] = raw.replaceAll("\r\n", "\n").split("\n\n");
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, " ").split("\n")) {
    const at = line.indexOf(":");
    const name = line.slice(0, at).toLowerCase();
    if (!headers.has(name)) headers.set(name, decodeWords(line.slice(at + 1).trim()));
  }
  const body = rest.join("\n\n");
  return { headers, text: decodeBody(body, headers.get("content-transfer-encoding") ?? "7bit"), raw };
}

function decodeBody(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding === "quoted-printable") return quotedPrintable(body.replace(/=\n/g, "")).toString("utf8");
  return body;
}

function quotedPrintable(text: string): Buffer {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  );
}

/** Encoded words; white space between two of them is not part of the text. */
function decodeWords(text: string): string {
  return text
    .replace(/(=\?[^?]+\?[bq]\?[^?]*\?=)\s+(?==\?)/gi, "$1")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, words: string) =>
      (kind.toLowerCase() === "b"
        ? Buffer.from(words, "base64")
        : quotedPrintable(words.replaceAll("_", " "))
      ).toString("utf8"),
    );
}
