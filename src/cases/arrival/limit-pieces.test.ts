import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { limitPieces, MessageRefused } from "./limit-pieces.ts";

const LIMITS = { messageBytes: 1000, headerBytes: 40 };

async function through(pieces: readonly Uint8Array[]): Promise<Buffer> {
  const out: Uint8Array[] = [];
  const coming = (async function* () {
    yield* pieces;
  })();
  for await (const piece of limitPieces(coming, LIMITS)) out.push(piece);
  return Buffer.concat(out);
}

/** The same message in pieces that end anywhere. */
function cut(message: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (message.length + 1)))].sort((a, b) => a - b);
  return [0, ...ends].map((from, index) => message.subarray(from, ends[index] ?? message.length));
}

describe("a message within its limits", () => {
  test.each([
    ["a header of just as much", `${"a".repeat(36)}\r\n\r\nbody`],
    ["no header", `\r\n${"b".repeat(500)}`],
    ["lines that end in LF alone", `a: b\n\n${"b".repeat(500)}`],
    ["a long body", `a: b\r\n\r\n${"b".repeat(992)}`],
    ["nothing at all", ""],
  ])("%s passes, however its pieces fall", async (_name, text) => {
    const message = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (places) => {
        expect((await through(cut(message, places))).equals(message)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a message beyond them is refused for good", () => {
  test.each([
    ["a header of one more", `${"a".repeat(37)}\r\n\r\nbody`, 554],
    ["a header without end", "a".repeat(41), 554],
    ["an empty line of CRs alone", `a: b\r\r${"b".repeat(100)}`, 554],
    ["a body of one more", `a: b\r\n\r\n${"b".repeat(993)}`, 552],
  ])("%s", async (_name, text, reply) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (places) => {
        const refused = await through(cut(Buffer.from(text), places)).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(MessageRefused);
        expect((refused as MessageRefused).reply).toBe(reply);
      }),
      { numRuns: 30 },
    );
  });
});
