import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createFileMaker } from "./audited-file.ts";
import { setuidGranted } from "./rules/setuid-granted/rule.ts";
import { runRules } from "./run.ts";
import { readSourceTree } from "./source-tree.ts";
import { walkTree } from "./tree/walk.ts";

const LIST = "config/package-lists/x.list";

/** What the rule about setuid says of a tree of these files. */
function foundIn(files: Readonly<Record<string, string>>): string[] {
  const root = mkdtempSync(join(tmpdir(), "sameday-run-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { context, fateOf } = readSourceTree(walkTree(root, { isSource: true }), createFileMaker("tree"), undefined);
    return runRules(context, [setuidGranted], fateOf).map(({ path, severity }) => `${path} ${severity}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each([
  [
    "a hook that sets a mode in the image",
    { [LIST]: "x\n", "config/hooks/live/1-x.hook.chroot": "#!/bin/sh\nchmod u+s /usr/bin/x\n" },
    "medium",
  ],
  [
    "a recipe",
    { "usr/bin/x": "x\n", "debian/control": "Package: x\n", Makefile: "all:\n\tchmod 4755 debian/x/usr/bin/x\n" },
    "medium",
  ],
  [
    "a package's rules",
    { "usr/bin/x": "x\n", "debian/control": "Package: x\n", "debian/rules": "all:\n\tchmod 4755 debian/x/usr/bin/x\n" },
    "medium",
  ],
  ["a developer's tool", { "usr/bin/x": "x\n", "contrib/install": "#!/bin/sh\nchmod u+s /usr/bin/x\n" }, "note"],
  ["a test's recipe", { "usr/bin/x": "x\n", "tests/Makefile": "all:\n\tchmod 4755 x/usr/bin/x\n" }, "note"],
])("%s", (_what, files, severity) => {
  const found = foundIn(files);
  expect(found).toHaveLength(1);
  expect(found[0]?.endsWith(` ${severity}`)).toBe(true);
});
