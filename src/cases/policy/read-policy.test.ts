import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SHIPPED_POLICIES } from "../../distribution/index.ts";
import type { Problem } from "../../kernel/index.ts";
import { type PolicyFiles, readPolicy } from "./read-policy.ts";
import { policyFiles } from "./shipped.ts";
import { readDuration } from "./sourced.ts";
import { shippedPolicy } from "./testing.ts";
import { SEVERITIES } from "./types.ts";

const root = join(import.meta.dirname, "../../..");
const shipped = policyFiles(root);
const defaultText = readFileSync(shipped.pathOf("default"), "utf8");

/** Files in memory over the shipped ones. */
function withFiles(files: Readonly<Record<string, string>>): PolicyFiles {
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    const own = files[path];
    return own === undefined ? shipped.read(path) : Buffer.from(own);
  };
  return { ...shipped, read };
}

function own(text: string): PolicyFiles {
  return withFiles({ "/p/own.toml": `name = "own"\ntitle = "Own"\nsource = "us"\n${text}` });
}

const OWN = "/p/own.toml";
const say = ({ code, place }: Problem): string => `${code} ${place.file}:${place.line}`;

describe("the shipped policies", () => {
  test.each(SHIPPED_POLICIES)("%s is read without a problem", async (name) => {
    const { value, problems } = await readPolicy(name, shipped);
    expect(problems).toEqual([]);
    expect(value?.name).toBe(name);
  });

  test("Tor: numbers of its own for everything, CVE ids and a warning ahead for high and critical, low is public", async () => {
    const tor = await shippedPolicy("tor");
    const column = (row: (severity: (typeof SEVERITIES)[number]) => unknown): unknown[] => SEVERITIES.map(row);
    expect(tor.ownIds).toEqual({ prefix: "TROVE", digits: 3 });
    expect(column((each) => tor.severities[each].ownId)).toEqual([true, true, true, true]);
    expect(column((each) => tor.severities[each].cve)).toEqual(["always", "always", "on-request", "on-request"]);
    expect(column((each) => tor.severities[each].confidential)).toEqual([true, true, true, false]);
    expect(tor.told.map(({ severities }) => severities)).toEqual([["critical", "high"]]);
    expect(tor.disclosure).toMatchObject({
      publicPlaceholder: true,
      alreadyPublic: "public",
      credit: "who-told-us-first",
    });
  });

  test("an invitation lasts as long as a policy says; for one that says nothing it is our proposal", async () => {
    const file = withFiles({ [OWN]: defaultText.replace(/\[invitations\]\n.*\n/, "") });
    const { value, problems } = await readPolicy(OWN, file);
    expect(problems).toEqual([]);
    expect(value?.invitedAtMost).toMatchObject({ value: { written: "30 days" }, isProposal: true });
    const { value: longer } = await readPolicy(
      OWN,
      own('extends = ["default"]\n[invitations]\nat-most = { value = "1 week", basis = "our team" }\n'),
    );
    expect(longer?.invitedAtMost).toMatchObject({ value: { ms: 604_800_000 }, basis: "our team", isProposal: false });
  });

  test("Tails: Tor's with four exceptions, and a review of its own for privileged code", async () => {
    const tails = await shippedPolicy("tails");
    expect(tails.extends).toEqual(["default", "tor"]);
    expect(tails.disclosure.publicPlaceholder).toBe(false);
    expect(tails.told.flatMap(({ severities }) => severities)).toEqual([]);
    expect(SEVERITIES.map((each) => [tails.severities[each].cve, tails.severities[each].ownId])).toEqual(
      SEVERITIES.map(() => ["never", false]),
    );
    expect(tails.sensitive?.areas.map(({ name, approvals }) => [name, approvals.value, approvals.isProposal])).toEqual([
      ["sudo", 1, false],
      ["privileges", 1, false],
      ["onion-grater", 1, true],
      ["sandboxes", 1, true],
    ]);
  });

  test("the distros list: 14 days at most, under 7 preferred, a day at least, all by its own policy", async () => {
    const [list] = (await shippedPolicy("debian")).lists;
    const { atMost, preferred, atLeast } = list ?? {};
    expect([atMost, preferred, atLeast].map((limit) => [limit?.value.written, limit?.isProposal])).toEqual([
      ["14 days", false],
      ["7 days", false],
      ["1 day", false],
    ]);
  });

  test("the Cyber Resilience Act: 24 hours, 72 hours, 14 days after the fix", async () => {
    const { duties } = await shippedPolicy("eu-cra");
    expect(duties.map(({ name, starts, within }) => [name, starts, within.value.written, within.isProposal])).toEqual([
      ["early-warning", "exploitation-known", "24 h", false],
      ["notification", "exploitation-known", "72 h", false],
      ["final-report", "fix-available", "14 days", false],
    ]);
  });

  test("what no source gives is known to be our proposal", async () => {
    const { clocks, severities } = await shippedPolicy("default");
    const all = [...Object.values(clocks), ...SEVERITIES.map((each) => severities[each].means)];
    expect(all.every(({ isProposal }) => isProposal)).toBe(true);
  });
});

describe("extending", () => {
  test("a file's own value replaces the inherited one with its basis, and keeps the place of the others", async () => {
    const { value } = await readPolicy(
      OWN,
      own('extends = ["tor"]\n[clocks]\nfix = { value = "10 days", basis = "our team" }\n'),
    );
    expect(value?.clocks.fix).toMatchObject({ value: { written: "10 days" }, basis: "our team", isProposal: false });
    expect(value?.clocks.fix.place).toMatchObject({ file: OWN, line: 6 });
    expect(value?.clocks.claim.place.file).toMatch(/default\.toml$/);
    expect(value?.ownIds?.prefix).toBe("TROVE");
  });

  test("what several ways lead to holds once, at its first place", async () => {
    const { value } = await readPolicy(OWN, own('extends = ["tails", "eu-cra", "distros-list"]'));
    expect(value?.extends).toEqual(["default", "tor", "tails", "eu-cra", "distros-list"]);
    expect(value?.severities.critical.cve).toBe("never");
    expect(value?.duties).toHaveLength(3);
    expect(value?.lists).toHaveLength(1);
  });

  test("a relative path starts at the file that names it", async () => {
    const files = withFiles({
      "/p/sub/own.toml": 'name = "own"\ntitle = "t"\nsource = "s"\nextends = ["../below.toml"]',
      "/p/below.toml": defaultText.replace('name = "default"', 'name = "below"'),
    });
    expect((await readPolicy("/p/sub/own.toml", files)).value?.extends).toEqual(["below"]);
  });

  test("a circle is named, not followed", async () => {
    const head = 'title = "t"\nsource = "s"\n';
    const files = withFiles({
      "/p/a.toml": `name = "a"\n${head}extends = ["./b.toml"]`,
      "/p/b.toml": `name = "b"\n${head}extends = ["./a.toml"]`,
    });
    const { value, problems } = await readPolicy("/p/a.toml", files);
    expect(value).toBeUndefined();
    expect(problems.map(say)).toEqual(["policy-circle /p/b.toml:4"]);
  });
});

describe("faults have a line", () => {
  test.each([
    ["an unknown key", '[clocks]\nfixx = { value = "1 h", basis = "x" }', "policy-unknown-key", 6],
    ["an unknown severity", "[severity.hihg]\nconfidential = true", "policy-missing-key", 5],
    ["a number without a basis", '[clocks]\nfix = { value = "1 h" }', "policy-missing-key", 6],
    ["a bare number", '[clocks]\nfix = "1 h"', "policy-wrong-type", 6],
    ["no length of time", '[clocks]\nfix = { value = "soon", basis = "x" }', "policy-bad-value", 6],
    ["nothing as a length", '[clocks]\nfix = { value = "0 h", basis = "x" }', "policy-bad-value", 6],
    ["an unknown policy", 'extends = ["tro"]', "policy-dangling-name", 4],
    ["a deputy before the point person", '[escalation]\ndeputy = { value = 50, basis = "x" }', "policy-order", 6],
    [
      "a severity that a list cannot know",
      '[told.all]\nwho = "a"\nwhat = "b"\nahead = { value = "1 h", basis = "x" }\nseverities = ["hgh"]',
      "policy-bad-value",
      9,
    ],
    ["numbers of our own without their form", "[severity.low]\nown-id = true", "policy-dangling-name", 5],
    [
      "a path out of the checkout",
      '[sensitive.area.x]\nsays = "x"\npaths = ["../etc"]\napprovals = { value = 1, basis = "x" }',
      "policy-bad-value",
      7,
    ],
    ["no TOML", "[clocks", "toml-syntax", 5],
  ])("%s", async (_name, text, code, line) => {
    const extended = text.startsWith("extends") ? text : `extends = ["default"]\n${text}`;
    const { value, problems } = await readPolicy(OWN, own(extended));
    expect(value).toBeUndefined();
    expect(problems.map(say)).toContain(`${code} ${OWN}:${line}`);
  });

  test("an unknown severity beside complete tables is named with the nearest", async () => {
    const rest =
      'means = { value = "m", basis = "x" }\nconfidential = true\ncve = "never"\nreviewers = { value = 1, basis = "x" }';
    const { problems } = await readPolicy(OWN, own(`extends = ["default"]\n[severity.hihg]\n${rest}`));
    expect(problems.map(({ message }) => message)).toEqual(['"hihg" is no severity. Did you mean "high"?']);
  });

  test("a policy that is nowhere is said so, with the nearest shipped one", async () => {
    const { problems } = await readPolicy("tials", shipped);
    expect(problems[0]?.message).toContain('Did you mean "tails"?');
  });
});

test("no bytes make the reader throw", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 60 }), fc.nat(defaultText.length), async (noise, at) => {
      const bytes = Buffer.concat([Buffer.from(defaultText.slice(0, at)), noise, Buffer.from(defaultText.slice(at))]);
      await readPolicy("/p/x.toml", { ...shipped, read: async () => bytes });
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["30 min", 1_800_000],
  ["72 h", 259_200_000],
  ["1 day", 86_400_000],
  ["14 days", 1_209_600_000],
  ["2 weeks", 1_209_600_000],
])("%s is a length of time", (written, ms) => {
  expect(readDuration(written)).toEqual({ ms, written });
});

test.each(["", "0 h", "h", "1.5 h", "-1 h", "1h", "11 years", "3651 days", "999999 weeks"])("%j is none", (written) => {
  expect(readDuration(written)).toBeUndefined();
});
