import fc from "fast-check";
import { expect, test } from "vitest";
import { kindOf } from "./kind-of.ts";

test.each([
  ["a shebang", "/x", "#!/usr/bin/python3 -I\n", "python"],
  ["a shebang through env with options", "/x", "#!/usr/bin/env -S python3 -I\n", "python"],
  ["a shebang through env, joined", "/x", "#!/usr/bin/env -Spython3 -u\n", "python"],
  ["a shebang through env, in words", "/x", "#!/usr/bin/env --split-string=python3 -u\n", "python"],
  ["an assignment before the interpreter", "/x", "#!/usr/bin/env -S A=1 perl -T\n", "perl"],
  ["a template's shebang", "/x", "#!@PYTHON@ -I\n", "python"],
  ["a shell that starts a Perl program", "/x", "#!/bin/sh\nexec perl -w /usr/share/x/y\n", "shell"],
  ["a class compiled into a block", "/x", "{\npackage A;\nuse strict;\nour $X = 1;\n1;\n}\n", "perl"],
  ["a shell that hands over to Perl", "/x", "#!/bin/sh\neval 'exec perl -x -wS $0 $" + '{1+"$@"}\'\n  if 0;\n', "perl"],
  ["bash", "/x", "#!/bin/bash -e\n", "shell"],
  ["another interpreter", "/x", "#!/usr/bin/ruby\n", "other"],
  ["a makefile by its shebang", "/x", "#!/usr/bin/make -f\n", "makefile"],
  ["a makefile by its name", "/src/Makefile.am", "all:\n\ttrue\n", "makefile"],
  ["a makefile's part", "/src/install.mk", "all:\n\ttrue\n", "makefile"],
  ["a package's rules", "/debian/rules", "%:\n\tdh $@\n", "makefile"],
  ["a spec file", "/x.in", "# c\n%define a b\nName: x\nVersion: 1\nLicense: MIT\n", "rpm-spec"],
  ["a Debian control file", "/x", "Source: x\nPackage: y\n", "other"],
  ["an extension says nothing", "/x.py", "Notes on how to import modules.\n", "other"],
  [
    "a Perl module behind documentation",
    "/x",
    "=head1 NAME\n\nX\n\n=cut\n\npackage Foo::Bar;\nuse strict;\n1;\n",
    "perl",
  ],
  ["documentation alone", "/x", "=head1 NAME\n\nuse lib '.';\n", "other"],
  ["a Java package", "/x", "package foo;\n\nimport java.util.List;\npublic class A {\n}\n", "other"],
  ["Rust", "/x", "use std::io;\nfn main() {\n}\n", "other"],
  [
    "a Python module behind its docstring",
    "/x",
    '# c\n"""Docs.\n\nimport x\n"""\n\nimport os\n\ndef f(a):\n    pass\n',
    "python",
  ],
  ["assignments and a function", "/x", "A = 1\n\n\ndef f():\n    return A\n", "python"],
  ["prose that begins like a statement", "/x", "from the beginning on\n", "other"],
  ["Swift", "/x", "import Foundation\n\nfunc f() {\n}\n", "other"],
  ["a shell library", "/x", '# a library\n\nf() {\n    echo "$1"\n}\n', "shell"],
  ["a shell library by its mode line", "/x", "# -*- mode: sh -*-\nA=b\n", "shell"],
  ["settings alone", "/etc/default/x", "A=b\nC=d\n", "other"],
  ["a script of GJS", "/x", "// c\n/* d */\nconst Gio = imports.gi.Gio;\n", "javascript"],
  ["TypeScript", "/x", 'import { a } from "./a.ts";\nexport function f(x: string): void {}\n', "other"],
  [
    "sudoers anywhere",
    "/rules",
    "# c\nDefaults!/bin/x env_keep += A\nada ALL = (root) NOPASSWD: /bin/x a, \\\n  /bin/y\n",
    "sudoers",
  ],
  ["aliases", "/rules", "Cmnd_Alias X = /bin/x\n%adm ALL=(ALL:ALL) X\n", "sudoers"],
  ["settings with blanks", "/conf", "key one = /bin/x\nother line\n", "other"],
  ["junk where sudo reads", "/etc/sudoers.d/x", "\0\x01\x02", "sudoers"],
  ["what sudo leaves out", "/etc/sudoers.d/README.md", "words\n", "other"],
  ["a unit", "/x", "# c\n[Unit]\nDescription=x\n\n[Service]\nExecStart=/bin/x\n", "unit"],
  ["an extension of a unit", "/etc/systemd/system/x.service.d/y.conf", "[Service]\nUser=x\n", "unit"],
  ["a network's file", "/x", "[Match]\nName=eth0\n[Network]\nDHCP=yes\n", "other"],
  ["a template of a desktop file", "/x.desktop.in", "[Desktop Entry]\nName=x\n", "desktop"],
  ["a D-Bus service", "/x", "[D-BUS Service]\nName=a.b\nExec=/bin/x\n", "dbus-service"],
  ["a local authority", "/x", "[Allow]\nIdentity=unix-user:x\nAction=a.b\nResultActive=yes\n", "pkla"],
  ["a wiki's directive", "/x", '[[!meta title="x"]]\n', "other"],
  ["actions of polkit", "/x", '<?xml version="1.0"?>\n<policyconfig>\n</policyconfig>\n', "polkit-action"],
  ["other XML", "/x", "<html></html>\n", "other"],
  ["rules of polkit", "/x", "// c\npolkit.addRule(function(a, s) { return null; });\n", "polkit-rules"],
  ["a profile", "/x", "#include <tunables/global>\n\n/usr/bin/x {\n}\n", "apparmor"],
  ["a profile without includes", "/x", "profile x flags=(complain) {\n  /etc/x r,\n}\n", "apparmor"],
  ["a part of a profile", "/etc/apparmor.d/local/x", "/etc/x r,\n", "apparmor"],
  ["a switched off profile", "/etc/apparmor.d/disable/x", "", "other"],
  ["prose about profiles", "/x", "Some words.\n\n    #include <abstractions/base>\n", "other"],
  ["C", "/x", "#include <stdio.h>\nint main(void) {\n}\n", "other"],
  [
    "a control port filter",
    "/x",
    "---\n- exe-paths:\n    - '*'\n  commands:\n    GETINFO:\n      - version\n",
    "onion-grater",
  ],
  ["other YAML", "/x", "- hosts: all\n  tasks:\n    - command: x\n", "other"],
  ["a patch behind its header", "/x", "Description: y\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "patch"],
  ["a crontab", "/x", "SHELL=/bin/sh\n17 * * * * root /bin/x\n", "crontab"],
  ["numbers", "/x", "1 2 3 4 5\n6 7 8\n", "other"],
  ["dpkg's status", "/x", "Package: a\nStatus: install ok installed\nVersion: 1\n", "dpkg-status"],
  ["an index", "/x", "Package: a\nVersion: 1\n", "other"],
  ["nothing", "/x", "", "other"],
])("%s", (_what, place, head, kind) => {
  expect(kindOf(place, head)).toBe(kind);
});

test("any head has a kind, in time that grows with it", () => {
  const word = fc.constantFrom(
    ...[
      "#!",
      "env ",
      "python",
      "\n",
      " ",
      "\t",
      "[",
      "]",
      "=",
      "ALL",
      "/",
      "(",
      ")",
      "{",
      "}",
      ",",
      "*",
      "0 ",
      "@",
      "#",
      '"""',
      "'",
    ],
    ...[
      "=pod\n",
      "import x",
      "from a import ",
      "package A;",
      "--- a\n+++ b\n",
      "<",
      "Defaults",
      "\\\n",
      "\0",
      "ä",
      "/*",
      "*/",
      "profile ",
      "include <",
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 800 }), (words) => {
      const started = process.cpuUsage();
      kindOf("/etc/x", words.join("").slice(0, 4096));
      expect(process.cpuUsage(started).user / 1000).toBeLessThan(1000);
    }),
    { numRuns: 300 },
  );
});

test.each([
  "a",
  " ",
  "a ",
  "a,",
  "= ",
  "#\n",
  "[",
  "/",
  "(",
  "*",
  "0 ",
  '"',
  "\\\n",
  "a=",
  "import a,",
  "/* ",
  "ALL ",
  ", ",
  "=pod\n",
])("4096 characters of %j are told at once", (piece) => {
  const head = piece.repeat(4096 / piece.length);
  const started = process.cpuUsage();
  for (const start of ["", "#!", "x", "Defaults", "a b = ", "[Unit]\n", "import a", "package A", "from "])
    kindOf("/x", (start + head).slice(0, 4096));
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(1500);
});
