import { describe, expect, it } from "vitest";
import { builtWithout } from "./built-without.ts";
import type { Statement } from "./statement.ts";

function statement(step: string, architecture: string, findings: unknown): Statement {
  return { predicate: { step, architecture, findings } } as Statement;
}

const SECURITY = { suite: "bookworm-security", reason: "Its index is not the signed one." };

describe("what builds were made without", () => {
  it("is named by suite and architecture, sorted, each once", () => {
    const statements = [
      statement("build", "i386", { leftOut: [SECURITY, { ...SECURITY, suite: "bookworm-lts" }] }),
      statement("build", "amd64", { leftOut: [SECURITY, SECURITY] }),
    ];
    expect(builtWithout(statements)).toEqual([
      "bookworm-lts:i386",
      "bookworm-security:amd64",
      "bookworm-security:i386",
    ]);
  });

  it("is nothing where a build says nothing of it, as builders before this did", () => {
    expect(builtWithout([statement("build", "amd64", {}), statement("build", "i386", { leftOut: [] })])).toEqual([]);
  });

  it("is about builds alone: what is tested or built again goes to nobody", () => {
    expect(builtWithout([statement("test", "i386", { leftOut: [SECURITY] })])).toEqual([]);
  });

  it.each([
    ["no list", { leftOut: "none" }],
    ["a suite with a space", { leftOut: [{ suite: "a none", reason: "" }] }],
    ["a suite with a line end", { leftOut: [{ suite: "a\nReason: x", reason: "" }] }],
  ])("is refused when the statement has %s", (_, findings) => {
    expect(() => builtWithout([statement("build", "i386", findings)])).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });
});
