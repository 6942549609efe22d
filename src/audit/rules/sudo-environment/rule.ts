import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { callersOf } from "../sudo-arguments/callers.ts";
import { byLine, entryPathOf, placeIn, sudoersPolicy } from "../sudo-arguments/powers.ts";
import { judgeKept } from "./judge-kept.ts";

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
        const judged = isOwn ? undefined : judgeKept(setting);
        if (judged) yield { ...placeIn(file, setting.line), ...judged };
      }
    const free = policy.powers.filter(
      ({ command, grant }) => grant.tags.has("SETENV") && !command.isNegated && command.name !== "ALL",
    );
    // The tag stands at the grant, also where an alias holds the command.
    const granted = free.map((power) => ({ ...power, file: power.grantFile, line: power.grant.command.line }));
    for (const [power, ...others] of byLine(granted)) {
      if ([power, ...others].every((each) => callersOf(policy, each) !== "others")) continue;
      const severity = power.isUnasked ? "high" : "medium";
      const message = `SETENV lets the caller set every variable for ${power.command.name}, such as LD_PRELOAD.`;
      yield {
        ...placeIn(power.file, power.line),
        severity,
        message,
        entryPath: entryPathOf(power, ["environment"]),
      };
    }
  },
};
