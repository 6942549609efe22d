import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256 } from "../kernel/index.ts";
import { canonicalJson } from "./canonical-json.ts";
import { preAuthenticationEncoding, signStatement, verifyEnvelope } from "./envelope.ts";
import { createEvidenceKey, formatEvidenceKey, parseEvidenceKey, signBytes } from "./evidence-key.ts";
import type { Statement, StepPredicate } from "./statement.ts";
import { buildStatement, checkStatement } from "./statement-schema.ts";

const key = createEvidenceKey({ bytes: (count) => randomBytes(count) });
const known = [{ name: "ash", publicKey: key.publicKey }];

const PREDICATE: StepPredicate = {
  update: "42",
  source: "libmodbus",
  version: "3.1.6-2.1+deb12u1",
  release: "bookworm",
  architecture: "amd64",
  step: "build",
  result: "passed",
  party: "builder:ash",
  started: "2026-11-21T04:00:00.000Z",
  finished: "2026-11-21T04:01:00.000Z",
  tools: [{ name: "dpkg", version: "1.21.22" }],
  findings: { network: "none", phases: [{ name: "build", milliseconds: 35_800 }] },
};
const SUBJECTS = ["libmodbus5.deb", "libmodbus-dev.deb"].map((name) => ({ name, digest: { sha256: sha256(name) } }));
const STATEMENT = buildStatement(SUBJECTS, PREDICATE);

/** An envelope around any payload, properly signed. */
function envelopeOf(payload: string): string {
  const bytes = Buffer.from(payload);
  const sig = Buffer.from(signBytes(key, preAuthenticationEncoding(bytes))).toString("base64");
  const signatures = [{ keyid: key.keyid, sig }];
  return canonicalJson({ payload: bytes.toString("base64"), payloadType: "application/vnd.in-toto+json", signatures });
}

describe("an envelope", () => {
  it("gives back the statement and the name of its signer", () => {
    const verified = verifyEnvelope(signStatement(STATEMENT, key), known);
    expect(verified).toEqual({ statement: STATEMENT, keyid: key.keyid, name: "ash" });
  });

  it("is the same text for the same statement", () => {
    const again = buildStatement([...SUBJECTS].reverse(), { ...PREDICATE });
    expect(signStatement(again, parseEvidenceKey(formatEvidenceKey(key)))).toBe(signStatement(STATEMENT, key));
  });

  it("is broken by a change of any one character anywhere", () => {
    const text = signStatement(STATEMENT, key);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ minLength: 0, maxLength: 2 }), (index, other) => {
        fc.pre(other !== text[index]);
        expect(() => verifyEnvelope(text.slice(0, index) + other + text.slice(index + 1), known)).toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it("is broken by every flip of a bit and by every cut", () => {
    const text = Buffer.from(signStatement(STATEMENT, key));
    for (let index = 0; index < text.length; index += 1) {
      const flipped = Buffer.from(text);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 7));
      expect(() => verifyEnvelope(flipped.toString("latin1"), known)).toThrow();
      expect(() => verifyEnvelope(text.subarray(0, index).toString("latin1"), known)).toThrow();
    }
  });

  it("signs DSSE's own encoding (its specification's example, with our type)", () => {
    expect(Buffer.from(preAuthenticationEncoding(Buffer.from("hello world"))).toString()).toBe(
      "DSSEv1 28 application/vnd.in-toto+json 11 hello world",
    );
  });

  const other = createEvidenceKey({ bytes: (count) => randomBytes(count) });
  const refused: readonly [string, string, string, RegExp][] = [
    ["an unknown key", signStatement(STATEMENT, other), "SIGNATURE_BAD", /not on file/],
    ["nothing", "", "INPUT_INVALID", /not JSON/],
    ["other JSON", "{}", "INPUT_INVALID", /DSSE/],
    ["a second spelling", ` ${signStatement(STATEMENT, key)}`, "INPUT_INVALID", /canonical/],
    ["a payload in a second spelling", envelopeOf(JSON.stringify(STATEMENT)), "INPUT_INVALID", /canonical/],
    ["a payload that is no statement", envelopeOf('{"a":1}'), "INPUT_INVALID", /statement/],
    ["something huge", "x".repeat(9 * 1024 * 1024), "INPUT_INVALID", /8 MiB/],
    ["something deep", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, "INPUT_INVALID", /64 levels/],
  ];
  it.each(refused)("is refused: %s", (_, text, code, message) => {
    expect(() => verifyEnvelope(text, known)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

describe("a statement", () => {
  const [first] = SUBJECTS;
  const wrong: readonly [string, unknown][] = [
    ["another step's type", { ...STATEMENT, predicateType: "urn:sameday:evidence:prove:v1" }],
    ["an unknown member", { ...STATEMENT, more: 1 }],
    ["a path for a name", { ...STATEMENT, subject: [{ ...first, name: "../x.deb" }] }],
    ["a file twice", { ...STATEMENT, subject: [first, first] }],
    ["success over nothing", { ...STATEMENT, subject: [] }],
    ["an end before the start", { ...STATEMENT, predicate: { ...PREDICATE, finished: "2026-11-21T03:59:59Z" } }],
    ["local time", { ...STATEMENT, predicate: { ...PREDICATE, started: "2026-11-21T04:00:00+02:00" } }],
    ["no Debian version", { ...STATEMENT, predicate: { ...PREDICATE, version: "1 2" } }],
    ["no object", []],
  ];
  it.each(wrong)("is refused with %s", (_, value) => {
    const { value: statement, problems } = checkStatement(value);
    expect(statement).toBeUndefined();
    expect(problems[0]).toMatchObject({ code: "statement-invalid", severity: "error" });
  });

  it("of a failed step may name no file", () => {
    const failed = buildStatement([], { ...PREDICATE, result: "failed" });
    expect(checkStatement(failed).problems).toEqual([]);
  });

  it("is not built from what could not be read again", () => {
    expect(() => buildStatement(SUBJECTS, { ...PREDICATE, source: "No" } as Statement["predicate"])).toThrow(
      /predicate\.source/,
    );
  });
});

describe("a key", () => {
  it.each(["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])("is refused: %j", (text) => {
    expect(() => parseEvidenceKey(text)).toThrow(/Ed25519/);
  });
});
