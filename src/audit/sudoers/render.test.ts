import fc from "fast-check";
import { expect, test } from "vitest";
import { readSudoers } from "../parse/sudoers/read-sudoers.ts";
import { escapeArgument, renderSudoers } from "./render.ts";
import type { Grant } from "./types.ts";

/* tests/system/sudoers-generate.test.ts holds the rules against cvtsudoers and against sudo itself. */

const GRANT: Grant = {
  ...{ id: "a-b", purpose: "To look.", from: "alice", runAs: "root", runAsReason: "It must.", command: "/usr/bin/x" },
  ...{ arguments: { kind: "none" }, blankReason: undefined, withoutPassword: undefined, environment: [], settings: [] },
  ...{ noexec: false, digests: [], place: { line: 1, column: 1 } },
};

test("a grant with everything", () => {
  const grant: Grant = {
    ...GRANT,
    arguments: { kind: "lists", lists: [["--a=b", "c,d"], []] },
    withoutPassword: "Nobody has one.",
    environment: [
      { value: "A", reason: "For A." },
      { value: "B", reason: "For B." },
    ],
    settings: [{ value: "!use_pty", reason: "It reads keys." }],
    noexec: true,
    digests: [`sha256:${"0".repeat(64)}`],
  };
  expect(
    renderSudoers({ grants: [grant] })
      .split("\n")
      .slice(3),
  ).toEqual([
    "# a-b: To look.",
    "# Runs as root: It must.",
    "# Without a password: Nobody has one.",
    "# Keeps A: For A.",
    "# Keeps B: For B.",
    "# With !use_pty: It reads keys.",
    `Cmnd_Alias GRANT_A_B = sha256:${"0".repeat(64)} /usr/bin/x --a\\=b c\\,d, \\`,
    `    sha256:${"0".repeat(64)} /usr/bin/x ""`,
    'Defaults!GRANT_A_B env_keep += "A B"',
    "Defaults!GRANT_A_B !use_pty",
    "alice ALL = (root) NOPASSWD: NOSETENV: NOEXEC: GRANT_A_B",
    "",
  ]);
});

test.each([
  ["*", "\\*"],
  ["a[b]", "a\\[b\\]"],
  ["a\\b", "a\\\\\\\\b"],
  ["a,b:c=d#e f", "a\\,b\\:c\\=d\\#e\\ f"],
  ["^x$", "\\^x$"],
  ['"a"', '"a"'],
])("%s is written as %s", (argument, escaped) => {
  expect(escapeArgument(argument)).toBe(escaped);
});

test("every argument is matched as it is, and no reason leaves its comment", () => {
  const hard = fc
    .array(fc.constantFrom(..."*?[]!^$\\,:=# \"'()@%+-ax".split(""), "ALL", "NOPASSWD:", "é"), {
      minLength: 1,
      maxLength: 12,
    })
    .map((parts) => parts.join(""));
  const reason = fc
    .array(fc.constantFrom("why ", "\n", "\r", "\\", "ALL ALL = ALL", "\u2028", "#", "@include /x", "\0"), {
      maxLength: 6,
    })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.array(hard, { minLength: 1, maxLength: 4 }), reason, (list, why) => {
      fc.pre(list.join(" ") !== '""' && list.every((argument) => argument.trim() === argument));
      const grant: Grant = {
        ...GRANT,
        arguments: { kind: "lists", lists: [list] },
        purpose: why,
        withoutPassword: why,
      };
      const { value, problems } = readSudoers(renderSudoers({ grants: [grant] }));
      expect(problems).toEqual([]);
      expect(value.grants).toHaveLength(1);
      expect([value.includes, value.defaults]).toEqual([[], []]);
      const [alias] = value.aliases;
      expect(alias?.commands.map((command) => command.arguments)).toEqual([{ kind: "fixed", text: list.join(" ") }]);
    }),
    { numRuns: 300 },
  );
});
