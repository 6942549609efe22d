import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LoadedDistribution, readDistribution } from "./read-distribution.ts";

const directory = join(import.meta.dirname, "../../examples/debian");
const example = readFileSync(join(directory, "distribution.toml"));
const text = example.toString("utf8");

const everythingIsThere = {
  kind: (path: string) => (path.endsWith("/tracker") ? ("directory" as const) : ("file" as const)),
};

function read(content: string | Uint8Array, missing?: string): LoadedDistribution {
  return readDistribution(typeof content === "string" ? Buffer.from(content) : content, {
    file: "debian.toml",
    directory,
    files: { kind: (path) => (missing && path.endsWith(missing) ? "nothing" : everythingIsThere.kind(path)) },
    repositories: [{ url: "http://ftp.example.org/debian", suite: "bookworm", component: "main" }],
  });
}

describe("the example definition of Debian", () => {
  const { value, problems, mirrors } = read(example);

  test("is read without a problem", () => {
    expect(problems).toEqual([]);
    expect(value?.releases.map((release) => release.codename)).toEqual(["bullseye", "bookworm", "trixie", "sid"]);
  });

  test("has real dates, half open and without gaps", () => {
    const days = (codename: string) =>
      value?.releases
        .find((release) => release.codename === codename)
        ?.phases.map((phase) => [phase.name, phase.from.toISOString(), phase.until.toISOString()]);
    expect(days("bookworm")).toEqual([
      ["security", "2023-06-10T00:00:00.000Z", "2026-06-10T00:00:00.000Z"],
      ["lts", "2026-06-10T00:00:00.000Z", "2028-06-30T00:00:00.000Z"],
    ]);
    expect(days("sid")).toEqual([]);
  });

  test("takes the machine's mirror for the archive it carries, the fallback for the other", () => {
    expect(
      mirrors
        .filter((mirror) => mirror.suite.startsWith("bookworm"))
        .map(({ suite, url, taken }) => [suite, url, taken]),
    ).toEqual([
      ["bookworm", "http://ftp.example.org/debian", "machine"],
      ["bookworm-security", "http://deb.debian.org/debian-security", "fallback"],
      ["bookworm-updates", "http://ftp.example.org/debian", "machine"],
    ]);
    expect(JSON.stringify(value)).not.toContain('"url":"machine"');
  });

  test("resolves paths from the file's directory", () => {
    expect(value?.people[0]?.keyFile).toBe(join(directory, "keys/pia.asc"));
    expect(value?.layers[0]?.directory).toBe(join(directory, "tracker"));
  });
});

/** Each fault by the text that is replaced, the code it must have, and the text at which the problem must stand. */
const FAULTS: readonly (readonly [what: string, from: string, to: string, code: string, at: string, says: RegExp])[] = [
  ["not TOML", 'title = "Debian"', 'title = "Debian', "toml-syntax", 'title = "Debian', /./],
  ["a key twice", 'title = "Debian"', 'title = "Debian"\ntitle = "D"', "toml-syntax", 'title = "D"', /./],
  [
    "an unknown key",
    "budget-hours",
    "budget-hour",
    "distribution-unknown-key",
    "budget-hour",
    /Did you mean "budget-hours"/,
  ],
  ["an unknown table", "[mail]", "[post]", "distribution-unknown-key", "post]", /no key "post"/],
  ["a missing key", 'contact = "security@example.org"\n', "", "distribution-missing-key", "#", /"contact" is missing/],
  [
    "text for a number",
    "approvals = 1",
    'approvals = "1"',
    "distribution-wrong-type",
    '"1"',
    /a whole number, not text/,
  ],
  ["a table for a list", "[[image]]", "[image]", "distribution-wrong-type", "image]", /\[\[...\]\]/],
  ["a number out of range", "approvals = 1", "approvals = 0", "distribution-bad-value", "0", /from 1 to 10/],
  ["a number that is not whole", "approvals = 1", "approvals = 1.5", "distribution-bad-value", "1.5", /whole/],
  ["an empty list", 'members = ["pia", "leo"]', "members = []", "distribution-too-few", "[]", /At least 1/],
  [
    "a word that is no choice",
    'role = "full"',
    'role = "ful"',
    "distribution-bad-value",
    '"ful"',
    /Did you mean "full"/,
  ],
  ["a name with blanks", 'name = "ash"', 'name = "ash tree"', "distribution-bad-value", '"ash tree"', /small letters/],
  ["a control character", 'name = "Pia Example"', 'name = "Pia\\u0007"', "distribution-bad-value", '"Pia', /one line/],
  ["a short fingerprint", "8A187960B8F4C5496633", "8A18", "distribution-bad-value", '"8A18', /40 or 64 hex digits/],
  [
    "a date in quotes",
    "until = 2026-06-10",
    'until = "2026-06-10"',
    "distribution-wrong-type",
    '"2026-06-10"',
    /without quotes/,
  ],
  [
    "a date with a time",
    "until = 2026-06-10",
    "until = 2026-06-10T00:00:00Z",
    "distribution-bad-date",
    "2026-06-10T",
    /without a time/,
  ],
  ["a day that is none", "until = 2026-06-10", "until = 2026-06-31", "*", "2026-06-31", /./],
  [
    "phases that overlap",
    "from = 2026-06-10",
    "from = 2026-06-09",
    "distribution-phase-overlap",
    "2026-06-09",
    /overlap by 1 days/,
  ],
  [
    "phases with a gap",
    "from = 2026-06-10",
    "from = 2026-06-12",
    "distribution-phase-gap",
    "2026-06-12",
    /gap of 2 days/,
  ],
  [
    "a phase backwards",
    "until = 2028-06-30",
    "until = 2025-06-30",
    "distribution-phase-backwards",
    "2025-06-30",
    /before it begins/,
  ],
  [
    "a member who is no person",
    '["pia", "leo"]',
    '["pia", "loe"]',
    "distribution-dangling-name",
    '"loe"',
    /Did you mean "leo"/,
  ],
  [
    "an image of no release",
    'release = "bookworm"',
    'release = "bookwrm"',
    "distribution-dangling-name",
    '"bookwrm"',
    /Did you mean "bookworm"/,
  ],
  [
    "a builder for no architecture",
    'name = "ash"\narchitectures = ["amd64"',
    'name = "ash"\narchitectures = ["amd46"',
    "distribution-dangling-name",
    '"amd46"',
    /Did you mean "amd64"/,
  ],
  [
    "a role twice",
    'role = "updates"',
    'role = "main"',
    "distribution-twice",
    '"main"\nurl',
    /the role "main" stands twice/,
  ],
  ["a person twice", 'id = "leo"', 'id = "pia"', "distribution-twice", '"pia"\nname = "Leo', /stands twice/],
  [
    "two people with one key",
    "D716925E01699829D3FC13BF0CB920F924EAE56C",
    "8a187960b8f4c5496633edf8eeb1cc3cf1457972",
    "distribution-shared-key",
    '"8a18',
    /is pia's too/,
  ],
  [
    "a queue named as a suite",
    'name = "public"',
    'name = "updates"',
    "distribution-queue-clash",
    '"updates"\nembargoed',
    /bullseye-updates/,
  ],
  [
    "no main suite",
    'name = "sid"\nrole = "main"',
    'name = "sid"\nrole = "security"',
    "distribution-no-main-suite",
    '"sid"',
    /no suite with the role "main"/,
  ],
  [
    "support without a security suite",
    'name = "trixie-security"\nrole = "security"',
    'name = "trixie-security"\nrole = "lts"',
    "distribution-no-security-suite",
    '"trixie"',
    /no suite with the role "security"/,
  ],
  [
    "releases out of order",
    'version = "13"',
    'version = "11.1"',
    "distribution-release-order",
    '"11.1"',
    /oldest first/,
  ],
  ["no layer of ours", "ours = true", "ours = false", "distribution-our-layer", '"debian"\ndirectory', /ours = true/],
  [
    "more approvals than members",
    "approvals = 1",
    "approvals = 3",
    "distribution-too-few-full-members",
    "policy]",
    /there are 2/,
  ],
  [
    "a password in an address",
    'http://deb.debian.org/debian"',
    'http://me:secret@deb.debian.org/debian"',
    "distribution-bad-value",
    '"http://me',
    /without user name/,
  ],
  [
    "a host that is none",
    'http://deb.debian.org/debian"',
    'http://[deb.debian.org/debian"',
    "distribution-bad-value",
    '"http://[',
    /without user name/,
  ],
  [
    "a mail port that is none",
    'transport = "outbox"',
    'transport = "smtp://localhost:99999"',
    "distribution-bad-value",
    '"smtp',
    /smtp:/,
  ],
  [
    "an address that is none",
    'url = "machine"',
    'url = "the usual one"',
    "distribution-bad-value",
    '"the usual',
    /"machine"/,
  ],
  [
    "a builder called as the desk is",
    'name = "ash"',
    'name = "desk"',
    "distribution-builder-name",
    '"desk"',
    /evidence would not tell/,
  ],
  [
    "a short builder key",
    'name = "ash"',
    'name = "ash"\npublic-key = "AAAA"',
    "distribution-bad-value",
    '"AAAA"',
    /Ed25519/,
  ],
  [
    "a transport with a password",
    'transport = "outbox"',
    'transport = "smtp://me:pw@host:25"',
    "distribution-bad-value",
    '"smtp',
    /smtp:/,
  ],
];

describe("faults", () => {
  test.each(FAULTS)("%s", (_what, from, to, code, at, says) => {
    expect(text, "the example no longer holds what this test replaces").toContain(from);
    const broken = text.replace(from, to);
    const { value, problems } = read(broken);
    expect(value).toBeUndefined();
    const problem = problems.find((each) => (code === "*" || each.code === code) && says.test(each.message));
    expect(problem, JSON.stringify(problems)).toBeDefined();
    const line = broken
      .split("\n")
      .slice((problem?.place.line ?? 1) - 1)
      .join("\n");
    if (!problem?.code.startsWith("toml-")) {
      expect(
        line.slice((problem?.place.column ?? 1) - 1).startsWith(at),
        `${problem?.place.line}:${problem?.place.column}`,
      ).toBe(true);
    }
  });

  test.each([
    ["keys/leo.asc", /no key file .*leo\.asc\. Export it: gpg --armor --export D716/],
    ["debian-archive-keyring.gpg", /Install the package debian-archive-keyring/],
    ["tracker", /no tracker directory/],
    ["bookworm-minimal.manifest", /no manifest/],
  ])("a file that is not there: %s", (missing, says) => {
    const { value, problems } = read(text, missing);
    expect(value).toBeUndefined();
    expect(problems.map((problem) => [problem.code, says.test(problem.message)])).toEqual([
      ["distribution-missing-file", true],
    ]);
  });

  test("a layer of ours that git does not know can be read, and the desk's commits are warned of", () => {
    const { value, problems } = read(text, ".git");
    expect(value).toBeDefined();
    expect(problems).toEqual([
      expect.objectContaining({
        code: "distribution-layer-not-in-git",
        severity: "warning",
        message: expect.stringMatching(
          /tracker is no git work tree: .* git init .*tracker, as the user who runs the desk$/,
        ),
      }),
    ]);
    expect(read(text, "tracker/.git").problems, "a directory of a checkout").toEqual([]);
  });

  test("several faults are named together", () => {
    const broken = text
      .replace("approvals = 1", "approvals = 0")
      .replace('role = "full"', 'role = "boss"')
      .replace("[mail]", "[post]");
    expect(
      read(broken)
        .problems.map((problem) => problem.code)
        .sort(),
    ).toEqual([
      "distribution-bad-value",
      "distribution-bad-value",
      "distribution-missing-key",
      "distribution-unknown-key",
    ]);
  });

  test("columns count bytes, as editors of bytes do", () => {
    const { problems } = read(text.replace('title = "Debian"', 'title = "Ðebian" x'));
    expect(problems[0]?.place).toMatchObject({ line: 5, column: Buffer.byteLength('title = "Ðebian" ') + 1 });
  });

  test("bytes that are not UTF-8 have a place", () => {
    const at = text.indexOf('"Debian"');
    const bytes = Buffer.from(example);
    bytes[at + 1] = 0xff;
    expect(read(bytes).problems).toMatchObject([{ code: "toml-not-utf8", place: { line: 5, column: 10 } }]);
  });

  test("a warning leaves the definition in service", () => {
    const { value, problems } = read(text.replaceAll('"i386"]\nembargoed = true', '"i386"]\nembargoed = false'));
    expect(value).toBeDefined();
    expect(problems).toMatchObject([{ code: "distribution-no-embargoed-builder", severity: "warning" }]);
  });
});

describe("any input", () => {
  test("no change of bytes makes the reader throw, and every problem stands within the file", () => {
    const change = fc.record({
      at: fc.nat(example.length - 1),
      bytes: fc.uint8Array({ maxLength: 4 }),
      removed: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        let bytes = example;
        for (const { at, bytes: put, removed } of changes) {
          bytes = Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
        }
        expectPlacesWithin(bytes);
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    ["nothing", ""],
    ["a value nested a hundred thousand times", `x = ${"[".repeat(100_000)}`],
    ["names of the language itself", "[__proto__]\nconstructor = 1\n[[release]]\n__proto__ = 2\n"],
    ["no line feed at the end", 'name = "x'],
    ["a byte order mark", `\ufeff${text}`],
    ["carriage returns", text.replaceAll("\n", "\r\n")],
  ])("%s", (_what, content) => expectPlacesWithin(Buffer.from(content)));
});

function expectPlacesWithin(bytes: Buffer): void {
  const { value, problems } = read(bytes);
  expect(value !== undefined || problems.length > 0).toBe(true);
  const lines = bytes.toString("latin1").split("\n");
  for (const { place } of problems) {
    const length = lines[place.line - 1]?.length ?? -1;
    if (place.column < 1 || place.column > length + 1) {
      throw new Error(`${JSON.stringify(place)} is not within the file; its line has ${length} bytes`);
    }
  }
}
