import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { parseEpss, parseKev, renderSignals } from "./signals.ts";

const kev = (entries: string): Uint8Array =>
  Buffer.from(`{"catalogVersion": "2026.01.01",\n"vulnerabilities": ${entries}}`);
const entry = (id: string, day: string, use: string): string =>
  JSON.stringify({ cveID: id, dateAdded: day, knownRansomwareCampaignUse: use, vendorProject: "v" });
const EPSS = "#model_version:v2025.03.14,score_date:2026-05-18T00:00:00Z\ncve,epss,percentile\n";

test("the catalogue as lines by name, the same whatever its order", () => {
  const entries = [entry("CVE-2026-10000", "2026-01-02", "Known"), entry("CVE-2026-9999", "2026-01-01", "Unknown")];
  const lines = (all: readonly string[]): string =>
    Buffer.from(renderSignals(parseKev(kev(`[${all.join()}]`), "kev.json").value ?? [])).toString();
  expect(lines(entries)).toBe("CVE-2026-9999\t2026-01-01\t-\nCVE-2026-10000\t2026-01-02\transomware\n");
  expect(lines(entries.toReversed())).toBe(lines(entries));
});

test("a bad entry is named, the others are taken", () => {
  const { value, problems } = parseKev(
    kev(`[\n${entry("CVE-x", "2026-01-02", "")},\n${entry("CVE-2026-1000", "2026-01-01", "")}]`),
    "k",
  );
  expect(value).toHaveLength(1);
  expect(problems).toMatchObject([{ code: "import-kev", place: { file: "k", line: 3 } }]);
});

test("of a hundred thousand bad entries some are named, the others counted, and it takes no minutes", () => {
  const started = process.cpuUsage();
  const { value, problems } = parseKev(kev(`[${"{},".repeat(100_000)}{}]`), "k");
  expect(value).toEqual([]);
  expect(problems).toHaveLength(1001);
  expect(problems.at(-1)?.message).toBe("99001 more are wrong in this way.");
  expect(parseEpss(Buffer.from(`${EPSS}${"x\n".repeat(2000)}`), "e").problems).toHaveLength(1001);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(5_000);
});

test.each([
  ["{", "import-not-json"],
  ["[]", "import-kev"],
  ['{"vulnerabilities": 1}', "import-kev"],
])("no catalogue: %s", (text, code) => {
  expect(parseKev(Buffer.from(text), "k")).toMatchObject({ value: undefined, problems: [{ code }] });
});

describe("EPSS", () => {
  const table = Buffer.from(`${EPSS}CVE-1999-0002,0.04525,0.92176\nCVE-1999-0001,4e-05,1.0\n`);
  test.each([
    ["packed", gzipSync(table)],
    ["plain", table],
  ])("%s", (_name, bytes) => {
    const { value, problems } = parseEpss(bytes, "e");
    expect(problems).toEqual([]);
    expect(value).toEqual([
      ["CVE-1999-0001", "4e-05", "1.0"],
      ["CVE-1999-0002", "0.04525", "0.92176"],
    ]);
  });

  test.each([
    "CVE-1999-0001,2,0.5",
    "CVE-1999-0001,0.5",
    "CVE-1999-0001,0.5,x",
    "x,0.5,0.5",
    "CVE-1999-0001,0.5,0.5,1",
  ])("line %s", (line) => {
    const { value, problems } = parseEpss(Buffer.from(`${EPSS}${line}\nCVE-1999-0002,0,1\n`), "e");
    expect(value).toHaveLength(1);
    expect(problems).toMatchObject([{ code: "import-epss", place: { line: 3 } }]);
  });

  test.each([
    ["cut short", gzipSync(table).subarray(0, 40)],
    ["other columns", Buffer.from("a,b\n")],
    ["empty", new Uint8Array()],
  ])("%s", (_name, bytes) => {
    expect(parseEpss(bytes, "e")).toMatchObject({ value: undefined, problems: [{ code: "import-epss" }] });
  });
});
