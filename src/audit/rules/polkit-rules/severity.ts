import type { AuditContext, Severity } from "../../model.ts";
import type { PolkitActionTest, PolkitSession } from "../../parse/polkit/types.ts";
import { type ActionPower, actionPower, powerOfBeginning } from "./action-power.ts";
import { type Who, whoIs } from "./identities.ts";

/** Somebody who may do something without being asked. */
export interface Grant {
  /** Undefined: any action. */
  readonly actions: readonly PolkitActionTest[] | undefined;
  /** Undefined: anybody. */
  readonly subjects: readonly string[] | undefined;
  readonly session: PolkitSession;
  /** Details of the action that must fit: `unit=ssh.service`, `program=/usr/bin/x`. */
  readonly details?: readonly string[] | undefined;
}

/** Whom a grant serves when it names several: the least trusted. */
export function whoOf(grant: Grant, context: AuditContext): Who {
  const all = grant.subjects?.map((each) => whoIs(each, context)) ?? ["people" as const];
  return all.includes("people") ? "people" : all.includes("service") ? "service" : "root";
}

/**
 * How bad it is: root's power is high in the hands of people and medium in those of a service, which has to be taken
 * over first; a limited action is low on the active console and medium from any session.
 */
export function severityOf(grant: Grant, who: Who): Exclude<Severity, "note"> {
  const power = powerOf(grant);
  // One program or one unit by name is less than all of them.
  if (grant.details !== undefined) return grant.details.some((each) => each.startsWith("program=")) ? "medium" : "low";
  if (power === "root") return who === "people" ? "high" : "medium";
  if (power === "limited") return grant.session === "active" ? "low" : "medium";
  return "medium";
}

function powerOf({ actions }: Grant): ActionPower | "unknown" {
  if (actions === undefined) return "root";
  const powers = actions.map(({ kind, text }) => {
    if (kind === "is") return actionPower(text);
    return powerOfBeginning(kind === "begins" ? text : plainBeginning(text));
  });
  return (["root", "system", "unknown", "limited"] as const).find((power) => powers.includes(power)) ?? "unknown";
}

/** What every id that a regular expression takes begins with, as far as it is plain. */
function plainBeginning(pattern: string): string {
  const [, anchored] = /^\^((?:[\w-]|\\?\.)*)/.exec(pattern) ?? [];
  return (anchored ?? "").replaceAll("\\.", ".");
}

/** A glob of pkla as a test: most are plain ids. */
export function testOf(glob: string): PolkitActionTest {
  const star = glob.search(/[*?[]/);
  return star < 0 ? { kind: "is", text: glob } : { kind: "begins", text: glob.slice(0, star) };
}

/** Names for people. */
export function actionsOf(actions: readonly PolkitActionTest[] | undefined): string {
  if (actions === undefined) return "any action";
  const names = actions.map(({ kind, text }) => (kind === "is" ? text : kind === "begins" ? `${text}*` : `/${text}/`));
  return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
}
