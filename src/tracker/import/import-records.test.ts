import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseList } from "../format/parse-list.ts";
import { joinYears } from "../split/join-years.ts";
import { splitByYear } from "../split/split-by-year.ts";
import { files } from "../testing.ts";
import { type CveRecord, parseCveRecord, shortDescription } from "./cve-record.ts";
import { importRecords } from "./import-records.ts";

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("latin1");
const published = (id: string, description = "new words"): CveRecord => ({ id, state: "published", description });
const rejected = (id: string): CveRecord => ({ id, state: "rejected", description: "" });
const reserved = (id: string): CveRecord => ({ id, state: "reserved", description: "" });

/** The list after an import; `lists` are further files. */
function imported(list: string, records: readonly CveRecord[], lists: Readonly<Record<string, string>> = {}): string {
  const before = files({ "CVE/list": list, ...lists });
  return text(importRecords(before, records).files.get("CVE/list") ?? before.get("CVE/list"));
}

const ID = "CVE-2026-1000";
const DSA = { "DSA/list": `[01 Feb 2026] DSA-6000-1 curl - security update\n\t{${ID}}\n\t[trixie] - curl 1\n` };
const DLA = { "DLA/list": `[01 Feb 2026] DLA-400-1 curl - security update\n\t{${ID}}\n\t[bookworm] - curl 1\n` };

test("when issues became public is kept beside the lists, sorted, and nothing twice", () => {
  const dated = (id: string, at: string): CveRecord => ({ ...published(id), published: at });
  const [first, second] = ["2026-03-05T12:34:56Z", "2026-03-06T00:00:00Z"];
  const records = [
    dated("CVE-2026-10000", first),
    dated("CVE-2026-9999", first),
    published("CVE-2026-1001"),
    reserved(ID),
  ];
  const before = files({ "signals/published": `CVE-2025-1000\t${first}\nnonsense\nCVE-2026-9999\t${second}\n` });
  const after = importRecords(before, records).files;
  const expected = `CVE-2025-1000\t${first}\nCVE-2026-9999\t${first}\nCVE-2026-10000\t${first}\n`;
  expect(text(after.get("signals/published"))).toBe(expected);
  expect(importRecords(new Map([...before, ...after]), records.toReversed()).files.size).toBe(0);
  // Which of two records of one issue counts does not depend on their order.
  const two = [dated(ID, first), dated(ID, second)];
  expect(importRecords(files({}), two)).toEqual(importRecords(files({}), two.toReversed()));
});

test.each([
  ["2024-10-18T00:00:00.000Z", "2024-10-18T00:00:00Z"],
  ["2024-10-18T14:30:05", "2024-10-18T14:30:05Z"],
  ["2024-10-18T14:30:05+02:00", "2024-10-18T12:30:05Z"],
  ["2024-10-99T14:30:05Z", undefined],
  ["yesterday", undefined],
  [undefined, undefined],
])("datePublished %s is %s", (datePublished, expected) => {
  const cna = { descriptions: [{ lang: "en", value: "x" }] };
  const cveMetadata = { cveId: ID, state: "PUBLISHED", ...(datePublished && { datePublished }) };
  const record = { dataType: "CVE_RECORD", dataVersion: "5.1", cveMetadata, containers: { cna } };
  expect(parseCveRecord(Buffer.from(JSON.stringify(record)), `${ID}.json`).value?.published).toBe(expected);
});

describe("one record", () => {
  test.each<readonly [string, string, CveRecord, string]>([
    ["a description for an empty header", `${ID}\n\tNOTE: x\n`, published(ID), `${ID} (new words)\n\tNOTE: x\n`],
    ["the feed's own text is replaced", `${ID} (old)\n\t- curl 1\n`, published(ID), `${ID} (new words)\n\t- curl 1\n`],
    ["our text stays", `${ID} [ours]\n\t- curl 1\n`, published(ID), `${ID} [ours]\n\t- curl 1\n`],
    ["any other text stays", `${ID} ours\n\t- curl 1\n`, published(ID), `${ID} ours\n\t- curl 1\n`],
    ["reserved, then published", `${ID}\n\tRESERVED\n`, published(ID), `${ID} (new words)\n\tTODO: check\n`],
    [
      "reserved with notes, then published",
      `${ID}\n\tRESERVED\n\t{DSA-1-1}\n\t- curl 1\n`,
      published(ID),
      `${ID} (new words)\n\t{DSA-1-1}\n\t- curl 1\n`,
    ],
    ["nobody looked yet, rejected", `${ID} (x)\n\tTODO: check\n`, rejected(ID), `${ID}\n\tREJECTED\n`],
    [
      "judged, then rejected: only the header changes",
      `${ID} (x)\n\t- curl <unfixed> (bug #1)\n\tNOTE: mine\n\tTODO: check more\n`,
      rejected(ID),
      `${ID}\n\tREJECTED\n\t- curl <unfixed> (bug #1)\n\tNOTE: mine\n\tTODO: check more\n`,
    ],
    ["rejected, then published after all", `${ID}\n\tREJECTED\n`, published(ID), `${ID} (new words)\n\tTODO: check\n`],
    ["reserved again", `${ID} (x)\n\t- curl 1\n`, reserved(ID), `${ID}\n\tRESERVED\n\t- curl 1\n`],
    ["not for us stays so", `${ID} (x)\n\tNOT-FOR-US: y\n`, published(ID), `${ID} (new words)\n\tNOT-FOR-US: y\n`],
    [
      "spaces that people like",
      `${ID} (x)\n  \t- curl 1  \n\n`,
      published(ID),
      `${ID} (new words)\n  \t- curl 1  \n\n`,
    ],
    ["lines between records", `${ID}\n\tRESERVED\n--\n`, published(ID), `${ID} (new words)\n\tTODO: check\n--\n`],
    ["a last line without end", `${ID}\n\tRESERVED`, published(ID), `${ID} (new words)\n\tTODO: check`],
    ["a record without lines stays so", `${ID} (x)\n`, published(ID), `${ID} (new words)\n`],
    ["below STOP an empty record has a meaning", `STOP: x\n${ID}\n`, published(ID), `STOP: x\n${ID} (new words)\n`],
    [
      "a digit more is another issue",
      `${ID}0\n\tRESERVED\n`,
      published(ID),
      `${ID}0\n\tRESERVED\n${ID} (new words)\n\tTODO: check\n`,
    ],
    ["an empty list", "", published(ID), `${ID} (new words)\n\tTODO: check\n`],
    ["new and reserved", "", reserved(ID), `${ID}\n\tRESERVED\n`],
    ["new and rejected", "", rejected(ID), `${ID}\n\tREJECTED\n`],
    [
      "from before the tracker's time",
      "",
      published("CVE-2001-1000"),
      "CVE-2001-1000 (new words)\n\tNOT-FOR-US: Data pre-dating the Security Tracker\n",
    ],
  ])("%s", (_name, list, record, expected) => {
    expect(imported(list, [record])).toBe(expected);
    expect(imported(expected, [record])).toBe(expected);
  });
});

describe("cross references", () => {
  test.each([
    ["new braces", `${ID} (x)\n\t- curl 1\n`, `${ID} (x)\n\t{DSA-6000-1 DLA-400-1}\n\t- curl 1\n`],
    ["below RESERVED", `${ID}\n\tRESERVED\n\t- curl 1\n`, `${ID}\n\tRESERVED\n\t{DSA-6000-1 DLA-400-1}\n\t- curl 1\n`],
    [
      "behind what is there",
      `${ID} (x)\n\t{VU#123456 DSA-6000-1}\n`,
      `${ID} (x)\n\t{VU#123456 DSA-6000-1 DLA-400-1}\n`,
    ],
    ["without a revision", `${ID} (x)\n\t{DSA-6000 DLA-400-1}\n`, `${ID} (x)\n\t{DSA-6000 DLA-400-1}\n`],
  ])("%s", (_name, list, expected) => {
    expect(imported(list, [], { ...DSA, ...DLA })).toBe(expected);
    expect(imported(expected, [], { ...DSA, ...DLA })).toBe(expected);
  });

  test("a new record gets them at once", () => {
    expect(imported("", [published(ID)], DSA)).toBe(`${ID} (new words)\n\t{DSA-6000-1}\n\tTODO: check\n`);
  });
});

describe("where new records go", () => {
  const LIST =
    "CVE-2026-1003\n\tRESERVED\nCVE-2016-XXXX [x]\n\t- a 1\nCVE-2026-1001\n\tRESERVED\nSTOP: x\nCVE-1999-0001\n";
  test.each([
    ["the newest to the top", "CVE-2026-1234567", 0],
    ["between its neighbours", "CVE-2026-1002", LIST.indexOf("CVE-2026-1001")],
    ["the oldest above STOP", "CVE-2009-1000", LIST.indexOf("STOP")],
  ])("%s", (_name, id, at) => {
    const lines = `${id} (new words)\n\tTODO: check\n`;
    expect(imported(LIST, [published(id)])).toBe(LIST.slice(0, at) + lines + LIST.slice(at));
  });

  test("lists of years: each into its own, a new year into a new one, and joined they are as if never split", () => {
    const list = "CVE-2026-1003\n\tRESERVED\nCVE-2025-1001\n\tRESERVED\nCVE-2026-1001\n\tRESERVED\n";
    const split = new Map(splitByYear(Buffer.from(list)));
    const records = [published("CVE-2026-1001"), published("CVE-2025-1002"), published("CVE-2027-1000")];
    const { files: changed } = importRecords(split, records);
    expect([...changed.keys()].sort()).toEqual(["CVE/2025.list", "CVE/2026.list", "CVE/2027.list", "CVE/order"]);
    expect(text(joinYears(new Map([...split, ...changed])))).toBe(
      "CVE-2027-1000 (new words)\n\tTODO: check\nCVE-2026-1003\n\tRESERVED\nCVE-2025-1002 (new words)\n\tTODO: check\nCVE-2025-1001\n\tRESERVED\nCVE-2026-1001 (new words)\n\tTODO: check\n",
    );
  });
});

test.each([
  ["an error", `${ID} (x)\n\t- curl !\n`, 1],
  ["two records", `${ID} (x)\n\t- curl 1\n${ID} (y)\n\t- curl 2\n`, 3],
])("%s: the record is left alone and named", (_name, list, line) => {
  const { files: changed, problems } = importRecords(files({ "CVE/list": list }), [published(ID)]);
  expect(changed.size).toBe(0);
  expect(problems).toMatchObject([{ code: "import-cve-list", place: { file: "CVE/list", line } }]);
});

const anyRecord = fc
  .record({
    id: fc.integer({ min: 1000, max: 1009 }).map((number) => `CVE-2026-${number}`),
    state: fc.constantFrom("published", "rejected", "reserved"),
    description: fc.string({ unit: "grapheme", maxLength: 90 }).map(shortDescription),
  })
  .map(
    (one): CveRecord => (one.state === "published" ? (one as CveRecord) : ({ ...one, description: "" } as CveRecord)),
  );
const WRITTEN = [
  "\t- curl <unfixed> (bug #1)",
  "\t[trixie] - curl <no-dsa> (Minor)",
  "\tNOTE: x",
  "\tTODO: check more",
];
const MACHINE = ["\tRESERVED", "\tREJECTED", "\tTODO: check", "\t{DSA-1-1}"];
const anyList = fc
  .array(
    fc.tuple(
      fc.integer({ min: 1000, max: 1012 }),
      fc.constantFrom("", " (x)", " [ours]"),
      fc.subarray([...MACHINE, ...WRITTEN]),
      fc.constantFrom("", "--\n", "STOP: x\n"),
    ),
    { maxLength: 8 },
  )
  .map((all) => all.filter(([number], at) => all.findIndex((other) => other[0] === number) === at))
  .map((all) =>
    all
      .map(
        ([number, words, lines, tail]) =>
          `CVE-2026-${number}${words}\n${lines.map((line) => `${line}\n`).join("")}${tail}`,
      )
      .join(""),
  );

describe("any list, any records", () => {
  test("twice is once; the order does not matter, nor whether they come together", () => {
    fc.assert(
      fc.property(anyList, fc.uniqueArray(anyRecord, { selector: ({ id }) => id }), (list, records) => {
        const once = imported(list, records, DSA);
        expect(imported(once, records, DSA)).toBe(once);
        expect(imported(list, records.toReversed(), DSA)).toBe(once);
        expect(records.reduce((so, record) => imported(so, [record], DSA), imported(list, [], DSA))).toBe(once);
      }),
    );
  });

  test("every line that people wrote stays, in its place; no record is lost and none becomes unreadable", () => {
    fc.assert(
      fc.property(anyList, fc.array(anyRecord), (list, records) => {
        const result = imported(list, records, DSA);
        const ours = (all: string): readonly string[] =>
          all.split("\n").filter((line) => WRITTEN.includes(line) || line.includes("[ours]") || line === "--");
        expect(ours(result)).toEqual(ours(list));
        const names = result
          .split("\n")
          .filter((line) => line.startsWith("CVE-"))
          .map((line) => line.slice(0, 13));
        const before = list
          .split("\n")
          .filter((line) => line.startsWith("CVE-"))
          .map((line) => line.slice(0, 13));
        expect(names.filter((name) => before.includes(name))).toEqual(before);
        expect(parseList(Buffer.from(result, "latin1"), { path: "CVE/list", kind: "issues" }).problems).toEqual([]);
      }),
    );
  });
});

test("5,000 records into a list of 50,000 in under three seconds", () => {
  const list = Array.from({ length: 50_000 }, (_, at) => `CVE-2025-${60_000 - at} (x)\n\t- curl ${at + 1}\n`).join("");
  const records = Array.from({ length: 5_000 }, (_, at) => published(`CVE-${2025 + (at % 2)}-${10_001 + at}`));
  const began = process.cpuUsage();
  const result = importRecords(files({ "CVE/list": list, ...DSA }), records);
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(3_000);
  expect([result.added.length, result.changed.length]).toEqual([2_500, 2_500]);
});

describe("CVE JSON 5", () => {
  const record = (change: (json: Record<string, never>) => unknown = () => undefined): string => {
    const json = {
      dataType: "CVE_RECORD",
      dataVersion: "5.1",
      cveMetadata: { cveId: ID, assignerOrgId: "b3476cb9-2e3d-41a6-98d0-0f47421a65b6", state: "PUBLISHED" },
      containers: {
        cna: {
          providerMetadata: { orgId: "b3476cb9-2e3d-41a6-98d0-0f47421a65b6" },
          descriptions: [
            { lang: "fr", value: "mots" },
            { lang: "en-US", value: "some words" },
          ],
          affected: [{ vendor: "v", product: "p", versions: [{ version: "1", status: "affected" }] }],
          references: [{ url: "https://example.org/" }],
        },
      },
    };
    change(json as unknown as Record<string, never>);
    return JSON.stringify(json);
  };
  const parse = (json: string, path = `cves/2026/1xxx/${ID}.json`) => parseCveRecord(Buffer.from(json), path);

  test("the English description", () => {
    expect(parse(record())).toEqual({ value: { id: ID, state: "published", description: "some words" }, problems: [] });
  });

  test.each([
    ["seven digits", "CVE-2026-1234567"],
    ["nineteen digits", "CVE-2026-1234567890123456789"],
  ])("%s", (_name, id) => {
    expect(parse(record().replace(ID, id), `${id}.json`).value?.id).toBe(id);
    expect(imported("", [published(id)])).toBe(`${id} (new words)\n\tTODO: check\n`);
    expect(imported(`${id}\n\tRESERVED\n`, [published(id)])).toBe(`${id} (new words)\n\tTODO: check\n`);
  });

  test.each([
    ["not JSON", `{\n "dataType": }`, "import-not-json"],
    ["cut short", record().slice(0, -9), "import-not-json"],
    ["empty", "", "import-not-json"],
    ["an array", "[]", "import-cve-record"],
    ["deep", `${"[".repeat(200_000)}${"]".repeat(200_000)}`, "import-cve-record"],
    ["version 4", record().replace('"5.1"', '"4.0"'), "import-cve-record"],
    ["another state", record().replace("PUBLISHED", "DISPUTED"), "import-cve-record"],
    ["a state of every object", record().replace("PUBLISHED", "constructor"), "import-cve-record"],
    ["a name with a leading zero", record().replace(ID, "CVE-2026-01000"), "import-cve-record"],
    ["another issue's file", record().replace(ID, "CVE-2026-1001"), "import-cve-record"],
    ["no English", record().replace("en-US", "de"), "import-cve-record"],
    ["too large", `${record()}${" ".repeat(16 * 1024 * 1024)}`, "import-too-large"],
  ])("%s: a problem with its place", (_name, json, code) => {
    const { value, problems } = parse(json);
    expect(value).toBeUndefined();
    expect(problems).toMatchObject([{ code, severity: "error", place: { file: `cves/2026/1xxx/${ID}.json` } }]);
  });

  test.each([
    ["accents", "Zo\u00eb\u2019s na\u00efve caf\u00e9 \u2013 \u201cx\u201d", 'Zoe\'s naive cafe - "x"'],
    ["other scripts", "\u4e2d a\u{1f600}", "? a?"],
    ["control characters", "a\u0000b\u001b[31mc\r\n\td\u202ee\u200f", "a b [31mc de"],
    ["lines", " a\n\n b ", "a b"],
    ["70 characters", "x".repeat(70), "x".repeat(70)],
    ["71", "x".repeat(71), `${"x".repeat(70)} ...`],
    ["cut behind a word", `${"x".repeat(69)} yy`, `${"x".repeat(69)}  ...`],
  ])("description: %s", (_name, said, expected) => {
    expect(shortDescription(said)).toBe(expected);
  });
});

test("new records between those of a large list, and an issue that very many advisories name, cost no more than their number", () => {
  const count = 20_000;
  const number = (at: number): string => `CVE-2026-${100_000 + at}`;
  const every = Array.from({ length: count }, (_, at) => count - at);
  const list = every.map((at) => `${number(2 * at)}\n\tTODO: check\n`).join("");
  const dsa = every.map((at) => `[01 Feb 2026] DSA-${at}-1 curl - x\n\t{${number(2)}}\n\t[trixie] - curl 1\n`).join("");
  const started = process.cpuUsage();
  const after = imported(
    list,
    every.map((at) => published(number(2 * at + 1))),
    { "DSA/list": dsa },
  );
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(8_000);
  const names = after.match(/^CVE-2026-\d+/gm) ?? [];
  expect(names).toEqual([...names].sort().reverse());
  expect(names).toHaveLength(2 * count);
});
