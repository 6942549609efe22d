import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { matchesGlob } from "../../parse/apparmor/match-glob.ts";
import { apparmorSources, keyOf } from "../../parse/apparmor/sources.ts";
import type { ApparmorProfile, ApparmorRule } from "../../parse/apparmor/types.ts";

/** Rules by which a confined program starts one that no profile confines. */
export const apparmorUnconfinedProgram: Rule = {
  id: "apparmor-unconfined-program",
  class: "f",
  title: "An AppArmor profile lets a program start another without any profile",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "With `ux` or `Ux`, or a change to the profile `unconfined`, an attacker who holds the confined program starts one outside of the sandbox and chooses its arguments, its standard input, and with `ux` its environment too. `Ux` scrubs the environment; it leaves the sandbox all the same. `PUx` and `CUx` do so wherever the profile that they name is missing.",
  fix: "Give the program that is started a profile and use `Px`, or a child profile and `Cx -> child`, or `ix` where the same walls suit it. For opening links and files, ask over D-Bus (a portal) instead of starting a program.",
  references: [{ title: "apparmor.d(5), Execute permission" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const source of apparmorSources(context)) {
      for (const rule of source.apparmor.rules) {
        const found = rule.isDenied ? undefined : leaves(rule, source.apparmor.profiles);
        const line = found && source.placeOf(rule, keyOf(rule));
        if (!found || line === undefined) continue;
        yield { path: source.file.path, line, ...found, severity: source.isSpare ? "note" : found.severity };
      }
    }
  },
};

interface Leaving {
  readonly severity: Severity;
  readonly message: string;
}

function leaves(rule: ApparmorRule, profiles: readonly ApparmorProfile[]): Leaving | undefined {
  if (rule.kind === "change_profile") {
    const { target } = rule;
    const isAny = target === undefined || matchesGlob(target, "unconfined", new Map()) !== false;
    if (!isAny) return undefined;
    const where = target === "unconfined" ? "out of every profile" : "into any profile, and out of all of them";
    return { severity: "medium", message: `The program may change ${where}.` };
  }
  if (rule.kind !== "file" || !rule.transition) return undefined;
  const { transition, target, path } = rule;
  const what = path ?? "every program";
  if (transition.to === "u" || target === "unconfined") {
    const environment = transition.to === "u" && !transition.scrubs ? ", with the environment that it was given" : "";
    return { severity: "medium", message: `${what} is started without any profile${environment}.` };
  }
  if (transition.fallback !== "u") return undefined;
  // A child is sought in the profile alone: where that has none, the way out is the only one.
  if (transition.to === "c" && rule.profile && profiles.every(({ parent }) => parent !== rule.profile))
    return { severity: "medium", message: `${what} is started without any profile, since this one has no child.` };
  return { severity: "note", message: `${what} is started without any profile where none is loaded for it.` };
}
