import { expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { holdsSealed } from "./holds-sealed.ts";

const SEALED =
  "-- sealed S-204817365 in L-000000001, revision 1, access 1\nCVE-2026-1500 [secret]\n\t- foo <unfixed>\n\t[trixie] - bar <no-dsa> (x)\n";
const sealed = parseList(Buffer.from(SEALED), { path: "", kind: "issues" }).value;
const WHOLE =
  "CVE-2026-1500 [secret]\n\tNOTE: x\n\t- foo <unfixed> (bug #7)\n\t- more 1\n\t[trixie] - bar <no-dsa> (x)\n";

test.each([
  ["the record as it was disclosed", WHOLE, true],
  ["no list at all", "", false],
  ["a record of the name that says something else", "CVE-2026-1500 (from the feed)\n\t- other 1\n", false],
  ["one that lacks a package", WHOLE.replace("- bar", "- baz"), false],
  ["one that says something else of a package", WHOLE.replace("- foo <unfixed>", "- foo 2"), false],
  ["one that has another remark", WHOLE.replace("<no-dsa>", "<ignored>"), false],
  ["a record of another name", WHOLE.replace("1500", "1501"), false],
  ["two of them", WHOLE + WHOLE, false],
  ["one with an error", WHOLE.replace("- foo <unfixed>", "- foo 2 !"), false],
])("%s: %s", (_what, list, holds) => {
  expect(holdsSealed(new Map([["CVE/list", Buffer.from(list)]]), "CVE-2026-1500", sealed)).toBe(holds);
});
