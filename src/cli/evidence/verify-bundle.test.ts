import { describe, expect, test } from "vitest";
import type { EvidenceAnswer } from "../../api/index.ts";
import { buildStatement, createEvidenceKey, signStatement } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import { type Check, verifyBundle } from "./verify-bundle.ts";

const random = { bytes: (count: number) => new Uint8Array(count).fill(7) };
const desk = createEvidenceKey(random);
const ash = createEvidenceKey({ bytes: (count) => new Uint8Array(count).fill(9) });
const known = [
  { name: "desk", publicKey: desk.publicKey },
  { name: "ash", publicKey: ash.publicKey },
];
const update = { id: "U-1", source: "hello", version: "1.0-1", release: "bookworm" };
const file = (name: string, content = name) => ({ name, digest: { sha256: sha256(content) } });
const DSC = file("hello_1.0-1.dsc");
const DEB = file("hello_1.0-1_amd64.deb");
const proof = (first: string, second = first, same = true) => ({
  kind: "variation",
  dsc: DSC.digest.sha256,
  files: [{ name: DEB.name, first, second, same, cause: "" }],
});

function statement(step: string, subjects: (typeof DSC)[], findings: unknown, over: object = {}, key = desk) {
  const [name = "", ...rest] = step.split(" ");
  const predicate = {
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architecture: rest.at(-1) ?? "",
    step: name,
    result: "passed" as const,
    party: key === desk ? "desk" : "builder:ash",
    started: "2026-11-21T10:00:00.000Z",
    finished: "2026-11-21T10:01:00.000Z",
    tools: [],
    findings,
    ...over,
  };
  return { step, envelope: signStatement(buildStatement(subjects, predicate), key) };
}

function bundle(change: (steps: Record<string, { step: string; envelope: string }>) => void = () => undefined) {
  const steps = {
    source: statement("source", [DSC], {}),
    build: statement("build amd64", [DEB], { dsc: DSC.digest.sha256 }, {}, ash),
    prove: statement("prove variation amd64", [DEB], proof(DEB.digest.sha256), {}, ash),
    test: statement("test amd64", [DEB], { tests: [] }, {}, ash),
    publish: statement("publish", [DSC, DEB], {}),
  };
  change(steps);
  const answer: EvidenceAnswer = {
    ...{ format: 1, update, approvals: [], keys: [] },
    statements: Object.values(steps),
    files: [],
  };
  return answer;
}

const whole = async (hash: string) => hash;
const bad = (checks: readonly Check[]) => checks.filter(({ state }) => state === "bad").map(({ what }) => what);

describe("an update's evidence", () => {
  test("that is whole is good in every point", async () => {
    const checks = await verifyBundle(bundle(), known, whole);
    expect(checks.every(({ state }) => state === "good")).toBe(true);
    expect(checks.map(({ what }) => what)).toContain("chain build → publish");
  });

  test("with a proof that could not be done holds: that it was not proved is said elsewhere", async () => {
    const findings = { reason: "does-not-build", message: "dpkg-buildpackage failed.", phases: [] };
    const broken = statement("prove variation amd64", [], findings, { result: "failed" }, ash);
    const checks = await verifyBundle(
      bundle((steps) => Object.assign(steps, { prove: broken })),
      known,
      whole,
    );
    expect(checks.filter(({ state }) => state !== "good")).toEqual([]);
    expect(checks).toContainEqual({
      what: "statement prove variation amd64",
      state: "good",
      says: "signed by ash: failed",
    });
  });

  test("without its files says so, and still checks the rest", async () => {
    const checks = await verifyBundle(bundle(), known, async () => null);
    expect(bad(checks)).toEqual([]);
    expect(checks.filter(({ state }) => state === "unknown")).toHaveLength(2);
  });

  test("whose file was exchanged names the file", async () => {
    const checks = await verifyBundle(bundle(), known, async (hash) =>
      hash === DEB.digest.sha256 ? sha256("evil") : hash,
    );
    expect(bad(checks)).toEqual([`file ${DEB.name}`]);
  });

  const EVIL = file(DEB.name, "evil");
  test.each([
    [
      "signed by an unknown key",
      {
        build: statement(
          "build amd64",
          [DEB],
          { dsc: DSC.digest.sha256 },
          {},
          createEvidenceKey({ bytes: (n) => new Uint8Array(n).fill(3) }),
        ),
      },
      "statement build amd64",
    ],
    [
      "about another update",
      { test: statement("test amd64", [DEB], {}, { update: "U-2" }, ash) },
      "statement test amd64",
    ],
    [
      "in the name of another party",
      { test: statement("test amd64", [DEB], {}, { party: "desk" }, ash) },
      "statement test amd64",
    ],
    [
      "built from another source",
      { build: statement("build amd64", [DEB], { dsc: sha256("other") }, {}, ash) },
      "chain source → build amd64",
    ],
    ["tested with other packages", { test: statement("test amd64", [EVIL], {}, {}, ash) }, "chain build → test amd64"],
    [
      "proved with other packages",
      { prove: statement("prove variation amd64", [EVIL], proof(EVIL.digest.sha256), {}, ash) },
      "chain build → prove variation amd64",
    ],
    [
      "a proof that says the same of different hashes",
      { prove: statement("prove variation amd64", [DEB], proof(DEB.digest.sha256, sha256("x")), {}, ash) },
      "chain prove variation amd64 itself",
    ],
    ["a source that a builder states", { source: statement("source", [DSC], {}, {}, ash) }, "statement source"],
    ["published by a builder's word", { publish: statement("publish", [DSC, DEB], {}, {}, ash) }, "statement publish"],
    [
      "built by the desk's word",
      { build: statement("build amd64", [DEB], { dsc: DSC.digest.sha256 }) },
      "statement build amd64",
    ],
    ["published with other packages", { publish: statement("publish", [DSC, EVIL], {}) }, "chain build → publish"],
    [
      "published with another source",
      { publish: statement("publish", [file(DSC.name, "x"), DEB], {}) },
      "chain source → publish",
    ],
  ])("%s is found", async (_what, change, expected) => {
    const checks = await verifyBundle(
      bundle((steps) => Object.assign(steps, change)),
      known,
      whole,
    );
    expect(bad(checks)).toContain(expected);
  });
});
