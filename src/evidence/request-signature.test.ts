import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../kernel/index.ts";
import { createEvidenceKey } from "./evidence-key.ts";
import { createNonceMemory, createRequestSignature, verifyRequestSignature } from "./request-signature.ts";

const key = createEvidenceKey({ bytes: (count) => randomBytes(count) });
const known = [{ name: "ash", publicKey: key.publicKey }];
const now = new Date("2026-11-21T04:00:00.000Z");
const REQUEST = {
  method: "POST",
  path: "/builder/v1/claim?x=1",
  time: now,
  nonce: randomBytes(16).toString("base64url"),
  bodySha256: sha256("{}"),
};
const HEADER = createRequestSignature(REQUEST, "ash", key);

function at(minutes: number): Date {
  return new Date(now.getTime() + minutes * 60_000);
}

describe("a builder's request", () => {
  it("is its builder's", () => {
    const { method, path, ...said } = REQUEST;
    expect(verifyRequestSignature(HEADER, { method, path, now: at(4.9) }, known)).toEqual({ name: "ash", ...said });
  });

  it("is refused after any change of its header", () => {
    fc.assert(
      fc.property(fc.nat(HEADER.length - 1), fc.string({ maxLength: 1 }), (index, other) => {
        fc.pre(other !== HEADER[index]);
        const header = HEADER.slice(0, index) + other + HEADER.slice(index + 1);
        expect(() => verifyRequestSignature(header, { ...REQUEST, now }, known)).toThrow(
          expect.objectContaining({ code: "BUILDER_REFUSED" }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["another method", { method: "PUT" }, /not signed/],
    ["another path", { path: "/builder/v1/claim" }, /not signed/],
    ["a clock behind", { now: at(5.1) }, /clock/],
    ["a clock ahead", { now: at(-5.1) }, /clock/],
  ])("is refused with %s", (_, change, message) => {
    expect(() => verifyRequestSignature(HEADER, { ...REQUEST, now, ...change }, known)).toThrow(message);
  });

  it("is refused from a builder that is not on file", () => {
    expect(() => verifyRequestSignature(HEADER, { ...REQUEST, now }, [])).toThrow(/no builder ash/);
  });

  it("counts once", () => {
    const memory = createNonceMemory();
    const verified = verifyRequestSignature(HEADER, { ...REQUEST, now }, known);
    expect(memory.firstUse(verified, now)).toBe(true);
    expect(memory.firstUse(verified, at(9))).toBe(false);
    expect(memory.firstUse({ ...verified, name: "oak" }, at(9))).toBe(true);
    expect(memory.firstUse(verified, at(11))).toBe(true);
  });
});
