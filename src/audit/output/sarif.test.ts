import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Finding } from "../model.ts";
import { sarifReport, uriOf } from "./sarif.ts";
import { HIGH, LOW, REPORT, RULES } from "./testing.ts";

const SCHEMA = join(import.meta.dirname, "../../../third_party/sarif-spec/sarif-schema-2.1.0.json");
const settings = { version: "1.2.3", rules: RULES };

/** Draft 4 and 7 mean the same by everything that the schema uses, but for the name of `$id`. */
const { id: $id, $schema: _draft, ...schema } = JSON.parse(readFileSync(SCHEMA, "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
const validate = ajv.compile({ $id, ...schema });

function faults(document: unknown): readonly string[] {
  validate(JSON.parse(JSON.stringify(document)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const document = sarifReport(REPORT, settings);
const [run] = document.runs;

test("the published schema takes it", () => {
  expect(faults(document)).toEqual([]);
});

test("the schema would see a fault", () => {
  expect(faults({ ...document, version: "2.0.0" })).not.toEqual([]);
  const results = (run?.results ?? []).map((result) => ({ ...result, level: "high" }));
  expect(faults({ ...document, runs: [{ ...run, results }] })).not.toEqual([]);
});

test("a hit, a note and a waived finding", () => {
  expect(run?.results.map(({ kind, level }) => [kind, level])).toEqual([
    ["fail", "error"],
    ["informational", "none"],
    ["informational", "none"],
    ["fail", "note"],
  ]);
  expect(run?.results[3]).toMatchObject({
    ruleId: "unit-sandbox",
    ruleIndex: 1,
    suppressions: [
      {
        kind: "external",
        status: "accepted",
        justification: expect.stringContaining("It has to write to every disk"),
      },
    ],
    partialFingerprints: { "samedayAudit/v1": LOW.fingerprint },
  });
});

test("the way of an attacker is a code flow", () => {
  const [result] = run?.results ?? [];
  const place = (uri: string, startLine: number) => ({
    physicalLocation: { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine } },
  });
  const locations = [
    {
      location: { ...place("etc/sudoers.d/backup", 2), message: { text: "backup may run /usr/bin/dump as root" } },
      kinds: ["sudoers"],
    },
    { location: place("usr/bin/dump", 1), kinds: ["script"] },
  ];
  expect(result).toMatchObject({ codeFlows: [{ threadFlows: [{ locations }] }] });
});

test("a rule brings its help", () => {
  expect(run?.tool.driver.rules[0]).toMatchObject({
    id: "sudo-arguments",
    name: "SudoArguments",
    help: { markdown: expect.stringContaining("* [An audit](https://example.org/audit)") },
    properties: { "security-severity": "8.0" },
  });
});

test.each([
  ["plain", "etc/sudoers.d/backup", "etc/sudoers.d/backup"],
  ["blanks and percent", "a b%.service", "a%20b%25.service"],
  ["what looks like a scheme", "javascript:x", "javascript%3Ax"],
  ["half of a pair", "a\ud800", "a%EF%BF%BD"],
])("an address: %s", (_what, path, expected) => {
  expect(uriOf(path)).toBe(expected);
});

test("words of an audited line are no link and no placeholder", () => {
  const message = "It says [look](https://evil.example) and {0}.";
  const report = { ...REPORT, findings: [{ ...HIGH, message }], suppressed: [] };
  expect(sarifReport(report, settings).runs[0]?.results[0]?.message.text).toBe(
    "It says [look] (https://evil.example) and { 0 }.",
  );
});

test("any finding makes a valid document", () => {
  const text = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)), maxLength: 40 });
  const finding: fc.Arbitrary<Finding> = fc.record({
    rule: fc.constantFrom("sudo-arguments", "unit-sandbox", "unknown"),
    class: fc.constantFrom("a", "c", "x"),
    path: text,
    line: fc.nat(),
    severity: fc.constantFrom("high", "medium", "low", "note"),
    message: text,
    fingerprint: fc.constant("0123456789abcdef"),
  });
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 20 }), (findings) => {
      expect(faults(sarifReport({ ...REPORT, findings }, settings))).toEqual([]);
    }),
    { numRuns: 10 },
  );
});
