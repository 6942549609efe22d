import { expect, test } from "vitest";
import { imageLinks } from "./image-links.ts";
import { linkedRules } from "./linked-rules.ts";
import { blobSource } from "./source.ts";
import type { TreeTrouble } from "./walk.ts";

function linked(links: Readonly<Record<string, string>>, files: readonly string[], isPlaced = true) {
  const told: TreeTrouble[] = [];
  const placeOf = (path: string) => ({ fate: "image", installedPath: isPlaced ? `/${path}` : undefined }) as const;
  const places = imageLinks(new Map(Object.entries(links).map(([path, target]) => [`/${path}`, target])));
  const found = linkedRules({
    links: Object.entries(links).map(([path, target]) => ({ path, target })),
    sources: files.map((path) => blobSource(path, false, Buffer.from(""))),
    placeOf,
    resolved: places.resolved,
    tell: (trouble) => void told.push(trouble),
  });
  return { found: Object.fromEntries(found), told: told.map(({ path }) => path) };
}

test("what a link in sudo's folder leads to is read as it reads it", () => {
  expect(linked({ "etc/sudoers.d/a": "../../opt/a.rules" }, ["opt/a.rules"])).toEqual({
    found: { "opt/a.rules": "/etc/sudoers.d/a" },
    told: [],
  });
  expect(linked({ "etc/sudoers.d/a": "/opt/b", "opt/b": "c.d/x" }, ["opt/c.d/x"]).found).toEqual({
    "opt/c.d/x": "/etc/sudoers.d/a",
  });
  expect(linked({ "pkg/sudoers.d/a": "../a.txt" }, ["pkg/a.txt"], false).found).toEqual({
    "pkg/a.txt": "/etc/sudoers.d/a",
  });
});

test("a folder of sudo that is a link, and rules in a folder that only bears its name", () => {
  expect(linked({ "etc/sudoers.d": "../opt/rules" }, ["opt/rules/a", "opt/rules/a.bak", "opt/b"])).toEqual({
    found: { "opt/rules/a": "/etc/sudoers.d/a" },
    told: [],
  });
  expect(linked({ "etc/sudoers.d/app": "/opt/app/sudoers.d/app" }, ["opt/app/sudoers.d/app"])).toEqual({
    found: { "opt/app/sudoers.d/app": "/etc/sudoers.d/app" },
    told: [],
  });
});

test.each([
  ["to nothing", "gone"],
  ["out of the tree", "../../../../srv/x"],
  ["to a place that others fill", "/run/x"],
  ["in a circle", "a"],
])("a link %s is told", (_, target) => {
  expect(linked({ "etc/sudoers.d/a": target }, [])).toEqual({ found: {}, told: ["etc/sudoers.d/a"] });
});

test.each([
  ["a name that sudo leaves out", { "etc/sudoers.d/a.bak": "gone" }],
  ["a mask", { "etc/sudoers.d/a": "/dev/null" }],
  ["another folder's", { "etc/cron.d/a": "gone" }],
])("%s is not", (_, links) => {
  expect(linked(links, []).told).toEqual([]);
});

test("a link to rules that lie beside it says nothing new", () => {
  expect(linked({ "etc/sudoers.d/a": "b" }, ["etc/sudoers.d/b"])).toEqual({ found: {}, told: [] });
});
