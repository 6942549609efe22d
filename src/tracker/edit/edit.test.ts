import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { type AdvisoryEntry, addAdvisoryEntry } from "./add-advisory-entry.ts";
import { addIssue } from "./add-issue.ts";
import { advisoryId, nextAdvisoryNumber, nextAdvisoryRevision } from "./advisory-number.ts";
import { missingIssues, recordAdvisoryInIssues } from "./record-advisory.ts";
import { removeReleaseNote, setReleaseNote } from "./set-note.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const text = (content: Uint8Array): string => Buffer.from(content).toString("latin1");

const RELEASES = ["buster", "bullseye", "bookworm", "trixie", "sid"];
const ENTRY: AdvisoryEntry = {
  id: "ACME-SA-7-1",
  date: new Date("2026-11-06T23:30:00Z"),
  package: "libmodbus",
  title: "security update",
  issues: ["CVE-2024-10918"],
  fixes: [
    { release: "trixie", version: "3.1.11-1+deb13u1" },
    { release: "bookworm", version: "3.1.6-2.1+deb12u1" },
  ],
};

describe("the number of an advisory", () => {
  const list = bytes(
    "[06 Nov 2026] DSA-12-2 x\n\t[sid] - x 1\n[05 Nov 2026] DSA-14-1 x\n\t[sid] - ?\n[04 Nov 2026] DSA-13 x\n",
  );

  test("is one above the highest, also when its record has an error", () => {
    expect(nextAdvisoryNumber(list, "DSA", 1)).toBe(15);
  });

  test("counts from the header even when the date is wrong", () => {
    expect(nextAdvisoryNumber(bytes("[99 Nov 2026] DSA-20-1 x\n\t[sid] - x 1\n"), "DSA", 1)).toBe(21);
  });

  test("is the first one in an empty list", () => {
    expect(nextAdvisoryNumber(bytes(""), "DSA", 5000)).toBe(5000);
  });

  test.each([
    [12, 3],
    [13, 2],
  ])("DSA-%i gets revision %i next", (number, revision) => {
    expect(nextAdvisoryRevision(list, "DSA", number)).toBe(revision);
    expect(advisoryId("DSA", number, revision)).toBe(`DSA-${number}-${revision}`);
  });

  test("an advisory that is not there has no revision", () => {
    expect(() => nextAdvisoryRevision(list, "DSA", 99)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});

describe("an advisory's entry", () => {
  test("stands at the top in Debian's form, and the rest is untouched", () => {
    const before = "[01 Nov 2026] ACME-SA-6-1 x - security update\n\t[sid] - x 1\nnonsense \xff\n";
    expect(text(addAdvisoryEntry(bytes(before), ENTRY))).toBe(
      `[06 Nov 2026] ACME-SA-7-1 libmodbus - security update\n\t{CVE-2024-10918}\n\t[trixie] - libmodbus 3.1.11-1+deb13u1\n\t[bookworm] - libmodbus 3.1.6-2.1+deb12u1\n${before}`,
    );
  });

  test("is read back as it was meant", () => {
    const list = addAdvisoryEntry(bytes(""), ENTRY);
    const { value, problems } = parseList(list, { path: "ACME-SA/list", kind: "advisories", prefix: "ACME-SA" });
    expect(problems).toEqual([]);
    expect(value.records).toMatchObject([
      { name: "ACME-SA-7-1", notes: [{ release: "trixie" }, { release: "bookworm" }] },
    ]);
  });

  test.each<readonly [string, Partial<AdvisoryEntry>]>([
    ["no number", { id: "ACME-SA" }],
    ["no revision", { id: "DSA-7" }],
    ["the issues' own prefix", { id: "CVE-7-1" }],
    ["package with a blank", { package: "lib modbus" }],
    ["title with a newline", { title: "security\nupdate" }],
    ["unnamed issue", { issues: ["CVE-2024-XXXX"] }],
    ["no fix", { fixes: [] }],
    ["version that dpkg refuses", { fixes: [{ release: "sid", version: "1 2" }] }],
    ["codename in capitals", { fixes: [{ release: "Sid", version: "1" }] }],
  ])("is refused: %s", (_name, change) => {
    expect(() => addAdvisoryEntry(bytes(""), { ...ENTRY, ...change })).toThrow(
      expect.objectContaining({ code: "INPUT_INVALID" }),
    );
  });

  test("a number is given once", () => {
    const list = addAdvisoryEntry(bytes(""), ENTRY);
    expect(() => addAdvisoryEntry(list, ENTRY)).toThrow(expect.objectContaining({ code: "CONFLICT" }));
  });
});

describe("an advisory in the list of issues", () => {
  const BEFORE = "CVE-2024-10919\n\tRESERVED\n";
  const AFTER = "CVE-2024-10917 (x)\n\t- libmodbus <unfixed>\n\t[bookworm] - libmodbus <unfixed>\n";
  const write = (record: string): string =>
    text(recordAdvisoryInIssues(bytes(BEFORE + record + AFTER), ENTRY)).slice(BEFORE.length, -AFTER.length);

  test.each([
    ["new braces", "CVE-2024-10918 (x)\n\t- libmodbus 3\n", "CVE-2024-10918 (x)\n\t{ACME-SA-7-1}\n\t- libmodbus 3\n"],
    [
      "braces that are there",
      "CVE-2024-10918 (x)\n\t{DLA-1-1}\n\t- libmodbus 3\n",
      "CVE-2024-10918 (x)\n\t{DLA-1-1 ACME-SA-7-1}\n\t- libmodbus 3\n",
    ],
    [
      "lines of the releases that it fixes go, others stay",
      "CVE-2024-10918 (x)\n\t- libmodbus 3\n\t[trixie] - libmodbus <unfixed>\n\t[bookworm] - libmodbus <no-dsa> (Minor)\n\t[bullseye] - libmodbus <ignored> (old)\n\t- other 1\n\t[bookworm] - other 1\n\tNOTE: [bookworm] - libmodbus\n",
      "CVE-2024-10918 (x)\n\t{ACME-SA-7-1}\n\t- libmodbus 3\n\t[bullseye] - libmodbus <ignored> (old)\n\t- other 1\n\t[bookworm] - other 1\n\tNOTE: [bookworm] - libmodbus\n",
    ],
    ["a reserved issue", "CVE-2024-10918\n\tRESERVED\n", "CVE-2024-10918\n\t{ACME-SA-7-1}\n\tRESERVED\n"],
    [
      "again, nothing changes",
      "CVE-2024-10918\n\t{ACME-SA-7-1}\n\t- x 1\n",
      "CVE-2024-10918\n\t{ACME-SA-7-1}\n\t- x 1\n",
    ],
  ])("%s", (_name, record, written) => {
    expect(write(record)).toBe(written);
  });

  test.each([
    ["NOT_FOUND", "CVE-2024-10916\n\tRESERVED\n"],
    ["INPUT_INVALID", "CVE-2024-10918\n\t- libmodbus !\n"],
    ["INPUT_INVALID", "CVE-2024-10918\n\t- x 1\nCVE-2024-10918\n\t- x 2\n"],
    ["INPUT_INVALID", "CVE-2024-10918\n\tNOT-FOR-US: x\n"],
  ])("%s", (code, record) => {
    expect(() => write(record)).toThrow(expect.objectContaining({ code }));
  });

  test("issues without a record are named beforehand, and get one", () => {
    const list = bytes(BEFORE);
    expect(missingIssues(list, ["CVE-2024-10919", "CVE-2024-10918"])).toEqual(["CVE-2024-10918"]);
    const added = addIssue(list, "CVE-2024-10918", "stack overflow in modbus_reply()");
    expect(text(added)).toBe(`CVE-2024-10918 [stack overflow in modbus_reply()]\n\tTODO: check\n${BEFORE}`);
    expect(() => addIssue(added, "CVE-2024-10918")).toThrow(expect.objectContaining({ code: "CONFLICT" }));
  });
});

describe("one line of one record", () => {
  const RECORD = "CVE-2026-1000 (x)\n\t{DSA-1-1}\n\t- curl 8\n\t[bookworm] - curl <unfixed>\n\t- wget 1\n";
  const set = (record: string, name: string, release: string | undefined, says: string): string =>
    text(setReleaseNote(bytes(record), { issue: "CVE-2026-1000", package: name, release }, says, RELEASES));

  test.each([
    [
      "is replaced",
      "curl",
      "bookworm",
      "7.88.1-10+deb12u1",
      RECORD.replace("curl <unfixed>", "curl 7.88.1-10+deb12u1"),
    ],
    [
      "of a newer release comes before",
      "curl",
      "trixie",
      "<unfixed>",
      RECORD.replace("\t[bookworm]", "\t[trixie] - curl <unfixed>\n\t[bookworm]"),
    ],
    [
      "of an older release comes behind",
      "curl",
      "bullseye",
      "<end-of-life> (EOL)",
      RECORD.replace("\t- wget", "\t[bullseye] - curl <end-of-life> (EOL)\n\t- wget"),
    ],
    ["without a release replaces the default", "curl", undefined, "9 (low)", RECORD.replace("curl 8", "curl 9 (low)")],
    ["of another package comes last", "zlib", undefined, "<unfixed>", `${RECORD}\t- zlib <unfixed>\n`],
  ])("%s", (_name, name, release, says, written) => {
    expect(set(RECORD, name, release, says)).toBe(written);
  });

  test("takes the place of TODO: check", () => {
    expect(set("CVE-2026-1000 (x)\n\tTODO: check\n", "curl", undefined, "<unfixed>")).toBe(
      "CVE-2026-1000 (x)\n\t- curl <unfixed>\n",
    );
  });

  test.each([
    ["no note", "curl", "sid", "<fixed>"],
    ["a second line", "curl", "sid", "1\n\t- wget 1"],
    ["a letter outside ASCII", "curl", "sid", "<no-dsa> (\xfc)"],
    ["a package that is none", "cu rl", "sid", "1"],
  ])("refuses %s", (_name, name, release, says) => {
    expect(() => set(RECORD, name, release, says)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });

  test("is removed", () => {
    const target = { issue: "CVE-2026-1000", package: "curl", release: "bookworm" };
    const without = removeReleaseNote(bytes(RECORD), target);
    expect(text(without)).toBe(RECORD.replace("\t[bookworm] - curl <unfixed>\n", ""));
    expect(() => removeReleaseNote(without, target)).toThrow(expect.objectContaining({ code: "NOT_FOUND" }));
  });

  test("changes no byte outside its record, whatever stands around", () => {
    const junk = fc.array(
      fc.constantFrom(
        "CVE-2026-1\n",
        "CVE-2026-1001 (a)\n\t- x 1\n",
        "\t- \xff\n",
        "--\n",
        "CVE-2026-1002\n\tREJECTED\n",
      ),
    );
    const says = fc.constantFrom("1-1", "<unfixed>", "<no-dsa> (Minor)", "<not-affected> (No code)");
    fc.assert(
      fc.property(junk, junk, fc.constantFrom(...RELEASES), says, (before, after, release, word) => {
        const head = `CVE-2026-2000\n${before.join("")}`;
        const tail = `CVE-2026-2001\n${after.join("")}`;
        const written = set(head + RECORD + tail, "curl", release, word);
        expect(written.startsWith(head)).toBe(true);
        expect(written.endsWith(tail)).toBe(true);
        expect(written).toContain(`\t[${release}] - curl ${word}\n`);
      }),
    );
  });
});
