import fc from "fast-check";
import { expect, test } from "vitest";
import { isSealedId } from "../../kernel/index.ts";
import { dayOf, formatAccessList, parseAccessList } from "./access-list.ts";
import { newSealedId } from "./sealed-id.ts";
import { formatHead, headOf, padded, parseSealedText, recordOf, type SealedHead } from "./sealed-text.ts";

const ID = "S-204817365";
const HEAD: SealedHead = { id: ID, layer: "L-111222333", revision: 2, access: 1, disclosedAs: undefined };
const read = (text: string) => parseSealedText(Buffer.from(text, "latin1"), ID);
const sealed = (record: string, head = HEAD) => read(`${formatHead(head)}\n${record}`);

const digits = fc.integer({ min: 0, max: 999_999_999 }).map((number) => String(number).padStart(9, "0"));
const head = fc.record({
  id: digits.map((number) => `S-${number}`),
  layer: digits.map((number) => `L-${number}`),
  revision: fc.integer({ min: 1, max: 999_999_999 }),
  access: fc.integer({ min: 1, max: 999_999_999 }),
  disclosedAs: fc.constantFrom(undefined, "CVE-2026-1000", "TEMP-0000000-ABCDEF"),
});

test("a head is read as it was written", () => {
  fc.assert(
    fc.property(head, (one) => {
      expect(headOf(`${formatHead(one)}\nmore`)).toEqual(one);
    }),
  );
});

test("an issue without a number is called by its sealed name, and lines are those of the text", () => {
  const { value, problems } = sealed("CVE-2026-XXXX [heap overflow]\n\t- curl <unfixed>\n");
  expect(problems).toEqual([]);
  expect(value).toMatchObject({ name: ID, file: { path: `issues/${ID}.asc` } });
  expect(value?.file.records).toMatchObject([{ name: ID, notes: [{ package: "curl", line: 3 }] }]);
});

test("one with a number is called by it, also when it says nothing about a package yet", () => {
  expect(sealed("CVE-2026-1000 [x]\n\t- curl 2\n").value?.name).toBe("CVE-2026-1000");
  expect(sealed("CVE-2026-1000 [x]\n\tNOTE: who knows\n").value?.name).toBe("CVE-2026-1000");
});

test("a tombstone has no record", () => {
  const tombstone = { ...HEAD, disclosedAs: "CVE-2026-1000" };
  expect(sealed("", tombstone).value).toMatchObject({ name: "CVE-2026-1000", file: { records: [] } });
  expect(sealed("CVE-2026-1000\n\t- curl 2\n", tombstone).value).toBeUndefined();
});

test.each([
  ["no head", "CVE-2026-1000\n\t- curl 2\n", "sealed-form"],
  ["nothing at all", "", "sealed-form"],
  ["another issue's head", `${formatHead({ ...HEAD, id: "S-000000001" })}\nCVE-2026-1000\n\t- curl 2\n`, "sealed-form"],
  ["no record", `${formatHead(HEAD)}\n`, "sealed-form"],
  ["two records", `${formatHead(HEAD)}\nCVE-2026-1000\n\t- curl 2\nCVE-2026-1001\n\t- curl 2\n`, "sealed-form"],
  ["a line that is none", `${formatHead(HEAD)}\nCVE-2026-1000\n\t- curl !\n`, "tracker-note"],
  ["a header that is none", `${formatHead(HEAD)}\nS-204817365\n\t- curl 2\n`, "tracker-header"],
])("set aside: %s", (_, text, code) => {
  const { value, problems } = read(text);
  expect(value).toBeUndefined();
  expect(problems).toMatchObject([{ code, place: { file: `issues/${ID}.asc` } }]);
});

test("whatever bytes were sealed, reading them ends, and a value is one record of this issue", () => {
  const line = fc.constantFrom(
    formatHead(HEAD),
    "CVE-2026-1000",
    "CVE-2026-XXXX [x]",
    "\t- curl 2",
    "",
    "--",
    "\tNOTE: x",
  );
  const text = fc.array(fc.oneof(line, fc.string()), { maxLength: 6 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, (one) => {
      const { value, problems } = read(one);
      if (value === undefined) expect(problems.length).toBeGreaterThan(0);
      else expect([value.head.id, value.file.records.length + value.file.quiet.count]).toEqual([ID, 1]);
    }),
  );
});

test("padding goes to steps of 4096 bytes and is no part of the record", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9000 }), (length) => {
      const bytes = padded("x".repeat(length));
      expect(bytes.length % 4096).toBe(0);
      expect(bytes.length - length).toBeGreaterThan(0);
      expect(bytes.length - length).toBeLessThanOrEqual(4096);
      expect(Buffer.from(bytes).toString().trimEnd()).toBe("x".repeat(length));
    }),
  );
  expect(recordOf(`${formatHead(HEAD)}\n\nCVE-2026-1000\n\t- curl 2\n\n\n`)).toBe("CVE-2026-1000\n\t- curl 2\n");
});

test("names are nine random digits and never taken ones", () => {
  let next = 0;
  const random = { bytes: (count: number) => Uint8Array.from({ length: count }, () => (next++ * 7) % 256) };
  const first = newSealedId(random, new Set());
  next = 0;
  const second = newSealedId(random, new Set([first]));
  expect(isSealedId(first) && isSealedId(second)).toBe(true);
  expect(second).not.toBe(first);
});

const access = fc.record({
  layer: digits.map((number) => `L-${number}`),
  revision: fc.integer({ min: 1, max: 999_999_999 }),
  people: fc.uniqueArray(
    fc.record({
      person: fc.constantFrom("ada", "ben", "pia-2"),
      reason: fc.constantFrom("security team", "maintains libexample: told on Friday"),
      until: fc.constantFrom("2027-01-01", "2026-12-31", "2028-02-29").map((day) => dayOf(day) as Date),
    }),
    { selector: ({ person }) => person },
  ),
});

test("an access list is read as it was written", () => {
  fc.assert(
    fc.property(access, (list) => {
      expect(parseAccessList(Buffer.from(formatAccessList(list)))).toEqual({ value: list, problems: [] });
    }),
  );
});

const LIST = "Sealed-Layer: L-111222333\nRevision: 1\n\nPerson: ada\nReason: team\nUntil: 2027-06-30\n";
test.each([
  ["nothing", ""],
  ["no revision", LIST.replace("Revision: 1\n", "")],
  ["no reason", LIST.replace("Reason: team\n", "")],
  ["no end", LIST.replace("Until: 2027-06-30\n", "")],
  ["a day that is none", LIST.replace("06-30", "06-31")],
  ["somebody twice", `${LIST}\nPerson: ada\nReason: again\nUntil: 2028-06-30\n`],
  ["a broken line", `${LIST}what is this\n`],
])("an access list with %s lets in nobody", (_, text) => {
  const { value, problems } = parseAccessList(Buffer.from(text));
  expect(value).toBeUndefined();
  expect(problems.length).toBeGreaterThan(0);
});
