import { describe, expect, test } from "vitest";
import type { EvidenceAnswer } from "../../api/index.ts";
import { buildStatement, createEvidenceKey, type EvidenceKey, signStatement } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import { checkComplete } from "./check-complete.ts";

const keyOf = (digit: number) => createEvidenceKey({ bytes: (count) => new Uint8Array(count).fill(digit) });
const desk = keyOf(7);
const ash = keyOf(9);
const known = [
  { name: "desk", publicKey: desk.publicKey },
  { name: "ash", publicKey: ash.publicKey },
];
const update = { id: "U-1", source: "hello", version: "1.0-1", release: "bookworm" };
const file = (name: string) => ({ name, digest: { sha256: sha256(name) } });
const DSC = file("hello_1.0-1.dsc");
const AMD64 = file("hello_1.0-1_amd64.deb");
const I386 = file("hello_1.0-1_i386.deb");
const INFO = file("hello_1.0-1_amd64.buildinfo");
const POLICY = { approvals: 1, overrideApprovals: 2 };

function statement(step: string, subjects: (typeof DSC)[], findings: unknown, key: EvidenceKey, result = "passed") {
  const [name = "", ...rest] = step.split(" ");
  const predicate = {
    update: update.id,
    source: update.source,
    version: update.version,
    release: update.release,
    architecture: rest.at(-1) ?? "",
    step: name,
    result: result as "passed" | "failed",
    party: key === desk ? "desk" : "builder:ash",
    started: "2026-11-21T10:00:00.000Z",
    finished: "2026-11-21T10:01:00.000Z",
    tools: [],
    findings,
  };
  return { step, envelope: signStatement(buildStatement(subjects, predicate), key) };
}

function built(architecture: string, subjects: (typeof DSC)[], key = ash) {
  return statement(`build ${architecture}`, subjects, { dsc: DSC.digest.sha256, network: "none" }, key);
}

function proof(kind: string, deb: typeof DSC, same = true) {
  const first = deb.digest.sha256;
  const files = [{ name: deb.name, first, second: same ? first : sha256("x"), same, cause: "" }];
  const findings = { kind, dsc: DSC.digest.sha256, files };
  const [, architecture = ""] = /_([^_]+)\.deb$/.exec(deb.name) ?? [];
  return statement(`prove ${kind} ${architecture}`, [deb], findings, ash, same ? "passed" : "failed");
}

type Steps = Record<string, { step: string; envelope: string }>;

function whole(): Steps {
  return {
    source: statement("source", [DSC], {}, desk),
    amd64: built("amd64", [AMD64, INFO]),
    i386: built("i386", [I386]),
    variation: proof("variation", AMD64),
    recreation: proof("recreation", AMD64),
    other: proof("variation", I386),
    publish: statement("publish", [DSC, AMD64, I386], {}, desk),
  };
}

function bundle(statements: Steps, decisions: readonly string[] = ["approve ada"]): EvidenceAnswer {
  const approvals = decisions.map((text) => {
    const [decision, person = ""] = text.split(" ");
    return { person, decision: decision as "approve" | "override-proof", signed: "" };
  });
  const listed = { role: "built", architecture: "amd64", name: INFO.name, sha256: INFO.digest.sha256, size: 1 };
  return {
    ...{ format: 1, update, approvals, keys: [], files: [listed] },
    statements: Object.values(statements),
  };
}

const states = (checks: ReturnType<typeof checkComplete>) =>
  Object.fromEntries(checks.map(({ what, state }) => [what.replace("complete ", ""), state]));
const GOOD = { source: "good", build: "good", proof: "good", approval: "good" };

function without(...names: readonly string[]): Steps {
  return Object.fromEntries(Object.entries(whole()).filter(([name]) => !names.includes(name)));
}

describe("a published update's evidence", () => {
  test("that is whole lacks nothing", () => {
    expect(states(checkComplete(bundle(whole()), known, POLICY))).toEqual(GOOD);
  });

  test.each<[string, Steps, readonly string[], object]>([
    ["the source", without("source"), ["approve ada"], { source: "bad" }],
    ["one architecture's build", without("i386"), ["approve ada"], { build: "bad" }],
    ["every build", without("amd64", "i386"), ["approve ada"], { build: "bad" }],
    ["one architecture's proof", without("other"), ["approve ada"], { proof: "bad" }],
    ["one of two proofs of the same package", without("recreation"), ["approve ada"], {}],
    ["the approval", whole(), [], { approval: "bad" }],
    ["a proof, with too few overrides", without("other"), ["approve ada", "override-proof ben"], { proof: "bad" }],
    [
      "a proof, with one person's override twice",
      without("other"),
      ["approve ada", "override-proof ben", "override-proof ben"],
      { proof: "bad" },
    ],
    [
      "a proof, with overrides enough",
      without("other"),
      ["approve ada", "override-proof ben", "override-proof cleo"],
      {},
    ],
  ])("without %s", (_what, statements, decisions, expected) => {
    expect(states(checkComplete(bundle(statements, decisions), known, POLICY))).toEqual({ ...GOOD, ...expected });
  });

  test("is not complete by words of others: an unknown key, or the desk in a builder's place", () => {
    for (const key of [keyOf(3), desk]) {
      const statements = { ...without("i386"), i386: built("i386", [I386], key) };
      expect(states(checkComplete(bundle(statements), known, POLICY))).toMatchObject({ build: "bad" });
    }
  });

  test("is not complete when a builder states the desk's part of it", () => {
    const source = { ...whole(), source: statement("source", [DSC], {}, ash) };
    expect(states(checkComplete(bundle(source), known, POLICY))).toMatchObject({ source: "bad" });
    // A publication by a builder's word is none, and told where signatures are looked at.
    const publish = { ...whole(), publish: statement("publish", [DSC, AMD64, I386], {}, ash) };
    expect(checkComplete(bundle(publish), known, POLICY)).toEqual([]);
  });

  test("says what it cannot know without a definition", () => {
    expect(states(checkComplete(bundle(whole()), known))).toEqual({ ...GOOD, approval: "unknown" });
    const overridden = bundle(without("other"), ["approve ada", "override-proof ben"]);
    expect(states(checkComplete(overridden, known))).toEqual({ ...GOOD, proof: "unknown", approval: "unknown" });
    expect(states(checkComplete(bundle(whole(), []), known))).toMatchObject({ approval: "bad" });
  });

  test("names what is missing", () => {
    const [lack] = checkComplete(bundle(without("other")), known, POLICY).filter(({ state }) => state === "bad");
    expect(lack?.says).toContain(I386.name);
  });
});

test("an update that is not published lacks nothing yet", () => {
  expect(checkComplete(bundle(without("publish", "source", "other"), []), known, POLICY)).toEqual([]);
});
