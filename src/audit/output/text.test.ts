import { describe, expect, test } from "vitest";
import { HIGH, LOW, NOTE, PLAIN, REPORT, RULES } from "./testing.ts";
import { textReport } from "./text.ts";

const SUDOERS = "# who may\nbackup ALL = NOPASSWD: /usr/bin/dump\n\n";
const textOf = (path: string) => (path === HIGH.path ? SUDOERS : undefined);

test("a report for people, whole", () => {
  expect(textReport(REPORT, RULES, textOf, PLAIN)).toBe(
    `A sudo command without an argument list takes any arguments (sudo-arguments, class c)

high    etc/sudoers.d/backup:2  0123456789abcdef
  backup may run /usr/bin/dump as root with any arguments.
    1  # who may
  > 2  backup ALL = NOPASSWD: /usr/bin/dump
    3
  How an attacker comes here: it runs as root, and its caller chooses its arguments and its environment
    1. backup may run /usr/bin/dump as root (etc/sudoers.d/backup:2)
    2. /usr/bin/dump hands its arguments on (usr/bin/dump)

  What to do
  Write \`""\` behind it:

      backup ALL = /usr/bin/dump ""

  or every argument by itself.
  More: sameday audit rules sudo-arguments

Notes, which do not count (--format json lists them all)
  sudo-arguments: tests/sudoers:2 and 1 more

Waived
  low  lib/systemd/system/a b%.service  unit-sandbox  ada, #12, until 2027-02-01
    It has to write to every disk, and is started by hand alone.

1 finding: 1 high; 2 notes, 1 waived, 12 files judged.`,
  );
});

test("nothing found is one line", () => {
  const nothing = { scope: "tree", files: 1, findings: [], suppressed: [] } as const;
  expect(textReport(nothing, RULES, textOf, PLAIN)).toBe("Nothing found; 1 file judged.");
});

test("the worst stands first, whatever the order of the run", () => {
  const text = textReport({ ...REPORT, findings: [LOW, HIGH], suppressed: [] }, RULES, textOf, PLAIN);
  expect(text.indexOf(HIGH.message)).toBeLessThan(text.indexOf(LOW.message));
  expect(text).toContain("2 findings: 1 high, 1 low; 12 files judged.");
});

test("many findings of several rules end with their figures by rule, few do not", () => {
  const many = Array.from({ length: 12 }, () => [HIGH, { ...LOW, rule: "unit-sandbox" }]).flat();
  const text = (findings: typeof many) => textReport({ ...REPORT, findings, suppressed: [] }, RULES, textOf, PLAIN);
  expect(text(many)).toContain(
    `By rule (--rule ID shows one alone)
    high  medium     low
      12                  sudo-arguments
                      12  unit-sandbox

24 findings:`,
  );
  for (const few of [many.slice(0, 10), many.map(() => HIGH)]) expect(text(few)).not.toContain("By rule");
});

test("colours by severity, and the word beside them", () => {
  const painted = { ...PLAIN, bad: (text: string) => `<bad>${text}</bad>` };
  expect(textReport(REPORT, RULES, textOf, painted)).toContain("<bad>high  </bad>");
});

test("what a change takes out of the count is said, and which waivers it brings", () => {
  const suppressed = REPORT.suppressed.map((one) => ({ ...one, isNew: true }));
  const uncounted = Array.from({ length: 22 }, () => NOTE);
  const text = textReport({ ...REPORT, suppressed, uncounted }, RULES, textOf, PLAIN);
  expect(text).toContain(
    "This change edits .sameday-audit.toml, and these no longer count\n  sudo-arguments: tests/sudoers:2\n",
  );
  expect(text).toContain("\n  and 2 more\n");
  expect(text).toContain("until 2027-02-01, entered by this change\n");
});

describe("a hostile tree writes nothing of its own to the terminal", () => {
  test.each([
    ["a name with a line feed", "a\nNothing found; 0 files judged."],
    ["a name that clears the screen", "\u001b[2J\u001b[H"],
    ["a name that begins a C1 sequence", "\u009b31m"],
    ["a name with characters without a width", "a\u200b\u200e\u2028\ufeffb"],
  ])("%s", (_what, path) => {
    const step = { what: "unit", says: path, path, line: 1 };
    const entryPath = { privilege: "root", runsAs: path, callerControls: [], steps: [step] } as const;
    const text = textReport(
      { scope: "tree", files: 1, findings: [{ ...HIGH, path, message: path, entryPath }], suppressed: [] },
      RULES,
      () => `${path.replaceAll("\n", " ")}\n${path.replaceAll("\n", " ")}`,
      PLAIN,
    );
    expect(text).not.toMatch(/^Nothing found/m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for.
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028\ufeff]/);
  });
});
