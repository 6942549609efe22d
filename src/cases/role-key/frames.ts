import type { Socket } from "node:net";
import { SamedayError } from "../../kernel/index.ts";

/*
 * One frame each way on a connection: eight bytes of lengths, a head as JSON, a body as it is. Messages are large and
 * binary; as text of JSON they would be a third larger and stand in memory several times.
 */

const LENGTHS = 8;
/** Certificates stand in it. */
const LARGEST_HEAD = 4 * 1024 * 1024;

export interface Frame {
  readonly head: unknown;
  readonly body: Uint8Array;
}

/** Writes a frame whose body is these parts in their order. The connection may be gone: whoever waits for an answer hears that by its end. */
export function writeFrame(socket: Socket, head: unknown, body: readonly Uint8Array[]): void {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(
    body.reduce((sum, part) => sum + part.length, 0),
    4,
  );
  socket.cork();
  socket.write(Buffer.concat([lengths, text]));
  for (const part of body) socket.write(part);
  socket.uncork();
}

/**
 * Collects one frame; answers it once it is whole. What says that it is longer than allowed is refused before it comes.
 * Throws INPUT_INVALID.
 */
export function frameReader(largestBody: number): (chunk: Buffer) => Frame | undefined {
  /** What came before the body's length was known, and the head. */
  let begin = Buffer.alloc(0);
  let head = -1;
  /** Filled as it comes: a mail of thirty megabytes stands here once. */
  let body = new Uint8Array();
  let filled = 0;
  return (chunk) => {
    let rest = chunk;
    if (head < 0 || begin.length < LENGTHS + head) {
      begin = Buffer.concat([begin, chunk]);
      if (head < 0) {
        if (begin.length < LENGTHS) return undefined;
        head = begin.readUInt32BE(0);
        const length = begin.readUInt32BE(4);
        if (head > LARGEST_HEAD || length > largestBody) throw tooLong();
        body = new Uint8Array(length);
      }
      if (begin.length < LENGTHS + head) return undefined;
      rest = begin.subarray(LENGTHS + head);
      begin = begin.subarray(0, LENGTHS + head);
    }
    if (filled + rest.length > body.length) {
      throw new SamedayError("INPUT_INVALID", "More stands behind the one request of a connection.");
    }
    body.set(rest, filled);
    filled += rest.length;
    return filled < body.length ? undefined : { head: parseHead(begin.subarray(LENGTHS)), body };
  };
}

function parseHead(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

function tooLong(): SamedayError {
  return new SamedayError("INPUT_INVALID", "What was sent to the role key's process is longer than it takes.");
}
