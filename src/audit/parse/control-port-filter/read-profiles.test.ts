import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readProfiles } from "./read-profiles.ts";

describe("profiles", () => {
  test("are read with the lines of what they allow", () => {
    const { value, problems } = readProfiles(
      [
        "---",
        "- name: chat",
        "  exe-paths:",
        "    - '/usr/bin/chat'",
        "  match-users: [user]",
        "  hosts:",
        "  commands:",
        "    getinfo:",
        "      - version",
        "      - pattern: '(a)'",
        "        replacement: 'b{}'",
        "        response:",
        "          - pattern: 'c'",
        "            replacement: 'd'",
        "    SAVECONF:",
        "  confs:",
        "    bridge:",
        "    DisableNetwork: ['', 0]",
        "  events:",
        "    signal:",
        "      suppress: true",
        "  restrict-stream-events: on",
      ].join("\n"),
    );
    expect(problems).toEqual([]);
    expect(value).toEqual([
      {
        line: 2,
        clients: [
          { by: "program", key: "exe-paths", value: "/usr/bin/chat", line: 4 },
          { by: "user", key: "match-users", value: "user", line: 5 },
        ],
        commands: [
          { command: "GETINFO", pattern: "version", line: 9, replacement: undefined, response: [] },
          {
            command: "GETINFO",
            pattern: "(a)",
            line: 10,
            replacement: "b{}",
            response: [{ pattern: "c", replacement: "d" }],
          },
        ],
        settings: [
          { key: "bridge", line: 17, values: [] },
          {
            key: "DisableNetwork",
            line: 18,
            values: [
              { pattern: "", line: 18 },
              { pattern: "0", line: 18 },
            ],
          },
        ],
        events: [{ event: "SIGNAL", line: 20, isSuppressed: true, response: [] }],
        restrictsStreams: true,
      },
    ]);
  });

  test.each<[string, string, number]>([
    ["one map", "hosts: [a]\ncommands: {}\n", 1],
    ["comments alone", "---\n# nothing yet\n", 0],
    ["odd shapes inside of one", "- hosts: {a: b}\n  commands: [GETINFO]\n  confs: 1\n  events:\n", 1],
    ["nothing", "", 0],
  ])("%s gives no problem", (_name, text, count) => {
    const { value, problems } = readProfiles(text);
    expect(value).toHaveLength(count);
    expect(problems).toEqual([]);
  });

  test.each<[string, string, number[]]>([
    ["a text", "hello\n", [1]],
    ["a list of other things", "- hosts: [a]\n- 7\n- []\n", [2, 3]],
  ])("%s is no profile, which is a problem of its line", (_name, text, lines) => {
    const { problems } = readProfiles(text);
    expect(problems.map(({ code, place }) => `${code} ${place.line}`)).toEqual(
      lines.map((line) => `filter-no-profile ${line}`),
    );
  });

  test("the last of equal keys counts, as it does for the engine", () => {
    const { value } = readProfiles("- commands:\n    GETINFO: ['.*']\n    GETINFO: [version]\n");
    expect(value[0]?.commands.map(({ pattern }) => pattern)).toEqual(["version"]);
  });

  test("a pattern that is none is a problem of its line", () => {
    const { problems } = readProfiles("- commands:\n    GETINFO:\n      - version\n      - 'ns/id/['\n");
    expect(problems).toMatchObject([{ code: "pattern-syntax", severity: "error", place: { line: 4 } }]);
  });

  test("any value in any place gives profiles or nothing", () => {
    const keys = [
      "hosts",
      "users",
      "commands",
      "confs",
      "events",
      "GETINFO",
      "pattern",
      "response",
      "replacement",
      "suppress",
    ];
    const tree = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "medium", withCrossShrink: true },
        fc.constantFrom(".*", "a|b", "(", "", 0, true, null),
        fc.array(tie("node"), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...keys), tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(tree, (node) => {
        const { value } = readProfiles(JSON.stringify([node]));
        for (const profile of value) expect(profile.line).toBe(1);
      }),
      { numRuns: 100 },
    );
  });
});
