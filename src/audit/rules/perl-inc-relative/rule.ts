import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { incChangesOf } from "../../perl/inc-changes.ts";
import { findingOf, named, worstOf } from "../../perl/judge.ts";
import { isMiteShim } from "../../perl/mite.ts";

/** Perl programs that search the directory in which they were started. */
export const perlIncRelative: Rule = {
  id: "perl-inc-relative",
  class: "a",
  title: "A Perl program searches its modules in the current directory",
  severity: "high",
  scopes: ["tree", "image"],
  why: [
    "A relative or empty entry of `@INC` means the directory in which the program was started. Whoever can have it started in a directory of theirs, or put a file where it is usually started, has Perl load that file as a module: with the rights of the program, before its first line has run.",
    "Perl itself took `.` out of `@INC` in 5.26 for this reason (CVE-2016-1238). `abs_path('.')`, `cwd` and `rel2abs('lib')` only spell the same directory out. A place at the end of `@INC` is no shelter: optional modules that are not installed are sought there too.",
  ].join("\n\n"),
  fix: [
    "Install the modules where Perl searches anyway (`/usr/share/perl5`) and drop the line, or name the directory in full:",
    "```perl\nuse lib '/usr/share/hello/perl5';\n```",
    "A program that other programs start with `.` in `@INC` protects itself with `no lib '.';`, which is never reported.",
  ].join("\n\n"),
  references: [
    { title: "lib(3perl), perlvar(1) on @INC, perlrun(1) on -I" },
    {
      title: "CVE-2016-1238: perl loads modules from the current directory",
      url: "https://www.cve.org/CVERecord?id=CVE-2016-1238",
    },
    { title: "CWE-427: uncontrolled search path element", url: "https://cwe.mitre.org/data/definitions/427.html" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("perl")) {
      for (const change of incChangesOf(file)) {
        const worst = worstOf(change, ["relative", "working-directory", "empty"]);
        // What a generator wrote has a rule of its own, which says how to fix it.
        if (!worst || isMiteShim(file.text())) continue;
        const says = `puts ${named(worst.directory)} into @INC: modules are searched in the directory in which the program was started`;
        yield findingOf(context, file, change, worst.danger, says);
      }
    }
  },
};
