import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leftOut } from "./left-out.ts";

function isLeftOut(files: Readonly<Record<string, string>>, path: string): boolean {
  return leftOut([...Object.keys(files), path], (asked) => files[asked] ?? "")(path);
}

describe("developers leave out of a tree", () => {
  test.each<[string, Record<string, string>, string, boolean]>([
    ["what git leaves out of archives", { ".gitattributes": "/ours export-ignore\n" }, "ours/a/x.py", true],
    ["by any folder", { ".gitattributes": "*.dev text export-ignore\n" }, "a/b/x.dev", true],
    ["but not what has another attribute", { ".gitattributes": "ours/** linguist-vendored\n" }, "ours/x.py", false],
    ["nor a name that only begins so", { ".gitattributes": "/ours export-ignore\n" }, "oursel/x.py", false],
    ["what a manifest prunes", { "MANIFEST.in": "prune ours\nexclude x.sh\n" }, "ours/a/x.py", true],
    ["and excludes", { "MANIFEST.in": "prune ours\nexclude x.sh\n" }, "x.sh", true],
    ["and excludes below", { "MANIFEST.in": "recursive-exclude ours *.py\n" }, "ours/a/x.py", true],
    ["not what it takes in", { "MANIFEST.in": "graft ours\n# prune ours\n" }, "ours/x.py", false],
    ["a module of Perl's build", { "Build.PL": "use lib '.';\nuse Our::Builder;\n" }, "Our/Builder.pm", true],
    ["not another one", { "Build.PL": "use Our::Builder;\n" }, "lib/Our/Builder.pm", false],
    ["a folder of tools", {}, "tools/profile.py", true],
    ["not one that lies in another", {}, "share/tools/profile.py", false],
    ["not what users are told to run", { "README.md": "Run `tools/profile.py` then.\n" }, "tools/profile.py", false],
    [
      "scripts beside a source with a recipe",
      { "desktop/src/setup.py": "setup(name='x')\n" },
      "desktop/scripts/rebuild.py",
      true,
    ],
    [
      "not beside one that installs nothing",
      { "src/Makefile": "x: x.c\n\tcc -o x x.c\n" },
      "scripts/rebuild.py",
      false,
    ],
    ["not beside another folder", { "other/src/setup.py": "setup()\n" }, "desktop/scripts/rebuild.py", false],
    ["what makes a release", {}, "bump-versions", true],
    ["and translations", {}, "data/generate_desktop_files", true],
    ["and looks at it", {}, "check-version", true],
    ["not a check of a machine's packages", {}, "check_packages", false],
    ["nor of its release", {}, "plugins/check_release.py", false],
    ["not what only begins so", {}, "run-service", false],
  ])("%s", (_what, files, path, expected) => {
    expect(isLeftOut(files, path)).toBe(expected);
  });
});

test("what users are told is read only where something may be a developers' tool", () => {
  const read = (path: string): readonly string[] => {
    const asked: string[] = [];
    const isLeft = leftOut(["README.md", "src/a.py", path], (file) => {
      asked.push(file);
      return "";
    });
    for (const each of ["src/a.py", path]) isLeft(each);
    return asked;
  };
  expect(read("src/b.py")).toEqual([]);
  expect(read("tools/b.py")).toEqual(["README.md"]);
});

test("any attributes and manifests leave other folders alone, and no pattern fails", () => {
  const word = fc.stringMatching(/^[a-z*?[\](){}+.|\\/-]{1,20}$/);
  fc.assert(
    fc.property(fc.array(word), word, (words, odd) => {
      const text = `${words.map((each) => `x${each} export-ignore`).join("\n")}\n`;
      expect(isLeftOut({ ".gitattributes": text, "MANIFEST.in": `prune x${odd}\n` }, "y/program")).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test.each(["*a".repeat(13), "**/".repeat(40)])("%.9s… takes little time", (pattern) => {
  const file = `${"a/".repeat(60)}${"a".repeat(250)}`;
  const began = performance.now();
  expect(isLeftOut({ ".gitattributes": `${pattern}b export-ignore\n` }, file)).toBe(false);
  expect(performance.now() - began).toBeLessThan(1000);
});
