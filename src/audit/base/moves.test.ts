import { expect, test } from "vitest";
import { outside } from "../ships/place.ts";
import type { EarlierTree } from "./earlier-tree.ts";
import { mayMove } from "./moves.ts";

const RECIPES = [
  "setup.py",
  "Makefile.PL",
  "GNUmakefile",
  "makefile",
  "wscript",
  "debian/rules",
  "x.spec",
  "install.sh",
];
const MARKS = ["configure.ac", "debian/control", ".gitattributes", "README.md"];

/** What a tree's change is that brings or takes one file in a folder that keeps others. */
function brings(path: string): boolean {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const earlier = { changed: new Set([path]), onlyInOne: [path] } as unknown as EarlierTree;
  const shape = { placeOf: () => outside("dev"), baseRelease: undefined, readFrom: new Set<string>() };
  return mayMove(earlier, shape, [path, `${folder}other`]);
}

test.each([...RECIPES, ...MARKS])("a change that brings or takes %s may move others", (path) => {
  expect(brings(path)).toBe(true);
});

test.each(["a.py", "makefile.py", "doc/README.md", "rules"])("%s moves none", (path) => {
  expect(brings(path)).toBe(false);
});
