import { describe, expect, test } from "vitest";
import { sha256 } from "../../../kernel/index.ts";
import { concernOf, treeChanges, whyUnexpected } from "./tree-changes.ts";

const tree = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, { sha256: sha256(text), size: text.length }] as const));

test("names every path that was added, removed or changed, and no other", () => {
  const before = tree({ "debian/changelog": "1", "debian/rules": "a", "src/x.c": "x", "gone.c": "" });
  const after = tree({ "debian/changelog": "2", "debian/rules": "a", "src/x.c": "x", "debian/patches/fix.patch": "+" });
  expect(treeChanges(before, after)).toEqual([
    { path: "debian/changelog", change: "changed" },
    { path: "debian/patches/fix.patch", change: "added" },
    { path: "gone.c", change: "removed" },
  ]);
});

describe("what a reviewer is told", () => {
  test.each([
    ["debian/changelog", "changelog"],
    ["debian/patches/series", "patch"],
    ["debian/patches/CVE-2024-1.patch", "patch"],
    ["debian/rules", "unexpected"],
    ["src/main.c", "unexpected"],
  ])("%s is %s", (path, concern) => expect(concernOf(path)).toBe(concern));

  test.each([
    ["debian/postinst", "runs as root on users' machines"],
    ["debian/libfoo1.postinst", "runs as root on users' machines"],
    ["debian/rules", "decides how the package is built"],
    ["debian/control", "changes dependencies or packages"],
    ["debian/watch", "packaging beside patches and changelog"],
    ["configure.ac", "upstream file changed outside a patch"],
  ])("%s: %s", (path, why) => expect(whyUnexpected(path)).toBe(why));
});
