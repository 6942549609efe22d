import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import type { SudoersDefault } from "../../parse/sudoers/types.ts";
import { callersOf } from "../sudo-arguments/callers.ts";
import { byLine, entryPathOf, sudoersPolicy } from "../sudo-arguments/powers.ts";
import { isUserPlace } from "../sudo-target/places.ts";
import { judgeVariable } from "./variables.ts";

interface Judged {
  readonly severity: Severity;
  readonly message: string;
}

const ORDER: readonly Severity[] = ["high", "medium", "low", "note"];
/** Bound to these alone, a setting crosses no border. */
const ALL_POWERFUL: ReadonlySet<string> = new Set(["root", "#0", "%sudo", "%admin", "%wheel"]);

/** What of the caller's environment sudo lets into a command. */
export const sudoEnvironment: Rule = {
  id: "sudo-environment",
  class: "c",
  title: "sudo lets the caller's environment through",
  severity: "high",
  scopes: ["tree", "image"],
  why: "sudo empties the environment because a program trusts it: variables switch off proxies and the checking of certificates, name files that are read or run, and load code. Each variable in `env_keep` is an argument that the caller may choose, for every command that the setting is bound to; `SETENV` and `!env_reset` let all of them through.",
  fix: "Let the program find out what it needs: from a file of root's, from the session's bus, from its own arguments with fixed lists. Where a variable must pass, bind it to one command and check its value there:\n\n    Defaults!/usr/local/bin/viewer env_keep += \"DESKTOP_STARTUP_ID\"\n\nSwitches for tests and developers belong into the tests' own sudo rules, which do not ship.",
  references: [{ title: "sudoers(5), Command environment; env_keep, env_check, env_reset, setenv" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const policy = sudoersPolicy(context);
    for (const { file, value } of policy.files)
      for (const setting of value.defaults) {
        const names = policy.names(setting.binding?.members ?? [], file).map(({ name }) => name);
        const isOwn = setting.binding?.kind === "user" && names.every((name) => ALL_POWERFUL.has(name));
        const judged = isOwn ? undefined : judge(setting);
        if (judged) yield { path: file.path, line: setting.line, ...judged };
      }
    const free = policy.powers.filter(
      ({ command, grant }) => grant.tags.has("SETENV") && !command.isNegated && command.name !== "ALL",
    );
    for (const [power, ...others] of byLine(free)) {
      if ([power, ...others].every((each) => callersOf(policy, each) !== "others")) continue;
      const severity = power.isUnasked ? "high" : "medium";
      const message = `SETENV lets the caller set every variable for ${power.command.name}, such as LD_PRELOAD.`;
      yield {
        path: power.file.path,
        line: power.line,
        severity,
        message,
        entryPath: entryPathOf(power, ["environment"]),
      };
    }
  },
};

function judge({ name, operator, value, binding }: SudoersDefault): Judged | undefined {
  const everywhere = binding === undefined;
  if (name === "env_reset" && operator === "unset")
    return { severity: "high", message: "!env_reset lets the caller's whole environment through." };
  if (name === "setenv" && operator === "set")
    return {
      severity: everywhere ? "high" : "medium",
      message: "setenv lets callers set every variable on the command line.",
    };
  if (name === "env_delete" && operator !== "+=")
    return { severity: "medium", message: "Variables that sudo would take away are let through." };
  if (name === "env_file" && value !== undefined && isUserPlace(value))
    return { severity: "high", message: `The environment is read from ${value}, which users may write.` };
  if ((name !== "env_keep" && name !== "env_check") || value === undefined || operator === "-=") return undefined;
  return judgeKept(name, value);
}

function judgeKept(name: string, value: string): Judged | undefined {
  const variables = value.split(/\s+/).filter((word) => word !== "");
  const judged = variables.flatMap((variable) => judgeVariable(variable) ?? []);
  const [worst, ...others] = judged.toSorted(
    (one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity),
  );
  if (!worst) return undefined;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  const checked = name === "env_check" ? " unless it holds / or %" : "";
  return { severity: worst.severity, message: `sudo hands on ${worst.says}${more}, as the caller sets it${checked}.` };
}
