import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { callersOf } from "./callers.ts";
import { type Judgement, judge } from "./judge.ts";
import { byLine, entryPathOf, listed, type Power, placeIn, runAsText, sudoersPolicy } from "./powers.ts";

const ORDER: readonly Severity[] = ["high", "medium", "low", "note"];

/** Commands whose arguments a sudo rule leaves to the caller. */
export const sudoArguments: Rule = {
  id: "sudo-arguments",
  class: "c",
  title: "A sudo rule lets the caller choose arguments",
  severity: "high",
  scopes: ["tree", "image"],
  why: 'A command without an argument list may be called with any arguments (sudoers(5)), not with none. A wildcard matches blanks and slashes, so it lets further options and other paths through. Many programs have an option that runs a program, loads code or writes a file; a wrapper that hands `"$@"` on gives the caller the options of what it starts.',
  fix: 'Write `""` after a command that takes no arguments, and each list that is needed otherwise:\n\n    alice ALL = (root) NOPASSWD: /usr/local/sbin/collect-logs ""\n    alice ALL = (root) NOPASSWD: /usr/bin/systemctl start backup.service\n\nWhere the arguments differ, let a small program of root\'s take none and read what it needs from a place that it checks. `sameday sudoers generate` writes such rules from a description.',
  references: [
    { title: "sudoers(5), Command line arguments; Wildcards in command arguments" },
    { title: "GTFOBins", url: "https://gtfobins.github.io/" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const policy = sudoersPolicy(context);
    const open = policy.powers.filter(
      ({ command }) => command.name !== "ALL" && command.name !== "list" && !command.isNegated,
    );
    for (const powers of byLine(open)) {
      const found = powers.flatMap((power) => {
        if (callersOf(policy, power) !== "others") return [];
        const judgement = judge(context, policy, power);
        return judgement ? [{ power, judgement }] : [];
      });
      const worst = found.toSorted((one, other) => rank(one.judgement) - rank(other.judgement))[0];
      if (worst)
        yield findingOf(worst.power, worst.judgement, new Set(found.map(({ power }) => power.command.name)).size);
    }
  },
};

function rank({ severity }: Judgement): number {
  return ORDER.indexOf(severity);
}

function findingOf(power: Power, { severity, says }: Judgement, count: number): RawFinding {
  const { file, line, command, grant, isUnasked } = power;
  const others = count > 1 ? ` (and ${count - 1} more of this line)` : "";
  const how = isUnasked ? " without a password" : "";
  return {
    ...placeIn(file, line),
    severity,
    message: `${command.name} ${says}${others}; ${listed(grant.users)} may run it as ${runAsText(grant)}${how}.`,
    entryPath: entryPathOf(power, ["arguments"]),
  };
}
