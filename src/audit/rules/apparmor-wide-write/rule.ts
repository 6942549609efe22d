import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { apparmorSources, keyOf } from "../../parse/apparmor/sources.ts";
import { variablesOf } from "../../parse/apparmor/variables-of.ts";
import { wideWrite } from "./wide-write.ts";

/** Rules that let a program write over a whole tree that others use too. */
export const apparmorWideWrite: Rule = {
  id: "apparmor-wide-write",
  class: "f",
  title: "An AppArmor profile lets a program write over a whole tree",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "A profile is there for the day on which the program is taken over. With write access to all of a home folder an attacker changes what the user starts next (`~/.bashrc`, `~/.config/autostart`, `~/.ssh`); in `/tmp` and other shared trees the files of other programs are within reach; `/tmp/*` without `owner` reaches those that lie there beside each other, and is a low finding. `owner` makes it a note in shared trees only; leaving out names that begin with a dot spares what is started by itself, and makes the finding a low one.",
  fix: "Name the folders that the program writes to, and give `rw` on these alone:\n\n    owner @{HOME}/Downloads/{,**} rw,\n    owner /tmp/example-*/{,**} rw,\n\nRead access to the rest can stay.",
  references: [{ title: "apparmor.d(5), File rules and Globbing" }],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const source of apparmorSources(context)) {
      const variables = variablesOf(source.apparmor);
      for (const rule of source.apparmor.rules) {
        const wide = wideWrite(rule, variables);
        const line = wide && source.placeOf(rule, keyOf(rule));
        if (!wide || line === undefined) continue;
        const severity = source.isSpare ? "note" : wide.severity;
        yield { path: source.file.path, line, severity, message: `This rule gives write access over ${wide.tree}.` };
      }
    }
  },
};
