import { expect, test } from "vitest";
import { buildStatement } from "../../evidence/index.ts";
import { describeFinding } from "./describe-finding.ts";

function machine(result: "passed" | "failed", packages: readonly { name: string; before: string; after: string }[]) {
  return buildStatement([{ name: "proof.txt", digest: { sha256: "a".repeat(64) } }], {
    update: "U-000000001",
    source: "frr",
    version: "8.4.4-1.1~deb12u4",
    release: "bookworm",
    architecture: "amd64",
    step: "machine",
    result,
    party: "builder:ash",
    started: "2026-11-21T08:00:00Z",
    finished: "2026-11-21T08:01:00Z",
    tools: [],
    findings: { packages },
  });
}

test.each([
  [
    "passed" as const,
    [{ name: "frr", before: "8.4.4-1", after: "8.4.4-1.1~deb12u4" }],
    "A test machine (amd64) upgraded with apt: frr 8.4.4-1 → 8.4.4-1.1~deb12u4.",
  ],
  [
    "failed" as const,
    [
      { name: "frr", before: "8.4.4-1", after: "8.4.4-1" },
      { name: "frr-doc", before: "8.4.4-1", after: "8.4.4-1.1~deb12u4" },
    ],
    "A test machine (amd64) upgraded with apt: frr stayed at 8.4.4-1, frr-doc 8.4.4-1 → 8.4.4-1.1~deb12u4. The fix did not reach it.",
  ],
])("a machine that %s says what became of its packages", (result, packages, sentence) => {
  const key = { step: "machine", architecture: "amd64", kind: "" } as const;
  expect(describeFinding(key, machine(result, packages))).toBe(sentence);
});
