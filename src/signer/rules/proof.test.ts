import { describe, expect, it } from "vitest";
import type { Statement } from "../../evidence/index.ts";
import { sha256 } from "../../kernel/index.ts";
import type { PreparedUpdate } from "../take/prepare-update.ts";
import type { BuilderStatement } from "./builder-statements.ts";
import { whatIsNotProved } from "./proof.ts";

const DEBS = ["a.deb", "b.deb"].map((name) => ({ name, sha256: sha256(name) }));
const UPDATE = { dsc: { sha256: sha256("dsc") }, debs: DEBS } as unknown as PreparedUpdate;

function file(name: string, change: object = {}): object {
  return { name, first: sha256(name), second: sha256(name), same: true, cause: "", ...change };
}

function proof(
  files: readonly object[],
  change: { dsc?: string; result?: string; step?: string } = {},
): BuilderStatement {
  const findings = { dsc: change.dsc ?? sha256("dsc"), kind: "variation", files };
  const predicate = { step: change.step ?? "prove", result: change.result ?? "passed", findings };
  return { builder: "ash", statement: { predicate } as unknown as Statement };
}

/** What a builder states when the second build hangs or fails. */
const brokenOff = {
  builder: "ash",
  statement: { predicate: { step: "prove", result: "failed", findings: { reason: "lost" } } } as unknown as Statement,
};

const BOTH = proof([file("a.deb"), file("b.deb")]);

describe("packages are proved", () => {
  it.each([
    ["by one proof of both", [BOTH]],
    ["by two proofs of one each, as two architectures bring them", [proof([file("a.deb")]), proof([file("b.deb")])]],
    ["twice", [BOTH, BOTH]],
    ["beside statements of other steps", [proof([], { step: "test", result: "failed" }), BOTH]],
  ])("%s", (_, statements) => {
    expect(whatIsNotProved(UPDATE, statements)).toBeUndefined();
  });
});

describe("packages are not proved", () => {
  it.each([
    ["by nothing", [], /a\.deb can be built again/],
    ["when one is missing", [proof([file("a.deb")])], /b\.deb can be built again/],
    [
      "by a proof of other bits",
      [proof([file("a.deb"), file("b.deb", { first: sha256("x"), second: sha256("x") })])],
      /b\.deb/,
    ],
    ["by words without equal hashes", [proof([file("a.deb"), file("b.deb", { second: null })])], /same b\.deb/],
    ["by a proof of another source", [proof([file("a.deb"), file("b.deb")], { dsc: sha256("y") })], /another source/],
    [
      "when any builder found a difference",
      [BOTH, proof([file("a.deb", { same: false })], { result: "failed" })],
      /did not get/,
    ],
    ["by a proof that broke off", [BOTH, brokenOff], /could not bring its proof to an end/],
    ["by findings of another form", [proof([{ name: "a.deb" }])], /another source/],
  ])("%s", (_, statements, reason) => {
    expect(whatIsNotProved(UPDATE, statements)).toMatch(reason);
  });
});
