import type { Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameReader, writeFrame } from "./frames.ts";

function written(head: unknown, body: readonly Uint8Array[]): Buffer {
  const pieces: Uint8Array[] = [];
  const socket = { cork() {}, uncork() {}, write: (bytes: Uint8Array) => pieces.push(bytes) };
  writeFrame(socket as unknown as Socket, head, body);
  return Buffer.concat(pieces);
}

describe("a frame", () => {
  test("is the same however the connection cuts it, and is there with its last byte", () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 3 });
    fc.assert(
      fc.property(
        fc.string(),
        parts,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (word, body, cuts) => {
          const bytes = written({ word }, body);
          const read = frameReader(1_000);
          let at = 0;
          for (let turn = 0; at < bytes.length; turn += 1) {
            const end = Math.min(bytes.length, at + (cuts[turn % cuts.length] ?? 1));
            const frame = read(bytes.subarray(at, end));
            at = end;
            expect(frame !== undefined).toBe(at === bytes.length);
            if (frame) expect(frame).toEqual({ head: { word }, body: new Uint8Array(Buffer.concat(body)) });
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([1, 8, 20, 1_000])("that is longer than it said is refused, in chunks of %i bytes", (size) => {
    const bytes = Buffer.concat([written({ word: "x" }, [Buffer.from("body")]), Buffer.from("more")]);
    const read = frameReader(1_000);
    const readAll = (): void => {
      for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
    };
    expect(readAll).toThrow(/More stands behind/);
  });

  test("that says that it is longer than allowed is refused before it comes", () => {
    const bytes = written({}, [Buffer.alloc(1_001)]);
    expect(() => frameReader(1_000)(bytes.subarray(0, 8))).toThrow(/longer than it takes/);
  });
});
