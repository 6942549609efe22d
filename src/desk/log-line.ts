import { Writable } from "node:stream";

/** What pino writes; only what a reader of the log needs is used. */
interface Entry {
  readonly level?: number;
  readonly msg?: string;
  readonly reqId?: string;
  readonly reference?: string;
  readonly err?: { readonly type?: string; readonly message?: string; readonly stack?: string };
}

const ERROR = 50;

/** Takes the web server's entries, one JSON object a line, and hands on what each says in words. */
export function logInWords(say: (line: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      for (const line of chunk.toString().split("\n")) if (line !== "") say(inWords(line));
      done();
    },
  });
}

/** `error: The desk failed. (reference r, where it went wrong)`; a line that is no entry stays as it is. */
export function inWords(line: string): string {
  const entry = parseEntry(line);
  if (entry?.msg === undefined) return line;
  const reference = entry.reference ?? entry.reqId;
  const heading = (entry.level ?? 0) >= ERROR ? `error: ${entry.msg}` : entry.msg;
  const first = reference === undefined ? heading : `${heading} (reference ${reference})`;
  const where = entry.err?.stack ?? entry.err?.message;
  return where === undefined ? first : `${first}\n${where}`;
}

function parseEntry(line: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
