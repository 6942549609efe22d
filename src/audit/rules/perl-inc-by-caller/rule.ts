import type { AuditContext, AuditedFile, RawFinding, Rule } from "../../model.ts";
import { callerChanges } from "../../perl/callers.ts";
import { findingOf, named, worstOf } from "../../perl/judge.ts";
import { rulesOf } from "../../written/sudoers-sources.ts";

const KEPT = /(?:^|[\s"])(PERL(?:5LIB|LIB|5OPT|5DB|_USE_UNSAFE_INC|5?\*))(?=$|[\s"=])/;

/** Scripts, units, desktop files and sudoers that choose the search path of the Perl programs they start. */
export const perlIncByCaller: Rule = {
  id: "perl-inc-by-caller",
  class: "a",
  title: "A Perl program is started with an unsafe search path",
  severity: "high",
  scopes: ["tree", "image"],
  why: [
    "`PERL5LIB`, `PERLLIB`, `PERL5OPT`, `PERL_USE_UNSAFE_INC=1`, `perl -I` and `perl -Mlib=` stand in front of Perl's own directories. A relative one means the directory in which the caller stands; one below `$HOME` can be written by everything that runs as that user.",
    "`env_keep` in sudoers hands a variable of the caller through to root, which sudo takes away otherwise: who may run any Perl program by that rule, or a program that starts one, chooses its modules.",
  ].join("\n\n"),
  fix: [
    "Name absolute directories of root, or none:",
    "```sh\nPERL5LIB=/usr/share/hello/perl5 hello\n```",
    "Take the variable out of `env_keep`; a program that needs a directory says so itself with `use lib '/usr/share/hello/perl5';`.",
  ].join("\n\n"),
  references: [
    { title: "perlrun(1), sections ENVIRONMENT and -I" },
    { title: "sudoers(5) on env_keep and env_reset" },
    { title: "CWE-427: uncontrolled search path element", url: "https://cwe.mitre.org/data/definitions/427.html" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("shell", "unit", "desktop", "dbus-service")) {
      for (const change of callerChanges(file)) {
        const worst = worstOf(change, ["relative", "working-directory", "environment", "program"]);
        if (!worst) continue;
        const says = `gives the Perl programs that are started here ${named(worst.directory)} to search for modules`;
        yield findingOf(context, file, change, worst.danger, says);
      }
    }
    for (const file of context.ofKind("sudoers")) yield* keptBySudo(file);
  },
};

function* keptBySudo(file: AuditedFile): Iterable<RawFinding> {
  if (!file.text().includes("PERL")) return;
  for (const setting of rulesOf(file).defaults) {
    if (setting.name !== "env_keep" || (setting.operator !== "=" && setting.operator !== "+=")) continue;
    const { binding } = setting;
    // What root keeps of its own crosses no border.
    if (binding?.kind === "user" && binding.members.every(({ name }) => name === "root" || name === "#0")) continue;
    const [, name] = KEPT.exec(setting.value ?? "") ?? [];
    if (name === undefined) continue;
    const message = `sudo keeps ${name} of the caller: who may run a Perl program by these rules chooses its modules`;
    yield { path: file.path, line: setting.line, severity: "high", message };
  }
}
