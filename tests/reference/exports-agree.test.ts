import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compareVersions } from "../../src/kernel/index.ts";
import {
  allVerdicts,
  csafFiles,
  type DatedFile,
  debianJson,
  debsecanFiles,
  openvexFiles,
  osvFiles,
  ovalFiles,
  statusRow,
  type Verdict,
} from "../../src/tracker/index.ts";
import { createScratch, HOUSE, loadWorld, type World } from "./exports-data.ts";
import { type OvalReader, readOval } from "./exports-oval-reader.ts";
import {
  type CsafDocument,
  csafStatuses,
  openvexStatuses,
  osvSays,
  readOpenvex,
  readOsv,
  readPurl,
  type Said,
} from "./exports-readers.ts";

const scratch = createScratch("agree");
afterAll(() => rmSync(scratch.directory, { recursive: true, force: true }));

const NOW = new Date("2026-11-21T08:00:00Z");
const DATES = ["2026-10-01T08:00:00.000Z", NOW.toISOString()];
/** A scanner's question answered from the verdict: is this version, as the archive has it, open? */
const EXPECTED: Readonly<Record<Verdict["status"], Said>> = {
  vulnerable: "vulnerable",
  fixed: "not vulnerable",
  undetermined: "unknown",
  "not-affected": "silent",
  rejected: "silent",
  "not-in-release": "silent",
};

/** Verdicts that a format contradicts, as text; empty when it says the same everywhere. */
type Contradictions = readonly string[];

describe.each(["gold-small", "seed 11", "seed 4711"])("%s", (set) => {
  let world: World;
  let verdicts: readonly Verdict[];
  beforeAll(async () => {
    world = await loadWorld(scratch, set);
    verdicts = [...allVerdicts(world.tracker, world.archive, world.judge)];
    const kinds = new Set(verdicts.map(({ status }) => status));
    expect([...kinds].sort()).toEqual(["fixed", "not-affected", "rejected", "undetermined", "vulnerable"]);
    expect(verdicts.some(({ issue }) => issue.startsWith("TEMP-"))).toBe(true);
    expect(verdicts.length).toBeGreaterThan(5000);
    expect(verdicts.some(({ decision }) => decision?.kind === "end-of-life" && decision.by === "release")).toBe(true);
    expect(verdicts.some(({ basis }) => basis.planned !== undefined)).toBe(true);
  });

  /** Compares every verdict with what a format says of it. */
  function contradictions(say: (verdict: Verdict) => string, want: (verdict: Verdict) => string): Contradictions {
    return verdicts.flatMap((verdict) => {
      const [said, wanted] = [say(verdict), want(verdict)];
      if (said === wanted) return [];
      return [`${verdict.issue} ${verdict.package} ${verdict.release}: ${wanted}, but the export says ${said}`];
    });
  }

  test("Debian's JSON", () => {
    const json = JSON.parse([...debianJson(world.tracker, world.archive, world.judge)].join(""));
    const found = contradictions(
      ({ package: name, issue, release }) => {
        const { status, fixed_version, urgency, next_point_update = false } = json[name][issue].releases[release];
        return [fixed_version === "0" ? `${status}, never affected` : status, urgency, next_point_update].join();
      },
      (verdict) => {
        const known = { vulnerable: "open", undetermined: "undetermined", "not-affected": "resolved, never affected" };
        const status = known[verdict.status as keyof typeof known] ?? "resolved";
        const [, , , , , urgency, , , flag] = statusRow(verdict, world.tracker, world.judge).split("\t");
        return [status, urgency, flag === "yes"].join();
      },
    );
    expect(found.slice(0, 10)).toEqual([]);
  });

  test("debsecan, both formats", () => {
    const { tracker, archive, binaries, judge } = world;
    const files = new Map([...debsecanFiles(tracker, archive, binaries, judge)].map((one) => [one.path, one.text]));
    for (const fixesOf of [fixesInOne, fixesInZero]) {
      const fixes = new Map(archive.releases.map((release) => [release, fixesOf(files, release)]));
      const found = contradictions(
        ({ package: name, issue, release, basis }) => {
          const fix = fixes.get(release)?.get(`${name} ${issue}`);
          const version = basis.counted?.row.version ?? "";
          return fix !== undefined && (fix === "" || compareVersions(version, fix) < 0) ? "open" : "not open";
        },
        ({ status, urgency, basis }) =>
          // What the list calls unimportant is not told to machines; a wrong "not affected" is no claim about versions.
          status === "vulnerable" && urgency !== "unimportant" && basis.claim?.note.kind !== "not-affected"
            ? "open"
            : "not open",
      );
      expect(found.slice(0, 10)).toEqual([]);
    }
  });

  test("OSV", () => {
    const records = documents(osvFiles(world.tracker, world.archive, world.judge, HOUSE), (text) => {
      const record = readOsv(text);
      return [record.id.replace("DEBIAN-", ""), record];
    });
    const ranges = contradictions(
      ({ issue, package: name, release, basis }) => {
        const record = records.get(issue);
        const ecosystem = `Debian:${HOUSE.versionOf(release) ?? release}`;
        return record ? osvSays(record, ecosystem, name, basis.counted?.row.version ?? "") : "no record";
      },
      ({ status }) => (status === "undetermined" ? "silent" : EXPECTED[status]),
    );
    expect(ranges.slice(0, 10)).toEqual([]);
    const answers = contradictions(
      ({ issue, package: name, release }) => {
        const all = records.get(issue)?.database_specific.answers;
        const answer = all?.find((one) => one.package === name && one.release === release);
        return answer ? `${answer.status}, ${answer.urgency}` : "no answer";
      },
      ({ status, urgency }) => `${status}, ${urgency}`,
    );
    expect(answers.slice(0, 10)).toEqual([]);
    const withdrawn = [...records].filter(([, record]) => record.withdrawn !== undefined).map(([issue]) => issue);
    const rejected = new Set(verdicts.filter(({ status }) => status === "rejected").map(({ issue }) => issue));
    expect(withdrawn.sort()).toEqual([...rejected].sort());
  });

  test("OpenVEX", () => {
    const statuses = documents(openvexFiles(world.tracker, world.archive, world.judge, HOUSE), (text) => {
      const document = readOpenvex(text);
      const byProduct = [...openvexStatuses(document)].map(([purl, all]) => {
        const { name, release, version } = readPurl(purl);
        return [`${name} ${release} ${version}`, all.join(" and ")] as const;
      });
      return [document.statements[0]?.vulnerability.name ?? "", new Map(byProduct)];
    });
    const found = contradictions(
      ({ issue, package: name, release, basis }) =>
        statuses.get(issue)?.get(`${name} ${release} ${basis.counted?.row.version}`) ?? "no statement",
      ({ status }) => VEX[status],
    );
    expect(found.slice(0, 10)).toEqual([]);
  });

  test("CSAF", () => {
    const { tracker, archive, judge } = world;
    const all = documents(csafFiles(tracker, archive, judge, HOUSE, new Set(), NOW), (text) => {
      const document = JSON.parse(text) as CsafDocument;
      return [document.document.tracking.id, document];
    });
    const found = contradictions(
      ({ issue, package: name, release, basis }) => {
        const document = all.get(issue);
        return document
          ? csafStatuses(document, release, name, basis.counted?.row.version ?? "").join()
          : "no document";
      },
      ({ status }) => ({ affected: "known_affected", not_affected: "known_not_affected" })[VEX[status]] ?? VEX[status],
    );
    expect(found.slice(0, 10)).toEqual([]);
  });

  test("OVAL, asked about a machine with every binary of the package", () => {
    const { tracker, archive, binaries, judge } = world;
    const readers = new Map<string, OvalReader>();
    for (const file of ovalFiles({ tracker, archive, binaries, judge, house: HOUSE })) {
      const release = /-([a-z]+)\.xml$/.exec(file.path)?.[1] ?? "";
      readers.set(release, readOval([...file.render(DATES)].join("")));
    }
    let asked = 0;
    const found = contradictions(
      (verdict) => {
        const machine = machineWith(verdict, world);
        if (machine === undefined) return wanted(verdict);
        asked += 1;
        const said = readers.get(verdict.release)?.says(verdict.issue, machine) ?? "no file";
        // A definition may be there for another package of the same issue.
        return said === "not vulnerable" && wanted(verdict) === "silent" ? "silent" : said;
      },
      (verdict) => wanted(verdict),
    );
    expect(found.slice(0, 10)).toEqual([]);
    expect(asked).toBeGreaterThan(verdicts.length / 2);
  });
});

function wanted({ status }: Verdict): Said {
  return EXPECTED[status];
}

const VEX: Readonly<Record<Verdict["status"], string>> = {
  vulnerable: "affected",
  fixed: "fixed",
  undetermined: "under_investigation",
  "not-affected": "not_affected",
  rejected: "not_affected",
  "not-in-release": "silent",
};

/**
 * The package's binaries as the archive has them; undefined when its indexes name none or when they were not built from the
 * version that decided, so that a machine cannot have that version.
 */
function machineWith(
  { package: name, release, basis }: Verdict,
  world: World,
): ReadonlyMap<string, string> | undefined {
  const packages = world.binaries.packagesOf(name, release);
  const built = packages.every(({ sourceVersion }) => sourceVersion === basis.counted?.row.version);
  return packages.length === 0 || !built ? undefined : new Map(packages.map((one) => [one.name, one.version]));
}

function documents<T>(files: Iterable<DatedFile>, read: (text: string) => [string, T]): ReadonlyMap<string, T> {
  return new Map(Array.from(files, (file) => read(Array.from(file.render(DATES), String).join(""))));
}

/** Today's format, as its client reads it: fix by package and issue. */
function fixesInOne(files: ReadonlyMap<string, string>, release: string): ReadonlyMap<string, string> {
  const [issues = [], packages = []] = (files.get(`release/1/${release}`) ?? "")
    .split("\n\n")
    .map((part) => part.split("\n"));
  const names = issues.slice(1).map((line) => line.split(",")[0]);
  return new Map(
    packages.map((line) => {
      const [name, at, , fix = ""] = line.split(",");
      return [`${name} ${names[Number(at)]}`, fix];
    }),
  );
}

/** The older format. */
function fixesInZero(files: ReadonlyMap<string, string>, release: string): ReadonlyMap<string, string> {
  const lines = (files.get(`release/${release}`) ?? "").split("\n").slice(1);
  return new Map(
    lines.map((line) => {
      const [issue, , name, fix = ""] = line.split(",");
      return [`${name} ${issue}`, fix];
    }),
  );
}
