import { checkScheduledRules } from "../audit/index.ts";
import { type Distribution, loadDistribution } from "../distribution/index.ts";
import { formatProblem, hasErrors, type ProcessRunner, SamedayError } from "../kernel/index.ts";

/** The definition that this desk serves. Throws DISTRIBUTION_INVALID that names the first fault with its place. */
export async function loadDefinition(path: string, processes: ProcessRunner): Promise<Distribution> {
  const loaded = await loadDistribution(path, { processes });
  const { value, auditPlaces } = loaded;
  const problems = [...loaded.problems, ...(await checkScheduledRules(value?.audits ?? [], auditPlaces))];
  if (value && !hasErrors(problems)) return value;
  const first = problems.find((problem) => problem.severity === "error");
  throw new SamedayError(
    "DISTRIBUTION_INVALID",
    first ? formatProblem(first) : `${path} is no distribution definition.`,
  );
}
