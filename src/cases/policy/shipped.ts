import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SHIPPED_POLICIES } from "../../distribution/index.ts";
import type { PolicyFiles } from "./read-policy.ts";

/** Shipped policies below the program's own directory, others as files of this machine. */
export function policyFiles(productRoot: string): PolicyFiles {
  return {
    shipped: SHIPPED_POLICIES,
    pathOf: (name) => join(productRoot, "examples/policies", `${name}.toml`),
    read: async (path) => readFile(path).catch(() => undefined),
  };
}
