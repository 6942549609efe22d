import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareIssueIds, sha256 } from "../kernel/index.ts";
import type { Approval } from "./approval.ts";
import { formatApproval, parseApproval } from "./approval-text.ts";

const APPROVAL: Approval = {
  edition: 4,
  decision: "approve",
  update: "42",
  source: "libmodbus",
  version: "3.1.6-2.1+deb12u1",
  release: "bookworm",
  issues: ["CVE-2022-0367", "CVE-2024-10918"],
  regressionOf: "",
  builtWithout: ["bookworm-security:i386"],
  until: "2026-11-28T14:02:00Z",
  files: [
    { name: "libmodbus5_3.1.6-2.1+deb12u1_amd64.deb", sha256: sha256("deb") },
    { name: "libmodbus_3.1.6-2.1+deb12u1.dsc", sha256: sha256("dsc") },
  ],
  reason: "",
};

const TEXT = `Sameday approval, version 4

Decision: approve
Update: 42
Source: libmodbus
Version: 3.1.6-2.1+deb12u1
Release: bookworm
Issues: CVE-2022-0367 CVE-2024-10918
Regression-Of: none
Built-Without: bookworm-security:i386
Until: 2026-11-28T14:02:00Z

Files:
  ${sha256("deb")}  libmodbus5_3.1.6-2.1+deb12u1_amd64.deb
  ${sha256("dsc")}  libmodbus_3.1.6-2.1+deb12u1.dsc
`;

const fileName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+:~%=@-]{0,60}$/);
const approvals: fc.Arbitrary<Approval> = fc
  .record({
    update: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:+~-]{0,40}$/),
    source: fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{1,40}$/),
    version: fc.stringMatching(/^([0-9]{1,3}:)?[0-9][A-Za-z0-9.+~]{0,20}(-[A-Za-z0-9.+~]{1,9})?$/),
    release: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,20}$/),
    issues: fc
      .uniqueArray(fc.tuple(fc.integer({ min: 1999, max: 2030 }), fc.integer({ min: 1000, max: 99999 })), {
        selector: (pair) => pair.join(),
        maxLength: 4,
      })
      .map((pairs) => pairs.map((pair) => `CVE-${pair.join("-")}`).sort(compareIssueIds)),
    regressionOf: fc.constantFrom("", "DSA-5814-1", "ACME-SA-7-2"),
    ends: fc.constantFrom("2026-11-28T14:02:00Z", "2028-02-29T00:00:00Z"),
    edition: fc.constantFrom(2 as const, 3 as const, 4 as const),
    builtWithout: fc.constantFrom([], ["bookworm-security:i386"], ["a/b:amd64", "a:i386"]),
    names: fc.uniqueArray(fileName, { minLength: 1, maxLength: 8 }),
    reason: fc.option(fc.stringMatching(/^[!-~À-ž]([ -~À-ž]{0,80}[!-~À-ž])?$/)),
  })
  .map(({ names, reason, ends, builtWithout, ...rest }) => ({
    ...rest,
    until: rest.edition === 4 ? ends : "",
    builtWithout: rest.edition === 2 ? [] : builtWithout,
    decision: reason === null ? "approve" : "override-proof",
    files: [...names].sort().map((name) => ({ name, sha256: sha256(name) })),
    reason: reason ?? "",
  }));

describe("an approval", () => {
  it("is a text that a person can read", () => {
    expect(formatApproval(APPROVAL)).toBe(TEXT);
  });

  it.each([
    [3, TEXT.replace("version 4", "version 3").replace(/Until.*\n/, "")],
    [2, TEXT.replace("version 4", "version 2").replace(/Built-Without.*\nUntil.*\n/, "")],
  ])("of version %d, as evidence has it, can still be read, and says that it has no end", (edition, text) => {
    const { value, problems } = parseApproval(text);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ edition, until: "", update: "42" });
    expect(value && formatApproval(value)).toBe(text);
  });

  it("comes back from its text as it was", () => {
    fc.assert(
      fc.property(approvals, (approval) => {
        expect(parseApproval(formatApproval(approval))).toEqual({ value: approval, problems: [] });
      }),
    );
  });

  it("has no second spelling: every changed text is refused or says something else", () => {
    fc.assert(
      fc.property(approvals, fc.nat(), fc.string({ maxLength: 2 }), (approval, at, other) => {
        const text = formatApproval(approval);
        const index = at % text.length;
        const changed = text.slice(0, index) + other + text.slice(index + 1);
        const { value, problems } = parseApproval(changed);
        if (value === undefined) expect(problems.length).toBeGreaterThan(0);
        else expect(formatApproval(value)).toBe(changed);
      }),
      { numRuns: 1000 },
    );
  });

  it("names sealed issues behind those with a number", () => {
    const sealed = { ...APPROVAL, issues: ["CVE-2024-10918", "S-204817365"] };
    expect(formatApproval(sealed)).toContain("\nIssues: CVE-2024-10918 S-204817365\n");
    expect(parseApproval(formatApproval(sealed)).value).toEqual(sealed);
  });

  it("survives OpenPGP's clear text: no line ends in white space or begins with a dash", () => {
    fc.assert(
      fc.property(approvals, (approval) => {
        for (const line of formatApproval(approval).split("\n")) expect(line).not.toMatch(/[ \t\r]$|^-/);
      }),
    );
  });

  it.each([
    ["another title", TEXT.replace("version 4", "version 1"), 1],
    ["no empty line", TEXT.replace("4\n\n", "4\n"), 2],
    ["another decision", TEXT.replace("approve", "reject"), 1],
    ["another order", TEXT.replace(/(Update.*\n)(Source.*\n)/, "$2$1"), 4],
    ["other spacing", TEXT.replace("Update: ", "Update:  "), 1],
    ["an unknown line", TEXT.replace("Files:", "Urgent: yes\nFiles:"), 13],
    ["a reason without an override", TEXT.replace(":i386\n", ":i386\nReason: x\n"), 12],
    ["an override without reason", TEXT.replace("approve", "override-proof"), 12],
    ["an upper-case hash", TEXT.replace(sha256("deb"), sha256("deb").toUpperCase()), 14],
    ["issues in another order", TEXT.replace(/(CVE-2022-0367) (\S+)/, "$2 $1"), 1],
    ["an issue twice", TEXT.replace("CVE-2022-0367", "CVE-2022-0367 CVE-2022-0367"), 1],
    ["a malformed issue", TEXT.replace("CVE-2022-0367", "CVE-22-1"), 1],
    ["a malformed sealed name", TEXT.replace("CVE-2024-10918", "S-12345"), 1],
    ["a sealed name before a public one", TEXT.replace("CVE-2022-0367", "S-204817365"), 1],
    ["no word on issues", TEXT.replace(/Issues.*\n/, ""), 8],
    ["an empty list of issues", TEXT.replace(/Issues: .*/, "Issues: "), 1],
    ["no end", TEXT.replace(/Until.*\n/, ""), 11],
    ["an end in another form", TEXT.replace("14:02:00Z", "14:02:00+00:00"), 1],
    ["an end on a day that is none", TEXT.replace("11-28T", "11-31T"), 1],
    ["an end in a text of version 3", TEXT.replace("version 4", "version 3"), 11],
    ["a malformed advisory", TEXT.replace("none", "DSA-1"), 1],
    ["no word on what it was built without", TEXT.replace(/Built.*\n/, ""), 10],
    ["a suite without architecture", TEXT.replace(":i386", ""), 1],
    ["a suite twice", TEXT.replace("bookworm-s", "bookworm-security:i386 bookworm-s"), 1],
    ["files in another order", TEXT.replace(/( .*deb\n)( .*dsc\n)/, "$2$1"), 1],
    ["a file twice", TEXT.replace(/( .*deb\n)/, "$1$1"), 1],
    ["no files", TEXT.replace(/ {2}.*\n/g, ""), 1],
    ["a path", TEXT.replace("libmodbus5_", "../libmodbus5_"), 1],
    ["white space at an end", TEXT.replace("bookworm", "bookworm "), 1],
    ["a missing line end", TEXT.slice(0, -1), 15],
    ["a line after the files", `${TEXT}also this\n`, 16],
    ["CR LF", TEXT.replaceAll("\n", "\r\n"), 2],
    ["nothing", "", 3],
    ["something huge", "x".repeat(2_000_000), 1],
  ])("is refused with %s, and the line is named", (_, text, line) => {
    const { value, problems } = parseApproval(text);
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.place.line)).toContain(line);
  });

  it.each([
    ["a line end in the reason", { decision: "override-proof", reason: "a\nDecision: approve" }],
    ["a hidden direction mark", { decision: "override-proof", reason: "safe \u202e live" }],
    ["a line end in a name", { update: "1\n2" }],
    ["no files", { files: [] }],
  ] as const)("is not written with %s", (_, change) => {
    expect(() => formatApproval({ ...APPROVAL, ...change })).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });
});
