import { expect, test } from "vitest";
import { replacedLines } from "./replaced-lines.ts";

/** What becomes of a text by a tree's recipes. */
function made(recipes: Readonly<Record<string, string>>, path: string, text: string): string {
  const files = [...Object.keys(recipes), path];
  return replacedLines(files, (asked) => recipes[asked] ?? "")(path)?.(text) ?? text;
}

const INSTALLS = "bin_SCRIPTS = hello\n";
const PROGRAM = '#!/usr/bin/env perl\nuse FindBin; use lib "$FindBin::Bin/../lib"; # LIBDIR\nprint 1;\n';

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    "perl -p in a hook of automake",
    {
      "bin/Makefile.am":
        "dist_bin_SCRIPTS = hello \\\n other\ninstall-exec-hook:\n\tcd $(DESTDIR)$(bindir) && $(PERL) -i -p -e 's{^use .*# LIBDIR}{use lib qw($(libdir)); # LIBDIR}' $(dist_bin_SCRIPTS)\n",
    },
    "#!/usr/bin/env perl\nuse lib qw(@libdir@); # LIBDIR\nprint 1;\n",
  ],
  [
    "sed with several scripts",
    {
      Makefile: `install:\n\tsed -e '1s,^#!.*,#!/usr/bin/perl,' -e "s|^use .*LIBDIR||" bin/hello > $(DESTDIR)/usr/bin/hello\n`,
    },
    "#!/usr/bin/perl\n\nprint 1;\n",
  ],
  [
    "debian/rules",
    {
      "debian/rules":
        "override_dh_install:\n\tinstall -d debian/x\n\tsed -i 's%/usr/bin/env perl%/usr/bin/perl%' debian/x/usr/bin/hello\n",
    },
    PROGRAM.replace("/usr/bin/env perl", "/usr/bin/perl"),
  ],
  [
    "what MakeMaker finishes programs with",
    {
      "Makefile.PL":
        "use Module::Install;\nFINALIZE = $(ABSPERLRUN) -pi \\\n    -e 's|use lib .*|use lib \"$(INSTALLSITELIB)\";|;' \\\n    --\n",
    },
    '#!/usr/bin/env perl\nuse FindBin; use lib "@INSTALLSITELIB@";\nprint 1;\n',
  ],
])("%s", (_, recipes, text) => {
  expect(made(recipes, "bin/hello", PROGRAM)).toBe(text);
});

test.each<[string, Readonly<Record<string, string>>]>([
  ["another file", { Makefile: `${INSTALLS}install:\n\tsed -i 's,^use .*,,' bin/other\n` }],
  ["a condition", { Makefile: `${INSTALLS}install:\n\ttest -n "$(X)" && sed -i 's,^use .*,,' bin/hello\n` }],
  ["a pattern out of a variable", { Makefile: `${INSTALLS}install:\n\tsed -i 's,$(OLD),new,' bin/hello\n` }],
  ["repetition upon repetition", { Makefile: `${INSTALLS}install:\n\tperl -pi -e 's,(u*s*)*e.*,,' bin/hello\n` }],
  ["no recipe that installs", { "x.mk": "all:\n\tsed -i 's,^use .*,,' bin/hello\n" }],
  ["Perl that does not write", { Makefile: `${INSTALLS}install:\n\t$(PERL) -e 's,^use .*,,' bin/hello\n` }],
])("%s replaces nothing", (_, recipes) => {
  expect(made(recipes, "bin/hello", PROGRAM)).toBe(PROGRAM);
});
