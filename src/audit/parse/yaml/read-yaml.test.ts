import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readYaml } from "./read-yaml.ts";
import type { YamlNode } from "./types.ts";

/** A node without its places. */
function plain(node: YamlNode | undefined): unknown {
  if (node?.kind === "list") return node.items.map(plain);
  if (node?.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return node?.value;
}

describe("reading", () => {
  test("knows where keys and values begin", () => {
    const { value, problems } = readYaml("---\n- hosts:\n    - '*'\n  confs:\n    bridge: ['', '.*']\n    empty:\n");
    expect(problems).toEqual([]);
    expect(value.documents).toMatchObject([
      {
        kind: "list",
        items: [
          {
            kind: "map",
            line: 2,
            entries: [
              { key: "hosts", line: 2, column: 3, value: { kind: "list", items: [{ text: "*", line: 3, column: 7 }] } },
              {
                key: "confs",
                line: 4,
                value: {
                  entries: [
                    {
                      key: "bridge",
                      line: 5,
                      value: {
                        items: [
                          { text: "", line: 5 },
                          { text: ".*", line: 5 },
                        ],
                      },
                    },
                    { key: "empty", line: 6, value: { kind: "scalar", value: null, text: "", line: 6 } },
                  ],
                },
              },
            ],
          },
        ],
      },
    ]);
  });

  test.each<[string, string, unknown]>([
    ["booleans of YAML 1.1", "a: yes\nb: off\nc: 'yes'\n", { a: true, b: false, c: "yes" }],
    ["an alias", "a: &x [1, 2]\nb: *x\n", { a: [1, 2], b: [1, 2] }],
    ["a merge key", "a: &x {s: 1}\nb:\n  <<: *x\n  t: 2\n", { a: { s: 1 }, b: { s: 1, t: 2 } }],
    [
      "a merge of several",
      "a: &x {s: 1}\nb: &y {t: 2}\nc:\n  <<: [*x, *y]\n",
      { a: { s: 1 }, b: { t: 2 }, c: { s: 1, t: 2 } },
    ],
    ["a key that is there twice, where the last one counts", "a: 1\na: 2\n", { a: 2 }],
    ["a block of text", "a: |\n  x\n  y\n", { a: "x\ny\n" }],
    ["a backslash in both quotes", "a: '\\d'\nb: \"\\\\d\"\n", { a: "\\d", b: "\\d" }],
    ["nothing", "", null],
    ["comments alone", "# a\n", null],
    ["a key that is a list, which is left out", "? [a]\n: b\nc: d\n", { c: "d" }],
  ])("takes %s", (_name, text, expected) => {
    const { value, problems } = readYaml(text);
    expect(problems).toEqual([]);
    expect(plain(value.documents[0])).toEqual(expected);
  });

  test("takes every document", () => {
    expect(readYaml("--- a\n--- b\n").value.documents.map(plain)).toEqual(["a", "b"]);
  });

  test("the place of an alias is where it is used", () => {
    expect(readYaml("a: &x v\nb:\n  - *x\n").value.documents[0]).toMatchObject({
      entries: [{}, { value: { items: [{ text: "v", line: 3, column: 5 }] } }],
    });
  });

  test.each<[string, string, number]>([
    ["yaml-syntax", "a: 1\nb: [\n", 3],
    ["yaml-syntax", "a: 1\n\t- x\n", 2],
    ["yaml-syntax", "a: 'x\n", 2],
    ["yaml-alias", "a: 1\nb: *x\n", 2],
    ["yaml-alias", "&a [*a]\n", 1],
    ["yaml-too-deep", `${"[".repeat(70)}${"]".repeat(70)}`, 1],
    ["yaml-too-large", "a".repeat(300_000), 1],
    ["yaml-too-large", "- a\n".repeat(10_000), 1],
  ])("%s is a problem with its line", (code, text, line) => {
    expect(readYaml(text).problems[0]).toMatchObject({ code, severity: "error", place: { line } });
  });

  test("aliases of aliases are not written out without end", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const inside = level === 0 ? "x" : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(9).fill(inside).join(", ")}]`;
    });
    const { value, problems } = readYaml(levels.join("\n"));
    expect(problems[0]).toMatchObject({ code: "yaml-aliases", severity: "error" });
    const count = (node: YamlNode): number =>
      node.kind === "list"
        ? node.items.reduce((sum, item) => sum + count(item), 1)
        : node.kind === "map"
          ? node.entries.reduce((sum, entry) => sum + count(entry.value), 1)
          : 1;
    expect(value.documents.map(count).reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(100_000);
  });
});

describe("whatever comes", () => {
  test("what JSON says is read as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, noUnicodeString: true }), (value) => {
        fc.pre(!JSON.stringify(value).includes("<<"));
        const read = readYaml(JSON.stringify(value));
        expect(read.problems).toEqual([]);
        expect(JSON.stringify(plain(read.value.documents[0]))).toBe(JSON.stringify(value));
      }),
      { numRuns: 100 },
    );
  });

  test("junk gives problems, few of them, and places inside the text", () => {
    const signs = fc.constantFrom(..."[]{}:-,&*!|>'\"#%@`?~<\t\r\n  aa");
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: signs }, { weight: 1, arbitrary: fc.string() })),
        (pieces) => {
          const text = pieces.join("");
          const { value, problems } = readYaml(text);
          expect(problems.length).toBeLessThanOrEqual(20);
          value.documents.map(plain);
          for (const { place } of problems) expect(place.line).toBeLessThanOrEqual(text.split("\n").length + 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test.each([
    ["open lists", "["],
    ["open maps", "{"],
    ["items in items", "- "],
    ["keys in keys", "a: "],
    ["keys of keys", "? "],
    ["anchors", "&a "],
    ["closed lists", "[]\n"],
    ["documents", "---\n"],
    ["quotes", '"\\'],
    ["blank lines", " \n"],
    ["continued text", "a\n "],
    ["tags", "!"],
  ])("takes no more than a moment for %s without end", (_name, piece) => {
    for (const length of [4000, 260_000, 10_000_000]) {
      const begun = process.cpuUsage();
      readYaml(piece.repeat(Math.floor(length / piece.length)));
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(8000);
    }
  });
});
