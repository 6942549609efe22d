import { describe, expect, test } from "vitest";
import { architecturesFor } from "./architectures-for.ts";

const release = { codename: "bookworm", version: "12", architectures: ["amd64", "i386"], suites: [], phases: [] };

describe("which architectures a source is built for", () => {
  test.each([
    [["any"], undefined, ["amd64", "i386"]],
    [["any", "all"], undefined, ["amd64", "i386"]],
    [["all"], undefined, ["amd64"]],
    [["all"], ["i386"], ["amd64"]],
    [["linux-any"], ["i386"], ["i386"]],
    [["i386"], undefined, ["i386"]],
    [["any-amd64", "all"], undefined, ["amd64"]],
  ])("%j, asked %j: %j", (allowed, asked, expected) => {
    expect(architecturesFor(allowed, release, asked)).toEqual(expected);
  });

  test.each([
    [["s390x"], undefined, "The source is for s390x"],
    [["any"], ["riscv64"], "bookworm is not built for riscv64 here."],
    [["amd64"], ["i386"], "The source is for amd64"],
  ])("%j, asked %j is refused", (allowed, asked, sentence) => {
    expect(() => architecturesFor(allowed, release, asked)).toThrow(sentence);
  });
});
