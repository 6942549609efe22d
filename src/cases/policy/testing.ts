import { join } from "node:path";
import type { SHIPPED_POLICIES } from "../../distribution/index.ts";
import { formatProblem } from "../../kernel/index.ts";
import { readPolicy } from "./read-policy.ts";
import { policyFiles } from "./shipped.ts";
import type { Policy } from "./types.ts";

/** For tests: a shipped policy, which has no errors or the test ends here. */
export async function shippedPolicy(name: (typeof SHIPPED_POLICIES)[number]): Promise<Policy> {
  const { value, problems } = await readPolicy(name, policyFiles(join(import.meta.dirname, "../../..")));
  if (!value) throw new Error(problems.map(formatProblem).join("\n"));
  return value;
}
