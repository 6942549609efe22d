import { describe, expect, test } from "vitest";
import { EXAMPLE_IDS, type ExampleId, example, exampleText, NOW, publisherText, readText } from "../testing.ts";

test.each(EXAMPLE_IDS)("the example %s is read without an error", (id) => {
  const { problems } = readText(exampleText(id), publisherText(id));
  expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
});

test("what is private is not in the advisory", () => {
  const text = JSON.stringify(example("TSA-2026-003").advisory);
  for (const kept of ["Robin", "Exemplar", "exemplar.example", "in confidence"]) expect(text).not.toContain(kept);
  expect(text).toContain("geeknik");
});

test("paragraphs are joined lines; times keep their zone", () => {
  const { advisory, embargoUntil } = example("TSA-2026-003");
  expect(advisory.description.split("\n\n")).toHaveLength(2);
  expect(advisory.description).not.toMatch(/[^\n]\n[^\n]/);
  expect(advisory.timeline.at(-1)?.at).toEqual({ date: new Date("2026-05-06T16:00:00Z"), offset: 120 });
  expect(embargoUntil?.date.toISOString()).toBe("2026-05-06T16:00:00.000Z");
});

type Fault = readonly [what: string, from: string | RegExp, to: string, code: string, at: string];

/** Each fault by the text that is replaced, the code it must have, and the text at which the problem must stand. */
const DSA: readonly Fault[] = [
  ["no TOML", 'id = "DSA-5357-1"', 'id = "DSA-5357-1', "toml-syntax", 'id = "DSA'],
  ["a key that nobody knows", "severity =", "severty =", "advisory-unknown-key", "severty"],
  ["a missing key", 'severity = "medium"\n', "", "advisory-missing-key", "#"],
  ["a number for text", 'severity = "medium"', "severity = 37", "advisory-wrong-type", "37"],
  ["a severity that there is not", '"medium"', '"bad"', "advisory-bad-value", '"bad"'],
  ["an id in small letters", '"DSA-5357-1"', '"dsa-5357-1"', "advisory-bad-value", '"dsa-5357-1"'],
  ["a title of two lines", '"git security update"', '"git\\nsecurity"', "advisory-bad-value", '"git\\n'],
  ["control characters", "Nothing happens", "\\u001b[31mNothing happens", "advisory-bad-value", '"""\nWhoever'],
  ["an empty text", /impact = """[^"]*"""/, 'impact = " \\n "', "advisory-bad-value", '" \\n "'],
  ["a publisher that is not there", '"debian.toml"', '"gone.toml"', "advisory-no-publisher", '"gone.toml"'],
  ["an issue's name", '"CVE-2023-22490"', '"CVE-2023-1"', "advisory-bad-value", '"CVE-2023-1"'],
  ["an issue twice", '"CVE-2023-23946"', '"CVE-2023-22490"', "advisory-twice", '"CVE-2023-22490"\ntitle = "git apply'],
  ["a vector that is none", "C:H/I:N/A:N", "C:H/I:N/A:X", "advisory-bad-cvss", '"CVSS:3.1/AV:L/AC:L/PR:N/UI:R'],
  [
    "a vector with more than base metrics",
    "S:U/C:H/I:N/A:N",
    "S:U/C:H/I:N/A:N/E:P",
    "advisory-bad-cvss",
    '"CVSS:3.1/AV:L/AC:L/PR:N/UI:R',
  ],
  ["a weakness that cannot be named", '"CWE-59"', '"CWE-5959"', "advisory-unknown-cwe", '"CWE-5959"'],
  ["a weakness that is none", '"CWE-59"', '"59"', "advisory-bad-value", '"59"'],
  ["a release that the publisher lacks", '"bullseye"', '"bulseye"', "advisory-unknown-release", '"bulseye"'],
  ["a source package without release", 'release = "bullseye"\n', "", "advisory-missing-key", '"git"\nfixed'],
  [
    "a source package in capitals",
    'name = "git"\nrelease = "bullseye"',
    'name = "Git"\nrelease = "bullseye"',
    "advisory-bad-value",
    '"Git"',
  ],
  ["a version that dpkg refuses", '"1:2.30.2-1+deb11u2"', '"x:2.30"', "advisory-bad-version", '"x:2.30"'],
  ["a version that is none", '"1:2.30.2-1+deb11u2"', '"2.30 or so"', "advisory-bad-value", '"2.30 or so"'],
  ["a fix in version 0", '"1:2.30.2-1+deb11u2"', '"0"', "advisory-version-order", '"0"'],
  [
    "a fix before the problem",
    'fixed = "1:2.30.2-1+deb11u2"',
    'introduced = "1:2.40-1"\nfixed = "1:2.30.2-1+deb11u2"',
    "advisory-version-order",
    '"1:2.30.2-1+deb11u2"',
  ],
  [
    "not affected without a reason",
    'fixed = "1:2.39.2-1"',
    'status = "not-affected"',
    "advisory-missing-key",
    '"git"\nrelease = "sid"',
  ],
  [
    "not affected with a fix",
    'fixed = "1:2.39.2-1"',
    'fixed = "1:2.39.2-1"\nstatus = "not-affected"\nreason = "x"',
    "advisory-stray-key",
    '"1:2.39.2-1"',
  ],
  ["a reason for what is affected", 'fixed = "1:2.39.2-1"', 'reason = "because"', "advisory-stray-key", '"because"'],
  [
    "a product about an issue that there is not",
    'fixed = "1:2.39.2-1"',
    'fixed = "1:2.39.2-1"\nissues = ["CVE-2023-22491"]',
    "advisory-unknown-issue",
    '"CVE-2023-22491"',
  ],
  ["a product twice", '"sid"', '"bullseye"', "advisory-twice", '"git"\nrelease = "bullseye"\nfixed = "1:2.39'],
  ["an address without TLS", '"https://github.com', '"http://github.com', "advisory-bad-value", '"http://github'],
  ["an address with a user", '"https://github.com', '"https://me@github.com', "advisory-bad-value", '"https://me@'],
  [
    "a reference twice",
    "https://github.com/git/git/security/advisories/GHSA-gw92-x3fm-3g3q",
    "https://security-tracker.debian.org/tracker/DSA-5357-1",
    "advisory-twice",
    '"https://security-tracker.debian.org/tracker/DSA-5357-1"\nkind = "report"',
  ],
  ["a time without a zone", "2023-02-23T20:00:00Z", "2023-02-23T20:00:00", "advisory-bad-time", "2023-02-23T20"],
  ["a day for a time", "2023-02-23T20:00:00Z", "2023-02-23", "advisory-bad-time", "2023-02-23\n"],
  [
    "a revision before the embargo's end",
    "[[issue]]",
    "embargo-until = 2023-02-24T00:00:00+01:00\n\n[[issue]]",
    "advisory-before-embargo-ends",
    "2023-02-23T20:00:00Z",
  ],
  [
    "revisions out of their order",
    'says = "First published."',
    'says = "First published."\n\n[[revision]]\nat = 2023-02-23T22:00:00+02:00\nsays = "Again."',
    "advisory-revision-order",
    "2023-02-23T22:00:00+02:00",
  ],
  [
    "a time line out of its order",
    'says = "The git project published both problems with its fixes."',
    'says = "The git project published."\n\n[[event]]\nat = 2023-02-13T18:00:00Z\nsays = "Before."',
    "advisory-event-order",
    "2023-02-13",
  ],
  ["no revision", /\[\[revision\]\][\s\S]*$/, "[[revisions]]\n", "advisory-unknown-key", "revisions"],
];

const TSA: readonly Fault[] = [
  [
    "somebody named in a text",
    "The third has been",
    "Robin Exemplar says that it has been",
    "advisory-private-name",
    '"Robin Exemplar"\norg',
  ],
  [
    "somebody named over a line's end, in other letters",
    "The third has been",
    "ROBIN\nExemplar says that it has been",
    "advisory-private-name",
    '"Robin Exemplar"\norg',
  ],
  [
    "whom they work for",
    "The third has been",
    "Exemplar Laboratories says that it has been",
    "advisory-private-name",
    '"Exemplar Lab',
  ],
  [
    "how they are reached",
    "The third has been",
    "Ask robin@exemplar.example: it has been",
    "advisory-private-name",
    '"robin@',
  ],
  ["consent left open", "consent = false\n", "", "advisory-missing-key", 'credit]]\nname = "Robin'],
  [
    "two vectors of one version",
    '"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N",',
    '"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L",',
    "advisory-twice",
    '"CVSS:3.1/AV:N/AC:L',
  ],
  [
    "a CVE twice, under another number",
    'also = ["CVE-2026-44601"]',
    'also = ["CVE-2026-44602"]',
    "advisory-twice",
    '"CVE-2026-44602"]\ntitle = "a circuit',
  ],
  [
    "an issue that is about nothing",
    /(release = "0\.4\.[789]"|status = "not-affected")/g,
    '$1\nissues = ["TROVE-2026-006", "TROVE-2026-009"]',
    "advisory-issue-without-product",
    '"TROVE-2026-011"',
  ],
];

const PUBLISHER: readonly Fault[] = [
  ["a name for an address", '"security@torproject.example"', '"security"', "advisory-bad-value", '"security"'],
  [
    "an expiry in the past",
    "2027-06-30T00:00:00Z",
    "2026-11-22T11:59:59Z",
    "advisory-security-txt-expired",
    "2026-11-22T",
  ],
  [
    "an expiry too far ahead",
    "2027-06-30T00:00:00Z",
    "2027-11-24T12:00:00Z",
    "advisory-security-txt-too-far",
    "2027-11-24T",
  ],
  [
    "an expiry that is near",
    "2027-06-30T00:00:00Z",
    "2026-12-10T00:00:00Z",
    "advisory-security-txt-ends",
    "2026-12-10",
  ],
  ["a fingerprint with blanks", "D1A5C0FFEE", "D1A5 C0FFEE", "advisory-bad-value", '"D1A5 '],
  ["an id that is no UUID", "6c7a0f5e-1d2b-4c3d", "6c7a0f5e-1d2b-5c3d", "advisory-bad-value", '"6c7a'],
  [
    "an ecosystem that OSV lacks",
    "[announcement]",
    'osv-ecosystem = "Acme"\n[announcement]',
    "advisory-bad-value",
    '"Acme"',
  ],
  ["a language that there is not", '"es"', '"qq-nowhere"', "advisory-bad-value", '"qq-nowhere"'],
  ["contact by clear http", '"https://support', '"http://support', "advisory-bad-value", '"http://support'],
  ["nobody to send to", /to = \[[^\]]*\]/, "to = []", "advisory-too-few", "[]"],
  ["no TOML", 'name = "The Tor Project"', "name =", "toml-syntax", "\n"],
];

function placeOf(text: string, at: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(at));
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

function expectFault(id: ExampleId, file: "record" | "publisher", [, from, to, code, at]: Fault): void {
  const good = file === "record" ? exampleText(id) : publisherText(id);
  // A function keeps `$` of a plain text what it is.
  const text = typeof from === "string" ? good.replace(from, () => to) : good.replace(from, to);
  expect(text).not.toBe(good);
  const { problems } = file === "record" ? readText(text, publisherText(id)) : readText(exampleText(id), text);
  const found = problems.filter((problem) => problem.code === code);
  expect(found.map(({ message }) => message)[0], JSON.stringify(problems)).toMatch(/^\S.*[.?]$/s);
  expect(found[0]?.place.file).toBe(file === "record" ? "advisory.toml" : "tor.toml");
  if (code !== "toml-syntax") expect(found.map(({ place }) => placeOnly(place))).toContainEqual(placeOf(text, at));
}

function placeOnly({ line, column }: { line: number; column: number }): { line: number; column: number } {
  return { line, column };
}

describe("each fault has its code, and its place", () => {
  test.each(DSA.map((fault) => [fault[0], fault] as const))("%s", (_, fault) =>
    expectFault("DSA-5357-1", "record", fault),
  );
  test.each(TSA.map((fault) => [fault[0], fault] as const))("%s", (_, fault) =>
    expectFault("TSA-2026-003", "record", fault),
  );
  test.each(PUBLISHER.map((fault) => [fault[0], fault] as const))("publisher: %s", (_, fault) =>
    expectFault("TSA-2026-003", "publisher", fault),
  );
});

describe("warnings leave a record in service", () => {
  test.each([
    ["a severity other than the scores'", 'severity = "medium"', 'severity = "critical"', "advisory-severity-differs"],
    [
      "an open issue without CVSS 3.1",
      'cvss = ["CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N"]\n',
      "",
      "advisory-no-cvss-3",
    ],
  ])("%s", (_, from, to, code) => {
    const { value, problems } = readText(exampleText("DSA-5357-1").replace(from, to), publisherText("DSA-5357-1"));
    expect(problems.map((problem) => [problem.code, problem.severity])).toContainEqual([code, "warning"]);
    expect(value).toBeDefined();
  });

  test("packages that OSV's form cannot name", () => {
    const publisher = publisherText("DSA-5357-1").replace(/^osv-ecosystem.*\n/m, "");
    const { value, problems } = readText(exampleText("DSA-5357-1"), publisher);
    expect(problems).toMatchObject([
      { code: "advisory-no-osv-package", severity: "warning", message: expect.stringContaining("osv-ecosystem") },
    ]);
    expect(value).toBeDefined();
    const other = readText(exampleText("TSA-2026-003"), publisherText("TSA-2026-003"));
    expect(other.problems.map(({ code }) => code)).not.toContain("advisory-no-osv-package");
  });
});

test("thousands of tables, and an address of 40 kB, are refused before anything is compared", () => {
  const many = '\n[[reference]]\nurl = "https://example.org/a"\nkind = "web"\ntitle = "x"\n'.repeat(3_000);
  const started = process.cpuUsage();
  const { problems } = readText(exampleText("DSA-5357-1") + many, publisherText("DSA-5357-1"));
  expect(problems.map(({ code }) => code)).toEqual(["advisory-too-many"]);
  const long = `https://${"a.".repeat(20_000)}`;
  const found = readText(exampleText("DSA-5357-1").replace("https://github.com", long), publisherText("DSA-5357-1"));
  expect(found.problems.map(({ code }) => code)).toEqual(["advisory-bad-value"]);
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(15);
});

test("bytes that are no text are a problem, not an exception", () => {
  const { value, problems } = readText("\ufffd".repeat(10), publisherText("DSA-5357-1"), NOW);
  expect(value).toBeUndefined();
  expect(problems[0]?.code).toBe("toml-syntax");
});
