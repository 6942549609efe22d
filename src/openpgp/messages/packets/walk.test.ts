import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packet, packetInPieces } from "../../../../tests/system/openpgp-messages-kit.ts";
import { PacketFault, packetsOf } from "./walk.ts";

const bytes = (...parts: readonly (number | Uint8Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part)));

function walk(data: Uint8Array): readonly (readonly [number, number])[] {
  return [...packetsOf(data)].map(({ tag, pieces }) => [tag, pieces.reduce((sum, { length }) => sum + length, 0)]);
}

const filled = (length: number): Uint8Array => Buffer.alloc(length, 7);

describe("the packets of a sequence", () => {
  it.each([
    ["none", bytes(), []],
    ["new, one byte of length", bytes(0xc2, 3, filled(3)), [[2, 3]]],
    ["new, two bytes", bytes(0xc2, 192, 8, filled(200)), [[2, 200]]],
    ["new, five bytes", packet(2, filled(9)), [[2, 9]]],
    ["new, in pieces", packetInPieces(18, filled(1500)), [[18, 1500]]],
    ["old, one byte", bytes(0x88, 4, filled(4)), [[2, 4]]],
    ["old, two bytes", bytes(0x89, 1, 0, filled(256)), [[2, 256]]],
    ["old, four bytes", bytes(0x8a, 0, 0, 0, 5, filled(5)), [[2, 5]]],
    ["old, to the end, compressed", bytes(0xa3, filled(40)), [[8, 40]]],
    [
      "several",
      bytes(packet(1, filled(3)), packet(18, filled(9))),
      [
        [1, 3],
        [18, 9],
      ],
    ],
  ])("%s", (_, data, expected) => {
    expect(walk(data)).toEqual(expected);
  });

  it.each([
    ["no packet", bytes(0x12, 1, 1)],
    ["the reserved type", bytes(0xc0, 1, 1)],
    ["cut off in the body", bytes(0xc2, 3, filled(2))],
    ["cut off in the length", bytes(0xc2, 255, 0, 0)],
    ["no length at all", bytes(0xc2)],
    ["longer than memory", bytes(0xc2, 255, 255, 255, 255, 255)],
    ["a signature to the end", bytes(0x8b, filled(9))],
    ["literal data to the end", bytes(0xaf, filled(9))],
    ["a signature in pieces", packetInPieces(2, filled(600))],
    ["pieces that begin too short", bytes(0xd2, 0xe1, filled(2), 1, 1)],
    ["pieces without a last one", packetInPieces(18, filled(1024)).subarray(0, -5)],
    ["a hundred thousand pieces", bytes(0xd2, 0xe9, filled(512), Buffer.alloc(200_000, Uint8Array.of(0xe0, 7)), 0)],
  ])("%s is refused", (_, data) => {
    expect(() => walk(data)).toThrow(PacketFault);
  });

  it("cover any input without a gap, or are refused, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (data) => {
        let at = 0;
        try {
          for (const { whole } of packetsOf(data)) {
            expect(whole.byteOffset).toBe(data.byteOffset + at);
            at += whole.length;
          }
          expect(at).toBe(data.length);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(PacketFault);
        }
      }),
    );
  });
});
