import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { profilesOf } from "../../parse/control-port-filter/profiles-of.ts";
import type { FilterRule } from "../../parse/control-port-filter/types.ts";
import { isWide } from "./wide.ts";

/** Settings of Tor that a client may give any value, and configuration that outlives the session. */
export const controlPortFilterChange: Rule = {
  id: "control-port-filter-change",
  class: "e",
  title: "A control port filter profile lets a client change Tor as it likes",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "Whoever may set a value freely sends all of the user's traffic through a bridge or proxy of their choice, and some settings name files or programs. `confs` with values is SETCONF too: `Bridge: ['', '.*']` allows any bridge. `SAVECONF` writes what was set to disk, where it stays.",
  fix: "Enumerate the values (`DisableNetwork: ['0', '1']`), or let a service of the system set them after it has checked what the client asks for. A `SAVECONF` that has to be there needs a waiver with its reason.",
  references: [
    { title: "Tor control protocol, SETCONF", url: "https://spec.torproject.org/control-spec/commands.html#setconf" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, profile } of profilesOf(context)) {
      for (const rule of profile.commands) {
        const judged = judge(rule);
        if (judged) yield { path: file.path, line: rule.line, ...judged };
      }
      for (const { key, values } of profile.settings) {
        const wide = values.find(({ pattern }) => isWide(pattern));
        if (!wide) continue;
        yield {
          path: file.path,
          line: wide.line,
          severity: "medium",
          message: `SETCONF ${key} takes any value (${wide.pattern}).`,
        };
      }
    }
  },
};

function judge({ command, pattern }: FilterRule): Pick<RawFinding, "severity" | "message"> | undefined {
  if (command === "SAVECONF") {
    return { severity: "low", message: "SAVECONF writes Tor's configuration to disk; that needs a reason." };
  }
  if (command === "LOADCONF") return { severity: "medium", message: "LOADCONF replaces Tor's whole configuration." };
  if ((command !== "SETCONF" && command !== "RESETCONF") || !isWide(pattern)) return undefined;
  return { severity: "medium", message: `${command} ${pattern} takes any value.` };
}
