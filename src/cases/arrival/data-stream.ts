import type { Readable } from "node:stream";

/** One message as it comes over a connection. */
export interface IncomingData {
  /** Throws when the connection ends before the message does. */
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Lets go what nobody took, to the message's end. */
  drain(): Promise<void>;
}

/**
 * A reader that may stop early without ending the stream: `for await` over the stream itself would destroy it, and the
 * reply would then go out while the other side is still sending.
 */
export function incomingData(stream: Readable): IncomingData {
  const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return {
    pieces: { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) },
    async drain() {
      try {
        while (!(await iterator.next()).done);
      } catch {
        // The connection is gone: there is nobody to tell.
      }
    },
  };
}
