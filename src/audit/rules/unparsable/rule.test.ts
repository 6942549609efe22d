import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createFileMaker } from "../../audited-file.ts";
import { readSourceTree } from "../../source-tree.ts";
import { walkTree } from "../../tree/walk.ts";
import { sudoAll } from "../sudo-all/rule.ts";
import { unparsable } from "./rule.ts";

/** The rule tells what the parsers said that other rules asked. */
function marks(tree: string): string[] {
  const root = fileURLToPath(new URL(`fixtures/${tree}/`, import.meta.url));
  const { context } = readSourceTree(walkTree(root, { isSource: true }), createFileMaker("tree"), undefined);
  expect([...unparsable.detect(context)]).toEqual([]);
  expect([...sudoAll.detect(context)]).toEqual([]);
  return [...unparsable.detect(context)].map(({ path, line, severity }) => `${path}:${line} ${severity}`);
}

test("each line that no parser understands, once", () => {
  expect(marks("bad")).toEqual(["etc/sudoers.d/broken:2 medium", "etc/sudoers.d/broken:3 medium"]);
});

test("what is understood is nothing", () => {
  expect(marks("good")).toEqual([]);
});
