import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { callersOf } from "../sudo-arguments/callers.ts";
import { byLine, entryPathOf, type Power, placeIn, sudoersPolicy } from "../sudo-arguments/powers.ts";
import { isUserPlace } from "./places.ts";
import { faultOnTheWay } from "./way.ts";

/** Programs behind sudo rules that somebody else than root can change. */
export const sudoTarget: Rule = {
  id: "sudo-target",
  class: "c",
  title: "The program of a sudo rule is not root's alone",
  severity: "high",
  scopes: ["tree", "image"],
  why: "A rule grants what stands at a path when it is called. Whoever may write there, or make the file that is missing, runs what he likes with the rights of the rule.",
  fix: "Install the program with its package, owned by root, mode 0755 or less, below directories of root's, and remove rules for programs that are gone. A digest (`sha256:…`) before the command ties a rule to one content.",
  references: [{ title: "sudoers(5), Secure use of digests; Cmnd_Spec" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    const policy = sudoersPolicy(context);
    const paths = policy.powers.filter(({ command }) => !command.isNegated && /^\/[^*?[]*[^*?[/]$/.test(command.name));
    for (const powers of byLine(paths))
      for (const power of powers) {
        if (callersOf(policy, power) === "root") continue;
        const judged = judge(context, power);
        if (!judged) continue;
        yield { ...placeIn(power.file, power.line), ...judged, entryPath: entryPathOf(power, []) };
        break;
      }
  },
};

function judge(
  context: AuditContext,
  { command, file }: Power,
): { readonly severity: Severity; readonly message: string } | undefined {
  const { name } = command;
  if (isUserPlace(name)) return { severity: "high", message: `${name} lies where users may write.` };
  if (context.scope !== "image" || file.fate !== "image") return undefined;
  const target = context.installed(name);
  const way = faultOnTheWay(context, name);
  if (!target && way) return { severity: "high", message: `There is no ${name} in the image. ${way}` };
  if (!target) return { severity: "low", message: `There is no ${name} in the image: whoever makes it has the rule.` };
  if (target.owner && target.owner.uid !== 0)
    return { severity: "high", message: `${name} belongs to the user ${target.owner.uid}, who may change it.` };
  if ((target.mode & 0o002) !== 0) return { severity: "high", message: `Everybody may write ${name}.` };
  if ((target.mode & 0o020) !== 0 && target.owner && target.owner.gid !== 0)
    return { severity: "high", message: `The group ${target.owner.gid} may write ${name}.` };
  if (way) return { severity: "high", message: `The way to ${name} is not root's alone: ${way}` };
  return undefined;
}
