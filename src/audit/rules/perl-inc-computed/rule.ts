import type { AuditContext, RawFinding, Rule } from "../../model.ts";
import { incChangesOf } from "../../perl/inc-changes.ts";
import { findingOf, named, worstOf } from "../../perl/judge.ts";

/** Perl programs that compute a directory of modules from how they were started. */
export const perlIncComputed: Rule = {
  id: "perl-inc-computed",
  class: "a",
  title: "A shipped Perl program searches modules beside itself",
  severity: "low",
  scopes: ["tree", "image"],
  why: [
    "`FindBin`, `$0` and `__FILE__` say how the program was started, not where it is installed: `$FindBin::Bin` does not follow links, and `$0` is whatever the caller says. A copy of the program or a link to it in a directory of an attacker brings its own modules along.",
    "As long as everything involved lies in directories of root this is harmless, so it is low. It is an aid for development that has no use in an installed program, where it costs a search in directories that do not exist.",
  ].join("\n\n"),
  fix: [
    "Install the modules where Perl searches anyway, and drop the lines:",
    '```perl\nuse FindBin;\nuse lib "$FindBin::Bin/../lib";\n```',
    "During development `perl -I lib bin/hello` or `PERL5LIB=$PWD/lib` does the same from outside.",
  ].join("\n\n"),
  references: [
    { title: 'FindBin(3perl), section "KNOWN ISSUES"; lib(3perl)' },
    { title: "perlvar(1) on $0 and __FILE__ in perldata(1)" },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const file of context.ofKind("perl")) {
      for (const change of incChangesOf(file)) {
        const worst = worstOf(change, ["program"]);
        if (!worst || worstOf(change, ["relative", "working-directory", "empty", "environment"])) continue;
        const says = `puts a directory into @INC that is computed from ${named(worst.directory).replace(/^what (.*) says$/, "$1")}, so from how the program was started`;
        yield findingOf(context, file, change, worst.danger, says);
      }
    }
  },
};
