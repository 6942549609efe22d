import { expect, test } from "vitest";
import { whyLeftOut } from "./left-out.ts";
import type { StoredIndex, SuiteState } from "./suite-state.ts";

const stored = (component: string, architecture: string): StoredIndex => ({
  kind: architecture === "source" ? "sources" : "packages",
  component,
  architecture,
  path: `${component}/${architecture}`,
  sha256: "0".repeat(64),
  size: 1,
});

const state: Pick<SuiteState, "indexes" | "leftOut"> = {
  indexes: [stored("main", "source"), stored("main", "amd64"), stored("contrib", "amd64"), stored("main", "i386")],
  leftOut: [{ component: "contrib", architecture: "i386", reason: "It does not exist." }],
};

test.each([
  ["an architecture that is there as a whole", ["main", "contrib"], "amd64", undefined],
  ["a component without it, with the reason that was kept", ["main", "contrib"], "i386", "It does not exist."],
  ["only the components that are asked for count", ["main"], "i386", undefined],
  ["sources are no packages", ["main"], "source", "Its main/binary-source/Packages has not been fetched yet."],
  [
    "an architecture nobody asked for before",
    ["main"],
    "arm64",
    "Its main/binary-arm64/Packages has not been fetched yet.",
  ],
] as const)("%s", (_name, components, architecture, why) => {
  expect(whyLeftOut(state, components, architecture)).toBe(why);
});
