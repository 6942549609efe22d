import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answers,
  inCsaf,
  inDebianJson,
  inDebsecan,
  inOpenvex,
  inOsv,
  inOsvAffected,
  inOval,
} from "../../../tests/reference/exports-answers.ts";
import { STATUS_COLUMNS, statusRow } from "../report/status-rows.ts";
import { type VerdictJson, verdictJson } from "../report/verdict-json.ts";
import type { DatedRelease } from "../support/phase.ts";
import { createSupportFacts } from "../support/support-facts.ts";
import { archiveOf, trackerOf } from "../testing.ts";
import { allVerdicts } from "../verdict/all-verdicts.ts";
import { createDpkgJudge } from "../verdict/dpkg-judge.ts";
import { csafFiles } from "./csaf/csaf-files.ts";
import { debianJson } from "./debian-json.ts";
import { debsecanFiles } from "./debsecan/debsecan-files.ts";
import { debianHouse } from "./house.ts";
import { openvexFiles } from "./openvex/openvex-files.ts";
import { osvFiles } from "./osv/osv-files.ts";
import { ovalFiles } from "./oval/oval-files.ts";
import type { DatedFile } from "./write/export-file.ts";

/*
 * Every form says what a row of `tracker status` says, also where support has ended by a release's dates (bullseye) or a
 * package's (pdns in bookworm) and where a fix waits for a point release.
 */

const HOUSE = debianHouse("https://example.org/export");
const NOW = new Date("2026-11-21T08:00:00Z");
const ENDED = "security-support-ended.deb12";
const PLANS = "next-point-update.txt";
const DATES: readonly DatedRelease[] = [
  ["bullseye", "11", "2026-08-31"],
  ["bookworm", "12", "2028-06-30"],
].map(([codename = "", version = "", until = ""]) => ({
  codename,
  version,
  phases: [{ name: "lts", from: new Date("2020-01-01"), until: new Date(until) }],
}));
const RELEASES = ["bullseye", "bookworm", "trixie", "sid"];
const ARCHIVE = RELEASES.flatMap((release) => ["acl", "curl", "pdns"].map((name) => `${name} ${release} 2`));

type Row = Readonly<Record<(typeof STATUS_COLUMNS)[number], string>>;

interface Said {
  readonly rows: readonly Row[];
  readonly json: readonly VerdictJson[];
  /** By form. */
  readonly forms: Readonly<Record<string, Answers>>;
}

function ask(lists: Readonly<Record<string, string>>): Said {
  const tracker = trackerOf({ [ENDED]: "pdns 1 2025-10-01 nobody upstream\n", ...lists });
  const archive = archiveOf(...ARCHIVE);
  const judge = createDpkgJudge(createSupportFacts(tracker, DATES, NOW));
  const binaries = {
    isBinary: () => true,
    binariesOf: (source: string) => [source],
    builtFrom: () => [],
    packagesOf: (name: string) => [{ name, version: "2", sourceVersion: "2" }],
  };
  const texts = (files: Iterable<DatedFile>): readonly string[] =>
    Array.from(files, (file) => [...file.render([NOW.toISOString()])].join(""));
  const verdicts = [...allVerdicts(tracker, archive, judge)];
  const debsecan = new Map([...debsecanFiles(tracker, archive, binaries, judge)].map(({ path, text }) => [path, text]));
  return {
    rows: verdicts.map((one) => {
      const cells = statusRow(one, tracker, judge).split("\t");
      return Object.fromEntries(STATUS_COLUMNS.map((column, at) => [column, cells[at]])) as Row;
    }),
    json: verdicts.map((one) => verdictJson(one, tracker)),
    forms: {
      "debian-json": inDebianJson([...debianJson(tracker, archive, judge)].join("")),
      OSV: inOsv(texts(osvFiles(tracker, archive, judge, HOUSE))),
      "OSV, affected": inOsvAffected(texts(osvFiles(tracker, archive, judge, HOUSE)), HOUSE, RELEASES),
      OpenVEX: inOpenvex(texts(openvexFiles(tracker, archive, judge, HOUSE))),
      CSAF: inCsaf(texts(csafFiles(tracker, archive, judge, HOUSE, new Set(), NOW))),
      OVAL: inOval(
        ovalFiles({ tracker, archive, binaries, judge, house: HOUSE }).map((file) => ({
          path: file.path,
          text: texts([file]).join(""),
        })),
        verdicts,
        "2",
      ),
      "debsecan 0": inDebsecan(debsecan, "2", "release/", RELEASES),
      "debsecan 1": inDebsecan(debsecan, "2", "release/1/", RELEASES),
    },
  };
}

/** What a form has to say of a row; undefined where it has no word for it. */
const WANTED: Readonly<Record<string, (row: Row, json: VerdictJson) => string | undefined>> = {
  "debian-json": (row) => {
    const status = { vulnerable: "open", undetermined: "undetermined" }[row.status] ?? "resolved";
    return [status, row.urgency, row.nodsa, row.nodsa_reason, row.next_point_update].join();
  },
  OSV: (row, { decision }) => [row.status, row.urgency, JSON.stringify(decision)].join(),
  "OSV, affected": (row) => (/^(?:vulnerable|fixed)$/.test(row.status) ? row.urgency : undefined),
  OpenVEX: (row, json) => (row.status === "vulnerable" ? advice(json) : STATUS_IN_VEX[row.status]),
  CSAF: (row, json) => {
    if (row.status === "undetermined") return "It is not known yet whether this is affected.";
    return row.status === "vulnerable" ? advice(json) : undefined;
  },
  OVAL: ({ status }) => ({ vulnerable: "vulnerable", undetermined: "unknown" })[status],
  "debsecan 0": toDebsecan,
  "debsecan 1": toDebsecan,
};

const STATUS_IN_VEX: Readonly<Record<string, string>> = {
  fixed: "fixed",
  undetermined: "under_investigation",
  "not-affected": "not_affected",
};

/** Open and not called unimportant; the letter of the urgency where there is one. */
function toDebsecan({ status, urgency }: Row): string | undefined {
  if (status !== "vulnerable" || urgency === "unimportant") return undefined;
  return { high: "H", medium: "M", low: "L" }[urgency] ?? " ";
}

/** The sentence about what to do, which begins by the decision. */
function advice({ decision }: VerdictJson): string {
  const sentences: Readonly<Record<string, string>> = {
    planned: "Version 99 with the fix waits for the next point release.",
    "end-of-life": "The package is no longer supported",
    unimportant: "Of no practical importance",
    "no-dsa": "No advisory of its own",
  };
  return sentences[decision?.kind ?? ""] ?? "No fixed version is in";
}

/** What forms say otherwise than the rows do. */
function contradictions({ rows, json, forms }: Said): readonly string[] {
  const found: string[] = [];
  rows.forEach((row, at) => {
    const one = json[at] as VerdictJson;
    const key = `${row.package} ${row.release} ${row.issue}`;
    if (one.status !== row.status || one.urgency !== row.urgency) {
      found.push(`json, ${key}: ${one.status} ${one.urgency}, not ${row.status} ${row.urgency}`);
    }
    for (const [form, answers] of Object.entries(forms)) {
      const [said, wanted] = [answers.get(key), WANTED[form]?.(row, one)];
      if (said !== wanted) found.push(`${form}, ${key}: ${said}, not ${wanted}`);
    }
  });
  return found;
}

/** One row, as `status` has it, and what forms say of it. */
function answerFor(
  { rows, json, forms }: Said,
  name: string,
  release: string,
): {
  readonly row: Row | undefined;
  readonly json: VerdictJson | undefined;
  readonly forms: Readonly<Record<string, string | undefined>>;
} {
  const at = rows.findIndex((row) => row.package === name && row.release === release);
  const key = `${name} ${release} ${rows[at]?.issue}`;
  return {
    row: rows[at],
    json: json[at],
    forms: Object.fromEntries(Object.entries(forms).map(([f, a]) => [f, a.get(key)])),
  };
}

describe("one answer in every form", () => {
  test("a planned fix of one package flags that package of that release alone", () => {
    const said = ask({
      "CVE/list": "CVE-2026-1000 (x)\n\t- curl 99\n\t- acl <unfixed>\n",
      [PLANS]: "CVE-2026-1000\n\t[bookworm] - curl 99\n",
    });
    expect(contradictions(said)).toEqual([]);
    expect(answerFor(said, "curl", "bookworm").forms["debian-json"]).toBe("open,not yet assigned,-,-,yes");
    expect(answerFor(said, "acl", "bookworm").forms["debian-json"]).toBe("open,not yet assigned,-,-,-");
  });

  test.each([
    ["a release's dates", "curl", "bullseye"],
    ["a package's", "pdns", "bookworm"],
  ])("support that ended by %s is the urgency everywhere, and hides nothing", (_by, name, release) => {
    const said = ask({ "CVE/list": `CVE-2026-1000 (x)\n\t- ${name} <unfixed> (unimportant)\n` });
    expect(contradictions(said)).toEqual([]);
    const { row, json, forms } = answerFor(said, name, release);
    expect([row?.urgency, json?.urgency, forms["OSV, affected"]]).toEqual(Array(3).fill("end-of-life"));
    expect(forms["debian-json"]).toBe("open,end-of-life,-,-,-");
    expect([forms["debsecan 0"], forms["debsecan 1"]]).toEqual([" ", " "]);
    // Where there is support, it stays unimportant.
    const supported = answerFor(said, name, "trixie");
    expect([supported.row?.urgency, supported.forms["debsecan 1"]]).toEqual(["unimportant", undefined]);
  });

  const flags = fc.constantFrom("", " (unimportant)", " (low)", " (high; bug #7)", " (bug #12)");
  const says = fc.oneof(
    fc.tuple(fc.constantFrom("1", "2", "3", "<unfixed>"), flags).map((two) => two.join("")),
    fc.constantFrom("<undetermined>", "<not-affected> (not built)", "<end-of-life> (gone)", "<no-dsa> (Minor issue)"),
  );
  const package_ = fc.constantFrom("acl", "curl", "pdns");
  const release = fc.constantFrom("bullseye", "bookworm", "trixie");
  const issue = fc.constantFrom("CVE-2026-1000", "CVE-2026-1001");
  const line = fc
    .tuple(fc.option(release, { nil: undefined }), package_, says)
    .map(([codename, name, word]) => `\t${codename ? `[${codename}] ` : ""}- ${name} ${word}\n`);
  const records = <T>(one: fc.Arbitrary<T>) =>
    fc.array(fc.tuple(issue, fc.array(one, { minLength: 1, maxLength: 5 })), { maxLength: 2 });
  const plan = fc.tuple(release, package_).map(([codename, name]) => `\t[${codename}] - ${name} 99\n`);

  const texts = (all: readonly (readonly [string, readonly string[]])[], head: string): string =>
    [...new Map(all)].map(([name, lines]) => `${name}${head}\n${lines.join("")}`).join("");

  test("in small trackers at random", () => {
    fc.assert(
      fc.property(records(line), records(plan), (lists, plans) => {
        const said = ask({ "CVE/list": texts(lists, " (x)"), [PLANS]: texts(plans, "") });
        expect(contradictions(said)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test("with every decision that there is", () => {
    const said = ask({
      "CVE/list": `CVE-2026-1000 (x)
	- pdns <unfixed> (high)
	- curl 99 (unimportant)
	[trixie] - curl <no-dsa> (Minor issue)
	- acl <undetermined>
CVE-2026-1001 (y)
	- curl 99
	[bookworm] - curl <end-of-life> (gone)
	[bookworm] - acl <not-affected> (not built)
	- acl 1
`,
      [PLANS]: "CVE-2026-1001\n\t[trixie] - curl 99\n\t[bullseye] - curl 99\n",
    });
    const kinds = said.json.map(({ decision }) => (decision?.kind === "end-of-life" ? decision.by : decision?.kind));
    expect([...new Set(kinds)].sort()).toEqual([
      "line",
      "no-dsa",
      "package",
      "planned",
      "release",
      "unimportant",
      undefined,
    ]);
    expect(contradictions(said)).toEqual([]);
  });
});
