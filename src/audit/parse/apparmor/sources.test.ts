import { expect, test } from "vitest";
import type { AuditContext, AuditedFile } from "../../model.ts";
import { apparmorSources, keyOf } from "./sources.ts";

function contextOf(
  ...files: readonly (readonly [path: string, kind: "apparmor" | "patch", text: string])[]
): AuditContext {
  const all = files.map(
    ([path, kind, text]): AuditedFile => ({
      path,
      installedPath: undefined,
      fate: "image",
      kind,
      mode: 0o644,
      owner: undefined,
      size: text.length,
      text: () => text,
    }),
  );
  return {
    scope: "tree",
    files: all,
    ofKind: (...kinds) => all.filter(({ kind }) => kinds.includes(kind)),
    installed: () => undefined,
    baseRelease: undefined,
    entries: { of: () => [], startedExplicitly: new Set(), isStartedByName: () => false },
  };
}

/** Lines for whose rules the author answers. */
function lines(context: AuditContext): (number | undefined)[] {
  return apparmorSources(context).flatMap(({ apparmor, placeOf }) =>
    apparmor.rules.map((rule) => placeOf(rule, keyOf(rule))).filter((line) => line !== undefined),
  );
}

const PROFILE = "profile foo /usr/bin/foo {\n  /tmp/** rw,\n}\n";

test("a profile counts wherever it lies", () => {
  expect(lines(contextOf(["debian/apparmor-profile", "apparmor", PROFILE]))).toEqual([2]);
});

test("a program or a page with a profile in it is none, and has no problems as one", () => {
  const program = `package builder\n\nvar install, all, complain = false, false, false\n\nconst text = \`\n${PROFILE}\`\n\nfunc Test(t *testing.T) {\n  want := map[string]string{"a": "b", "c": "d"}\n  for name, each := range want {\n    t.Errorf("%s: %q, %q", name, each)\n  }\n}\n`;
  expect(apparmorSources(contextOf(["cmd/builder_test.go", "apparmor", program]))).toEqual([]);
});

test("a kernel's list of features is none", () => {
  expect(
    apparmorSources(contextOf(["etc/apparmor.d/abi/3.0", "apparmor", "capability {0xffffff {chown fowner\n}\n}\n"])),
  ).toEqual([]);
});

test("of a patch the lines count that it adds and that were not there before", () => {
  const patch =
    "--- a/etc/apparmor.d/foo\n+++ b/etc/apparmor.d/foo\n@@ -1,4 +1,6 @@\n profile foo {\n   /a r,\n-  /b r,\n+    /b r,\n+  /c\n+    rw,\n }\n";
  expect(lines(contextOf(["x.patch", "patch", patch]))).toEqual([8]);
});

test("a patch of a program that is named after AppArmor is left alone", () => {
  const patch =
    "--- a/src/apparmor.c\n+++ b/src/apparmor.c\n@@ -1,2 +1,4 @@\n int main(void) {\n+  char *all, *file, *x = strdup(a, b);\n+  call(x, y);\n }\n";
  expect(apparmorSources(contextOf(["x.patch", "patch", patch]))).toEqual([]);
});
