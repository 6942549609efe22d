import fc from "fast-check";
import { expect, test } from "vitest";
import { statusRow } from "../report/status-rows.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { dpkgJudge } from "../verdict/dpkg-judge.ts";
import { disclosedLists } from "./disclosed-lists.ts";

const RELEASES = ["buster", "bullseye", "bookworm", "trixie", "sid"];
const LIST = `CVE-2026-3000 (newest)
	- wget 1
CVE-2026-2000
	RESERVED
CVE-2026-1000 (from the feed)
	{DSA-1-1}
	- curl 2 (low)
	[bookworm] - curl <no-dsa> (Minor issue)
	NOTE: known
CVE-2025-1 (old)
	TODO: check
`;

function disclosed(list: string, text: string, as?: string): string {
  const lists = new Map([["CVE/list", Buffer.from(list)]]);
  const { lists: changed } = disclosedLists(lists, [{ text, ...(as !== undefined && { as }) }], RELEASES);
  return Buffer.from(changed.get("CVE/list") ?? Buffer.from(list)).toString();
}

test("an issue that the list lacks goes to its place, as it was sealed", () => {
  const text = "CVE-2026-1500 [secret]\n\t[trixie] - foo 3\n\t- foo <unfixed>\n\tNOTE: found by us\n";
  expect(disclosed(LIST, text)).toBe(LIST.replace("CVE-2026-1000", `${text}CVE-2026-1000`));
  const lowest = text.replaceAll("2026-1500", "2024-1500");
  expect(disclosed(LIST, lowest)).toBe(LIST + lowest);
  expect(disclosed(LIST.trimEnd(), lowest)).toBe(LIST + lowest);
  expect(disclosed(`${LIST}STOP: here\n`, lowest)).toBe(`${LIST}${lowest}STOP: here\n`);
});

test("one without a number goes to the top, and may get its number now", () => {
  const text = "CVE-2026-XXXX [secret]\n\t- foo <unfixed>\n";
  expect(disclosed(LIST, text)).toBe(text + LIST);
  expect(disclosed(LIST, text, "CVE-2026-2500")).toBe(
    LIST.replace("CVE-2026-2000", "CVE-2026-2500 [secret]\n\t- foo <unfixed>\nCVE-2026-2000"),
  );
});

test("a reserved record gets its text and lines, and nothing else changes", () => {
  const text = "CVE-2026-2000 [secret]\n\t- foo <unfixed>\n\t[bookworm] - foo 1.2\n\tNOTE: found by us\n";
  const record = "CVE-2026-2000 [secret]\n\tRESERVED\n\t- foo <unfixed>\n\t[bookworm] - foo 1.2\n\tNOTE: found by us\n";
  expect(disclosed(LIST, text)).toBe(LIST.replace("CVE-2026-2000\n\tRESERVED\n", record));
});

test("sealed lines take the place of public ones; comments are added once", () => {
  const text =
    "CVE-2026-1000 [ours]\n\t[bookworm] - curl 2~deb12u1\n\t- bar <undetermined>\n\tNOTE: known\n\tNOTE: news\n";
  const record =
    "CVE-2026-1000 (from the feed)\n\t{DSA-1-1}\n\t- curl 2 (low)\n\t[bookworm] - curl 2~deb12u1\n\t- bar <undetermined>\n\tNOTE: known\n\tNOTE: news\n";
  expect(disclosed(LIST, text)).toBe(LIST.replace(/CVE-2026-1000[\s\S]*(?=CVE-2025)/, record));
});

test("lists of years: in the list that has it, else in that of its year", () => {
  const lists = new Map([
    ["CVE/2026.list", Buffer.from("CVE-2026-1000\n\tRESERVED\n")],
    ["CVE/2025.list", Buffer.from("CVE-2025-1\n\tRESERVED\n")],
  ]);
  const records = ["CVE-2026-1000\n\t- foo 1\n", "CVE-2025-9\n\t- foo 1\n", "CVE-2026-XXXX [x]\n\t- foo 1\n"];
  const { lists: changed, names } = disclosedLists(
    lists,
    records.map((text) => ({ text })),
    RELEASES,
  );
  expect(Buffer.from(changed.get("CVE/2026.list") ?? []).toString()).toBe(
    "CVE-2026-XXXX [x]\n\t- foo 1\nCVE-2026-1000\n\tRESERVED\n\t- foo 1\n",
  );
  expect(Buffer.from(changed.get("CVE/2025.list") ?? []).toString()).toBe(
    "CVE-2025-9\n\t- foo 1\nCVE-2025-1\n\tRESERVED\n",
  );
  expect(names).toEqual(["CVE-2026-1000", "CVE-2025-9", expect.stringMatching(/^TEMP-0000000-[0-9A-F]{6}$/)]);
});

test.each([
  ["a record with an error", "CVE-2026-1000\n\t- curl !\n", "CVE-2026-1000\n\t- foo 1\n", "INPUT_INVALID"],
  ["one that is not for us", "CVE-2026-1000\n\tNOT-FOR-US: x\n", "CVE-2026-1000\n\t- foo 1\n", "INPUT_INVALID"],
  ["two sealed lines about the same", LIST, "CVE-2026-1000\n\t- foo 1\n\t- foo 2\n", "INPUT_INVALID"],
  [
    "a sealed remark against a public version",
    "CVE-2026-1000\n\t[bookworm] - foo 1\n",
    "CVE-2026-1000\n\t[bookworm] - foo <no-dsa> (x)\n",
    "CONFLICT",
  ],
])("refused: %s", (_, list, text, code) => {
  expect(() => disclosed(list, text)).toThrow(expect.objectContaining({ code }));
});

const ISSUES = ["CVE-2026-1000", "CVE-2026-1001", "CVE-2026-1002"];
const NOTES = ["1", "1+deb12u1", "2", "<unfixed>", "<undetermined>", "<not-affected> (x)", "<end-of-life> (x)"];
const REMARKS = ["<ignored> (x)", "<no-dsa> (x)"];
const archive = archiveOf("curl bookworm 1", "curl bookworm/security 1+deb12u1", "curl trixie 2", "wget trixie 1");

const line = (release: string) =>
  fc.record({
    package: fc.constantFrom("curl", "wget"),
    release: fc.constant(release),
    word: fc.constantFrom(...(release === "" ? NOTES : [...NOTES, ...REMARKS])),
  });
const lines = fc.uniqueArray(fc.oneof(line(""), line("[bookworm] "), line("[trixie] ")), {
  maxLength: 5,
  selector: (one) => `${one.package} ${one.release}`,
});
type Line = { readonly package: string; readonly release: string; readonly word: string };
const body = (said: readonly Line[]) => said.map((one) => `\t${one.release}- ${one.package} ${one.word}\n`).join("");
const rows = (...layers: readonly string[]): readonly string[] => {
  const tracker = trackerOf(...layers.map((list) => ({ "CVE/list": list })));
  return [...allVerdicts(tracker, archive, dpkgJudge, { all: true })]
    .map((found) => statusRow(found, tracker, dpkgJudge))
    .sort();
};

test("disclosure changes no answer: what was laid over the list is in it", () => {
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 3 }), lines, fc.constantFrom(...ISSUES), (below, upper, issue) => {
      const list = below
        .map((said, index) => `${ISSUES[index]} (x)\n${body(said) || "\tTODO: check\n"}`)
        .reverse()
        .join("");
      const publicLines = below[ISSUES.indexOf(issue)] ?? [];
      const isRemark = ({ word }: Line): boolean => REMARKS.includes(word);
      const clash = upper.some(
        (one) =>
          isRemark(one) &&
          publicLines.some(
            (other) => !isRemark(other) && `${one.package}${one.release}` === `${other.package}${other.release}`,
          ),
      );
      fc.pre(!clash && upper.length > 0);
      const text = `${issue} [secret]\n${body(upper)}`;
      expect(rows(disclosed(list, text))).toEqual(rows(list, text));
    }),
    { numRuns: 300 },
  );
});
