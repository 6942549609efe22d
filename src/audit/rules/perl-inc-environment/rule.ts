import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { incChangesOf } from "../../perl/inc-changes.ts";
import { findingOf, named, worstOf } from "../../perl/judge.ts";

/** Perl programs that let a variable of the environment say where modules are. */
export const perlIncEnvironment: Rule = {
  id: "perl-inc-environment",
  class: "a",
  title: "A Perl program takes a directory of modules from the environment",
  severity: "high",
  scopes: ["tree", "image"],
  why: [
    "Who sets the variable says which code the program loads. Through `sudo`, `pkexec`, a desktop file or a unit's `PassEnvironment=` that is somebody with fewer rights than the program; `HOME` of a caller is a directory in which the caller's programs can write.",
    "Perl ignores `PERL5LIB` of its own accord only in taint mode (`-T`); variables that the program itself reads are ignored never.",
  ].join("\n\n"),
  fix: [
    "Name the directory in full, and take variables for development out of what is installed:",
    "```perl\nuse lib '/usr/share/hello/perl5';\n```",
    "A developer who wants another one says so when starting it: `perl -I lib bin/hello`.",
  ].join("\n\n"),
  references: [
    { title: "lib(3perl), perlvar(1) on %ENV and @INC, perlsec(1)" },
    { title: "CWE-427: uncontrolled search path element", url: "https://cwe.mitre.org/data/definitions/427.html" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("perl")) {
      for (const change of incChangesOf(file)) {
        const worst = worstOf(change, ["environment"]);
        if (!worst || worstOf(change, ["relative", "working-directory", "empty"])) continue;
        const says = `puts ${named(worst.directory)} into @INC: who sets that variable chooses the modules`;
        yield findingOf(context, file, change, worst.danger, says);
      }
    }
  },
};
