import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { checkPlace } from "./check-place.ts";
import type { AuditScope } from "./model.ts";

const root = mkdtempSync(join(tmpdir(), "sameday-place-"));
afterAll(() => rmSync(root, { recursive: true }));
mkdirSync(join(root, "tree"));
writeFileSync(join(root, "file"), "");
symlinkSync("circle", join(root, "circle"));

test.each<[string, string, AuditScope, RegExp]>([
  ["nothing", "nowhere", "tree", /There is no .*nowhere\.$/],
  ["nothing below a file", "file/x", "image", /There is no .*file\/x\.$/],
  ["a file for a tree", "file", "tree", /is a file\. .*--scope image/],
  ["a circle of links", "circle", "tree", /cannot be read \(ELOOP\)\.$/],
])("%s is refused with what to do", (_what, path, scope, says) => {
  expect(() => checkPlace(join(root, path), scope)).toThrow(says);
});

test.skipIf(process.getuid?.() === 0)("a directory of somebody else is refused", () => {
  mkdirSync(join(root, "closed"), { mode: 0 });
  expect(() => checkPlace(join(root, "closed"), "tree")).toThrow(/cannot be read \(EACCES\): run the audit as/);
});

test.each<[string, AuditScope]>([
  ["tree", "tree"],
  ["tree", "image"],
  ["file", "image"],
])("%s may be audited as %s", (path, scope) => {
  expect(checkPlace(join(root, path), scope).isFile()).toBe(path === "file");
});
