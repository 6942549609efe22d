import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { installedRules } from "./root.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "sd-sudo-root-"));
  mkdirSync(join(root, "etc/sudoers.d"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a file that takes itself in twice ends, and is missed", () => {
  writeFileSync(join(root, "etc/sudoers"), "@include /etc/sudoers\n@include /etc/sudoers\n");
  const { files, missed } = installedRules(root);
  expect(files.length).toBeLessThanOrEqual(10_000);
  expect(missed).toContain("/etc/sudoers");
});

test("a file larger than any rules is missed without being read", () => {
  writeFileSync(join(root, "etc/sudoers"), "@includedir /etc/sudoers.d\n");
  for (const name of ["large", "x"]) writeFileSync(join(root, "etc/sudoers.d", name), "");
  truncateSync(join(root, "etc/sudoers.d/large"), 3 * 1024 ** 3);
  const { files, missed } = installedRules(root);
  expect(files.map(({ path }) => path)).toEqual(["/etc/sudoers", "/etc/sudoers.d/x"]);
  expect(missed).toEqual(["/etc/sudoers.d/large"]);
});
