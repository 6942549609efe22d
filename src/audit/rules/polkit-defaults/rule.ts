import type { AuditContext, EntryPath, RawFinding, Rule, Severity } from "../../model.ts";
import { parsedOf } from "../../parse/parsed-of.ts";
import { readPolicy } from "../../parse/polkit/read-policy.ts";
import type { PolkitAction, PolkitDefault } from "../../parse/polkit/types.ts";
import { actionPower } from "../polkit-rules/action-power.ts";

const EXEC_PATH = "org.freedesktop.policykit.exec.path";

/** Policies whose defaults ask nobody, or ask the caller alone before a program runs as root. */
export const polkitDefaults: Rule = {
  id: "polkit-defaults",
  class: "f",
  title: "A polkit action's defaults ask for too little",
  severity: "high",
  scopes: ["tree", "image"],
  why: "`yes` lets every program of the session do the action unasked. What the person at the machine may mostly do anyway, such as switching it off, is a note. An action with `org.freedesktop.policykit.exec.path` is a program that pkexec starts as root with the caller's arguments: with `auth_self` the caller's own password is enough, and malware in the session can ask for it under any pretext.",
  fix: "Say `auth_admin_keep` for the active console and `no` or `auth_admin` for the rest:\n\n    <defaults>\n      <allow_any>no</allow_any>\n      <allow_inactive>no</allow_inactive>\n      <allow_active>auth_admin_keep</allow_active>\n    </defaults>\n\nOn a system whose user has no administrator's password, give the program no arguments to choose from and enter a waiver that says what it can do at worst.",
  references: [{ title: "polkit(8), Declaring actions" }, { title: "pkexec(1)" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("polkit-action"))
      for (const action of parsedOf(file, readPolicy).value.actions)
        for (const allowed of action.defaults) {
          const found = judge(action, allowed);
          if (!found) continue;
          const { program, severity, message } = found;
          const way = program === undefined ? undefined : context.entries.of(program).find(isRoots);
          yield { path: file.path, line: allowed.line, severity, message, ...(way && { entryPath: way }) };
        }
  },
};

interface Judged {
  readonly severity: Severity;
  readonly message: string;
  /** What pkexec starts. */
  readonly program?: string;
}

function isRoots({ privilege }: EntryPath): boolean {
  return privilege === "root";
}

function judge(action: PolkitAction, { session, result }: PolkitDefault): Judged | undefined {
  const program = action.annotations.find(({ key }) => key === EXEC_PATH)?.value;
  if (program !== undefined && /^auth_self(?:_keep)?$/.test(result))
    return {
      program,
      severity: "low",
      message: `pkexec starts ${program} as root after asking for the caller's own password alone (${action.id}).`,
    };
  if (result !== "yes") return undefined;
  if (program !== undefined)
    return {
      program,
      severity: "medium",
      message: `pkexec starts ${program} as root without asking anybody (${action.id}).`,
    };
  const where =
    session === "active" ? "on the active console" : session === "any" ? "from any session" : "in the background";
  const power = actionPower(action.id);
  const severity =
    power === "root"
      ? "high"
      : power === "limited"
        ? "note"
        : power === "system" && session !== "active"
          ? "medium"
          : "low";
  return { severity, message: `Everybody may do ${action.id} ${where} without authentication.` };
}
