import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { callersOf, runsAsRoot } from "../sudo-arguments/callers.ts";
import {
  byLine,
  entryPathOf,
  listed,
  type Power,
  placeIn,
  runAsText,
  type SudoersPolicy,
  sudoersPolicy,
} from "../sudo-arguments/powers.ts";

/** Grants of every command, and lists that take some away from all. */
export const sudoAll: Rule = {
  id: "sudo-all",
  class: "c",
  title: "A sudo rule grants every command",
  severity: "high",
  scopes: ["tree", "image"],
  why: "`ALL` is every command with every argument, and it lets the caller set environment variables as well. Without a password, every program of the caller's session is then that account. Commands taken away with `!` do not help: a copy under another name, a shell or a wrapper does the same (sudoers(5), Limitations of the '!' operator).",
  fix: "Name the commands that are needed, with their arguments. An account that only starts one program as another user needs a rule for that program alone. Leave `root ALL=(ALL:ALL) ALL` and the administrators' group, which give a password.",
  references: [{ title: "sudoers(5), Limitations of the '!' operator; Command environment" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const policy = sudoersPolicy(context);
    const taken = new Set(policy.powers.filter(({ command }) => command.isNegated).map(({ grant }) => groupOf(grant)));
    const all = policy.powers.filter(({ command }) => command.name === "ALL" && !command.isNegated);
    for (const powers of byLine(all)) {
      const [worst] = powers
        .filter((power) => callersOf(policy, power) === "others")
        .toSorted((one, other) => rank(policy, one) - rank(policy, other));
      if (!worst) continue;
      const { grant, file, line, isUnasked } = worst;
      const without = taken.has(groupOf(grant)) ? ", and what is taken away with ! can be run under another name" : "";
      const how = isUnasked ? " without a password" : "";
      const message = `${listed(grant.users)} may run every command as ${runAsText(grant)}${how}${without}.`;
      const severity = severityOf(policy, worst);
      yield { ...placeIn(file, line), severity, message, entryPath: entryPathOf(worst, ["arguments", "environment"]) };
    }
  },
};

/** Grants of one entry share their list of users and their place. */
function groupOf({ users, line }: Power["grant"]): unknown {
  return users[0] ?? line;
}

function severityOf(policy: SudoersPolicy, power: Power): Severity {
  if (power.isUnasked) return runsAsRoot(policy, power) ? "high" : "medium";
  return runsAsRoot(policy, power) ? "medium" : "low";
}

function rank(policy: SudoersPolicy, power: Power): number {
  return ["high", "medium", "low"].indexOf(severityOf(policy, power));
}
