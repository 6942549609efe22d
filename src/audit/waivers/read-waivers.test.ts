import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatProblem } from "../../kernel/index.ts";
import { waiverEntry } from "./entry.ts";
import { WAIVER_PROBLEMS } from "./problem-codes.ts";
import { readWaivers } from "./read-waivers.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const RULES = ["sudo-arguments", "unit-sandbox"];

const GOOD: Readonly<Record<string, string>> = {
  rule: `"sudo-arguments"`,
  path: `"etc/sudoers.d/backup"`,
  fingerprint: `"0123456789abcdef"`,
  reason: `"The program reads no arguments at all, see main in backup.c."`,
  owner: `"ada"`,
  created: "2026-11-01",
  expires: "2027-02-01",
  ticket: `"https://forge.example/7"`,
};

/** An entry, with some keys as given, and those that are undefined left out. */
function entry(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const keys = Object.entries({ ...GOOD, ...changes }).filter(([, value]) => value !== undefined);
  return `[[waiver]]\n${keys.map(([key, value]) => `${key} = ${value}\n`).join("")}`;
}

function read(text: string) {
  const { value, problems } = readWaivers(Buffer.from(text), { file: "w.toml", rules: RULES, now: NOW });
  for (const { code } of problems) if (code !== "toml-not-utf8") expect(Object.keys(WAIVER_PROBLEMS)).toContain(code);
  return { value, said: problems.map(formatProblem), codes: problems.map(({ code }) => code) };
}

test("a good entry counts", () => {
  expect(read(`# ours\n${entry()}`)).toMatchObject({
    value: [
      {
        rule: "sudo-arguments",
        path: "etc/sudoers.d/backup",
        owner: "ada",
        expires: new Date("2027-02-01T00:00:00Z"),
        place: { line: 2 },
      },
    ],
    said: [],
  });
});

test("a fault has file, line, column and code", () => {
  expect(read(entry({ reason: `""` })).said).toEqual([
    "w.toml:5:10: error: The reason is empty: write why this finding may stay. [waiver-empty-reason]",
  ]);
});

describe("refused", () => {
  const SHORT = "waiver-placeholder-reason";
  test.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ["an empty reason", { reason: `""` }, "waiver-empty-reason"],
    ["a blank reason", { reason: `"  \\n "` }, "waiver-empty-reason"],
    ["no reason", { reason: undefined }, "waiver-missing-key"],
    ...["XXX", "xxx", "FIXME", "todo", "TODO: say why", "n/a", "N/A.", "…", "...", "-", "tbd", "none", "wontfix"].map(
      (word): [string, Readonly<Record<string, string>>, string] => [word, { reason: JSON.stringify(word) }, SHORT],
    ),
    ["a mark in a sentence", { reason: `"This is needed by the installer, XXX explain"` }, SHORT],
    ["a lone phrase", { reason: `"False positive."` }, SHORT],
    ["a key held down", { reason: `"aaaaaaaaaaaaaaaaaaaaaaaaa"` }, SHORT],
    ["two words", { reason: `"is needed"` }, SHORT],
    ["a key of their own", { severity: `"low"` }, "waiver-unknown-key"],
    ["a misspelt key", { reason: undefined, reson: GOOD.reason }, "waiver-unknown-key"],
    ["no owner", { owner: undefined }, "waiver-missing-key"],
    ["a placeholder for an owner", { owner: `"TODO"` }, "waiver-bad-value"],
    ["an empty ticket", { ticket: `""` }, "waiver-bad-value"],
    ["a ticket that is none", { ticket: `"n/a"` }, "waiver-bad-value"],
    ["a number for a reason", { reason: "7" }, "waiver-wrong-type"],
    ["a rule that is none", { rule: `"sudo-argument"` }, "waiver-unknown-rule"],
    ["a fingerprint that is none", { fingerprint: `"0123"` }, "waiver-bad-value"],
    ["an absolute path", { path: `"/etc/sudoers"` }, "waiver-bad-value"],
    ["a day in quotes", { expires: `"2027-02-01"` }, "waiver-wrong-type"],
    ["a day that is none", { expires: "2027-02-01T10:00:00Z" }, "waiver-bad-date"],
    ["its end", { created: "2026-01-01", expires: "2026-11-22" }, "waiver-expired"],
    ["more than a year", { created: "2026-11-01", expires: "2027-11-02" }, "waiver-too-long"],
    ["an end before the beginning", { expires: "2026-10-01" }, "waiver-ends-before"],
    ["a beginning yet to come", { created: "2026-12-24" }, "waiver-created-ahead"],
  ])("%s", (_what, changes, code) => {
    const { value, codes } = read(entry(changes));
    expect(value).toEqual([]);
    expect(codes).toContain(code);
  });

  test("the same reason in other clothes", () => {
    const other = {
      fingerprint: `"ffffffffffffffff"`,
      reason: `"the program reads NO arguments at all; see main in backup.c"`,
    };
    const { value, said } = read(entry() + entry(other));
    expect(value).toHaveLength(1);
    expect(said).toEqual([expect.stringContaining("w.toml:14:10: error: The waiver of line 1 has the same reason")]);
  });

  test("the same finding twice", () => {
    expect(read(entry() + entry({ reason: `"Another reason for the very same line."` })).codes).toEqual([
      "waiver-twice",
    ]);
  });

  test("what is no TOML", () => {
    expect(read("[[waiver]\n").codes).toEqual(["toml-syntax"]);
    expect(read("ignore = true\n").codes).toEqual(["waiver-unknown-key"]);
    expect(read("waiver = 3\n").codes).toEqual(["waiver-wrong-type"]);
  });
});

test("a year to the day is no longer than 12 months, a leap day's too", () => {
  expect(read(entry({ created: "2026-11-01", expires: "2027-11-01" })).codes).toEqual([]);
});

test("one bad entry leaves the others in force, and says all that is wrong with it", () => {
  const { value, codes } = read(
    entry({ reason: `"…"`, expires: "2026-11-02", rule: `"nothing"` }) + entry({ fingerprint: `"ffffffffffffffff"` }),
  );
  expect(value.map(({ fingerprint }) => fingerprint)).toEqual(["ffffffffffffffff"]);
  expect(codes).toEqual(["waiver-placeholder-reason", "waiver-expired", "waiver-unknown-rule"]);
});

test("a prepared entry is refused until somebody has said why, who and where", () => {
  const finding = {
    rule: "sudo-arguments",
    class: "c",
    path: `etc/"x"\\y`,
    line: 3,
    severity: "high",
    message: "It may\nrun anything.",
    fingerprint: "0123456789abcdef",
  } as const;
  const text = waiverEntry(finding, NOW);
  expect(read(text).codes).toEqual(["waiver-bad-value", "waiver-bad-value"]);
  const named = text.replace(`owner = ""`, `owner = "ada"`).replace(`ticket = ""`, `ticket = "#1"`);
  expect(read(named).codes).toEqual(["waiver-empty-reason"]);
  const whole = named.replace(`reason = ""`, `reason = ${GOOD.reason}`);
  expect(read(whole)).toMatchObject({
    said: [],
    value: [{ path: finding.path, expires: new Date("2027-02-20T00:00:00Z") }],
  });
});

test("whatever the file says, nothing is thrown, faults have places in it, and what counts has a reason", () => {
  const value = fc.oneof(
    fc.constantFrom(...Object.values(GOOD), '""', "5", "true", "2026-02-30", "2026-11-22T10:00:00Z", "[]", "{}", "'x"),
    fc.string({ unit: "binary", maxLength: 12 }).map((text) => JSON.stringify(text)),
  );
  const key = fc.constantFrom(...Object.keys(GOOD), "note", "[[waiver]]", "#");
  const changed = fc
    .dictionary(fc.constantFrom(...Object.keys(GOOD)), value, { maxKeys: 2 })
    .map((changes) => entry(changes));
  const line = fc.tuple(key, value).map(([name, text]) => `${name} = ${text}\n`);
  fc.assert(
    fc.property(fc.array(fc.oneof(changed, changed, line, fc.string({ maxLength: 10 })), { maxLength: 4 }), (parts) => {
      const text = parts.join("");
      const bytes = Buffer.from(text);
      const { value: waivers, problems } = readWaivers(bytes, { file: "w.toml", rules: RULES, now: NOW });
      const lines = text.split("\n").length;
      for (const { place } of problems) expect(place.line >= 1 && place.line <= lines).toBe(true);
      for (const { reason, rule } of waivers) {
        expect(reason.trim()).not.toBe("");
        expect(RULES).toContain(rule);
      }
      if (text.includes("[[waiver]]") && waivers.length === 0) expect(problems).not.toEqual([]);
    }),
    { numRuns: 200 },
  );
});
