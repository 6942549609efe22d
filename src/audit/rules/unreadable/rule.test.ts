import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createFileMaker } from "../../audited-file.ts";
import { readSourceTree } from "../../source-tree.ts";
import { walkTree } from "../../tree/walk.ts";
import { unreadable } from "./rule.ts";

/** A tree is made: no repository keeps a file of this size, and root may read every other. */
function findingsFor(size: number): string[] {
  const root = mkdtempSync(join(tmpdir(), "sameday-unreadable-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, "setup.sh"), "#!/bin/sh\ntrue\n");
  truncateSync(join(root, "setup.sh"), size);
  const { context } = readSourceTree(walkTree(root, { isSource: true }), createFileMaker("tree"), undefined);
  return [...unreadable.detect(context)].map(({ path, line, severity }) => `${path}:${line} ${severity}`);
}

test("a program that is too large to be one is told of", () => {
  expect(findingsFor(33 * 1024 * 1024)).toEqual(["setup.sh:0 medium"]);
});

test("one of an honest size is read", () => {
  expect(findingsFor(64 * 1024)).toEqual([]);
});
