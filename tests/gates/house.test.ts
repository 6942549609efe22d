import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  becomesAnother,
  dependencyFaults,
  lockFaults,
  machineWords,
  roomsWithoutReadme,
  type SourceFile,
  tooLong,
} from "./house-rules.ts";
import { ROOT } from "./planted.ts";

const NOT_OURS: ReadonlySet<string> = new Set([".git", "node_modules", "dist", ".sameday", "coverage"]);

/** Every text file of the checkout. Walked, not asked of git: a source package has no repository. */
function filesBelow(directory: string, prefix = ""): readonly SourceFile[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry): readonly SourceFile[] => {
    if (NOT_OURS.has(entry.name)) return [];
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) return filesBelow(join(directory, entry.name), `${path}/`);
    if (!entry.isFile()) return [];
    const text = readFileSync(join(directory, entry.name), "utf8");
    return text.includes("\0") ? [] : [{ path, text }];
  });
}

const files = filesBelow(ROOT);
const read = (path: string): string => files.find((file) => file.path === path)?.text ?? "";
const plant = (path: string, text: string): readonly SourceFile[] => [{ path, text }];

describe("this house", () => {
  test("was really seen", () => expect(files.length).toBeGreaterThan(100));
  test("has no file over 500 lines but tables of data", () => expect(tooLong(files)).toEqual([]));
  test("explains every room", () => expect(roomsWithoutReadme(files)).toEqual([]));
  test("names no machine", () => expect(machineWords(files)).toEqual([]));
  test("becomes no other user, which Debian 13's Node refuses", () => expect(becomesAnother(files)).toEqual([]));
  test("locks packages without scripts, hosts or missing hashes", () =>
    expect(lockFaults(read("package-lock.json"))).toEqual([]));
  test("says of every dependency why it is here", () =>
    expect(dependencyFaults(read("package.json"), read("docs/decisions/0002-dependencies.md"))).toEqual([]));
});

describe("a planted fault is seen", () => {
  const checkout = ["", "work", "main", "src"].join("/");
  const registry = ["registry", "npmjs", "org"].join(".");

  test.each([
    ["src/x/long.ts", 501, ["src/x/long.ts"]],
    ["src/x/short.ts", 500, []],
    ["scripts/long", 501, ["scripts/long"]],
    ["docs/long.md", 501, []],
  ])("%s with %i lines", (path, lines, expected) => {
    expect(tooLong(plant(path, "x\n".repeat(lines)))).toEqual(expected);
  });

  test("a room without a README", () => {
    expect(roomsWithoutReadme([...plant("src/a/index.ts", ""), ...plant("src/b/README.md", "")])).toEqual(["a"]);
  });

  test.each([
    `see ${checkout}`,
    `"${checkout}/x"`,
    `https://${registry}/zod`,
    JSON.stringify({ resolved: "https://example.org/zod.tgz" }),
  ])("%s", (line) => {
    expect(machineWords(plant("docs/x.md", `fine\n${line}\n`))).toEqual(["docs/x.md:2"]);
  });

  test.each(["setuid", "setgid", "seteuid", "setegid", "setgroups", "initgroups"])("%s", (call) => {
    for (const text of [`process.${call}(1);`, `process.${call}?.(1);`, `process?.${call}(1);`]) {
      expect(becomesAnother(plant("src/x.ts", text))).toEqual(["src/x.ts"]);
    }
    expect(becomesAnother(plant("src/x.ts", `found.${call}; process.getuid?.();`))).toEqual([]);
  });

  test("packages that run code, name a host, have no hash or are not there", () => {
    const packages = {
      "": { dependencies: { a: "1" } },
      "node_modules/a": { hasInstallScript: true, integrity: "x", dependencies: { b: "1", c: "1" } },
      "node_modules/a/node_modules/b": {
        resolved: "https://x",
        integrity: "x",
        optionalDependencies: { gone: "1", c: "1" },
      },
      "node_modules/c": {},
    };
    expect(lockFaults(JSON.stringify({ packages }))).toEqual([
      "node_modules/a has an install script",
      "node_modules/a/node_modules/b wants gone, which is not locked",
      "node_modules/a/node_modules/b names a host",
      "node_modules/c has no hash",
    ]);
  });

  test("dependencies that float or stand without a reason", () => {
    const manifest = JSON.stringify({
      dependencies: { a: "^1.0.0", b: "1.0.0" },
      devDependencies: { c: "npm:d@1.0.0" },
    });
    expect(dependencyFaults(manifest, "| `a` |\n| `c` |\n")).toEqual([
      "a is not pinned",
      "b has no line in docs/decisions/0002-dependencies.md",
    ]);
  });
});
