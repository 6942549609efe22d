import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { faultOfContent, installedRules } from "./root.ts";

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

// `printf 'one\n' | sha256sum`
const ONE = "sha256:2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806";
const OTHER = `sha256:${"0".repeat(64)}`;
test.each<[string, readonly string[], RegExp | undefined]>([
  ["no digest", [], undefined],
  ["its digest", [ONE], undefined],
  ["its digest among others", [OTHER, ONE, `sha512:${"0".repeat(128)}`], undefined],
  ["another's", [OTHER], /^The content of \/bin\/x is sha256:2c8b08da5ce6\S+, which is none of its digests/],
  ["another's by another hash", [`sha512:${"0".repeat(128)}`], /is sha512:[0-9a-f]{128}, which is none/],
])("the content of a program: %s", (_, digests, fault) => {
  mkdirSync(join(root, "usr/bin"), { recursive: true });
  symlinkSync("/usr/bin", join(root, "bin"));
  writeFileSync(join(root, "usr/bin/x"), "one\n");
  const found = faultOfContent(root, "/bin/x", digests);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(fault);
  expect(faultOfContent(root, "/bin/none", digests)).toBeUndefined();
});
