import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RULES } from "../registry.ts";
import { WAIVER_PROBLEMS } from "../waivers/problem-codes.ts";
import { WAIVER_RULE } from "../waivers/rule-text.ts";
import { auditPages } from "./reference.ts";

const ALL = [...RULES, WAIVER_RULE];

test("one page of all rules, and one a rule", () => {
  expect(auditPages().map(([path]) => path)).toEqual([
    "docs/reference/audit.md",
    ...ALL.map(({ id }) => `docs/reference/audit/${id}.md`),
  ]);
});

describe("a contract that a maintainer reads in a minute", () => {
  test("ids are unique and kebab-case", () => {
    const ids = ALL.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(?:-[a-z0-9]+)*$/);
  });

  test.each(ALL.map((rule) => [rule.id, rule] as const))("%s", (_id, { title, why, fix }) => {
    expect(title).toMatch(/^\S.*[^.\s]$/);
    expect(title.length).toBeLessThanOrEqual(90);
    for (const text of [why, fix]) expect(text.trim().length).toBeGreaterThan(30);
    // Two hundred words are read in a minute.
    expect(`${why} ${fix}`.split(/\s+/).length).toBeLessThanOrEqual(260);
    // Fences are closed: what follows on the page would be code.
    expect((fix.match(/^```/gm) ?? []).length % 2).toBe(0);
  });
});

test("every code that the reader of waivers has stands in its table, and no other", () => {
  const folder = join(import.meta.dirname, "../waivers");
  const text = ["read-waivers.ts", "reason.ts", "schema.ts", "apply-waivers.ts", "load-waivers.ts"]
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .join("\n");
  const used = [...text.matchAll(/"(waiver-[a-z-]+)"/g)].map(([, code]) => code);
  const ofTheReader = ["unknown-key", "missing-key", "wrong-type", "bad-value", "bad-date"].map(
    (code) => `waiver-${code}`,
  );
  const expected = new Set([...used, ...ofTheReader, "toml-syntax"]);
  expect(Object.keys(WAIVER_PROBLEMS).sort()).toEqual([...expected].sort());
});
