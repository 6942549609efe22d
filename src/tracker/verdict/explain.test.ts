import { expect, test } from "vitest";
import { archiveOf, trackerOf } from "../testing.ts";
import { dpkgJudge } from "./dpkg-judge.ts";
import { explain, formatExplanation } from "./explain.ts";

const tracker = trackerOf(
  {
    "CVE/list":
      "CVE-2026-1000 (x)\n\t{DSA-1-1}\n\t- curl 8.0-1\n\t[bookworm] - curl 7-1\n\t[trixie] - curl <ignored> (Too intrusive)\n",
    "DSA/list": "[06 Nov 2026] DSA-1-1 curl - security update\n\t{CVE-2026-1000}\n\t[bookworm] - curl 7-1+deb12u1\n",
  },
  { "config.json": '{"distributions": {"acmebook": {"base": "bookworm"}}, "rebuildSuffix": "+acme"}' },
);
const archive = archiveOf(
  "curl bookworm 7-1",
  "curl bookworm/security 7-1+deb12u1",
  "curl trixie 7.9-1",
  "curl acmebook 7-1+acme1",
);

function told(release: string, issue = "CVE-2026-1000", name = "curl"): string {
  return formatExplanation(explain(tracker, archive, { package: name, release, issue }, dpkgJudge));
}

test("an advisory that won, and the suite that decided", () => {
  expect(told("bookworm")).toBe(
    `curl in bookworm, CVE-2026-1000: fixed
  This line of DSA-1-1 of the layer layer0 counts: fixed from 7-1+deb12u1 on.
      layer0 DSA/list:3: [bookworm] - curl 7-1+deb12u1
  The default line does not apply, because bookworm has a line of its own.
      layer0 CVE/list:3: - curl 8.0-1
  This line does not count: its version is lower.
      layer0 CVE/list:4: [bookworm] - curl 7-1
  bookworm/main has 7-1: vulnerable.
  bookworm-security/main has 7-1+deb12u1: not vulnerable, and this one decides.
  It changes when a line for bookworm says otherwise; versions in the suites only rise.`,
  );
});

test("a default line, a decision, and what would change it", () => {
  expect(told("trixie")).toBe(
    `curl in trixie, CVE-2026-1000: vulnerable
  This line of the layer layer0 counts: fixed from 8.0-1 on.
      layer0 CVE/list:3: - curl 8.0-1
  No line names trixie, so the default line applies to it.
  trixie/main has 7.9-1: vulnerable, and this one decides.
  Decided: ignored, Too intrusive.
      layer0 CVE/list:5: [trixie] - curl <ignored> (Too intrusive)
  It changes when a suite of trixie has curl 8.0-1 or later, or when the line names another version.`,
  );
});

test("an inherited line and a rebuild", () => {
  expect(told("acmebook")).toContain("acmebook is built on bookworm and inherits its line.");
  expect(told("acmebook")).toContain(
    "acmebook/main has 7-1+acme1 (a rebuild of 7-1): vulnerable, and this one decides.",
  );
});

test.each([
  ["CVE-2026-9999", "curl", "No list holds CVE-2026-9999."],
  ["CVE-2026-1000", "wget", "CVE-2026-1000 is known; no line of it applies to wget in bookworm."],
])("nothing is said: %s and %s", (issue, name, text) => {
  expect(told("bookworm", issue, name)).toContain(text);
});

test("advisories that meet one that closes nothing lose against it by name, not against the issue's own line", () => {
  const alone = trackerOf({
    "CVE/list":
      "CVE-2026-1000 (x)\n\t{DSA-1-1 DSA-2-1}\n\t- curl <not-affected> (x)\n\t[bookworm] - curl 7-1+deb12u9\n",
    "DSA/list":
      "[06 Nov 2026] DSA-2-1 curl - x\n\t{CVE-2026-1000}\n\t[bookworm] - curl <end-of-life>\n" +
      "[05 Nov 2026] DSA-1-1 curl - x\n\t{CVE-2026-1000}\n\t[bookworm] - curl 7-1+deb12u1\n",
  });
  const question = { package: "curl", release: "bookworm", issue: "CVE-2026-1000" };
  const text = formatExplanation(explain(alone, archive, question, dpkgJudge));
  expect(text).toContain("This line of DSA-2-1 counts: no fix will come");
  expect(text).toContain(
    `This line of DSA-1-1 does not count: the line that counts has no fixed version, and an advisory cannot close that.`,
  );
});

test("a remark that a planned update overtakes says so", () => {
  const planned = trackerOf({
    "CVE/list": "CVE-2026-1000 (x)\n\t- curl 8.0-1\n\t[trixie] - curl <no-dsa> (Minor)\n",
    "next-point-update.txt": "CVE-2026-1000\n\t[trixie] - curl 7.9-2\n",
  });
  const question = { package: "curl", release: "trixie", issue: "CVE-2026-1000" };
  expect(formatExplanation(explain(planned, archive, question, dpkgJudge))).toContain(
    "Decided: no advisory (minor), Minor. What follows counts before it.",
  );
});

const BAD = { "CVE/list": "CVE-2026-1002 (x)\n\t- zlib 1 (hgih)\n\t[bookworm] - zlib 1_2\n" };
const GOOD = { "CVE/list": "CVE-2026-1002 (x)\n\t- zlib 1\n" };
const zlib = { package: "zlib", release: "bookworm", issue: "CVE-2026-1002" };

test("a record that is set aside is not silence", () => {
  const found = explain(trackerOf(BAD), archiveOf("zlib bookworm 0"), zlib, dpkgJudge);
  expect(formatExplanation(found)).toBe(
    `zlib in bookworm, CVE-2026-1002: no answer, for a record is set aside
  The record of CVE-2026-1002 is set aside, so nothing of it counts: \`hgih\` is neither an urgency nor \`bug #N\`; is it high? [tracker-flag]
      layer0 CVE/list:2: - zlib 1 (hgih)
  This is wrong in it as well: Write \`[release] - package version (flags)\` or \`- package <word>\`. [tracker-note]
      layer0 CVE/list:3: [bookworm] - zlib 1_2`,
  );
  expect(found.steps.map(({ topic, code }) => [topic, code])).toEqual([
    ["set-aside", "tracker-flag"],
    ["set-aside", "tracker-note"],
  ]);
});

test.each([
  ["above", [GOOD, BAD], "layer1 CVE/list:2: - zlib 1 (hgih)"],
  ["below", [BAD, GOOD], "layer0 CVE/list:2: - zlib 1 (hgih)"],
])("a record set aside %s the layer that answers is a step", (_where, layers, place) => {
  const found = explain(trackerOf(...layers), archiveOf("zlib bookworm 0"), zlib, dpkgJudge);
  expect(found.verdict?.status).toBe("vulnerable");
  expect(formatExplanation(found)).toContain(place);
});

test.each([
  [
    "an advisory",
    { "DSA/list": "[06 Nov 2026] DSA-1-1 zlib\n\t{CVE-2026-1002}\n\t[bookworm] - zlib !\n" },
    "DSA/list:3",
  ],
  ["an advisory of no day", { "DSA/list": "[46 Nov 2026] DSA-1-1 zlib\n\t{CVE-2026-1002}\n" }, "DSA/list:1"],
  ["a planned fix", { "next-point-update.txt": "CVE-2026-1002\n\t[bookworm] - zlib !\n" }, "next-point-update.txt:2"],
  ["a header that is not closed", { "CVE/list": "CVE-2026-1002 (x\n\t- zlib 1\n" }, "CVE/list:1"],
])("%s that is set aside is a step", (_what, files, place) => {
  const { steps } = explain(trackerOf(files), archiveOf("zlib bookworm 0"), zlib, dpkgJudge);
  expect(steps.map((step) => `${step.topic} ${step.place?.file}:${step.place?.line}`)).toEqual([`set-aside ${place}`]);
});

test("of a record with a thousand errors the first ones are told, and how many more there are", () => {
  const bad = { "CVE/list": `CVE-2026-1001\n\t- zlib !\n${"CVE-2026-1002\n"}${"\t- zlib !\n".repeat(1500)}` };
  const { steps } = explain(trackerOf(bad), archiveOf("zlib bookworm 0"), zlib, dpkgJudge);
  expect(steps).toHaveLength(11);
  expect(steps.at(-1)?.text).toBe("1490 more errors stand in it.");
});

test("a line that an upper layer withdraws", () => {
  const upper = { "CVE/list": "CVE-2026-1000\n\t- curl <withdrawn> (not our curl)\n" };
  const above = trackerOf({ "CVE/list": "CVE-2026-1000 (x)\n\t- curl 8.0-1\n" }, upper);
  const question = { package: "curl", release: "trixie", issue: "CVE-2026-1000" };
  expect(formatExplanation(explain(above, archive, question, dpkgJudge))).toBe(
    `curl in trixie, CVE-2026-1000: nothing is said
  CVE-2026-1000 is known; no line of it applies to curl in trixie.
  The layer layer1 withdraws the default line: not our curl.
      layer0 CVE/list:2: - curl 8.0-1`,
  );
});
