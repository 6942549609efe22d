import { describe, expect, it } from "vitest";
import { literal, packet, packetInPieces } from "../../../../tests/system/openpgp-messages-kit.ts";
import { survey } from "./survey.ts";

const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const KEY = packet(1, Buffer.alloc(30, 3));
const PASSWORD = packet(3, Uint8Array.of(4, 9, 3, 8), Buffer.alloc(9));
const body = Buffer.concat([Uint8Array.of(1), Buffer.alloc(2000, 9)]);
const DATA = packet(18, body);
const MARKER = packet(10, "PGP");
const PADDING = packet(21, Buffer.alloc(5));

describe("a message by its packets", () => {
  it.each([
    ["encrypted", join(KEY, DATA), { sessionKeyCount: 1, passwordCount: 0, isProtected: true }],
    ["in pieces", join(KEY, packetInPieces(18, body)), { sessionKeyCount: 1, isProtected: true }],
    ["to keys and passwords", join(KEY, PASSWORD, KEY, DATA), { sessionKeyCount: 2, passwordCount: 1 }],
    ["to nobody", DATA, { sessionKeyCount: 0, passwordCount: 0 }],
    ["with what is ignored", join(MARKER, KEY, PADDING, packet(61, "x"), DATA, MARKER), { sessionKeyCount: 1 }],
    ["unprotected", join(KEY, packet(9, body)), { isProtected: false }],
    ["GnuPG's authenticated", join(KEY, packet(20, body)), { isProtected: true }],
  ])("%s", (_, message, expected) => {
    expect(survey(message, 50)).toMatchObject({ kind: "encrypted", ...expected });
  });

  it.each([
    ["literal", literal("hello")],
    ["signed", join(packet(4, Buffer.alloc(13)), literal("hello"), packet(2, Buffer.alloc(9)))],
    ["compressed", packet(8, Uint8Array.of(1, 2))],
  ])("%s is left to the library", (_, message) => {
    expect(survey(message, 50)).toEqual({ kind: "clear" });
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["text", Buffer.from("hello")],
    ["session keys alone", KEY],
    ["two messages", join(KEY, DATA, KEY, DATA)],
    ["two packets of data", join(KEY, DATA, DATA)],
    ["a signature behind the data", join(KEY, DATA, packet(2, Buffer.alloc(9)))],
    ["literal data behind a session key", join(KEY, literal("hello"))],
    ["a public key", packet(6, Buffer.alloc(9))],
    ["data of a version that is not known", join(KEY, packet(18, Uint8Array.of(3), Buffer.alloc(50)))],
    ["a critical packet that is not known", join(KEY, packet(39, "x"), DATA)],
    ["a message that is cut off", join(KEY, DATA).subarray(0, -1)],
  ])("%s is malformed", (_, message) => {
    expect(survey(message, 50)).toEqual({ kind: "malformed" });
  });

  it("counts session keys past the limit and keeps none of those", () => {
    const found = survey(join(...Array.from({ length: 200 }, () => KEY), DATA), 50);
    expect(found).toMatchObject({ sessionKeyCount: 200 });
    expect(found.kind === "encrypted" && found.sessionKeys.length).toBe(50);
  });

  it("knows the same ciphertext again behind other session keys and in other pieces", () => {
    const hash = (message: Uint8Array): unknown => (survey(message, 50) as { ciphertextHash?: string }).ciphertextHash;
    const own = hash(join(KEY, DATA));
    expect(own).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(join(PASSWORD, packet(1, "other"), packetInPieces(18, body)))).toBe(own);
    expect(hash(join(KEY, packet(18, body, "x")))).not.toBe(own);
  });
});
