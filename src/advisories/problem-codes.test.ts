import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ADVISORY_PROBLEMS } from "./problem-codes.ts";

const SOURCES = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts") && !path.includes("problem-codes"))
  .map((path) => readFileSync(join(import.meta.dirname, path), "utf8"));

/** Codes that the reader of TOML makes for any format that uses it. */
const OF_THE_READER = ["unknown-key", "missing-key", "wrong-type", "bad-value", "too-few"].map(
  (code) => `advisory-${code}`,
);

test("the table has every code that is used, and no other", () => {
  const used = SOURCES.flatMap((text) =>
    [...text.matchAll(/"((?:advisory|announcement|csaf|cve|osv|page|security-txt)-[a-z0-9-]+)"/g)].map(
      ([, code]) => code ?? "",
    ),
  ).filter((code) => /^advisory-|-(?:form|rule|line|part|5-1)$/.test(code));
  const ownFormat = ["advisory-bad-time", "advisory-text-too-long"];
  const expected = new Set([...used, ...OF_THE_READER, ...ownFormat, "toml-syntax", "csaf-6-1-N", "csaf-6-2-N"]);
  expect(Object.keys(ADVISORY_PROBLEMS).sort()).toEqual([...expected].sort());
});
