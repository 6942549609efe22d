import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "./match-glob.ts";
import { STANDARD_VARIABLES } from "./standard-variables.ts";

describe("matchesGlob", () => {
  it.each([
    ["/tmp/**", "/tmp/a/b", true],
    ["/tmp/*", "/tmp/a/b", false],
    ["/tmp/*", "/tmp/a", true],
    ["/tmp/{,**}", "/tmp/", true],
    ["/tmp/{,**}", "/tmp/a/b", true],
    ["/{usr/,}bin/x", "/bin/x", true],
    ["/{usr/,}bin/x", "/usr/bin/x", true],
    ["/{usr/,}bin/x", "/opt/bin/x", false],
    ["@{HOME}/**", "/home/kim/a", true],
    ["@{HOME}/**", "/root/a", true],
    ["@{HOME}/[^.]*/**", "/home/kim/.ssh/key", false],
    ["@{HOME}/[^.]*/**", "/home/kim/Music/a", true],
    ["@{HOME}/[^.]*", "/home/kim/Music/a", false],
    ["/**.[pP][nN][gG]", "/home/kim/a.PnG", true],
    ["/**.[pP][nN][gG]", "/home/kim/a.txt", false],
    ["/a[0-9]b", "/a5b", true],
    ["/a[0-9]b", "/a-b", false],
    ["/a?b", "/a/b", false],
    ["/a\\*b", "/a*b", true],
    ["/a\\*b", "/axb", false],
    ["/a//b", "/a/b", true],
    ["/tmp/**", "/tmp/", false],
    ["/x**{,a}*", "/x/", true],
    ["@{HOMEDIRS}*/a", "/home/a", false],
    ["@{HOMEDIRS}*/a", "/home/kim/a", true],
    ["@{UNKNOWN}/**", "/home/kim/a", false],
    ["/{a,b", "/a", false],
    ["/a{b,{c,d}e}f", "/adef", true],
  ])("%s and %s: %s", (pattern, path, expected) => {
    expect(matchesGlob(pattern, path, STANDARD_VARIABLES)).toBe(expected);
  });

  it("ends on variables that name each other, and on those that grow without bound", () => {
    const variables = new Map([
      ["A", ["@{B}"]],
      ["B", ["@{A}"]],
      ["C", ["@{D}@{D}@{D}"]],
      ["D", ["@{E}@{E}@{E}"]],
      ["E", ["{,a}{,a}{,a}{,a}{,a}{,a}"]],
    ]);
    expect(matchesGlob("@{A}", "/a", variables)).toBe(false);
    expect(matchesGlob("@{C}".repeat(500), "/aaaaaaaaaaaaaaaaaaaaaaaaaaaa", variables)).toBe(false);
    expect(matchesGlob("{,**}".repeat(800), "/aaaaaaaaaaaaaaaaaaaaaaaaaaaa", variables)).toBe(undefined);
    expect(matchesGlob("/a".repeat(3000), "/a", variables)).toBe(undefined);
    expect(matchesGlob("{".repeat(4000), "/a", variables)).toBe(false);
    expect(matchesGlob("{,".repeat(1300) + "}".repeat(1300), "/a", variables)).toBe(undefined);
  });

  it("follows variables that are made of others as deep as they go, so that no profile hides a folder behind them", () => {
    const steps = Array.from({ length: 40 }, (_, at): [string, string[]] => [`A${at + 1}`, [`@{A${at}}`, `@{A${at}}`]]);
    const variables = new Map([["A0", ["home"]], ...steps]);
    expect(matchesGlob("/@{A40}/**", "/home/kim/a", variables)).toBe(true);
    expect(matchesGlob("/@{A40}/**", "/srv/kim/a", variables)).toBe(false);
  });

  it("agrees with a regular expression on small patterns", () => {
    const atom = fc.constantFrom<[string, string]>(
      ["a", "a"],
      ["b", "b"],
      ["?", "[^/]"],
      ["*", "[^/]*"],
      ["**", ".*"],
      ["{a,b}", "(?:a|b)"],
      ["{,a}", "(?:|a)"],
      ["[ab]", "[ab]"],
      ["[^a]", "[^a/]"],
    );
    const path = fc.string({ unit: fc.constantFrom("a", "b", "c", "/"), maxLength: 8 }).map((text) => `/x${text}`);
    fc.assert(
      fc.property(fc.array(atom, { maxLength: 7 }), path, (atoms, tried) => {
        // Stars side by side would read as one of another kind.
        fc.pre(!atoms.some(([glob], index) => glob.endsWith("*") && atoms[index + 1]?.[0].startsWith("*")));
        fc.pre(!tried.includes("//"));
        const pattern = `/x${atoms.map(([glob]) => glob).join("")}`;
        expect(matchesGlob(pattern, tried, new Map())).toBe(
          new RegExp(`^/x${atoms.map(([, source]) => source).join("")}$`).test(tried),
        );
      }),
      { numRuns: 300 },
    );
  });
});
