import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PolicyFiles } from "./read-policy.ts";

/** The policies that come with the program, in `examples/policies`. */
export const SHIPPED_POLICIES = ["default", "debian", "distros-list", "eu-cra", "tails", "tor"] as const;

/** Shipped policies below the program's own directory, others as files of this machine. */
export function policyFiles(productRoot: string): PolicyFiles {
  return {
    shipped: SHIPPED_POLICIES,
    pathOf: (name) => join(productRoot, "examples/policies", `${name}.toml`),
    read: async (path) => readFile(path).catch(() => undefined),
  };
}
