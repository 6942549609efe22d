import type { AuditContext, AuditedFile, RawFinding, Rule } from "../../model.ts";
import { createHunkReader } from "../../parse/polkit/read-hunk.ts";
import { readPkla } from "../../parse/polkit/read-pkla.ts";
import { readPolkitRules } from "../../parse/polkit/read-rules.ts";
import type { PolkitSession } from "../../parse/polkit/types.ts";
import { actionsOf, type Grant, severityOf, testOf, whoOf } from "./severity.ts";
import { polkitSources } from "./sources.ts";

/** Rules and local authorities that answer `yes` where a policy would ask. */
export const polkitRules: Rule = {
  id: "polkit-rules",
  class: "f",
  title: "polkit lets somebody do something without authentication",
  severity: "high",
  scopes: ["tree", "image"],
  why: "A program that runs as this user, a browser that was taken over among them, may ask for the action as often as it likes and nobody is told. For opening raw devices, managing units or administering users that is root. An account of a service has to be taken over first; `ResultAny` and rules that do not ask for `subject.active` count from any session, ssh and background jobs too.",
  fix: 'Answer `auth_admin_keep`, so that a person is asked, or give the right to one narrow helper instead of the whole action. Where it has to be yes, name one action and one group, and ask for the console:\n\n    if (action.id == "org.example.print" && subject.active && subject.local && subject.isInGroup("lpadmin"))\n      return polkit.Result.YES;\n\nA waiver says why nobody is asked.',
  references: [{ title: "polkit(8), Authorization rules" }, { title: "pklocalauthority(8)" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, value, lineOf } of polkitSources(context, LOCAL, readPkla))
      for (const entry of value.entries)
        for (const { session, result, line } of entry.results) {
          const grant = { actions: entry.actions.map(testOf), subjects: entry.identities, session };
          if (result === "yes" && entry.actions.length > 0 && entry.identities.length > 0)
            yield* finding(grant, file, lineOf(line), context);
        }
    for (const { file, value, lineOf } of polkitSources(context, RULES, readPolkitRules, createHunkReader()))
      for (const answer of value.answers) {
        const session = answer.needsActive ? "active" : "any";
        if (answer.result === "yes") yield* finding({ ...answer, session }, file, lineOf(answer.line), context);
      }
  },
};

const LOCAL = {
  kind: "pkla",
  marks: ["polkit-1"],
  form: /\/polkit-1\/localauthority(?:\.conf\.d)?\/.*\.pkla$/,
} as const;
const RULES = { kind: "polkit-rules", marks: ["polkit-1"], form: /\/polkit-1\/rules\.d\/[^/]+\.rules$/ } as const;

const SESSIONS: Readonly<Record<PolkitSession, string>> = {
  any: "from any session",
  inactive: "from a session in the background",
  active: "on the active console",
};

/** A line that a patch merely shows is nobody's finding. */
function* finding(
  grant: Grant,
  { path, fate }: AuditedFile,
  line: number | undefined,
  context: AuditContext,
): Iterable<RawFinding> {
  if (line === undefined) return;
  const who = whoOf(grant, context);
  if (who === "root") return;
  const names = grant.subjects?.slice(0, 3).join(", ") ?? "anybody";
  const subject = who === "service" ? `the service account ${names}` : names;
  const details = grant.details ? ` (${grant.details.slice(0, 3).join(", ")})` : "";
  const message = `Without authentication, ${subject} may do ${actionsOf(grant.actions)}${details} ${SESSIONS[grant.session]}.`;
  yield { path, line, severity: severityOf(grant, who), message, shapesImage: fate === "image" };
}
